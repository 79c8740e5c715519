"""Why a factor has the number it has: indicators, inputs, grades, assumptions and clause."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geo.model.assumptions import Assumption
from geo.model.errors import NotFoundError
from geo.model.estimate import Estimate
from geo.model.language import sentence
from geo.model.provenance import Source
from geo.scoring import record
from geo.scoring.aggregation import losses
from geo.scoring.factors import FACTORS
from geo.scoring.measurement import IndicatorResult, State
from geo.scoring.profile import Profile
from geo.scoring.words import in_words


@dataclass(frozen=True)
class Explanation:
    """What stands behind one factor in one state.

    Parameters
    ----------
    factor, state
        Which factor, when.
    estimate
        Its estimate.
    loss
        Points of the 100 the factor costs the total, or None where there is no total.
    indicators
        Its indicators as measured, missing ones among them.
    assumptions
        The judged numbers they rest on.
    sources
        Source of each layer they rest on; None for one that was not delivered.
    """

    factor: str
    state: State
    estimate: Estimate
    loss: float | None
    indicators: tuple[IndicatorResult, ...]
    assumptions: tuple[Assumption, ...]
    sources: Mapping[str, Source | None]

    @property
    def label(self) -> str:
        """Answer the factor's Danish name."""
        return FACTORS[self.factor].label

    @property
    def clause(self) -> str:
        """Answer the clause of the strategy the factor answers."""
        return FACTORS[self.factor].clause

    @property
    def words(self) -> str:
        """Say in Danish where the factor stands against its target."""
        return in_words(self.estimate.value)

    def to_dict(self) -> dict[str, Any]:
        """Answer the stable JSON shape."""
        return {
            "factor": self.factor,
            "label": self.label,
            "state": self.state.value,
            "clause": self.clause,
            "words": self.words,
            "estimate": record.estimate(self.estimate),
            "loss": record.number(self.loss),
            "indicators": [
                {**record.plain(row.to_dict()), "label": sentence(f"indicator.{row.key}")}
                for row in self.indicators
            ],
            "assumptions": [
                {
                    "key": entry.key,
                    "label": sentence(f"assumption.{entry.key}"),
                    "value": entry.value,
                    "unit": entry.unit,
                    "source": entry.source,
                }
                for entry in self.assumptions
            ],
            "inputs": [
                {
                    "layer": layer,
                    "label": sentence(f"layer.{layer}"),
                    "source": None if source is None else source.to_dict(),
                }
                for layer, source in self.sources.items()
            ],
        }


def explain(profile: Profile, factor: str, state: State | str) -> Explanation:
    """Answer what stands behind a factor of a profile by day or in the dark."""
    by_state = profile.results.get(factor)
    if by_state is None:
        raise NotFoundError("factor.unknown", name=factor, known=", ".join(FACTORS))
    if state not in by_state:
        known = ", ".join(known.value for known in by_state)
        label = FACTORS[factor].label
        raise NotFoundError("factor.state_unknown", name=str(state), factor=label, known=known)
    result = by_state[State(state)]
    keys = sorted({key for row in result.indicators for key in row.assumptions})
    inputs = sorted({layer for row in result.indicators for layer in row.inputs})
    return Explanation(
        factor=factor,
        state=State(state),
        estimate=result.estimate,
        loss=lost(profile, State(state)).get(factor),
        indicators=result.indicators,
        assumptions=tuple(profile.assumptions.entry(key) for key in keys),
        sources={layer: profile.sources.get(layer) for layer in inputs},
    )


def lost(profile: Profile, state: State) -> dict[str, float]:
    """Answer the points each factor costs the total, largest first; empty without a total."""
    if profile.overall[state].value is None:
        return {}
    return losses(profile.estimates(state), profile.factor_weights)
