"""One sight line and one panel, the cells panels lie in, and the share of a line that gets through.

A panel holds up a line that crosses it between its ends (both included) and between its heights
(both included), strictly between the two places. Every kernel of this room asks that one question,
``crossing``, so they agree to the last receiver.
"""

import math
from typing import NamedTuple

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import compiled, lean

MISSED = 2.0
"""What ``crossing`` answers where a panel is not crossed: more than the whole way."""

PAD = 1e-5
"""Metres by which panels are spread over the cells beside them."""


class Cells(NamedTuple):
    """Things sorted by the square cell they lie in: those of cell c are first[c] to first[c+1]."""

    first: Integers
    members: Integers
    west: float
    south: float
    size: float
    columns: int
    rows: int


class Panels(NamedTuple):
    """Panels as the kernels read them.

    ``shape`` is (n, 7): x0, y0, x1, y1, base, top, transmittance; ``obstacle`` the obstacle each
    is part of.
    """

    shape: Reals
    obstacle: Integers
    cells: Cells


@lean
def crossing(x0: float, y0: float, ex: float, ey: float, dx: float, dy: float) -> float:
    """Answer where along a line from (0, 0) to (dx, dy) a panel is crossed, else ``MISSED``.

    The panel runs from (x0, y0) along (ex, ey).
    """
    whole = dx * ey - dy * ex
    if whole == 0.0:
        return MISSED
    along = x0 * dy - y0 * dx
    at = x0 * ey - y0 * ex
    if whole < 0.0:
        whole, along, at = -whole, -along, -at
    if along < 0.0 or along > whole or at <= 0.0 or at >= whole:
        return MISSED
    return at / whole


@lean
def cell_of(value: float, corner: float, size: float, count: int) -> int:
    """Answer the number of the cell along one axis, held to those there are."""
    return min(max(math.floor((value - corner) / size), 0), count - 1)


@lean
def span(
    x0: float, y0: float, x1: float, y1: float, low: float, high: float
) -> tuple[float, float]:
    """Answer the least and greatest y of the part of a line that lies between two x."""
    if x0 > x1:
        x0, y0, x1, y1 = x1, y1, x0, y0
    if x1 - x0 < PAD:
        return min(y0, y1) - PAD, max(y0, y1) + PAD
    slope = (y1 - y0) / (x1 - x0)
    a = y0 if low <= x0 else y0 + slope * (low - x0)
    b = y1 if high >= x1 else y0 + slope * (high - x0)
    return min(a, b) - PAD, max(a, b) + PAD


@compiled
def panels_by_cell(
    shape: Reals, west: float, south: float, size: float, columns: int, rows: int
) -> tuple[Integers, Integers]:
    """Answer where each cell's panels begin, and the panels cell by cell."""
    first = np.zeros(columns * rows + 1, np.int64)
    members = np.empty(0, np.int64)
    place = np.empty(0, np.int64)
    for turn in range(2):
        for k in range(shape.shape[0]):
            x0, y0, x1, y1 = shape[k, 0], shape[k, 1], shape[k, 2], shape[k, 3]
            left = cell_of(min(x0, x1) - PAD, west, size, columns)
            right = cell_of(max(x0, x1) + PAD, west, size, columns)
            for i in range(left, right + 1):
                low, high = span(x0, y0, x1, y1, west + i * size - PAD, west + (i + 1) * size + PAD)
                for j in range(
                    cell_of(low, south, size, rows), cell_of(high, south, size, rows) + 1
                ):
                    cell = j * columns + i
                    if turn == 0:
                        first[cell + 1] += 1
                    else:
                        members[place[cell]] = k
                        place[cell] += 1
        if turn == 0:
            for cell in range(columns * rows):
                first[cell + 1] += first[cell]
            members = np.empty(first[-1], np.int64)
            place = first[:-1].copy()
    return first, members


@compiled
def share_of_line(
    panels: Panels, ax: float, ay: float, az: float, bx: float, by: float, bz: float
) -> float:
    """Answer the share of a line from a to b that gets through: 1 clear, 0 held up.

    A plant is passed once however many of its panels are crossed, and no more than two count:
    those that let least through.
    """
    shape, cells = panels.shape, panels.cells
    dx, dy, rise = bx - ax, by - ay, bz - az
    least, next_least, who, next_who = 1.0, 1.0, -1, -1
    left = cell_of(min(ax, bx) - PAD, cells.west, cells.size, cells.columns)
    right = cell_of(max(ax, bx) + PAD, cells.west, cells.size, cells.columns)
    for step in range(right - left + 1):
        i = left + step if dx >= 0.0 else right - step
        edge = cells.west + i * cells.size
        low, high = span(ax, ay, bx, by, edge - PAD, edge + cells.size + PAD)
        for j in range(
            cell_of(low, cells.south, cells.size, cells.rows),
            cell_of(high, cells.south, cells.size, cells.rows) + 1,
        ):
            cell = j * cells.columns + i
            for m in range(cells.first[cell], cells.first[cell + 1]):
                k = cells.members[m]
                x0, y0 = shape[k, 0], shape[k, 1]
                t = crossing(x0 - ax, y0 - ay, shape[k, 2] - x0, shape[k, 3] - y0, dx, dy)
                if t == MISSED:
                    continue
                z = az + rise * t
                if z < shape[k, 4] or z > shape[k, 5]:
                    continue
                passes = shape[k, 6]
                if passes == 0.0:
                    return 0.0
                whose = panels.obstacle[k]
                if whose in (who, next_who):
                    continue
                if passes < least:
                    next_least, next_who = least, who
                    least, who = passes, whose
                elif passes < next_least:
                    next_least, next_who = passes, whose
    return least * next_least


@compiled
def shares_of_lines(panels: Panels, a: Reals, b: Reals) -> Reals:
    """Answer the share of each line from a row of ``a`` to the same row of ``b``."""
    shares = np.empty(a.shape[0])
    for k in range(a.shape[0]):
        shares[k] = share_of_line(panels, a[k, 0], a[k, 1], a[k, 2], b[k, 0], b[k, 1], b[k, 2])
    return shares


@compiled
def shares_by_brute_force(panels: Panels, a: Reals, b: Reals) -> Reals:
    """Answer what ``shares_of_lines`` does, from every panel there is: the oracle of the tests."""
    shape = panels.shape
    shares = np.empty(a.shape[0])
    for k in range(a.shape[0]):
        dx, dy, rise = b[k, 0] - a[k, 0], b[k, 1] - a[k, 1], b[k, 2] - a[k, 2]
        of_obstacle = np.ones(panels.obstacle.max() + 1 if shape.shape[0] else 0)
        for m in range(shape.shape[0]):
            x0, y0 = shape[m, 0], shape[m, 1]
            t = crossing(x0 - a[k, 0], y0 - a[k, 1], shape[m, 2] - x0, shape[m, 3] - y0, dx, dy)
            z = a[k, 2] + rise * t
            if t != MISSED and shape[m, 4] <= z <= shape[m, 5]:
                of_obstacle[panels.obstacle[m]] = shape[m, 6]
        # The two that let least through; one that lets nothing through is among them.
        worst = np.sort(of_obstacle)[:2]
        shares[k] = worst.prod()
    return shares
