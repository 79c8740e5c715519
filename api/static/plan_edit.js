/* Placing: a click or a drag fills in the form that is there anyway; the server is asked what it does. */
"use strict";
(() => {
  const the = window.planMap;
  if (!the) return;
  const { data, map, filled } = the;
  const board = document.querySelector(".board");
  const mayEdit = "edit" in board.dataset;
  const byId = (id) => document.getElementById(id);
  const status = byId("plan-status");
  const FEATURE = { lamp: "lamps", boundary: "boundaries", path: "paths", place: "meeting_places" };

  /* ---- what the model says ---- */
  let asking = false;
  let waiting = null;
  const svg = (name, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const made = (name, words, kind) => {
    const element = document.createElement(name);
    if (words !== undefined) element.textContent = words;
    if (kind) element.className = kind;
    return element;
  };
  const bar = (row) => {
    const drawing = svg("svg", { class: "span", viewBox: "0 0 100 14", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" });
    drawing.append(svg("path", { class: "aim", d: "M50 0V14M75 0V14" }));
    for (const [one, y, kind] of [[row.before, 2, "then"], [row.after, 8, "now"]]) {
      if (one.value === null) continue;
      drawing.append(svg("rect", { class: kind, x: one.low, y, width: Math.max(one.high - one.low, 0.8), height: 4 }));
      drawing.append(svg("rect", { class: "mark", x: one.at - 0.5, y, width: 1, height: 4 }));
    }
    return drawing;
  };
  const told = (one) => {
    const cell = made("td", one.value === null ? one.words : `${one.value} `);
    if (one.value !== null) cell.append(made("small", `(${one.interval})`));
    return cell;
  };
  const figureRow = (row) => {
    const line = made("tr");
    const head = made("th", `${row.factor} `);
    head.scope = "row";
    head.append(made("small", row.state), bar(row));
    line.append(head, told(row.before), told(row.after), made("td", row.change, `number way ${row.way}`));
    return line;
  };
  const show = (answer) => {
    byId("sum-kroner").textContent = answer.sums.kroner;
    byId("sum-example").hidden = !answer.sums.example;
    if (answer.sums.each) byId("sum-each").textContent = answer.sums.each;
    byId("sum-kwh").textContent = answer.sums.kwh;
    byId("sum-agrees").textContent = answer.sums.agrees.join(", ") || "–";
    byId("figures").replaceChildren(...answer.figures.map(figureRow));
    byId("figures-wait").hidden = true;
    byId("worse-part").hidden = answer.worse.length === 0;
    byId("worse").replaceChildren(...answer.worse.map((line) => made("li", line)));
    the.showLit(answer.segments);
    document.body.dataset.scored = String(Number(document.body.dataset.scored ?? 0) + 1);
  };
  const ask = async (form) => {
    if (asking) {
      waiting = { form };
      return;
    }
    if (form && !form.checkValidity()) return;
    asking = true;
    status.textContent = data.words.scoring;
    const body = form ? new URLSearchParams(new FormData(form)) : new URLSearchParams({ csrf: board.dataset.token });
    try {
      const answer = await fetch(data.ask, { method: "POST", body, headers: { accept: "application/json" } });
      const heard = await answer.json();
      if (answer.ok) show(heard);
      status.textContent = answer.ok ? (form ? data.words.draft : "") : `${heard.error.message} ${heard.error.remedy}`;
    } catch {
      status.textContent = data.words.failed;
    }
    asking = false;
    const next = waiting;
    waiting = null;
    if (next) ask(next.form);
  };

  /* ---- a change that is there is dragged ---- */
  const fieldOf = (form, name) => form.elements.namedItem(name);
  const setPlace = (form, name, at) => {
    const [east, north] = the.metres(at);
    fieldOf(form, `${name}_x`).value = east.toFixed(1).replace(".", ",");
    fieldOf(form, `${name}_y`).value = north.toFixed(1).replace(".", ",");
  };
  const formOf = (number) => document.querySelector(`form.change[data-number="${number}"]`);
  let drafted = null;
  const draft = (form, label) => {
    drafted = form;
    byId("plan-draft-text").textContent = label;
    byId("plan-draft").hidden = false;
  };
  byId("plan-save").addEventListener("click", () => drafted?.requestSubmit());
  byId("plan-undo").addEventListener("click", () => location.reload());

  the.drawChanges(mayEdit, (one, marker) => {
    const form = formOf(one.number);
    marker.on("click", () => {
      const details = byId(`ret-${one.number}`);
      if (!details) return;
      details.open = true;
      details.querySelector("summary").focus();
      details.scrollIntoView({ block: "nearest" });
    });
    marker.on("drag dragend", (event) => {
      setPlace(form, one.field, marker.getLatLng());
      if (event.type === "dragend" || !asking) ask(form);
      if (event.type === "dragend") draft(form, filled("draft_of", { number: one.number, label: one.label }));
    });
  });

  /* ---- a new change is placed ---- */
  const fresh = document.querySelector("form.change[data-fresh]");
  const begin = (form) => {
    const names = [...form.elements].map((element) => element.name);
    const spot = ["at", "to"].find((name) => names.includes(`${name}_x`));
    const line = names.includes("line");
    const picked = Object.keys(FEATURE).find((name) => names.includes(name));
    let marker = null;
    let drawn = null;
    const kind = data.words.new_mark;
    const put = (at) => {
      setPlace(form, spot, at);
      if (marker) marker.setLatLng(at);
      else {
        marker = L.marker(at, { icon: the.badge("+", "fresh"), draggable: true, title: kind, alt: kind }).addTo(the.markers);
        marker.getElement()?.setAttribute("aria-label", kind);
        marker.on("drag dragend", (event) => {
          setPlace(form, spot, marker.getLatLng());
          if (event.type === "dragend" || !asking) ask(form);
        });
      }
      ask(form);
    };
    const pick = (known) => {
      const choice = fieldOf(form, picked);
      if (![...choice.options].some((option) => option.value === known.id)) return;
      choice.value = known.id;
      ring();
    };
    let circle = null;
    const ring = () => {
      circle?.remove();
      const known = the.features[FEATURE[picked]].get(fieldOf(form, picked).value);
      if (!known) return;
      circle = L.polyline(known.spots.length > 1 ? known.spots : [known.spots[0], known.spots[0]], { renderer: the.things, interactive: false, color: "#58b4ff", weight: 14, opacity: 0.65 }).addTo(map);
      if (spot && !fieldOf(form, `${spot}_x`).value) put(L.latLng(known.spots[0]));
      else ask(form);
    };
    const redraw = () => {
      const rows = fieldOf(form, "line").value.trim().split("\n").map((row) => row.trim().split(/[\s;]+/).map((part) => Number(part.replace(",", "."))));
      const ends = rows.filter((row) => row.length === 2 && row.every(Number.isFinite)).map(([east, north]) => the.from(east, north));
      drawn?.remove();
      drawn = L.polyline(ends, { renderer: the.things, interactive: false, color: "#58b4ff", weight: 5, dashArray: "9 6" }).addTo(map);
      if (ends.length > 1) ask(form);
    };
    status.textContent = data.words[line ? "line" : picked ? "pick" : "place"];
    map.getContainer().classList.add("placing");
    map.on("click", (event) => {
      if (line) {
        const [east, north] = the.metres(event.latlng);
        const area = fieldOf(form, "line");
        area.value = `${area.value.trimEnd()}\n${east.toFixed(1).replace(".", ",")} ${north.toFixed(1).replace(".", ",")}`.trimStart();
        redraw();
        return;
      }
      const known = picked && !fieldOf(form, picked).value ? the.nearest(FEATURE[picked], event.latlng) : null;
      if (known) pick(known);
      else if (picked && !spot) { const other = the.nearest(FEATURE[picked], event.latlng); if (other) pick(other); }
      else if (spot) put(event.latlng);
    });
    if (picked) fieldOf(form, picked).addEventListener("change", ring);
    if (line) fieldOf(form, "line").addEventListener("change", redraw);
    if (spot && fieldOf(form, `${spot}_x`).value && form.checkValidity()) {
      const [east, north] = ["x", "y"].map((axis) => Number(fieldOf(form, `${spot}_${axis}`).value.replace(",", ".")));
      if (Number.isFinite(east) && Number.isFinite(north)) put(the.from(east, north));
    }
  };
  if (fresh) begin(fresh);

  let pause = 0;
  for (const form of document.querySelectorAll("form.change")) {
    form.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(() => ask(form), 350);
    });
  }
  ask(null);
})();
