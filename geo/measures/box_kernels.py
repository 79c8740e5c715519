"""Points and panels in blocks, with the box that each block and each group of blocks fills.

A place that looks out asks groups first, then the blocks of those within its view; of most blocks
it never reads a member. Blocks hold as many members as are worked on at a time.
"""

from typing import NamedTuple

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import lean
from geo.measures.horizon_kernels import Source

BLOCK = 16
"""Members of a block, and blocks of a group: worked on together without a remainder."""

WIDER = 1e-6
"""Metres by which a box is taken to be wider, so that rounding never leaves a member out."""

WEST, SOUTH, EAST, NORTH = range(4)


class Boxes(NamedTuple):
    """West, south, east and north of each block and of each group of blocks, a row each."""

    block: Reals
    group: Reals
    found: Integers
    flags: Integers


@lean
def whole_blocks(count: int) -> int:
    """Answer the next multiple of ``BLOCK``."""
    return (count + BLOCK - 1) // BLOCK * BLOCK


@lean
def blocks_in_view(boxes: Boxes, source: Source, reach: float) -> int:
    """Answer in ``found`` the blocks whose box reaches into the view; count them."""
    found, group_flags, flags = boxes.found, boxes.flags[:BLOCK], boxes.flags[BLOCK:]
    count = 0
    for first in range(0, boxes.group.shape[1], BLOCK):
        _ask(boxes.group, first, source, reach, group_flags)
        for k in range(BLOCK):
            if group_flags[k] == 0:
                continue
            begin = (first + k) * BLOCK
            _ask(boxes.block, begin, source, reach, flags)
            for i in range(BLOCK):
                found[count] = begin + i
                count += flags[i]
    return count


@lean
def _ask(box: Reals, begin: int, source: Source, reach: float, flags: Integers) -> None:
    """Answer 1 for each of so many boxes that comes within reach and both edges of the view."""
    west, south = box[WEST, begin : begin + BLOCK], box[SOUTH, begin : begin + BLOCK]
    east, north = box[EAST, begin : begin + BLOCK], box[NORTH, begin : begin + BLOCK]
    x, y = source.x, source.y
    left_x, left_y, right_x, right_y = source.left_x, source.left_y, source.right_x, source.right_y
    # The corners that lie farthest within either edge.
    within_left_x, within_left_y = east if left_y > 0.0 else west, south if left_x > 0.0 else north
    within_right_x = west if right_y > 0.0 else east
    within_right_y = north if right_x > 0.0 else south
    for i in range(BLOCK):
        a, b, c, d = west[i] - x, x - east[i], south[i] - y, y - north[i]
        across, up = b if b > a else a, d if d > c else c  # noqa: FURB136
        across, up = across if across > 0.0 else 0.0, up if up > 0.0 else 0.0  # noqa: FURB136
        left = (within_left_x[i] - x) * left_y - (within_left_y[i] - y) * left_x
        right = right_x * (within_right_y[i] - y) - right_y * (within_right_x[i] - x)
        near = (across * across + up * up <= reach * reach) & (left >= 0.0) & (right >= 0.0)
        flags[i] = 1 if near else 0
