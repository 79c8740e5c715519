"""Heights of vegetation and boundaries from a surface model: what stands on the terrain.

Denmark's height model comes as two rasters with 0.4 m cells: the surface with all that stands on
it (DSM) and the bare terrain (DTM). Their difference over a plant is its height. Registered
heights are kept; only what is missing is filled. Needs the extra ``raster``.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.model.crs import METRES
from geo.model.errors import LayerError, UnreadableFileError
from geo.model.layers import LAYERS

Reals = npt.NDArray[np.float64]

EPSG = int(METRES.split(":")[1])

TOP_PERCENTILE = 90
"""Of the cells over a plant: its top, without the odd bird or mast."""

POINT_M = 1.0
"""Metres round a point or a line that belong to it."""

LEAST_CELLS = 3
"""Fewer cells say nothing of a height."""

MOST_CELLS = 4_000_000
"""Cells read for one feature at a time: a wood of 64 ha."""


MOST_PACKED = 64_000_000
"""Cells packed in one piece: more would be unpacked to read a single plant."""


@dataclass(frozen=True)
class Heights:
    """A layer with the heights that could be read, and how many were."""

    frame: gpd.GeoDataFrame = field(repr=False)
    filled: int
    lacking: int


def with_heights(
    layer: str, frame: gpd.GeoDataFrame, surface: str | Path, terrain: str | Path
) -> Heights:
    """Answer a layer with missing heights filled from surface minus terrain.

    Parameters
    ----------
    layer
        ``vegetation``, ``boundaries`` or ``buildings``: a layer with ``height_m``.
    frame
        The layer in EPSG:25832.
    surface, terrain
        GeoTIFFs in EPSG:25832 metres, DSM and DTM; grids may differ.

    Returns
    -------
    Heights
        A new frame, how many heights were filled, and how many are still missing. What lies
        outside the rasters, or stands outside the range the layer allows, stays missing.

    Raises
    ------
    UnreadableFileError
        Where a file is no GeoTIFF in EPSG:25832, or the extra is not installed.
    LayerError
        Where the layer has no heights.
    """
    column = LAYERS[layer].columns.get("height_m") if layer in LAYERS else None
    if column is None:
        raise LayerError("surface.no_height", layer=layer)
    known = pd.to_numeric(frame["height_m"], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    geometry = frame.geometry.to_numpy()
    wanted = np.flatnonzero(np.isnan(known) & ~(frame.geometry.isna() | frame.geometry.is_empty))
    found = _heights(geometry[wanted], Path(surface), Path(terrain))
    low, high = column.minimum or 0.0, column.maximum or np.inf
    found[(found < low) | (found > high)] = np.nan
    heights = known.copy()
    heights[wanted] = np.round(found, 1)
    filled = int(np.isfinite(found).sum())
    return Heights(frame.assign(height_m=heights), filled, int(np.isnan(heights).sum()))


def _heights(shapes: npt.NDArray[np.object_], surface: Path, terrain: Path) -> Reals:
    """Answer the height of each shape over the terrain, NaN where the rasters say nothing."""
    try:
        import rasterio  # noqa: PLC0415 - an extra: the rest of the room works without
        from rasterio.errors import RasterioError  # noqa: PLC0415
    except ImportError as error:
        raise UnreadableFileError("surface.extra", file=surface.name) from error
    try:
        with (
            rasterio.open(surface, driver="GTiff") as top,
            rasterio.open(terrain, driver="GTiff") as ground,
        ):
            for raster, path in ((top, surface), (ground, terrain)):
                turned = raster.transform.b != 0 or raster.transform.d != 0
                if turned or raster.crs is None or raster.crs.to_epsg() != EPSG:
                    raise UnreadableFileError("surface.crs", file=path.name)
                if max(rows * columns for rows, columns in raster.block_shapes) > MOST_PACKED:
                    raise UnreadableFileError("surface.too_wide", file=path.name)
            return np.array([_height(_wide(shape), top, ground) for shape in shapes], dtype=float)
    except RasterioError as error:
        raise UnreadableFileError("surface.unreadable", file=surface.name) from error


def _wide(shape: shapely.Geometry) -> shapely.Geometry:
    """Answer the ground a shape stands on: lines and points are given a little width."""
    return shape if shapely.area(shape) > 0 else shapely.buffer(shape, POINT_M)


def _height(area: shapely.Geometry, top: Any, ground: Any) -> float:
    """Answer the height of what stands on an area, NaN where too few cells say anything."""
    over, x, y = _cells(area, top)
    under, east, north = _cells(shapely.buffer(area, 2 * ground.transform.a), ground)
    if min(over.size, under.size) < LEAST_CELLS:
        return np.nan
    inside = shapely.contains_xy(area, *(side.ravel() for side in np.meshgrid(x, y)))
    # The terrain under each cell is that of the terrain's own cell there: grids may differ.
    row = np.clip(np.abs(north[:, None] - y).argmin(axis=0), 0, len(north) - 1)
    column = np.clip(np.abs(east[:, None] - x).argmin(axis=0), 0, len(east) - 1)
    tall = (over - under[np.ix_(row, column)]).ravel()[inside]
    tall = tall[np.isfinite(tall)]
    return float(np.percentile(tall, TOP_PERCENTILE)) if len(tall) >= LEAST_CELLS else np.nan


def _cells(area: shapely.Geometry, raster: Any) -> tuple[Reals, Reals, Reals]:
    """Answer a raster's cells under the bounds of an area, with the x and y of their middles."""
    step, down, left, above = (getattr(raster.transform, name) for name in ("a", "e", "c", "f"))
    west, south, east, north = shapely.bounds(area)
    columns = np.clip([(west - left) // step, (east - left) // step + 1], 0, raster.width)
    rows = np.clip([(north - above) // down, (south - above) // down + 1], 0, raster.height)
    (first, last), (top, bottom) = columns.astype(int), rows.astype(int)
    if not 0 < (last - first) * (bottom - top) <= MOST_CELLS:
        return np.empty((0, 0)), np.empty(0), np.empty(0)
    values = raster.read(1, window=((top, bottom), (first, last)), masked=True)
    x = left + (np.arange(first, last) + 0.5) * step
    y = above + (np.arange(top, bottom) + 0.5) * down
    return values.astype(float).filled(np.nan), x, y
