"""Who sees the ground, as one small image: for the map of staff, by day.

As the light on the ground, cell by cell of the map's projection, each taken from the metre it lies
in. One byte a cell: the logarithm of the effective openings; houses and what lies outside are 255.
"""

import base64
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from PIL import Image

from geo.scoring.eyes_surface import EyesSurface
from maps.surface import STEPS, cells, degrees_of, in_metres

NOWHERE = 255
"""Byte of a cell of which nothing is said."""

CLASSES = (
    (2.0, "under 2: nobody sees it", "#6a3d9a"),
    (10.0, "2–10: few eyes", "#b295c8"),
    (25.0, "10–25: some eyes", "#9ccf9c"),
    (None, "over 25: many eyes", "#2e8b57"),
)
"""Effective openings up to which each class goes, its words, and its colour."""


def packed(surfaces: Sequence[EyesSurface]) -> dict[str, Any] | None:
    """Answer the image of all departments with the degrees it covers; None where there is none."""
    if not surfaces:
        return None
    x, y = cells(shapely.union_all([_box(surface) for surface in surfaces]))
    east, north = in_metres(x, y)
    levels = np.full(east.shape, NOWHERE, dtype=np.uint8)
    for surface in surfaces:
        grid = surface.lattice
        column = np.floor((east - grid.west) / grid.step + 0.5).astype(np.int64)
        row = np.floor((north - grid.south) / grid.step + 0.5).astype(np.int64)
        inside = (column >= 0) & (column < grid.columns) & (row >= 0) & (row < grid.rows)
        seen = surface.openings[row[inside], column[inside]]
        steps = np.minimum(np.rint(STEPS * np.log2(1 + np.nan_to_num(seen))), NOWHERE - 1)
        levels[inside] = np.where(np.isnan(seen), levels[inside], steps.astype(np.uint8))
    target = io.BytesIO()
    Image.fromarray(levels).save(target, "PNG", compress_level=6)
    return {
        "image": base64.b64encode(target.getvalue()).decode("ascii"),
        "bounds": degrees_of(x, y),
        "steps": STEPS,
        "nowhere": NOWHERE,
        "classes": [list(row) for row in CLASSES],
    }


def _box(surface: EyesSurface) -> shapely.Geometry:
    grid = surface.lattice
    west, south = grid.west - grid.step / 2, grid.south - grid.step / 2
    return shapely.box(west, south, west + grid.columns * grid.step, south + grid.rows * grid.step)
