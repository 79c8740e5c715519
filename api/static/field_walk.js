/* A walk: choose the stop, rate, count the feelings, decide; the next stop is chosen by itself. A tap on
   the map chooses the stop there, or makes a new one of the place; it waits for signal with its note. */
"use strict";
(() => {
  const { facts, words, byId, filled, keep, start, place, waiting } = window.marken;
  const form = byId("form");
  const photos = window.melding.photos;
  let saved = 0;

  for (const button of form.querySelectorAll("[data-add]"))
    button.onclick = () => {
      const field = byId(button.dataset.add);
      field.value = (Number.parseInt(field.value, 10) || 0) + 1;
    };

  const status = (text, kind = "alert-success") => {
    let line = byId("walk-status");
    if (!line) {
      line = document.createElement("p");
      line.id = "walk-status";
      line.setAttribute("role", "status");
      form.before(line);
    }
    line.className = `alert ${kind}`;
    line.textContent = text;
    line.scrollIntoView({ block: "center" });
  };

  /* ---- stops, planned and new ---- */
  const radios = () => [...form.querySelectorAll("[name=stop]")];
  const fresh = byId("stop-new");
  const fit = () => {
    const chosen = radios().find((one) => one.checked);
    byId("new-stop").hidden = chosen !== fresh;
    if (chosen.dataset.points) place.set(chosen.dataset.points);
    else if (chosen !== fresh) place.clear();
  };
  const choose = (radio) => { radio.checked = true; fit(); };
  /* A place noted at once is a stop like the others, also before there is signal to send it. */
  const remember = (points, name) => {
    if (!points || radios().some((one) => one.dataset.points === points)) return;
    const chip = fresh.closest(".chip").cloneNode(true);
    const radio = chip.querySelector("input");
    radio.removeAttribute("id");
    radio.checked = false;
    radio.dataset.points = points;
    radio.dataset.place = name;
    chip.querySelector("span").textContent = [words["stop.new"], name].filter(Boolean).join(" · ");
    fresh.closest(".chip").before(chip);
  };
  form.addEventListener("change", (event) => { if (event.target.name === "stop") fit(); });
  place.onTap((point) => {
    const planned = radios().filter((one) => one.value !== fresh.value);
    const at = place.near(point, facts.stops);
    if (at >= 0) choose(planned[at]);
    else { choose(fresh); place.add(point, false); }
  });
  byId("start-here").onclick = () => place.here(false);
  byId("map-use").onclick = () => place.add(place.middle(), false);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const stops = radios();
    const at = stops.findIndex((one) => one.checked);
    const { points } = stops[at].dataset;
    if (points) form.elements.place.value = stops[at].dataset.place;
    if (stops[at] === fresh && !place.points().length) { status(words["error.new_stop"], "alert-error"); return; }
    const label = stops[at].parentElement.textContent.trim();
    const [where, name] = [form.elements.points.value, form.elements.place.value.trim()];
    try {
      await keep(form, `${facts.path}/note`, label, photos.all());
    } catch {
      status(words["error.kept"]);
      return;
    }
    saved += 1;
    const light = form.elements.light.value;
    form.reset();
    photos.take([]);
    form.elements.light.value = light;
    if (stops[at].value === fresh.value) remember(where, name);
    const next = radios().filter((one) => one !== fresh);
    choose(next[Math.min(at + 1, next.length - 1)]);
    status(filled(words["saved.n"], { n: saved }));
    scrollTo(0, 0);
    byId("stops").querySelector(":checked").focus({ preventScroll: true });
  });

  window.marken.refilled = (entry) => {
    const kept = new Map(entry.fields);
    if (kept.get("stop") !== fresh.value) { fit(); return; }
    choose(fresh);
    place.set(kept.get("points") ?? "");
  };

  photos.start({ "photos.remove": words.delete });
  start().then(async () => {
    for (const { url, fields } of await waiting()) {
      const kept = new Map(fields);
      if (url === `${facts.path}/note` && kept.get("stop") === fresh.value) remember(kept.get("points"), kept.get("place") ?? "");
    }
    fit();
    document.documentElement.dataset.ready = "yes";
    try {
      await place.openMap();
      place.overview();
    } catch {
      byId("map-part").hidden = true;
    }
  });
})();
