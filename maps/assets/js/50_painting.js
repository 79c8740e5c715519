// The two canvases: the quiet ground, and the figures that the map is about.

const ACCENT = "#2f8cff";

function paintGround(brush, to) {
  const colour = theme(), tiles = view.tiles && !view.paper;
  brush.lineJoin = brush.lineCap = "round";
  if (view.layers.areas && !tiles) {
    paintPolygons(brush, to, ground.areas, (row) => (ground.areas.hard[row] ? colour.area_hard : colour.area));
    paintPolygons(brush, to, ground.planting, () => colour.planting);
  }
  if (view.layers.departments && view.factor) paintDepartmentFills(brush, to);
  if (!tiles) {
    paintWays(brush, to, colour);
    paintSurface(brush, to);
    paintEyes(brush, to);
    if (view.layers.areas) paintTrees(brush, to, colour);
    paintBuildings(brush, to, colour);
  } else {
    paintSurface(brush, to);
    paintEyes(brush, to);
  }
  paintOutline(brush, to, colour);
  if (view.layers.departments) paintDepartmentEdges(brush, to);
  if (view.layers.boundaries && ground.boundaries && to.zoom >= 15) paintBoundaries(brush, to);
}

function paintPolygons(brush, to, shape, fill) {
  for (let row = 0; row < shape.count; row++) {
    if (!inView(shape, row, to.box)) continue;
    brush.beginPath();
    tracePolygon(brush, to, shape, row);
    brush.fillStyle = fill(row);
    brush.fill("evenodd");
  }
}

// A path of thousands of rings is slow to fill, and one of each is slow to begin: so many at once.
const AT_ONCE = 48, TINY = 4;

function paintBuildings(brush, to, colour) {
  const { box, count } = ground.buildings, edged = to.zoom >= 15.5;
  brush.fillStyle = colour.building;
  brush.strokeStyle = colour.building_edge;
  brush.lineWidth = 1;
  let held = 0;
  const flush = () => {
    if (held) brush.fill("evenodd");
    if (held && edged) brush.stroke();
    brush.beginPath();
    held = 0;
  };
  flush();
  for (let row = 0; row < count; row++) {
    if (!inView(ground.buildings, row, to.box)) continue;
    const x = to.x(box[4 * row]), y = to.y(box[4 * row + 1]), wide = to.x(box[4 * row + 2]) - x, high = to.y(box[4 * row + 3]) - y;
    // A house of a few pixels is its own box.
    if (wide < TINY && high < TINY) { brush.fillRect(x, y, wide, high); continue; }
    tracePolygon(brush, to, ground.buildings, row);
    if (++held === AT_ONCE) flush();
  }
  flush();
}

function paintTrees(brush, to, colour) {
  if (to.zoom < 15) return;
  brush.beginPath();
  eachPoint(ground.trees, to, (row, x, y) => {
    const radius = Math.max(1.2, ground.crowns[row] * to.metres);
    brush.moveTo(x + radius, y);
    brush.arc(x, y, radius, 0, 2 * Math.PI);
  });
  brush.fillStyle = colour.planting;
  brush.globalAlpha = 0.75;
  brush.fill();
  brush.globalAlpha = 1;
}

function paintWays(brush, to, colour) {
  brush.beginPath();
  for (let row = 0; row < ground.paths.count; row++) {
    if (inView(ground.paths, row, to.box)) traceLine(brush, to, ground.paths, row);
  }
  const width = Math.max(1.2, Math.min(14, 2.6 * to.metres));
  brush.strokeStyle = colour.way_edge;
  brush.lineWidth = width + 1.6;
  brush.stroke();
  // Where nothing is scored the paths are all there is to see: drawn as the legend says.
  const bare = !to.side.segments.count;
  brush.strokeStyle = bare ? colour.unknown : colour.way;
  brush.lineWidth = bare ? Math.max(1.6, 0.7 * width) : width;
  brush.stroke();
}

function strokeOutline(brush, colour) {
  brush.setLineDash([10, 4, 2, 4]);
  brush.strokeStyle = colour.outline;
  brush.lineWidth = 1.6;
  brush.stroke();
  brush.setLineDash([]);
}

function paintOutline(brush, to, colour) {
  for (let row = 0; row < ground.outline.count; row++) {
    brush.beginPath();
    tracePolygon(brush, to, ground.outline, row);
    strokeOutline(brush, colour);
  }
}

function paintBoundaries(brush, to) {
  for (let row = 0; row < ground.boundaries.count; row++) {
    if (!inView(ground.boundaries, row, to.box)) continue;
    brush.beginPath();
    traceLine(brush, to, ground.boundaries, row);
    strokeBoundary(brush, ground.boundaries.kind(row), (ground.boundaries.height[row] || 0) > 1.2);
  }
}

function paintDepartmentFills(brush, to) {
  for (let row = 0; row < ground.departments.count; row++) {
    if (!inView(ground.departments, row, to.box)) continue;
    brush.beginPath();
    tracePolygon(brush, to, ground.departments, row);
    fillDepartment(brush, estimateOf(to.side, row), false);
  }
}

function paintDepartmentEdges(brush, to) {
  const colour = theme();
  for (let row = 0; row < ground.departments.count; row++) {
    if (!inView(ground.departments, row, to.box)) continue;
    const chosen = view.selected && view.selected.kind === "department" && view.selected.row === row;
    brush.beginPath();
    tracePolygon(brush, to, ground.departments, row);
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
  paintFound(brush, to);
  if (view.layers.report_light && reportLight && to.side === today) paintCells(brush, to);
  if (view.layers.light && isDark()) paintLight(brush, to);
  if (view.layers.lit) paintTags(brush, to);
  paintSelection(brush, to);
  if (to.zoom >= 17 && to.side.entrance) paintEntrances(brush, to);
  if (view.layers.lamps && to.side.lamp && to.zoom >= 13.5) paintLamps(brush, to);
  if (view.layers.destinations && to.side.destination && to.zoom >= 14.5) {
    paintSigns(brush, to, to.side.destination, (row) => stopSign(to.side.destination.kind(row)), true);
  }
  if (view.layers.meeting_places && to.side.meeting_place) {
    paintSigns(brush, to, to.side.meeting_place, (row) => meetingSign(to.side.meeting_place, row), false);
  }
  if (view.layers.cases && ground.cases) {
    eachPoint(ground.cases, to, (row, x, y) => drawCase(brush, x, y, to.zoom >= 15.5 ? 12 : 7, ground.cases.status(row)));
  }
}

// Well-lit first and dark last: the dark stretches are what the map is about.
function paintLight(brush, to) {
  const width = lightWidth(to.zoom), all = runsOf(to.side);
  for (const code of LIGHT_ORDER) {
    const kept = all.get(code);
    if (!kept || !kept.runs.length) continue;
    brush.beginPath();
    for (const run of kept.runs) traceRun(brush, to, to.side.segments.xy, run);
    strokeLight(brush, code, width);
  }
}

function paintCells(brush, to) {
  for (const [code, runs] of cellRuns()) {
    if (!runs.length) continue;
    brush.beginPath();
    for (const run of runs) traceRun(brush, to, today.segments.xy, run);
    strokeCell(brush, code, lightWidth(to.zoom) * 1.8 + 11);
  }
}

// What the factors found, on demand: areas hatched, lines and points in one quiet colour.
function paintFound(brush, to) {
  for (const [name, shape] of Object.entries(found)) {
    if (!view.layers["found." + name]) continue;
    const colour = theme();
    for (let row = 0; row < shape.areas.count; row++) {
      if (!inView(shape.areas, row, to.box)) continue;
      brush.beginPath();
      tracePolygon(brush, to, shape.areas, row);
      brush.fillStyle = hatch(brush, colour.found);
      brush.fill("evenodd");
      brush.strokeStyle = colour.found;
      brush.lineWidth = 1.4;
      brush.stroke();
    }
    brush.beginPath();
    for (let row = 0; row < shape.lines.count; row++) if (inView(shape.lines, row, to.box)) traceLine(brush, to, shape.lines, row);
    brush.strokeStyle = colour.found;
    brush.lineWidth = 3;
    brush.setLineDash([6, 3]);
    brush.stroke();
    brush.setLineDash([]);
    eachPoint(shape.points, to, (row, x, y) => disc(brush, x, y, 4.5, colour.found, colour.halo, 1.5));
  }
}

function paintTags(brush, to) {
  for (const code of ["yes", "no"]) {
    brush.beginPath();
    for (let row = 0; row < ground.paths.count; row++) {
      if (ground.paths.lit(row) === code && inView(ground.paths, row, to.box)) traceLine(brush, to, ground.paths, row);
    }
    strokeTag(brush, code);
  }
}

// The selected line: a stretch as it was measured, or one piece of a path.
function selectedLine(side) {
  if (!view.selected) return null;
  const { kind, row } = view.selected;
  if (kind === "stretch") return { shape: view.selected.side.lines, row, code: "dark" };
  return kind === "segment" && view.selected.side === side ? { shape: side.segments, row, code: lightOf(side, row) } : null;
}

function paintSelection(brush, to) {
  const line = selectedLine(to.side);
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
    strokeLight(brush, isDark() ? line.code : "unknown", lightWidth(to.zoom));
  }
  const shape = view.selected && pointsOf(view.selected.side, view.selected.kind);
  if (shape) {
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
  const radius = Math.max(1.1, Math.min(6, 2.6 * Math.pow(1.3, to.zoom - 16))), lamps = to.side.lamp;
  eachPoint(lamps, to, (row, x, y) => {
    const out = lamps.status(row) === "out";
    drawLamp(brush, x, y, out ? Math.max(4, radius * 1.5) : radius, out);
  });
}

function paintEntrances(brush, to) {
  const colour = theme();
  eachPoint(to.side.entrance, to, (row, x, y) => {
    drawEntrance(brush, x, y);
    const address = to.side.entrance.address(row);
    if (to.zoom >= 18 && address) lettering(brush, String(address), x, y + 14, 11, colour);
  });
}

function drawEntrance(brush, x, y) {
  const colour = theme();
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

function meetingSign(places, row) {
  const group = places.groups(row);
  return group in SIGNS ? group : GROUP_OF_KIND[places.kind(row)] || "other";
}

// Where no group was delivered the kind tells it.
const GROUP_OF_KIND = {
  sandpit: "toddlers", playground: "children", ball_court: "youth", skate: "youth", table_tennis: "youth",
  fitness: "youth", youth_spot: "youth", bench: "elders", petanque: "elders", picnic_table: "all",
  barbecue: "all", cafe: "all", terrace: "all", square: "all", common_garden: "all", common_room: "all",
  common_house: "all", laundry: "all",
};

function paintSigns(brush, to, shape, sign, square) {
  const radius = to.zoom >= 15.5 ? Math.min(13, 9.5 + (to.zoom - 15.5) * 1.4) : 0, dot = Math.max(1.4, Math.min(3.4, to.zoom - 12.4));
  eachPoint(shape, to, (row, x, y) => {
    if (radius) drawSign(brush, x, y, radius, sign(row), square);
    else disc(brush, x, y, dot, "#ffffff", square ? "#4a5268" : "#17457a", dot / 2);
  });
}
