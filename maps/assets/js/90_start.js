// Put together: panes, canvases, controls, pointers.

// The two canvases and the names of one map, for one side.
function drawOn(chart, side) {
  chart.createPane("ground").style.zIndex = 350;
  chart.createPane("figures").style.zIndex = 420;
  const names = makeNames(chart);
  const surfaces = [new Surface(paintGround, side, { pane: "ground" }).addTo(chart), new Surface(paintFigures, side, { pane: "figures" }).addTo(chart)];
  chart.on("moveend resize", () => placeLabels(names, side()));
  chart.on("zoomstart", () => { names.pane.style.visibility = "hidden"; });
  chart.on("zoomend", () => { names.pane.style.visibility = ""; });
  const repaint = () => {
    chart.getContainer().style.background = theme().land;
    surfaces.forEach((surface) => surface.repaint());
    placeLabels(names, side());
  };
  return { surfaces, repaint };
}

const first = drawOn(map, shown);
L.control.zoom({ position: "topright", zoomInTitle: say("Zoom in"), zoomOutTitle: say("Zoom out") }).addTo(map);
const container = map.getContainer();
container.setAttribute("role", "region");
container.setAttribute("aria-label", say("Map. Arrow keys move it, plus and minus zoom. All of it stands in the table too."));

function repaint() {
  first.repaint();
  if (second && isComparing()) second.repaint();
}

function overview() {
  if (!data.bounds) return;
  const [west, south, east, north] = data.bounds;
  const legend = $("signatur"), bounds = L.latLngBounds([[south, west], [north, east]]);
  // The legend takes the left or the bottom, whichever leaves the places larger.
  const open = legend.open && !view.paper, edge = 14, controls = view.paper ? 14 : 52;
  const beside = edge + (open ? legend.offsetWidth : 0), above = edge + (open ? legend.offsetHeight : 20);
  const zoom = (left, bottom) => map.getBoundsZoom(bounds, false, L.point(left + controls, edge + bottom + 30));
  const left = zoom(beside, 0) >= zoom(edge, above);
  map.fitBounds(bounds, { animate: false, paddingTopLeft: [left ? beside : edge, edge], paddingBottomRight: [controls, 30 + (left ? 0 : above)] });
}

// --- pointers ---
const tip = $("spids");

function tipWords({ kind, row, side }) {
  if (kind === "segment") {
    const s = side.segments, code = lightOf(side, row), mean = meanOf(side, row);
    return dots([s.name(row) || say("Path without name"), say(classesNow().find(([c]) => c === code)[1]), mean === null ? null : lux(mean)]);
  }
  if (kind === "department") return records[row].name;
  if (kind === "lamp") return dots([say("Lamp {number}", { number: side.lamp.number(row) || "" }), side.lamp.status(row) === "out" ? say("lamp.out") : null]);
  if (kind === "case") return dots([say("Case"), say("status." + ground.cases.status(row), { owner: ground.cases.owner(row) || say("the owner") })]);
  if (kind === "boundary") return ground.boundaries.kind(row) ? capital(say("boundary." + ground.boundaries.kind(row))) : say("Boundary");
  const places = side[kind], code = places.kind(row);
  return places.name(row) || (code ? capital(say((kind === "destination" ? "destination." : "place.") + code)) : say(kind === "destination" ? "Destination" : "Meeting place"));
}

function listenTo(chart, sideOf) {
  const box = chart.getContainer();
  chart.on("mousemove", (event) => {
    const hit = pick(chart, sideOf(event.containerPoint), event.latlng);
    box.style.cursor = hit ? "pointer" : "";
    tip.hidden = !hit;
    if (!hit) return;
    tip.textContent = tipWords(hit);
    const shift = box.offsetLeft;
    tip.style.left = Math.min(event.containerPoint.x + shift + 14, $("kort").clientWidth - tip.offsetWidth - 6) + "px";
    tip.style.top = event.containerPoint.y + 16 + "px";
  });
  chart.on("mouseout movestart", () => { tip.hidden = true; });
  chart.on("click", (event) => {
    const hit = pick(chart, sideOf(event.containerPoint), event.latlng);
    if (hit) openDrawer(hit, container); else closeDrawer();
  });
}
listenTo(map, sideAt);
map.on("moveend resize", () => { refreshScale(); writeAddress(); });

// --- an operator's tiles, where there are some; four failures and they are taken away ---
if (data.tiles) {
  view.tiles = true;
  let failed = 0;
  const tiles = L.tileLayer(data.tiles.template, { maxNativeZoom: data.tiles.max_zoom, maxZoom: 21, referrerPolicy: "strict-origin-when-cross-origin" }).addTo(map);
  tiles.on("tileerror", () => {
    failed += 1;
    if (failed !== 4) return;
    tiles.remove();
    view.tiles = false;
    repaint();
    tell(say("The background could not be fetched; the map's own is shown."));
  });
}

$("hele").addEventListener("click", overview);
if (window.innerWidth <= 1100 || window.innerHeight < 620) $("signatur").open = false;
const linked = readAddress();
fillPanel();
fillSearch();
fillCredits();
fillCompare();
watchers.push(refreshLegend, refreshCompare);
changed();
overview();
watchers.push(repaint, writeAddress);
if (linked.place) map.setView([linked.place[1], linked.place[2]], linked.place[0], { animate: false });
refreshScale();
if (linked.chosen) (linked.place ? openDrawer : select)(linked.chosen, container);
writing = true;
new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(container);
document.fonts.ready.then(repaint);
// The light on the ground is read when the rest can already be used; today's evening first.
const waiting = sides.flatMap((side) => Object.keys(side.surface || {}).map((hour) => [side, hour]));
function readNext() {
  const next = waiting.shift();
  if (!next) { document.documentElement.dataset.lit = "yes"; return; }
  readSurface(...next, () => { repaint(); readNext(); });
}
requestAnimationFrame(() => {
  performance.mark("usable");
  setTimeout(readNext, 30);
  setTimeout(() => readEyes(repaint), 60);
});
document.documentElement.dataset.ready = "yes";
