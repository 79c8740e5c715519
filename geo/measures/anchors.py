"""Scores from measured values: straight lines between fixed anchors on a logarithmic scale.

Anchors are fixed goalposts, so a score never changes because another place was added.
"""

import numpy as np
import numpy.typing as npt

from geo.measures.arrays import Reals

Anchors = tuple[tuple[float, ...], tuple[float, ...]]

MEAN_LUX: Anchors = ((0.25, 1, 2, 3, 5, 7.2, 10), (0, 25, 45, 60, 80, 92, 100))
"""Indicator 1a. A full moon gives 0.25 lx; 10 lx is where more light stops helping."""

LEAST_LUX: Anchors = ((0.05, 0.2, 0.4, 0.6, 1.0, 2.0), (0, 25, 50, 65, 80, 100))
"""Indicator 1b. The darkest place says more about reassurance than the mean."""

FACE_LUX: Anchors = ((0.1, 0.4, 1, 3), (0, 50, 75, 100))
"""Indicator 1d. At 0.4 lx a face is recognised at 4 m, at 3 lx at 10 m."""


def anchor_score(values: npt.ArrayLike, anchors: Anchors) -> Reals:
    """Answer 0–100 for positive values; at or under the first anchor 0.

    >>> anchor_score([0, 5.794], MEAN_LUX).round(1).tolist()
    [0.0, 84.9]
    """
    least = anchors[0][0]
    safe = np.maximum(np.asarray(values, dtype=float), least)
    return np.asarray(np.interp(np.log(safe), np.log(anchors[0]), anchors[1]))


def anchor_value(score: float, anchors: Anchors) -> float:
    """Answer the value that gives a score.

    >>> round(anchor_value(80, MEAN_LUX), 9)
    5.0
    """
    return float(np.exp(np.interp(score, anchors[1], np.log(anchors[0]))))


def target_score(
    values: Reals, target: Reals, anchors: Anchors, at_target: float, enough: float
) -> Reals:
    """Answer the score of lux against its own target: a fixed score there, no gain far above.

    Parameters
    ----------
    values, target
        Lux as measured and as asked for; NaN where nothing is asked.
    anchors
        Anchors of the indicator, stretched so that the target gives ``at_target``.
    at_target
        Score of just reaching the target; 80 leaves the anchors as they are for class P4.
    enough
        Times the target above which more light earns nothing.
    """
    stretch = anchor_value(at_target, anchors) / target
    return anchor_score(np.minimum(values, enough * target) * stretch, anchors)


def surround_score(ratio: npt.ArrayLike, enough: float) -> Reals:
    """Answer 0 for a lit path through the dark, 100 where its sides have enough of its light.

    >>> surround_score([0.0, 0.25, 0.5, 2.0], 0.5).tolist()
    [0.0, 50.0, 100.0, 100.0]
    """
    return 100 * np.minimum(1.0, np.asarray(ratio, dtype=float) / enough)


def gap_score(gap_m: npt.ArrayLike, longest: float) -> Reals:
    """Answer 100 for no dark gap, 0 from the longest on."""
    return np.maximum(0.0, 100 * (1 - np.asarray(gap_m, dtype=float) / longest))
