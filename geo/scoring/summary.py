"""A department over its segments: never the mean alone (methods §7.5)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

WEAK = 40.0
"""Score under which a stretch is weak."""

WORST = 0.1
"""Share of the walked metres shown as the worst."""


@dataclass(frozen=True)
class Summary:
    """What the segments of a department come to.

    Parameters
    ----------
    mean
        Mean over walked metres (exposure × length).
    p10
        The score that the worst tenth of the walked metres do not exceed.
    weak_share
        Share of the walked metres that score under 40, 0–1.
    coverage
        Share of the walked metres that have a score, 0–1.
    """

    mean: float
    p10: float
    weak_share: float
    coverage: float


def department_summary(
    scores: "pd.Series[float]", length_m: "pd.Series[float]", exposure: "pd.Series[float]"
) -> Summary | None:
    """Answer mean, worst tenth and weak share over walked metres; None where nothing is scored.

    Cutting a segment in two changes nothing: the tenth is a step of the distribution over
    metres, not a point between rows.
    """
    walked = (length_m * exposure).reindex(scores.index).to_numpy(float)
    values = scores.to_numpy(float)
    there = np.isfinite(values) & (walked > 0)
    whole = math.fsum(walked[np.isfinite(walked)])
    if not there.any():
        return None
    known, metres = values[there].tolist(), walked[there].tolist()
    weak = (m for value, m in zip(known, metres, strict=True) if value < WEAK)
    total = math.fsum(metres)
    return Summary(
        mean=weighted_mean(known, metres),
        p10=weighted_quantile(known, metres, WORST),
        weak_share=math.fsum(weak) / total,
        coverage=min(1.0, total / whole),
    )


def weighted_mean(
    values: Sequence[float],
    weights: Sequence[float],
) -> float:
    """Answer the weighted mean; the order of the rows changes no bit of it.

    >>> weighted_mean([80, 20], [3, 1])
    65.0
    """
    products = (value * weight for value, weight in zip(values, weights, strict=True))
    return math.fsum(products) / math.fsum(weights)


def weighted_quantile(
    values: Sequence[float],
    weights: Sequence[float],
    share: float,
) -> float:
    """Answer the least value that, with all below it, holds the share of the weight.

    >>> weighted_quantile([10, 50, 90], [5, 5, 90], 0.1)
    50
    """
    rows = sorted(zip(values, weights, strict=True))
    wanted = share * math.fsum(weights)
    held = 0.0
    for value, weight in rows:
        held += weight
        # A hair of slack, so that ten tenths of a metre are a metre.
        if held >= wanted * (1 - 1e-12):
            return value
    return rows[-1][0]
