// The two canvases: the quiet ground, and the figures that the map is about.

const ACCENT = "#2f8cff";

function paintGround(brush, to) {
  const colour = theme();
  brush.lineJoin = brush.lineCap = "round";
  if (view.layers.areas) {
    for (let row = 0; row < scene.areas.count; row++) {
      if (!inView(scene.areas, row, to.box)) continue;
      brush.beginPath();
      tracePolygon(brush, to, scene.areas, row);
      brush.fillStyle = data.background.areas.hard[row] ? colour.area_hard : colour.area;
      brush.fill("evenodd");
    }
  }
  if (view.layers.departments && view.factor) paintDepartmentFills(brush, to);
  paintWays(brush, to, colour);
  brush.beginPath();
  for (let row = 0; row < scene.buildings.count; row++) {
    if (inView(scene.buildings, row, to.box)) tracePolygon(brush, to, scene.buildings, row);
  }
  brush.fillStyle = colour.building;
  brush.fill("evenodd");
  if (to.zoom >= 15.5) {
    brush.strokeStyle = colour.building_edge;
    brush.lineWidth = 1;
    brush.stroke();
  }
  if (view.layers.departments) paintDepartmentEdges(brush, to);
}

function paintWays(brush, to, colour) {
  brush.beginPath();
  for (let row = 0; row < scene.paths.count; row++) {
    if (inView(scene.paths, row, to.box)) traceLine(brush, to, scene.paths, row);
  }
  const width = Math.max(1.2, Math.min(14, 2.6 * to.metres));
  brush.strokeStyle = colour.way_edge;
  brush.lineWidth = width + 1.6;
  brush.stroke();
  brush.strokeStyle = colour.way;
  brush.lineWidth = width;
  brush.stroke();
}

function paintDepartmentFills(brush, to) {
  for (let row = 0; row < scene.departments.count; row++) {
    if (!inView(scene.departments, row, to.box)) continue;
    brush.beginPath();
    tracePolygon(brush, to, scene.departments, row);
    fillDepartment(brush, estimateOf(records[row]), false);
  }
}

function paintDepartmentEdges(brush, to) {
  const colour = theme();
  for (let row = 0; row < scene.departments.count; row++) {
    if (!inView(scene.departments, row, to.box)) continue;
    const chosen = view.selected && view.selected.kind === "department" && view.selected.row === row;
    brush.beginPath();
    tracePolygon(brush, to, scene.departments, row);
    brush.setLineDash([]);
    brush.strokeStyle = colour.halo;
    brush.globalAlpha = 0.7;
    brush.lineWidth = chosen ? 8 : 4;
    brush.stroke();
    brush.globalAlpha = 1;
    brush.strokeStyle = chosen ? ACCENT : colour.outline;
    brush.lineWidth = chosen ? 4 : 1.5;
    brush.setLineDash(chosen ? [] : records[row].derived ? [2, 4] : [9, 4]);
    brush.stroke();
    brush.setLineDash([]);
  }
}

function paintFigures(brush, to) {
  // A printer may lose the lower of two canvases: on paper all lies on one.
  if (view.paper) paintGround(brush, to);
  if (view.layers.light && view.state === "dark") paintLight(brush, to);
  if (view.layers.lit) paintTags(brush, to);
  paintSelection(brush, to);
  if (to.zoom >= 17) paintEntrances(brush, to);
  if (view.layers.lamps && scene.lamps && to.zoom >= 14) paintLamps(brush, to);
  if (view.layers.destinations && scene.destinations && to.zoom >= 14.5) {
    paintSigns(brush, to, scene.destinations, (row) => stopSign(decode(data.destinations.kind, row)), true);
  }
  if (view.layers.meeting_places && scene.meeting_places) {
    paintSigns(brush, to, scene.meeting_places, meetingSign, false);
  }
}

// Well-lit first and dark last: the dark stretches are what the map is about.
function paintLight(brush, to) {
  const width = lightWidth(to.zoom);
  for (const code of ["unknown", "over", "on_target", "under", "dark"]) {
    const runs = scene.runs[lightCodes.indexOf(code)];
    if (!runs.length) continue;
    brush.beginPath();
    for (const run of runs) traceRun(brush, to, scene.segments.xy, run);
    strokeLight(brush, code, width);
  }
}

function paintTags(brush, to) {
  for (const code of ["yes", "no"]) {
    brush.beginPath();
    for (let row = 0; row < scene.paths.count; row++) {
      if (decode(data.background.paths.lit, row) === code && inView(scene.paths, row, to.box)) traceLine(brush, to, scene.paths, row);
    }
    strokeTag(brush, code);
  }
}

// The selected line: a stretch as it was measured, or one piece of a path.
function selectedLine() {
  if (!view.selected) return null;
  const { kind, row } = view.selected;
  if (kind === "stretch") return { shape: scene.stretches, row, code: "dark" };
  return kind === "segment" ? { shape: scene.segments, row, code: lightCodes[data.segments.light[row]] } : null;
}

function paintSelection(brush, to) {
  const line = selectedLine();
  if (line) {
    brush.beginPath();
    traceLine(brush, to, line.shape, line.row);
    brush.lineCap = brush.lineJoin = "round";
    brush.strokeStyle = "#ffffff";
    brush.lineWidth = lightWidth(to.zoom) * 1.35 + 13;
    brush.stroke();
    brush.strokeStyle = ACCENT;
    brush.lineWidth = lightWidth(to.zoom) * 1.35 + 9;
    brush.stroke();
    strokeLight(brush, view.state === "day" ? "unknown" : line.code, lightWidth(to.zoom));
  }
  const shape = view.selected && scene[view.selected.kind + "s"];
  if (shape && shape.xy && !shape.box) {
    const row = view.selected.row;
    disc(brush, to.x(shape.xy[2 * row]), to.y(shape.xy[2 * row + 1]), 17, null, "#ffffff", 6);
    disc(brush, to.x(shape.xy[2 * row]), to.y(shape.xy[2 * row + 1]), 17, null, ACCENT, 3.5);
  }
}

function eachPoint(shape, to, tell) {
  for (let row = 0; row < shape.count; row++) {
    const x = shape.xy[2 * row], y = shape.xy[2 * row + 1];
    if (x >= to.box[0] && x <= to.box[2] && y >= to.box[1] && y <= to.box[3]) tell(row, to.x(x), to.y(y));
  }
}

function paintLamps(brush, to) {
  const radius = Math.max(1.6, Math.min(6, 2.6 * Math.pow(1.3, to.zoom - 16)));
  eachPoint(scene.lamps, to, (row, x, y) => {
    const out = decode(data.lamps.status, row) === "out";
    drawLamp(brush, x, y, out ? Math.max(5, radius * 1.5) : radius, out);
  });
}

function paintEntrances(brush, to) {
  const colour = theme();
  eachPoint(scene.entrances, to, (row, x, y) => {
    brush.beginPath();
    brush.moveTo(x, y - 4.5);
    brush.lineTo(x + 4.5, y + 3.5);
    brush.lineTo(x - 4.5, y + 3.5);
    brush.closePath();
    brush.fillStyle = colour.entrance;
    brush.fill();
    brush.strokeStyle = colour.halo;
    brush.lineWidth = 1.2;
    brush.stroke();
    const address = data.background.entrances.address[row];
    if (to.zoom >= 18 && address) lettering(brush, String(address), x, y + 14, 11, colour);
  });
}

function lettering(brush, text, x, y, size, colour) {
  brush.font = "400 " + size + "px 'IBM Plex Sans', system-ui, sans-serif";
  brush.textAlign = "center";
  brush.textBaseline = "middle";
  brush.lineJoin = "round";
  brush.strokeStyle = colour.halo;
  brush.lineWidth = 3;
  brush.strokeText(text, x, y);
  brush.fillStyle = colour.ink;
  brush.fillText(text, x, y);
}

function stopSign(kind) {
  return kind === "stop" || kind === "station" ? "stop" : "other";
}

function meetingSign(row) {
  const group = decode(data.meeting_places.groups, row);
  return group in SIGNS ? group : GROUP_OF_KIND[decode(data.meeting_places.kind, row)] || "other";
}

// Where no group was delivered the kind tells it.
const GROUP_OF_KIND = {
  sandpit: "toddlers", playground: "children", ball_court: "youth", skate: "youth", table_tennis: "youth",
  fitness: "youth", youth_spot: "youth", bench: "elders", petanque: "elders", picnic_table: "all",
  barbecue: "all", cafe: "all", terrace: "all", square: "all", common_garden: "all", common_room: "all",
  common_house: "all", laundry: "all",
};

function paintSigns(brush, to, shape, sign, square) {
  const radius = to.zoom >= 15.5 ? Math.min(13, 9.5 + (to.zoom - 15.5) * 1.4) : 0, dot = Math.max(1.6, Math.min(3.4, to.zoom - 12));
  eachPoint(shape, to, (row, x, y) => {
    if (radius) drawSign(brush, x, y, radius, sign(row), square);
    else disc(brush, x, y, dot, "#ffffff", square ? "#4a5268" : "#17457a", dot / 2);
  });
}
