"""Runs of cells in rows, and rows as bits: what the shadows of eyes and of lamps are laid with.

A row is cut in words, a bit to a cell. Words of rows below each other lie side by side, so that
several rows are laid at a time.
"""

from typing import NamedTuple

from geo.measures.arrays import Integers
from geo.measures.compiled import inlaid

CELLS = 56
"""Cells to a word: seven times eight, and no shift reaches the sign of the word."""


class Edges(NamedTuple):
    """Lines that bound a run of cells, at slope * dy + offset in a row dy north of what casts it.

    Two bound it from the left, two from the right; two more, at the same slope, from both.
    """

    left: float
    left_at: float
    left_too: float
    left_too_at: float
    right: float
    right_at: float
    right_too: float
    right_too_at: float
    along: float
    begin: float
    end: float


@inlaid
def run_between(
    edges: Edges, west: float, scale: float, columns: int, dy: float
) -> tuple[float, float]:
    """Answer between which cells of a row a run lies: parts of cells, held to what there is.

    ``west`` is where the middle of the first column lies, ``scale`` the cells to a metre. Written
    without max(), which minds NaN and so keeps rows from being taken several at a time.
    """
    along = edges.along * dy
    a, a_too = edges.left * dy + edges.left_at, edges.left_too * dy + edges.left_too_at
    a = a if a > a_too else a_too  # noqa: FURB136
    a_too = along + edges.begin
    a = a if a > a_too else a_too  # noqa: FURB136
    b, b_too = edges.right * dy + edges.right_at, edges.right_too * dy + edges.right_too_at
    b = b if b < b_too else b_too  # noqa: FURB136
    b_too = along + edges.end
    b = b if b < b_too else b_too  # noqa: FURB136
    a, b = (a - west) * scale, (b - west) * scale
    # Held to the middle between two cells, where nothing is to be decided.
    low, high, beyond, before = -0.5, columns - 0.5, columns + 0.5, -1.5
    a = a if a > low else low  # noqa: FURB136
    a = a if a < beyond else beyond  # noqa: FURB136
    b = b if b > before else before  # noqa: FURB136
    b = b if b < high else high  # noqa: FURB136
    return a, b


@inlaid
def set_runs(
    plane: Integers, first: Integers, last: Integers, top: int, least: int, most: int
) -> None:
    """Set the bits of runs in the rows of a plane (words, rows) from ``top`` on, word by word.

    Row ``top + r`` is met from cell ``first[r]`` up to ``last[r]``; none is met before ``least``,
    none from ``most`` on.
    """
    length = len(first)
    for w in range(least // CELLS, (most + CELLS - 1) // CELLS):
        words = plane[w, top : top + length]
        begin = w * CELLS
        for r in range(length):
            i, k = first[r] - begin, last[r] - begin
            i, k = min(max(i, 0), CELLS), min(max(k, 0), CELLS)
            words[r] |= (-1 << i) & ~(-1 << k)
