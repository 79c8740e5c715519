"""Which points of a view stay hidden from which storey, panel by panel, many points at a time.

The question is that of ``crossing``, asked of all points in the sectors a panel covers, and of
those beside them that fill up a block: it is the same question for them. Loops that matter run over
numbers without a sign, so that none has to be asked whether it counts from the end.
"""

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.box_kernels import BLOCK, whole_blocks
from geo.measures.compiled import lean
from geo.measures.screen_kernels import FACED, FIELDS, Round, Screens
from geo.measures.spot_kernels import SECTORS, View

NEVER = 1 << 62
"""More than the bits of any share of a line."""


@lean
def hide_from_all(around: Round, count: int, view: View) -> None:
    """Close the points behind panels that stop all lines, of which there are ``count``."""
    faced, panel, begins, ends = around.faced, around.run[0], around.run[1], around.run[2]
    x, y, open_ = view.x, view.y, view.open
    for n in range(_lay_runs(around, around.whole, count, view.start)):
        place = _place_of(panel[n])
        x0, y0 = faced[place], faced[place + BLOCK]
        ex, ey, at = faced[place + 2 * BLOCK], faced[place + 3 * BLOCK], faced[place + 4 * BLOCK]
        for i in range(np.uint64(begins[n]), np.uint64(ends[n])):
            whole, along = x[i] * ey - y[i] * ex, x0 * y[i] - y0 * x[i]
            met = (whole > at) & (along >= 0.0) & (along <= whole)
            open_[i] = 0 if met else open_[i]


@lean
def hide_from_some(
    heights: Reals,
    eyes: tuple[float, float],
    screens: Screens,
    around: Round,
    count: int,
    view: View,
    seen: int,
) -> bool:
    """Close for each storey the points behind other panels; tell whether shares count.

    ``eyes`` are the least and the greatest height of any point, of which ``seen`` are in view.
    """
    faced, panel, begins, ends = around.faced, around.run[0], around.run[1], around.run[2]
    through = False
    x, y, open_ = view.x, view.y, view.open
    for n in range(_lay_runs(around, around.part, count, view.start)):
        place = _place_of(panel[n])
        x0, y0 = faced[place], faced[place + BLOCK]
        ex, ey, at = faced[place + 2 * BLOCK], faced[place + 3 * BLOCK], faced[place + 4 * BLOCK]
        some = 0
        for i in range(np.uint64(begins[n]), np.uint64(ends[n])):
            whole, along = x[i] * ey - y[i] * ex, x0 * y[i] - y0 * x[i]
            met = (whole > at) & (along >= 0.0) & (along <= whole) & (open_[i] != 0)
            some += 1 if met else 0
        # Of most panels no open point lies behind: the others may take their time.
        if some == 0:
            continue
        start, end = begins[n], ends[n]
        crossed = view.crossed[start:end]
        _cross(x0, y0, ex, ey, at, x[start:end], y[start:end], open_[start:end], crossed)
        if _passes(screens, panel[n]) > 0.0 and not through:
            through = True
            view.share[: 2 * heights.shape[0], : whole_blocks(seen)] = 1.0
            view.who[: 2 * heights.shape[0], : whole_blocks(seen)] = -1
        _hide(heights, eyes, screens, panel[n], view, start, end)
    return through


@lean
def _hide(
    heights: Reals,
    eyes: tuple[float, float],
    screens: Screens,
    k: int,
    view: View,
    start: int,
    end: int,
) -> None:
    """Close for each storey what a panel hides of a run of points, or let it through in part."""
    block, i = screens.boxes.found[k // BLOCK], k % BLOCK
    shape = block * FIELDS * BLOCK + i
    base, top = float(screens.shape[shape + 4 * BLOCK]), float(screens.shape[shape + 5 * BLOCK])
    passes, obstacle = _passes(screens, k), int(screens.obstacle[block * BLOCK + i])
    z, open_, crossed = view.z[start:end], view.open[start:end], view.crossed[start:end]
    nearest, farthest = _ends_of(view.bits[start:end], view.end_bits, view.ends)
    closed = 0
    for f in range(heights.shape[0]):
        # Rounding keeps order: no line is lower or higher than these where it is crossed.
        one = heights[f] + (eyes[0] - heights[f]) * nearest
        two = heights[f] + (eyes[0] - heights[f]) * farthest
        three = heights[f] + (eyes[1] - heights[f]) * nearest
        four = heights[f] + (eyes[1] - heights[f]) * farthest
        low, high = min(one, two, three, four), max(one, two, three, four)
        if high < base or low > top:
            continue
        if passes > 0.0:
            _thin(
                heights[f],
                base,
                top,
                passes,
                obstacle,
                z,
                crossed,
                view.share[2 * f, start:end],
                view.share[2 * f + 1, start:end],
                view.who[2 * f, start:end],
                view.who[2 * f + 1, start:end],
            )
        elif low >= base and high <= top:
            closed |= 1 << f
        else:
            _hide_from(heights[f], 1 << f, base, top, z, crossed, open_)
    if closed:
        for m in range(len(open_)):
            open_[m] &= ~closed if crossed[m] > 0.0 else -1


@lean
def _passes(screens: Screens, k: int) -> float:
    """Answer what a panel lets through."""
    block, i = screens.boxes.found[k // BLOCK], k % BLOCK
    return float(screens.shape[(block * FIELDS + 6) * BLOCK + i])


@lean
def _place_of(k: int) -> int:
    """Answer where the numbers of a panel begin."""
    return k // BLOCK * FACED * BLOCK + k % BLOCK


@lean
def _lay_runs(around: Round, kept: Integers, count: int, start: Integers) -> int:
    """Answer in ``run`` the points that each panel may hide, widened to whole blocks.

    Count them: a panel whose sectors wrap has two. Known beforehand, they keep the processor from
    guessing how long each loop is.
    """
    faced, panel, begins, ends = around.faced, around.run[0], around.run[1], around.run[2]
    runs = 0
    for n in range(count):
        place = _place_of(kept[n])
        first, last = int(faced[place + 5 * BLOCK]), int(faced[place + 6 * BLOCK])
        if first > last:
            panel[runs], begins[runs], ends[runs] = kept[n], 0, whole_blocks(start[last + 1])
            runs += 1
            last = SECTORS - 1
        begin, end = start[first], start[last + 1]
        panel[runs], begins[runs], ends[runs] = kept[n], begin // BLOCK * BLOCK, whole_blocks(end)
        runs += begin < end
    return runs


@lean
def _cross(
    x0: float,
    y0: float,
    ex: float,
    ey: float,
    at: float,
    x: Reals,
    y: Reals,
    open_: Integers,
    crossed: Reals,
) -> None:
    """Answer the share of each line up to a panel; 0 where it is not crossed, or closed before."""
    for i in range(len(crossed)):
        whole, along = x[i] * ey - y[i] * ex, x0 * y[i] - y0 * x[i]
        met = (whole > at) & (along >= 0.0) & (along <= whole) & (open_[i] != 0)
        crossed[i] = at / whole if met else 0.0


@lean
def _ends_of(bits: Integers, end_bits: Integers, ends: Reals) -> tuple[float, float]:
    """Answer the least and the greatest share above 0.

    Numbers above zero are ordered as their bits are, and bits are compared many at a time.
    """
    least, most = NEVER, 0
    for i in range(len(bits)):
        some = bits[i] if bits[i] > 0 else NEVER
        least = some if some < least else least  # noqa: FURB136
        most = bits[i] if bits[i] > most else most  # noqa: FURB136
    end_bits[0], end_bits[1] = least, most
    return ends[0], ends[1]


@lean
def _hide_from(
    height: float, bit: int, base: float, top: float, z: Reals, crossed: Reals, open_: Integers
) -> None:
    """Close for a storey what a panel hides from it where it is crossed."""
    for i in range(len(open_)):
        level = height + (z[i] - height) * crossed[i]
        met = (crossed[i] > 0.0) & (level >= base) & (level <= top)
        open_[i] &= ~bit if met else -1


@lean
def _thin(
    height: float,
    base: float,
    top: float,
    passes: float,
    obstacle: int,
    z: Reals,
    crossed: Reals,
    least: Reals,
    next_least: Reals,
    who: Integers,
    next_who: Integers,
) -> None:
    """Let the lines from a storey through a plant: once each, and the two thickest count."""
    for i in range(len(z)):
        level = height + (z[i] - height) * crossed[i]
        met = (crossed[i] > 0.0) & (level >= base) & (level <= top)
        met &= (who[i] != obstacle) & (next_who[i] != obstacle)
        first, second = met & (passes < least[i]), met & (passes < next_least[i])
        before, whose = least[i], who[i]
        next_least[i] = before if first else (passes if second else next_least[i])
        next_who[i] = whose if first else (obstacle if second else next_who[i])
        least[i] = passes if first else before
        who[i] = obstacle if first else whose
