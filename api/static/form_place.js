/* The place: by the phone's own position or by a little map drawn from the house's own layers. */
"use strict";
(() => {
  const AWAY_M = 120;
  const LABELS_FROM = 18;
  const NEAR_M = 40;
  let facts = null;
  let form = null;
  let changed = () => {};
  let map = null;
  let drawing = null;
  let labels = null;
  let doors = [];
  let middle = null;
  let moved = false;
  let pending = 0;

  const byId = (id) => document.getElementById(id);
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "?");

  const say = (text) => {
    const line = byId("place-status");
    line.hidden = !text;
    line.textContent = text;
  };

  const metres = (a, b) => {
    const north = (a[0] - b[0]) * 111_320;
    const east = (a[1] - b[1]) * 111_320 * Math.cos((a[0] * Math.PI) / 180);
    return Math.hypot(north, east);
  };

  const set = (lat, lon, how, accuracy) => {
    form.elements.lat.value = lat.toFixed(6);
    form.elements.lon.value = lon.toFixed(6);
    form.elements.located.value = how;
    form.elements.accuracy.value = accuracy ? accuracy.toFixed(1) : "";
    changed();
    clearTimeout(pending);
    pending = setTimeout(() => suggest(lat, lon), 350);
  };

  /* ---- lamps ---- */
  const chip = (value, text, checked) => {
    const label = document.createElement("label");
    label.className = "chip";
    const input = document.createElement("input");
    input.type = "radio";
    input.name = "lamp";
    input.value = value;
    input.checked = checked;
    const span = document.createElement("span");
    span.textContent = text;
    label.append(input, span);
    return label;
  };

  const told = (lamp) => {
    const words = facts.words;
    const name = words[lamp.number ? "lamps.one" : "lamps.nameless"];
    const parts = [filled(name, { number: lamp.number, n: lamp.metres })];
    if (lamp.status === "out") parts.push(words["lamps.out"]);
    const kind = words["owner." + lamp.owner_kind];
    const owner = lamp.owner && kind ? `${lamp.owner} (${kind})` : lamp.owner || kind;
    if (owner) parts.push(filled(words["lamps.owner"], { owner }));
    if (lamp.border) parts.push(words["lamps.border"]);
    return parts.join(" · ");
  };

  const suggest = async (lat, lon) => {
    const part = byId("lamps-part");
    try {
      const answer = await fetch(`/indberet/lamper?lat=${lat}&lon=${lon}`);
      const { lamps } = await answer.json();
      const list = byId("lamps");
      list.replaceChildren(...lamps.map((lamp) => chip(lamp.id, told(lamp), false)));
      if (lamps.length) list.append(chip("", facts.words["lamps.unknown"], true));
      part.hidden = lamps.length === 0;
    } catch {
      part.hidden = true; // without connection the lamp is found later
    }
  };

  /* ---- position ---- */
  const found = (lat, lon, accuracy) => {
    moved = true;
    set(lat, lon, "gps", accuracy);
    say(filled(facts.words["where.found"], { n: Math.max(1, Math.round(accuracy)) }));
    if (map) map.setView([lat, lon], 18.5, { animate: false });
  };

  const position = () =>
    new Promise((resolve, reject) => {
      if (!navigator.geolocation) reject(new Error("no position"));
      else
        navigator.geolocation.getCurrentPosition(resolve, reject, {
          enableHighAccuracy: true,
          timeout: 10_000,
          maximumAge: 20_000,
        });
    });

  const here = async () => {
    say(facts.words["where.finding"]);
    try {
      const { coords } = await position();
      found(coords.latitude, coords.longitude, coords.accuracy);
      return coords;
    } catch {
      say(facts.words["where.failed"]);
      return null;
    }
  };

  /* ---- map ---- */
  const loaded = (tag, source) =>
    new Promise((resolve, reject) => {
      const element = document.createElement(tag);
      element.onload = resolve;
      element.onerror = reject;
      if (tag === "link") {
        element.rel = "stylesheet";
        element.href = source;
        // Ours comes after it and mends what the design system breaks.
        document.head.prepend(element);
      } else {
        element.src = source;
        document.head.append(element);
      }
    });

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const label = (lat, lon, text, kind) => {
    const element = document.createElement("span");
    element.textContent = text;
    const icon = L.divIcon({ className: kind, html: element, iconSize: null });
    L.marker([lat, lon], { icon, interactive: false, keyboard: false }).addTo(labels);
  };

  const draw = (ground) => {
    drawing.clearLayers();
    labels.clearLayers();
    const plain = { interactive: false, stroke: false, fillOpacity: 1 };
    const add = (layer) => layer.addTo(drawing);
    for (const ring of ground.greens) add(L.polygon(ring, { ...plain, fillColor: colour("--green") }));
    for (const line of ground.paths)
      add(L.polyline(line, { interactive: false, color: colour("--path"), weight: 5 }));
    for (const ring of ground.houses)
      add(L.polygon(ring, { ...plain, fillColor: colour("--house"), stroke: true, color: colour("--house-edge"), weight: 1 }));
    for (const [lat, lon, , , status] of ground.lamps)
      add(
        L.circleMarker([lat, lon], {
          interactive: false, radius: 5, weight: 2, color: colour("--lamp-edge"),
          fillColor: colour(status === "out" ? "--lamp-out" : "--lamp"), fillOpacity: 1,
        }),
      );
    doors = ground.doors;
    for (const [lat, lon, text] of doors) label(lat, lon, text.replace(/^.*?(?=\d+\s?[A-Za-z]?$)/, ""), "door");
    middle = ground.middle;
  };

  const fetchGround = async (lat, lon) => {
    try {
      const answer = await fetch(`/indberet/omkring?lat=${lat}&lon=${lon}`);
      if (answer.ok) draw(await answer.json());
    } catch {
      /* the pin still works without a picture under it */
    }
  };

  const nearest = (spot) => {
    let best = null;
    for (const [lat, lon, text] of doors) {
      const away = metres([lat, lon], spot);
      if (away <= NEAR_M && (!best || away < best.away)) best = { away, text };
    }
    return best;
  };

  const settled = () => {
    const { lat, lng } = map.getCenter();
    if (!middle || metres(middle, [lat, lng]) > AWAY_M) fetchGround(lat, lng).then(tell);
    byId("map").classList.toggle("named", map.getZoom() >= LABELS_FROM);
    if (moved) set(lat, lng, "hand", 0);
    tell();
  };

  const tell = () => {
    const { lat, lng } = map.getCenter();
    const near = nearest([lat, lng]);
    const words = facts.words;
    say(moved && near ? filled(words["map.near"], { place: near.text }) : words["map.hint"]);
  };

  const openMap = async () => {
    byId("map-part").hidden = false;
    if (map) return;
    await Promise.all([
      loaded("link", "/static/leaflet/leaflet.css"),
      loaded("script", "/static/leaflet/leaflet.js"),
    ]);
    const at = form.elements.lat.value
      ? [Number(form.elements.lat.value), Number(form.elements.lon.value)]
      : facts.middle;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    map = L.map("map", {
      attributionControl: false, zoomControl: false, preferCanvas: true, zoomSnap: 0.5, minZoom: 14,
      maxZoom: 21, keyboardPanDelta: 40, zoomAnimation: !calm, fadeAnimation: !calm, inertia: !calm,
    });
    L.control
      .zoom({
        position: document.dir === "rtl" ? "topleft" : "topright",
        zoomInTitle: facts.words["map.zoom_in"], zoomOutTitle: facts.words["map.zoom_out"],
      })
      .addTo(map);
    drawing = L.layerGroup().addTo(map);
    labels = L.layerGroup().addTo(map);
    map.setView(at, 18.5, { animate: false });
    map.on("dragstart zoomstart", () => { moved = true; });
    byId("map").addEventListener("keydown", (event) => { if (event.key.startsWith("Arrow")) moved = true; });
    map.on("click", (event) => { moved = true; map.panTo(event.latlng); });
    map.on("moveend", settled);
    await fetchGround(at[0], at[1]);
    settled();
    byId("map").dataset.ready = "yes";
  };

  const start = (page, element, whenChanged) => {
    facts = page;
    form = element;
    changed = whenChanged;
  };

  window.melding.place = { start, here, position, found, openMap, say };
})();
