// Names: departments as pills, paths along their run; one steps aside where another stands.

const namesPane = map.createPane("names");
namesPane.style.zIndex = 620;
namesPane.style.pointerEvents = "none";
namesPane.setAttribute("aria-hidden", "true");
const labelNodes = [];

const SHORT = { met: "met", partly: "in part", not: "not met", unknown: "not measured" };

function placeLabels() {
  labelNodes.splice(0).forEach((node) => node.remove());
  if (!view.layers.names) return;
  const taken = [], zoom = map.getZoom(), scale = Math.pow(2, zoom), origin = map.getPixelOrigin();
  const frame = map.getSize(), corner = map.containerPointToLayerPoint([0, 0]);
  const place = (node, x, y, width, height) => {
    const box = [x - width / 2 - 3, y - height / 2 - 3, x + width / 2 + 3, y + height / 2 + 3];
    if (box[0] < corner.x || box[2] > corner.x + frame.x || box[1] < corner.y || box[3] > corner.y + frame.y) return;
    if (taken.some((t) => t[0] < box[2] && t[2] > box[0] && t[1] < box[3] && t[3] > box[1])) return;
    taken.push(box);
    node.style.left = x + "px";
    node.style.top = y + "px";
    namesPane.append(node);
    labelNodes.push(node);
  };
  if (view.layers.departments) {
    records.forEach((record, row) => {
      const x = scene.anchors[2 * row] * scale - origin.x, y = scene.anchors[2 * row + 1] * scale - origin.y;
      const estimate = estimateOf(record), code = estimate ? estimate.class : "unknown";
      const words = view.factor && zoom >= 15.75 ? say(SHORT[code]) : "";
      const node = el("span", { class: "pill" }, view.factor ? el("i", { class: "swatch " + code }) : null, el("b", {}, record.name), words ? el("span", {}, words) : null);
      place(node, x, y, 34 + 6.9 * record.name.length + 6 * words.length, 24);
    });
  }
  if (zoom >= 15.5) {
    const pixels = scale / (40075016.7 * Math.cos(map.getCenter().lat * Math.PI / 180) / 256);
    data.labels.text.forEach((text, row) => {
      const width = 6.2 * text.length, room = data.labels.room[row] * pixels;
      if (room < width) return;
      const x = scene.names[2 * row] * scale - origin.x, y = scene.names[2 * row + 1] * scale - origin.y;
      const turn = data.labels.turn[row] * Math.PI / 180;
      const node = el("span", { class: "way" }, text);
      node.style.transform = "translate(-50%,-50%) rotate(" + data.labels.turn[row] + "deg) translateY(-11px)";
      place(node, x, y, Math.abs(width * Math.cos(turn)) + 12, Math.abs(width * Math.sin(turn)) + 12);
    });
  }
}
