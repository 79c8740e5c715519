// How a path of each light class and a symbol of each kind is drawn; the legend uses the same.

function lightWidth(zoom) {
  return Math.max(1.1, Math.min(9, 3.6 * Math.pow(1.32, zoom - 16)));
}

// Strokes the current path of the brush. Dark: black inside a pale outline with a row of pale
// dots; under target: broken; on target: whole; above need: broad and pale; unknown: thin grey.
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
  if (code === "unknown") stroke(colour.unknown, Math.max(1.2, width * 0.4));
  if (code === "over") {
    stroke(colour.light_edge, width * 1.5 + 1.6);
    stroke(colour.over, width * 1.5);
  }
  if (code === "on_target") {
    stroke(colour.light_edge, width + 1.6);
    stroke(colour.on_target, width);
  }
  if (code === "under") {
    stroke(colour.light_edge, width + 1.6);
    stroke(colour.under, width, [width * 2.2, width * 0.9], "butt");
  }
  if (code === "dark") {
    stroke(colour.dark, width * 1.8 + 2.6);
    stroke(colour.dark_edge, width * 1.8 + 1.2);
    stroke(colour.dark, width * 1.35);
    if (width > 2) stroke(colour.dark_edge, Math.max(1.2, width * 0.3), [0.1, width * 1.6]);
  }
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
  brush.globalAlpha = solid ? 1 : view.paper ? 0.18 : view.state === "day" ? 0.42 : 0.3;
  brush.fillStyle = colour;
  brush.fill("evenodd");
  brush.restore();
  if (estimate && estimate.wide) {
    brush.save();
    brush.globalAlpha = 0.45;
    brush.fillStyle = hatch(brush, view.state === "day" || view.paper ? "#3b3226" : "#dfe5f5");
    brush.fill("evenodd");
    brush.restore();
  }
}
