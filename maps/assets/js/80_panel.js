// The panel: when, dark stretches, factor, layers, departments in alphabetical order.

const panel = (id) => document.getElementById(id);
const SHOWN_STRETCHES = 6;

function select(selected, opener) {
  const shape = { segment: scene.segments, department: scene.departments }[selected.kind];
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  openDrawer(selected, opener);
  if (selected.kind === "stretch") view.state = "dark";
  const room = roomBesideDrawer();
  const fit = (bounds, maxZoom) => map.fitBounds(bounds, { maxZoom, animate: !calm, ...room });
  if (selected.kind === "stretch") fit(boundsOf(scene.stretches, [selected.row]).pad(0.3), 17.5);
  else if (shape) fit(boundsOf(shape, [selected.row]).pad(0.1), 18);
  else fit(L.latLngBounds([pointAt(scene[selected.kind + "s"], selected.row)]), 18);
  changed();
}

function roomBesideDrawer() {
  const size = map.getSize(), wide = window.innerWidth > 760;
  const right = wide && !drawer.hidden ? drawer.offsetWidth : 0;
  return { paddingTopLeft: [24, 24], paddingBottomRight: [24 + Math.min(right, size.x / 2), 24] };
}

function stretchButton(stretch, place) {
  const light = stretch.mean === null ? say("not measured") : lux(stretch.mean);
  return el("button", { type: "button", class: "stretch", click: (event) => select({ kind: "stretch", row: place }, event.currentTarget) },
    el("span", { class: "title" }, stretch.name || say("Path without name")),
    el("span", { class: "length" }, metres(stretch.length)),
    el("span", { class: "more" }, dots([records[stretch.department].name, light, targetWords(stretch.target, stretch.target_lux)])));
}

function fillStretches() {
  const list = panel("straekninger"), all = stretches;
  const rule = !all.length ? "No dark stretches are known here." : data.exposure_known ? "Order: metres in the dark times how many pass." : "Longest first. How many pass is not measured.";
  panel("straekninger-regel").textContent = say(rule);
  const show = (count) => {
    list.replaceChildren(...all.slice(0, count).map((s, place) => el("li", {}, stretchButton(s, place))));
  };
  show(SHOWN_STRETCHES);
  const more = panel("straekninger-alle");
  more.hidden = all.length <= SHOWN_STRETCHES;
  more.textContent = say("Show all {n}", { n: all.length });
  more.addEventListener("click", () => {
    show(all.length);
    more.hidden = true;
    list.children[SHOWN_STRETCHES].querySelector("button").focus();
  });
}

function radio(name, value, checked, label, extra) {
  const input = el("input", { type: "radio", name, value, checked });
  return el("label", {}, input, el("span", { class: "label" }, label), extra || null);
}

function fillStates() {
  panel("tid").append(...[["day", "Day"], ["dark", "Darkness"]].map(([value, word]) => radio("tid", value, value === view.state, say(word))));
  panel("tid").addEventListener("change", (event) => {
    view.state = event.target.value;
    changed();
    reopen();
  });
}

function fillFactors() {
  panel("faktor").append(radio("faktor", "", !view.factor, say("None: places and paths")), ...data.factors.map((factor) => radio("faktor", factor.key, factor.key === view.factor, factor.label, el("span", { class: "words", "data-factor": factor.key }))));
  panel("faktor").addEventListener("change", (event) => {
    view.factor = event.target.value || null;
    changed();
    reopen();
  });
}

function reopen() {
  if (!view.selected) return;
  const focused = document.activeElement;
  drawerBody.replaceChildren(...ANSWERS[view.selected.kind](view.selected.row));
  if (focused && focused.isConnected) focused.focus({ preventScroll: true });
}

// What the switch says of a factor: undefined now, not measured anywhere, or measured in so many.
function factorWords(factor) {
  if (!definedNow(factor)) return say(view.state === "day" ? "only in the dark" : "only by day");
  const measured = records.filter((r) => ((r.factors[factor.key] || {})[view.state] || {}).value != null).length;
  if (!measured) return say("not measured");
  return measured === records.length ? say("measured everywhere") : say("measured in {n} of {all}", { n: measured, all: records.length });
}

const LAYER_WORDS = [
  ["light", "Light on paths"], ["departments", "Departments"], ["lamps", "Lamps"],
  ["meeting_places", "Meeting places"], ["areas", "Common areas"], ["destinations", "Stops"], ["names", "Names"],
  ["lit", "Marked as lit"],
];

function fillLayers() {
  const delivered = { lamps: data.lamps, meeting_places: data.meeting_places, destinations: data.destinations, lit: data.background.paths.lit.words.some(Boolean) };
  panel("lag").append(...LAYER_WORDS.map(([key, word]) => {
    const missing = key in delivered && !delivered[key];
    return el("label", {}, el("input", { type: "checkbox", value: key, checked: !missing && view.layers[key], disabled: missing }),
      el("span", {}, say(word), missing ? el("small", {}, " " + say("not delivered")) : null));
  }));
  panel("lag").addEventListener("change", (event) => {
    view.layers[event.target.value] = event.target.checked;
    changed();
  });
}

function fillDepartments() {
  panel("afdelinger").append(...records.map((record, row) => el("li", {},
    el("button", { type: "button", click: (event) => select({ kind: "department", row }, event.currentTarget) },
      el("i", { class: "swatch" }), el("span", { class: "title" }, record.name), el("span", { class: "words" })))));
}

function refreshPanel() {
  document.body.dataset.state = view.state;
  for (const input of panel("tid").querySelectorAll("input")) input.checked = input.value === view.state;
  for (const node of document.querySelectorAll("[data-factor]")) {
    const factor = data.factors.find((f) => f.key === node.dataset.factor);
    node.textContent = factorWords(factor);
    node.parentElement.classList.toggle("quiet", !definedNow(factor));
  }
  panel("lag").querySelector("input[value=light]").disabled = view.state === "day";
  const factor = data.factors.find((f) => f.key === view.factor);
  panel("afdelinger-faktor").textContent = !factor ? say("Alphabetical.") : say("Alphabetical. Shown: {factor}, {state}.", { factor: factor.label, state: say(view.state === "day" ? "by day" : "in the dark") });
  [...panel("afdelinger").children].forEach((item, row) => {
    const estimate = estimateOf(records[row]), code = estimate ? estimate.class : "unknown";
    item.querySelector(".swatch").className = "swatch " + code + (estimate && estimate.wide ? " wide" : "");
    item.querySelector(".swatch").hidden = !factor;
    item.querySelector(".words").textContent = !factor ? "" : definedNow(factor) ? say(SHORT[code]) : "–";
    item.firstElementChild.toggleAttribute("aria-current", !!view.selected && view.selected.kind === "department" && view.selected.row === row);
  });
}

function fillPanel() {
  panel("antal").textContent = dots([data.municipality, say(records.length === 1 ? "{n} department" : "{n} departments", { n: number(records.length) })]);
  fillStretches();
  fillStates();
  fillFactors();
  fillLayers();
  fillDepartments();
  watchers.push(refreshPanel);
}
