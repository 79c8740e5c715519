// Packed text back to numbers, and degrees to the pixels of the whole world at zoom 0, once.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const DIGIT = new Uint8Array(128);
for (let i = 0; i < 64; i++) DIGIT[ALPHABET.charCodeAt(i)] = i;

function unpack(text) {
  const numbers = [];
  let value = 0, scale = 1;
  for (let i = 0; i < text.length; i++) {
    const digit = DIGIT[text.charCodeAt(i)];
    value += (digit & 31) * scale;
    scale *= 32;
    if (digit < 32) {
      numbers.push(value % 2 ? -(value + 1) / 2 : value / 2);
      value = 0;
      scale = 1;
    }
  }
  return numbers;
}

// Numbers from zero up, to so many decimals; -1 is what was not measured.
function unpackNumbers(packed) {
  const scale = Math.pow(10, packed.digits);
  return unpack(packed.packed).map((value) => (value < 0 ? null : value / scale));
}

// Repeated values, as a function of the row.
function unpackCodes(packed) {
  const at = unpack(packed.packed);
  const tell = (row) => packed.words[at[row]];
  tell.words = packed.words;
  tell.at = at;
  return tell;
}

// Steps to world pixels at zoom 0: x in xy[2i], y in xy[2i + 1].
function unpackSteps(text) {
  const steps = unpack(text), xy = new Float64Array(steps.length);
  let lon = 0, lat = 0;
  for (let i = 0; i < steps.length; i += 2) {
    lon += steps[i];
    lat += steps[i + 1];
    const sine = Math.sin((lat / 1e6) * Math.PI / 180);
    xy[i] = 256 * (lon / 3.6e8 + 0.5);
    xy[i + 1] = 256 * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI));
  }
  return xy;
}

function starts(counts) {
  const at = new Int32Array(counts.length + 1);
  counts.forEach((count, i) => { at[i + 1] = at[i] + count; });
  return at;
}

function boxes(shape, features) {
  const count = features.length - 1, box = new Float64Array(count * 4);
  for (let f = 0; f < count; f++) {
    let west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
    for (let v = features[f]; v < features[f + 1]; v++) {
      const x = shape[2 * v], y = shape[2 * v + 1];
      if (x < west) west = x;
      if (x > east) east = x;
      if (y < north) north = y;
      if (y > south) south = y;
    }
    box.set([west, north, east, south], 4 * f);
  }
  return box;
}

function unpackLines(packed) {
  const xy = unpackSteps(packed.steps), at = starts(unpack(packed.vertices));
  return { xy, at, box: boxes(xy, at), count: at.length - 1 };
}

function unpackPolygons(packed) {
  const xy = unpackSteps(packed.steps), ring = starts(unpack(packed.vertices));
  const first = starts(unpack(packed.rings));
  const at = Int32Array.from(first, (r) => ring[r]);
  return { xy, ring, first, box: boxes(xy, at), count: first.length - 1 };
}

function unpackPoints(packed) {
  const xy = unpackSteps(packed.steps);
  return { xy, count: xy.length / 2 };
}

// Lines of one kind that end where another begins become one, so that patterns run on unbroken.
function joined(lines, rows) {
  const { xy, at } = lines, ends = new Map(), used = new Set(), runs = [];
  const key = (v) => xy[2 * v] + "," + xy[2 * v + 1];
  for (const row of rows) {
    for (const v of [at[row], at[row + 1] - 1]) {
      if (!ends.has(key(v))) ends.set(key(v), []);
      ends.get(key(v)).push(row);
    }
  }
  const points = (row, from) => {
    const order = [];
    for (let v = at[row]; v < at[row + 1]; v++) order.push(v);
    return key(order[0]) === from ? order : order.reverse();
  };
  const grow = (run, end) => {
    for (;;) {
      const near = ends.get(key(end));
      const next = near.length === 2 ? near.find((row) => !used.has(row)) : undefined;
      if (next === undefined) return;
      used.add(next);
      const more = points(next, key(end));
      run.push(...more.slice(1));
      end = more[more.length - 1];
    }
  };
  for (const row of rows) {
    if (used.has(row)) continue;
    used.add(row);
    const run = points(row, key(at[row]));
    grow(run, run[run.length - 1]);
    run.reverse();
    grow(run, run[run.length - 1]);
    runs.push(Int32Array.from(run));
  }
  return runs;
}
