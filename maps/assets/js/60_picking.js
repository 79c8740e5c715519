// What lies under a pointer: the nearest lamp, place or segment, else the department.

function nearestPoint(shape, x, y, reach) {
  let best = -1, least = reach * reach;
  for (let row = 0; row < shape.count; row++) {
    const dx = shape.xy[2 * row] - x, dy = shape.xy[2 * row + 1] - y, d = dx * dx + dy * dy;
    if (d < least) { least = d; best = row; }
  }
  return best;
}

function nearestLine(shape, x, y, reach) {
  let best = -1, least = reach * reach;
  for (let row = 0; row < shape.count; row++) {
    const b = 4 * row;
    if (shape.box[b] > x + reach || shape.box[b + 2] < x - reach || shape.box[b + 1] > y + reach || shape.box[b + 3] < y - reach) continue;
    for (let v = shape.at[row]; v < shape.at[row + 1] - 1; v++) {
      const ax = shape.xy[2 * v], ay = shape.xy[2 * v + 1];
      const dx = shape.xy[2 * v + 2] - ax, dy = shape.xy[2 * v + 3] - ay;
      const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
      const ex = ax + along * dx - x, ey = ay + along * dy - y, d = ex * ex + ey * ey;
      if (d < least) { least = d; best = row; }
    }
  }
  return best;
}

// How far a point lies from one line, in world pixels.
function lineDistance(shape, row, x, y) {
  const box = shape.box.subarray(4 * row, 4 * row + 4), away = Math.max(box[0] - x, x - box[2], box[1] - y, y - box[3], 0);
  let least = Infinity;
  if (away > 0.01) return away;
  for (let v = shape.at[row]; v < shape.at[row + 1] - 1; v++) {
    const ax = shape.xy[2 * v], ay = shape.xy[2 * v + 1], dx = shape.xy[2 * v + 2] - ax, dy = shape.xy[2 * v + 3] - ay;
    const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    least = Math.min(least, Math.hypot(ax + along * dx - x, ay + along * dy - y));
  }
  return least;
}

function containing(shape, x, y) {
  for (let row = 0; row < shape.count; row++) {
    const b = 4 * row;
    if (x < shape.box[b] || x > shape.box[b + 2] || y < shape.box[b + 1] || y > shape.box[b + 3]) continue;
    let inside = false;
    for (let r = shape.first[row]; r < shape.first[row + 1]; r++) {
      for (let v = shape.ring[r], w = shape.ring[r + 1] - 1; v < shape.ring[r + 1]; w = v++) {
        const vy = shape.xy[2 * v + 1], wy = shape.xy[2 * w + 1];
        if (vy > y !== wy > y && x < ((shape.xy[2 * w] - shape.xy[2 * v]) * (y - vy)) / (wy - vy) + shape.xy[2 * v]) inside = !inside;
      }
    }
    if (inside) return row;
  }
  return -1;
}

// Kinds of points with their layer, the zoom from which they can be hit, and the reach in pixels.
const HITS = [["case", "cases", 12, 14], ["meeting_place", "meeting_places", 13, 14], ["destination", "destinations", 14.5, 14], ["lamp", "lamps", 15, 8]];

function pick(chart, side, latlng) {
  const zoom = chart.getZoom(), world = map.options.crs.latLngToPoint(latlng, 0), pixel = 1 / Math.pow(2, zoom);
  for (const [kind, layer, lowest, reach] of HITS) {
    const shape = pointsOf(side, kind);
    if (!view.layers[layer] || !shape || zoom < lowest) continue;
    const row = nearestPoint(shape, world.x, world.y, reach * pixel);
    if (row >= 0) return { kind, row, side };
  }
  if (view.layers.light && isDark()) {
    const row = nearestLine(side.segments, world.x, world.y, 11 * pixel);
    if (row >= 0) return { kind: "segment", row, side };
  }
  if (view.layers.boundaries && ground.boundaries && zoom >= 15) {
    const row = nearestLine(ground.boundaries, world.x, world.y, 8 * pixel);
    if (row >= 0) return { kind: "boundary", row, side };
  }
  const row = view.layers.departments ? containing(ground.departments, world.x, world.y) : -1;
  return row < 0 ? null : { kind: "department", row, side };
}
