"""What more of something is worth: a concave curve that siting may maximise.

The score of lux is not concave everywhere, so a sum of it has no useful upper bound. Its least
concave majorant has one, and lies on the score where lamps are worth most (decision 24).
"""

from dataclasses import dataclass, field

import numpy as np

from geo.measures.anchors import Anchors, anchor_score
from geo.measures.arrays import Reals

SAMPLES = 4001
"""Points of the score that the hull is taken over; lines between them are lifted to touch it."""

KNOTS = 48
"""Bends kept of the hull: more change the bound by less than a hundredth of a point."""


ROUNDING = 1e-9
"""Slopes may rise by so much."""

BETWEEN = 2e-5
"""How far the score can lie over a line that touches it in the samples."""


@dataclass(frozen=True)
class Curve:
    """A concave, rising, piecewise linear function that starts at (0, 0) and ends level.

    Parameters
    ----------
    amount
        (k,) rising amounts, the first 0.
    worth
        (k,) worth at each; beyond the last amount nothing is gained.
    """

    amount: Reals = field(repr=False)
    worth: Reals = field(repr=False)

    def __post_init__(self) -> None:
        slopes = self.slopes
        if self.amount[0] != 0 or self.worth[0] != 0 or (np.diff(self.amount) <= 0).any():
            raise ValueError("a curve starts at (0, 0) and its amounts rise")
        if (slopes < 0).any() or (np.diff(slopes) > ROUNDING).any():
            raise ValueError("a curve rises, and ever less")

    @property
    def slopes(self) -> Reals:
        """Answer the slope of each piece."""
        return np.asarray(np.diff(self.worth) / np.diff(self.amount))

    def __call__(self, amount: Reals) -> Reals:
        """Answer the worth of amounts."""
        return np.asarray(np.interp(amount, self.amount, self.worth))


COVERED = Curve(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
"""Covered once is covered: the curve of the maximal covering problem."""


def concave_majorant(anchors: Anchors) -> Curve:
    """Answer the least concave curve through the origin that lies on or over a score.

    The score runs straight between its anchors on a logarithmic scale (``anchor_score``). The
    answer lies at most a hundredth of a point over the exact majorant and never under it.

    >>> from geo.measures.anchors import MEAN_LUX
    >>> bool(concave_majorant(MEAN_LUX)(np.array([5.0]))[0] >= 80)
    True
    """
    top = anchors[0][-1]
    amount = np.union1d(np.linspace(0.0, top, SAMPLES), np.asarray(anchors[0], dtype=float))
    score = np.where(amount > 0, anchor_score(amount, anchors), 0.0)
    corner = _upper_hull(amount, score)
    keep = _fewer(amount[corner], score[corner])
    return _lifted(amount[corner][keep], score[corner][keep], amount, score)


def _upper_hull(x: Reals, y: Reals) -> list[int]:
    hull: list[int] = []
    for i in range(len(x)):
        while len(hull) > 1:
            a, b = hull[-2], hull[-1]
            if (y[b] - y[a]) * (x[i] - x[a]) > (y[i] - y[a]) * (x[b] - x[a]):
                break
            hull.pop()
        hull.append(i)
    return hull


def _fewer(x: Reals, y: Reals) -> list[int]:
    """Choose bends of a concave line, again and again where the chord misses it most."""
    kept = [0, len(x) - 1]
    while len(kept) < min(KNOTS, len(x)):
        miss = y - np.interp(x, x[kept], y[kept])
        worst = int(np.argmax(miss))
        if miss[worst] <= 0:
            break
        kept = sorted({*kept, worst})
    return kept


def _lifted(x: Reals, y: Reals, amount: Reals, score: Reals) -> Curve:
    """Lift every chord until it touches the score from above, and join the lines again."""
    slope = np.diff(y) / np.diff(x)
    level = np.array([np.max(score - s * amount) for s in slope]) + BETWEEN
    # The first line starts in the origin, where nothing lies over it.
    level[0] = 0.0
    slope[0] = max(slope[0], float(np.max(score[1:] / amount[1:])) * (1 + 1e-6))
    bend = (level[1:] - level[:-1]) / (slope[:-1] - slope[1:])
    ends = np.concatenate([[0.0], bend, [amount[-1]]])
    worth = np.concatenate(
        [[0.0], level[1:] + slope[1:] * bend, [level[-1] + slope[-1] * ends[-1]]]
    )
    return Curve(ends, np.minimum.accumulate(worth[::-1])[::-1])
