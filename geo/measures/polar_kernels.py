"""Eyes at any points: openings share the horizon of the place on the façade they stand in.

For each column of openings the panels round it are sorted by direction once; a point looks only
at those in its own direction, the nearest first, for all storeys of the column together.
"""

import math
from typing import Any, NamedTuple

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import compiled, lean
from geo.measures.horizon_kernels import (
    HAIR,
    PARTS,
    Horizon,
    Source,
    direction,
    empty_horizon,
    gather,
    in_view,
    part_of,
    ranges,
    shut_off,
)
from geo.measures.sight_kernels import MISSED, Cells, Panels, cell_of, crossing


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


@compiled
def list_by_direction(horizon: Horizon, source: Source, count: int) -> tuple[Integers, Integers]:
    """List the panels of each direction that are not shut off; answer entries and links.

    ``shut`` comes filled with how far off anything is to be seen in each direction.
    """
    entry, link = np.empty(8 * PARTS, np.int64), np.empty(8 * PARTS, np.int64)
    used = 0
    near, head, tail, shut = horizon.near, horizon.head, horizon.tail, horizon.shut
    head[:] = -1
    tail[:] = -1
    for c in range(count):
        squared = near[c, 8]
        low, high, again_low, again_high = ranges(
            near[c, 0], near[c, 1], near[c, 2], near[c, 3], near[c, 7]
        )
        for turn in range(2):
            if turn == 1:
                low, high = again_low, again_high
            if high < low:
                continue
            before = used
            for part in range(part_of(low - HAIR), part_of(high + HAIR) + 1):
                if squared > shut[part]:
                    continue
                if used == entry.shape[0]:
                    entry = np.concatenate((entry, np.empty_like(entry)))
                    link = np.concatenate((link, np.empty_like(link)))
                entry[used], link[used] = c, -1
                if head[part] < 0:
                    head[part] = used
                else:
                    link[tail[part]] = used
                tail[part] = used
                used += 1
            if used > before and near[c, 7] >= HAIR:
                shut_off(shut, near, c, source, low, high)
    return entry, link


@lean
def _farthest(source: Source, points: Reals, cells: Cells, reach: float, shut: Reals) -> bool:
    """Answer in ``shut`` the squared distance of the farthest point in each direction, -1 for none.

    Tell whether there is any point in view.
    """
    shut[:] = -1.0
    some = False
    left = cell_of(source.x - reach, cells.west, cells.size, cells.columns)
    right = cell_of(source.x + reach, cells.west, cells.size, cells.columns)
    for j in range(
        cell_of(source.y - reach, cells.south, cells.size, cells.rows),
        cell_of(source.y + reach, cells.south, cells.size, cells.rows) + 1,
    ):
        for q in range(
            cells.first[j * cells.columns + left], cells.first[j * cells.columns + right + 1]
        ):
            dx, dy = points[q, 0] - source.x, points[q, 1] - source.y
            squared = dx * dx + dy * dy
            if squared > reach * reach or not in_view(source, dx, dy):
                continue
            part = part_of(direction(dx, dy))
            shut[part] = max(shut[part], squared)
            some = True
    return some


@compiled
def eyes_at_points(
    columns: Columns, points: Reals, cells: Cells, panels: Panels, fade: Fade
) -> Reals:
    """Answer the effective openings (n, k) at (n, 3) points sorted by their cells."""
    seen = np.zeros((points.shape[0], columns.weight.shape[1]))
    if not points.shape[0]:
        return seen
    low, high = points[:, 2].min(), points[:, 2].max()
    horizon = empty_horizon(panels)
    most = 0
    for c in range(columns.place.shape[0]):
        most = max(most, columns.first[c + 1] - columns.first[c])
    share = np.ones((most, 2))
    who = np.empty((most, 2), np.int64)
    near, shut, head = horizon.near, horizon.shut, horizon.head
    reach = fade.reach
    for c in range(columns.place.shape[0]):
        source = source_of(columns, c, low, high)
        if not _farthest(source, points, cells, reach, shut):
            continue
        count = gather(horizon, panels, source, reach, c)
        entry, link = list_by_direction(horizon, source, count)
        through = bool((near[:count, 6] > 0.0).any())
        share[:] = 1.0
        height = columns.height[columns.first[c] : columns.first[c + 1]]
        weight = columns.weight[columns.first[c] : columns.first[c + 1]]
        every = (1 << height.shape[0]) - 1
        left = cell_of(source.x - reach, cells.west, cells.size, cells.columns)
        right = cell_of(source.x + reach, cells.west, cells.size, cells.columns)
        for j in range(
            cell_of(source.y - reach, cells.south, cells.size, cells.rows),
            cell_of(source.y + reach, cells.south, cells.size, cells.rows) + 1,
        ):
            for q in range(
                cells.first[j * cells.columns + left], cells.first[j * cells.columns + right + 1]
            ):
                dx, dy, z = points[q, 0] - source.x, points[q, 1] - source.y, points[q, 2]
                squared = dx * dx + dy * dy
                if squared > reach * reach or not in_view(source, dx, dy):
                    continue
                part = part_of(direction(dx, dy))
                if squared > shut[part]:
                    continue
                if through:
                    share[:] = 1.0
                    who[:] = -1
                # A bit per storey that sees the point. No call in here: it would cost as much.
                open_, at = every, head[part]
                while at >= 0 and open_:
                    k = int(entry[at])
                    if near[k, 8] > squared:
                        break
                    at = link[at]
                    t = crossing(near[k, 0], near[k, 1], near[k, 2], near[k, 3], dx, dy)
                    if t == MISSED:
                        continue
                    base, top, passes = near[k, 4], near[k, 5], near[k, 6]
                    if passes == 0.0 and base <= source.low and top >= source.high:
                        open_ = 0
                        break
                    for f in range(height.shape[0]):
                        level = height[f] + (z - height[f]) * t
                        if level < base or level > top:
                            continue
                        if passes == 0.0:
                            open_ &= ~(1 << f)
                        else:
                            _pass(share, who, f, passes, horizon.obstacle[k])
                if open_ == 0:
                    continue
                for f in range(height.shape[0]):
                    if (open_ >> f) & 1:
                        rise = z - height[f]
                        counts = faded(fade, math.sqrt(squared + rise * rise))
                        counts *= share[f, 0] * share[f, 1]
                        for k in range(weight.shape[1]):
                            seen[q, k] += weight[f, k] * counts
    return seen


@lean
def _pass(share: Reals, who: Integers, f: int, passes: float, obstacle: Any) -> None:
    """Let the line from one storey through a plant: once each, and the two thickest count."""
    if obstacle in (who[f, 0], who[f, 1]):
        return
    if passes < share[f, 0]:
        share[f, 1], who[f, 1] = share[f, 0], who[f, 0]
        share[f, 0], who[f, 0] = passes, obstacle
    elif passes < share[f, 1]:
        share[f, 1], who[f, 1] = passes, obstacle
