"""A small plan of one department as drawn lines for paper: metres in, SVG path data out."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely

from maps.basemap import LayerStore, simplified, within

ROUND_M = 40.0
"""How much of the surroundings stands on the paper."""

WIDTH = 1000.0
"""Width of the drawing in its own units."""


@dataclass(frozen=True)
class Sheet:
    """Where metres lie on the drawing: north up, x to the right, y down.

    Parameters
    ----------
    west, north
        Upper left corner, metres.
    scale
        Units a metre.
    height
        Height of the drawing in its own units.
    """

    west: float
    north: float
    scale: float
    height: float

    @classmethod
    def over(cls, bounds: tuple[float, float, float, float]) -> "Sheet":
        """Answer the sheet that holds a box of metres."""
        west, south, east, north = bounds
        scale = WIDTH / (east - west)
        return cls(west, north, scale, round((north - south) * scale, 1))

    def point(self, shape: shapely.Geometry) -> tuple[float, float]:
        """Answer where a point lies."""
        x, y = shapely.get_coordinates(shape)[0]
        return (
            round(float((x - self.west) * self.scale), 1),
            round(float((self.north - y) * self.scale), 1),
        )

    def trace(self, shapes: Iterable[shapely.Geometry]) -> str:
        """Answer lines, and the rings of polygons, as SVG path data."""
        told = []
        for part in shapely.get_parts(np.asarray(list(shapes), dtype=object)):
            lines = shapely.get_rings(part) if part.geom_type == "Polygon" else [part]
            for line in lines:
                xy = shapely.get_coordinates(line)
                x, y = (xy[:, 0] - self.west) * self.scale, (self.north - xy[:, 1]) * self.scale
                corners = [f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True)]
                told.append("M" + "L".join(corners) + ("Z" if part.geom_type == "Polygon" else ""))
        return "".join(told)


def plan_of(
    store: LayerStore, boundary: shapely.Geometry, more: Iterable[shapely.Geometry] = ()
) -> tuple[Sheet, dict[str, str]]:
    """Answer the sheet of a department and the path data of what lies under its signs.

    Parameters
    ----------
    store
        Where layers are read from.
    boundary
        The department.
    more
        What else must have room on the sheet: the way to a stop.
    """
    box = shapely.total_bounds([shapely.buffer(boundary, ROUND_M), *more])
    sheet = Sheet.over((float(box[0]), float(box[1]), float(box[2]), float(box[3])))
    view = shapely.box(*box)
    areas = simplified(within(store.layer("common_areas"), view, "Polygon"))
    buildings = simplified(within(store.layer("buildings"), view, "Polygon"))
    paths = within(store.layer("paths"), view, "LineString")
    return sheet, {
        "areas": sheet.trace(areas.geometry),
        "buildings": sheet.trace(buildings.geometry),
        "paths": sheet.trace(paths.geometry),
        "boundary": sheet.trace([boundary]),
    }
