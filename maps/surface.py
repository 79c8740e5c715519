"""The light on the ground as one small image: lux by night, cell by cell.

A grid in metres lies turned against a web map; the image is therefore made of cells of the map's
projection, each measured at its own middle. One byte a cell: the logarithm of the lux, in steps
that the eye cannot tell apart.
"""

import base64
import io
import math
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from PIL import Image
from pyproj import Transformer
from scipy.interpolate import RectBivariateSpline

from geo.measures.photometry import illuminance
from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.crs import DEGREES, METRES
from maps.payload import column

MERCATOR = "EPSG:3857"

CELL_M = 1.0
"""Side of a cell on the ground, where that does not make too many of them."""

MOST_CELLS = 5_000_000

STEPS = 10.0
"""Steps per doubling of 1 + lux."""

MARGIN_M = 45.0
"""How far beyond the departments the surface is drawn."""

ROWS_AT_ONCE = 200_000
"""Cells measured in one call, which bounds the memory."""

Reals = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ground:
    """What the light of a side falls from, through and on.

    Parameters
    ----------
    lamps
        The lamps, or None where they were never delivered.
    view
        Where the light is drawn.
    obstacles
        What stands in its way; None for a free field.
    assumptions
        ``lighting.*``; the defaults if None.
    """

    lamps: gpd.GeoDataFrame | None
    view: shapely.Geometry | None
    obstacles: gpd.GeoDataFrame | None = None
    assumptions: Assumptions | None = None


def surfaces(ground: Ground) -> dict[str, Any] | None:
    """Answer the image of the evening, and that of the night where any lamp is dimmed then."""
    chosen = ground.assumptions or default_assumptions()
    evening = surface(ground, chosen["lighting.evening_hour"])
    if evening is None or ground.lamps is None or not any(column(ground.lamps, "dimming")):
        return None if evening is None else {"evening": evening}
    night = surface(ground, chosen["lighting.night_hour"])
    return {"evening": evening, **({} if night is None else {"night": night})}


def surface(ground: Ground, hour: float) -> dict[str, Any] | None:
    """Answer the image of an hour with the degrees it covers; None where there is no light."""
    lamps, view = ground.lamps, ground.view
    if lamps is None or view is None or not len(lamps):
        return None
    lit = lamps[lamps.geometry.notna() & lamps.geometry.intersects(shapely.buffer(view, 60.0))]
    if not len(lit) or set(column(lit, "status")) == {"out"}:
        return None
    x, y = cells(view)
    lux = _measured(x, y, replace(ground, lamps=lit.reset_index(drop=True)), hour)
    if not lux.max() > 0:
        return None
    return {
        "image": base64.b64encode(image_of(lux)).decode("ascii"),
        "bounds": degrees_of(x, y),
        "steps": STEPS,
    }


def degrees_of(x: Reals, y: Reals) -> list[float]:
    """Answer west, south, east and north of the outer edges of cells, in degrees."""
    half = (x[1] - x[0]) / 2
    corners = Transformer.from_crs(MERCATOR, DEGREES, always_xy=True).transform(
        [x[0] - half, x[-1] + half], [y[-1] - half, y[0] + half]
    )
    (west, east), (south, north) = corners
    return [round(float(edge), 7) for edge in (west, south, east, north)]


def cells(view: shapely.Geometry, most: int = MOST_CELLS) -> tuple[Reals, Reals]:
    """Answer the middles of columns (west to east) and rows (north to south) in Mercator metres."""
    box = gpd.GeoSeries([shapely.buffer(view, MARGIN_M)], crs=METRES)
    latitude = float(box.to_crs(DEGREES).total_bounds[[1, 3]].mean())
    west, south, east, north = box.to_crs(MERCATOR).total_bounds
    stretched = 1 / math.cos(math.radians(latitude))
    side = CELL_M * stretched
    side = max(side, math.sqrt((east - west) * (north - south) / most))
    # Whole multiples of the side: the same ground always gives the same cells.
    first, last = math.floor(west / side), math.ceil(east / side)
    top, bottom = math.ceil(north / side), math.floor(south / side)
    columns = np.arange(first, last, dtype=np.float64)
    rows = np.arange(top, bottom, -1, dtype=np.float64)
    return np.asarray((columns + 0.5) * side), np.asarray((rows - 0.5) * side)


def image_of(lux: Reals) -> bytes:
    """Answer a PNG of one byte a cell: ``round(STEPS * log2(1 + lux))``."""
    levels = np.minimum(np.rint(STEPS * np.log2(1 + lux)), 255).astype(np.uint8)
    target = io.BytesIO()
    Image.fromarray(levels).save(target, "PNG", compress_level=6)
    return target.getvalue()


def _measured(x: Reals, y: Reals, ground: Ground, hour: float) -> Reals:
    assert ground.lamps is not None
    east, north = in_metres(x, y)
    lux = np.zeros(east.size)
    points = np.column_stack([east.ravel(), north.ravel()])
    for start in range(0, len(points), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        lux[part] = illuminance(
            points[part],
            ground.lamps,
            ground.obstacles,
            hour=hour,
            assumptions=ground.assumptions,
        )
    return lux.reshape(east.shape)


def in_metres(x: Reals, y: Reals) -> tuple[Reals, Reals]:
    """Answer the cells' middles in EPSG:25832: exact on a coarse net, smooth between its knots."""
    to_metres = Transformer.from_crs(MERCATOR, METRES, always_xy=True)
    knots_x, knots_y = (np.linspace(line.min(), line.max(), 9) for line in (x, y))
    east, north = to_metres.transform(*np.meshgrid(knots_x, knots_y))
    # Evaluated upwards, as splines want it, and turned back to run from north to south.
    smooth = [RectBivariateSpline(knots_y, knots_x, net)(y[::-1], x)[::-1] for net in (east, north)]
    return smooth[0], smooth[1]
