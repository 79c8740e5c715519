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
  if (view.state === "day") {
    return el("section", {}, el("h3", {}, say("Light on paths")), el("p", { class: "note" }, say("Light is shown in the dark.")));
  }
  const total = data.shares.reduce((sum, share) => sum + share.metres, 0);
  const rows = data.shares.filter((share) => share.class !== "unknown" || share.metres || !total).map((share) => {
    const [, word] = data.light_classes.find(([code]) => code === share.class);
    return row(lightSwatch(share.class), say(word), share.share === null ? "" : number(share.share * 100) + " %");
  });
  const note = total ? say("Share of {length} of path. Dark: under 1 lux, under a third of the target, or a gap over 5 m.", { length: metres(total) }) : say("No path is scored here.");
  return section(say("Light on paths against target"), rows, note);
}

function departmentSection() {
  const factor = data.factors.find((f) => f.key === view.factor);
  if (!factor) return null;
  const title = say("{factor} per department", { factor: factor.label });
  if (!definedNow(factor)) return el("section", {}, el("h3", {}, title), el("p", { class: "note" }, capital(say(view.state === "day" ? "only in the dark" : "only by day")) + "."));
  const rows = data.factor_classes.map(([code, words]) => row(departmentSwatch(code, false), capital(say(words))));
  if (records.some((r) => (estimateOf(r) || {}).wide)) rows.splice(3, 0, row(departmentSwatch("partly", true), say("Hatched: uncertain, interval over 25 points")));
  return section(title, rows);
}

function symbolSection() {
  const rows = [];
  if (records.length && view.layers.departments) rows.push(row(departmentSwatch(null, false), say("Department, outline")));
  if (view.layers.lit) {
    for (const [code, words] of [["yes", "Marked as lit in the data, not measured"], ["no", "Marked as unlit in the data, not measured"]]) {
      if (data.background.paths.lit.words.includes(code)) rows.push(row(lineSwatch((b) => strokeTag(b, code)), say(words)));
    }
  }
  if (data.lamps && view.layers.lamps) {
    rows.push(row(pointSwatch((b, x, y) => drawLamp(b, x, y, 4, false)), say("Lamp")));
    rows.push(row(pointSwatch((b, x, y) => drawLamp(b, x, y, 6, true)), say("Lamp that is out")));
  }
  if (data.meeting_places && view.layers.meeting_places) {
    const used = new Set(Array.from({ length: scene.meeting_places.count }, (_, i) => meetingSign(i)));
    for (const group of ["toddlers", "children", "youth", "elders", "all", "other"]) {
      if (used.has(group)) rows.push(row(pointSwatch((b, x, y) => drawSign(b, x, y, 9.5, group, false)), say("Meeting place: {group}", { group: say("group." + group) })));
    }
  }
  if (data.destinations && view.layers.destinations) {
    const used = new Set(Array.from({ length: scene.destinations.count }, (_, i) => stopSign(decode(data.destinations.kind, i))));
    if (used.has("stop")) rows.push(row(pointSwatch((b, x, y) => drawSign(b, x, y, 9.5, "stop", true)), say("Stop")));
    if (used.has("other")) rows.push(row(pointSwatch((b, x, y) => drawSign(b, x, y, 9.5, "other", true)), say("Destination")));
  }
  if (scene.entrances.count) {
    rows.push(row(pointSwatch((b, x, y) => {
      b.beginPath(); b.moveTo(x, y - 4.5); b.lineTo(x + 4.5, y + 3.5); b.lineTo(x - 4.5, y + 3.5); b.closePath();
      b.fillStyle = theme().entrance; b.fill();
    }), say("Entrance (close up)")));
  }
  if (!rows.length) return null;
  return el("details", { id: "flere-signaturer", open: view.paper || signsOpen }, el("summary", {}, say("More signs")), el("ul", {}, rows));
}

let signsOpen = false;

function refreshLegend() {
  const before = document.getElementById("flere-signaturer");
  if (before && !view.paper) signsOpen = before.open;
  document.getElementById("signatur-indhold").replaceChildren(...[lightSection(), departmentSection(), symbolSection()].filter(Boolean));
}

function fillCredits() {
  const [oldest, newest] = data.dates;
  const when = !newest ? say("Date of data not stated") : oldest === newest ? say("Data of {date}", { date: newest }) : say("Data of {from} to {to}", { from: oldest, to: newest });
  const owed = [...new Set(data.credits.filter((c) => c.owed).map((c) => c.text + (c.licence && !c.text.includes(c.licence) ? " (" + c.licence + ")" : "")))];
  const files = data.credits.filter((c) => !c.owed).length;
  document.getElementById("dato").textContent = when;
  document.getElementById("kilder").textContent = dots([data.municipality, ...owed, files ? say("{n} delivered files", { n: files }) : null, when, say("Map: Leaflet")]);
  document.getElementById("kilder-liste").replaceChildren(...data.credits.map((c) => el("li", {},
    el("strong", {}, c.text), " ", dots([c.layers.join(", "), c.licence || say("licence not stated"), c.date || say("date not stated"), say(c.grade)]))));
}

function refreshScale() {
  const middle = map.getSize().y / 2;
  const across = map.distance(map.containerPointToLatLng([0, middle]), map.containerPointToLatLng([100, middle]));
  const power = Math.pow(10, Math.floor(Math.log10(across)));
  const round = [5, 2, 1].map((n) => n * power).find((n) => n <= across) || power;
  document.getElementById("maal-streg").style.width = (100 * round) / across + "px";
  document.getElementById("maal-tekst").textContent = metres(round);
}
