"""What stands in the way of one lamp: the panels round it, and what passes them to points.

A ray meets a panel where three sums of its way east and its way north have the right sign, so
many points are tried against a panel at a time. The same sums over the corners of a square tell
that none of its points can be shaded; most panels need no more than that.
"""

import math
from typing import NamedTuple

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import compiled, inlaid
from geo.measures.light_block_kernels import ABREAST, filled_up
from geo.measures.light_piece_kernels import Pieces, away_from
from geo.measures.light_place_kernels import columns_within, rows_within

HAIR = 1e-9
"""Metres, square metres and shares within which rounding must not decide what is left out."""

WIDER = 1e-6
"""Metres by which a square is taken to be wider when panels are left out for it."""

EX, EY, AX, AY, FAR, BASE, TOP, SHARE, START, LIMIT, SURE = range(11)
"""What is kept of a panel round a lamp, a row each, so that panels are tried several at a time.

Its way and start seen from the lamp, both turned half round where dx·ey - dy·ex would not be
positive behind it; ``FAR``, what that is at the panel; heights; the share that passes; the least
and the largest dx·ey - dy·ex of a point it shades; 1 where it is higher than every ray at both
ends, so that heights need not be asked for.
"""

KEPT = 11


class Around(NamedTuple):
    """The panels round one lamp: first ``solid`` that let nothing through, then the others.

    ``near`` (``KEPT``, panels) is what is kept of them, ``owner`` the obstacle of each; those of
    one obstacle follow each other. ``verdict`` has room for what each does to some points, and
    ``chosen`` for which do anything.
    """

    near: Reals
    owner: Integers
    verdict: Reals
    chosen: Integers
    solid: int
    panels: int


@compiled
def nothing_around(count: int) -> Around:
    """Answer room for some panels."""
    wide = filled_up(count)
    return Around(
        np.zeros((KEPT, wide)),
        np.zeros(wide, np.int64),
        np.zeros(wide),
        np.zeros(wide, np.int64),
        0,
        0,
    )


@compiled
def panels_round(
    lamp: Reals,
    points: tuple[float, float],
    pieces: Pieces,
    seen: Integers,
    number: int,
    found: Integers,
    room: Around,
) -> Around:
    """Answer the panels within reach of a lamp (x, y, z, reach) that can shade a point.

    ``points`` is between which heights these lie. ``seen`` tells for which lamp each piece was
    found last, ``found`` has room for every piece; ``room`` is used again where it is enough.
    """
    solid, clear, most = _find(lamp, points, pieces, seen, number, found)
    if most > len(room.owner):
        room = nothing_around(2 * most)
    found[clear:].sort()
    opaque, count = _keep(room.near, room.owner, pieces, found, solid, clear, lamp, points)
    return Around(room.near, room.owner, room.verdict, room.chosen, opaque, count)


@inlaid
def _find(
    lamp: Reals,
    points: tuple[float, float],
    pieces: Pieces,
    seen: Integers,
    number: int,
    found: Integers,
) -> tuple[int, int, int]:
    """Find the pieces within reach: solid ones up to a place of ``found``, others from a place on.

    Answer both places, and how many panels there are.
    """
    x, y, reach = lamp[0], lamp[1], lamp[3]
    low, high = min(points[0], lamp[2]), max(points[1], lamp[2])
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
    return solid, clear, most


@inlaid
def _keep(
    near: Reals,
    owner: Integers,
    pieces: Pieces,
    found: Integers,
    solid: int,
    clear: int,
    lamp: Reals,
    points: tuple[float, float],
) -> tuple[int, int]:
    """Keep what is found; answer how many panels are solid, and how many there are."""
    count = 0
    for n in range(solid):
        count = _kept(near, owner, count, pieces, found[n], lamp, points)
    opaque = count
    for n in range(clear, len(found)):
        count = _kept(near, owner, count, pieces, found[n], lamp, points)
    return opaque, count


@inlaid
def _kept(
    near: Reals,
    owner: Integers,
    count: int,
    pieces: Pieces,
    piece: int,
    lamp: Reals,
    points: tuple[float, float],
) -> int:
    """Keep the panels of a piece that lie within reach, from place ``count``; answer the next."""
    x, y, z, square = lamp[0], lamp[1], lamp[2], lamp[3] * lamp[3]
    low, high, least = min(points[0], z), max(points[1], z), z - points[1]
    # A ray to the level ground at 0 cannot fall below it by rounding.
    under = low if low == 0.0 else low - HAIR
    for k in range(pieces.first[piece], pieces.first[piece + 1]):
        panel = pieces.panels[k]
        ax, ay = panel[0] - x, panel[1] - y
        ex, ey = panel[2] - panel[0], panel[3] - panel[1]
        bx, by, base, top = ax + ex, ay + ey, panel[4], panel[5]
        far = ax * ey - ay * ex
        if far == 0.0 or top < low or base > high or (least > 0.0 and base >= z):
            continue
        away = away_from(0.0, 0.0, min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
        # Rays that fall pass under a panel off the ground until they are so many times as long.
        times = least / (z - base) * (1.0 - HAIR) if least > z - base > 0.0 else 1.0
        if away * times * times > square:
            continue
        turn = 1.0 if far > 0.0 else -1.0
        far = abs(far)
        near[EX, count], near[EY, count] = turn * ex, turn * ey
        near[AX, count], near[AY, count] = turn * ax, turn * ay
        near[FAR, count], near[SHARE, count] = far, panel[6]
        near[BASE, count], near[TOP, count] = base, top
        near[START, count] = far * times
        over = top < z
        near[LIMIT, count] = far * (z - low) / (z - top) * (1.0 + HAIR) if over else math.inf
        near[SURE, count] = 1.0 if base <= under and top >= high + HAIR else 0.0
        owner[count] = pieces.obstacle[piece]
        count += 1
    return count


@inlaid
def judge(around: Around, x: float, y: float, wide: float, tall: float) -> int:
    """Choose the panels that may do something to a box round (x, y), half as wide and as tall.

    Answer how many there are, -1 where one of them keeps every ray from it.
    """
    near, verdict, chosen = around.near, around.verdict[: filled_up(around.panels)], around.chosen
    exs, eys, axs, ays = near[EX], near[EY], near[AX], near[AY]
    starts, limits = near[START], near[LIMIT]
    for k in range(len(verdict)):
        ex, ey, ax, ay = exs[k], eys[k], axs[k], ays[k]
        across, spread = x * ey - y * ex, abs(ey) * wide + abs(ex) * tall
        start, about = ax * y - ay * x, abs(ax) * tall + abs(ay) * wide
        round_end = abs(ey + ay) * wide + abs(ex + ax) * tall
        some = (across + spread > starts[k]) & (across - spread <= limits[k])
        some &= (start + about >= -HAIR) & (across - start + round_end >= -HAIR)
        verdict[k] = 1.0 if some else 0.0
    count = 0
    for first in range(0, around.panels, ABREAST):
        if verdict[first : first + ABREAST].sum() > 0.0:
            for k in range(first, min(first + ABREAST, around.panels)):
                chosen[count] = k
                count += verdict[k] > 0.0
    for n in range(count):
        if chosen[n] >= around.solid:
            break
        if near[SURE, chosen[n]] > 0.0 and _fills(near, chosen[n], x, y, wide, tall):
            return -1
    return count


@inlaid
def _fills(near: Reals, k: int, x: float, y: float, wide: float, tall: float) -> bool:
    """Tell whether a panel lies between the lamp and all of a box."""
    ex, ey, ax, ay = near[EX, k], near[EY, k], near[AX, k], near[AY, k]
    across, spread = x * ey - y * ex, abs(ey) * wide + abs(ex) * tall
    start, about = ax * y - ay * x, abs(ax) * tall + abs(ay) * wide
    round_end = abs(ey + ay) * wide + abs(ex + ax) * tall
    beyond = across - spread > near[FAR, k]
    return bool(beyond and start - about > HAIR and across - start - round_end > HAIR)


@inlaid
def shade(
    around: Around, count: int, lamp: Reals, x: Reals, y: Reals, z: Reals, share: Reals, room: Reals
) -> None:
    """Lessen ``share`` to what passes from a lamp to the points of a block.

    ``count`` of the panels are ``chosen``. Panels of one obstacle count once, and of all that let
    something through the two densest count. ``room`` is three rows of room.
    """
    near, owner, chosen = around.near, around.owner, around.chosen
    n = 0
    while n < count and chosen[n] < around.solid:
        stop(near, chosen[n], lamp, 0.0, x, y, z, share)
        n += 1
    if n == count:
        return
    hit, one, other = room[0, : len(x)], room[1, : len(x)], room[2, : len(x)]
    one[:] = 1.0
    other[:] = 1.0
    while n < count:
        whose = owner[chosen[n]]
        hit[:] = 1.0
        while n < count and owner[chosen[n]] == whose:
            stop(near, chosen[n], lamp, near[SHARE, chosen[n]], x, y, z, hit)
            n += 1
        densest_two(hit, one, other)
    for i in range(len(share)):
        share[i] *= one[i] * other[i]


@inlaid
def stop(
    near: Reals, k: int, lamp: Reals, passes: float, x: Reals, y: Reals, z: Reals, share: Reals
) -> None:
    """Set the share that passes to each point whose ray crosses a panel at its heights."""
    ex, ey, ax, ay, far = near[EX, k], near[EY, k], near[AX, k], near[AY, k], near[FAR, k]
    east, north, up = lamp[0], lamp[1], lamp[2]
    if near[SURE, k] > 0.0:
        for i in range(len(share)):
            dx, dy = x[i] - east, y[i] - north
            across, along = dx * ey - dy * ex, ax * dy - ay * dx
            met = (across > far) & (along >= 0.0) & (along <= across)
            share[i] = passes if met else share[i]
        return
    # The ray is at the height up + (z - up) * far / across where it meets the panel.
    over, under = up - near[BASE, k], up - near[TOP, k]
    for i in range(len(share)):
        dx, dy, drop = x[i] - east, y[i] - north, (up - z[i]) * far
        across, along = dx * ey - dy * ex, ax * dy - ay * dx
        met = (across > far) & (along >= 0.0) & (along <= across)
        met &= (over * across >= drop) & (under * across <= drop)
        share[i] = passes if met else share[i]


@inlaid
def densest_two(hit: Reals, one: Reals, other: Reals) -> None:
    """Keep the two least of three shares, the least in ``one``."""
    for i in range(len(hit)):
        a, b, c = one[i], other[i], hit[i]
        one[i] = c if c < a else a  # noqa: FURB136
        rest = a if c < a else c  # noqa: FURB136
        other[i] = rest if rest < b else b  # noqa: FURB136
