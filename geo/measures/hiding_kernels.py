"""Which points of a view stay hidden from which storey, panel by panel, many points at a time.

The question is that of ``crossing``, asked of all points in the sectors a panel covers, and of
those beside them that fill up a block: it is the same question for them.
"""

from geo.measures.arrays import Integers, Reals
from geo.measures.box_kernels import BLOCK, whole_blocks
from geo.measures.compiled import lean
from geo.measures.horizon_kernels import HAIR
from geo.measures.screen_kernels import FACED, FIELDS, Round, Screens
from geo.measures.sight_kernels import MISSED
from geo.measures.spot_kernels import SECTORS, View


@lean
def hide(
    heights: Reals,
    eyes: tuple[float, float],
    screens: Screens,
    around: Round,
    counts: tuple[int, int],
    view: View,
    seen: int,
) -> bool:
    """Leave in ``open`` the storeys that see each of the points; tell whether shares count.

    ``eyes`` are the least and the greatest height of any point, ``counts`` those of the panels,
    ``seen`` that of the points.
    """
    view.open[:seen] = (1 << heights.shape[0]) - 1
    for n in range(counts[0]):
        place = _place_of(around.whole[n])
        for turn in range(_turns(around.faced, place)):
            start, end = _run_of(view.start, around.faced, place, turn)
            if start < end:
                _hide_all(
                    around.faced,
                    place,
                    view.x[start:end],
                    view.y[start:end],
                    view.open[start:end],
                )
    through = False
    for n in range(counts[1]):
        k = around.part[n]
        place = _place_of(k)
        block, i = screens.boxes.found[k // BLOCK], k % BLOCK
        shape = block * FIELDS * BLOCK + i
        base, top = screens.shape[shape + 4 * BLOCK], screens.shape[shape + 5 * BLOCK]
        passes = screens.shape[shape + 6 * BLOCK]
        for turn in range(_turns(around.faced, place)):
            start, end = _run_of(view.start, around.faced, place, turn)
            if start >= end:
                continue
            z, open_, crossed = view.z[start:end], view.open[start:end], view.crossed[start:end]
            if not _cross(
                around.faced, place, view.x[start:end], view.y[start:end], open_, crossed
            ):
                continue
            if passes > 0.0 and not through:
                through = True
                view.share[: 2 * heights.shape[0], : whole_blocks(seen)] = 1.0
                view.who[: 2 * heights.shape[0], : whole_blocks(seen)] = -1
            for f in range(heights.shape[0]):
                # Every line from this storey stays well below or above.
                if base > max(heights[f], eyes[1]) + HAIR or top < min(heights[f], eyes[0]) - HAIR:
                    continue
                if passes == 0.0:
                    _hide_from(heights[f], 1 << f, base, top, z, crossed, open_)
                    continue
                _thin(
                    heights[f],
                    base,
                    top,
                    passes,
                    screens.obstacle[block * BLOCK + i],
                    z,
                    crossed,
                    view.share[2 * f, start:end],
                    view.share[2 * f + 1, start:end],
                    view.who[2 * f, start:end],
                    view.who[2 * f + 1, start:end],
                )
    return through


@lean
def _place_of(k: int) -> int:
    """Answer where the numbers of a panel begin."""
    return k // BLOCK * FACED * BLOCK + k % BLOCK


@lean
def _turns(faced: Reals, place: int) -> int:
    """Answer in how many runs the points lie that a panel may hide."""
    return 2 if faced[place + 5 * BLOCK] >= faced[place + 6 * BLOCK] + 1.0 else 1


@lean
def _run_of(start: Integers, faced: Reals, place: int, turn: int) -> tuple[int, int]:
    """Answer a run of points that a panel may hide, widened to whole blocks."""
    first, last = int(faced[place + 5 * BLOCK]), int(faced[place + 6 * BLOCK])
    if first > last:
        first, last = (first, SECTORS - 1) if turn == 0 else (0, last)
    begin, end = start[first], start[last + 1]
    return (begin // BLOCK * BLOCK, whole_blocks(end)) if begin < end else (0, 0)


@lean
def _hide_all(faced: Reals, place: int, x: Reals, y: Reals, open_: Integers) -> None:
    """Hide from all storeys what lies behind a panel that stops all lines."""
    x0, y0 = faced[place], faced[place + BLOCK]
    ex, ey, at = faced[place + 2 * BLOCK], faced[place + 3 * BLOCK], faced[place + 4 * BLOCK]
    for i in range(len(open_)):
        whole, along = x[i] * ey - y[i] * ex, x0 * y[i] - y0 * x[i]
        met = (whole > at) & (along >= 0.0) & (along <= whole)
        open_[i] = 0 if met else open_[i]


@lean
def _cross(faced: Reals, place: int, x: Reals, y: Reals, open_: Integers, crossed: Reals) -> bool:
    """Answer in ``crossed`` where lines cross a panel; tell whether any that is still open does."""
    x0, y0 = faced[place], faced[place + BLOCK]
    ex, ey, at = faced[place + 2 * BLOCK], faced[place + 3 * BLOCK], faced[place + 4 * BLOCK]
    some = 0
    for i in range(len(open_)):
        whole, along = x[i] * ey - y[i] * ex, x0 * y[i] - y0 * x[i]
        met = (whole > at) & (along >= 0.0) & (along <= whole) & (open_[i] != 0)
        crossed[i] = at / whole if met else MISSED
        some += 1 if met else 0
    return some > 0


@lean
def _hide_from(
    height: float, bit: int, base: float, top: float, z: Reals, crossed: Reals, open_: Integers
) -> None:
    """Hide from a storey what a panel hides from it where it is crossed."""
    for i in range(len(open_)):
        level = height + (z[i] - height) * crossed[i]
        met = (crossed[i] < MISSED) & (level >= base) & (level <= top)
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
        met = (crossed[i] < MISSED) & (level >= base) & (level <= top)
        met &= (who[i] != obstacle) & (next_who[i] != obstacle)
        first, second = met & (passes < least[i]), met & (passes < next_least[i])
        before, whose = least[i], who[i]
        next_least[i] = before if first else (passes if second else next_least[i])
        next_who[i] = whose if first else (obstacle if second else next_who[i])
        least[i] = passes if first else before
        who[i] = obstacle if first else whose
