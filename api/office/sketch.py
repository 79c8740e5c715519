"""A little map of one place, as a picture that fits in a mail and on paper: no script, no host."""

from io import BytesIO

import geopandas as gpd
import shapely
from PIL import Image, ImageDraw, ImageFont

import geo

WIDTH, HEIGHT = 720, 540
METRES = 120.0
"""How many metres the picture is wide."""

PAPER, HOUSE, GREEN, PATH, INK = "#fbfbfd", "#c9ced9", "#e3f1e7", "#8089a0", "#1b2031"
LAMP, SPOT = "#c98a00", "#b3541e"
BAR_M = 20


def sketch(workspace: geo.Workspace, x: float, y: float, lamp: str | None) -> bytes:
    """Answer a PNG of what lies round a place: houses, paths, lamps with numbers, and the spot.

    Parameters
    ----------
    workspace
        Where the layers are.
    x, y
        The place in metres.
    lamp
        Lamp the case is about, or None.
    """
    half, tall = METRES / 2, METRES / 2 * HEIGHT / WIDTH
    box = (x - half, y - tall, x + half, y + tall)
    picture = _Sheet(box)
    for name, colour in (("common_areas", GREEN), ("buildings", HOUSE)):
        picture.surfaces(workspace.layer(name, bbox=box), colour)
    picture.lines(workspace.layer("paths", bbox=box))
    picture.spot(x, y)
    picture.lamps(workspace.layer("lamps", bbox=box), lamp)
    picture.bar()
    return picture.png()


class _Sheet:
    """A picture of a box in metres."""

    def __init__(self, box: tuple[float, float, float, float]) -> None:
        self._box = box
        self._scale = WIDTH / (box[2] - box[0])
        self._image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        self._draw = ImageDraw.Draw(self._image)
        self._font = ImageFont.load_default(18)

    def surfaces(self, frame: gpd.GeoDataFrame | None, colour: str) -> None:
        for part in _parts(frame):
            if isinstance(part, shapely.Polygon):
                self._draw.polygon(self._pixels(part.exterior), fill=colour, outline=PATH)
                for hole in part.interiors:
                    self._draw.polygon(self._pixels(hole), fill=PAPER)

    def lines(self, frame: gpd.GeoDataFrame | None) -> None:
        for part in _parts(frame):
            if isinstance(part, shapely.LineString):
                self._draw.line(self._pixels(part), fill=PATH, width=6, joint="curve")

    def spot(self, x: float, y: float) -> None:
        ((across, down),) = self._pixels(shapely.Point(x, y))
        for radius in (16, 17, 18, 19):
            edge = (across - radius, down - radius, across + radius, down + radius)
            self._draw.ellipse(edge, outline=SPOT)

    def lamps(self, frame: gpd.GeoDataFrame | None, meant: str | None) -> None:
        if frame is None:
            return
        middles = self._pixels(shapely.MultiPoint(shapely.centroid(frame.geometry.to_numpy())))
        for (across, down), name, number in zip(middles, frame["id"], frame["number"], strict=True):
            mine = name == meant
            radius = 9 if mine else 5
            edge = (across - radius, down - radius, across + radius, down + radius)
            self._draw.ellipse(edge, fill=SPOT if mine else LAMP, outline=INK)
            text = number if isinstance(number, str) else ""
            self._draw.text((across + 12, down - 10), text[:20], fill=INK, font=self._font)

    def bar(self) -> None:
        left, low, long = 20, HEIGHT - 20, BAR_M * self._scale
        self._draw.rectangle((left - 8, low - 34, left + long + 8, low + 8), fill=PAPER)
        self._draw.line((left, low, left + long, low), fill=INK, width=3)
        self._draw.text((left, low - 26), f"{BAR_M} m", fill=INK, font=self._font)

    def png(self) -> bytes:
        written = BytesIO()
        self._image.save(written, "PNG", optimize=True)
        return written.getvalue()

    def _pixels(self, shape: shapely.Geometry) -> list[tuple[float, float]]:
        west, _, _, north = self._box
        return [
            ((x - west) * self._scale, (north - y) * self._scale)
            for x, y in shapely.get_coordinates(shape)
        ]


def _parts(frame: gpd.GeoDataFrame | None) -> list[shapely.Geometry]:
    return [] if frame is None else list(shapely.get_parts(frame.geometry.to_numpy()))
