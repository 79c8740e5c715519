/* Keeps our own files, and forms that hold nobody's answer, for when there is no signal. */
const CACHE = `${SETUP.name}-${SETUP.version}`;
const SHELL = "skal"; // an address with this parameter answers a form without anything personal

const mine = (name) => name.startsWith(`${SETUP.name}-`);
const isShell = (url) => url.searchParams.has(SHELL) && url.pathname.startsWith(SETUP.scope);
const isGood = (answer) => answer.ok && !answer.redirected;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll(SETUP.files)).then(() => self.skipWaiting()),
  );
});

/* Forms that were kept are fetched anew with the files of today; where that fails the old ones stay. */
const renewed = async () => {
  const cache = await caches.open(CACHE);
  for (const name of (await caches.keys()).filter((one) => mine(one) && one !== CACHE)) {
    const old = await caches.open(name);
    let all = true;
    for (const request of await old.keys()) {
      if (!isShell(new URL(request.url))) continue;
      try {
        const answer = await fetch(request.url);
        if (isGood(answer)) await cache.put(request.url, answer);
        else all = false;
      } catch {
        all = false;
      }
    }
    if (all) await caches.delete(name);
  }
};

self.addEventListener("activate", (event) => {
  event.waitUntil(renewed().then(() => self.clients.claim()));
});

const keep = async (address) => {
  const url = new URL(address, self.location.origin);
  const wanted = isShell(url) || (SETUP.data && url.pathname.endsWith(SETUP.data));
  if (url.origin !== self.location.origin || !wanted) return;
  try {
    const answer = await fetch(url.href);
    if (!isGood(answer)) return;
    const cache = await caches.open(CACHE);
    await cache.delete(url.href); // the last kept is the last used
    await cache.put(url.href, answer);
  } catch {
    /* what is kept already stays */
  }
};

const forget = async (path) => {
  for (const name of (await caches.keys()).filter(mine)) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const url = new URL(request.url);
      if (url.pathname === path || url.pathname.startsWith(`${path}/`)) await cache.delete(request);
    }
  }
};

self.addEventListener("message", (event) => {
  const { keep: addresses = [], forget: path = "" } = event.data ?? {};
  const work = path ? forget(path) : Promise.all(addresses.map(keep));
  event.waitUntil(work.then(() => event.ports[0]?.postMessage("done")));
});

/* The kept form of a page: in the language asked for, else the one used last. */
const shellOf = async (url) => {
  let found = null;
  for (const name of (await caches.keys()).filter(mine)) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const kept = new URL(request.url);
      if (!isShell(kept) || kept.pathname !== url.pathname) continue;
      const same = !url.searchParams.has("lang") || kept.searchParams.get("lang") === url.searchParams.get("lang");
      if (same || !found) found = await cache.match(request);
    }
  }
  return found ?? Response.error();
};

const fromNetwork = async (request, otherwise) => {
  try {
    return await fetch(request);
  } catch {
    return otherwise();
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname.startsWith(SETUP.scope)) event.respondWith(fromNetwork(request, () => shellOf(url)));
  } else if (url.pathname.startsWith("/static/")) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  } else if (SETUP.data && url.pathname.endsWith(SETUP.data)) {
    event.respondWith(
      fromNetwork(request, async () => (await caches.match(request)) ?? Response.error()),
    );
  }
});
