// Everything on the map, unpacked once: geometry in world pixels, attributes as they came.

const scene = {
  buildings: unpackPolygons(data.background.buildings),
  areas: unpackPolygons(data.background.areas),
  paths: unpackLines(data.background.paths),
  entrances: unpackPoints(data.background.entrances),
  departments: unpackPolygons(data.departments),
  anchors: unpackSteps(data.departments.anchors),
  segments: unpackLines(data.segments),
  stretches: unpackLines(data.stretches),
  names: unpackSteps(data.labels.steps),
  lamps: data.lamps && unpackPoints(data.lamps),
  meeting_places: data.meeting_places && unpackPoints(data.meeting_places),
  destinations: data.destinations && unpackPoints(data.destinations),
};
const records = data.departments.records;
const lightCodes = data.light_classes.map(([code]) => code);

scene.runs = lightCodes.map((code, index) => {
  const rows = [];
  data.segments.light.forEach((light, row) => { if (light === index) rows.push(row); });
  return joined(scene.segments, rows);
});
const stretches = data.stretches.records;
scene.stretchRows = stretches.map(() => []);
data.segments.stretch.forEach((stretch, row) => { if (stretch >= 0) scene.stretchRows[stretch].push(row); });

function estimateOf(record) {
  if (!view.factor) return null;
  const factor = record.factors[view.factor];
  return (factor && factor[view.state]) || null;
}

function definedNow(factor) {
  return factor.states.includes(view.state);
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
