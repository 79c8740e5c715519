"""Points laid in blocks of neighbours: what stands in the way is tried against a block at a time.

Rows of squares are walked from west to east; a block takes points until it is full, or full enough
at the end of a square. All blocks of one row of squares follow each other, so that the ones within
reach of a lamp are one run of numbers.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import compiled, inlaid
from geo.measures.light_place_kernels import Squares

FULL, ENOUGH, WIDE = 64, 40, 2
"""Points of a block: at most, and enough at the end of a square; squares it may reach over."""

ABREAST = 8
"""Numbers that are worked on at a time: a block is filled up to a multiple of it."""


class Blocks(NamedTuple):
    """Points, shifted, block by block: those of block b lie from start[b] to start[b+1].

    ``row`` is which point lies in each slot, -1 where a block was only filled up. ``longest`` are
    the slots of the longest row of blocks; where points are ``level``, ``z`` is no longer than
    that. ``box`` (blocks, 4) is west, south, east and north; ``begin`` and ``end`` are the first
    block of each square and the one after its last.
    """

    x: Reals
    y: Reals
    z: Reals
    row: npt.NDArray[np.int32]
    start: Integers
    box: Reals
    begin: Integers
    end: Integers
    squares: Squares
    longest: int
    level: bool


@inlaid
def filled_up(count: int) -> int:
    """Answer the next multiple of ``ABREAST``: what is worked out beyond the count is not used."""
    return (count + ABREAST - 1) // ABREAST * ABREAST


@compiled
def blocks_of_squares(
    squares: Squares, upto: Integers
) -> tuple[Integers, Integers, Integers, Integers, int]:
    """Share the points of squares out to blocks.

    Answer how many points come before each block, where it starts in the filled-up row, the first
    block of each square and the one after its last, and the slots of the longest row of squares.
    """
    columns, rows, first = squares.columns, squares.rows, squares.first
    before, start = [0], [0]
    begin, end = np.empty(columns * rows, np.int64), np.empty(columns * rows, np.int64)
    longest = 0
    for j in range(rows):
        row_start = start[-1]
        held, since = 0, 0
        for k in range(j * columns, (j + 1) * columns):
            left = int(upto[first[k + 1]] - upto[first[k]])
            if held > 0 and k - since >= WIDE:
                _close(before, start, held)
                held = 0
            begin[k] = len(before) - 1
            while left > 0:
                if held == 0:
                    since = k
                taken = min(left, FULL - held)
                held, left = held + taken, left - taken
                if held == FULL or (left == 0 and held >= ENOUGH):
                    _close(before, start, held)
                    held = 0
            end[k] = len(before) - 1 + (held > 0)
        if held > 0:
            _close(before, start, held)
        longest = max(longest, start[-1] - row_start)
    return np.array(before), np.array(start), begin, end, longest


@compiled
def _close(before: list[int], start: list[int], held: int) -> None:
    before.append(before[-1] + held)
    start.append(start[-1] + filled_up(held))


@compiled
def lay_in_blocks(
    points: Reals, shift: Reals, runs: Integers, before: Integers, blocks: Blocks
) -> None:
    """Lay points, shifted, into their blocks."""
    x, y, z, row, start, box = blocks.x, blocks.y, blocks.z, blocks.row, blocks.start, blocks.box
    r, n = 0, 0
    if len(runs) > 0:
        n = runs[0, 0]
    for b in range(len(start) - 1):
        slot, left = start[b], before[b + 1] - before[b]
        west, south, east, north = math.inf, math.inf, -math.inf, -math.inf
        while left > 0:
            if n == runs[r, 1]:
                r += 1
                n = runs[r, 0]
            taken = min(left, runs[r, 1] - n)
            for i in range(taken):
                px, py = points[n + i, 0] + shift[0], points[n + i, 1] + shift[1]
                x[slot + i], y[slot + i], row[slot + i] = px, py, n + i
                west, east = px if px < west else west, px if px > east else east  # noqa: FURB136
                south, north = py if py < south else south, py if py > north else north  # noqa: FURB136
            if not blocks.level:
                for i in range(taken):
                    z[slot + i] = points[n + i, 2] + shift[2]
            n, slot, left = n + taken, slot + taken, left - taken
        for i in range(slot, start[b + 1]):
            x[i], y[i], row[i] = x[slot - 1], y[slot - 1], -1
            if not blocks.level:
                z[i] = z[slot - 1]
        box[b, 0], box[b, 1], box[b, 2], box[b, 3] = west, south, east, north
