"""What makes a total unsure: shares of its variance by Sobol's indices, on demand (methods §7.7).

Two independent sets of draws are made; each group of inputs is then taken from the second while all
the rest stays the first's. SALib turns the outcomes into indices.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from geo.measures.arrays import Reals
from geo.model.errors import LayerError
from geo.scoring.factors import FACTORS
from geo.scoring.measurement import State
from geo.scoring.uncertainty.inputs import (
    INDICATORS,
    KEYS,
    Inputs,
    common_inputs,
    weight_sets,
    with_errors,
)
from geo.scoring.uncertainty.material import Material, total_draws

SAMPLES = 2048
"""Pairs of draws: enough to tell which group is the greatest."""

RESAMPLES = 20

Exchange = Callable[[Inputs, Inputs], Inputs]
"""Takes one group of inputs from the second draws, the rest from the first."""


@dataclass(frozen=True)
class Sensitivity:
    """What a total hangs on.

    Parameters
    ----------
    first, total
        Per group the share of the variance it makes alone, and with all it works together with.
    """

    first: Mapping[str, float]
    total: Mapping[str, float]

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape, the greatest first."""
        order = sorted(self.total, key=lambda name: (-self.total[name], name))
        return {name: {"first": self.first[name], "total": self.total[name]} for name in order}


def _judged(room: str) -> Exchange:
    def exchange(one: Inputs, other: Inputs) -> Inputs:
        taken = {k: (other if k.startswith(room) else one).judged[k] for k in one.judged}
        return replace(one, judged=taken)

    return exchange


def _data(factor: str) -> Exchange:
    place = KEYS.index(factor)
    rows = [INDICATORS.index(row.key) for row in FACTORS[factor].indicators]

    def exchange(one: Inputs, other: Inputs) -> Inputs:
        shared, own = one.shared.copy(), one.own.copy()
        shared[:, place], own[:, rows] = other.shared[:, place], other.own[:, rows]
        return replace(one, shared=shared, own=own)

    return exchange


GROUPS: Mapping[str, Exchange] = {
    "weights": lambda one, other: replace(one, weights=other.weights),
    "rule": lambda one, other: replace(one, exponent=other.exponent),
    "anchors": lambda one, other: replace(one, anchors=other.anchors),
    "eyes": lambda one, other: replace(one, eyes=other.eyes),
    "lamps": _judged("lighting."),
    "optics": lambda one, other: replace(one, optics=other.optics),
    "edges": _judged("boundaries."),
    **{f"data.{key}": _data(key) for key in KEYS},
}
"""What a total may hang on: what is judged, and the data of each factor."""


def sensitivity(
    material: Material, department: str, state: State, *, seed: int = 0, samples: int = SAMPLES
) -> Sensitivity:
    """Answer what the total of a department hangs on.

    Parameters
    ----------
    material
        The department.
    department
        Its id.
    state
        By day or in the dark.
    seed, samples
        Seed, and number of pairs of draws.
    """

    def drawn(part: int) -> Inputs:
        known = material.assumptions
        common = common_inputs(2 * seed + part + 1_000_003, samples, known, weight_sets())
        return with_errors(common, 2 * seed + part + 1_000_003, department)

    def total(inputs: Inputs) -> Reals:
        factors = {
            key: values
            for key, by_state in material.results.items()
            if state in by_state
            and (values := material.factor_draws(key, state, inputs)) is not None
        }
        return total_draws(factors, inputs)

    one, other = drawn(0), drawn(1)
    swapped = [exchange(one, other) for exchange in GROUPS.values()]
    outcomes = [total(inputs) for inputs in (one, *swapped, other)]
    return sobol(list(GROUPS), outcomes, seed)


def sobol(names: Sequence[str], outcomes: Sequence[Reals], seed: int = 0) -> Sensitivity:
    """Answer Sobol's indices from outcomes under the first draws, each exchange, and the second.

    Raises
    ------
    LayerError
        Where the extra ``sensitivity`` is not installed.
    """
    try:
        from SALib.analyze import sobol as salib  # noqa: PLC0415 - an extra, and slow to load
    except ImportError as error:
        raise LayerError("sensitivity.not_installed") from error
    values = np.column_stack(outcomes)
    if not values.std():
        nothing = dict.fromkeys(names, 0.0)
        return Sensitivity(nothing, nothing)
    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0, 1]] * len(names)}
    found = salib.analyze(
        problem, values.ravel(), calc_second_order=False, num_resamples=RESAMPLES, seed=seed
    )
    first, total = (
        {name: round(float(value), 4) for name, value in zip(names, found[key], strict=True)}
        for key in ("S1", "ST")
    )
    return Sensitivity(first, total)
