// Put together: panes, canvases, controls, pointers, print.

map.createPane("ground").style.zIndex = 350;
map.createPane("figures").style.zIndex = 420;
const ground = new Surface(paintGround, { pane: "ground" }).addTo(map);
const figures = new Surface(paintFigures, { pane: "figures" }).addTo(map);
L.control.zoom({ position: "topright", zoomInTitle: say("Zoom in"), zoomOutTitle: say("Zoom out") }).addTo(map);
const container = map.getContainer();
container.setAttribute("role", "region");
container.setAttribute("aria-label", say("Map. Arrow keys move it, plus and minus zoom."));

function repaint() {
  container.style.background = theme().land;
  ground.repaint();
  figures.repaint();
  placeLabels();
}

function overview() {
  if (!data.bounds) return;
  const [west, south, east, north] = data.bounds;
  const legend = document.getElementById("signatur"), bounds = L.latLngBounds([[south, west], [north, east]]);
  // The legend takes the left or the bottom, whichever leaves the places larger.
  const open = legend.open && !view.paper, edge = 14, controls = view.paper ? 14 : 52;
  const beside = [edge + (open ? legend.offsetWidth : 0), edge], above = [edge, edge + (open ? legend.offsetHeight : 20)];
  const zoom = (left, bottom) => map.getBoundsZoom(bounds, false, L.point(left + controls, edge + bottom + 30));
  const left = zoom(beside[0], 0) >= zoom(edge, above[1]);
  map.fitBounds(bounds, { animate: false, paddingTopLeft: [left ? beside[0] : edge, edge], paddingBottomRight: [controls, 30 + (left ? 0 : above[1])] });
}

// --- pointers ---
const tip = document.getElementById("spids");

function tipWords(found) {
  if (found.kind === "segment") {
    const mean = data.segments.mean[found.row];
    const [, word] = data.light_classes[data.segments.light[found.row]];
    return dots([decode(data.segments.name, found.row) || say("Path without name"), say(word), mean === null ? null : lux(mean)]);
  }
  if (found.kind === "department") return records[found.row].name;
  if (found.kind === "lamp") return dots([say("Lamp {number}", { number: decode(data.lamps.number, found.row) || "" }), decode(data.lamps.status, found.row) === "out" ? say("lamp.out") : null]);
  const places = data[found.kind + "s"], kind = decode(places.kind, found.row);
  return decode(places.name, found.row) || (kind ? capital(say((found.kind === "destination" ? "destination." : "place.") + kind)) : say("Meeting place"));
}

map.on("mousemove", (event) => {
  const found = pick(event.latlng);
  container.style.cursor = found ? "pointer" : "";
  tip.hidden = !found;
  if (!found) return;
  tip.textContent = tipWords(found);
  tip.style.left = Math.min(event.containerPoint.x + 14, map.getSize().x - tip.offsetWidth - 6) + "px";
  tip.style.top = event.containerPoint.y + 16 + "px";
});
map.on("mouseout movestart", () => { tip.hidden = true; });
map.on("click", (event) => {
  const found = pick(event.latlng);
  if (found) openDrawer(found, container); else closeDrawer();
});
map.on("moveend resize", () => { placeLabels(); refreshScale(); });
map.on("zoomstart", () => { namesPane.style.visibility = "hidden"; });
map.on("zoomend", () => { namesPane.style.visibility = ""; });

// --- on paper: black on white, whole bounds, no controls ---
let screenView = null;
function paper(on) {
  if (on === view.paper) return;
  if (on) screenView = [map.getCenter(), map.getZoom()];
  view.paper = on;
  document.body.classList.toggle("paper", on);
  map.invalidateSize({ animate: false, pan: false });
  refreshLegend();
  if (on) overview(); else map.setView(...screenView, { animate: false });
  for (const surface of [ground, figures]) surface._update();
  repaint();
  refreshScale();
}
window.addEventListener("beforeprint", () => paper(true));
window.addEventListener("afterprint", () => paper(false));
document.getElementById("udskriv").addEventListener("click", () => {
  paper(true);
  requestAnimationFrame(() => requestAnimationFrame(() => window.print()));
});
document.getElementById("hele").addEventListener("click", overview);

if (window.innerWidth <= 1100 || window.innerHeight < 620) document.getElementById("signatur").open = false;
fillPanel();
fillSearch();
fillCredits();
watchers.push(refreshLegend, repaint);
changed();
overview();
refreshScale();
new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(container);
document.fonts.ready.then(() => { placeLabels(); figures.repaint(); });
document.documentElement.dataset.ready = "yes";
