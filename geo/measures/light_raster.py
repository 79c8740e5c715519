"""Lux on a grid of squares, packed small: what a map draws as one picture.

A level is one byte: 0 is no square, 1 is dark, and every step above is a twentieth more light.
"""

import base64
import zlib

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.measures.arrays import Reals
from geo.measures.lattice import Lattice
from geo.model.crs import METRES

LEAST_LUX, STEP = 0.05, 1.05
"""Lux of the first level above dark, and how much brighter each next one is."""

HIGHEST = 255

Levels = npt.NDArray[np.uint8]


def lux_raster(lattice: Lattice, lux: Reals) -> gpd.GeoDataFrame:
    """Answer one row: the box of the squares, and their levels row by row from the south.

    Parameters
    ----------
    lattice
        The squares.
    lux
        (n,) lux at those that are wanted.

    Returns
    -------
    gpd.GeoDataFrame
        ``west_m``, ``south_m``, ``step_m``, ``columns``, ``rows``, ``levels`` (deflated bytes in
        base64), ``mean_lux``, ``dark_share`` (squares under 1 lx); no row where there is no square.
    """
    names = ("west_m", "south_m", "step_m", "columns", "rows", "levels", "mean_lux", "dark_share")
    if not len(lux):
        empty: dict[str, list[float]] = {name: [] for name in names}
        return gpd.GeoDataFrame(empty, geometry=[], crs=METRES)
    row, column = np.nonzero(lattice.wanted)
    first, left, step = row.min(), column.min(), lattice.step
    west, south = float(lattice.x[left]) - step / 2, float(lattice.y[first]) - step / 2
    columns, rows = int(column.max() - left) + 1, int(row.max() - first) + 1
    levels = np.zeros((rows, columns), dtype=np.uint8)
    levels[row - first, column - left] = levels_of(lux)
    packed = base64.b64encode(zlib.compress(levels.tobytes(), 9)).decode("ascii")
    values = (west, south, step, columns, rows, packed, lux.mean(), (lux < 1).mean())
    box = shapely.box(west, south, west + columns * step, south + rows * step)
    told = {name: [value] for name, value in zip(names, values, strict=True)}
    return gpd.GeoDataFrame(told, geometry=[box], crs=METRES)


def levels_of(lux: Reals) -> Levels:
    """Answer the level of each lux: 1 under the least, then a step for every twentieth more."""
    above = np.log(np.maximum(lux, LEAST_LUX) / LEAST_LUX) / np.log(STEP)
    level = np.where(lux < LEAST_LUX, 1, 2 + np.floor(above + 1e-9))
    return np.minimum(level, HIGHEST).astype(np.uint8)


def lux_of_levels(levels: Levels) -> Reals:
    """Answer the lux at the middle of each level; NaN where there is no square.

    >>> lux_of_levels(levels_of(np.array([0.0, 1.0, 5.0]))).round(2).tolist()
    [0.0, 1.0, 5.03]
    """
    level = levels.astype(float)
    lux = LEAST_LUX * STEP ** (level - 1.5)
    return np.where(level == 0, np.nan, np.where(level == 1, 0.0, lux))


def unpacked(levels: str, columns: int, rows: int) -> Levels:
    """Answer (rows, columns) levels from what ``lux_raster`` packed; row 0 is the southernmost."""
    raw = zlib.decompress(base64.b64decode(levels))
    return np.frombuffer(raw, dtype=np.uint8).reshape(rows, columns)
