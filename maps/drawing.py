"""A small plan of one department as drawn lines for paper: metres in, SVG path data out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from maps.basemap import LayerStore, simplified, within

ROUND_M = 40.0
"""How much of the surroundings stands on the paper."""

ROUNDS = 20
"""How often signs that cover one another are moved apart."""

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

    def kept_on(self, shape: shapely.Geometry, edge: float) -> tuple[float, float, bool]:
        """Answer where a point lies, drawn in to an edge where it lies beyond, and whether so."""
        x, y = self.point(shape)
        inner = (min(max(x, edge), WIDTH - edge), min(max(y, edge), self.height - edge))
        return *inner, inner != (x, y)

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


def apart(points: Sequence[tuple[float, float]], least: float) -> list[tuple[float, float]]:
    """Answer points moved so far from each other that signs on them do not cover one another.

    >>> apart([(0.0, 0.0), (1.0, 0.0), (50.0, 0.0)], 10.0)
    [(-4.5, 0.0), (5.5, 0.0), (50.0, 0.0)]
    """
    xy = np.array(points, dtype=float).reshape(-1, 2)
    for _ in range(ROUNDS):
        step = xy[:, None] - xy[None]
        far = np.hypot(step[..., 0], step[..., 1])
        close = (far < least) & ~np.eye(len(xy), dtype=bool)
        if not close.any():
            break
        # Two on one spot part along the row they are given in.
        order = np.sign(np.arange(len(xy))[:, None] - np.arange(len(xy))[None])
        ways = np.where(far[..., None] > 0, step, np.stack([order, 0 * order], axis=-1))
        unit = ways / np.maximum(np.where(far > 0, far, 1.0), 1e-9)[..., None]
        xy = xy + (unit * np.where(close, (least - far) / 2, 0.0)[..., None]).sum(axis=1)
    return [(round(float(x), 1), round(float(y), 1)) for x, y in xy]
