// One canvas in Leaflet's panes that draws world pixels directly: no layer object per feature.

const Surface = L.Renderer.extend({
  initialize(paint, side, options) {
    L.Renderer.prototype.initialize.call(this, L.extend({ padding: 0.2 }, options));
    this._paint = paint;
    this._side = side;
    this._layers = {};
  },
  _updatePaths() {},
  _initContainer() {
    this._container = document.createElement("canvas");
    this._container.setAttribute("aria-hidden", "true");
    this._brush = this._container.getContext("2d");
  },
  _destroyContainer() {
    this._container.remove();
  },
  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize(), dots = view.paper ? 2 : Math.min(window.devicePixelRatio || 1, 2);
    L.DomUtil.setPosition(this._container, this._bounds.min);
    this._container.width = dots * size.x;
    this._container.height = dots * size.y;
    this._container.style.width = size.x + "px";
    this._container.style.height = size.y + "px";
    this._brush.setTransform(dots, 0, 0, dots, -dots * this._bounds.min.x, -dots * this._bounds.min.y);
    this.repaint();
  },
  repaint() {
    if (!this._map || !this._bounds) return;
    const zoom = this._map.getZoom(), scale = Math.pow(2, zoom), origin = this._map.getPixelOrigin();
    const { min, max } = this._bounds;
    this._brush.clearRect(min.x, min.y, max.x - min.x, max.y - min.y);
    this._paint(this._brush, {
      zoom,
      side: this._side(),
      x: (x) => x * scale - origin.x,
      y: (y) => y * scale - origin.y,
      // Metres on the ground to pixels, at this latitude and zoom.
      metres: 1 / (40075016.7 * Math.cos(this._map.getCenter().lat * Math.PI / 180) / (256 * scale)),
      box: [(min.x + origin.x) / scale, (min.y + origin.y) / scale, (max.x + origin.x) / scale, (max.y + origin.y) / scale],
    });
  },
});

function inView(shape, row, box) {
  const b = 4 * row;
  return shape.box[b] <= box[2] && shape.box[b + 2] >= box[0] && shape.box[b + 1] <= box[3] && shape.box[b + 3] >= box[1];
}

function traceRing(brush, to, xy, from, end) {
  for (let v = from; v < end; v++) {
    const x = to.x(xy[2 * v]), y = to.y(xy[2 * v + 1]);
    if (v === from) brush.moveTo(x, y); else brush.lineTo(x, y);
  }
  brush.closePath();
}

function tracePolygon(brush, to, shape, row) {
  for (let r = shape.first[row]; r < shape.first[row + 1]; r++) traceRing(brush, to, shape.xy, shape.ring[r], shape.ring[r + 1]);
}

function traceLine(brush, to, shape, row) {
  for (let v = shape.at[row]; v < shape.at[row + 1]; v++) {
    const x = to.x(shape.xy[2 * v]), y = to.y(shape.xy[2 * v + 1]);
    if (v === shape.at[row]) brush.moveTo(x, y); else brush.lineTo(x, y);
  }
}

function traceRun(brush, to, xy, run) {
  for (let i = 0; i < run.length; i++) {
    const x = to.x(xy[2 * run[i]]), y = to.y(xy[2 * run[i] + 1]);
    if (i === 0) brush.moveTo(x, y); else brush.lineTo(x, y);
  }
}
