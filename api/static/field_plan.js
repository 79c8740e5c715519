/* The plan of a walk, and its stops put right later: what is tapped on the map are stops more. */
"use strict";
(() => {
  const { byId, start, place } = window.marken;
  byId("start-here").onclick = () => place.here(true);
  byId("start-map").onclick = () => place.openMap().then(() => { place.overview(); byId("map").focus(); });
  byId("start-again").onclick = () => place.clear();
  place.onTap((point) => place.add(point, true));
  byId("map-use").onclick = () => place.add(place.middle(), true);
  start().then(() => { document.documentElement.dataset.ready = "yes"; });
})();
