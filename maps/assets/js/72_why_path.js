// Why a piece of path, or a whole dark stretch, is as it is.

function targetWords(code, least) {
  if (!code || code === "none") return say("no target");
  return dots([say("class {code}", { code: code.toUpperCase() }), least ? say("{n} lux", { n: number(least, least % 1 ? 1 : 0) }) : null]);
}

function targetLux(code) {
  return code && code in data.targets ? data.targets[code] : null;
}

function lightBadge(code) {
  const [, word] = classesNow().find(([c]) => c === code);
  return el("p", { class: "verdict" }, lightSwatch(code), el("strong", {}, say(word)));
}

function nearestLampWords(number, distance) {
  return distance === null ? null : say("{number}, {distance} away", { number: number || say("without number"), distance: metres(distance) });
}

function lampWords(side, row) {
  const distance = side.segments.lamp_m[row];
  if (distance === null) return side.lamp ? say("none within 40 m") : say("lamps are not delivered");
  return nearestLampWords(side.segments.lamp(row), distance);
}

function causeWords(side, row) {
  const cause = side.segments.cause(row);
  return cause ? say("cause." + cause, { number: side.segments.lamp(row) || say("without number") }) : null;
}

function luxBars(mean, min, target) {
  if (mean === null) return null;
  const rows = [[say("Average light"), mean, lux(mean)]];
  if (min !== null) rows.push([say("Lowest light"), min, lux(min)]);
  const words = dots([...rows.map(([label, , shown]) => label + " " + shown), target ? say("Target") + " " + lux(target) : null]);
  return bars(rows, Math.max(mean, (target || 1) * 1.6), target, words);
}

// Every factor that has a score for this piece, in the order of the method.
function pieceBars(side, row) {
  const rows = data.factors.filter((f) => f.key in side.segments.scores && f.key !== "lighting").map((f) => {
    const value = side.segments.scores[f.key][row];
    return [f.label, value, value === null ? say("not measured") : number(value)];
  });
  return rows.length ? [bars(rows, 100, 75, rows.map(([label, , shown]) => label + " " + shown).join(", ")), el("p", { class: "note" }, say("Of 100. The mark is the target, 75."))] : null;
}

ANSWERS.segment = (row, side) => {
  const s = side.segments, department = s.department[row], kind = s.kind(row), late = view.state === "night" && !s.nightSame;
  const mean = meanOf(side, row), min = late ? null : s.min[row];
  const target = targetLux(s.target(row)), gap = s.gap[row], cause = s.cause(row), stretch = s.stretch[row];
  return [
    ...heading(s.name(row) || say("Path without name"), dots([kind && capital(say("kind." + kind)), records[department] && records[department].name, sideWords(side)])),
    isDark() ? lightBadge(lightOf(side, row)) : el("p", { class: "note" }, say("Light is shown in the dark.")),
    isDark() ? luxBars(mean, min, target && target[0]) : null,
    ...part(say("Why?"), listed([
      causeWords(side, row),
      gap !== null && gap > 5 ? say("{length} in a row are under 1 lux", { length: metres(gap) }) : null,
      target && min !== null && min < target[1] ? say("The darkest point has {lux}; the target asks for {least}", { lux: lux(min), least: lux(target[1]) }) : null,
      mean === null && isDark() ? say("Light is not measured here: lamps are missing in the data.") : null,
    ])),
    ...part(say("What would help"), listed([cause ? say("help." + cause, { number: s.lamp(row) || "" }) : null])),
    ...part(say("Reports and light"), side === today ? cellWords(row) : null),
    ...part(say("What is known"), facts([
      [say("Average light"), mean === null ? say("not measured") : lux(mean)],
      [say("Without leaves"), s.winter[row] === null ? null : lux(s.winter[row])],
      [say("At the height of a face"), s.face[row] === null ? null : lux(s.face[row])],
      [say("Target"), targetWords(s.target(row), target && target[0])],
      [say("Nearest lamp"), lampWords(side, row)],
      [say("Length of the piece"), s.length[row] === null ? null : metres(s.length[row])],
      [say("Owner of the path"), s.owner(row) || say("not stated")],
      [say("Data"), gradeOf(side, department, "lighting", "dark")],
      [say("Clause"), clauseOf("lighting")],
    ])),
    ...part(say("Other factors here"), pieceBars(side, row)),
    stretch < 0 ? null : el("button", { class: "plain", type: "button", click: () => select({ kind: "stretch", row: stretch, side }) },
      say("See the whole dark stretch of {length}", { length: metres(side.stretches[stretch].length) })),
  ];
};

// What staff are to do with a piece of path: always to go and look, never to close or to wait.
function cellWords(row) {
  const code = reportLight && reportLight.cell(row), count = code ? reportLight.reports[row] || 0 : 0;
  return code ? listed([
    say("cell." + code), count ? say(count === 1 ? "{n} report" : "{n} reports", { n: number(count) }) : null, say(code.endsWith("_silent") && code !== "dark_silent" ? "No reports is not the same as safe." : "Go out and look."),
  ]) : null;
}

function common(values) {
  const known = [...new Set(values.filter((v) => v !== null))];
  return known.length ? known.slice(0, 4).join(", ") + (known.length > 4 ? " …" : "") : null;
}

function planWords(stretch) {
  return plan && stretch.plan ? say("plan." + stretch.plan, { plan: plan.name }) : null;
}

function casesNear(shape, row) {
  if (!ground.cases) return 0;
  const reach = 40 / (40075016.7 * Math.cos(map.getCenter().lat * Math.PI / 180) / 256);
  let count = 0;
  for (let c = 0; c < ground.cases.count; c++) {
    const x = ground.cases.xy[2 * c], y = ground.cases.xy[2 * c + 1];
    if (lineDistance(shape, row, x, y) <= reach) count++;
  }
  return count;
}

ANSWERS.stretch = (place, side) => {
  const stretch = side.stretches[place], rows = side.stretchRows[place], s = side.segments;
  const lowest = rows.map((row) => s.min[row]).filter((v) => v !== null), least = lowest.length ? Math.min(...lowest) : null;
  const near = casesNear(side.lines, place), lamp = stretch.lamp || say("without number");
  return [
    ...heading(stretch.name || say("Path without name"), dots([records[stretch.department].name, sideWords(side)])),
    el("p", { class: "verdict" }, lineSwatch((b) => strokeLight(b, "dark", 4.4)), el("strong", {}, say("Dark for {length}", { length: metres(stretch.length) }))),
    luxBars(stretch.mean, least, stretch.target_lux),
    ...part(say("Why?"), listed([stretch.cause ? say("cause." + stretch.cause, { number: lamp }) : null])),
    ...part(say("What would help"), listed([stretch.cause ? say("help." + stretch.cause, { number: lamp }) : null, planWords(stretch)])),
    ...part(say("What is known"), facts([
      [say("Length"), metres(stretch.length)],
      [say("Average light"), stretch.mean === null ? say("not measured") : lux(stretch.mean)],
      [say("Lowest light"), least === null ? null : lux(least)],
      [say("Target"), targetWords(stretch.target, stretch.target_lux)],
      [say("Nearest lamp"), nearestLampWords(stretch.lamp, stretch.lamp_m)],
      [say("Owner of the lamp"), stretch.lamp_m === null ? null : stretch.lamp_owner || say("not stated")],
      [say("Owner of the path"), common(rows.map((row) => s.owner(row))) || say("not stated")],
      [say("Planned"), stretch.planned],
      [say("Dark while people are out"), stretch.dark_hours === null ? null : say("{n} hours a year", { n: number(stretch.dark_hours) })],
      [say("Walked in the dark"), stretch.walked_hours === null ? null : say("about {n} hours a year, all walkers together", { n: number(stretch.walked_hours, stretch.walked_hours < 10 ? 1 : 0) })],
      [say("Dark in December"), data.dark_year.months[11].clock || null],
      [say("Cases near"), ground.cases ? number(near) : null],
      [say("Data"), gradeOf(side, stretch.department, "lighting", "dark")],
      [say("Clause"), clauseOf("lighting")],
    ])),
  ];
};

function sideWords(side) {
  return plan ? side.name : null;
}
