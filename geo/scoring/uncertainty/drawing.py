"""Draw a department: 2,000 possible truths, and what they come to (methods §7.6)."""

import math
from collections.abc import Mapping

import numpy as np

from geo.measures.arrays import Reals
from geo.scoring.factors import FACTORS
from geo.scoring.measurement import FactorResult, State
from geo.scoring.uncertainty.inputs import Inputs, common_inputs, weight_sets, with_errors
from geo.scoring.uncertainty.material import Material, total_draws
from geo.scoring.uncertainty.spread import TOGETHER, Spread, Uncertainty, spread_of, widened


def department_inputs(
    material: Material, department: str, seed: int, own: Mapping[str, float] | None = None
) -> Inputs:
    """Answer the draws of one department: the common ones with the errors of its data."""
    count = int(material.assumptions["uncertainty.draws"])
    common = common_inputs(seed, count, material.assumptions, weight_sets(own))
    return with_errors(common, seed, department)


def uncertainty(material: Material, inputs: Inputs, totals: Mapping[State, bool]) -> Uncertainty:
    """Answer how sure the numbers of a department are.

    Parameters
    ----------
    material
        The department.
    inputs
        Its draws.
    totals
        States in which there is a total: the coverage is enough.
    """
    draws = factor_draws(material, inputs)
    factors: dict[str, dict[str, Spread]] = {}
    overall: dict[str, Reals] = {}
    for state, by_factor in draws.items():
        for key, values in by_factor.items():
            factors.setdefault(key, {})[state.value] = spread_of(values)
        if totals[state]:
            overall[state.value] = total_draws(by_factor, inputs)
    if len(overall) == len(State):
        overall[TOGETHER] = np.mean(list(overall.values()), axis=0)
    return Uncertainty(
        draws=len(inputs),
        factors={key: factors[key] for key in FACTORS if key in factors},
        overall={state: spread_of(values) for state, values in overall.items()},
    )


def factor_draws(material: Material, inputs: Inputs) -> dict[State, dict[str, Reals]]:
    """Answer (n,) scores per state and factor that was measured."""
    found: dict[State, dict[str, Reals]] = {state: {} for state in State}
    for key, by_state in material.results.items():
        for state in by_state:
            values = material.factor_draws(key, state, inputs)
            if values is not None:
                found[state][key] = values
    return found


def with_intervals(
    results: Mapping[str, Mapping[State, FactorResult]], sure: Uncertainty
) -> dict[str, dict[State, FactorResult]]:
    """Answer the results with the intervals of their draws."""
    return {
        key: {
            state: _with_interval(result, sure.factors.get(key, {}).get(state.value))
            for state, result in by_state.items()
        }
        for key, by_state in results.items()
    }


def _with_interval(result: FactorResult, spread: Spread | None) -> FactorResult:
    if spread is None:
        return result
    least, most = factor_bounds(result)
    return FactorResult(widened(result.estimate, spread, least, most), result.indicators)


def factor_bounds(result: FactorResult) -> tuple[float, float]:
    """Answer how low and high a factor lies if its missing indicators were 0 or 100."""
    whole = math.fsum(row.weight for row in result.indicators)
    there = [row for row in result.indicators if row.score.value is not None]
    known = math.fsum(row.weight for row in there)
    sure = math.fsum(row.weight * (row.score.value or 0.0) for row in there)
    return sure / whole, min(100.0, (sure + 100 * (whole - known)) / whole)
