// Names: departments as pills, paths along their run; one steps aside where another stands.

const SHORT = { met: "met", partly: "in part", not: "not met", unknown: "not measured" };

function makeNames(chart) {
  const pane = chart.createPane("names");
  pane.style.zIndex = 620;
  pane.style.pointerEvents = "none";
  pane.setAttribute("aria-hidden", "true");
  return { chart, pane };
}

function placeLabels({ chart, pane }, side) {
  pane.replaceChildren();
  if (!view.layers.names) return;
  const taken = [], zoom = chart.getZoom(), scale = Math.pow(2, zoom), origin = chart.getPixelOrigin();
  const frame = chart.getSize(), corner = chart.containerPointToLayerPoint([0, 0]);
  const place = (make, x, y, width, height) => {
    const box = [x - width / 2 - 3, y - height / 2 - 3, x + width / 2 + 3, y + height / 2 + 3];
    if (box[0] < corner.x || box[2] > corner.x + frame.x || box[1] < corner.y || box[3] > corner.y + frame.y) return;
    if (taken.some((t) => t[0] < box[2] && t[2] > box[0] && t[1] < box[3] && t[3] > box[1])) return;
    taken.push(box);
    const node = make();
    node.style.left = x + "px";
    node.style.top = y + "px";
    pane.append(node);
  };
  const spot = (xy, row) => [xy[2 * row] * scale - origin.x, xy[2 * row + 1] * scale - origin.y];
  if (view.layers.departments) {
    records.forEach((record, row) => {
      const [x, y] = spot(ground.anchors, row), estimate = estimateOf(side, row), code = estimate ? estimate.class : "unknown";
      const words = view.factor && zoom >= 15.75 ? say(SHORT[code]) : "";
      const pill = () => el("span", { class: "pill" }, view.factor ? el("i", { class: "swatch " + code }) : null, el("b", {}, record.name), words ? el("span", {}, words) : null);
      place(pill, x, y, (view.paper ? 1.5 : 1) * (24 + (view.factor ? 14 : 0) + 6.9 * record.name.length + 6 * words.length), view.paper ? 34 : 24);
    });
  }
  if (zoom < 15.5) return;
  const pixels = scale / (40075016.7 * Math.cos(chart.getCenter().lat * Math.PI / 180) / 256);
  data.labels.text.forEach((text, row) => {
    const width = 6.2 * text.length;
    if (data.labels.room[row] * pixels < width) return;
    const [x, y] = spot(ground.names, row), turn = data.labels.turn[row] * Math.PI / 180;
    const way = () => {
      const node = el("span", { class: "way" }, text);
      node.style.transform = "translate(-50%,-50%) rotate(" + data.labels.turn[row] + "deg) translateY(-11px)";
      return node;
    };
    place(way, x, y, Math.abs(width * Math.cos(turn)) + 12, Math.abs(width * Math.sin(turn)) + 12);
  });
}
