/* A count: stand at the mast, tap, choose the picture, save; the next one is the same kind again. */
"use strict";
(() => {
  const { facts, words, byId, filled, keep, start, place } = window.marken;
  const form = byId("form");
  const photos = window.melding.photos;
  let saved = 0;

  const thing = () => form.elements.thing.value;
  const fit = () => {
    for (const part of form.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(thing());
  };
  const status = (text) => { byId("place-status").textContent = text; byId("place-status").scrollIntoView({ block: "center" }); };

  form.addEventListener("change", (event) => {
    if (event.target.name === "thing") { place.clear(); fit(); }
  });
  const several = () => thing() === "hedge";
  byId("start-here").onclick = () => place.here(several());
  byId("start-map").onclick = () => place.openMap().then(() => byId("map").focus());
  byId("start-again").onclick = () => place.clear();
  byId("map-use").onclick = () => place.add(place.middle(), several());

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const known = thing() === "lamp" && numbers.has(form.elements.number.value.trim().toUpperCase());
    if (!place.points().length && !known) { status(words["error.place"]); return; }
    const label = [facts.labels[thing()], form.elements.number.value.trim()].filter(Boolean).join(" ");
    try {
      await keep(form, `${facts.path}/ting`, label, photos.all().slice(0, 1));
    } catch {
      status(words["error.kept"]);
      return;
    }
    saved += 1;
    place.clear();
    photos.take([]);
    for (const name of ["number", "words"]) form.elements[name].value = "";
    status(filled(words["saved.n"], { n: saved }));
    byId("thing-title").focus({ preventScroll: true });
    scrollTo(0, 0);
  });

  window.marken.refilled = (entry) => {
    fit();
    place.set(new Map(entry.fields).get("points") ?? "");
  };

  /* A lamp that is known by its number needs no place. */
  const numbers = new Set();
  const learn = async () => {
    try {
      const { lamps } = await (await fetch(facts.ground)).json();
      for (const [, , , number] of lamps) if (number) numbers.add(number.trim().toUpperCase());
    } catch {
      /* then a place is asked for */
    }
  };

  photos.start({ "photos.remove": words.delete });
  start().then(async () => { fit(); await learn(); document.documentElement.dataset.ready = "yes"; });
  fit();
})();
