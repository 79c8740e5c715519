"""Eyes at any points: what every column of openings sees of them, all of its storeys together.

A column sorts the points in its view by direction. Each panel round it then hides the points behind
it, many at a time, and what every storey still sees counts by how far away it is.
"""

import math
from typing import NamedTuple

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.box_kernels import BLOCK, blocks_in_view
from geo.measures.compiled import compiled, lean
from geo.measures.hiding_kernels import hide_from_all, hide_from_some
from geo.measures.horizon_kernels import Source
from geo.measures.laid_blocks import round_for, screens_in, spots_of, view_for
from geo.measures.screen_kernels import Round, Screens, stand_round
from geo.measures.sight_kernels import Cells, Panels
from geo.measures.spot_kernels import Spots, View, look_round, take_heights


class Columns(NamedTuple):
    """Openings above each other.

    ``place`` is (m, 6): x, y and the two edges of the view; those of column c have the rows
    first[c] to first[c+1] of ``height`` and of ``weight``, which is (h, k) for k ways of counting.
    """

    place: Reals
    first: Integers
    height: Reals
    weight: Reals


class Fade(NamedTuple):
    """How an eye counts with distance: 1 up to ``near``, then ever less in three straight lines."""

    near: float
    first: float
    middle: float
    second: float
    far: float
    third: float
    reach: float


@lean
def faded(fade: Fade, metres: float) -> float:
    """Answer how much an eye counts at a distance.

    Written without max(), which minds NaN and so keeps cells from being taken several at a time.
    """
    near, middle, far = metres - fade.near, metres - fade.middle, metres - fade.far
    share = 1.0 + fade.first * (near if near > 0.0 else 0.0)  # noqa: FURB136
    share += fade.second * (middle if middle > 0.0 else 0.0)  # noqa: FURB136
    share += fade.third * (far if far > 0.0 else 0.0)  # noqa: FURB136
    return share if share > 0.0 else 0.0  # noqa: FURB136


@compiled
def source_of(columns: Columns, c: int, low: float, high: float) -> Source:
    """Answer a column as a place that looks out, at points between two heights."""
    for f in range(columns.first[c], columns.first[c + 1]):
        low, high = min(low, columns.height[f]), max(high, columns.height[f])
    place = columns.place[c]
    return Source(place[0], place[1], place[2], place[3], place[4], place[5], low, high)


def eyes_at_points(
    columns: Columns, points: Reals, cells: Cells, panels: Panels, fade: Fade
) -> Reals:
    """Answer the effective openings (n, k) at (n, 3) points sorted by their cells."""
    seen = np.zeros((len(points), columns.weight.shape[1]))
    if not len(points) or not len(columns.place):
        return seen
    place, eyes = columns.place[:, :2], (float(points[:, 2].min()), float(points[:, 2].max()))
    low, high = min(eyes[0], columns.height.min()), max(eyes[1], columns.height.max())
    screens = screens_in(panels, place.min(axis=0), place.max(axis=0), low, high, fade.reach)
    spots = spots_of(points, cells)
    view = view_for(spots, int(np.diff(columns.first).max()), eyes[0])
    _look(columns, spots, screens, round_for(screens), view, eyes, fade, seen)
    return seen


@compiled
def _look(
    columns: Columns,
    spots: Spots,
    screens: Screens,
    around: Round,
    view: View,
    eyes: tuple[float, float],
    fade: Fade,
    seen: Reals,
) -> None:
    """Add what each column sees, one after the other; ``eyes`` hold the height of all points."""
    reach = fade.reach
    for c in range(columns.place.shape[0]):
        source = source_of(columns, c, eyes[0], eyes[1])
        blocks = blocks_in_view(spots.boxes, source, reach)
        count = look_round(source, reach, spots, blocks, view)
        if count == 0:
            continue
        if eyes[0] < eyes[1]:
            take_heights(spots, count, view)
        heights = columns.height[columns.first[c] : columns.first[c + 1]]
        weights = columns.weight[columns.first[c] : columns.first[c + 1]]
        blocks = blocks_in_view(screens.boxes, source, reach)
        whole, part = stand_round(source, reach, screens, blocks, around)
        view.open[:count] = (1 << heights.shape[0]) - 1
        hide_from_all(around, whole, view)
        through = hide_from_some(heights, eyes, screens, around, part, view, count)
        _count(heights, weights, through, fade, spots, view, count, seen)


@lean
def _count(
    heights: Reals,
    weights: Reals,
    through: bool,  # noqa: FBT001 - what was found, not what to do
    fade: Fade,
    spots: Spots,
    view: View,
    count: int,
    seen: Reals,
) -> None:
    """Add what each storey counts for at the points it sees, storey by storey."""
    square, z, share, total = view.seen[0], view.seen[1], view.seen[2], view.seen[3]
    open_, row, of = view.which[0], view.which[1], view.which[2]
    some = 0
    for i in range(count):
        of[some] = i
        some += view.open[i] != 0
    for n in range(some):
        i = of[n]
        x, y = view.x[i], view.y[i]
        square[n], z[n], open_[n] = x * x + y * y, view.z[i], view.open[i]
        block, k = divmod(view.member[i], BLOCK)
        row[n] = spots.row[spots.boxes.found[block] * BLOCK + k]
    for k in range(weights.shape[1]):
        for i in range(some):
            total[i] = seen[row[i], k]
        for f in range(heights.shape[0]):
            height, weight, bit = heights[f], weights[f, k], 1 << f
            if through:
                least, next_least = view.share[2 * f], view.share[2 * f + 1]
                for i in range(some):
                    share[i] = least[of[i]] * next_least[of[i]]
                for i in range(some):
                    rise = z[i] - height
                    counts = faded(fade, math.sqrt(square[i] + rise * rise)) * share[i]
                    total[i] += weight * counts if open_[i] & bit else 0.0
            else:
                for i in range(some):
                    rise = z[i] - height
                    counts = faded(fade, math.sqrt(square[i] + rise * rise))
                    total[i] += weight * counts if open_[i] & bit else 0.0
        for i in range(some):
            seen[row[i], k] = total[i]
