"""The shadow of one panel on level ground in rows of cells, as bits: how a lamp darkens a lattice.

Behind a panel lies a wedge, cut where rays pass over or under it; a row of cells meets it in one
run. Where an edge of a run falls near the middle of a cell, rounding must not decide: there the
question that is asked of single points is asked again, so that a lattice and points agree to the
last cell. Words of rows below each other lie side by side, so that several rows are laid at a time.
"""

import math
from typing import NamedTuple

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import inlaid, lean
from geo.measures.light_blocking_kernels import AX, AY, BASE, EX, EY, FAR, SURE, TOP
from geo.measures.row_kernels import CELLS, Edges, run_between, set_runs

ABREAST = 8
"""Rows are worked out in multiples of this."""

TIE = 1e-6
"""Cells within which the edge of a run is asked for anew; more where it is hard to tell."""

THIN = 1 / 64
"""Cells of doubt from which on an edge is taken to lie along the rows."""

ROUNDING = 4e-15
"""Part of the largest products in a sum that rounding may come to, with room to spare."""

EDGE_ON = 1e5
"""A panel that looks this many times narrower than rounding can tell is asked for everywhere."""

SLACK = 1e-4
"""Part of the reach by which the rows of a shadow are taken to be more."""


class Cells(NamedTuple):
    """The cells round one lamp: metres that their columns lie east of it, their rows north of it.

    ``columns`` by ``rows`` of them, ``step`` metres apart, none farther off than ``most`` either
    way; ``first`` and ``last`` are room for where a run of each row begins and ends.
    """

    east: Reals
    north: Reals
    first: Integers
    last: Integers
    columns: int
    rows: int
    step: float
    most: float


class Wedge(NamedTuple):
    """What lies behind a panel: ``across`` between ``low`` and ``high``, between its two ends.

    The panel from (ax, ay) along (ex, ey) to (bx, by) is kept as in ``panels_round``; ``doubt`` is
    what rounding may come to in any of its sums.
    """

    ex: float
    ey: float
    ax: float
    ay: float
    bx: float
    by: float
    low: float
    high: float
    doubt: float


class Bounds(NamedTuple):
    """Lines that bound a run of cells; within ``tie`` cells of them a cell is asked for."""

    edges: Edges
    tie: float


@inlaid
def darken(
    bits: Integers, cells: Cells, near: Reals, k: int, up: float, rise: float
) -> tuple[int, int]:
    """Set the bits of cells that panel k keeps from a lamp at height ``up``, ``rise`` above them.

    Answer the first row that may be touched and the one after the last.
    """
    far, low, high = near[FAR, k], near[FAR, k], math.inf
    if near[SURE, k] <= 0.0:
        over, under, drop = up - near[BASE, k], up - near[TOP, k], rise * far
        if over <= 0.0:
            return 0, 0
        low = max(low, drop / over)
        if under > 0.0:
            high = drop / under
    ex, ey, ax, ay = near[EX, k], near[EY, k], near[AX, k], near[AY, k]
    doubt = ROUNDING * (abs(ex) + abs(ey) + abs(ax) + abs(ay)) * cells.most
    wedge = Wedge(ex, ey, ax, ay, ax + ex, ay + ey, low, high, doubt)
    if far <= EDGE_ON * doubt:
        for row in range(cells.rows):
            _ask(bits, cells, near, k, up, rise, row, 0, cells.columns)
        return 0, cells.rows
    top, end = _rows(wedge, far, cells)
    if end <= top:
        return 0, 0
    begin, past = top, end
    while top < end and _row(wedge, cells, cells.north[top]) <= 0.0:
        if _row(wedge, cells, cells.north[top]) == 0.0:
            _ask(bits, cells, near, k, up, rise, top, 0, cells.columns)
        top += 1
    while top < end and _row(wedge, cells, cells.north[end - 1]) <= 0.0:
        if _row(wedge, cells, cells.north[end - 1]) == 0.0:
            _ask(bits, cells, near, k, up, rise, end - 1, 0, cells.columns)
        end -= 1
    if top == end:
        return begin, past
    bounds = _bounds(wedge, cells)
    least, most, tied = _runs(bounds, cells, top, end - top)
    if tied > 0:
        for row in range(top, end):
            a, b = _between(bounds, cells, cells.north[row])
            i, m = math.ceil(a - bounds.tie), math.floor(b + bounds.tie) + 1
            _ask(bits, cells, near, k, up, rise, row, i, min(m, cells.first[row]))
            _ask(bits, cells, near, k, up, rise, row, max(i, cells.last[row]), m)
    laid = top + (end - top + ABREAST - 1) // ABREAST * ABREAST
    set_runs(bits, cells.first[top:laid], cells.last[top:laid], top, least, most)
    return begin, past


@lean
def _ask(
    bits: Integers,
    cells: Cells,
    near: Reals,
    k: int,
    up: float,
    rise: float,
    row: int,
    begin: int,
    end: int,
) -> None:
    """Set the bits of a few cells of a row by asking for each as ``stop`` does."""
    ex, ey, ax, ay, far = near[EX, k], near[EY, k], near[AX, k], near[AY, k], near[FAR, k]
    over, under, drop = up - near[BASE, k], up - near[TOP, k], rise * far
    dy = cells.north[row]
    for i in range(max(begin, 0), min(end, cells.columns)):
        dx = cells.east[i]
        across, along = dx * ey - dy * ex, ax * dy - ay * dx
        met = across > far and along >= 0.0 and along <= across
        if met and near[SURE, k] <= 0.0:
            met = over * across >= drop and under * across <= drop
        if met:
            bits[i // CELLS, row] |= 1 << (i % CELLS)


@inlaid
def _rows(wedge: Wedge, far: float, cells: Cells) -> tuple[int, int]:
    """Answer the first row that a wedge may touch within reach, and the one after the last."""
    ax, ay, bx, by = wedge.ax, wedge.ay, wedge.bx, wedge.by
    # Some panels are kept as turned half round the lamp; here it matters where they really stand.
    if ax * by < ay * bx:
        ax, ay, bx, by = -bx, -by, -ax, -ay
    highest, lowest = ay / math.sqrt(ax * ax + ay * ay), by / math.sqrt(bx * bx + by * by)
    if highest < lowest:
        highest, lowest = lowest, highest
    # From its first end to its second a panel turns to the left: past the north or the south.
    if ax > 0.0 and bx < 0.0:
        highest = 1.0
    if ax < 0.0 and bx > 0.0:
        lowest = -1.0
    least, most = wedge.low / far, min(wedge.high / far, 1.0 / ROUNDING)
    south, north = min(ay, by), max(ay, by)
    bottom, top = min(least * south, most * south), max(least * north, most * north)
    bottom = max(bottom, cells.most * min(lowest, 0.0)) - SLACK * cells.most
    top = min(top, cells.most * max(highest, 0.0)) + SLACK * cells.most
    first = math.ceil((bottom - cells.north[0]) / cells.step)
    end = math.floor((top - cells.north[0]) / cells.step) + 1
    return max(first, 0), min(end, cells.rows)


@inlaid
def _thin(slope: float, wedge: Wedge, cells: Cells) -> bool:
    """Tell whether an edge lies along the rows: where it cuts one cannot be told."""
    return wedge.doubt > abs(slope) * cells.step * THIN


@lean
def _row(wedge: Wedge, cells: Cells, dy: float) -> float:
    """Tell by the edges along the rows alone: 1 a row may be met, -1 it is not, 0 ask for it."""
    worst = math.inf
    if _thin(wedge.ay, wedge, cells):
        worst = _surely(wedge.ax * dy, wedge.doubt + abs(wedge.ay) * cells.most)
    if _thin(wedge.by, wedge, cells):
        worst = min(worst, _surely(-wedge.bx * dy, wedge.doubt + abs(wedge.by) * cells.most))
    if _thin(wedge.ey, wedge, cells):
        slack, across = wedge.doubt + abs(wedge.ey) * cells.most, -wedge.ex * dy
        worst = min(worst, _surely(across - wedge.low, slack))
        worst = min(worst, _surely(wedge.high - across, slack))
    return worst


@inlaid
def _surely(value: float, slack: float) -> float:
    """Tell whether a value is above 0 by more than the slack (1), below (-1), or neither (0)."""
    return 1.0 if value > slack else (-1.0 if value < -slack else 0.0)


@inlaid
def _bounds(wedge: Wedge, cells: Cells) -> Bounds:
    """Answer the lines round a wedge; far off where there is none."""
    left, left_at, left_too, left_too_at = 0.0, -math.inf, 0.0, -math.inf
    right, right_at, right_too, right_too_at = 0.0, math.inf, 0.0, math.inf
    along, begin, end = 0.0, -math.inf, math.inf
    least = math.inf
    if not _thin(wedge.ay, wedge, cells):
        least = abs(wedge.ay)
        if wedge.ay < 0.0:
            left, left_at = wedge.ax / wedge.ay, 0.0
        else:
            right, right_at = wedge.ax / wedge.ay, 0.0
    if not _thin(wedge.by, wedge, cells):
        least = min(least, abs(wedge.by))
        if wedge.by > 0.0:
            left_too, left_too_at = wedge.bx / wedge.by, 0.0
        else:
            right_too, right_too_at = wedge.bx / wedge.by, 0.0
    if not _thin(wedge.ey, wedge, cells):
        least = min(least, abs(wedge.ey))
        per = 1.0 / wedge.ey
        along, begin, end = wedge.ex * per, wedge.low * per, wedge.high * per
        if wedge.ey < 0.0:
            begin, end = end, begin
    tie = TIE
    if wedge.doubt > TIE * least * cells.step:
        tie = wedge.doubt / (least * cells.step)
    edges = Edges(
        left, left_at, left_too, left_too_at, right, right_at, right_too, right_too_at,
        along, begin, end,
    )  # fmt: skip
    return Bounds(edges, tie)


@inlaid
def _between(bounds: Bounds, cells: Cells, dy: float) -> tuple[float, float]:
    """Answer between which cells of a row a run lies: parts of cells, held to what there is."""
    return run_between(bounds.edges, cells.east[0], 1.0 / cells.step, cells.columns, dy)


@inlaid
def _runs(bounds: Bounds, cells: Cells, top: int, count: int) -> tuple[int, int, int]:
    """Answer in ``first`` and ``last`` the cells of some rows, from ``top``, that are surely met.

    Answer the least cell of all runs, one more than the greatest, and in how many rows some cell
    must be asked for.
    """
    least, most, tied, tie = cells.columns, 0, 0, bounds.tie
    first, last, north = cells.first[top:], cells.last[top:], cells.north[top:]
    for r in range((count + ABREAST - 1) // ABREAST * ABREAST):
        a, b = _between(bounds, cells, north[r])
        begin, end = np.ceil(a + tie), np.floor(b - tie)
        tied += 1 if (np.ceil(a - tie) < begin) | (np.floor(b + tie) > end) else 0
        i, k = int(begin), int(end) + 1
        first[r], last[r] = i, max(i, k)
        some = i < k
        i = i if some else cells.columns
        k = k if some else 0
        least, most = min(least, i), max(most, k)
    for r in range(count, (count + ABREAST - 1) // ABREAST * ABREAST):
        first[r], last[r] = 0, 0
    return least, most, tied
