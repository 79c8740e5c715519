"""The aggregation by its hand-calculated vectors (methods §7) and decisions 14–17 and 20."""

from collections.abc import Callable

import pytest

from geo.model.estimate import Estimate, Grade
from geo.scoring.aggregation import (
    bounds,
    combined,
    factor_result,
    losses,
    overall,
    power_mean,
    total_coverage,
    within_factor,
)
from geo.scoring.measurement import IndicatorResult

EQUAL = dict.fromkeys("abcd", 1.0)
SEVEN = dict(zip("abcdefg", (0.22, 0.22, 0.22, 0.12, 0.12, 0.05, 0.05), strict=True))
SCORES = dict(zip("abcdefg", (60, 70, 50, 40, None, 80, None), strict=True))

EstimateOf = Callable[[float | None], Estimate]


@pytest.mark.parametrize(
    ("exponent", "expected"), [(1, 70.0), (0.5, 62.5), (0, 51.9615), (-1, 30.0)]
)
def test_one_bad_factor_pulls_harder_the_lower_the_exponent(
    exponent: float, expected: float
) -> None:
    """Three factors at 90 and one at 10: arithmetic 70, p½ 62.5, geometric 51.96, harmonic 30."""
    scores = {"a": 90.0, "b": 90.0, "c": 90.0, "d": 10.0}

    assert power_mean(scores, EQUAL, exponent) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("exponent", [1, 0.5, 0, -1])
def test_equal_factors_give_their_own_score(exponent: float) -> None:
    """Four factors at 70 give 70 whatever the rule."""
    assert power_mean(dict.fromkeys("abcd", 70.0), EQUAL, exponent) == 70


def test_a_zero_counts_as_one_between_factors() -> None:
    """The floor: (0, 100) gives √100 = 10, not 0."""
    assert power_mean({"a": 0.0, "b": 100.0}, {"a": 1, "b": 1}, 0) == pytest.approx(10)


def test_the_vector_of_the_method_to_its_digits(estimate_of: EstimateOf) -> None:
    """κ = .83, arithmetic 58.31, geometric 57.14, bounds 48.4–65.4."""
    estimates = {key: estimate_of(value) for key, value in SCORES.items()}
    there = {key: float(value) for key, value in SCORES.items() if value is not None}

    total = overall(estimates, SEVEN)

    assert total_coverage(estimates, SEVEN) == pytest.approx(0.83)
    assert power_mean(there, SEVEN, 1) == pytest.approx(58.31, abs=5e-3)
    assert total.value == pytest.approx(57.14, abs=5e-3)
    assert bounds(estimates, SEVEN) == pytest.approx((48.4, 65.4))
    assert (total.low, total.high) == pytest.approx((48.4, 65.4))
    assert total.grade is Grade.A


def test_the_bounds_hold_a_total_below_the_arithmetic_worst_case(estimate_of: EstimateOf) -> None:
    """(90, 90, 90, 10) with all measured: the geometric 51.96 is the low bound, 70 the high."""
    estimates = dict(zip("abcd", map(estimate_of, (90, 90, 90, 10)), strict=True))

    assert bounds(estimates, EQUAL) == pytest.approx((51.9615, 70.0), abs=5e-5)


def test_there_is_no_total_under_sixty_percent(estimate_of: EstimateOf) -> None:
    """κ = .60 gives a total, κ = .59 none; the coverage is told in both."""
    estimates = {"a": estimate_of(70), "b": estimate_of(None)}

    enough = overall(estimates, {"a": 60, "b": 40})
    too_little = overall(estimates, {"a": 59, "b": 41})

    assert enough == Estimate(enough.value, 42.0, 82.0, 0.6, Grade.A)
    assert enough.value == pytest.approx(70)
    assert too_little == Estimate(None, None, None, 0.59, Grade.E)


def test_a_factor_counts_its_weight_times_its_coverage() -> None:
    """Two equal factors with coverage 1 and .5 make κ = .75; both keep their full weight in T."""
    full = Estimate(80, 80, 80, 1.0, Grade.A)
    thin = Estimate(20, 20, 20, 0.5, Grade.C)

    total = overall({"a": full, "b": thin}, {"a": 1, "b": 1})

    assert total.coverage == pytest.approx(0.75)
    assert total.value == pytest.approx(40)
    assert total.grade is Grade.C


def test_within_a_factor_the_arithmetic_mean_of_what_is_there(estimate_of: EstimateOf) -> None:
    """1a 80, 1b 60, 1c 40 of weights .25 .30 .20: 61.33, coverage .75, between 46 and 71."""
    scores = {"1a": 80.0, "1b": 60.0, "1c": 40.0}
    indicators = [IndicatorResult(key, 0, estimate_of(value)) for key, value in scores.items()]

    result = factor_result("lighting", indicators)

    assert result.estimate.value == pytest.approx((20 + 18 + 8) / 0.75)
    assert (result.estimate.low, result.estimate.high) == pytest.approx((46, 71))
    assert result.estimate.coverage == pytest.approx(0.75)
    assert result.estimate.grade is Grade.A
    assert [row.key for row in result.indicators] == ["1a", "1b", "1c", "1d", "1e", "1f"]
    assert result.indicators[5].score == Estimate.missing()


def test_a_factor_on_little_ground_is_one_grade_lower() -> None:
    """3a alone (.45) keeps its 70 and falls from C to D; with 3b (.75) it stays C."""
    score = Estimate(70, 60, 80, 1.0, Grade.C)

    alone = factor_result("meeting_places", [IndicatorResult("3a", 0.45, score)])
    with_more = factor_result(
        "meeting_places", [IndicatorResult(key, 0, score) for key in ("3a", "3b")]
    )

    assert alone.estimate.value == pytest.approx(70)
    assert alone.grade is Grade.D
    assert with_more.grade is Grade.C


def test_the_grade_is_the_worst_input_that_mattered() -> None:
    """An indicator of no weight, or without a value, lowers no grade."""
    rows = [
        IndicatorResult("1a", 1.0, Estimate(50, 50, 50, 1.0, Grade.A)),
        IndicatorResult("1b", 1.0, Estimate(50, 50, 50, 1.0, Grade.B)),
        IndicatorResult("1c", 0.0, Estimate(50, 50, 50, 1.0, Grade.D)),
        IndicatorResult("1d", 0.2, Estimate.missing()),
    ]

    assert within_factor(rows).grade is Grade.B


def test_what_has_no_value_covers_nothing(estimate_of: EstimateOf) -> None:
    """A factor that says how little it had, and so gave no value, adds nothing to κ."""
    nearly = Estimate(None, None, None, 0.5, Grade.E)

    assert total_coverage({"a": estimate_of(50), "b": nearly}, EQUAL) == 0.5


def test_nothing_measured_is_missing_and_no_number() -> None:
    """A factor without any indicator answers no value, no interval, coverage 0, grade E."""
    assert factor_result("eyes", ()).estimate == Estimate.missing()
    assert within_factor(()) == Estimate.missing()
    assert overall({}, {}).value is None


def test_an_indicator_the_registry_does_not_know_is_an_error() -> None:
    """A typing mistake in a measure is found, not silently dropped."""
    with pytest.raises(ValueError, match="9z"):
        factor_result("eyes", [IndicatorResult("9z", 1, Estimate.missing())])


def test_the_losses_are_exact_and_sum_to_what_is_missing(estimate_of: EstimateOf) -> None:
    """Equal weights at 50 and 25: parts ln 2 and ln 4, so one and two thirds of 100 less √1250."""
    estimates = {"a": estimate_of(50), "b": estimate_of(25), "c": estimate_of(None)}

    lost = losses(estimates, EQUAL)

    assert lost == pytest.approx({"b": 2 / 3 * 64.6447, "a": 64.6447 / 3}, abs=1e-4)
    assert list(lost) == ["b", "a"]


def test_a_perfect_place_loses_nothing(estimate_of: EstimateOf) -> None:
    """At 100 everywhere every loss is 0."""
    assert losses({"a": estimate_of(100), "b": estimate_of(100)}, EQUAL) == {"a": 0.0, "b": 0.0}


def test_the_headline_is_the_mean_of_day_and_dark() -> None:
    """80 by day and 40 in the dark: 60, with the worse grade and the smaller coverage."""
    day = Estimate(80, 70, 90, 0.9, Grade.B)
    dark = Estimate(40, 30, 60, 0.7, Grade.C)

    assert combined(day, dark) == Estimate(60, 50, 75, 0.7, Grade.C)


def test_the_headline_is_missing_where_either_state_is() -> None:
    """No total in the dark: no headline, and the coverage is the smaller."""
    dark = Estimate(None, None, None, 0.4, Grade.E)

    headline = combined(Estimate(80, 70, 90, 0.9, Grade.B), dark)

    assert (headline.value, headline.coverage) == (None, 0.4)
