"""Eyes at points, many at a time, against every panel asked for every single line."""

import math

import numpy as np
import numpy.typing as npt
import pytest

from geo.measures.box_kernels import BLOCK
from geo.measures.opening_columns import by_cell, columns_of
from geo.measures.openings import Openings
from geo.measures.polar_kernels import Columns, eyes_at_points, faded
from geo.measures.sight_kernels import Panels, shares_by_brute_force
from geo.measures.sightlines import indexed
from geo.measures.surveillance import fade
from geo.measures.walls import Walls
from geo.model.assumptions import default_assumptions

USUAL = default_assumptions()
FADE = fade(USUAL)
Points = npt.NDArray[np.float64]


def one_by_one(columns: Columns, points: Points, panels: Panels) -> Points:
    """Answer the eyes at points, line by line, from all panels there are."""
    seen = np.zeros((len(points), columns.weight.shape[1]))
    for c, (x, y, left_x, left_y, right_x, right_y) in enumerate(columns.place):
        dx, dy = points[:, 0] - x, points[:, 1] - y
        near = dx * dx + dy * dy <= FADE.reach**2
        near &= (dx * left_y - dy * left_x >= 0) & (right_x * dy - right_y * dx >= 0)
        to = np.flatnonzero(near)
        for f in range(columns.first[c], columns.first[c + 1]):
            start = np.tile([x, y, columns.height[f]], (len(to), 1))
            shares = shares_by_brute_force(panels, start, points[to])
            for q, share in zip(to, shares, strict=True):
                rise = points[q, 2] - columns.height[f]
                metres = math.sqrt(dx[q] * dx[q] + dy[q] * dy[q] + rise * rise)
                seen[q] += columns.weight[f] * (faded(FADE, metres) * share)
    return seen


def panels_anywhere(rng: np.random.Generator) -> Walls:
    """Stand houses, hedges, plants and panels of no length about, some within each other."""
    corner, size = rng.integers(-60, 60, (6, 1, 2)), rng.integers(2, 20, (6, 1, 2))
    ring = corner + size * np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
    houses = np.concatenate([ring, np.roll(ring, -1, axis=1)], axis=2).reshape(-1, 4)
    loose = rng.integers(-40, 41, (10, 4)) / 2.0
    loose[:2, 2:] = loose[:2, :2]
    ends = np.concatenate([houses, loose]).astype(np.float64)
    obstacle = np.concatenate([np.repeat(np.arange(6), 4), 6 + np.arange(10) // 2])
    lets_through = np.where(np.arange(11) % 3 == 0, rng.choice([0.3, 0.5, 0.9], 11), 0.0)
    base = rng.choice([0, 0, 1.5, 2.0], len(ends))
    top = base + rng.choice([0.0, 1.6, 3.1, 30.0], len(ends))
    return Walls(
        ends, base, top, lets_through[obstacle], obstacle, np.zeros(len(ends), bool), np.zeros(2)
    )


def openings_about(rng: np.random.Generator, walls: Walls) -> Openings:
    """Stack openings in the open, on panels and at their ends; some look all round."""
    at = rng.integers(0, len(walls), 2)
    on = walls.ends[at, :2] + rng.choice([0, 0.5, 1], (2, 1)) * np.diff(
        walls.ends[at].reshape(-1, 2, 2), axis=1
    ).reshape(-1, 2)
    places = np.concatenate([on, rng.integers(-10, 11, (2, 2)) + rng.choice([0, 0.37], (2, 1))])
    heights = [0.5, 1.5, 4.3, 7.1]
    return Openings(
        np.array([(x, y, z) for x, y in places for z in heights]),
        np.repeat(rng.choice([0, 33.3, 90, 180, 270, np.nan], 4), len(heights)),
        rng.choice([0.5, 1.0, 2.0], (16, 2)),
        np.zeros(16, dtype=bool),
    )


def points_about(rng: np.random.Generator, walls: Walls, columns: Columns) -> Points:
    """Lay paths, and points on panels, past their ends, at openings and just within reach."""
    along = rng.integers(-60, 60, 2) + np.arange(rng.integers(1, 90))[:, None] * [0.6, 0.8]
    place = columns.place[:, :2]
    past = place[0] + (walls.ends[:, :2] - place[0]) * rng.choice([1.0, 1.5, 2.0], (len(walls), 1))
    at_reach = [np.add(place, (60.0, 80.0)), np.subtract(place, (0.0, FADE.reach))]
    xy = np.concatenate([along, past, place, *at_reach])
    return np.column_stack([xy, rng.choice([1.5, 1.5, 0.0, 5.0], len(xy))]).astype(np.float64)


def test_points_see_what_every_single_line_does() -> None:
    """No point of 40 scenes full of ties is seen that no line reaches, nor the other way round.

    Sums agree to rounding: what the two thickest plants let through is multiplied in any order.
    """
    rng = np.random.default_rng(4)
    seen_at, hidden_at, in_part = 0, 0, 0
    for _ in range(40):
        walls = panels_anywhere(rng)
        columns, panels = columns_of(openings_about(rng, walls), walls, USUAL), indexed(walls)
        points = points_about(rng, walls, columns)
        order, cells = by_cell(points)

        seen = eyes_at_points(columns, points[order], cells, panels, FADE)

        expected = one_by_one(columns, points[order], panels)
        assert ((seen > 0) == (expected > 0)).all()
        np.testing.assert_allclose(seen, expected, rtol=1e-12, atol=0)
        clear = one_by_one(columns, points[order], indexed(walls.only(walls.top < 0)))
        seen_at += int((expected > 0).sum())
        hidden_at += int(((expected == 0) & (clear > 0)).sum())
        in_part += int(((expected > 0) & (expected < clear)).sum())
    assert min(seen_at, hidden_at, in_part) > 500


@pytest.mark.parametrize("count", [1, BLOCK - 1, BLOCK, BLOCK + 1, BLOCK * BLOCK + 1])
def test_no_point_is_lost_where_blocks_end(count: int) -> None:
    """However many points there are, each is seen as it is when it is there alone."""
    walls = Walls(
        np.array([[-5.0, 10.0, 5.0, 10.0]]),
        np.zeros(1),
        np.array([3.0]),
        np.zeros(1),
        np.zeros(1, dtype=np.int64),
        np.zeros(1, bool),
        np.zeros(2),
    )
    opening = Openings(np.array([[0.0, 0.0, 1.5]]), np.zeros(1), np.ones((1, 1)), np.zeros(1, bool))
    columns, panels = columns_of(opening, walls, USUAL), indexed(walls)
    x = np.linspace(-40, 40, count)
    points = np.column_stack([x, np.full(count, 20.0), np.full(count, 1.5)])
    order, cells = by_cell(points)

    seen = eyes_at_points(columns, points[order], cells, panels, FADE)[:, 0]

    hidden = np.abs(points[order, 0]) <= 10
    assert ((seen == 0) == hidden).all()


def test_nothing_is_seen_without_points_or_openings() -> None:
    """No points give no rows, and no openings give nothing seen at each point."""
    walls = panels_anywhere(np.random.default_rng(1))
    openings = openings_about(np.random.default_rng(1), walls)
    columns, panels = columns_of(openings, walls, USUAL), indexed(walls)
    none = Openings(np.empty((0, 3)), np.empty(0), np.empty((0, 2)), np.empty(0, bool))
    order, cells = by_cell(np.empty((0, 3)))
    points = np.array([[0.0, 0.0, 1.5]])
    _, cell = by_cell(points)

    nowhere = eyes_at_points(columns, np.empty((0, 3))[order], cells, panels, FADE)
    unseen = eyes_at_points(columns_of(none, walls, USUAL), points, cell, panels, FADE)

    assert nowhere.shape == (0, 2)
    assert unseen.tolist() == [[0.0, 0.0]]
