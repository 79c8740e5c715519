// Why a department's factors are as they are: interval, grade, clause, causes, what would help.

function scale(estimate, past) {
  const bar = el("span", { class: "scale", "aria-hidden": "true" });
  const put = (kind, at, width) => {
    const node = el("span", { class: kind });
    node.style.left = at + "%";
    if (width !== undefined) node.style.width = Math.max(1, width) + "%";
    bar.append(node);
  };
  if (estimate && estimate.value !== null) put("span", estimate.low, estimate.high - estimate.low);
  for (const at of [50, 75]) put("tick", at);
  if (past) put("past", past.value);
  if (estimate && estimate.value !== null) put("mark " + estimate.class, estimate.value);
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

function pastWords(past) {
  return past ? say("Last time {value} ({date}).", { value: number(past.value), date: past.date || say("date not stated") }) : null;
}

// The indicators that cost most: weight times what is missing to 100.
function costs(estimate) {
  return (estimate.indicators || []).filter((i) => i.score.value !== null)
    .map((indicator) => ({ indicator, cost: indicator.weight * (100 - indicator.score.value) }))
    .filter(({ cost }) => cost > 0.5).sort((a, b) => b.cost - a.cost);
}

function help(key) {
  return sayOr("help." + key, null);
}

function factorAnswer(factor, side, row, open) {
  const results = side.scores[row].factors[factor.key], estimate = results && results[scored()];
  const name = el("span", { class: "factor-name" }, el("i", { class: "swatch " + (estimate ? estimate.class : "unknown") }), factor.label);
  if (!definedNow(factor)) return el("div", { class: "factor quiet" }, name, el("span", { class: "words" }, say(isDark() ? "only by day" : "only in the dark")));
  if (!estimate || estimate.value === null) return el("div", { class: "factor quiet" }, name, el("span", { class: "words" }, say("not measured")));
  const warnings = [
    estimate.wide ? say("Uncertain: the interval is wider than 25 points.") : null,
    estimate.thin ? say("Rests on {share} % of the data it should have.", { share: number(estimate.coverage * 100) }) : null,
  ].filter(Boolean);
  const causes = costs(estimate).slice(0, 3);
  return el("details", { class: "factor", open },
    el("summary", {}, name, el("span", { class: "words" }, classWords(estimate)), scale(estimate, estimate.past), el("span", { class: "numbers" }, numbers(estimate))),
    warnings.map((text) => el("p", { class: "warning" }, text)),
    estimate.past ? el("p", { class: "under" }, pastWords(estimate.past)) : null,
    causes.length ? el("h4", {}, say("Costs most")) : null,
    causes.length ? listed(causes.map(({ indicator }) => indicator.label)) : null,
    causes.length ? el("h4", {}, say("What would help")) : null,
    causes.length ? listed(causes.map(({ indicator }) => help(indicator.key))) : null,
    indicatorBars(estimate),
    el("ul", { class: "indicators" }, (estimate.indicators || []).map(indicatorAnswer)),
    factor.key === "lighting" ? darkYear() : null,
    el("p", { class: "under" }, dots([say("Data: {grade}", { grade: say(estimate.grade) }), say("Strategy {clause}", { clause: factor.clause })])));
}

// When the light is needed: dark hours of each month while people are out.
function darkYear() {
  const year = data.dark_year, most = Math.max(...year.months.map((m) => m.hours), 1);
  const rows = year.months.map((m) => [capital(m.name), m.hours, say("{n} h", { n: number(m.hours) })]);
  return [el("h4", {}, say("When it is dark")), el("p", { class: "under" }, year.text),
    bars(rows, most, null, rows.map(([label, , shown]) => label + " " + shown).join(", "))];
}

function indicatorBars(estimate) {
  const rows = (estimate.indicators || []).filter((i) => i.score.value !== null).map((i) => [i.key, i.score.value, number(i.score.value)]);
  return rows.length ? bars(rows, 100, 75, rows.map(([key, , shown]) => key + " " + shown).join(", ")) : null;
}

function indicatorAnswer(indicator) {
  const score = indicator.score, measured = score.value !== null;
  const raw = indicator.raw === null ? null : number(indicator.raw, Number.isInteger(indicator.raw) ? 0 : 1) + (indicator.unit ? " " + indicator.unit : "");
  return el("li", {},
    el("span", { class: "what" }, el("b", {}, indicator.key), " ", indicator.label),
    el("span", { class: "how" }, measured ? dots([raw, numbers(score)]) : say("not measured")),
    el("small", {}, dots([say(score.grade), indicator.inputs.length ? say("from {layers}", { layers: indicator.inputs.join(", ") }) : null])));
}

// The three indicators that cost the department most, over all its factors of this state.
function largestCauses(side, row) {
  const all = data.factors.filter(definedNow).flatMap((factor) => {
    const estimate = estimateOf(side, row, factor.key);
    return estimate && estimate.value !== null ? costs(estimate).map(({ indicator, cost }) => ({ factor, indicator, cost: cost * factor.weight })) : [];
  });
  return all.sort((a, b) => b.cost - a.cost).slice(0, 3);
}

// What a plan changes for a department, in words and numbers: one line per factor that moves.
function planChanges(row) {
  if (!plan) return [];
  return data.factors.filter(definedNow).map((factor) => {
    const before = estimateOf(today, row, factor.key), after = estimateOf(plan, row, factor.key);
    if (!before || !after || before.value === null || after.value === null || Math.abs(after.value - before.value) < 0.5) return null;
    return say("{factor}: from {before} to {after}, {words}", { factor: factor.label, before: number(before.value), after: number(after.value), words: classWords(after) });
  }).filter(Boolean);
}

ANSWERS.department = (row, side) => {
  const record = records[row], overall = side.scores[row].overall && side.scores[row].overall[scored()];
  const dark = side.stretches.map((s, place) => ({ s, place })).filter(({ s }) => s.department === row);
  const causes = largestCauses(side, row), chosen = view.factor || (isDark() ? "lighting" : null);
  return [
    ...heading(record.name, dots([record.organisation, record.dwellings === null ? null : say("{n} dwellings", { n: number(record.dwellings) }), sideWords(side)])),
    record.derived ? el("p", { class: "warning" }, say("The outline is drawn by us from the blocks, not delivered.")) : null,
    overall ? el("div", { class: "overall" }, el("h3", {}, say("Frame of the place")), el("p", {}, el("strong", {}, numbers(overall) || say("not measured")), " ", classWords(overall)),
      scale(overall), el("p", { class: "under" }, say("Higher is a better frame. Staff only."))) : null,
    ...part(say("The three largest causes"), listed(causes.map(({ factor, indicator }) => factor.label + ": " + indicator.label))),
    ...part(say("What would help"), listed(causes.map(({ indicator }) => help(indicator.key)))),
    ...part(plan ? say("What {plan} changes", { plan: plan.name }) : "", listed(planChanges(row))),
    ...part(say(isDark() ? "Factors in the dark" : "Factors by day"), data.factors.map((factor) => factorAnswer(factor, side, row, factor.key === chosen)), el("p", { class: "note" }, say("Marks: 50 and 75 are the targets; a hollow mark is last time."))),
    ...part(say("Dark stretches"), dark.length ? el("ul", { class: "stretches" }, dark.slice(0, 8).map(({ s, place }) => el("li", {}, stretchButton(side, s, place)))) : null),
  ];
};
