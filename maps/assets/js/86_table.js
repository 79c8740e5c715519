// The table twin: all that the map shows, in tables that a screen reader and a spreadsheet can read.

const twinBox = $("tabel");

// Each table: a name, its columns, and its rows made only when asked for.
function tables() {
  const side = shown(), s = side.segments, department = (row) => (records[row] ? records[row].name : "");
  const state = say(isDark() ? "in the dark" : "by day");
  const cell = (value) => (value === null || value === undefined ? "" : value);
  const points = (shape) => Array.from({ length: shape.count }, (_, row) => row);
  const made = [
    { title: say("Departments, {state}", { state }), file: "afdelinger", head: [say("Department"), ...data.factors.flatMap((f) => [f.label, say("interval")])],
      rows: () => records.map((record, row) => [record.name, ...data.factors.flatMap((f) => {
        const e = definedNow(f) ? estimateOf(side, row, f.key) : null;
        return e && e.value !== null ? [e.value, number(e.low) + "–" + number(e.high)] : [definedNow(f) ? say("not measured") : "–", ""];
      })]) },
    { title: say("Dark stretches"), file: "moerke-straekninger", head: [say("Path"), say("Department"), say("Length, m"), say("Average light, lux"), say("Target, lux"), say("Cause"), say("Nearest lamp"), say("Owner of the lamp"), ...(plan ? [plan.name] : [])],
      rows: () => side.stretches.map((t) => [t.name || say("Path without name"), department(t.department), t.length, cell(t.mean), cell(t.target_lux), t.cause ? say("cause." + t.cause, { number: t.lamp || say("without number") }) : "", cell(t.lamp), cell(t.lamp_owner), ...(plan ? [planWords(t) || ""] : [])]) },
    { title: say("Paths, piece by piece"), file: "stier", head: [say("Path"), say("Department"), say("Length, m"), say("Light"), say("Average light, lux"), say("Lowest light, lux"), say("Target"), say("Owner")],
      rows: () => Array.from({ length: s.count }, (_, row) => [s.name(row) || say("Path without name"), department(s.department[row]), cell(s.length[row]), say(classesNow().find(([c]) => c === lightOf(side, row))[1]), cell(s.mean[row]), cell(s.min[row]), targetWords(s.target(row)), cell(s.owner(row))]) },
  ];
  if (side.lamp) made.push({ title: say("Lamps"), file: "lamper", head: [say("Number"), say("Status"), say("Height, m"), say("Light source"), say("Luminous flux, lm"), say("Owner")],
    rows: () => points(side.lamp).map((row) => [cell(side.lamp.number(row)), side.lamp.status(row) ? say("lamp." + side.lamp.status(row)) : "", cell(side.lamp.height_m(row)), cell(side.lamp.light_source(row)), cell(side.lamp.flux_lm(row)), cell(side.lamp.owner(row))]) });
  if (side.meeting_place) made.push({ title: say("Meeting places"), file: "moedesteder", head: [say("Name"), say("Kind"), say("For"), say("Seats")],
    rows: () => points(side.meeting_place).map((row) => [cell(side.meeting_place.name(row)), side.meeting_place.kind(row) ? capital(say("place." + side.meeting_place.kind(row))) : "", say("group." + meetingSign(side.meeting_place, row)), cell(side.meeting_place.seats(row))]) });
  if (side.destination) made.push({ title: say("Stops"), file: "maalpunkter", head: [say("Name"), say("Kind")],
    rows: () => points(side.destination).map((row) => [cell(side.destination.name(row)), side.destination.kind(row) ? capital(say("destination." + side.destination.kind(row))) : ""]) });
  if (ground.boundaries) made.push({ title: say("Boundaries"), file: "graenser", head: [say("Kind"), say("Height, m"), say("See-through")],
    rows: () => points(ground.boundaries).map((row) => [ground.boundaries.kind(row) ? capital(say("boundary." + ground.boundaries.kind(row))) : "", cell(ground.boundaries.height[row]), { yes: say("no"), no: say("yes") }[ground.boundaries.opaque(row)] || ""]) });
  if (ground.cases) made.push({ title: say("Cases"), file: "sager", head: [say("Number"), say("Kind"), say("Status"), say("Place"), say("Last changed")],
    rows: () => points(ground.cases).map((row) => [cell(ground.cases.number(row)), sayOr("case." + ground.cases.kind(row), ""), say("status." + ground.cases.status(row), { owner: ground.cases.owner(row) || say("the owner") }), cell(ground.cases.place(row)), cell(ground.cases.updated(row))]) });
  if (reportLight) made.push({ title: say("Reports and light"), file: "meldinger-og-lys", head: [say("Path"), say("Department"), say("Reports and light"), say("Reports"), say("Average light, lux"), say("Length, m")],
    rows: () => Array.from({ length: today.segments.count }, (_, row) => row).filter((row) => CELLS.includes(reportLight.cell(row))).map((row) => [today.segments.name(row) || say("Path without name"), department(today.segments.department[row]), say("cell." + reportLight.cell(row)), reportLight.reports[row] || 0, cell(today.segments.mean[row]), cell(today.segments.length[row])]) });
  return made;
}

function shownValue(value) {
  return typeof value === "number" ? number(value, Number.isInteger(value) ? 0 : 1) : String(value);
}

function tableOf({ title, head, rows }) {
  const lines = rows(), isNumber = head.map((_, at) => lines.some((line) => typeof line[at] === "number"));
  return el("table", {}, el("caption", { class: "hidden" }, title),
    el("thead", {}, el("tr", {}, head.map((text, at) => el("th", { scope: "col", class: isNumber[at] ? "number" : null }, text)))),
    el("tbody", {}, lines.map(([first, ...rest]) => el("tr", {}, el("th", { scope: "row" }, shownValue(first)),
      rest.map((value) => el("td", { class: typeof value === "number" ? "number" : null }, shownValue(value)))))));
}

function fillTables() {
  $("tabel-indhold").replaceChildren(...tables().map((table, place) => {
    const holder = el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": table.title });
    const fill = () => { if (!holder.childElementCount) holder.append(tableOf(table)); };
    const section = el("details", { toggle: () => { if (section.open) fill(); } },
      el("summary", {}, table.title),
      el("p", {}, el("button", { type: "button", class: "plain", click: () => download(table) }, say("Fetch as CSV: {table}", { table: table.title }))),
      holder);
    if (place < 2) { section.open = true; fill(); }
    return section;
  }));
}

// Danish spreadsheets read semicolons and decimal commas. A text that looks like a formula is
// quoted with an apostrophe, so that no spreadsheet runs it.
function csvCell(value) {
  if (typeof value === "number") return String(value).replace(".", ",");
  const text = /^[=+\-@\t\r]/.test(value) ? "'" + value : value;
  return /[;"\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
}

function csvOf({ head, rows }) {
  return "\ufeff" + [head, ...rows()].map((line) => line.map((value) => csvCell(typeof value === "number" ? value : String(value))).join(";")).join("\r\n") + "\r\n";
}

function download(table) {
  const address = URL.createObjectURL(new Blob([csvOf(table)], { type: "text/csv" }));
  const link = el("a", { href: address, download: "tryghedskort-" + table.file + ".csv" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
  tell(say("Fetched {file}", { file: link.download }));
}

function tell(text) {
  $("besked").textContent = text;
  setTimeout(() => { if ($("besked").textContent === text) $("besked").textContent = ""; }, 4000);
}

$("tabelknap").addEventListener("click", () => { fillTables(); twinBox.showModal(); });
$("tabel-luk").addEventListener("click", () => twinBox.close());
$("csv").addEventListener("click", () => download(tables()[1].rows().length ? tables()[1] : tables()[0]));
