/* A walk: choose the stop, rate, count the feelings, decide; the next stop is chosen by itself. */
"use strict";
(() => {
  const { facts, words, byId, filled, keep, start, place } = window.marken;
  const form = byId("form");
  const photos = window.melding.photos;
  let saved = 0;

  for (const button of form.querySelectorAll("[data-add]"))
    button.onclick = () => {
      const field = byId(button.dataset.add);
      field.value = (Number.parseInt(field.value, 10) || 0) + 1;
    };

  const status = (text) => {
    let line = byId("walk-status");
    if (!line) {
      line = document.createElement("p");
      line.id = "walk-status";
      line.className = "alert alert-success";
      line.setAttribute("role", "status");
      form.before(line);
    }
    line.textContent = text;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const stops = [...form.querySelectorAll("[name=stop]")];
    const at = stops.findIndex((one) => one.checked);
    const label = stops[at].parentElement.textContent.trim();
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
    stops[Math.min(at + 1, stops.length - 1)].checked = true;
    status(filled(words["saved.n"], { n: saved }));
    scrollTo(0, 0);
    byId("stops").querySelector(":checked").focus({ preventScroll: true });
  });

  photos.start({ "photos.remove": words.delete });
  start().then(async () => {
    document.documentElement.dataset.ready = "yes";
    try {
      await place.openMap();
      place.overview();
    } catch {
      byId("map-part").hidden = true;
    }
  });
})();
