// Search: departments, paths, places and addresses; a list box that the keyboard walks through.

const searchBox = document.getElementById("soeg");
const searchList = document.getElementById("soeg-svar");
const searchable = [];
let chosen = -1, answers = [];

function fold(text) {
  return String(text).toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
}

// The index is made when somebody first means to search.
function fillIndex() {
  if (searchable.length) return;
  const add = (name, kind, selected) => { if (name) searchable.push({ name: String(name), kind: say(kind), key: fold(name), selected }); };
  records.forEach((record, row) => add(record.name, "Department", { kind: "department", row }));
  const seen = new Set(), names = today.segments.name;
  names.at.forEach((word, row) => {
    if (!seen.has(word)) { seen.add(word); add(names(row), "Path", { kind: "segment", row, side: today }); }
  });
  data.labels.text.forEach((name, row) => {
    if (!names.words.includes(name)) add(name, "Street", { kind: "street", row });
  });
  const each = (shape, name, word, kind) => { if (shape) for (let row = 0; row < shape.count; row++) add(shape[name](row), word, { kind, row, side: today }); };
  each(today.meeting_place, "name", "Meeting place", "meeting_place");
  each(today.destination, "name", "Destination", "destination");
  each(today.entrance, "address", "Entrance", "entrance");
  each(today.lamp, "number", "Lamp", "lamp");
  each(ground.cases, "number", "Case", "case");
}

function fillSearch() {
  searchBox.addEventListener("focus", fillIndex);
  searchBox.addEventListener("input", find);
  searchBox.addEventListener("keydown", walk);
  searchBox.addEventListener("blur", () => setTimeout(hideAnswers, 150));
}

function find() {
  fillIndex();
  const wanted = fold(searchBox.value.trim());
  const rank = (entry) => (entry.key.startsWith(wanted) ? 0 : 1);
  answers = wanted ? searchable.filter((entry) => entry.key.includes(wanted)).sort((a, b) => rank(a) - rank(b)).slice(0, 8) : [];
  chosen = -1;
  searchList.replaceChildren(...answers.map((entry, i) => el("li", {
    id: "svar-" + i, role: "option", "aria-selected": "false",
    mousedown: (event) => { event.preventDefault(); take(i); },
  }, el("span", {}, entry.name), el("small", {}, entry.kind))));
  const none = wanted && !answers.length;
  document.getElementById("soeg-status").textContent = none ? say("Nothing by that name") : wanted ? say("{n} found", { n: answers.length }) : "";
  searchList.hidden = !answers.length;
  searchBox.setAttribute("aria-expanded", String(!searchList.hidden));
  searchBox.removeAttribute("aria-activedescendant");
}

function walk(event) {
  if (event.key === "Escape" && !searchList.hidden) { event.preventDefault(); hideAnswers(); return; }
  if (event.key === "Enter" && answers.length) { event.preventDefault(); take(Math.max(chosen, 0)); return; }
  if (!answers.length || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  event.preventDefault();
  chosen = (chosen + (event.key === "ArrowDown" ? 1 : answers.length - 1) + (chosen < 0 && event.key === "ArrowUp" ? 1 : 0)) % answers.length;
  [...searchList.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
  searchBox.setAttribute("aria-activedescendant", "svar-" + chosen);
}

function take(i) {
  const { selected, name } = answers[i];
  hideAnswers();
  searchBox.value = name;
  if (selected.kind === "street") map.setView(pointAt({ xy: ground.names }, selected.row), 17.5);
  else select(selected, searchBox);
}

function hideAnswers() {
  searchList.hidden = true;
  searchBox.setAttribute("aria-expanded", "false");
  searchBox.removeAttribute("aria-activedescendant");
}
