"""What stands round one place: the panels near it by direction, the nearest rings first.

Directions are numbers from 0 to 4, counter-clockwise from east, that cost no trigonometry. They
are cut in equal parts. Where a panel fills a whole part and is high enough for every line, what
lies farther off in that part is *shut off*: neither panels nor places there are looked at again.
"""

import math
from typing import NamedTuple

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import compiled, lean
from geo.measures.sight_kernels import Panels, cell_of

PARTS = 512
"""Directions a horizon is cut in."""

PART = 4.0 / PARTS

HALF = 2.0
"""Directions in half the round."""

_STEPS = np.arange(PARTS + 1) * PART
RAYS = np.column_stack(
    [np.abs(_STEPS - HALF) - 1.0, np.where(_STEPS < HALF, 1.0, -1.0), np.zeros(PARTS + 1)]
)
RAYS[:, 1] *= 1.0 - np.abs(RAYS[:, 0])
RAYS[:, 2] = (RAYS[:, :2] ** 2).sum(axis=1)
"""x, y and squared length of a ray along the edge of each part."""

RINGS = 256
"""Rings round a place that panels are sorted into; a look outwards ends where one begins."""

HAIR = 1e-9
"""How far directions and squared distances are widened, so that rounding never hides a panel."""


class Horizon(NamedTuple):
    """Room for the surroundings of one place, filled anew for each.

    ``near`` holds the panels as seen from the place, ring by ring outwards: x0, y0, ex, ey, base,
    top, transmittance, and squared distance; ``panel`` tells which they are. ``shut`` is the
    squared distance from which all of a direction is shut off, ``taken`` the last source each panel
    was gathered for; the others are room for sorting.
    """

    near: Reals
    found: Integers
    squared: Reals
    order: Integers
    ring: Integers
    panel: Integers
    taken: Integers
    shut: Reals


class Source(NamedTuple):
    """One place that looks out: where, the two edges of its view, and the heights it matters for.

    The view is open from ``(right_x, right_y)`` counter-clockwise to ``(left_x, left_y)``, less
    than half the round; all zero is all round. ``low`` and ``high`` hold every line between.
    """

    x: float
    y: float
    left_x: float
    left_y: float
    right_x: float
    right_y: float
    low: float
    high: float


@lean
def direction(dx: float, dy: float) -> float:
    """Answer the direction of (dx, dy): 0 east, 1 north, 2 west, 3 south; 4 is never reached."""
    whole = abs(dx) + abs(dy)
    if whole == 0.0:
        return 0.0
    return 1.0 - dx / whole if dy >= 0.0 else 3.0 + dx / whole


@lean
def part_of(toward: float) -> int:
    """Answer the part of the horizon that a direction lies in."""
    return min(max(int(toward / PART), 0), PARTS - 1)


@lean
def in_view(source: Source, dx: float, dy: float) -> bool:
    """Tell whether a place at (dx, dy) from the source lies between the edges of its view."""
    left = dx * source.left_y - dy * source.left_x
    right = source.right_x * dy - source.right_y * dx
    return left >= 0.0 and right >= 0.0


@lean
def squared_distance(x0: float, y0: float, ex: float, ey: float) -> float:
    """Answer the squared distance from (0, 0) to the line from (x0, y0) along (ex, ey)."""
    t = -(x0 * ex + y0 * ey) / (ex * ex + ey * ey)
    t = min(1.0, max(0.0, t))
    x, y = x0 + t * ex, y0 + t * ey
    return x * x + y * y


@lean
def far_along(at: float, ex: float, ey: float, ray: int) -> float:
    """Answer the squared distance along a ray to the straight line a panel lies on.

    ``at`` is x0 * ey - y0 * ex of a panel from (x0, y0) along (ex, ey).
    """
    cross = RAYS[ray, 0] * ey - RAYS[ray, 1] * ex
    if cross == 0.0:
        return math.inf
    far = at / cross
    return float(far * far * RAYS[ray, 2])


@compiled
def empty_horizon(panels: Panels) -> Horizon:
    """Make room for the surroundings of places among some panels."""
    count = panels.shape.shape[0]
    return Horizon(
        np.empty((count, 8)),
        np.empty(count, np.int64),
        np.empty(count),
        np.empty(count, np.int64),
        np.empty(RINGS + 1, np.int64),
        np.empty(count, np.int64),
        np.full(count, -1, np.int64),
        np.empty(PARTS),
    )


@compiled
def gather(horizon: Horizon, panels: Panels, source: Source, reach: float, number: int) -> int:
    """Fill ``near`` with the panels that may matter, ring by ring; answer how many.

    ``number`` tells one source from the next, so that a panel in several cells is taken once.
    """
    shape, cells = panels.shape, panels.cells
    found, squared = horizon.found, horizon.squared
    count = 0
    left = cell_of(source.x - reach, cells.west, cells.size, cells.columns)
    right = cell_of(source.x + reach, cells.west, cells.size, cells.columns)
    for j in range(
        cell_of(source.y - reach, cells.south, cells.size, cells.rows),
        cell_of(source.y + reach, cells.south, cells.size, cells.rows) + 1,
    ):
        for m in range(
            cells.first[j * cells.columns + left], cells.first[j * cells.columns + right + 1]
        ):
            k = cells.members[m]
            if horizon.taken[k] == number:
                continue
            horizon.taken[k] = number
            if shape[k, 5] < source.low or shape[k, 4] > source.high:
                continue
            x0, y0 = shape[k, 0] - source.x, shape[k, 1] - source.y
            x1, y1 = shape[k, 2] - source.x, shape[k, 3] - source.y
            if _beside(source, x0, y0, x1, y1):
                continue
            away = squared_distance(x0, y0, shape[k, 2] - shape[k, 0], shape[k, 3] - shape[k, 1])
            if away > reach * reach:
                continue
            found[count], squared[count] = k, away
            count += 1
    order = horizon.order
    _nearest_first(squared, count, reach, horizon.ring, order)
    for c in range(count):
        k = found[order[c]]
        horizon.near[c, 0], horizon.near[c, 1] = shape[k, 0] - source.x, shape[k, 1] - source.y
        horizon.near[c, 2] = shape[k, 2] - shape[k, 0]
        horizon.near[c, 3] = shape[k, 3] - shape[k, 1]
        for column in range(4, 7):
            horizon.near[c, column] = shape[k, column]
        horizon.near[c, 7] = squared[order[c]] * (1.0 - HAIR)
        horizon.panel[c] = k
    return count


@lean
def _ring_of(square: float, reach: float) -> int:
    """Answer the ring round a place that a squared distance lies in; ``RINGS`` lie in reach."""
    return min(int(math.sqrt(square) / reach * RINGS), RINGS - 1)


@lean
def _nearest_first(
    squared: Reals, count: int, reach: float, ring: Integers, order: Integers
) -> None:
    """Answer in ``order`` the places of distances ring by ring; those of one in any order."""
    for k in range(RINGS + 1):
        ring[k] = 0
    for c in range(count):
        ring[_ring_of(squared[c], reach) + 1] += 1
    for k in range(RINGS):
        ring[k + 1] += ring[k]
    for c in range(count):
        k = _ring_of(squared[c], reach)
        order[ring[k]] = c
        ring[k] += 1


@lean
def _beside(source: Source, x0: float, y0: float, x1: float, y1: float) -> bool:
    """Tell whether a panel lies wholly beyond one edge of the view."""
    left = max(x0 * source.left_y - y0 * source.left_x, x1 * source.left_y - y1 * source.left_x)
    right = max(
        source.right_x * y0 - source.right_y * x0, source.right_x * y1 - source.right_y * x1
    )
    return left < 0.0 or right < 0.0


@lean
def shut_off(shut: Reals, near: Reals, c: int, source: Source, low: float, high: float) -> None:
    """Note how far one can see past panel c that fills parts between two directions."""
    if near[c, 6] > 0.0 or near[c, 4] > source.low or near[c, 5] < source.high:
        return
    first = max(math.floor((low + HAIR) / PART) + 1, 0)
    last = min(math.floor((high - HAIR) / PART), PARTS)
    if last <= first:
        return
    ex, ey = near[c, 2], near[c, 3]
    at = near[c, 0] * ey - near[c, 1] * ex
    before = far_along(at, ex, ey, first)
    for part in range(first, last):
        after = far_along(at, ex, ey, part + 1)
        shut[part] = min(shut[part], max(before, after) * (1.0 + HAIR))
        before = after


@lean
def ranges(
    x0: float, y0: float, ex: float, ey: float, squared: float
) -> tuple[float, float, float, float]:
    """Answer the directions a panel covers, as two ranges; the second is empty unless it wraps."""
    if squared < HAIR:
        return 0.0, 4.0, 1.0, 0.0
    a, b = direction(x0, y0), direction(x0 + ex, y0 + ey)
    low, high = min(a, b), max(a, b)
    if high - low > HALF:
        return high, 4.0, 0.0, low
    return low, high, 1.0, 0.0
