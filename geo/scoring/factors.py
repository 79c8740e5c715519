"""The registry of the seven factors: what they are called, weigh and rest on.

A new factor is one file in ``geo/measures``, one in ``geo/scoring/joined`` and one entry here.
Danish labels are the sentences ``factor.<key>`` and ``indicator.<key>``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from geo.model.language import sentence
from geo.scoring.measurement import State

BOTH = (State.DAY, State.DARK)

WEIGHT_SETS = ("A", "B", "C")
"""Strategy, evidence, equal."""


@dataclass(frozen=True)
class Indicator:
    """One indicator of a factor: its key and its weight inside the factor."""

    key: str
    weight: float

    @property
    def label(self) -> str:
        """Answer the Danish name."""
        return sentence(f"indicator.{self.key}")


@dataclass(frozen=True)
class Factor:
    """A spatial factor of tryghed.

    Parameters
    ----------
    key
        Key in code and JSON.
    states
        States in which it is defined.
    indicators
        Its indicators in order.
    weights
        Weight per weight set: A strategy, B evidence, C equal.
    clause
        Clause of the strategy it answers.
    """

    key: str
    states: tuple[State, ...]
    indicators: tuple[Indicator, ...]
    weights: Mapping[str, float]
    clause: str

    @property
    def label(self) -> str:
        """Answer the Danish name people read."""
        return sentence(f"factor.{self.key}")


def _factor(
    key: str,
    states: tuple[State, ...],
    indicators: dict[str, float],
    weights: tuple[float, float],
    clause: str,
) -> Factor:
    return Factor(
        key=key,
        states=states,
        indicators=tuple(Indicator(name, weight) for name, weight in indicators.items()),
        weights=MappingProxyType({"A": weights[0], "B": weights[1], "C": 1 / 7}),
        clause=clause,
    )


FACTORS: Mapping[str, Factor] = MappingProxyType(
    {
        factor.key: factor
        for factor in (
            _factor(
                "lighting",
                (State.DARK,),
                {"1a": 0.25, "1b": 0.30, "1c": 0.20, "1d": 0.10, "1e": 0.10, "1f": 0.05},
                (0.20, 0.25),
                "4.2.1",
            ),
            _factor(
                "eyes",
                BOTH,
                {"2a": 0.45, "2b": 0.20, "2c": 0.15, "2d": 0.20, "2e": 0.0},
                (0.20, 0.25),
                "4.2.1",
            ),
            _factor(
                "meeting_places", BOTH, {"3a": 0.45, "3b": 0.30, "3c": 0.25}, (0.25, 0.20), "4.2.1"
            ),
            _factor(
                "boundaries",
                (State.DAY,),
                {"4a": 0.45, "4b": 0.30, "4c": 0.15, "4d": 0.10},
                (0.15, 0.08),
                "4.2.1",
            ),
            _factor(
                "routes",
                BOTH,
                {"5a": 0.35, "5b": 0.15, "5c": 0.15, "5d": 0.25, "5e": 0.10},
                (0.10, 0.14),
                "4.2.1",
            ),
            _factor(
                "arrival", (State.DAY,), {"6a": 0.40, "6b": 0.30, "6c": 0.30}, (0.05, 0.03), "4.2.2"
            ),
            _factor("upkeep", BOTH, {"7a": 0.6, "7b": 0.4}, (0.05, 0.05), "4.1.1"),
        )
    }
)
"""The factors in the order of the method, by key."""
