"""What a column of openings does not see of the cells round it: bits, many rows at a time.

A row of cells is cut in words, a bit to a cell. Words of rows below each other lie side by side,
so that a shadow is laid over several rows with one instruction: first where its edges fall in each
row, then its bits word by word. What the lowest storeys do not see is laid once, in a plane that
says how many of them; the planes are put together before the cells are counted.
"""

import math
from typing import NamedTuple

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import compiled, lean
from geo.measures.horizon_kernels import Source
from geo.measures.row_kernels import CELLS, Edges, run_between, set_runs
from geo.measures.sight_kernels import MISSED, crossing

ABREAST = 8
"""Rows are worked out in multiples of this."""

LAID = 16
"""Rows are laid in multiples of this."""

TIE = 1e-6
"""Cells within which the edge of a run is decided anew."""


class Raster(NamedTuple):
    """Middles of cells: ``west`` and ``south`` those of the first, ``z`` the eye that is seen."""

    west: float
    south: float
    step: float
    columns: int
    rows: int
    z: float


class Window(NamedTuple):
    """The cells within reach of one source, and what of them it does not see.

    ``looked`` (words, rows) are the cells that it looks at. ``lowest`` (storeys + 1, words, rows)
    are those that the lowest so many storeys do not see, ``alone`` (storeys, words, rows) those
    that one does not. ``first`` and ``last`` hold where a run of each row begins and ends.
    """

    looked: Integers
    lowest: Integers
    alone: Integers
    first: Integers
    last: Integers


class Frame(NamedTuple):
    """Where a window lies in the raster, and as the source sees it.

    ``west`` and ``south`` are the column and row of the raster that its first ones are; ``x`` and
    ``y`` the middle of its first cell as seen from the source.
    """

    west: int
    south: int
    columns: int
    rows: int
    words: int
    x: float
    y: float
    step: float


@compiled
def empty_window(raster: Raster, reach: float, storeys: int) -> Window:
    """Make room for the cells within reach of one source."""
    across = math.floor(2.0 * reach / raster.step) + 3
    rows = min(across, raster.rows) + 2 * LAID
    words = (min(across, raster.columns) + CELLS - 1) // CELLS
    return Window(
        np.zeros((words, rows), np.int64),
        np.zeros((storeys + 1, words, rows), np.int64),
        np.zeros((storeys, words, rows), np.int64),
        np.zeros(rows, np.int64),
        np.zeros(rows, np.int64),
    )


@lean
def between(edges: Edges, frame: Frame, row: int) -> tuple[float, float]:
    """Answer between which cells of a row a run lies: parts of cells, held to the window."""
    dy = frame.y + row * frame.step
    return run_between(edges, frame.x, 1.0 / frame.step, frame.columns, dy)


@lean
def runs(edges: Edges, frame: Frame, top: int, count: int, window: Window) -> tuple[int, int, int]:
    """Answer in ``first`` and ``last`` the runs between edges in some rows from ``top`` on.

    Answer the least cell of all runs, one more than the greatest, and in how many rows rounding
    must not decide.
    """
    least, most, tied = frame.columns, 0, 0
    first, last = window.first[top:], window.last[top:]
    for r in range((count + ABREAST - 1) // ABREAST * ABREAST):
        a, b = between(edges, frame, top + r)
        begin, end = np.ceil(a - TIE), np.floor(b + TIE)
        tied += 1 if begin - a < TIE or b - end < TIE else 0
        i, k = int(begin), int(end) + 1
        first[r], last[r] = i, k
        some = i < k
        i = i if some else frame.columns
        k = k if some else 0
        least, most = min(least, i), max(most, k)
    for r in range(count, (count + LAID - 1) // LAID * LAID):
        first[r], last[r] = 0, 0
    return least, most, tied


@lean
def lay(plane: Integers, window: Window, top: int, count: int, least: int, most: int) -> None:
    """Set the bits of runs in a plane, word by word."""
    end = top + (count + LAID - 1) // LAID * LAID
    set_runs(plane, window.first[top:end], window.last[top:end], top, least, most)


@compiled
def ask(
    window: Window,
    frame: Frame,
    raster: Raster,
    source: Source,
    heights: Reals,
    panel: Reals,
    row: int,
    first: int,
    end: int,
) -> None:
    """Note what each storey does not see of a few cells of a row by asking for each."""
    dy = raster.south + (frame.south + row) * raster.step - source.y
    for i in range(max(first, 0), min(end, frame.columns)):
        dx = raster.west + (frame.west + i) * raster.step - source.x
        t = crossing(panel[0], panel[1], panel[2], panel[3], dx, dy)
        if t == MISSED:
            continue
        for f in range(heights.shape[0]):
            level = heights[f] + (raster.z - heights[f]) * t
            if panel[4] <= level <= panel[5]:
                window.alone[f, i // CELLS, row] |= 1 << (i % CELLS)
