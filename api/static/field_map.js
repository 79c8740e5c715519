/* Where somebody stands, by the phone's position or by a map of the house's own layers. */
"use strict";
(() => {
  const { facts, words, byId, filled } = window.marken;
  const THUMB_PX = 22;
  let map = null;
  let marks = null;
  let points = [];
  let changed = () => {};
  let tapped = null;

  const say = (text) => { if (byId("place-status")) byId("place-status").textContent = text; };
  const told = () => {
    const field = byId("points");
    if (field) field.value = points.map(([lat, lon]) => `${lat.toFixed(6)},${lon.toFixed(6)}`).join(";");
    if (marks) {
      marks.clearLayers();
      stops();
      points.forEach((point, number) => mark(point, (facts.stops?.length ?? 0) + number + 1));
    }
    changed(points);
  };

  const set = (text) => {
    points = text.split(";").filter(Boolean).map((pair) => pair.split(",").map(Number));
    say(points.length ? filled(words["points.n"], { n: points.length }) : "");
    told();
  };
  const clear = () => { points = []; say(""); const accuracy = document.querySelector("[name=accuracy]"); if (accuracy) accuracy.value = ""; told(); };
  const add = (point, several) => {
    points = several ? [...points, point] : [point];
    told();
    say(filled(words["points.n"], { n: points.length }));
  };

  const position = () =>
    new Promise((resolve, reject) => {
      if (!navigator.geolocation) reject(new Error("no position"));
      else navigator.geolocation.getCurrentPosition(resolve, reject, { enableHighAccuracy: true, timeout: 15_000, maximumAge: 2_000 });
    });

  const here = async (several) => {
    say(words["here.finding"]);
    try {
      const { coords } = await position();
      document.querySelector("[name=accuracy]").value = coords.accuracy.toFixed(1).replace(".", ",");
      add([coords.latitude, coords.longitude], several);
      const n = Math.max(1, Math.round(coords.accuracy));
      if (!several) say(filled(words["here.found"], { n }));
      if (map) map.setView([coords.latitude, coords.longitude], 19, { animate: false });
    } catch {
      say(words["here.failed"]);
    }
  };

  /* ---- map ---- */
  const loaded = (tag, source) =>
    new Promise((resolve, reject) => {
      const element = document.createElement(tag);
      element.onload = resolve;
      element.onerror = reject;
      if (tag === "link") { element.rel = "stylesheet"; element.href = source; document.head.prepend(element); }
      else { element.src = source; document.head.append(element); }
    });
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const mark = (point, number) => {
    const element = document.createElement("span");
    element.textContent = number;
    const icon = L.divIcon({ className: "stop-mark", html: element, iconSize: null });
    L.marker(point, { icon, interactive: false, keyboard: false }).addTo(marks);
  };
  const stops = () => (facts.stops ?? []).forEach((point, number) => mark(point, number + 1));

  const draw = (ground) => {
    const plain = { interactive: false, stroke: false, fillOpacity: 1 };
    for (const ring of ground.greens) L.polygon(ring, { ...plain, fillColor: colour("--green") }).addTo(map);
    for (const line of ground.paths) L.polyline(line, { interactive: false, color: colour("--path"), weight: 5 }).addTo(map);
    for (const ring of ground.houses)
      L.polygon(ring, { ...plain, fillColor: colour("--house"), stroke: true, color: colour("--house-edge"), weight: 1 }).addTo(map);
    for (const [lat, lon, , , state] of ground.lamps)
      L.circleMarker([lat, lon], {
        interactive: false, radius: 5, weight: 2, color: colour("--lamp-edge"),
        fillColor: colour(state === "out" ? "--lamp-out" : "--lamp"), fillOpacity: 1,
      }).addTo(map);
    return ground.middle;
  };

  /* The way that was planned, and where agreed the stops in the order they were walked. */
  const ways = () => {
    const strokes = { planned: { color: colour("--quiet"), weight: 4, dashArray: "2 9" }, dark: { color: colour("--walked"), weight: 5 }, day: { color: colour("--lamp"), weight: 5 } };
    for (const [kind, lines] of Object.entries(facts.lines ?? {}))
      for (const line of lines) L.polyline(line, { interactive: false, lineCap: "round", ...strokes[kind] }).addTo(map);
  };

  const openMap = async () => {
    byId("map-part").hidden = false;
    if (map) return;
    await Promise.all([loaded("link", "/static/leaflet/leaflet.css"), loaded("script", "/static/leaflet/leaflet.js")]);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    map = L.map("map", {
      attributionControl: false, zoomControl: false, preferCanvas: true, zoomSnap: 0.5, minZoom: 14,
      maxZoom: 21, keyboardPanDelta: 40, zoomAnimation: !calm, fadeAnimation: !calm, inertia: !calm,
    });
    L.control.zoom({ position: "topright" }).addTo(map);
    map.setView(points[0] ?? facts.stops?.[0] ?? [55.7, 12.4], 18.5, { animate: false });
    marks = L.layerGroup().addTo(map);
    try {
      const middle = draw(await (await fetch(facts.ground)).json());
      if (!points.length && !facts.stops?.length) map.setView(middle, 17.5, { animate: false });
    } catch {
      /* the pin still works without a picture under it */
    }
    ways();
    if (tapped) map.on("click", ({ latlng }) => tapped([latlng.lat, latlng.lng]));
    told();
    byId("map").dataset.ready = "yes";
  };
  const overview = () => { if (map && facts.stops?.length) map.fitBounds(facts.stops, { paddingTopLeft: [30, 40], paddingBottomRight: [70, 30], maxZoom: 18.5, animate: false }); };
  const middle = () => { const { lat, lng } = map.getCenter(); return [lat, lng]; };

  /* Which of some places a tap meant: the nearest under a thumb, or -1. */
  const near = (point, places) => {
    const at = map.latLngToContainerPoint(point);
    const away = places.map((one) => at.distanceTo(map.latLngToContainerPoint(one)));
    const least = Math.min(...away);
    return least <= THUMB_PX ? away.indexOf(least) : -1;
  };

  window.marken.place = { here, add, set, clear, openMap, overview, middle, points: () => points, onChange: (act) => { changed = act; }, onTap: (act) => { tapped = act; }, near };
})();
