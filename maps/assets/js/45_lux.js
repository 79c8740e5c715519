// The light on the ground: one grey image, coloured here for the state it is shown in.

// From nothing through amber to pale: the lux of each byte, and how much of it is seen.
const GLOW = [[255, 160, 60], [255, 190, 90], [255, 220, 150], [255, 246, 214]];

function glow(byte, steps) {
  const value = Math.pow(2, byte / steps) - 1, t = Math.min(1, Math.log2(1 + value) / Math.log2(21));
  const place = Math.min(2.999, t * 3), below = Math.floor(place), share = place - below;
  const mix = (k) => Math.round(GLOW[below][k] * (1 - share) + GLOW[below + 1][k] * share);
  return [mix(0), mix(1), mix(2), Math.round(215 * Math.pow(t, 0.9))];
}

// The image of the hour: the night has its own only where lamps are dimmed.
function greyOf(side) {
  return (view.state === "night" && side.grey.night) || side.grey.evening || null;
}

function luxAt(side, latlng) {
  const grey = greyOf(side);
  if (!grey) return null;
  const world = map.options.crs.latLngToPoint(latlng, 0), { box, width, height, bytes } = grey;
  const column = Math.floor(((world.x - box[0]) / (box[2] - box[0])) * width), line = Math.floor(((world.y - box[1]) / (box[3] - box[1])) * height);
  if (column < 0 || line < 0 || column >= width || line >= height) return null;
  return Math.pow(2, bytes[line * width + column] / grey.steps) - 1;
}

// Light does not end where the image does: its last metres fade.
function fadeEdges(brush, width, height) {
  const deep = Math.min(28, width / 6, height / 6);
  brush.globalCompositeOperation = "destination-out";
  for (const [x0, y0, x1, y1] of [[0, 0, deep, 0], [width, 0, width - deep, 0], [0, 0, 0, deep], [0, height, 0, height - deep]]) {
    const fade = brush.createLinearGradient(x0, y0, x1, y1);
    fade.addColorStop(0, "rgba(0,0,0,1)");
    fade.addColorStop(1, "rgba(0,0,0,0)");
    brush.fillStyle = fade;
    brush.fillRect(Math.min(x0, x1), Math.min(y0, y1), x0 === x1 ? width : deep, y0 === y1 ? height : deep);
  }
  brush.globalCompositeOperation = "source-over";
}

function readSurface(side, hour, done) {
  const { steps, bounds, image: packed } = side.surface[hour];
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = image.width;
    canvas.height = image.height;
    const brush = canvas.getContext("2d", { willReadFrequently: true });
    brush.drawImage(image, 0, 0);
    const pixels = brush.getImageData(0, 0, image.width, image.height), bytes = new Uint8Array(image.width * image.height);
    const colours = new Uint32Array(256), dots = new Uint32Array(pixels.data.buffer);
    for (let byte = 0; byte < 256; byte++) {
      const [r, g, b, a] = glow(byte, steps);
      colours[byte] = ((a << 24) | (b << 16) | (g << 8) | r) >>> 0;
    }
    for (let i = 0; i < bytes.length; i++) { bytes[i] = dots[i] & 255; dots[i] = colours[bytes[i]]; }
    brush.putImageData(pixels, 0, 0);
    fadeEdges(brush, image.width, image.height);
    const [west, south, east, north] = bounds;
    const a = map.options.crs.latLngToPoint(L.latLng(north, west), 0), b = map.options.crs.latLngToPoint(L.latLng(south, east), 0);
    side.grey[hour] = { box: [a.x, a.y, b.x, b.y], width: image.width, height: image.height, bytes, canvas, steps };
    done();
  };
  image.src = "data:image/png;base64," + packed;
}

function paintSurface(brush, to) {
  const grey = greyOf(to.side);
  if (!grey || !isDark() || !view.layers.surface || view.paper) return;
  const x = to.x(grey.box[0]), y = to.y(grey.box[1]);
  brush.save();
  brush.globalCompositeOperation = "lighter";
  brush.globalAlpha = 0.8;
  brush.imageSmoothingEnabled = true;
  brush.drawImage(grey.canvas, x, y, to.x(grey.box[2]) - x, to.y(grey.box[3]) - y);
  brush.restore();
}
