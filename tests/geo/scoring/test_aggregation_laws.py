"""Laws of the aggregation, whatever the numbers."""

import math
from random import Random
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.model.estimate import Estimate, Grade
from geo.scoring.aggregation import ENOUGH, losses, overall, power_mean, total_coverage
from geo.scoring.factors import FACTORS
from geo.scoring.summary import weighted_mean, weighted_quantile

Scored: TypeAlias = dict[str, tuple[Estimate, float]]

SCORE = st.floats(0, 100)
WEIGHT = st.floats(0.01, 10)


@st.composite
def measured(draw: st.DrawFn, coverage: st.SearchStrategy[float]) -> Estimate:
    """Draw the estimate of a score that was measured."""
    low, value, high = sorted(draw(st.tuples(SCORE, SCORE, SCORE)))
    return Estimate(value, low, high, draw(coverage), draw(st.sampled_from(Grade)))


def factors(score: st.SearchStrategy[Estimate]) -> st.SearchStrategy[Scored]:
    """Draw some factors with an estimate and a weight each."""
    return st.dictionaries(
        st.sampled_from([key for key in FACTORS if key != "upkeep"]),
        st.tuples(score, WEIGHT),
        min_size=1,
    )


@st.composite
def enough(draw: st.DrawFn) -> Scored:
    """Draw factors that cover enough for a total, perhaps with a light one missing."""
    scored = draw(factors(measured(st.floats(0.8, 1))))
    share = draw(st.floats(0.0, 0.2))
    weight = share * math.fsum(weight for _, weight in scored.values())
    return {**scored, "upkeep": (Estimate.missing(), weight)}


KNOWN = factors(measured(st.floats(0.01, 1)))
ANY = factors(st.just(Estimate.missing()) | measured(st.floats(0.01, 1)))


def split(scored: Scored) -> tuple[dict[str, Estimate], dict[str, float]]:
    return (
        {key: estimate for key, (estimate, _) in scored.items()},
        {key: weight for key, (_, weight) in scored.items()},
    )


def values(scored: Scored) -> dict[str, float]:
    return {key: e.value for key, (e, _) in scored.items() if e.value is not None}


@given(enough())
def test_the_total_lies_between_its_factors(scored: Scored) -> None:
    """T lies within the least and the greatest factor, a zero counting as 1."""
    total = overall(*split(scored)).value
    assert total is not None
    there = values(scored).values()

    assert max(1, min(there)) <= total <= max(1, *there)


@given(enough(), st.data())
def test_a_better_factor_never_lowers_the_total(scored: Scored, data: st.DataObject) -> None:
    """Raising one factor raises T or leaves it; the same for the other rules."""
    given_estimates, weights = split(scored)
    before = overall(given_estimates, weights).value
    key = data.draw(st.sampled_from(sorted(values(scored))))
    old = given_estimates[key]
    assert old.value is not None
    better = data.draw(st.floats(old.value, 100))
    raised = Estimate(better, min(old.low or 0, better), 100, old.coverage, old.grade)

    after = overall({**given_estimates, key: raised}, weights).value

    assert before is not None
    assert after is not None
    assert after >= before - 1e-9
    for exponent in (1, 0.5):
        lower = power_mean(values(scored), weights, exponent)
        assert power_mean({**values(scored), key: better}, weights, exponent) >= lower - 1e-9


@given(enough(), st.randoms())
def test_the_order_of_the_factors_changes_no_bit(scored: Scored, random: Random) -> None:
    """Any permutation gives the same total, to the last bit."""
    rows = list(scored.items())
    random.shuffle(rows)

    assert overall(*split(dict(rows))) == overall(*split(scored))


@given(ANY)
def test_doubling_all_weights_changes_no_bit(scored: Scored) -> None:
    """Only the proportions of the weights matter."""
    given_estimates, weights = split(scored)

    doubled = overall(given_estimates, {key: 2 * weight for key, weight in weights.items()})

    assert doubled == overall(given_estimates, weights)


@given(KNOWN, WEIGHT)
def test_a_missing_factor_is_never_read_as_a_number(scored: Scored, weight: float) -> None:
    """A missing factor changes no value and no loss; it only lowers κ and widens the bounds."""
    given_estimates, weights = split(scored)
    with_missing = {**given_estimates, "upkeep": Estimate.missing()}
    more_weights = {**weights, "upkeep": weight}
    before, after = overall(given_estimates, weights), overall(with_missing, more_weights)

    assert after.coverage < before.coverage
    assert losses(with_missing, more_weights) == losses(given_estimates, weights)
    if after.value is not None:
        assert after.value == before.value
        assert before.low is not None
        assert before.high is not None
        assert after.low is not None
        assert after.high is not None
        assert after.low <= before.low
        assert after.high >= before.high


@given(ANY)
def test_there_is_a_total_exactly_from_sixty_percent(scored: Scored) -> None:
    """T is None exactly where κ is under 0.6, and κ is always told."""
    total = overall(*split(scored))

    assert total.coverage == total_coverage(*split(scored))
    assert (total.value is None) == (total.coverage < ENOUGH)


@given(enough())
def test_the_interval_holds_the_total(scored: Scored) -> None:
    """The interval holds: low ≤ value ≤ high on the 0–100 scale, and the losses sum to 100 - T."""
    given_estimates, weights = split(scored)
    total = overall(given_estimates, weights)
    assert total.value is not None
    assert total.low is not None
    assert total.high is not None

    assert 0 <= total.low <= total.value <= total.high <= 100
    lost = losses(given_estimates, weights)
    assert math.fsum(lost.values()) == pytest.approx(100 - total.value, abs=1e-9)
    assert all(part >= 0 for part in lost.values())


@given(st.lists(st.tuples(SCORE, WEIGHT), min_size=1), st.floats(0.01, 1), st.randoms())
def test_a_department_does_not_depend_on_the_order_or_the_cutting_of_its_rows(
    rows: list[tuple[float, float]], share: float, random: Random
) -> None:
    """Shuffled rows give the same bits; a row cut in two gives the same tenth and mean."""
    scores, metres = zip(*rows, strict=True)
    shuffled = list(rows)
    random.shuffle(shuffled)
    other_scores, other_metres = zip(*shuffled, strict=True)
    cut_scores = [score for score in scores for _ in range(2)]
    cut_metres = [metre / 2 for metre in metres for _ in range(2)]

    assert weighted_mean(other_scores, other_metres) == weighted_mean(scores, metres)
    tenth = weighted_quantile(scores, metres, share)
    assert weighted_quantile(other_scores, other_metres, share) == tenth
    assert weighted_mean(cut_scores, cut_metres) == pytest.approx(weighted_mean(scores, metres))
    assert weighted_quantile(cut_scores, cut_metres, share) == tenth
    assert min(scores) <= tenth <= max(scores)
