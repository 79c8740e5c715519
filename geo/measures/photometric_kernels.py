"""How much light a luminaire sends towards points, and what it is worth there.

Formulas: inverse-square law and cosine law (EN 13201-3; methods §2.3). Loops are kept so plain
that several points are taken at a time.
"""

import math
from typing import NamedTuple

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import inlaid
from geo.measures.downward_kernels import EIGHTH, NEAREST, THREE_EIGHTHS, arc_tangent

HORIZONTAL, VERTICAL, SEMICYLINDRICAL, HEMISPHERICAL, SEMICYLINDRICAL_BACK = range(5)
"""Quantities; the last is semicylindrical light on a face that looks the other way."""


class Curves(NamedTuple):
    """Light distributions end to end: values, (begin, planes, angles), degrees per angle.

    ``rising`` (values, 2) is each value and how much more the next one is.
    """

    values: Reals
    rising: Reals
    shape: Integers
    step: Reals


class Lamp(NamedTuple):
    """One lamp: height, lumens, and its frame (east and north of C0, sine and cosine of tilt)."""

    z: float
    lumens: float
    east: float
    north: float
    sine: float
    cosine: float


@inlaid
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


@inlaid
def downward_angles(dx: Reals, dy: Reals, fall: Reals, gamma: Reals) -> None:
    """Answer in ``gamma`` the degrees from straight down at which a level lamp sees points."""
    for i in range(len(gamma)):
        gamma[i] = angle_between(math.sqrt(dx[i] * dx[i] + dy[i] * dy[i]), -fall[i])


@inlaid
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


@inlaid
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


@inlaid
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


@inlaid
def horizontal(dx: Reals, dy: Reals, fall: Reals, share: Reals, candela: Reals, lux: Reals) -> None:
    """Answer lux on level ground at points (dx, dy) away and ``-fall`` below a lamp."""
    for i in range(len(lux)):
        rise = -fall[i]
        square = dx[i] * dx[i] + dy[i] * dy[i] + rise * rise
        square = square if square > NEAREST else NEAREST  # noqa: FURB136
        rise = rise if rise > 0.0 else 0.0  # noqa: FURB136
        lux[i] = candela[i] * rise / (square * math.sqrt(square)) * share[i]


@inlaid
def hemispherical(
    dx: Reals, dy: Reals, fall: Reals, share: Reals, candela: Reals, lux: Reals
) -> None:
    """Answer lux on a half ball on the ground."""
    for i in range(len(lux)):
        square = dx[i] * dx[i] + dy[i] * dy[i] + fall[i] * fall[i]
        square = square if square > NEAREST else NEAREST  # noqa: FURB136
        slope = 1.0 - fall[i] / math.sqrt(square)
        lux[i] = candela[i] * slope / (4.0 * square) * share[i]


@inlaid
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
