"""Points as one place sees them: those in view side by side, sorted by the sector they lie in.

What stands before a place covers a run of sectors, and so a run of points, that is worked on many
points at a time.
"""

from typing import NamedTuple

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.box_kernels import BLOCK, Boxes
from geo.measures.compiled import lean
from geo.measures.horizon_kernels import Source

SECTORS = 512
"""Equal parts of the round that points are sorted into."""

ASIDE = 8
"""Further heaps for points out of view: with one alone, each would wait for the one before it."""


class Spots(NamedTuple):
    """Points in blocks: x of a block, y of it, z of it, and so on; ``row`` tells which they are."""

    xyz: Reals
    row: Integers
    boxes: Boxes


class View(NamedTuple):
    """Room for the points in view of one place, filled anew for each.

    Those of sector s are ``start[s]`` to ``start[s + 1]`` of ``x`` and ``y`` (from the place),
    ``z`` (as it is) and ``member`` of the blocks found; ``open`` has a bit per storey that sees
    the point. ``share`` and ``who`` hold, a row for each storey and thickness, what the two
    thickest plants let through and which they are; ``crossed`` where along the line a panel is
    crossed, 0 where it is not, and ``bits`` the same numbers as bits, as ``end_bits`` are those of
    ``ends``. The others are for sorting and for counting.
    """

    start: Integers
    next: Integers
    toward: Reals
    x: Reals
    y: Reals
    z: Reals
    member: Integers
    open: Integers
    crossed: Reals
    bits: Integers
    ends: Reals
    end_bits: Integers
    share: Reals
    who: Integers
    seen: Reals
    which: Integers


@lean
def look_round(source: Source, reach: float, spots: Spots, blocks: int, view: View) -> int:
    """Sort the points of the blocks found that are in view; answer how many."""
    for b in range(blocks):
        block = spots.boxes.found[b] * 3 * BLOCK
        to = view.toward[b * 3 * BLOCK : (b + 1) * 3 * BLOCK]
        _face(source, reach, spots.xyz[block : block + 3 * BLOCK], SECTORS + b % ASIDE, to)
    start, place, toward = view.start, view.next, view.toward
    start[:] = 0
    # Neighbours lie in one sector: taken from one block after the other they do not wait. Indices
    # without a sign spare asking whether they count from the end.
    for i in range(BLOCK):
        for b in range(blocks):
            start[np.uint64(int(toward[(b * 3 + 2) * BLOCK + i]) + 1)] += 1
    total = 0
    for sector in range(SECTORS + ASIDE):
        place[sector] = total
        total += start[sector + 1]
        start[sector + 1] = total
    x, y, member = view.x, view.y, view.member
    for i in range(BLOCK):
        for b in range(blocks):
            k = b * 3 * BLOCK + i
            heap = np.uint64(int(toward[k + 2 * BLOCK]))
            at = np.uint64(place[heap])
            place[heap] += 1
            x[at], y[at], member[at] = toward[k], toward[k + BLOCK], b * BLOCK + i
    return int(start[SECTORS])


@lean
def take_heights(spots: Spots, count: int, view: View) -> None:
    """Answer in ``z`` how high each point in view is, where they differ."""
    for i in range(count):
        block, k = divmod(view.member[i], BLOCK)
        view.z[i] = spots.xyz[(spots.boxes.found[block] * 3 + 2) * BLOCK + k]


@lean
def _face(source: Source, reach: float, xyz: Reals, aside: int, to: Reals) -> None:
    """Answer in ``toward`` x and y from the source and the sector of each point of a block.

    As ``direction`` and ``in_view`` do, without a branch.
    """
    x, y, square, out = source.x, source.y, reach * reach, float(aside)
    left_x, left_y, right_x, right_y = source.left_x, source.left_y, source.right_x, source.right_y
    for i in range(BLOCK):
        dx, dy = xyz[i] - x, xyz[BLOCK + i] - y
        whole = abs(dx) + abs(dy)
        share = dx / (whole if whole > 0.0 else 1.0)
        sector = (1.0 - share if dy >= 0.0 else 3.0 + share) * (SECTORS / 4.0)
        sector = sector if sector < SECTORS - 1.0 else SECTORS - 1.0  # noqa: FURB136
        left, right = dx * left_y - dy * left_x, right_x * dy - right_y * dx
        inside = (dx * dx + dy * dy <= square) & (left >= 0.0) & (right >= 0.0)
        to[i], to[BLOCK + i], to[2 * BLOCK + i] = dx, dy, sector if inside else out
