"""A department over its segments, by hand."""

import math

import pandas as pd
import pytest

from geo.scoring.summary import Summary, department_summary, weighted_quantile


def series(*numbers: float) -> "pd.Series[float]":
    return pd.Series(list(numbers), index=list("abcd")[: len(numbers)], dtype=float)


def test_mean_worst_tenth_and_weak_share_over_walked_metres() -> None:
    """Scores 10, 30, 80 over 5, 45 and 50 m, the last walked twice as much: by hand."""
    summary = department_summary(series(10, 30, 80), series(5, 45, 50), series(1, 1, 2))

    # Walked: 5, 45 and 100 of 150 m; the worst tenth is 15 m, so it ends among the 30s.
    assert summary is not None
    assert summary.mean == pytest.approx((50 + 1350 + 8000) / 150)
    assert summary.p10 == 30
    assert summary.weak_share == pytest.approx(50 / 150)
    assert summary.coverage == 1


def test_a_segment_without_a_score_lowers_the_coverage_only() -> None:
    """A missing score is no zero: the mean stays, the coverage falls to the metres known."""
    summary = department_summary(series(60, math.nan), series(30, 10), series(1, 1))

    assert summary == Summary(mean=60, p10=60, weak_share=0, coverage=0.75)


def test_nothing_scored_is_none() -> None:
    """Where no segment has a score there is no summary."""
    assert department_summary(series(math.nan), series(10), series(1)) is None


def test_forty_is_not_under_forty() -> None:
    """The weak share counts what lies under 40, not 40 itself."""
    summary = department_summary(series(40, 39.9), series(10, 10), series(1, 1))

    assert summary is not None
    assert summary.weak_share == 0.5


def test_the_worst_tenth_is_the_least_score_that_a_tenth_does_not_exceed() -> None:
    """Ten equal metres: the tenth is the lowest, not between the lowest two."""
    assert weighted_quantile(list(range(10)), [0.1] * 10, 0.1) == 0
