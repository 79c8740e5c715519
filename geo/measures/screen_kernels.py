"""Panels as one place sees them: those that may matter, each with the sectors it covers."""

from typing import NamedTuple

from geo.measures.arrays import Integers, Reals
from geo.measures.box_kernels import BLOCK, Boxes
from geo.measures.compiled import lean
from geo.measures.horizon_kernels import HAIR, HALF, Source
from geo.measures.spot_kernels import SECTORS

FIELDS = 7
"""Numbers of a panel as it stands: x0, y0, x1, y1, base, top, transmittance."""

FACED = 8
"""Numbers of a panel as it is seen: see ``Round``."""


class Screens(NamedTuple):
    """Panels in blocks, side by side: x0 of a block, y0 of it, and so on in the order of panels."""

    shape: Reals
    obstacle: Integers
    boxes: Boxes


class Round(NamedTuple):
    """Room for the panels round one place, filled anew for each.

    ``faced`` holds by blocks x0, y0, ex, ey, ``at`` as in ``crossing``, turned so that ``at`` is
    above zero, the first and the last sector covered (the last is less where the range wraps),
    and whether the panel is kept: 1, or 2 where it stops all lines that cross it. ``whole`` and
    ``part`` list the panels that stop all lines and the others; ``run`` is room for which points
    each may hide.
    """

    faced: Reals
    whole: Integers
    part: Integers
    run: Integers


@lean
def stand_round(
    source: Source, reach: float, screens: Screens, blocks: int, around: Round
) -> tuple[int, int]:
    """Face the panels of the blocks found; count those that stop all lines and the others."""
    whole, part = 0, 0
    for b in range(blocks):
        block = screens.boxes.found[b] * FIELDS * BLOCK
        shape = screens.shape[block : block + FIELDS * BLOCK]
        _face(source, reach, shape, around.faced[b * FACED * BLOCK : (b + 1) * FACED * BLOCK])
        kept = (b * FACED + 7) * BLOCK
        for i in range(BLOCK):
            around.whole[whole], around.part[part] = b * BLOCK + i, b * BLOCK + i
            whole += around.faced[kept + i] == 2.0  # noqa: PLR2004
            part += around.faced[kept + i] == 1.0
    return whole, part


@lean
def _face(source: Source, reach: float, shape: Reals, to: Reals) -> None:
    """Answer what ``Round`` holds of each panel of a block, without a branch.

    ``squared_distance``, ``direction`` and ``ranges`` do the same for one panel.
    """
    x, y, low, high, square = source.x, source.y, source.low, source.high, reach * reach
    left_x, left_y, right_x, right_y = source.left_x, source.left_y, source.right_x, source.right_y
    for i in range(BLOCK):
        x0, y0 = shape[i] - x, shape[BLOCK + i] - y
        x1, y1 = shape[2 * BLOCK + i] - x, shape[3 * BLOCK + i] - y
        ex, ey = shape[2 * BLOCK + i] - shape[i], shape[3 * BLOCK + i] - shape[BLOCK + i]
        base, top, passes = shape[4 * BLOCK + i], shape[5 * BLOCK + i], shape[6 * BLOCK + i]
        t = -(x0 * ex + y0 * ey) / (ex * ex + ey * ey)
        t = t if t > 0.0 else 0.0  # noqa: FURB136
        t = t if t < 1.0 else 1.0  # noqa: FURB136
        near_x, near_y = x0 + t * ex, y0 + t * ey
        away = near_x * near_x + near_y * near_y
        at = x0 * ey - y0 * ex
        kept = (away <= square) & (top >= low) & (base <= high) & (at != 0.0)
        kept &= (x0 * left_y - y0 * left_x >= 0.0) | (x1 * left_y - y1 * left_x >= 0.0)
        kept &= (right_x * y0 - right_y * x0 >= 0.0) | (right_x * y1 - right_y * x1 >= 0.0)
        all_lines = (base <= low) & (top >= high) & (passes == 0.0)
        one, other = abs(x0) + abs(y0), abs(x1) + abs(y1)
        one, other = x0 / (one if one > 0.0 else 1.0), x1 / (other if other > 0.0 else 1.0)
        one = 1.0 - one if y0 >= 0.0 else 3.0 + one
        other = 1.0 - other if y1 >= 0.0 else 3.0 + other
        first, last = one if one < other else other, other if one < other else one  # noqa: FURB136
        wraps = last - first > HALF
        first, last = last if wraps else first, first if wraps else last
        first, last = (first - HAIR) * (SECTORS / 4.0), (last + HAIR) * (SECTORS / 4.0)
        first = first if first > 0.0 else 0.0  # noqa: FURB136
        last = last if last < SECTORS - 1.0 else SECTORS - 1.0  # noqa: FURB136
        # Too near for directions to be sure: it may cover any sector.
        close = away < 2.0 * HAIR
        turn = -1.0 if at < 0.0 else 1.0
        to[i], to[BLOCK + i] = turn * x0, turn * y0
        to[2 * BLOCK + i], to[3 * BLOCK + i], to[4 * BLOCK + i] = turn * ex, turn * ey, turn * at
        to[5 * BLOCK + i] = 0.0 if close else first
        to[6 * BLOCK + i] = SECTORS - 1.0 if close else last
        to[7 * BLOCK + i] = (2.0 if all_lines else 1.0) if kept else 0.0
