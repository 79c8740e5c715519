/* What a phone keeps until there is signal, and how it is sent: once, whatever happens on the way. */
"use strict";
(() => {
  const facts = JSON.parse(document.getElementById("page-facts").textContent);
  const words = facts.words;
  const byId = (id) => document.getElementById(id);
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "?");
  const RETRY_MS = 20_000;

  /* ---- the store: one for all counts and walks of this phone ---- */
  const { mark, put, remove, all: kept } = window.waitingOf("marken");
  const all = async () => (await kept()).sort((a, b) => a.made - b.made);

  /* ---- what is told ---- */
  const time = (made) => new Intl.DateTimeFormat("da", { timeStyle: "short" }).format(new Date(made));
  let told = "";
  const show = async () => {
    const waiting = await all();
    const wrong = waiting.some((one) => one.error) || told === "sign_in";
    const parts = [navigator.onLine ? "" : words.offline];
    if (told) parts.push(words[told]);
    const bad = waiting.filter((one) => one.error).length;
    if (bad) parts.push(filled(words.wrong, { n: bad }));
    if (waiting.length > bad) parts.push(filled(words.waiting, { n: waiting.length - bad }));
    if (!waiting.length && navigator.onLine && !told) parts.push(words.online);
    const line = byId("net");
    if (!line) return;
    line.hidden = false;
    byId("net-text").textContent = parts.filter(Boolean).join(" · ");
    byId("net-link").hidden = !waiting.length;
    byId("net-door").hidden = told !== "sign_in";
    line.className = `net ${wrong ? "wrong" : navigator.onLine && !waiting.length ? "" : "off"}`;
    line.dataset.waiting = waiting.length;
    byId("unsent").hidden = !waiting.length;
    byId("unsent-list").replaceChildren(
      ...waiting.map((one) => {
        const item = document.createElement("li");
        const about = document.createElement("div");
        const name = document.createElement("p");
        name.textContent = `${time(one.made)} · ${one.label}`;
        about.append(name);
        if (one.error) {
          const why = document.createElement("p");
          why.className = "bad";
          why.textContent = one.error;
          about.append(why);
        }
        const away = document.createElement("button");
        away.type = "button";
        away.className = "button button-secondary";
        away.textContent = words.delete;
        away.setAttribute("aria-label", `${words.delete}: ${name.textContent}`);
        away.onclick = async () => { await remove(one.key); show(); };
        item.append(about);
        if (one.error && one.url.startsWith(`${facts.path}/`)) {
          const mend = document.createElement("button");
          mend.type = "button";
          mend.className = "button button-primary";
          mend.textContent = words.mend;
          mend.setAttribute("aria-label", `${words.mend}: ${name.textContent}`);
          mend.onclick = async () => { refill(one); await remove(one.key); await show(); };
          item.append(mend);
        }
        item.append(away);
        return item;
      }),
    );
  };

  /* What was refused comes back into the form, to be mended and saved again. */
  const refill = (entry) => {
    const form = byId("form");
    form.reset();
    for (const [name, value] of entry.fields) {
      const field = form.elements[name];
      if (!field || name === "key") continue;
      field.value = value; // of radios this checks the one of that value
    }
    window.melding.photos.take(entry.photos);
    window.marken.refilled?.(entry);
    scrollTo(0, 0);
    form.querySelector("h2")?.focus();
  };

  /* ---- sending ---- */
  const packed = (entry) => {
    const data = new FormData();
    for (const [name, value] of entry.fields) data.append(name, value);
    entry.photos.forEach((blob, number) => data.append("photos", blob, `billede${number}.jpg`));
    return data;
  };

  let sending = false;
  let again = false;
  const flush = async () => {
    if (sending) { again = true; return; }
    sending = true;
    try {
      const waiting = (await all()).filter((one) => !one.error);
      if (!waiting.length) { told = ""; return; }
      const asked = await fetch("/personale/marken/adgang", { headers: { Accept: "application/json" } });
      if (!asked.ok) { told = asked.status === 401 ? "sign_in" : "unsent.failed"; return; }
      const { csrf } = await asked.json();
      told = "";
      for (const entry of waiting) {
        const reply = await fetch(entry.url, {
          method: "POST", body: packed(entry), headers: { Accept: "application/json", "X-CSRF": csrf },
        });
        if (reply.ok) await remove(entry.key);
        else if (reply.status === 401) { told = "sign_in"; return; }
        else if (reply.status >= 500 || reply.status === 429 || reply.status === 403) { told = "unsent.failed"; return; }
        else {
          const { error } = await reply.json();
          await mark(entry.key, { error: `${error.message} ${error.remedy}` });
        }
        await show();
      }
    } catch {
      /* no connection: all of it waits on */
    } finally {
      sending = false;
      await show();
      if (again) { again = false; flush(); }
    }
  };

  /* A form becomes something that waits; the key is made here, so that a kept page makes new ones. */
  const keep = async (form, url, label, photos) => {
    const fields = [...new FormData(form)].filter(([name]) => !["photos", "csrf", "key"].includes(name));
    const key = crypto.randomUUID ? crypto.randomUUID() : [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
    await put({ key, url, label, made: Date.now(), photos, fields: [["key", key], ...fields] });
    await show();
    flush();
  };

  /* ---- night: a kept page does not know what the hour is ---- */
  const NIGHT_FROM = [16, 17, 18, 20, 21, 22, 22, 21, 19, 18, 16, 16];
  const NIGHT_UNTIL = [9, 8, 7, 6, 5, 4, 5, 6, 7, 8, 8, 9];
  if (!document.querySelector("[name=csrf]")) {
    const now = new Date();
    const night = now.getHours() >= NIGHT_FROM[now.getMonth()] || now.getHours() < NIGHT_UNTIL[now.getMonth()];
    document.documentElement.className = night ? "night" : "day";
  }

  /* ---- the worker that keeps this page ---- */
  const start = async () => {
    document.documentElement.classList.add("scripted");
    for (const one of document.querySelectorAll(".js")) one.hidden = false;
    for (const id of ["map-part", "previews", "unsent"]) if (byId(id)) byId(id).hidden = true;
    if (byId("send-now")) byId("send-now").onclick = flush;
    addEventListener("online", () => { show(); flush(); });
    addEventListener("offline", show);
    setInterval(flush, RETRY_MS);
    await show();
    flush();
    if (!navigator.serviceWorker || facts.plan) return;
    try {
      await navigator.serviceWorker.register(facts.worker, { scope: facts.scope });
      const { active } = await navigator.serviceWorker.ready;
      await asked(active, { keep: navigator.onLine ? [`${facts.path}?skal=1`, facts.ground] : [] });
      document.documentElement.dataset.kept = "yes";
    } catch {
      /* a browser without it still keeps what waits as long as the page is open */
    }
  };

  const asked = (worker, message) =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      worker.postMessage(message, [port2]);
    });

  const forget = async () => {
    const { active } = await navigator.serviceWorker.ready;
    await asked(active, { forget: facts.path });
    delete document.documentElement.dataset.kept;
    told = "forgotten";
    show();
  };
  if (byId("forget")) byId("forget").onclick = forget;

  window.marken = { facts, words, byId, filled, keep, start, show, waiting: all };
})();
