"""Shadows on a grid where rounding and odd heights would decide: not one cell may differ."""

import numpy as np
import pytest

from geo.measures.darkness_kernels import Raster
from geo.measures.grid_kernels import eyes_on_raster
from geo.measures.opening_columns import by_cell, columns_of
from geo.measures.openings import Openings
from geo.measures.polar_kernels import eyes_at_points
from geo.measures.sightlines import EYE_M, indexed
from geo.measures.surveillance import fade
from geo.measures.walls import Walls
from geo.model.assumptions import default_assumptions

USUAL = default_assumptions()


def panels_at_odd_places(rng: np.random.Generator) -> Walls:
    """Stand panels along rows, through middles of cells, a hair beside them, and off the ground."""
    count = int(rng.integers(1, 9))
    ends = rng.integers(-50, 51, (count, 4)) / rng.choice([2.0, 2.0, 1.9])
    flat = rng.random(count) < 1 / 3
    ends[flat, 3] = ends[flat, 1]
    ends += rng.choice([0, 0, 1e-13, -1e-10, 1e-7, -3e-6], (count, 4))
    ends = ends[(ends[:, :2] != ends[:, 2:]).any(axis=1)]
    count = len(ends)
    base = rng.choice([0, 0, 1.5, 2.0, 3.3], count)
    top = base + rng.choice([0.0, 1.5, 1.6137, 9.0013], count)
    none = np.zeros(count)
    return Walls(ends, base, top, none, np.arange(count), none.astype(bool), np.zeros(2))


def openings_at_odd_places(rng: np.random.Generator) -> Openings:
    """Stack openings below and above the eye, on middles of cells and beside them."""
    places = rng.integers(-10, 11, (3, 2)) + rng.choice([0, 0.5, 1e-10, 0.37], (3, 1))
    heights = [0.5, 1.5, 4.3, 7.1]
    return Openings(
        np.array([(x, y, z) for x, y in places for z in heights]),
        np.repeat(rng.choice([0, 33.3, 90, 180, 270, np.nan], 3), len(heights)),
        np.ones((12, 1)),
        np.zeros(12, dtype=bool),
    )


@pytest.mark.parametrize("step", [1.0, 0.5])
def test_no_cell_differs_where_panels_stand_at_odd_places(step: float) -> None:
    """Grid and points give the very same number in every cell of 100 scenes full of ties."""
    rng = np.random.default_rng(4)
    raster = Raster(-30.0, -30.0, step, 61, 70, EYE_M)
    x, y = np.meshgrid(-30.0 + np.arange(61) * step, -30.0 + np.arange(70) * step)
    points = np.column_stack([x.ravel(), y.ravel(), np.full(x.size, EYE_M)]).astype(np.float64)
    order, cells = by_cell(points)
    seen = np.empty(len(points))
    darkened = 0
    for _ in range(100):
        walls = panels_at_odd_places(rng)
        columns = columns_of(openings_at_odd_places(rng), walls, USUAL)
        panels, nowhere = indexed(walls), np.zeros(len(walls), dtype=bool)

        grid = eyes_on_raster(columns, raster, panels, nowhere, fade(USUAL)).ravel()

        seen[order] = eyes_at_points(columns, points[order], cells, panels, fade(USUAL))[:, 0]
        assert int((grid != seen).sum()) == 0
        darkened += int((grid == 0).sum())
    assert darkened > len(points)
