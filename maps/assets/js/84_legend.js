// The legend is the measure's own name, drawn by the same strokes as the map; beside it what the
// map owes: scale, sources, licences, dates.

function drawn(width, height, paint) {
  const canvas = el("canvas", { width: 2 * width, height: 2 * height, "aria-hidden": "true", class: "sign" });
  canvas.style.width = width + "px";
  canvas.style.height = height + "px";
  const brush = canvas.getContext("2d");
  brush.scale(2, 2);
  paint(brush);
  return canvas;
}

function lineSwatch(stroke) {
  return drawn(44, 18, (brush) => {
    brush.fillStyle = theme().land;
    brush.roundRect(0, 0, 44, 18, 4);
    brush.fill();
    brush.beginPath();
    brush.moveTo(7, 9);
    brush.lineTo(37, 9);
    stroke(brush);
  });
}

function lightSwatch(code) {
  return lineSwatch((brush) => strokeLight(brush, code, 4.4));
}

function departmentSwatch(code, wide) {
  return drawn(44, 18, (brush) => {
    brush.fillStyle = theme().land;
    brush.fillRect(0, 0, 44, 18);
    brush.beginPath();
    brush.rect(1, 1, 42, 16);
    if (code) fillDepartment(brush, { class: code, wide }, false);
    brush.setLineDash([9, 4]);
    brush.strokeStyle = theme().outline;
    brush.lineWidth = 1.5;
    brush.stroke();
  });
}

function pointSwatch(paint) {
  return drawn(44, 22, (brush) => {
    brush.fillStyle = theme().land;
    brush.roundRect(0, 0, 44, 22, 4);
    brush.fill();
    paint(brush, 22, 11);
  });
}

function row(sign, words, value) {
  return el("li", {}, sign, el("span", {}, words), value ? el("span", { class: "value" }, value) : null);
}

function section(title, rows, note) {
  return el("section", {}, el("h3", {}, title), el("ul", {}, rows), note ? el("p", { class: "note" }, note) : null);
}

function lightSection() {
  if (!isDark()) return el("section", {}, el("h3", {}, say("Light on paths")), el("p", { class: "note" }, say("Light is shown in the dark.")));
  const both = view.version === "swipe" || view.version === "beside", before = runsOf(both ? today : shown()), after = both ? runsOf(plan) : null;
  const total = before.values().next().value.total;
  const share = (runs, code) => runs.get(code).share;
  const rows = classesNow().filter(([code]) => code !== "unknown" || share(before, code) || !total).map(([code, word]) => {
    // What was not measured is not none: without light no class has a share.
    const value = share(before, code) === null || (!lightKnown(shown()) && code !== "unknown") ? "" : both && after ? percent(share(before, code)) + " → " + percent(share(after, code) || 0) : percent(share(before, code));
    return row(lightSwatch(code), say(word), value);
  });
  const rule = view.lights === "target" ? say("Share of {length} of path. Dark: under 1 lux, under a third of the target, or a gap over 5 m.", { length: metres(total) }) : say("Share of {length} of path, average of each piece.", { length: metres(total) });
  legendRules.push(total ? rule : null);
  return section(say(view.lights === "target" ? "Light on paths against target" : "Light on paths in lux"), rows, total ? null : say("No path is scored here."));
}

// The glow: what the light on the ground means, as a band with its lux.
function surfaceSection() {
  const side = shown();
  if (!isDark() || !side.surface || !view.layers.surface || view.paper) return null;
  const { steps } = side.surface.evening;
  const band = drawn(240, 16, (brush) => {
    for (let x = 0; x < 240; x++) {
      const byte = steps * (x / 239) * Math.log2(21);
      brush.globalCompositeOperation = "source-over";
      brush.fillStyle = theme().land;
      brush.fillRect(x, 0, 1, 16);
      const [r, g, b, a] = glow(byte, steps);
      brush.globalCompositeOperation = "lighter";
      brush.fillStyle = "rgba(" + r + "," + g + "," + b + "," + (a / 255) * 0.8 + ")";
      brush.fillRect(x, 0, 1, 16);
    }
  });
  legendRules.push(say("Calculated square metre by square metre, with houses, fences and trees in leaf in the way."));
  const marks = el("div", { class: "band" }, [0, 1, 2, 5, 10, 20].map((value) => {
    const mark = el("span", {}, number(value));
    mark.style.left = (Math.log2(1 + value) / Math.log2(21)) * 100 + "%";
    return mark;
  }));
  return el("section", {}, el("h3", {}, say("Light on the ground, lux")), band, marks);
}

// Who sees the ground: classes of effective openings, for staff and by day.
function eyesSection() {
  if (!data.eyes || isDark() || !view.layers.eyes) return null;
  const rows = data.eyes.classes.map(([, words, colour]) => {
    const swatch = drawn(28, 16, (brush) => {
      brush.fillStyle = theme().land;
      brush.fillRect(0, 0, 28, 16);
      brush.globalAlpha = EYES_SEEN / 255;
      brush.fillStyle = colour;
      brush.fillRect(0, 0, 28, 16);
    });
    return row(swatch, say(words), "");
  });
  return section(say("Eyes on the ground, windows and doors"), rows, say("Staff only. Square metre by square metre by day, with houses, fences and trees in leaf in the way. What is not delivered hides nothing."));
}

function departmentSection() {
  const factor = factorNow();
  if (!factor) return null;
  const title = say("{factor} per department", { factor: factor.label });
  if (!definedNow(factor)) return el("section", {}, el("h3", {}, title), el("p", { class: "note" }, capital(say(isDark() ? "only by day" : "only in the dark")) + "."));
  const side = shown(), estimates = records.map((_, row) => estimateOf(side, row));
  const count = (code) => estimates.filter((e) => (e ? e.class : "unknown") === code).length;
  const rows = data.factor_classes.map(([code, words]) => row(departmentSwatch(code, false), capital(say(words)), number(count(code))));
  if (estimates.some((e) => e && e.wide)) rows.splice(3, 0, row(departmentSwatch("partly", true), say("Hatched: uncertain, interval over 25 points")));
  return section(title, rows);
}

const GROUPS = ["toddlers", "children", "youth", "elders", "all", "other"];
const EDGES = ["fence", "hedge", "wall", "planting", "edge", "level", "surface"];

function symbolRows() {
  const side = shown(), rows = [], on = view.layers;
  const point = (words, paint) => rows.push(row(pointSwatch(paint), words));
  const line = (words, stroke) => rows.push(row(lineSwatch(stroke), words));
  if (records.length && on.departments) rows.push(row(departmentSwatch(null, false), say("Department, outline")));
  if (ground.outline.count) line(say("Municipality, outline"), (b) => strokeOutline(b, theme()));
  if (on.lit) {
    for (const [code, words] of [["yes", "Marked as lit in the data, not measured"], ["no", "Marked as unlit in the data, not measured"]]) {
      if (ground.paths.lit.words.includes(code)) line(say(words), (b) => strokeTag(b, code));
    }
  }
  if (side.lamp && on.lamps) {
    point(say("Lamp"), (b, x, y) => drawLamp(b, x, y, 4, false));
    if (side.lamp.status.words.includes("out")) point(say("Lamp that is out"), (b, x, y) => drawLamp(b, x, y, 6, true));
  }
  if (side.meeting_place && on.meeting_places) {
    const used = new Set(Array.from({ length: side.meeting_place.count }, (_, i) => meetingSign(side.meeting_place, i)));
    for (const group of GROUPS) if (used.has(group)) point(say("Meeting place: {group}", { group: say("group." + group) }), (b, x, y) => drawSign(b, x, y, 9.5, group, false));
  }
  if (side.destination && on.destinations) {
    const used = new Set(side.destination.kind.words.map(stopSign));
    if (used.has("stop")) point(say("Stop"), (b, x, y) => drawSign(b, x, y, 9.5, "stop", true));
    if (used.has("other")) point(say("Destination"), (b, x, y) => drawSign(b, x, y, 9.5, "other", true));
  }
  if (on.boundaries && ground.boundaries) {
    for (const kind of EDGES) if (ground.boundaries.kind.words.includes(kind)) line(capital(say("boundary." + kind)), (b) => strokeBoundary(b, kind, true));
  }
  if (ground.cases && on.cases) {
    for (const status of Object.keys(CASE_SIGNS)) {
      if (ground.cases.status.words.includes(status)) point(say("status." + status, { owner: say("the owner") }), (b, x, y) => drawCase(b, x, y, 8, status));
    }
  }
  if (reportLight && on.report_light) {
    for (const code of CELLS) if (data.report_light.cell.words.includes(code)) line(say("cell." + code), (b) => strokeCell(b, code, 11));
  }
  for (const name of Object.keys(found)) if (on["found." + name]) line(sayOr("frame." + name, capital(name.replaceAll("_", " "))), (b) => { b.strokeStyle = theme().found; b.lineWidth = 3; b.setLineDash([6, 3]); b.stroke(); });
  if (side.entrance && side.entrance.count) point(say("Entrance (close up)"), (b, x, y) => drawEntrance(b, x, y));
  return rows;
}

function symbolSection() {
  const rows = symbolRows(), rules = legendRules.splice(0).filter(Boolean);
  if (!rows.length && !rules.length) return null;
  return el("details", { id: "flere-signaturer", open: view.paper || signsOpen }, el("summary", { click: () => { signsOpen = !$("flere-signaturer").open; } }, say("More signs and rules")), el("ul", {}, rows), rules.map((text) => el("p", { class: "note" }, text)));
}

let signsOpen = false;
const legendRules = [];

function refreshLegend() {
  $("signatur-indhold").replaceChildren(...[lightSection(), surfaceSection(), eyesSection(), departmentSection(), symbolSection()].filter(Boolean));
}

function fillCredits() {
  const [oldest, newest] = data.dates;
  const when = !newest ? say("Date of data not stated") : oldest === newest ? say("Data of {date}", { date: newest }) : say("Data of {from} to {to}", { from: oldest, to: newest });
  const licensed = (c) => c.text + (c.licence && !c.text.includes(c.licence.split(" ")[0]) ? " (" + c.licence + ")" : "");
  const owed = [...new Set(data.credits.filter((c) => c.owed).map(licensed))], files = data.credits.filter((c) => !c.owed).length;
  $("dato").textContent = when;
  $("kilder").textContent = dots([data.municipality, ...owed, files ? say(files === 1 ? "{n} delivered file" : "{n} delivered files", { n: files }) : null, data.tiles ? data.tiles.attribution : null, when, say("Map: Leaflet")]);
  $("kilder-liste").replaceChildren(...data.credits.map((c) => el("li", {},
    el("strong", {}, c.text), " ", dots([c.layers.join(", "), c.licence || say("licence not stated"), c.date || say("date not stated"), say(c.grade)]))));
}

function refreshScale() {
  const middle = map.getSize().y / 2;
  const across = map.distance(map.containerPointToLatLng([0, middle]), map.containerPointToLatLng([100, middle]));
  const power = Math.pow(10, Math.floor(Math.log10(across)));
  const round = [5, 2, 1].map((n) => n * power).find((n) => n <= across) || power;
  $("maal-streg").style.width = (100 * round) / across + "px";
  $("maal-tekst").textContent = metres(round);
}
