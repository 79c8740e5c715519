/* The form in three steps, kept on the phone until it is sent. Without this file it is one long form. */
"use strict";
(() => {
  const { read, write, addMine, waiting, photos, place } = window.melding;
  const facts = JSON.parse(document.getElementById("page-facts").textContent);
  const words = facts.words;
  const form = document.getElementById("form");
  const byId = (id) => document.getElementById(id);
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "?");
  const DRAFTED = ["key", "kind", "lat", "lon", "accuracy", "located", "place", "setting", "text",
    "lamp_number", "email"];
  const STEP_OF = { place: 1, lamp_number: 1, kind: 2, text: 3, photos: 3, email: 3 };
  const RETRY_MS = 30_000;
  const STAMP_MS = 3_500; // a form is never filled in faster, and neither is a waiting one
  let step = 1;
  let sending = false;

  const when = (iso) =>
    new Intl.DateTimeFormat(facts.language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
  const day = (iso) => new Intl.DateTimeFormat(facts.language, { dateStyle: "medium" }).format(new Date(iso));
  const status = (text) => { byId("status").textContent = text; };

  /* ---- steps ---- */
  const show = (number) => {
    step = number;
    document.documentElement.dataset.step = number;
    for (const one of [1, 2, 3]) byId(`step${one}`).hidden = one !== number;
    byId("back").hidden = number === 1;
    byId("next").hidden = number === 3;
    byId("send").hidden = number !== 3;
  };

  const go = (number) => {
    show(number);
    history.pushState({ step: number }, "");
    scrollTo(0, 0);
    byId(`step${number}`).querySelector("h2").focus();
  };

  const hasPlace = () => form.elements.lat.value || form.elements.place.value.trim() || form.elements.lamp_number.value.trim();
  const missing = (number) => {
    if (number === 1 && !hasPlace()) return { place: words["error.place"] };
    if (number === 2 && !form.elements.kind.value) return { kind: words["error.kind"] };
    return {};
  };

  /* ---- errors ---- */
  const clear = () => {
    byId("errors").replaceChildren();
    for (const one of form.querySelectorAll(".form-error-message")) one.remove();
    for (const one of form.querySelectorAll(".form-error")) one.classList.remove("form-error");
    for (const one of form.querySelectorAll("[aria-invalid]")) {
      one.removeAttribute("aria-invalid");
      const left = (one.getAttribute("aria-describedby") || "").split(" ").filter((id) => !id.endsWith("-error"));
      if (left.join("")) one.setAttribute("aria-describedby", left.join(" "));
      else one.removeAttribute("aria-describedby");
    }
  };

  const mark = (name, text) => {
    const field = byId(name);
    const group = field.closest(".form-group");
    const line = document.createElement("p");
    line.className = "form-error-message";
    line.id = `${name}-error`;
    line.textContent = text;
    group.classList.add("form-error");
    if (field === group) group.querySelector("legend").after(line);
    else field.before(line);
    const inputs = field === group ? group.querySelectorAll("input") : [field];
    for (const input of inputs) {
      input.setAttribute("aria-invalid", "true");
      const others = input.getAttribute("aria-describedby");
      input.setAttribute("aria-describedby", [others, line.id].filter(Boolean).join(" "));
    }
  };

  const lead = (event, name) => {
    event.preventDefault();
    show(STEP_OF[name]);
    if (name === "place") openWords();
    const field = byId(name);
    (field.matches("fieldset") ? field.querySelector("input") : field).focus();
  };

  const complain = (errors) => {
    clear();
    const names = Object.keys(errors);
    if (!names.length) return;
    show(STEP_OF[names[0]] ?? 3);
    if (names.includes("place")) openWords();
    const box = document.createElement("div");
    box.className = "alert alert-error";
    box.id = "summary";
    box.setAttribute("role", "alert");
    box.tabIndex = -1;
    const heading = document.createElement("h2");
    heading.className = "alert-heading";
    heading.textContent = words.errors;
    const list = document.createElement("ul");
    for (const name of names) {
      mark(name, errors[name]);
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.className = "function-link";
      link.href = `#${name}`;
      link.textContent = errors[name];
      link.onclick = (event) => lead(event, name);
      item.append(link);
      list.append(item);
    }
    box.append(heading, list);
    byId("errors").append(box);
    box.focus();
    scrollTo(0, 0);
  };

  /* ---- draft ---- */
  let drafting = 0;
  const values = () => Object.fromEntries(DRAFTED.map((name) => [name, form.elements[name]?.value ?? ""]));
  const hours = () => [...form.querySelectorAll("[name=hours]:checked")].map((box) => box.value);
  const keepDraft = () => {
    clearTimeout(drafting);
    drafting = setTimeout(() => write("draft", { ...values(), hours: hours() }), 250);
  };
  const restore = (draft) => {
    for (const name of DRAFTED) if (draft[name] && form.elements[name]) form.elements[name].value = draft[name];
    for (const box of form.querySelectorAll("[name=hours]")) box.checked = (draft.hours || []).includes(box.value);
    if (draft.place || draft.lamp_number) openWords();
    if (draft.lat) place.found(Number(draft.lat), Number(draft.lon), Number(draft.accuracy) || 10);
  };

  /* ---- three equal starts ---- */
  const press = (id) => {
    for (const one of ["start-here", "start-map", "start-words"]) byId(one).setAttribute("aria-pressed", String(one === id));
  };
  const openWords = () => { byId("words-part").hidden = false; };
  byId("start-here").onclick = async () => { press("start-here"); if (!(await place.here())) openWords(); };
  byId("start-map").onclick = () => { press("start-map"); place.openMap().then(() => byId("map").focus()); };
  byId("start-words").onclick = () => { press("start-words"); openWords(); byId("place").focus(); };

  /* ---- remember the place ---- */
  const showKept = () => {
    const kept = read("place", null);
    byId("kept").hidden = !kept;
    byId("keep").hidden = Boolean(kept);
    if (kept) byId("kept-text").textContent = filled(words.remembered, { when: when(kept.at) });
  };
  byId("keep").onclick = async () => {
    status(words["where.finding"]);
    try {
      const { coords } = await place.position();
      const { latitude, longitude, accuracy } = coords;
      write("place", { latitude, longitude, accuracy, at: new Date().toISOString() });
      status(words["remembered.saved"]);
      showKept();
    } catch {
      status(words["where.failed"]);
    }
  };
  byId("kept-use").onclick = () => {
    const kept = read("place", null);
    if (!kept) return;
    place.found(kept.latitude, kept.longitude, kept.accuracy);
    write("place", null);
    showKept();
    status("");
    byId("next").focus();
  };
  byId("kept-forget").onclick = () => { write("place", null); showKept(); status(""); byId("keep").focus(); };

  /* ---- my reports ---- */
  const showMine = async () => {
    const [mine, queued] = [read("mine", []), await waiting.all()];
    byId("mine").hidden = !mine.length && !queued.length;
    byId("waiting").hidden = !queued.length;
    byId("waiting").textContent = filled(words.waiting, { n: queued.length });
    byId("mine-forget").hidden = !mine.length;
    byId("mine-list").replaceChildren(
      ...mine.map((one) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = `/sag/${encodeURIComponent(one.code)}?lang=${facts.language}`;
        link.textContent = `${facts.kinds[one.kind] ?? ""} · ${day(one.day)}`;
        item.append(link);
        return item;
      }),
    );
  };
  byId("mine-forget").onclick = () => { write("mine", []); showMine(); byId("title").scrollIntoView(); };

  /* ---- sending ---- */
  const packed = (entry, stamp, seen) => {
    const data = new FormData();
    for (const [name, value] of entry.fields) if (name !== "stamp" && name !== "seen") data.append(name, value);
    data.append("stamp", stamp);
    if (seen) data.append("seen", "1");
    entry.photos.forEach((blob, number) => data.append("photos", blob, `billede${number}.jpg`));
    return data;
  };
  const post = (data, language) =>
    fetch(`/indberet?lang=${language}`, { method: "POST", body: data, headers: { Accept: "application/json" } });

  const entryNow = () => ({
    key: form.elements.key.value,
    language: facts.language,
    fields: [...new FormData(form)].filter(([name]) => name !== "photos"),
    photos: photos.all(),
  });

  const queue = async (entry) => {
    try {
      await waiting.put(entry);
    } catch {
      complain({ text: words["error.unknown"] }); // nothing to keep it in: it stays in the form
      return;
    }
    write("draft", null);
    form.hidden = true;
    clear();
    status(words.offline);
    byId("status").tabIndex = -1;
    byId("status").focus();
    showMine();
  };

  const landed = (answer) => {
    addMine(answer.code, answer.kind, new Date().toISOString());
    write("draft", null);
  };

  const send = async (seen) => {
    if (sending) return;
    sending = true;
    const entry = entryNow();
    status(words.sending);
    if (facts.shell) { // a kept form has no stamp: what it holds waits, and fetches one
      await queue(entry);
      sending = false;
      flush();
      return;
    }
    try {
      const reply = await post(packed(entry, form.elements.stamp.value, seen), entry.language);
      if (reply.status >= 500) throw new Error("server");
      const answer = await reply.json();
      status("");
      if (answer.stamp) form.elements.stamp.value = answer.stamp;
      if (answer.errors) { backToForm(); complain(answer.errors); }
      else if (answer.nearby) offer(answer.nearby);
      else { landed(answer); location.assign(answer.url); }
    } catch {
      backToForm();
      await queue(entry);
    } finally {
      sending = false;
    }
  };

  /* ---- is it reported already? ---- */
  const backToForm = () => { byId("nearby").hidden = true; form.hidden = false; };
  const offer = (cases) => {
    byId("nearby-list").replaceChildren(
      ...cases.map((one) => {
        const item = document.createElement("li");
        item.className = "case-card";
        const name = document.createElement("h3");
        const link = document.createElement("a");
        link.href = `/sag/${one.number}?lang=${facts.language}`;
        link.textContent = one.place;
        link.lang = "da";
        name.append(link);
        const about = document.createElement("p");
        about.textContent = [facts.kinds[one.kind], one.status, filled(words["nearby.metres"], { n: one.metres })].join(" · ");
        const agree = document.createElement("form");
        agree.method = "post";
        agree.action = `/sag/${one.number}/enig?lang=${facts.language}`;
        agree.onsubmit = () => write("draft", null);
        const button = document.createElement("button");
        button.className = "button button-primary";
        button.textContent = words.agree;
        agree.append(button);
        item.append(name, about, agree);
        return item;
      }),
    );
    form.hidden = true;
    byId("nearby").hidden = false;
    byId("nearby-title").focus();
  };
  byId("nearby-send").onclick = () => send(true);
  byId("nearby-back").onclick = () => { backToForm(); byId("send").focus(); };

  /* ---- what waits is sent by itself; a resend makes no second report ---- */
  let flushing = false;
  const flush = async () => {
    if (flushing || sending) return;
    flushing = true;
    try {
      for (const entry of await waiting.all()) {
        const asked = await fetch("/indberet/stempel");
        if (!asked.ok) return;
        const { stamp } = await asked.json();
        await new Promise((resolve) => setTimeout(resolve, STAMP_MS));
        const reply = await post(packed(entry, stamp, true), entry.language);
        if (reply.status >= 500 || reply.status === 429) return;
        const answer = await reply.json();
        if (answer.errors) { reopen(entry); complain(answer.errors); await waiting.remove(entry.key); return; }
        landed(answer);
        await waiting.remove(entry.key);
        status("");
        showMine();
      }
    } catch {
      /* still no connection: it waits on */
    } finally {
      flushing = false;
    }
  };
  const reopen = (entry) => {
    const draft = Object.fromEntries(entry.fields.filter(([name]) => name !== "hours"));
    draft.hours = entry.fields.filter(([name]) => name === "hours").map(([, value]) => value);
    restore(draft);
    photos.take(entry.photos);
    form.hidden = false;
    status("");
  };
  addEventListener("online", flush);
  setInterval(flush, RETRY_MS);

  /* ---- a form that was kept for when there is no signal ---- */
  const NIGHT_FROM = [16, 17, 18, 20, 21, 22, 22, 21, 19, 18, 16, 16];
  const NIGHT_UNTIL = [9, 8, 7, 6, 5, 4, 5, 6, 7, 8, 8, 9];
  const asShell = () => {
    // A key belongs to one report: a form that is opened again and again makes a new one each time.
    form.elements.key.value = Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
    const asked = new URLSearchParams(location.search);
    form.elements.lamp_number.value = (asked.get("lampe") ?? "").slice(0, 20);
    form.elements.place.value = (asked.get("sted") ?? "").slice(0, 160);
    const now = new Date();
    const night = now.getHours() >= NIGHT_FROM[now.getMonth()] || now.getHours() < NIGHT_UNTIL[now.getMonth()];
    document.documentElement.classList.toggle("night", night);
    document.documentElement.classList.toggle("day", !night);
  };
  const keepPage = async () => {
    if (!navigator.serviceWorker || navigator.connection?.saveData) return;
    try {
      await navigator.serviceWorker.register("/indberet/arbejder.js", { scope: "/indberet" });
      const { active } = await navigator.serviceWorker.ready;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => { document.documentElement.dataset.kept = "yes"; };
      active.postMessage({ keep: [`/indberet?lang=${facts.language}&skal=1`] }, [port2]);
    } catch {
      /* without it the form works as long as it is open */
    }
  };

  /* ---- put together ---- */
  if (facts.shell) asShell();
  for (const one of document.querySelectorAll(".js")) one.hidden = false;
  for (const id of ["map-part", "place-status", "lamps-part", "previews", "nearby", "mine"]) byId(id).hidden = true;
  document.documentElement.classList.add("scripted");
  place.start(facts, form, () => {
    keepDraft();
    if (step === 1 && byId("errors").children.length) clear();
  });
  photos.start(words);
  byId("words-part").hidden = !(form.elements.place.value || form.elements.lamp_number.value);
  byId("next").onclick = () => {
    const errors = missing(step);
    if (Object.keys(errors).length) complain(errors);
    else { clear(); go(step + 1); }
  };
  byId("back").onclick = () => history.back();
  addEventListener("popstate", (event) => { backToForm(); show(event.state?.step ?? 1); });
  form.addEventListener("input", keepDraft);
  form.addEventListener("change", keepDraft);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const errors = { ...missing(1), ...missing(2) };
    if (Object.keys(errors).length) complain(errors);
    else { clear(); send(false); }
  });
  const count = () => { byId("text-left").textContent = filled(words["text.left"], { n: 500 - form.elements.text.value.length }); };
  form.elements.text.addEventListener("input", count);
  history.replaceState({ step: 1 }, "");
  show(1);
  const draft = read("draft", null);
  if (draft && !facts.wrong) restore(draft);
  count();
  showKept();
  showMine();
  if (facts.wrong) {
    const name = byId("summary").querySelector("a").getAttribute("href").slice(1);
    show(STEP_OF[name] ?? 1);
    openWords();
    for (const link of byId("summary").querySelectorAll("a")) link.onclick = (event) => lead(event, link.getAttribute("href").slice(1));
    byId("summary").focus();
  }
  flush();
  addEventListener("load", () => setTimeout(keepPage, 1_000)); // what is seen first comes first
  document.documentElement.dataset.ready = "yes";
})();
