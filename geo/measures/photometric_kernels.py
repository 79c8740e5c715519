"""How much light a luminaire sends towards points, and what it is worth there.

Formulas: inverse-square law and cosine law (EN 13201-3; methods §2.3). Loops are kept so plain
that several points are taken at a time; that is also why the arc tangent is our own.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import lean

HORIZONTAL, VERTICAL, SEMICYLINDRICAL, HEMISPHERICAL, SEMICYLINDRICAL_BACK = range(5)
"""Quantities; the last is semicylindrical light on a face that looks the other way."""

NEAREST = 0.01
"""Square metres: no point is taken to be nearer to a lamp than 0.1 m."""

EIGHTH, THREE_EIGHTHS = math.tan(math.pi / 8), math.tan(3 * math.pi / 8)

ARC = (
    *(1.0, -0.3333333333332844, 0.199999999988551, -0.1428571418097571, 0.11111106180425145),
    *(-0.09090773074092884, 0.07689953486227682, -0.06640233842869744, 0.056883487686028446),
    *(-0.04348050891958043, 0.02113535694575133),
)
"""arctan(x) / x in powers of x², through the Chebyshev points of 0 to tan²(22.5°): error 4e-17."""

DEGREES = 180.0 / math.pi


class Curves(NamedTuple):
    """Light distributions end to end: values, (begin, planes, angles), degrees per angle."""

    values: Reals
    shape: Integers
    step: Reals


class Between(NamedTuple):
    """Room for how curves are read: below which value, how far on, that value and the next."""

    below: npt.NDArray[np.int32]
    upper: Reals
    low: Reals
    high: Reals


class Lamp(NamedTuple):
    """One lamp: height, lumens, and its frame (east and north of C0, sine and cosine of tilt)."""

    z: float
    lumens: float
    east: float
    north: float
    sine: float
    cosine: float


@lean
def arc_tangent(x: float) -> float:
    """Answer the degrees of a tangent between -tan(22.5°) and tan(22.5°)."""
    s = x * x
    arc = ARC[10] * s + ARC[9]
    arc = (arc * s + ARC[8]) * s + ARC[7]
    arc = (arc * s + ARC[6]) * s + ARC[5]
    arc = (arc * s + ARC[4]) * s + ARC[3]
    arc = (arc * s + ARC[2]) * s + ARC[1]
    return (arc * s * x + x) * DEGREES


@lean
def angle_between(side: float, ahead: float) -> float:
    """Answer degrees from ahead to a side that is not negative: 0 to 180.

    Written without max() and without branches, so that several points are taken at a time.
    """
    level = abs(ahead)
    steep, middle = side > THREE_EIGHTHS * level, side > EIGHTH * level
    over = -level if steep else (side - level if middle else side)
    under = side if steep else (side + level if middle else level)
    whole = arc_tangent(over / (under if under > 0.0 else 1.0))
    whole += 90.0 if steep else (45.0 if middle else 0.0)
    return 180.0 - whole if ahead < 0.0 else whole


@lean
def straight_down(
    lamp: Reals, x: Reals, y: Reals, z: Reals, step: float, last: int, at: Between, worth: Reals
) -> None:
    """Answer for a level lamp (x, y, z) that shines alike all round what points get of it.

    Its curve has values from 0 to ``last``, so many degrees apart; ``at`` is between which of
    them a point lies, ``worth`` lux on level ground for one candela. One division does for both.
    """
    east, north, up = lamp[0], lamp[1], lamp[2]
    per, end, most = 1.0 / step, float(last), float(last - 1)
    below, upper = at.below, at.upper
    for i in range(len(worth)):
        dx, dy, rise = x[i] - east, y[i] - north, up - z[i]
        level, ahead = dx * dx + dy * dy, abs(rise)
        side, square = math.sqrt(level), level + rise * rise
        square = square if square > NEAREST else NEAREST  # noqa: FURB136
        cube = square * math.sqrt(square)
        steep, middle = side > THREE_EIGHTHS * ahead, side > EIGHTH * ahead
        over = -ahead if steep else (side - ahead if middle else side)
        under = side if steep else (side + ahead if middle else ahead)
        under = under if under > 0.0 else 1.0
        once = 1.0 / (under * cube)
        whole = arc_tangent(over * cube * once) + (90.0 if steep else (45.0 if middle else 0.0))
        steps = (180.0 - whole if rise < 0.0 else whole) * per
        rise = rise if (rise > 0.0) & (steps <= end) else 0.0
        k = np.int32(steps if steps < most else most)  # noqa: FURB136
        below[i], upper[i], worth[i] = k, steps - k, under * once * rise


@lean
def add_all_round(
    values: Reals, at: Between, worth: Reals, share: Reals, power: float, lux: Reals
) -> None:
    """Add the light of a lamp at points that lie between values of its curve."""
    first, following, low, high = values[:-1], values[1:], at.low, at.high
    # A loop of its own: what is looked up in a table keeps others from being taken several at
    # a time.
    for i in range(len(worth)):
        k = np.uint32(at.below[i])
        low[i], high[i] = first[k], following[k]
    for i in range(len(worth)):
        candela = low[i] + (high[i] - low[i]) * at.upper[i]
        lux[i] += power * candela * worth[i] * share[i]


@lean
def downward_angles(dx: Reals, dy: Reals, fall: Reals, gamma: Reals) -> None:
    """Answer in ``gamma`` the degrees from straight down at which a level lamp sees points."""
    for i in range(len(gamma)):
        gamma[i] = angle_between(math.sqrt(dx[i] * dx[i] + dy[i] * dy[i]), -fall[i])


@lean
def luminaire_angles(
    lamp: Lamp, dx: Reals, dy: Reals, fall: Reals, gamma: Reals, plane: Reals
) -> None:
    """Answer the angle and, in ``plane``, the plane in which a luminaire sees points, degrees."""
    east, north, sine, cosine = lamp.east, lamp.north, lamp.sine, lamp.cosine
    for i in range(len(gamma)):
        toward, left = dx[i] * east + dy[i] * north, dy[i] * east - dx[i] * north
        ahead = toward * cosine + fall[i] * sine
        down = toward * sine - fall[i] * cosine
        gamma[i] = angle_between(math.sqrt(ahead * ahead + left * left), down)
        turn = angle_between(abs(left), ahead)
        plane[i] = 360.0 - turn if left < 0.0 else turn


@lean
def shine(
    curves: Curves, optics: int, power: float, gamma: Reals, plane: Reals, candela: Reals
) -> None:
    """Answer in ``candela`` the intensity towards points, ``power`` lumens given off in all."""
    begin, planes, angles = curves.shape[optics]
    step, size = curves.step[optics], planes * angles
    values = curves.values[begin : begin + size]
    if planes == 1:
        _shine_all_round(values, step, power, gamma, candela)
        return
    for i in range(len(candela)):
        at = gamma[i] / step
        candela[i] = 0.0
        if at > angles - 1:
            continue
        below = min(int(at), angles - 2)
        upper = at - below
        turn = plane[i] * planes / 360.0
        left = int(turn)
        part = turn - left
        left %= planes
        k, n = left * angles + below, ((left + 1) % planes) * angles + below
        here = values[k] * (1.0 - upper) + values[k + 1] * upper
        there = values[n] * (1.0 - upper) + values[n + 1] * upper
        candela[i] = power * (here * (1.0 - part) + there * part)


@lean
def _shine_all_round(
    values: Reals, step: float, power: float, gamma: Reals, candela: Reals
) -> None:
    last = np.float64(len(values) - 1)
    highest = np.uint32(len(values) - 2)
    low, high = values[:-1], values[1:]
    for i in range(len(candela)):
        at = gamma[i] / step
        below = np.uint32(at if at < last else last)  # noqa: FURB136
        below = below if below < highest else highest  # noqa: FURB136
        upper = at - below
        found = low[below] * (1.0 - upper) + high[below] * upper
        candela[i] = power * found if at <= last else 0.0


@lean
def horizontal(dx: Reals, dy: Reals, fall: Reals, share: Reals, candela: Reals, lux: Reals) -> None:
    """Answer lux on level ground at points (dx, dy) away and ``-fall`` below a lamp."""
    for i in range(len(lux)):
        rise = -fall[i]
        square = dx[i] * dx[i] + dy[i] * dy[i] + rise * rise
        square = square if square > NEAREST else NEAREST  # noqa: FURB136
        rise = rise if rise > 0.0 else 0.0  # noqa: FURB136
        lux[i] = candela[i] * rise / (square * math.sqrt(square)) * share[i]


@lean
def hemispherical(
    dx: Reals, dy: Reals, fall: Reals, share: Reals, candela: Reals, lux: Reals
) -> None:
    """Answer lux on a half ball on the ground."""
    for i in range(len(lux)):
        square = dx[i] * dx[i] + dy[i] * dy[i] + fall[i] * fall[i]
        square = square if square > NEAREST else NEAREST  # noqa: FURB136
        slope = 1.0 - fall[i] / math.sqrt(square)
        lux[i] = candela[i] * slope / (4.0 * square) * share[i]


@lean
def on_faces(
    quantity: int,
    dx: Reals,
    dy: Reals,
    fall: Reals,
    toward: Reals,
    share: Reals,
    candela: Reals,
    lux: Reals,
) -> None:
    """Answer lux on faces; ``toward`` is the cosine from the way faced to the way to the lamp."""
    for i in range(len(lux)):
        level = dx[i] * dx[i] + dy[i] * dy[i]
        flat, square = math.sqrt(level), max(level + fall[i] * fall[i], NEAREST)
        given = candela[i] * share[i] * flat / (square * math.sqrt(square))
        if quantity == VERTICAL:
            lux[i] = given * max(toward[i], 0.0)
        elif fall[i] >= 0.0:
            lux[i] = 0.0
        else:
            front = 1.0 + toward[i] if quantity == SEMICYLINDRICAL else 1.0 - toward[i]
            lux[i] = given * front / math.pi
