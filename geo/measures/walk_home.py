"""The walk home: what a route costs as it is felt, and how good its whole and its worst part are.

Methods §6.1, §6.2 and 5a. A segment's experience is 0–100, NaN where it is not known.
"""

import numpy as np

from geo.measures.arrays import Flags, Reals

DUST = 1e-6
"""Metres under which two lengths are one."""


def perceived_cost(length_m: Reals, experience: Reals, aversion: float) -> Reals:
    """Answer metres as they are felt: ``L·(1 + β·(1 - s/100))``.

    >>> perceived_cost(np.array([200.0, 300.0]), np.array([30.0, 85.0]), 2.0).round(6).tolist()
    [480.0, 390.0]
    """
    return np.asarray(length_m * (1 + aversion * (1 - experience / 100)))


def experience(light: Reals | None, eyes: Reals | None) -> Reals | None:
    """Answer the geometric mean of what is given per segment; what is missing is left out.

    By day only eyes are given. A score counts for at least 1, as between factors.

    >>> experience(np.array([64.0, 50.0, np.nan]), np.array([36.0, np.nan, np.nan])).tolist()
    [48.0, 50.0, nan]
    """
    given = [values for values in (light, eyes) if values is not None]
    if not given:
        return None
    held = np.maximum(np.stack(given), 1.0)
    known = np.isfinite(held)
    summed = np.where(known, np.log(held), 0.0).sum(axis=0)
    count = known.sum(axis=0)
    mean = np.exp(summed / np.maximum(count, 1))
    return np.where(count > 0, np.minimum(np.round(mean, 9), 100.0), np.nan)


def in_tunnels(felt: Reals, narrow: Flags, factor: float) -> Reals:
    """Answer the experience with that of dark or winding tunnels scaled down."""
    return np.where(narrow, felt * factor, felt)


def worst_window(length_m: Reals, felt: Reals, window_m: float) -> tuple[float, float]:
    """Answer the least mean over any window of a walk, and where on the walk it begins.

    Windows that hold a part of unknown experience are left out. Where no window is known
    throughout (or the walk is shorter) it is the mean of all that is known, from the start.

    >>> worst_window(np.array([50.0, 25, 25, 100]), np.array([80.0, 20, 40, 90]), 50)
    (30.0, 50.0)
    """
    known = np.isfinite(felt)
    if not known.any():
        return float("nan"), 0.0
    ends = np.concatenate([[0.0], np.cumsum(length_m)])
    total = np.concatenate([[0.0], np.cumsum(np.where(known, felt, 0.0) * length_m)])
    seen = np.concatenate([[0.0], np.cumsum(np.where(known, length_m, 0.0))])
    # The mean of a window changes its course only where one of its ends meets a new segment.
    starts = np.unique(np.concatenate([ends, ends - window_m]))
    starts = starts[(starts >= 0) & (starts + window_m <= ends[-1] + DUST)]
    upper = np.interp(starts + window_m, ends, seen)
    whole = upper - np.interp(starts, ends, seen) > window_m - DUST
    if not whole.any():
        return float(total[-1] / seen[-1]), 0.0
    starts = starts[whole]
    held = np.interp(starts + window_m, ends, total) - np.interp(starts, ends, total)
    least = int(np.argmin(np.round(held, 9)))
    return float(held[least] / window_m), float(starts[least])


def walk_score(whole: Reals, worst: Reals, share: float) -> Reals:
    """Answer 5a per walk: a share of the mean, the rest of the worst window.

    >>> walk_score(np.array([70.0]), np.array([30.0]), 0.6).tolist()
    [54.0]
    """
    return np.asarray(share * whole + (1 - share) * worst)
