// Everything on the map, unpacked once: geometry in world pixels, attributes as functions of a row.

// Points with their attributes: { xy, count, name: row => …, … }.
function unpackPlaces(packed) {
  if (!packed) return null;
  const places = unpackPoints(packed);
  for (const [name, value] of Object.entries(packed)) {
    if (value && value.words) places[name] = unpackCodes(value);
    else if (value && value.packed !== undefined) places[name] = unpackNumbers(value);
  }
  return places;
}

function unpackBoundaries(packed) {
  if (!packed) return null;
  return Object.assign(unpackLines(packed), { kind: unpackCodes(packed.kind), opaque: unpackCodes(packed.opaque), height: unpackNumbers(packed.height) });
}

const ground = {
  buildings: unpackPolygons(data.background.buildings),
  areas: Object.assign(unpackPolygons(data.background.areas), { hard: data.background.areas.hard }),
  paths: Object.assign(unpackLines(data.background.paths), { lit: unpackCodes(data.background.paths.lit) }),
  departments: unpackPolygons(data.departments),
  outline: unpackPolygons(data.outline),
  anchors: unpackSteps(data.departments.anchors),
  names: unpackSteps(data.labels.steps),
  boundaries: unpackBoundaries(data.boundaries),
  trees: unpackPoints(data.vegetation.trees),
  crowns: unpackNumbers(data.vegetation.trees.radius),
  planting: unpackPolygons(data.vegetation.areas),
  cases: unpackPlaces(data.cases),
};
const found = Object.fromEntries(Object.entries(data.found).map(([name, packed]) => [name, {
  lines: unpackLines(packed.lines), areas: unpackPolygons(packed.areas), points: unpackPoints(packed.points),
}]));
const records = data.departments.records;
const lightCodes = data.light_classes.map(([code]) => code);

function unpackSegments(packed) {
  const segments = unpackLines(packed), blank = new Array(segments.count).fill(null);
  for (const name of ["length", "mean", "min", "gap", "night", "winter", "face", "lamp_m"]) {
    segments[name] = packed[name] ? unpackNumbers(packed[name]) : blank;
  }
  for (const name of ["name", "kind", "owner", "target", "lamp", "cause"]) segments[name] = unpackCodes(packed[name]);
  segments.department = unpack(packed.department);
  segments.stretch = unpack(packed.stretch);
  segments.scores = Object.fromEntries(Object.entries(packed.scores).map(([key, value]) => [key, unpackNumbers(value)]));
  const night = packed.night_light;
  segments.evening = unpack(packed.light);
  segments.nightKnown = night !== null;
  segments.nightSame = night === "same";
  segments.late = night === "same" ? segments.evening : night === null ? segments.evening.map(() => lightCodes.indexOf("unknown")) : unpack(night);
  return segments;
}

// Report × light, staff only: the cell of each piece of path of today, and how many have reported.
const reportLight = data.report_light ? { cell: unpackCodes(data.report_light.cell), reports: unpackNumbers(data.report_light.reports), runs: null } : null;
const CELLS = ["lit_reported", "dark_reported", "unknown_reported", "dark_silent"];

function cellRuns() {
  if (!reportLight.runs) reportLight.runs = CELLS.map((code) => [code, joined(today.segments, Array.from({ length: today.segments.count }, (_, row) => row).filter((row) => reportLight.cell(row) === code))]);
  return reportLight.runs;
}

function makeSide(packed, place) {
  const side = {
    place, name: packed.name || say("Today"), words: packed.words, scores: packed.scores, exposureKnown: packed.exposure_known,
    segments: unpackSegments(packed.segments), stretches: packed.stretches.records, lines: unpackLines(packed.stretches),
    surface: packed.surface, grey: {}, kept: new Map(),
    lamp: unpackPlaces(packed.lamps), meeting_place: unpackPlaces(packed.meeting_places),
    destination: unpackPlaces(packed.destinations), entrance: unpackPlaces(packed.entrances),
  };
  side.stretchRows = side.stretches.map(() => []);
  side.segments.stretch.forEach((stretch, row) => { if (stretch >= 0) side.stretchRows[stretch].push(row); });
  return side;
}

const sides = data.sides.map(makeSide);
const today = sides[0], plan = sides[1] || null;

// The side the main map shows.
function shown() { return view.version === "plan" && plan ? plan : today; }

// What a piece of path is drawn as now: its class against the target, or its class of lux.
function lightOf(side, row) {
  const night = view.state === "night";
  if (view.lights === "target") return lightCodes[(night ? side.segments.late : side.segments.evening)[row]];
  const mean = meanOf(side, row);
  if (mean === null) return "unknown";
  return data.lux_classes.find(([, , limit]) => limit === null || mean < limit)[0];
}

// Whether light was measured anywhere on a side: where it was not, nothing is said of the dark.
function lightKnown(side) {
  if (side.known === undefined) side.known = side.segments.mean.some((value) => value !== null);
  return side.known;
}

function meanOf(side, row) {
  const s = side.segments;
  return view.state === "night" && !s.nightSame ? s.night[row] : s.mean[row];
}

function classesNow() {
  return view.lights === "target" ? data.light_classes : [...data.lux_classes, ["unknown", "Light not measured"]];
}

// Runs of one class each, kept once made: pieces that touch are one line, so that patterns run on.
function runsOf(side) {
  const key = view.lights + "/" + (view.state === "night" ? "night" : "evening");
  if (!side.kept.has(key)) {
    const rows = new Map(classesNow().map(([code]) => [code, []]));
    for (let row = 0; row < side.segments.count; row++) rows.get(lightOf(side, row)).push(row);
    const total = side.segments.length.reduce((sum, length) => sum + (length || 0), 0);
    const runs = new Map();
    rows.forEach((list, code) => {
      const long = list.reduce((sum, row) => sum + (side.segments.length[row] || 0), 0);
      runs.set(code, { runs: joined(side.segments, list), metres: long, share: total ? long / total : null, total });
    });
    side.kept.set(key, runs);
  }
  return side.kept.get(key);
}

function factorNow() {
  return data.factors.find((factor) => factor.key === view.factor) || null;
}

function estimateOf(side, row, key) {
  const factor = side.scores[row].factors[key === undefined ? view.factor : key];
  return (factor && factor[scored()]) || null;
}

function definedNow(factor) {
  return factor.states.includes(scored());
}

// The box of some rows, as Leaflet wants it.
function boundsOf(shape, rows) {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const row of rows) {
    west = Math.min(west, shape.box[4 * row]);
    north = Math.min(north, shape.box[4 * row + 1]);
    east = Math.max(east, shape.box[4 * row + 2]);
    south = Math.max(south, shape.box[4 * row + 3]);
  }
  const corner = (x, y) => map.options.crs.pointToLatLng(L.point(x, y), 0);
  return L.latLngBounds(corner(west, north), corner(east, south));
}

function pointAt(shape, row) {
  return map.options.crs.pointToLatLng(L.point(shape.xy[2 * row], shape.xy[2 * row + 1]), 0);
}

// Where a kind of thing lies: points of a side, or the cases that belong to today.
function pointsOf(side, kind) {
  return kind === "case" ? ground.cases : side[kind] || null;
}
