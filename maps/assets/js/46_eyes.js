// Who sees the ground, for staff: one grey image, coloured in classes, shown by day.

const EYES_SEEN = 165;

let eyesImage = null;

function eyesColour(byte) {
  const value = Math.pow(2, byte / data.eyes.steps) - 1;
  const [, , colour] = data.eyes.classes.find(([limit]) => limit === null || value < limit);
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

function readEyes(done) {
  if (!data.eyes) return;
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = image.width;
    canvas.height = image.height;
    const brush = canvas.getContext("2d", { willReadFrequently: true });
    brush.drawImage(image, 0, 0);
    const pixels = brush.getImageData(0, 0, image.width, image.height), dots = pixels.data;
    const colours = Array.from({ length: 256 }, (_, byte) => eyesColour(byte));
    for (let at = 0; at < dots.length; at += 4) {
      const byte = dots[at];
      [dots[at], dots[at + 1], dots[at + 2]] = colours[byte];
      dots[at + 3] = byte === data.eyes.nowhere ? 0 : EYES_SEEN;
    }
    brush.putImageData(pixels, 0, 0);
    const [west, south, east, north] = data.eyes.bounds;
    const a = map.options.crs.latLngToPoint(L.latLng(north, west), 0), b = map.options.crs.latLngToPoint(L.latLng(south, east), 0);
    eyesImage = { box: [a.x, a.y, b.x, b.y], canvas };
    done();
  };
  image.src = "data:image/png;base64," + data.eyes.image;
}

function paintEyes(brush, to) {
  if (!eyesImage || isDark() || !view.layers.eyes || to.side !== today) return;
  const [west, north, east, south] = eyesImage.box, x = to.x(west), y = to.y(north);
  brush.save();
  brush.imageSmoothingEnabled = false;
  brush.drawImage(eyesImage.canvas, x, y, to.x(east) - x, to.y(south) - y);
  brush.restore();
}
