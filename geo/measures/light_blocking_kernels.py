"""What stands in the way of one lamp: the panels round it, and what passes them to points.

A ray meets a panel where three sums of its way east and its way north have the right sign, so
many points are tried against a panel at a time. The same sums over the corners of a square tell
that none of its points can be shaded; most panels need no more than that.
"""

import math
from typing import NamedTuple

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import compiled, lean
from geo.measures.light_piece_kernels import Pieces, away_from
from geo.measures.light_place_kernels import columns_within, rows_within

HAIR = 1e-9
"""Metres and shares within which rounding must not decide what is left out."""

WIDER = 1e-6
"""Metres by which a square is taken to be wider when panels are left out for it."""

EX, EY, AX, AY, FAR, BASE, TOP, SHARE, LIMIT, SURE = range(10)
"""What is kept of a panel round a lamp, a row each, so that panels are tried several at a time.

Its way and start seen from the lamp, turned so that ``FAR`` = ax·ey - ay·ex is positive; heights;
the share that passes; the largest dx·ey - dy·ex of a point it shades; 1 where it is higher than
every ray at both ends, so that heights need not be asked for.
"""

KEPT = 10

ABREAST = 16
"""Numbers that are worked on at a time: a row of them is filled up to a multiple of it."""


class Around(NamedTuple):
    """The panels round one lamp: first ``solid`` that let nothing through, then the others.

    ``near`` (``KEPT``, panels) is what is kept of them, ``owner`` the obstacle of each; those of
    one obstacle follow each other. ``verdict`` has room for what each does to some points.
    """

    near: Reals
    owner: Integers
    verdict: Reals
    solid: int
    panels: int


@lean
def filled_up(count: int) -> int:
    """Answer the next multiple of ``ABREAST``: what is worked out beyond the count is not used."""
    return (count + ABREAST - 1) // ABREAST * ABREAST


@compiled
def nothing_around(count: int) -> Around:
    """Answer room for some panels."""
    wide = filled_up(count)
    return Around(np.zeros((KEPT, wide)), np.zeros(wide, np.int64), np.zeros(wide), 0, 0)


@compiled
def panels_round(
    lamp: Reals,
    low: float,
    high: float,
    pieces: Pieces,
    seen: Integers,
    number: int,
    found: Integers,
    room: Around,
) -> Around:
    """Answer the panels within reach of a lamp (x, y, z, reach) that can shade a point.

    Rays lie between the heights ``low`` and ``high``. ``seen`` tells for which lamp each piece
    was found last, ``found`` has room for every piece; ``room`` is used again where it is enough.
    """
    x, y, reach = lamp[0], lamp[1], lamp[3]
    squares, box = pieces.squares, pieces.box
    solid, clear, most = 0, len(found), 0
    south, north = rows_within(squares, y, reach)
    for row in range(south, north + 1):
        left, right = columns_within(squares, x, y, reach, row)
        k = row * squares.columns
        for m in range(squares.first[k + left], squares.first[k + right + 1]):
            p = squares.members[m]
            if seen[p] == number:
                continue
            seen[p] = number
            if box[p, 5] < low or box[p, 4] > high:
                continue
            if away_from(x, y, box[p, 0], box[p, 1], box[p, 2], box[p, 3]) > reach * reach:
                continue
            most += int(pieces.first[p + 1] - pieces.first[p])
            if pieces.panels[pieces.first[p], 6] > 0.0:
                clear -= 1
                found[clear] = p
            else:
                found[solid] = p
                solid += 1
    if most > len(room.owner):
        room = nothing_around(2 * most)
    near, owner = room.near, room.owner
    count = 0
    for n in range(solid):
        count = _kept(near, owner, count, pieces, found[n], lamp, low, high)
    opaque = count
    others = found[clear:]
    others.sort()
    for n in range(len(others)):
        count = _kept(near, owner, count, pieces, others[n], lamp, low, high)
    return Around(near, owner, room.verdict, opaque, count)


@lean
def _kept(
    near: Reals,
    owner: Integers,
    count: int,
    pieces: Pieces,
    piece: int,
    lamp: Reals,
    low: float,
    high: float,
) -> int:
    """Keep the panels of a piece that lie within reach, from place ``count``; answer the next."""
    x, y, z, square = lamp[0], lamp[1], lamp[2], lamp[3] * lamp[3]
    # A ray to the level ground at 0 cannot fall below it by rounding.
    under = low if low == 0.0 else low - HAIR
    for k in range(pieces.first[piece], pieces.first[piece + 1]):
        panel = pieces.panels[k]
        ax, ay = panel[0] - x, panel[1] - y
        ex, ey = panel[2] - panel[0], panel[3] - panel[1]
        bx, by, base, top = ax + ex, ay + ey, panel[4], panel[5]
        far = ax * ey - ay * ex
        if far == 0.0 or top < low or base > high:
            continue
        if away_from(0.0, 0.0, min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)) > square:
            continue
        turn = 1.0 if far > 0.0 else -1.0
        far = abs(far)
        near[EX, count], near[EY, count] = turn * ex, turn * ey
        near[AX, count], near[AY, count] = turn * ax, turn * ay
        near[FAR, count], near[SHARE, count] = far, panel[6]
        near[BASE, count], near[TOP, count] = base, top
        over = top < z
        near[LIMIT, count] = far * (z - low) / (z - top) * (1.0 + HAIR) if over else math.inf
        near[SURE, count] = 1.0 if base <= under and top >= high + HAIR else 0.0
        owner[count] = pieces.obstacle[piece]
        count += 1
    return count


@lean
def judge(around: Around, x: float, y: float, wide: float, tall: float) -> None:
    """Note what each panel does to a box round (x, y), half as wide and as tall.

    Nothing (-1), perhaps something (0), or it keeps every ray from it (1).
    """
    near, verdict = around.near, around.verdict[: filled_up(around.panels)]
    exs, eys, axs, ays = near[EX], near[EY], near[AX], near[AY]
    fars, limits, sures = near[FAR], near[LIMIT], near[SURE]
    for k in range(len(verdict)):
        ex, ey, ax, ay = exs[k], eys[k], axs[k], ays[k]
        across, spread = x * ey - y * ex - fars[k], abs(ey) * wide + abs(ex) * tall
        start, about = ax * y - ay * x, abs(ax) * tall + abs(ay) * wide
        ends = x * (ey + ay) - y * (ex + ax)
        round_end = abs(ey + ay) * wide + abs(ex + ax) * tall
        some = (across + spread > 0.0) & (start + about >= 0.0) & (ends + round_end >= 0.0)
        some &= across + fars[k] - spread <= limits[k]
        whole = (across - spread > 0.0) & (start - about > 0.0) & (ends - round_end > 0.0)
        whole &= sures[k] > 0.0
        verdict[k] = (1.0 if whole else 0.0) if some else -1.0


@lean
def shaded(
    around: Around,
    z: float,
    box: tuple[float, float, float, float],
    dx: Reals,
    dy: Reals,
    fall: Reals,
    share: Reals,
    room: Reals,
) -> bool:
    """Lessen ``share`` to what passes from a lamp at height z to points (dx, dy) away in a box.

    Panels of one obstacle count once, and of all that let something through the two densest
    count. ``fall`` is height of the point less height of the lamp, ``room`` three rows of room.
    Tell whether every point is known to be in the dark.
    """
    if around.panels == 0:
        return False
    judge(around, box[0], box[1], box[2], box[3])
    near, owner, verdict = around.near, around.owner, around.verdict
    for k in range(around.solid):
        if verdict[k] > 0.0:
            return True
    for k in range(around.solid):
        if verdict[k] == 0.0:
            stop(near, k, z, 0.0, dx, dy, fall, share)
    hit, one, other = room[0, : len(dx)], room[1, : len(dx)], room[2, : len(dx)]
    k, some = around.solid, False
    while k < around.panels:
        met, first = False, k
        while k < around.panels and owner[k] == owner[first]:
            if verdict[k] >= 0.0:
                if not met:
                    hit[:] = 1.0
                    met = True
                stop(near, k, z, near[SHARE, k], dx, dy, fall, hit)
            k += 1
        if met and not some:
            one[:] = 1.0
            other[:] = 1.0
            some = True
        if met:
            densest_two(hit, one, other)
    if some:
        for i in range(len(share)):
            share[i] *= one[i] * other[i]
    return False


@lean
def stop(
    near: Reals, k: int, z: float, passes: float, dx: Reals, dy: Reals, fall: Reals, share: Reals
) -> None:
    """Set the share that passes to each point whose ray crosses a panel at its heights."""
    ex, ey, ax, ay, far = near[EX, k], near[EY, k], near[AX, k], near[AY, k], near[FAR, k]
    base, top = near[BASE, k], near[TOP, k]
    if near[SURE, k] > 0.0:
        for i in range(len(share)):
            across, along = dx[i] * ey - dy[i] * ex, ax * dy[i] - ay * dx[i]
            met = (across > far) & (along >= 0.0) & (along <= across)
            share[i] = passes if met else share[i]
        return
    for i in range(len(share)):
        across, along = dx[i] * ey - dy[i] * ex, ax * dy[i] - ay * dx[i]
        level = z + fall[i] * (far / across)
        met = (across > far) & (along >= 0.0) & (along <= across)
        met &= (level >= base) & (level <= top)
        share[i] = passes if met else share[i]


@lean
def densest_two(hit: Reals, one: Reals, other: Reals) -> None:
    """Keep the two least of three shares, the least in ``one``."""
    for i in range(len(hit)):
        a, b, c = one[i], other[i], hit[i]
        one[i] = c if c < a else a  # noqa: FURB136
        rest = a if c < a else c  # noqa: FURB136
        other[i] = rest if rest < b else b  # noqa: FURB136
