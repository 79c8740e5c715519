"""The walks between two places as the web answers them, and their sketch."""

from dataclasses import dataclass

import numpy as np
import shapely
from pydantic import Field

import geo
from api.models import Shape
from geo.measures.arrays import Reals
from geo.measures.bright_ways import Way
from geo.scoring.finding_way import Ways, way_record

WIDE, HIGH = 800.0, 500.0
"""Size of the sketch in its own units."""

MARGIN_M = 60.0


class PlaceShape(Shape):
    """A place: its name, and longitude and latitude."""

    name: str
    point: list[float]


class WayShape(Shape):
    """A walk: whole metres, and its line in longitude and latitude; dark is null where unknown."""

    length_m: int
    dark_m: int | None
    steps_m: int
    line: list[list[float]]


class WaysShape(Shape):
    """The brightest and the shortest walk between two places, and bright rounds from the first."""

    origin: PlaceShape = Field(validation_alias="from", serialization_alias="from")
    destination: PlaceShape = Field(validation_alias="to", serialization_alias="to")
    footing: str
    shortest: WayShape
    brightest: WayShape | None
    rounds: list[WayShape]


@dataclass(frozen=True)
class Sketch:
    """Lines of a drawing as SVG points: the paths around, and the two ways."""

    around: list[str]
    shortest: str
    brightest: str | None
    ends: tuple[tuple[float, float], tuple[float, float]]


def shaped(ways: Ways, rounds: list[Way]) -> WaysShape:
    """Answer what the web says of two places."""
    proposed = [way_record(way) for way in rounds]
    return WaysShape.model_validate({**ways.to_json(), "rounds": proposed})


def sketch(workspace: geo.Workspace, ways: Ways) -> Sketch:
    """Draw the ways among the paths around them; north is up."""
    lines = [way.geometry for way in (ways.shortest, ways.brightest) if way is not None]
    west, south, east, north = shapely.bounds(shapely.union_all(lines)).tolist()
    box = (west - MARGIN_M, south - MARGIN_M, east + MARGIN_M, north + MARGIN_M)
    scale = min(WIDE / (box[2] - box[0]), HIGH / (box[3] - box[1]))
    middle = np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])

    def placed(shape: shapely.Geometry) -> Reals:
        xy = (shapely.get_coordinates(shape) - middle) * scale * np.array([1, -1])
        return np.asarray(np.round(xy + np.array([WIDE / 2, HIGH / 2]), 1), dtype=np.float64)

    def drawn(shape: shapely.Geometry) -> str:
        return " ".join(f"{x:g},{y:g}" for x, y in placed(shape).tolist())

    paths = workspace.layer("paths", bbox=box)
    around = [] if paths is None else shapely.get_parts(paths.geometry.to_numpy()).tolist()
    ends = placed(ways.shortest.geometry)[[0, -1]].tolist()
    return Sketch(
        around=[drawn(line) for line in around],
        shortest=drawn(ways.shortest.geometry),
        brightest=None if ways.brightest is None else drawn(ways.brightest.geometry),
        ends=((ends[0][0], ends[0][1]), (ends[1][0], ends[1][1])),
    )


def same_way(ways: Ways) -> bool:
    """Tell whether the brightest way is as good as the shortest one: nothing to choose between."""
    bright, short = ways.brightest, ways.shortest
    if bright is None:
        return False
    return bool(shapely.hausdorff_distance(bright.geometry, short.geometry) < 1)
