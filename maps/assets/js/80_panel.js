// The panel: when, which side, dark stretches, factor, layers, departments in alphabetical order.

const SHOWN_STRETCHES = 6;

function select(selected, opener) {
  const chosen = { side: shown(), ...selected }, { kind, row, side } = chosen;
  if (kind === "stretch" && !isDark()) view.state = "evening";
  openDrawer(chosen, opener);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const fit = (bounds, maxZoom) => map.fitBounds(bounds, { maxZoom, animate: !calm, ...roomBesideDrawer() });
  if (kind === "stretch") fit(boundsOf(side.lines, [row]).pad(0.3), 17.5);
  else if (kind === "segment") fit(boundsOf(side.segments, [row]).pad(0.1), 18);
  else if (kind === "department") fit(boundsOf(ground.departments, [row]).pad(0.1), 18);
  else fit(L.latLngBounds([pointAt(pointsOf(side, kind), row)]), 18);
}

function roomBesideDrawer() {
  const size = map.getSize(), wide = window.innerWidth > 760;
  const right = wide && !drawer.hidden ? drawer.offsetWidth : 0;
  return { paddingTopLeft: [24, 24], paddingBottomRight: [24 + Math.min(right, size.x / 2), 24] };
}

function stretchButton(side, stretch, place) {
  const light = stretch.mean === null ? say("not measured") : lux(stretch.mean);
  const mended = side === today && plan && stretch.plan === "whole" ? say("on target in {plan}", { plan: plan.name }) : null;
  const near = ground.cases ? casesNear(side.lines, place) : 0;
  return el("button", { type: "button", class: "stretch", click: (event) => select({ kind: "stretch", row: place, side }, event.currentTarget) },
    el("span", { class: "title" }, stretch.name || say("Path without name")),
    el("span", { class: "length" }, metres(stretch.length)),
    el("span", { class: "more" }, dots([records[stretch.department].name, light, targetWords(stretch.target, stretch.target_lux), near ? say(near === 1 ? "{n} case" : "{n} cases", { n: near }) : null])),
    mended ? el("span", { class: "mended" }, mended) : null);
}

let allStretches = false, listedNow = null;
function fillStretches() {
  const side = shown(), all = side.stretches, list = $("straekninger"), key = side.place + "/" + allStretches;
  // A list that is made anew takes the focus of whoever stands in it.
  if (listedNow === key) return;
  listedNow = key;
  const rule = !lightKnown(side) ? "Light is not measured here, so no dark stretch is known." : !all.length ? "No dark stretches here." : side.exposureKnown ? "Order: metres in the dark times how many pass." : "Longest first. How many pass is not measured.";
  $("straekninger-regel").textContent = say(rule);
  list.replaceChildren(...all.slice(0, allStretches ? all.length : SHOWN_STRETCHES).map((s, place) => el("li", {}, stretchButton(side, s, place))));
  const more = $("straekninger-alle");
  more.hidden = allStretches || all.length <= SHOWN_STRETCHES;
  more.textContent = say("Show all {n}", { n: all.length });
}

$("straekninger-alle").addEventListener("click", () => {
  allStretches = true;
  fillStretches();
  $("straekninger").children[SHOWN_STRETCHES].querySelector("button").focus();
});

function radio(name, value, checked, label, extra) {
  const input = el("input", { type: "radio", name, value, checked });
  return el("label", {}, input, el("span", { class: "label" }, label), extra || null);
}

function fillStates() {
  $("tid").append(...[["day", "Day"], ["evening", "Evening"], ["night", "Night"]].map(([value, word]) => radio("tid", value, value === view.state, say(word))));
  $("lysvisning").append(...[["target", "Against the target"], ["lux", "Lux itself"]].map(([value, word]) => radio("lysvisning", value, value === view.lights, say(word))));
  const versions = [["today", say("Today")], ["plan", plan && plan.name], ["swipe", say("Curtain")], ["beside", say("Side by side")]];
  if (plan) $("side").append(...versions.map(([value, word]) => radio("side", value, value === view.version, word)));
  $("side").hidden = !plan;
  const listen = (id, key) => $(id).addEventListener("change", (event) => {
    view[key] = event.target.value || null;
    changed();
    reopen();
  });
  listen("tid", "state");
  listen("lysvisning", "lights");
  listen("side", "version");
  listen("faktor", "factor");
}

function fillFactors() {
  $("faktor").append(radio("faktor", "", !view.factor, say("None: places and paths")), ...data.factors.map((factor) => radio("faktor", factor.key, factor.key === view.factor, factor.label, el("span", { class: "words", "data-factor": factor.key }))));
}

// What the switch says of a factor: undefined now, not measured anywhere, or measured in so many.
function factorWords(factor) {
  if (!definedNow(factor)) return say(isDark() ? "only by day" : "only in the dark");
  const side = shown(), measured = records.map((_, row) => estimateOf(side, row, factor.key)).filter((e) => e && e.value !== null);
  if (!measured.length) return say("not measured");
  if (records.length === 1) {
    const [only] = measured;
    return dots([say(SHORT[only.class]), only.past ? say("last {value}", { value: number(only.past.value) }) : null]);
  }
  const met = measured.filter((e) => e.class === "met").length;
  const reach = say("{n} of {all} on target", { n: met, all: measured.length });
  return measured.length === records.length ? reach : dots([reach, say("measured in {n} of {all}", { n: measured.length, all: records.length })]);
}

// By night only light changes: whatever does not says so.
function stateNote() {
  const s = shown().segments;
  if (view.state === "day") return say("By day: no lamp counts, and a dark stretch is not told from a lit one.");
  if (!lightKnown(shown())) return say("In the dark. Light is not measured here.");
  if (view.state === "evening") return say("At 21:00. The light is measured against the target of each path.");
  if (!s.nightKnown) return say("At 02:00. Lamps are dimmed then; light at night is not measured yet. The factors are those of the evening.");
  return s.nightSame ? say("At 02:00. The data dim no lamp: the light is the same as in the evening, and so are the factors.") : say("At 02:00, with dimmed lamps. The factors are those of the evening.");
}

const LAYER_WORDS = [
  ["light", "Light on paths"], ["surface", "Light on the ground"], ["eyes", "Eyes on the ground"], ["departments", "Departments"], ["lamps", "Lamps"],
  ["meeting_places", "Meeting places"], ["destinations", "Stops"], ["areas", "Common areas"], ["boundaries", "Boundaries"],
  ["cases", "Cases"], ["names", "Names"], ["lit", "Marked as lit"], ["report_light", "Reports and light"],
];

function fillLayers() {
  const delivered = {
    surface: today.surface, lamps: today.lamp, meeting_places: today.meeting_place, destinations: today.destination,
    boundaries: ground.boundaries, cases: ground.cases, lit: ground.paths.lit.words.some(Boolean),
  };
  const box = (key, words, missing) => el("label", {}, el("input", { type: "checkbox", value: key, checked: !missing && !!view.layers[key], disabled: !!missing }),
    el("span", {}, words, missing ? el("small", {}, " " + say(key === "surface" ? "not measured" : "not delivered")) : null));
  const more = Object.keys(found).map((name) => box("found." + name, sayOr("frame." + name, capital(name.replaceAll("_", " "))), false));
  $("lag").append(...LAYER_WORDS.filter(([key]) => (key !== "cases" || ground.cases) && (key !== "eyes" || data.eyes) && (key !== "report_light" || reportLight)).map(([key, word]) => box(key, say(word), key in delivered && !delivered[key])), ...more);
  $("lag").addEventListener("change", (event) => {
    view.layers[event.target.value] = event.target.checked;
    changed();
  });
}

function fillDepartments() {
  $("afdelinger").append(...records.map((record, row) => el("li", {},
    el("button", { type: "button", click: (event) => select({ kind: "department", row }, event.currentTarget) },
      el("i", { class: "swatch" }), el("span", { class: "title" }, record.name), el("span", { class: "words" })))));
}

function refreshDepartments() {
  const factor = factorNow(), side = shown();
  $("afdelinger-faktor").textContent = !factor ? say("Alphabetical.") : say("Alphabetical. Shown: {factor}, {state}.", { factor: factor.label, state: say(isDark() ? "in the dark" : "by day") });
  [...$("afdelinger").children].forEach((item, row) => {
    const estimate = estimateOf(side, row), code = estimate ? estimate.class : "unknown", swatch = item.querySelector(".swatch");
    swatch.setAttribute("class", "swatch " + code + (estimate && estimate.wide ? " wide" : ""));
    swatch.hidden = !factor;
    item.querySelector(".words").textContent = !factor ? "" : definedNow(factor) ? say(SHORT[code]) : "–";
    item.firstElementChild.toggleAttribute("aria-current", !!view.selected && view.selected.kind === "department" && view.selected.row === row);
  });
}

// The plan in words and numbers: its own sentences first, then what moves on the ground.
function fillDifference() {
  $("forskel").hidden = !plan;
  if (!plan) return;
  const dark = (side) => { const kept = runsOf(side).get(view.lights === "target" ? "dark" : "lux1"); return kept ? kept.metres : 0; };
  const mended = today.stretches.filter((s) => s.plan === "whole").length;
  const lines = [
    ...plan.words,
    isDark() ? say("Dark path: from {before} to {after}", { before: metres(dark(today)), after: metres(dark(plan)) }) : null,
    isDark() ? say("{n} of {all} dark stretches reach their target", { n: mended, all: today.stretches.length }) : null,
    ...records.flatMap((record, row) => planChanges(row).map((words) => record.name + ": " + words)),
  ].filter(Boolean);
  $("forskel-titel").textContent = say("What {plan} changes", { plan: plan.name });
  $("forskel-liste").replaceChildren(...lines.map((text) => el("li", {}, text)));
}

function refreshPanel() {
  document.body.dataset.state = scored();
  for (const [id, key] of [["tid", "state"], ["lysvisning", "lights"], ["side", "version"], ["faktor", "factor"]]) {
    for (const input of $(id).querySelectorAll("input")) input.checked = input.value === (view[key] || "");
  }
  for (const input of $("lag").querySelectorAll("input")) if (!input.disabled || ["light", "surface", "eyes"].includes(input.value)) input.checked = !!view.layers[input.value] && !(input.value === "surface" && !today.surface);
  for (const node of document.querySelectorAll("[data-factor]")) {
    const factor = data.factors.find((f) => f.key === node.dataset.factor);
    node.textContent = factorWords(factor);
    node.parentElement.classList.toggle("quiet", !definedNow(factor));
  }
  $("tid-note").textContent = stateNote();
  $("lysvisning").disabled = !isDark();
  $("lag").querySelector("input[value=light]").disabled = !isDark();
  $("lag").querySelector("input[value=surface]").disabled = !isDark() || !today.surface;
  const eyes = $("lag").querySelector("input[value=eyes]");
  if (eyes) eyes.disabled = isDark();
  fillStretches();
  fillDifference();
  refreshDepartments();
}

function fillPanel() {
  $("antal").textContent = dots([data.municipality, say(records.length === 1 ? "{n} department" : "{n} departments", { n: number(records.length) })]);
  fillPlans();
  fillStates();
  fillFactors();
  fillLayers();
  fillDepartments();
  watchers.push(refreshPanel);
}
