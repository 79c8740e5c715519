"""Level light straight from lamps that shine alike all round: the loops most rays go through.

Inverse-square law and cosine law (EN 13201-3; methods §2.3), kept so plain that several points
are taken at a time; that is also why the arc tangent and the arc sine are our own. Dividing and
square roots are what takes time: beyond ``ASIDE`` one of each is enough.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo.measures.arrays import Reals
from geo.measures.compiled import blended

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

SINES = (
    *(0.9999999999999998, 0.16666666666689706, 0.07499999995624415, 0.04464286038603156),
    *(0.030381820752221768, 0.022374928823605693, 0.017313700945909897, 0.01432423514994457),
    *(0.009376473481056653, 0.018256370242133533, -0.011693559679531323, 0.03150477675162432),
)
"""arcsin(x) / x in powers of x², through the Chebyshev points of 0 to sin²(30°): error 3e-16."""

ASIDE = 3.0
"""How many times a lamp's height squared the squared way along the ground is where the light comes
in lower than 30° above the ground."""


class Between(NamedTuple):
    """Room for how curves are read: below which value, how far on, that value and the rise."""

    below: npt.NDArray[np.int32]
    upper: Reals
    rising: Reals


@blended
def arc_tangent(x: float) -> float:
    """Answer the degrees of a tangent between -tan(22.5°) and tan(22.5°)."""
    s = x * x
    arc = ARC[10] * s + ARC[9]
    arc = (arc * s + ARC[8]) * s + ARC[7]
    arc = (arc * s + ARC[6]) * s + ARC[5]
    arc = (arc * s + ARC[4]) * s + ARC[3]
    arc = (arc * s + ARC[2]) * s + ARC[1]
    return (arc * s * x + x) * DEGREES


@blended
def arc_sine(x: float, square: float) -> float:
    """Answer the degrees of a sine between -1/2 and 1/2, its square given."""
    arc = SINES[11] * square + SINES[10]
    arc = (arc * square + SINES[9]) * square + SINES[8]
    arc = (arc * square + SINES[7]) * square + SINES[6]
    arc = (arc * square + SINES[5]) * square + SINES[4]
    arc = (arc * square + SINES[3]) * square + SINES[2]
    arc = (arc * square + SINES[1]) * square + SINES[0]
    return x * arc * DEGREES


@blended
def steeply(level: float, rise: float) -> tuple[float, float]:
    """Answer the degrees from straight down of a ray, and lux on level ground for one candela.

    The lamp hangs ``rise`` above the point; ``level`` is the square of the way between them along
    the ground. One division does for both.
    """
    ahead = abs(rise)
    side, square = math.sqrt(level), level + rise * rise
    square = square if square > NEAREST else NEAREST  # noqa: FURB136
    cube = square * math.sqrt(square)
    steep, middle = side > THREE_EIGHTHS * ahead, side > EIGHTH * ahead
    over = -ahead if steep else (side - ahead if middle else side)
    under = side if steep else (side + ahead if middle else ahead)
    under = under if under > 0.0 else 1.0
    once = 1.0 / (under * cube)
    whole = arc_tangent(over * cube * once) + (90.0 if steep else (45.0 if middle else 0.0))
    return (180.0 - whole if rise < 0.0 else whole), under * once * rise


@blended
def aside(level: float, rise: float) -> tuple[float, float]:
    """Answer what ``steeply`` does where light comes in lower than 30° above the ground."""
    share = 1.0 / (level + rise * rise)
    sine = rise * math.sqrt(share)
    return 90.0 - arc_sine(sine, rise * rise * share), sine * share


@blended
def straight_down(
    lamp: Reals, x: Reals, y: Reals, z: Reals, step: float, last: int, at: Between, worth: Reals
) -> None:
    """Answer for a level lamp (x, y, z) that shines alike all round what points get of it.

    Its curve has values from 0 to ``last``, so many degrees apart; ``at`` is between which of
    them a point lies, ``worth`` lux on level ground for one candela.
    """
    per, end, most = 1.0 / step, float(last), float(last - 1)
    below, upper = at.below, at.upper
    for i in range(len(worth)):
        dx, dy, rise = x[i] - lamp[0], y[i] - lamp[1], lamp[2] - z[i]
        degrees, lux = steeply(dx * dx + dy * dy, rise)
        steps = degrees * per
        k = np.int32(steps if steps < most else most)  # noqa: FURB136
        below[i], upper[i] = k, steps - k
        worth[i] = lux if (rise > 0.0) & (steps <= end) else 0.0


@blended
def from_aside(
    lamp: Reals, x: Reals, y: Reals, z: Reals, step: float, last: int, at: Between, worth: Reals
) -> None:
    """Answer what ``straight_down`` does where light comes in lower than 30° above the ground."""
    per, end, most = 1.0 / step, float(last), float(last - 1)
    below, upper = at.below, at.upper
    for i in range(len(worth)):
        dx, dy, rise = x[i] - lamp[0], y[i] - lamp[1], lamp[2] - z[i]
        degrees, lux = aside(dx * dx + dy * dy, rise)
        steps = degrees * per
        k = np.int32(steps if steps < most else most)  # noqa: FURB136
        below[i], upper[i] = k, steps - k
        worth[i] = lux if (rise > 0.0) & (steps <= end) else 0.0


@blended
def straight_down_on(
    level: Reals, rise: float, step: float, last: int, at: Between, worth: Reals
) -> None:
    """Answer what ``straight_down`` does for points on one plane, squares of their ways given."""
    per, end, most = 1.0 / step, float(last), float(last - 1)
    below, upper = at.below, at.upper
    for i in range(len(worth)):
        degrees, lux = steeply(level[i], rise)
        steps = degrees * per
        k = np.int32(steps if steps < most else most)  # noqa: FURB136
        below[i], upper[i], worth[i] = k, steps - k, lux if steps <= end else 0.0


@blended
def from_aside_on(
    level: Reals, rise: float, step: float, last: int, at: Between, worth: Reals
) -> None:
    """Answer what ``from_aside`` does for points on one plane, squares of their ways given."""
    per, end, most = 1.0 / step, float(last), float(last - 1)
    below, upper = at.below, at.upper
    for i in range(len(worth)):
        degrees, lux = aside(level[i], rise)
        steps = degrees * per
        k = np.int32(steps if steps < most else most)  # noqa: FURB136
        below[i], upper[i], worth[i] = k, steps - k, lux if steps <= end else 0.0


@blended
def add_all_round(
    rising: Reals, at: Between, worth: Reals, share: Reals, power: float, lux: Reals
) -> None:
    """Add the light of a lamp at points that lie between values of its curve."""
    found, below = at.rising, at.below
    # A loop of its own: what is looked up in a table keeps others from being taken several at
    # a time.
    for i in range(len(worth)):
        k = np.uint32(below[i])
        found[i, 0], found[i, 1] = rising[k, 0], rising[k, 1]
    for i in range(len(worth)):
        candela = found[i, 0] + found[i, 1] * at.upper[i]
        lux[i] += power * candela * worth[i] * share[i]


@blended
def light_all_round(rising: Reals, at: Between, power: float, worth: Reals) -> None:
    """Answer the light of a lamp, in place of what one candela is worth."""
    below, upper = at.below, at.upper
    for i in range(len(worth)):
        k = np.uint32(below[i])
        worth[i] *= power * (rising[k, 0] + rising[k, 1] * upper[i])
