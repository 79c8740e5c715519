"""What the draws need of one department: scores, their errors, and how light and edges answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np

from geo.measures.arrays import Reals
from geo.model.assumptions import Assumptions
from geo.scoring.measurement import FactorResult, IndicatorResult, State
from geo.scoring.uncertainty.inputs import INDICATORS, KEYS, Inputs
from geo.scoring.uncertainty.levels import Levels
from geo.scoring.uncertainty.light import LightAnswer
from geo.scoring.uncertainty.shapes import SHAPES, saturating

NINETIETH = 1.6448536269514722
"""Standard normal deviate that 5 % lie beyond."""

EYES = "2a"
ENOUGH_EYES = "eyes.enough"
USUAL_EYES = 25.0
EDGES = "4a"
MARKED_AS = {
    "planting": "bed",
    "level": "bed",
    "edge": "path",
    "path": "path",
    "surface": "surface",
}
UPRIGHT_CLEAR = 0.85
"""Between the markers of low and tall: which of the two a piece was taken for."""


@dataclass(frozen=True)
class Material:
    """One department as the draws take it.

    Parameters
    ----------
    results
        Result per factor and state.
    light
        How light answers, or None.
    edges
        Metres of edge per kind of marker, ``none`` among them.
    assumptions
        Every judged number.
    levels
        What was measured at three levels of a judged number.
    """

    results: Mapping[str, Mapping[State, FactorResult]] = field(repr=False)
    light: LightAnswer | None = field(repr=False)
    edges: Mapping[str, float] = field(repr=False)
    assumptions: Assumptions = field(repr=False)
    levels: tuple[Levels, ...] = ()

    def factor_draws(self, key: str, state: State, inputs: Inputs) -> Reals | None:
        """Answer (n,) scores of a factor, or None where it was not measured."""
        there = [
            row
            for row in self.results[key][state].indicators
            if row.score.value is not None and row.weight > 0
        ]
        if not there:
            return None
        whole = sum(row.weight for row in there)
        return np.asarray(
            sum(row.weight / whole * self.indicator_draws(key, state, row, inputs) for row in there)
        )

    def indicator_draws(
        self, factor: str, state: State, row: IndicatorResult, inputs: Inputs
    ) -> Reals:
        """Answer (n,) scores of an indicator: as it answers to the judged, and as data may err."""
        score = row.score
        assert score.value is not None
        assert score.low is not None
        assert score.high is not None
        together = self.assumptions["uncertainty.shared_error"]
        error = (
            np.sqrt(together) * inputs.shared[:, KEYS.index(factor)]
            + np.sqrt(1 - together) * inputs.own[:, INDICATORS.index(row.key)]
        ) / NINETIETH
        up, down = score.high - score.value, score.value - score.low
        erring = np.where(error > 0, up * error, down * error)
        drawn = self._answer(row.key, score.value, inputs) + erring
        for levels in self.levels:
            moved = levels.change(state, row.key, inputs)
            drawn = drawn if moved is None else drawn + moved
        return np.asarray(np.clip(drawn, 0.0, 100.0))

    def _answer(self, key: str, score: float, inputs: Inputs) -> Reals:
        anchors = inputs.anchors[:, INDICATORS.index(key)]
        if self.light is not None and key in self.light.table:
            return score + self.light.change(key, inputs)
        if key == EYES:
            usual = self.assumptions.get(ENOUGH_EYES, USUAL_EYES)
            return saturating(score, usual, inputs.eyes)
        if key == EDGES and self.edges:
            return score + self._marked(inputs)
        return SHAPES[key](score, anchors)

    def _marked(self, inputs: Inputs) -> Reals:
        """Answer what other markers add to the clearness of the edges."""
        whole = sum(self.edges.values())
        added = np.zeros(len(inputs))
        for marker, metres in self.edges.items():
            name = f"boundaries.marker_{marker}"
            if name in inputs.judged:
                added += metres * (inputs.judged[name] - self.assumptions[name])
        return np.asarray(100 * added / whole) if whole else added


def material(
    results: Mapping[str, Mapping[State, FactorResult]],
    frames: Mapping[str, gpd.GeoDataFrame],
    light: LightAnswer | None,
    assumptions: Assumptions,
    levels: tuple[Levels, ...] = (),
) -> Material:
    """Gather what the draws need.

    Parameters
    ----------
    results
        Result per factor and state.
    frames
        Places that the measures found: ``zone_edges`` is used.
    light
        How light answers, or None where it was not measured.
    assumptions
        Every judged number.
    levels
        What the measures kept at three levels of a judged number.
    """
    edges = frames.get("zone_edges")
    return Material(
        results=results,
        light=light,
        edges={} if edges is None else _by_marker(edges),
        assumptions=assumptions,
        levels=levels,
    )


def _by_marker(edges: gpd.GeoDataFrame) -> dict[str, float]:
    """Answer the metres of edge per name of a marker."""
    found: dict[str, float] = {}
    for kind, marker, metres in zip(edges["kind"], edges["marker"], edges["length_m"], strict=True):
        if not np.isfinite(marker):
            continue
        upright = "low" if marker > UPRIGHT_CLEAR else "tall"
        name = "none" if marker == 0 else MARKED_AS.get(str(kind), upright)
        found[name] = found.get(name, 0.0) + float(metres)
    return dict(sorted(found.items()))


def total_draws(factors: Mapping[str, Reals], inputs: Inputs) -> Reals:
    """Answer (n,) totals over the factors that are there, each draw by its own weights and rule.

    A score counts for at least 1 under the geometric rule, as ``power_mean`` has it.
    """
    keys = list(factors)
    scores = np.column_stack([factors[key] for key in keys])
    weights = inputs.weights[:, [KEYS.index(key) for key in keys]]
    weights = weights / weights.sum(axis=1, keepdims=True)
    held = np.maximum(scores, 1.0)
    geometric = np.exp((weights * np.log(held)).sum(axis=1))
    power = np.where(inputs.exponent > 0, inputs.exponent, 1.0)
    mean = (weights * scores ** power[:, None]).sum(axis=1) ** (1 / power)
    return np.asarray(np.where(inputs.exponent > 0, mean, geometric))
