"""How far one looks ahead on a path, and where beside it somebody could stand unseen."""

import math
from typing import NamedTuple

import numpy as np

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.compiled import compiled
from geo.measures.horizon_kernels import squared_distance
from geo.measures.sight_kernels import MISSED, Panels, cell_of, crossing


class Nearby(NamedTuple):
    """The panels round one point, by obstacle: x0, y0, ex, ey, transmittance from the point.

    ``blocks`` tells those at the height of the eye, ``house`` those that are the side of a house.
    """

    panel: Reals
    obstacle: Integers
    blocks: Flags
    house: Flags


@compiled
def empty_nearby(panels: Panels) -> Nearby:
    """Make room for the panels round points."""
    count = panels.shape.shape[0]
    return Nearby(
        np.empty((count, 5)),
        np.empty(count, np.int64),
        np.empty(count, np.bool_),
        np.empty(count, np.bool_),
    )


@compiled
def look_round(
    nearby: Nearby,
    panels: Panels,
    houses: Flags,
    taken: Integers,
    number: int,
    x: float,
    y: float,
    z: float,
    reach: float,
) -> int:
    """Fill ``nearby`` with the panels that matter within reach of a point; answer how many."""
    shape, cells = panels.shape, panels.cells
    found = np.empty(64, np.int64)
    count = 0
    left = cell_of(x - reach, cells.west, cells.size, cells.columns)
    right = cell_of(x + reach, cells.west, cells.size, cells.columns)
    for j in range(
        cell_of(y - reach, cells.south, cells.size, cells.rows),
        cell_of(y + reach, cells.south, cells.size, cells.rows) + 1,
    ):
        for m in range(
            cells.first[j * cells.columns + left], cells.first[j * cells.columns + right + 1]
        ):
            k = cells.members[m]
            if taken[k] == number:
                continue
            taken[k] = number
            if not houses[k] and not shape[k, 4] <= z <= shape[k, 5]:
                continue
            ex, ey = shape[k, 2] - shape[k, 0], shape[k, 3] - shape[k, 1]
            if squared_distance(shape[k, 0] - x, shape[k, 1] - y, ex, ey) > reach * reach:
                continue
            if count == found.shape[0]:
                found = np.concatenate((found, np.empty_like(found)))
            found[count] = k
            count += 1
    order = np.argsort(panels.obstacle[found[:count]], kind="mergesort")
    for c in range(count):
        k = found[order[c]]
        nearby.panel[c, 0], nearby.panel[c, 1] = shape[k, 0] - x, shape[k, 1] - y
        nearby.panel[c, 2] = shape[k, 2] - shape[k, 0]
        nearby.panel[c, 3] = shape[k, 3] - shape[k, 1]
        nearby.panel[c, 4] = shape[k, 6]
        nearby.obstacle[c] = panels.obstacle[k]
        nearby.blocks[c] = shape[k, 4] <= z <= shape[k, 5]
        nearby.house[c] = houses[k]
    return count


@compiled
def seen_lengths(
    points: Reals, bearing: Reals, panels: Panels, half_angle: float, rays: int, cap: float
) -> Reals:
    """Answer (n, 2) the mean metres seen ahead and behind of (n, 3) eyes facing ``bearing``.

    Along each ray the metres are counted by the share of the view that is left there.
    """
    metres = np.zeros((points.shape[0], 2))
    nearby = empty_nearby(panels)
    none = np.zeros(panels.shape.shape[0], np.bool_)
    taken = np.full(panels.shape.shape[0], -1, np.int64)
    hits = np.empty((panels.shape.shape[0] + 1, 2))
    whose = np.empty(panels.shape.shape[0] + 1, np.int64)
    for p in range(points.shape[0]):
        count = look_round(
            nearby, panels, none, taken, p, points[p, 0], points[p, 1], points[p, 2], cap
        )
        for way in range(2):
            total = 0.0
            for ray in range(rays):
                turn = half_angle * (2.0 * (ray + 0.5) / rays - 1.0)
                angle = bearing[p] + math.pi * way + turn
                total += _along_ray(
                    nearby, count, cap * math.sin(angle), cap * math.cos(angle), hits, whose
                )
            metres[p, way] = cap * total / rays
    return metres


@compiled
def _along_ray(
    nearby: Nearby, count: int, dx: float, dy: float, hits: Reals, whose: Integers
) -> float:
    """Answer the part of a ray that is seen, each piece by the share that is left."""
    end, found = 1.0, 0
    panel = nearby.panel
    for c in range(count):
        t = crossing(panel[c, 0], panel[c, 1], panel[c, 2], panel[c, 3], dx, dy)
        if t >= end:
            continue
        if panel[c, 4] == 0.0:
            end = t
            continue
        at = found
        while at > 0 and hits[at - 1, 0] > t:
            hits[at, 0], hits[at, 1], whose[at] = hits[at - 1, 0], hits[at - 1, 1], whose[at - 1]
            at -= 1
        hits[at, 0], hits[at, 1], whose[at] = t, panel[c, 4], nearby.obstacle[c]
        found += 1
    seen, start = 0.0, 0.0
    least, next_least, who, next_who = 1.0, 1.0, -1, -1
    for h in range(found):
        if hits[h, 0] >= end:
            break
        seen += (hits[h, 0] - start) * least * next_least
        start = hits[h, 0]
        if whose[h] in (who, next_who):
            continue
        if hits[h, 1] < least:
            next_least, next_who, least, who = least, who, hits[h, 1], whose[h]
        elif hits[h, 1] < next_least:
            next_least, next_who = hits[h, 1], whose[h]
    return seen + (end - start) * least * next_least


@compiled
def hidden_shares(
    points: Reals,
    before: Reals,
    around: Reals,
    panels: Panels,
    houses: Flags,
    reach: float,
) -> tuple[Reals, Reals]:
    """Answer how much round each point is hidden from it and from where one came from.

    Parameters
    ----------
    points
        (n, 3) eyes.
    before
        (n, 2, 2) where one was before, walking one way and the other.
    around
        (m, 2) places beside a point, all within reach of it.
    panels, houses
        Panels, and whether each is the side of a house.
    reach
        Metres that matter.

    Returns
    -------
    tuple[Reals, Reals]
        (n, 2) hidden share of the free area, for either way; and (n, m) hidden share of each
        place, the worse of the two ways; NaN inside houses.
    """
    hidden = np.zeros((points.shape[0], 2))
    of_place = np.zeros((points.shape[0], around.shape[0]))
    nearby = empty_nearby(panels)
    taken = np.full(panels.shape.shape[0], -1, np.int64)
    for p in range(points.shape[0]):
        x, y, z = points[p, 0], points[p, 1], points[p, 2]
        count = look_round(nearby, panels, houses, taken, p, x, y, z, reach)
        if count == 0:
            continue
        free = 0
        for q in range(around.shape[0]):
            qx, qy = around[q, 0], around[q, 1]
            if _in_house(nearby, count, qx, qy):
                of_place[p, q] = np.nan
                continue
            free += 1
            from_here = _share(nearby, count, 0.0, 0.0, qx, qy)
            if from_here == 1.0:
                continue
            for way in range(2):
                bx, by = before[p, way, 0] - x, before[p, way, 1] - y
                unseen = 1.0 - max(from_here, _share(nearby, count, bx, by, qx, qy))
                hidden[p, way] += unseen
                of_place[p, q] = max(of_place[p, q], unseen)
        for way in range(2):
            hidden[p, way] /= max(free, 1)
    return hidden, of_place


@compiled
def _share(nearby: Nearby, count: int, ax: float, ay: float, bx: float, by: float) -> float:
    """Answer the share of a level line between two places beside the point that gets through."""
    least, next_least, who, next_who = 1.0, 1.0, -1, -1
    panel = nearby.panel
    for c in range(count):
        if not nearby.blocks[c]:
            continue
        t = crossing(panel[c, 0] - ax, panel[c, 1] - ay, panel[c, 2], panel[c, 3], bx - ax, by - ay)
        if t == MISSED:
            continue
        if panel[c, 4] == 0.0:
            return 0.0
        if nearby.obstacle[c] in (who, next_who):
            continue
        if panel[c, 4] < least:
            next_least, next_who, least, who = least, who, panel[c, 4], nearby.obstacle[c]
        elif panel[c, 4] < next_least:
            next_least, next_who = panel[c, 4], nearby.obstacle[c]
    return least * next_least


@compiled
def _in_house(nearby: Nearby, count: int, dx: float, dy: float) -> bool:
    """Tell whether a place lies in a house, the point itself lying in none.

    The way there crosses the sides of that house an odd number of times. A corner counts with
    the side that begins on the right of the way, so that it counts once.
    """
    odd = False
    panel = nearby.panel
    for c in range(count):
        if not nearby.house[c]:
            continue
        if c and nearby.obstacle[c] != nearby.obstacle[c - 1]:
            if odd:
                return True
            odd = False
        x0, y0 = panel[c, 0], panel[c, 1]
        x1, y1 = x0 + panel[c, 2], y0 + panel[c, 3]
        if (dx * y0 - dy * x0 > 0.0) == (dx * y1 - dy * x1 > 0.0):
            continue
        whole = dx * panel[c, 3] - dy * panel[c, 2]
        t = (x0 * panel[c, 3] - y0 * panel[c, 2]) / whole
        if 0.0 < t < 1.0:
            odd = not odd
    return odd
