"""Where light is asked for along paths: on the path, beside it, and on the standard's grid."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Integers, Reals
from geo.measures.lighting_grid import ACROSS_M, points_along
from geo.measures.sampling import ROWS, Samples

BESIDE_M = (1.375, 3.125)
"""Metres outside each edge: the middles of the two halves of the band from 0.5 to 4 m."""

HAIR_M = 0.05
"""Metres along a line between which its way is taken."""


@dataclass(frozen=True)
class PathPoints:
    """Points of a department's paths, all on the ground.

    Parameters
    ----------
    samples
        Cells and segments; their points come first.
    beside
        (4 per cell, 3): two on either side of the path.
    grid
        (n, 3) points of the standard's grid over each segment.
    grid_segment
        Row of the segments per grid point.
    """

    samples: Samples = field(repr=False)
    beside: Reals = field(repr=False)
    grid: Reals = field(repr=False)
    grid_segment: Integers = field(repr=False)

    @property
    def ground(self) -> Reals:
        """Answer every point: those of the samples, those beside, and the grid's."""
        return np.concatenate([self.samples.points, self.beside, self.grid])

    def parts(self, values: Reals) -> tuple[Reals, Reals, Reals]:
        """Answer values at ``ground`` (along the last axis) apart."""
        first, second = len(self.samples.points), len(self.samples.points) + len(self.beside)
        return values[..., :first], values[..., first:second], values[..., second:]

    def mean_beside(self, lux: Reals) -> "pd.Series[float]":
        """Answer the mean beside the path per segment, weighted by the length of the cells."""
        per_cell = lux.reshape(-1, 2 * len(BESIDE_M)).mean(axis=1)
        cells = self.samples.cells
        segment = cells["segment"].to_numpy(dtype=np.int64)
        length = cells["length_m"].to_numpy(dtype=float)
        count = len(self.samples.segments)
        total = np.bincount(segment, weights=per_cell * length, minlength=count)
        whole = np.bincount(segment, weights=length, minlength=count)
        return pd.Series(total / whole, index=self.samples.segments.index)


def path_points(samples: Samples) -> PathPoints:
    """Lay the points beside the path and the standard's grid over samples."""
    middle = samples.points[samples.row == 0]
    left_row = samples.points[samples.row == ROWS[-1]]
    across = left_row - middle
    third = np.hypot(across[:, 0], across[:, 1])
    width = len(ROWS) * third
    left = across / third[:, None]
    steps = [side * (width / 2 + far) for side in (-1, 1) for far in BESIDE_M]
    beside = np.stack([middle + step[:, None] * left for step in steps], axis=1).reshape(-1, 3)
    segment = samples.cells["segment"].to_numpy(dtype=np.int64)
    of_segment = np.zeros(len(samples.segments))
    of_segment[segment] = width
    grid, owner = _grids(samples, of_segment)
    return PathPoints(samples, beside, grid, owner)


def _grids(samples: Samples, width: Reals) -> tuple[Reals, Integers]:
    """Answer the grid of the standard over each segment, laid along its line."""
    lines = samples.segments.geometry.to_numpy()
    length = shapely.length(lines)
    along = np.array([points_along(metres) for metres in length], dtype=np.int64)
    across = np.maximum(len(ROWS), np.ceil(width / ACROSS_M - 1e-9)).astype(np.int64)
    count = along * across
    owner = np.repeat(np.arange(len(lines)), count)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    step, row = place // across[owner], place % across[owner]
    metres = (step + 0.5) * (length / along)[owner]
    spot, before, after = (
        shapely.get_coordinates(shapely.line_interpolate_point(lines[owner], np.maximum(m, 0.0)))
        for m in (metres, metres - HAIR_M, metres + HAIR_M)
    )
    way = after - before
    way /= np.hypot(*way.T)[:, None]
    offset = ((row + 0.5) / across[owner] - 0.5) * width[owner]
    xy = spot + offset[:, None] * np.column_stack([-way[:, 1], way[:, 0]])
    return np.column_stack([xy, np.zeros(len(xy))]), owner
