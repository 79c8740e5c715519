// The drawer that answers "why?": built of text, opened by click or keyboard, closed by Escape.

const drawer = document.getElementById("svar");
const drawerBody = document.getElementById("svar-indhold");
let cameFrom = null;

function openDrawer(selected, opener) {
  if (drawer.hidden) cameFrom = opener || document.activeElement;
  view.selected = selected;
  drawerBody.replaceChildren(...ANSWERS[selected.kind](selected.row));
  drawer.hidden = false;
  document.body.classList.add("has-answer");
  drawer.scrollTop = 0;
  drawer.querySelector("h2").focus({ preventScroll: true });
  changed();
}

function closeDrawer() {
  if (drawer.hidden) return;
  drawer.hidden = true;
  document.body.classList.remove("has-answer");
  view.selected = null;
  changed();
  const back = cameFrom && cameFrom.isConnected && cameFrom !== document.body ? cameFrom : map.getContainer();
  back.focus({ preventScroll: true });
}

function heading(title, under) {
  return [
    el("h2", { id: "svar-titel", tabindex: "-1" }, title),
    under ? el("p", { class: "under" }, under) : null,
  ];
}

function facts(pairs) {
  const list = el("dl", { class: "facts" });
  for (const [term, value] of pairs) {
    if (value === null || value === undefined || value === "") continue;
    list.append(el("dt", {}, term), el("dd", {}, value));
  }
  return list;
}

function dots(parts) {
  return parts.filter(Boolean).join(" · ");
}

// --- a segment, and a stretch of segments ---

function targetWords(code, least) {
  if (!code || code === "none") return say("no target");
  return dots([say("class {code}", { code: code.toUpperCase() }), least ? say("{n} lux", { n: number(least, least % 1 ? 1 : 0) }) : null]);
}

function causeWords(row) {
  const cause = decode(data.segments.cause, row);
  return cause ? say("cause." + cause, { number: decode(data.segments.lamp, row) || say("without number") }) : null;
}

function lampWords(row) {
  const distance = data.segments.lamp_m[row];
  if (distance === null) return data.lamps ? say("none within 40 m") : say("lamps are not delivered");
  return nearestLampWords(decode(data.segments.lamp, row), distance);
}

function nearestLampWords(number, distance) {
  return distance === null ? null : say("{number}, {distance} away", { number: number || say("without number"), distance: metres(distance) });
}

function lightGrade(department) {
  const factor = records[department] && records[department].factors.lighting;
  const result = factor && factor.dark;
  return say(result ? result.grade : "missing");
}

function lightBadge(code) {
  const [, word] = data.light_classes.find(([c]) => c === code);
  return el("p", { class: "verdict" }, lightSwatch(code), el("strong", {}, say(word)));
}

function segmentAnswer(row) {
  const s = data.segments, department = s.department[row];
  const kind = decode(s.kind, row);
  const seen = [
    [say("Average light"), s.mean[row] === null ? say("not measured") : lux(s.mean[row])],
    [say("Lowest light"), s.min[row] === null ? null : lux(s.min[row])],
    [say("Target"), targetWords(decode(s.target, row))],
    [say("Under 1 lux in a row"), s.gap[row] === null ? null : metres(s.gap[row])],
    [say("Cause"), causeWords(row)],
    [say("Nearest lamp"), lampWords(row)],
    [say("Length of the piece"), s.length[row] === null ? null : metres(s.length[row])],
    [say("Owner"), decode(s.owner, row) || say("not stated")],
    [say("Data"), lightGrade(department)],
    [say("Clause"), data.factors.find((f) => f.key === "lighting").clause],
  ];
  const stretch = s.stretch[row];
  return [
    ...heading(decode(s.name, row) || say("Path without name"), dots([kind && capital(say("kind." + kind)), records[department] && records[department].name])),
    lightBadge(lightCodes[s.light[row]]),
    el("h3", {}, say("Why?")),
    facts(seen),
    stretch < 0 ? null : el("button", { class: "plain", type: "button", click: () => select({ kind: "stretch", row: stretch }) },
      say("See the whole dark stretch of {length}", { length: metres(stretches[stretch].length) })),
  ].filter(Boolean);
}

function common(values) {
  const found = [...new Set(values.filter((v) => v !== null))];
  return found.length ? found.slice(0, 4).join(", ") + (found.length > 4 ? " …" : "") : null;
}

function stretchAnswer(place) {
  const stretch = stretches[place], rows = scene.stretchRows[place], s = data.segments;
  const lowest = rows.map((row) => s.min[row]).filter((v) => v !== null);
  return [
    ...heading(stretch.name || say("Path without name"), records[stretch.department].name),
    lightBadge("dark"),
    el("h3", {}, say("Why?")),
    facts([
      [say("Length"), metres(stretch.length)],
      [say("Average light"), stretch.mean === null ? say("not measured") : lux(stretch.mean)],
      [say("Lowest light"), lowest.length ? lux(Math.min(...lowest)) : null],
      [say("Target"), targetWords(stretch.target, stretch.target_lux)],
      [say("Cause"), stretch.cause ? say("cause." + stretch.cause, { number: stretch.lamp || say("without number") }) : null],
      [say("Nearest lamp"), nearestLampWords(stretch.lamp, stretch.lamp_m)],
      [say("Owner of the lamp"), stretch.lamp_m === null ? null : stretch.lamp_owner || say("not stated")],
      [say("Owner of the path"), common(rows.map((row) => decode(s.owner, row))) || say("not stated")],
      [say("Data"), lightGrade(stretch.department)],
      [say("Clause"), data.factors.find((f) => f.key === "lighting").clause],
    ]),
  ];
}

// --- a department ---

function scale(estimate) {
  const bar = el("span", { class: "scale", "aria-hidden": "true" });
  if (estimate && estimate.value !== null) {
    const span = el("span", { class: "span" }), mark = el("span", { class: "mark " + estimate.class });
    span.style.left = estimate.low + "%";
    span.style.width = Math.max(1, estimate.high - estimate.low) + "%";
    mark.style.left = estimate.value + "%";
    bar.append(span, mark);
  }
  for (const at of [50, 75]) {
    const tick = el("span", { class: "tick" });
    tick.style.left = at + "%";
    bar.append(tick);
  }
  return bar;
}

function classWords(estimate) {
  const code = estimate ? estimate.class : "unknown";
  return say(data.factor_classes.find(([c]) => c === code)[1]);
}

function numbers(estimate) {
  if (!estimate || estimate.value === null) return "";
  return say("{value} of 100 ({low}–{high})", { value: number(estimate.value), low: number(estimate.low), high: number(estimate.high) });
}

function factorAnswer(factor, results) {
  const estimate = results && results[view.state];
  const open = factor.key === (view.factor || "lighting") && estimate && estimate.value !== null;
  const name = el("span", { class: "factor-name" }, el("i", { class: "swatch " + (estimate ? estimate.class : "unknown") }), factor.label);
  if (!definedNow(factor)) {
    return el("div", { class: "factor quiet" }, name, el("span", { class: "words" }, say(view.state === "day" ? "only in the dark" : "only by day")));
  }
  if (!estimate || estimate.value === null) {
    return el("div", { class: "factor quiet" }, name, el("span", { class: "words" }, say("not measured")));
  }
  const warnings = [
    estimate.wide ? say("Uncertain: the interval is wider than 25 points.") : null,
    estimate.thin ? say("Rests on {share} % of the data it should have.", { share: number(estimate.coverage * 100) }) : null,
  ].filter(Boolean);
  return el("details", { class: "factor", open },
    el("summary", {}, name, el("span", { class: "words" }, classWords(estimate)), scale(estimate), el("span", { class: "numbers" }, numbers(estimate))),
    warnings.map((text) => el("p", { class: "warning" }, text)),
    el("ul", { class: "indicators" }, (estimate.indicators || []).map(indicatorAnswer)),
    el("p", { class: "under" }, dots([say("Data: {grade}", { grade: say(estimate.grade) }), say("Strategy {clause}", { clause: factor.clause })])));
}

function indicatorAnswer(indicator) {
  const score = indicator.score, measured = score.value !== null;
  const raw = indicator.raw === null ? null : dots([number(indicator.raw, Number.isInteger(indicator.raw) ? 0 : 1) + (indicator.unit ? " " + indicator.unit : "")]);
  return el("li", {},
    el("span", { class: "what" }, indicator.label),
    el("span", { class: "how" }, measured ? dots([raw, numbers(score)]) : say("not measured")),
    el("small", {}, dots([say(score.grade), indicator.inputs.length ? say("from {layers}", { layers: indicator.inputs.join(", ") }) : null])));
}

function departmentAnswer(row) {
  const record = records[row], overall = record.overall && record.overall[view.state];
  const dark = stretches.map((s, place) => ({ s, place })).filter(({ s }) => s.department === row);
  return [
    ...heading(record.name, dots([record.organisation, record.dwellings === null ? null : say("{n} dwellings", { n: number(record.dwellings) })])),
    record.derived ? el("p", { class: "warning" }, say("The outline is drawn by us from the blocks, not delivered.")) : null,
    overall ? el("div", { class: "overall" }, el("h3", {}, say("Frame of the place")), el("p", {}, el("strong", {}, numbers(overall) || say("not measured")), " ", classWords(overall)),
      scale(overall), el("p", { class: "under" }, say("Higher is a better frame. Staff only."))) : null,
    el("h3", {}, say(view.state === "day" ? "Factors by day" : "Factors in the dark")),
    data.factors.map((factor) => factorAnswer(factor, record.factors[factor.key])),
    dark.length ? el("h3", {}, say("Dark stretches")) : null,
    dark.length ? el("ul", { class: "stretches" }, dark.slice(0, 8).map(({ s, place }) => el("li", {}, stretchButton(s, place)))) : null,
  ].flat().filter(Boolean);
}

// --- points ---

function lampAnswer(row) {
  const lamp = (name) => decode(data.lamps[name], row);
  const status = lamp("status");
  return [
    ...heading(say("Lamp {number}", { number: lamp("number") || say("without number") })),
    facts([
      [say("Status"), status ? say("lamp." + status) : say("not stated")],
      [say("Height"), lamp("height_m") === null ? null : say("{n} m", { n: number(lamp("height_m"), 1) })],
      [say("Light source"), lamp("light_source")],
      [say("Power"), lamp("power_w") === null ? null : number(lamp("power_w")) + " W"],
      [say("Luminous flux"), lamp("flux_lm") === null ? null : number(lamp("flux_lm")) + " lm"],
      [say("Owner"), lamp("owner") || say("not stated")],
    ]),
  ];
}

function yesNo(code) {
  return code === "yes" ? say("yes") : code === "no" ? say("no") : null;
}

function meetingAnswer(row) {
  const place = (name) => decode(data.meeting_places[name], row);
  const kind = place("kind") ? capital(say("place." + place("kind"))) : say("Meeting place");
  return [
    ...heading(place("name") || kind, place("name") ? kind : null),
    facts([
      [say("For"), capital(say("group." + meetingSign(row)))],
      [say("Seats"), place("seats") === null ? null : number(place("seats"))],
      [say("Shelter"), yesNo(place("shelter"))],
      [say("Step-free"), yesNo(place("step_free"))],
    ]),
  ];
}

function destinationAnswer(row) {
  const kind = decode(data.destinations.kind, row);
  const words = kind ? capital(say("destination." + kind)) : say("Destination");
  const name = decode(data.destinations.name, row);
  return [...heading(name || words, name ? words : null), facts([])];
}

const ANSWERS = {
  segment: segmentAnswer, stretch: stretchAnswer, department: departmentAnswer,
  lamp: lampAnswer, meeting_place: meetingAnswer, destination: destinationAnswer,
};

document.getElementById("svar-luk").addEventListener("click", closeDrawer);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) closeDrawer();
});
