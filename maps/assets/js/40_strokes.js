// How a path of each light class and a symbol of each kind is drawn; the legend uses the same.

function lightWidth(zoom) {
  return Math.max(1.1, Math.min(9, 3.6 * Math.pow(1.32, zoom - 16)));
}

// Strokes the current path of the brush. Dark: black inside a pale outline with a row of pale
// dots; under target: broken; on target: whole; above need: broad and pale; unknown: thin grey.
// Lux itself goes from the same dark to the same pale, broader as it grows.
function strokeLight(brush, code, width) {
  const colour = theme();
  const stroke = (style, line, dash, cap) => {
    brush.strokeStyle = style;
    brush.lineWidth = line;
    brush.setLineDash(dash || []);
    brush.lineCap = cap || "round";
    brush.lineJoin = "round";
    brush.stroke();
  };
  const cased = (fill, line) => { stroke(colour.light_edge, line + 1.6); stroke(fill, line); };
  if (code === "unknown") stroke(colour.unknown, Math.max(1.2, width * 0.4));
  if (code === "over") cased(colour.over, width * 1.5);
  if (code === "on_target") cased(colour.on_target, width);
  if (code === "under") {
    stroke(colour.light_edge, width + 1.6);
    stroke(colour.under, width, [width * 2.2, width * 0.9], "butt");
  }
  if (code === "dark" || code === "lux1") {
    stroke(colour.dark, width * 1.8 + 2.6);
    stroke(colour.dark_edge, width * 1.8 + 1.2);
    stroke(colour.dark, width * 1.35);
    if (width > 2) stroke(colour.dark_edge, Math.max(1.2, width * 0.3), [0.1, width * 1.6]);
  }
  if (code === "lux2") {
    stroke(colour.light_edge, width * 0.8 + 1.6);
    stroke(colour.lux2, width * 0.8, [width * 2.2, width * 0.9], "butt");
  }
  if (code === "lux5") cased(colour.lux5, width * 0.85);
  if (code === "lux10") cased(colour.lux10, width * 1.1);
  if (code === "lux_over") cased(colour.lux_over, width * 1.5);
  brush.setLineDash([]);
}

const LIGHT_ORDER = ["unknown", "over", "lux_over", "lux10", "on_target", "lux5", "under", "lux2", "dark", "lux1"];

// Report × light, a band under the light: reported and dark whole, reported but lit broken, dark
// and silent dotted, reported where light is not known in long dashes. The pattern tells, not the hue.
function strokeCell(brush, code, width) {
  const dashes = { lit_reported: [9, 7], unknown_reported: [18, 5], dark_silent: [0.1, width * 2] };
  brush.strokeStyle = theme().found;
  brush.lineCap = code === "dark_silent" ? "round" : "butt";
  brush.lineJoin = "round";
  brush.lineWidth = width;
  brush.setLineDash(dashes[code] || []);
  brush.stroke();
  brush.setLineDash([]);
}

// A boundary: hedges as beads, fences as a barred line, walls whole; what one sees over is thin.
function strokeBoundary(brush, kind, high) {
  const colour = theme();
  brush.lineCap = "butt";
  brush.lineWidth = high ? 2.6 : 1.4;
  brush.strokeStyle = kind === "hedge" || kind === "planting" ? colour.hedge : colour.fence;
  brush.setLineDash({ hedge: [3, 2], planting: [2, 4], fence: [9, 3], level: [1, 3], surface: [1, 5], edge: [1, 2] }[kind] || []);
  brush.stroke();
  brush.setLineDash([]);
}

// A tag that says a path is lit: thin and dotted, so that it is not taken for a measurement.
function strokeTag(brush, code) {
  brush.strokeStyle = code === "yes" ? theme().on_target : theme().dark;
  brush.lineWidth = 2;
  brush.lineCap = "round";
  brush.setLineDash(code === "yes" ? [0.1, 6] : [5, 6]);
  brush.stroke();
  brush.setLineDash([]);
}

function disc(brush, x, y, radius, fill, edge, line) {
  brush.beginPath();
  brush.arc(x, y, radius, 0, 2 * Math.PI);
  if (fill) { brush.fillStyle = fill; brush.fill(); }
  if (edge) { brush.strokeStyle = edge; brush.lineWidth = line; brush.stroke(); }
}

// Lamp: a bright point; out: dark with a cross, so that it does not rest on colour.
function drawLamp(brush, x, y, radius, out) {
  const colour = theme();
  disc(brush, x, y, radius, out ? colour.lamp_out : colour.lamp, out ? colour.dark_edge : colour.lamp_edge, out ? 1.6 : 1.2);
  if (!out) return;
  const arm = radius * 0.55;
  brush.beginPath();
  brush.moveTo(x - arm, y - arm); brush.lineTo(x + arm, y + arm);
  brush.moveTo(x + arm, y - arm); brush.lineTo(x - arm, y + arm);
  brush.strokeStyle = colour.dark_edge;
  brush.lineWidth = 1.6;
  brush.stroke();
}

// Signs in a 24 × 24 box, drawn as lines: whom the place is for.
const SIGNS = {
  toddlers: "M5 19V12h7v7zM12 19v-7h7v7zM8.5 12V5h7v7z",
  children: "M12 3l6 7-6 8-6-8zM12 3v15M6 10h12M12 18c3 1 1 3 4 4",
  youth: "M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16M4 12h16M12 4c-5 5-5 11 0 16M12 4c5 5 5 11 0 16",
  elders: "M4 8h16M4 12.5h16M6 12.5V19M18 12.5V19M6 5v7.5M18 5v7.5",
  all: "M8.5 5a2.6 2.6 0 1 0 0 5.2a2.6 2.6 0 1 0 0-5.2M15.5 5a2.6 2.6 0 1 0 0 5.2a2.6 2.6 0 1 0 0-5.2M3.5 19c0-8 10-8 10 0M11.5 14.5c3-4.5 9-2.5 9 4.5",
  other: "M12 7.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9",
  stop: "M6 5h12v11H6zM6 11h12M8.5 16v3M15.5 16v3M8.5 13.5h.1M15.5 13.5h.1",
};
const signPaths = {};

function drawSign(brush, x, y, radius, sign, square) {
  const colour = theme(), shape = signPaths[sign] || (signPaths[sign] = new Path2D(SIGNS[sign] || SIGNS.other));
  brush.beginPath();
  if (square) brush.roundRect(x - radius, y - radius, 2 * radius, 2 * radius, radius * 0.35);
  else brush.arc(x, y, radius, 0, 2 * Math.PI);
  brush.fillStyle = "#ffffff";
  brush.fill();
  brush.strokeStyle = square ? "#4a5268" : "#17457a";
  brush.lineWidth = 1.8;
  brush.stroke();
  brush.save();
  brush.translate(x, y);
  brush.scale(radius / 15.5, radius / 15.5);
  brush.translate(-12, -12);
  brush.strokeStyle = view.paper ? colour.ink : square ? "#23283a" : "#17457a";
  brush.lineWidth = 1.9;
  brush.lineCap = brush.lineJoin = "round";
  brush.stroke(shape);
  brush.restore();
}

// A case by its state: open ring, half, or filled, each with its own letter-free sign.
const CASE_SIGNS = {
  received: "M12 5v8M12 16.5v.5", checked: "M5 12s3-5 7-5s7 5 7 5s-3 5-7 5s-7-5-7-5M12 10.5a1.5 1.5 0 1 0 0 3a1.5 1.5 0 1 0 0-3",
  planned: "M6 7h12v11H6zM6 11h12M9 5v3M15 5v3", ordered: "M14 6a4 4 0 0 0-4 5l-5 5l3 3l5-5a4 4 0 0 0 5-4l-3 1l-2-2z",
  forwarded: "M5 12h13M13 7l5 5l-5 5", fixed: "M5 12.5l4.5 4.5L19 7.5", duplicate: "M7 7h8v8H7zM10 10h8v8h-8z", no_action: "M7 7l10 10M17 7L7 17",
};

function drawCase(brush, x, y, radius, status) {
  const closed = status === "fixed" || status === "duplicate" || status === "no_action";
  brush.beginPath();
  brush.moveTo(x, y - radius * 1.15); brush.lineTo(x + radius * 1.15, y); brush.lineTo(x, y + radius * 1.15); brush.lineTo(x - radius * 1.15, y);
  brush.closePath();
  brush.fillStyle = view.paper ? "#ffffff" : closed ? "#eef1f6" : "#5b2a86";
  brush.fill();
  brush.strokeStyle = view.paper ? "#000000" : closed ? "#5b2a86" : "#ffffff";
  brush.lineWidth = 1.8;
  brush.stroke();
  brush.save();
  brush.translate(x, y);
  brush.scale(radius / 17, radius / 17);
  brush.translate(-12, -12);
  brush.lineWidth = 2.4;
  brush.lineCap = brush.lineJoin = "round";
  brush.stroke(caseShapes[status] || (caseShapes[status] = new Path2D(CASE_SIGNS[status] || CASE_SIGNS.received)));
  brush.restore();
}
const caseShapes = {};

function hatch(brush, colour) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 9;
  const pen = tile.getContext("2d");
  pen.strokeStyle = colour;
  pen.lineWidth = 1.6;
  for (const shift of [-9, 0, 9]) {
    pen.beginPath();
    pen.moveTo(shift - 1, 10);
    pen.lineTo(shift + 10, -1);
    pen.stroke();
  }
  return brush.createPattern(tile, "repeat");
}

// A department's fill: its class in colour, hatched where the score is uncertain.
function fillDepartment(brush, estimate, solid) {
  const code = estimate ? estimate.class : "unknown";
  const [, , colour] = data.factor_classes.find(([c]) => c === code);
  brush.save();
  brush.globalAlpha = solid ? 1 : view.paper ? 0.18 : isDark() ? 0.3 : 0.42;
  brush.fillStyle = colour;
  brush.fill("evenodd");
  brush.restore();
  if (estimate && estimate.wide) {
    brush.save();
    brush.globalAlpha = view.paper ? 0.25 : 0.45;
    brush.fillStyle = hatch(brush, isDark() && !view.paper ? "#dfe5f5" : "#3b3226");
    brush.fill("evenodd");
    brush.restore();
  }
}
