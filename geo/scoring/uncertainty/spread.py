"""What the draws of a department come to: median, 5–95 %, and how likely a target is missed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from geo.measures.arrays import Reals
from geo.model.estimate import Estimate
from geo.scoring.words import PARTLY, REACHED

LOW, MIDDLE, HIGH = 5, 50, 95
DECIMALS = 4

TOGETHER = "samlet"
"""Name of the mean of day and dark."""


@dataclass(frozen=True)
class Spread:
    """The draws of one number.

    Parameters
    ----------
    low, median, high
        5, 50 and 95 % of the draws.
    under_target
        Share of the draws under 75: the target is not reached.
    under_half
        Share under 50: not even in part.
    """

    low: float
    median: float
    high: float
    under_target: float
    under_half: float

    def to_dict(self) -> dict[str, float]:
        """Answer a JSON shape."""
        return {
            "low": self.low,
            "median": self.median,
            "high": self.high,
            "under_target": self.under_target,
            "under_half": self.under_half,
        }


@dataclass(frozen=True)
class Uncertainty:
    """How sure the numbers of one profile are.

    Parameters
    ----------
    draws
        Number of draws.
    factors
        Spread per factor and state (``dag``, ``mørke``) that was measured.
    overall
        Spread per state and ``samlet`` where there is a total.
    """

    draws: int
    factors: Mapping[str, Mapping[str, Spread]] = field(repr=False)
    overall: Mapping[str, Spread] = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "draws": self.draws,
            "factors": {
                key: {state: spread.to_dict() for state, spread in by_state.items()}
                for key, by_state in self.factors.items()
            },
            "overall": {state: spread.to_dict() for state, spread in self.overall.items()},
        }

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> "Uncertainty":
        """Read what ``to_dict`` wrote."""
        return cls(
            draws=saved["draws"],
            factors={
                key: {state: Spread(**row) for state, row in by_state.items()}
                for key, by_state in saved["factors"].items()
            },
            overall={state: Spread(**row) for state, row in saved["overall"].items()},
        )


def spread_of(draws: Reals) -> Spread:
    """Answer what some draws come to, to four decimals.

    >>> spread_of(np.array([40.0, 60.0, 80.0])).median
    60.0
    """
    low, median, high = np.percentile(draws, [LOW, MIDDLE, HIGH])
    return Spread(
        low=round(float(low), DECIMALS),
        median=round(float(median), DECIMALS),
        high=round(float(high), DECIMALS),
        under_target=round(float((draws < REACHED).mean()), DECIMALS),
        under_half=round(float((draws < PARTLY).mean()), DECIMALS),
    )


def widened(estimate: Estimate, spread: Spread, least: float, most: float) -> Estimate:
    """Answer the estimate with the interval of its draws, widened to hold it and its bounds.

    Parameters
    ----------
    estimate
        A value; its own interval is not used.
    spread
        Its draws.
    least, most
        What it could be if what is missing were at its worst or best.
    """
    if estimate.value is None:
        return estimate
    return Estimate(
        estimate.value,
        min(estimate.value, spread.low, least),
        max(estimate.value, spread.high, most),
        estimate.coverage,
        estimate.grade,
    )
