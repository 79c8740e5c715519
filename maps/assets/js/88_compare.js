// Today and a plan: one curtain over the same place, or two maps side by side that move as one.

let second = null, moving = false;

function makeSecond() {
  const holder = el("div", { id: "kort_plan", "aria-hidden": "true" });
  $("kort").insertBefore(holder, map.getContainer().nextSibling);
  const chart = L.map(holder, { ...map.options, zoomControl: false, keyboard: false, attributionControl: false, zoomAnimation: false, fadeAnimation: false, layers: [], center: map.getCenter(), zoom: map.getZoom() });
  const made = drawOn(chart, () => plan);
  second = { chart, holder, ...made };
  const follow = (from, to) => () => {
    if (moving || !isComparing()) return;
    moving = true;
    to.setView(from.getCenter(), from.getZoom(), { animate: false });
    moving = false;
  };
  map.on("move zoom", follow(map, chart));
  chart.on("move zoom", follow(chart, map));
  listenTo(chart, () => plan);
}

function isComparing() { return !!plan && (view.version === "swipe" || view.version === "beside"); }

function refreshCompare() {
  const on = isComparing(), centre = map.getCenter(), zoom = map.getZoom(), before = map.getSize().x;
  if (on && !second) makeSecond();
  document.body.classList.toggle("beside", on && view.version === "beside");
  document.body.classList.toggle("swipe", on && view.version === "swipe");
  $("gardin").hidden = !(on && view.version === "swipe");
  for (const tag of document.querySelectorAll(".sidenavn")) tag.hidden = !on;
  if (!second) { map._zoomAnimated = zoomsSmoothly; return; }
  second.holder.hidden = !on;
  // A curtain over two maps that zoom at their own pace would show two places: they zoom at once.
  map._zoomAnimated = on ? false : zoomsSmoothly;
  moving = true;
  map.invalidateSize({ animate: false, pan: false });
  // Half the width shows the same ground one step farther out, and back again.
  const width = map.getSize().x, step = width < before * 0.6 ? -1 : width > before * 1.6 ? 1 : 0;
  if (width !== before) map.setView(centre, zoom + step, { animate: false });
  if (on) {
    second.chart.invalidateSize({ animate: false, pan: false });
    second.chart.setView(map.getCenter(), map.getZoom(), { animate: false });
  }
  moving = false;
  if (!on) return;
  second.repaint();
  clipCurtain();
}

function clipCurtain() {
  const range = $("gardin-greb");
  range.value = String(view.split);
  range.setAttribute("aria-valuetext", say("Today {a} %, {plan} {b} %", { a: number(view.split), b: number(100 - view.split), plan: plan ? plan.name : "" }));
  $("gardin").style.setProperty("--split", view.split + "%");
  if (second) second.holder.style.clipPath = view.version === "swipe" ? "inset(0 0 0 " + view.split + "%)" : "";
}

const zoomsSmoothly = map._zoomAnimated;

function fillCompare() {
  if (!plan) return;
  $("sidenavn-a").textContent = today.name;
  $("sidenavn-b").textContent = plan.name;
  const range = $("gardin-greb");
  range.addEventListener("input", () => { view.split = Number(range.value); clipCurtain(); writeAddress(); });
  const knob = $("gardin-knap");
  knob.addEventListener("pointerdown", (event) => { knob.setPointerCapture(event.pointerId); range.focus(); event.preventDefault(); });
  knob.addEventListener("pointermove", (event) => {
    if (!knob.hasPointerCapture(event.pointerId)) return;
    const frame = map.getContainer().getBoundingClientRect();
    view.split = Math.max(0, Math.min(100, ((event.clientX - frame.left) / frame.width) * 100));
    clipCurtain();
  });
}

// In a curtain the right part of the one map belongs to the plan.
function sideAt(point) {
  return view.version === "swipe" && plan && point.x > (map.getSize().x * view.split) / 100 ? plan : shown();
}
