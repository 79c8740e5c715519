/* The map of a plan: the place by evening, its light along the paths today and with the plan. */
"use strict";
window.planMap = (() => {
  const source = document.getElementById("plan-data");
  if (!source || !window.L) return null;
  const data = JSON.parse(source.textContent);
  const ink = data.theme;
  const PILLS = 7;
  const SIDES = [
    { direction: "right", away: [68, 0], offset: [16, 0] },
    { direction: "left", away: [-68, 0], offset: [-16, 0] },
    { direction: "top", away: [0, -30], offset: [0, -16] },
    { direction: "bottom", away: [0, 30], offset: [0, 16] },
  ].map((one) => ({ ...one, away: L.point(one.away) }));

  const filled = (key, values) => data.words[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "?");
  const number = (value) => (value === null || value === undefined ? "–" : value.toLocaleString("da-DK", { minimumFractionDigits: 1, maximumFractionDigits: 1 }));
  const corners = (flat) => {
    const found = [];
    for (let k = 0; k < flat.length; k += 2) found.push([flat[k + 1] / 10, flat[k] / 10]);
    return found;
  };
  const text = (words, kind) => {
    const made = document.createElement("span");
    if (kind) made.className = kind;
    made.textContent = words;
    return made;
  };

  const holder = document.getElementById("plan-map");
  holder.hidden = false;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(holder, { crs: L.CRS.Simple, attributionControl: false, zoomSnap: 0.25, minZoom: -3, maxZoom: 6, preferCanvas: true, zoomAnimation: !still, fadeAnimation: !still });
  const pane = (name, level, silent) => {
    map.createPane(name).style.zIndex = level;
    if (silent) map.getPane(name).style.pointerEvents = "none";
    return L.canvas({ pane: name, tolerance: 6 });
  };
  const base = pane("base", 200, true);
  const halo = pane("halo", 300, true);
  const light = pane("light", 350, false);
  const things = pane("things", 400, false);

  /* ---- the place as it stands ---- */
  const drawArea = (rings, style) => L.polygon(rings.map(corners), { renderer: base, interactive: false, stroke: false, fillOpacity: 1, ...style }).addTo(map);
  for (const rings of data.greens) drawArea(rings, { fillColor: ink.area });
  for (const path of data.paths) L.polyline(corners(path.line), { renderer: base, interactive: false, color: ink.way, weight: path.wide > 1 ? 7 : 3, opacity: 0.9 }).addTo(map);
  for (const rings of data.buildings) drawArea(rings, { fillColor: ink.building, stroke: true, color: ink.building_edge, weight: 1 });
  for (const tree of data.trees) L.circle(corners(tree)[0], { renderer: base, interactive: false, radius: 2.2, stroke: false, fillColor: ink.planting, fillOpacity: 0.8 }).addTo(map);
  for (const rings of data.boundary) L.polygon(rings.map(corners), { renderer: base, interactive: false, fill: false, color: ink.outline, weight: 2, dashArray: "2 6" }).addTo(map);

  const features = { lamps: new Map(), boundaries: new Map(), paths: new Map(), meeting_places: new Map() };
  const remember = (layer, id, at, words) => {
    const known = features[layer].get(id) ?? { id, words, spots: [] };
    known.spots.push(...at);
    features[layer].set(id, known);
  };
  for (const edge of data.edges) {
    const line = corners(edge.line);
    const drawn = L.polyline(line, { renderer: things, color: edge.green ? ink.hedge : ink.fence, weight: edge.green ? 5 : 2.5, opacity: 0.85 }).addTo(map);
    if (edge.words) drawn.bindTooltip(() => text(edge.words), { sticky: true });
    remember("boundaries", edge.id, line, edge.words);
  }
  for (const path of data.paths) remember("paths", path.id, corners(path.line), null);
  for (const place of data.meeting_places) {
    const at = corners(place.at)[0];
    const drawn = L.circleMarker(at, { renderer: things, radius: 6, color: ink.ink, weight: 1.5, fillColor: ink.found, fillOpacity: 0.9 }).addTo(map);
    if (place.words) drawn.bindTooltip(() => text(place.words));
    remember("meeting_places", place.id, [at], place.words);
  }
  for (const lamp of data.lamps) {
    const at = corners(lamp.at)[0];
    if (!lamp.out) L.circle(at, { renderer: halo, interactive: false, radius: 9, stroke: false, fillColor: ink.lamp, fillOpacity: 0.13 }).addTo(map);
    const drawn = L.circleMarker(at, { renderer: things, radius: 4.5, color: lamp.out ? ink.dark_edge : ink.lamp_edge, weight: 1.5, dashArray: lamp.out ? "2 2" : null, fillColor: lamp.out ? ink.lamp_out : ink.lamp, fillOpacity: 1 }).addTo(map);
    if (lamp.words) drawn.bindTooltip(() => text(lamp.words));
    remember("lamps", lamp.id, [at], lamp.words);
  }

  /* ---- light along the paths ---- */
  const lines = new Map();
  const changed = L.layerGroup().addTo(map);
  let lit = new Map();
  let side = "after";
  const badges = [];

  const styled = (code) => ({ casing: code === "dark" ? ink.dark_edge : ink.light_edge, color: ink[code] ?? ink.unknown, dash: code === "dark" ? "7 4" : code === "unknown" ? "2 6" : null });
  const said = (one) => {
    const now = lit.get(one.id);
    const parts = [one.name ?? ""];
    parts.push(now ? filled("from_to", { before: number(now.lux[0]), after: number(now.lux[1]) }) : filled("lux", { lux: number(one.lux) }));
    if (one.target) parts.push(filled("target", { lux: number(one.target) }));
    parts.push(data.words.model);
    return text(parts.filter(Boolean).join(" · "));
  };
  const drawSegment = (one) => {
    const line = corners(one.line);
    const casing = L.polyline(line, { renderer: light, interactive: false, weight: 7.5, lineCap: "butt" }).addTo(map);
    const inner = L.polyline(line, { renderer: light, weight: 5, lineCap: "butt" }).addTo(map);
    inner.bindTooltip(() => said(one), { sticky: true });
    lines.set(one.id, { one, casing, inner });
  };
  for (const one of data.segments) drawSegment(one);

  const paint = () => {
    for (const { one, casing, inner } of lines.values()) {
      const now = side === "after" ? lit.get(one.id) : null;
      const gone = now ? now.gone : false;
      const style = styled(now && !gone ? now.light[1] : one.light);
      casing.setStyle({ color: style.casing, opacity: gone ? 0 : 0.95 });
      inner.setStyle({ color: style.color, dashArray: style.dash, opacity: gone ? 0.15 : 1 });
    }
    changed.clearLayers();
    if (side !== "after") return;
    const told = [...lit.values()].filter((one) => !one.gone);
    for (const one of told) {
      const line = corners(one.line);
      L.polyline(line, { renderer: halo, interactive: false, color: "#58b4ff", weight: 17, opacity: 0.5 }).addTo(changed);
      if (!lines.has(one.id)) {
        const style = styled(one.light[1]);
        L.polyline(line, { renderer: light, interactive: false, color: style.casing, weight: 7.5 }).addTo(changed);
        L.polyline(line, { renderer: light, color: style.color, dashArray: style.dash, weight: 5 }).bindTooltip(() => said({ ...one, lux: one.lux[1] }), { sticky: true }).addTo(changed);
      }
    }
    const rise = (one) => Math.abs((one.lux[1] ?? 0) - (one.lux[0] ?? 0));
    const taken = badges.map((at) => ({ ...map.latLngToLayerPoint(at), wide: 15 }));
    let shown = 0;
    for (const one of told.sort((a, b) => rise(b) - rise(a))) {
      if (rise(one) < 0.3 || shown >= PILLS) break;
      const line = corners(one.line);
      const middle = line[Math.floor(line.length / 2)];
      const before = line[Math.max(0, Math.floor(line.length / 2) - 1)];
      const at = line.length % 2 ? middle : [(middle[0] + before[0]) / 2, (middle[1] + before[1]) / 2];
      const point = map.latLngToLayerPoint(at);
      const free = SIDES.find(({ away }) => {
        const spot = point.add(away);
        return !taken.some((other) => Math.abs(other.x - spot.x) < other.wide + 52 && Math.abs(other.y - spot.y) < 27);
      });
      if (!free) continue;
      taken.push({ ...point.add(free.away), wide: 52 });
      shown += 1;
      L.tooltip({ permanent: true, direction: free.direction, className: "luxpill", interactive: false, offset: free.offset })
        .setLatLng(at).setContent(text(filled("from_to", { before: number(one.lux[0]), after: number(one.lux[1]) }))).addTo(changed);
    }
  };
  const showLit = (segments) => {
    lit = new Map(segments.map((one) => [one.id, one]));
    paint();
  };

  /* ---- the changes of the plan, by their numbers in the list ---- */
  const markers = L.layerGroup().addTo(map);
  const badge = (label, kind) => L.divIcon({ className: `badge ${kind}`, html: text(label), iconSize: [30, 30] });
  const spotOf = (one) => {
    if (one.at) return corners(one.at)[0];
    if (one.line) {
      const line = corners(one.line);
      return line[Math.floor(line.length / 2)];
    }
    const known = features[one.layer]?.get(one.feature);
    return known ? known.spots[Math.floor(known.spots.length / 2)] : null;
  };
  const drawChanges = (draggable, moved) => {
    for (const one of data.changes) {
      const at = spotOf(one);
      if (!at) continue;
      badges.push(at);
      if (one.line) L.polyline(corners(one.line), { renderer: things, interactive: false, color: "#58b4ff", weight: 5, dashArray: "9 6" }).addTo(markers);
      if (one.kind === "move_lamp" || one.kind === "move_place") {
        const from = features[one.layer]?.get(one.feature)?.spots[0];
        if (from) L.polyline([from, at], { renderer: things, interactive: false, color: "#58b4ff", weight: 2, dashArray: "4 5" }).addTo(markers);
      }
      const name = filled("change", { number: one.number, label: one.label });
      const marker = L.marker(at, { icon: badge(String(one.number), one.wrong ? "wrongly" : one.layer), draggable: draggable && !!one.field, title: name, alt: name, riseOnHover: true }).addTo(markers);
      marker.getElement()?.setAttribute("aria-label", name);
      moved(one, marker);
    }
  };

  /* ---- the view is where it was before the page was sent ---- */
  const key = `plan-view ${location.pathname}`;
  const whole = L.latLngBounds(data.boundary.flat().flatMap(corners));
  const last = (() => { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } })();
  if (last) map.setView(last.at, last.zoom, { animate: false });
  else map.fitBounds(whole, { padding: [18, 18], animate: false });
  map.setMaxBounds(L.latLngBounds(corners(data.bounds)).pad(0.5));
  map.on("moveend", () => { try { sessionStorage.setItem(key, JSON.stringify({ at: map.getCenter(), zoom: map.getZoom() })); } catch { /* no room: the view begins anew */ } });
  L.control.scale({ imperial: false, maxWidth: 160 }).addTo(map);
  for (const [kind, words] of [["zoom-in", "zoom_in"], ["zoom-out", "zoom_out"]]) {
    const button = holder.querySelector(`.leaflet-control-${kind}`);
    button.title = data.words[words];
    button.setAttribute("aria-label", data.words[words]);
  }

  const sides = document.getElementById("plan-sides");
  sides.hidden = false;
  document.getElementById("plan-key").hidden = false;
  sides.addEventListener("change", (event) => {
    side = event.target.value;
    paint();
  });
  paint();
  map.on("zoomend", paint);

  const metres = (at) => [data.origin[0] + at.lng, data.origin[1] + at.lat];
  const from = (east, north) => L.latLng(north - data.origin[1], east - data.origin[0]);
  const nearest = (layer, at) => {
    let best = null;
    let least = 24;
    const point = map.latLngToContainerPoint(at);
    for (const known of features[layer]?.values() ?? []) {
      for (let k = 0; k < known.spots.length; k += 1) {
        const a = map.latLngToContainerPoint(known.spots[k]);
        const b = k && layer !== "lamps" ? map.latLngToContainerPoint(known.spots[k - 1]) : a;
        const away = L.LineUtil.pointToSegmentDistance(point, a, b);
        if (away < least) [least, best] = [away, known];
      }
    }
    return best;
  };
  return { data, map, markers, badge, filled, number, text, showLit, drawChanges, metres, from, nearest, features, things };
})();
