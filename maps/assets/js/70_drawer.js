// The drawer that answers "why?": built of text, opened by click or keyboard, closed by Escape.

const drawer = $("svar");
const drawerBody = $("svar-indhold");
let cameFrom = null;

function openDrawer(selected, opener) {
  if (drawer.hidden) cameFrom = opener || document.activeElement;
  view.selected = { side: today, ...selected };
  fillDrawer();
  drawer.hidden = false;
  foldLegend(true);
  document.body.classList.add("has-answer");
  drawer.scrollTop = 0;
  drawer.querySelector("h2").focus({ preventScroll: true });
  changed();
}

function fillDrawer() {
  const { kind, row, side } = view.selected;
  drawerBody.replaceChildren(...ANSWERS[kind](row, side).flat().filter(Boolean));
}

function closeDrawer() {
  if (drawer.hidden) return;
  drawer.hidden = true;
  foldLegend(false);
  document.body.classList.remove("has-answer");
  view.selected = null;
  changed();
  const back = cameFrom && cameFrom.isConnected && cameFrom !== document.body ? cameFrom : map.getContainer();
  back.focus({ preventScroll: true });
}

// Beside an open answer the map needs its room: the legend folds, and unfolds afterwards.
let unfoldLater = false;
function foldLegend(on) {
  const legend = $("signatur");
  if (on && legend.open && window.innerWidth < 1700) { unfoldLater = true; legend.open = false; }
  if (!on && unfoldLater) { unfoldLater = false; legend.open = true; }
}

// The open answer follows the state, the side and the factor.
function reopen() {
  if (!view.selected) return;
  const focused = document.activeElement;
  const { kind, row, side } = view.selected, now = shown();
  const same = side === now || kind === "stretch" || row >= countOf(now, kind) ? side : now;
  view.selected = { kind, row, side: same };
  fillDrawer();
  if (focused && focused.isConnected) focused.focus({ preventScroll: true });
}

function countOf(side, kind) {
  if (kind === "department") return records.length;
  const shape = kind === "segment" ? side.segments : pointsOf(side, kind);
  return shape ? shape.count : 0;
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

function part(title, ...content) {
  const kept = content.flat().filter(Boolean);
  return kept.length ? [el("h3", {}, title), ...kept] : [];
}

function listed(texts) {
  const known = [...new Set(texts.filter(Boolean))];
  return known.length ? el("ul", { class: "causes" }, known.map((text) => el("li", {}, text))) : null;
}

// A chart of horizontal bars against one mark, as inline SVG that reads as its own sentence.
function bars(rows, most, mark, words) {
  const width = 320, line = 22, left = 118, room = width - left - 52, x = (value) => left + Math.min(1, value / most) * room;
  const drawn = rows.flatMap(([label, value, shown], place) => [
    svg("text", { x: 0, y: place * line + 14, class: "bar-label" }, label),
    svg("rect", { x: left, y: place * line + 4, width: room, height: 12, rx: 3, class: "bar-room" }),
    value === null ? null : svg("rect", { x: left, y: place * line + 4, width: Math.max(2, x(value) - left), height: 12, rx: 3, class: "bar" }),
    svg("text", { x: width, y: place * line + 14, "text-anchor": "end", class: "bar-value" }, shown),
  ]);
  const marks = mark === null ? [] : [svg("line", { x1: x(mark), x2: x(mark), y1: 0, y2: rows.length * line, class: "bar-mark" })];
  return svg("svg", { class: "bars", viewBox: "0 0 " + width + " " + rows.length * line, role: "img", "aria-label": words }, drawn, marks);
}

function gradeOf(side, department, factor, state) {
  const results = department >= 0 && side.scores[department] && side.scores[department].factors[factor];
  return say(results && results[state] ? results[state].grade : "missing");
}

function clauseOf(factor) {
  return data.factors.find((f) => f.key === factor).clause;
}

const ANSWERS = {};

$("svar-luk").addEventListener("click", closeDrawer);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]")) closeDrawer();
});
