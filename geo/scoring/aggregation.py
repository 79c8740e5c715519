"""Within a factor, between factors, coverage, the 60 % rule and the bounds (methods §7.1–7.5).

Pure functions. A missing value is left out and counted in the coverage; it never becomes 0, 50
or 100 in a point score. Only the bounds ask what it could have been at worst and at best. Sums
are exact (``math.fsum``), so the order of factors and indicators changes no bit of a result.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from geo.model.estimate import Estimate, worst
from geo.scoring.factors import FACTORS
from geo.scoring.measurement import FactorResult, IndicatorResult

FLOOR = 1.0
"""The least a factor counts for between factors, so that one zero does not erase the rest."""

ENOUGH = 0.6
"""Coverage under which there is no overall number."""

ARITHMETIC, BETWEEN, GEOMETRIC = 1.0, 0.5, 0.0
"""Exponents of the rule between factors: full compensation, some, the product's own."""


def power_mean(values: Mapping[str, float], weights: Mapping[str, float], exponent: float) -> float:
    """Answer the weighted power mean of scores; exponent 0 is the geometric mean.

    Where low values pull hard (exponent 0 or less) a score counts for at least 1.

    >>> scores = {"a": 90, "b": 90, "c": 90, "d": 10}
    >>> [round(power_mean(scores, dict.fromkeys(scores, 1), p), 2) for p in (1, 0.5, 0)]
    [70.0, 62.5, 51.96]
    """
    total = math.fsum(weights[key] for key in values)
    least = FLOOR if exponent <= 0 else 0.0
    held = {key: max(value, least) for key, value in values.items()}
    if exponent == 0:
        mean = math.exp(math.fsum(weights[key] * math.log(held[key]) for key in held) / total)
    else:
        powers = math.fsum(weights[key] * held[key] ** exponent for key in held)
        mean = (powers / total) ** (1 / exponent)
    # A mean lies between its values; floating point alone could put it a hair outside.
    return min(max(mean, min(held.values())), max(held.values()))


def factor_result(key: str, measured: Iterable[IndicatorResult]) -> FactorResult:
    """Join what was measured of a factor; an indicator not among it is listed as missing.

    Weights are the registry's. Within a factor good may outweigh bad: an arithmetic mean over
    the indicators that are there. The interval also holds what the missing ones could have been.
    """
    found = {indicator.key: indicator for indicator in measured}
    unknown = sorted(set(found) - {indicator.key for indicator in FACTORS[key].indicators})
    if unknown:
        raise ValueError(f"{key} has no indicator {unknown}")
    indicators = tuple(
        replace(found[spec.key], weight=spec.weight)
        if spec.key in found
        else IndicatorResult(spec.key, spec.weight, Estimate.missing())
        for spec in FACTORS[key].indicators
    )
    return FactorResult(within_factor(indicators), indicators)


def within_factor(indicators: Iterable[IndicatorResult]) -> Estimate:
    """Answer the weighted mean of the indicators that are there, with coverage and grade."""
    every = tuple(indicators)
    # An indicator of no weight neither moves the score nor may lower its grade.
    there = [i for i in every if i.score.value is not None and i.weight > 0]
    if not there:
        return Estimate.missing()
    whole = math.fsum(i.weight for i in every)
    known = math.fsum(i.weight for i in there)
    value = math.fsum(i.weight * (i.score.value or 0.0) for i in there) / known
    low = math.fsum(i.weight * (i.score.low or 0.0) for i in there) / whole
    high = math.fsum(i.weight * (i.score.high or 0.0) for i in there) / whole
    coverage = min(1.0, math.fsum(i.weight * i.score.coverage for i in there) / whole)
    grade = worst(*(i.score.grade for i in there))
    return Estimate(
        value=value,
        low=min(value, low),
        high=max(value, high + 100 * (1 - known / whole)),
        coverage=coverage,
        grade=grade.lower() if is_thin(coverage) else grade,
    )


def is_thin(coverage: float) -> bool:
    """Tell whether a factor is measured on so little that it must be marked (decision 16)."""
    return 0 < coverage < ENOUGH


def total_coverage(estimates: Mapping[str, Estimate], weights: Mapping[str, float]) -> float:
    """Answer κ: the weighted coverage of the factors, a missing factor counting nothing."""
    whole = math.fsum(weights[key] for key in estimates)
    if not whole:
        return 0.0
    there = (weights[key] * e.coverage for key, e in estimates.items() if e.value is not None)
    return min(1.0, math.fsum(there) / whole)


def overall(estimates: Mapping[str, Estimate], weights: Mapping[str, float]) -> Estimate:
    """Answer the total of one state: geometric between factors, None where κ is under 0.6.

    Parameters
    ----------
    estimates
        Estimate of every factor defined in the state, missing ones among them.
    weights
        Weight per factor; they need not sum to 1.
    """
    counted = {key: e for key, e in estimates.items() if weights[key] > 0}
    coverage = total_coverage(counted, weights)
    there = {key: e for key, e in counted.items() if e.value is not None}
    if not there or coverage < ENOUGH:
        return replace(Estimate.missing(), coverage=coverage)
    value = power_mean(_picked(there, "value"), weights, GEOMETRIC)
    low, high = bounds(counted, weights)
    return Estimate(
        value=value,
        low=min(low, power_mean(_picked(there, "low"), weights, GEOMETRIC)),
        high=max(high, power_mean(_picked(there, "high"), weights, GEOMETRIC)),
        coverage=coverage,
        grade=worst(*(e.grade for e in there.values())),
    )


def bounds(estimates: Mapping[str, Estimate], weights: Mapping[str, float]) -> tuple[float, float]:
    """Answer how low and high the total could lie if the missing factors were 0 or 100.

    Under arithmetic, and never short of the geometric total itself (decision 17).
    """
    there = _picked({key: e for key, e in estimates.items() if e.value is not None}, "value")
    total = power_mean(there, weights, GEOMETRIC)
    low = power_mean({key: there.get(key, 0.0) for key in estimates}, weights, ARITHMETIC)
    high = power_mean({key: there.get(key, 100.0) for key in estimates}, weights, ARITHMETIC)
    return min(total, low), max(total, high)


def combined(day: Estimate, dark: Estimate) -> Estimate:
    """Answer the mean of day and dark; None where either is (decision 14)."""
    coverage = min(day.coverage, dark.coverage)
    if day.value is None or dark.value is None:
        return replace(Estimate.missing(), coverage=coverage)
    return Estimate(
        value=(day.value + dark.value) / 2,
        low=((day.low or 0.0) + (dark.low or 0.0)) / 2,
        high=((day.high or 0.0) + (dark.high or 0.0)) / 2,
        coverage=coverage,
        grade=worst(day.grade, dark.grade),
    )


def losses(estimates: Mapping[str, Estimate], weights: Mapping[str, float]) -> dict[str, float]:
    """Answer how many of the points up to 100 each factor costs, largest first.

    Under the geometric rule a factor's part is ``w · ln(100 / F)``, scaled so that the parts sum to
    ``100 - T`` (decision 20). Missing factors cost nothing: nobody knows.

    >>> half = Estimate(50, 50, 50, 1, worst())
    >>> losses({"eyes": half, "routes": half}, {"eyes": 3, "routes": 1})
    {'eyes': 37.5, 'routes': 12.5}
    """
    values = _picked({key: e for key, e in estimates.items() if e.value is not None}, "value")
    values = {key: value for key, value in values.items() if weights[key] > 0}
    parts = {key: weights[key] * math.log(100 / max(v, FLOOR)) for key, v in values.items()}
    whole = math.fsum(parts.values())
    if not whole:
        return dict.fromkeys(sorted(parts), 0.0)
    lost = 100 - power_mean(values, weights, GEOMETRIC)
    shares = {key: part / whole * lost for key, part in parts.items()}
    return dict(sorted(shares.items(), key=lambda item: (-item[1], item[0])))


def _picked(estimates: Mapping[str, Estimate], name: str) -> dict[str, float]:
    return {key: float(getattr(estimate, name)) for key, estimate in estimates.items()}
