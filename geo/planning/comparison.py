"""A place before and after: what got better, what got worse, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np

from geo.measures.lighting_class import P_CLASSES
from geo.model.department import Department
from geo.model.errors import PlanError
from geo.model.estimate import Estimate
from geo.planning.others import Others, costs_to_others
from geo.scoring.factors import FACTORS
from geo.scoring.measurement import State
from geo.scoring.profile import Profile
from geo.scoring.rescoring import Rescoring
from geo.scoring.scoring import material_of
from geo.scoring.uncertainty.drawing import department_inputs, factor_draws

NOTICEABLE = 0.05
"""Points: what moves by less has not moved."""

LIGHT_CLASS = "lighting.p_class"


@dataclass(frozen=True)
class Difference:
    """One number before and after; ``change`` is None where either is missing."""

    before: Estimate
    after: Estimate

    @property
    def change(self) -> float | None:
        """Answer by how much it rose."""
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value

    @property
    def fell(self) -> bool:
        """Tell whether it noticeably fell, or is not known any more."""
        if self.before.value is not None and self.after.value is None:
            return True
        return self.change is not None and self.change < -NOTICEABLE

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
            "change": self.change,
        }


@dataclass(frozen=True)
class Comparison:
    """Two scorings of one department under the same method.

    Parameters
    ----------
    id, name
        The department's.
    factors
        Difference per factor and state.
    indicators
        Difference per indicator and state, by ``(key, state)``.
    metres
        Metres of path whose light reaches each P class, before and after.
    better
        Probability that a factor is better after than before, by ``(key, state)``: the share of
        the draws, with the same draw of all that is judged on both sides. Empty where nothing
        was drawn.
    others
        What others pay: windows newly lit or overlooked, youth that must move. None where two
        scorings alone were compared.
    """

    id: str
    name: str
    factors: Mapping[tuple[str, State], Difference] = field(repr=False)
    indicators: Mapping[tuple[str, State], Difference] = field(repr=False)
    metres: Mapping[str, tuple[float, float]] = field(repr=False)
    better: Mapping[tuple[str, State], float] = field(default_factory=dict, repr=False)
    others: Others | None = field(default=None, repr=False)

    @property
    def worse(self) -> tuple[tuple[str, State], ...]:
        """Answer the indicators that fell, in the order of the method."""
        return tuple(key for key, difference in self.indicators.items() if difference.fell)

    @property
    def lifted(self) -> Mapping[str, float]:
        """Answer the metres of path that are lifted over each class; below 0 where they fall."""
        return MappingProxyType(
            {key: after - before for key, (before, after) in self.metres.items()}
        )

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "id": self.id,
            "name": self.name,
            "factors": _nested(self.factors),
            "indicators": _nested(self.indicators),
            "metres": {key: {"before": b, "after": a} for key, (b, a) in self.metres.items()},
            "better": [
                {"factor": key, "state": state.value, "probability": share}
                for (key, state), share in self.better.items()
            ],
            "worse": [{"indicator": key, "state": state.value} for key, state in self.worse],
            "lifted": dict(self.lifted),
            "others": None if self.others is None else self.others.to_dict(),
        }


def compare(before: Profile, after: Profile) -> Comparison:
    """Compare a department with itself after a plan.

    Parameters
    ----------
    before, after
        Two scorings of the same department, under the same assumptions, weights and version.

    Raises
    ------
    PlanError
        Where they are not comparable: a change of method is no change of the place.
    """
    if before.id != after.id:
        raise PlanError("compare.places", before=before.name, after=after.name)
    if (before.version, before.weights, dict(before.assumptions)) != (
        after.version, after.weights, dict(after.assumptions),
    ):  # fmt: skip
        raise PlanError("compare.method", name=before.name)
    return Comparison(
        id=before.id,
        name=before.name,
        factors=_factors(before, after),
        indicators=_indicators(before, after),
        metres=_metres(before.segments, after.segments),
    )


def compare_plan(again: Rescoring, changed: Department) -> Comparison:
    """Compare a department with itself after a plan, and say how likely each factor is better.

    Parameters
    ----------
    again
        The department as it stands.
    changed
        The same after the plan.
    """
    scenes = again.scene, again.scene_after(changed)
    profiles = again.before(), again.profile_of(scenes[1])
    materials = [
        material_of(scene, profile) for scene, profile in zip(scenes, profiles, strict=True)
    ]
    before, after = profiles
    found = replace(compare(before, after), others=costs_to_others(*scenes))
    if before.assumptions["uncertainty.draws"] <= 0:
        return found
    inputs = department_inputs(materials[0], before.id, before.seed, before.own_weights)
    draws = [factor_draws(material, inputs) for material in materials]
    better = {
        (key, state): float(np.mean(draws[1][state][key] > old))
        for state, by_factor in draws[0].items()
        for key, old in by_factor.items()
        if key in draws[1][state]
    }
    return replace(found, better=MappingProxyType(better))


def _factors(before: Profile, after: Profile) -> Mapping[tuple[str, State], Difference]:
    return MappingProxyType(
        {
            (key, state): Difference(
                before.results[key][state].estimate, after.results[key][state].estimate
            )
            for key in FACTORS
            for state in before.results[key]
        }
    )


def _indicators(before: Profile, after: Profile) -> Mapping[tuple[str, State], Difference]:
    old, new = _scores(before), _scores(after)
    missing = Estimate.missing()
    keys = sorted({*old, *new}, key=lambda key: (key[0], key[1].value))
    return MappingProxyType(
        {key: Difference(old.get(key, missing), new.get(key, missing)) for key in keys}
    )


def _scores(profile: Profile) -> dict[tuple[str, State], Estimate]:
    return {
        (indicator.key, state): indicator.score
        for by_state in profile.results.values()
        for state, result in by_state.items()
        for indicator in result.indicators
    }


def _metres(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> Mapping[str, tuple[float, float]]:
    """Answer metres per class: a class holds what reaches it or a stricter one."""
    reached = [_reached(frame) for frame in (before, after)]
    return MappingProxyType({key: (reached[0][key], reached[1][key]) for key in P_CLASSES})


def _reached(segments: gpd.GeoDataFrame) -> dict[str, float]:
    order = list(P_CLASSES)
    if LIGHT_CLASS not in segments.columns:
        return dict.fromkeys(order, 0.0)
    by_class = segments.groupby(LIGHT_CLASS)["length_m"].sum()
    metres = [float(by_class.get(key, 0.0)) for key in order]
    return {key: sum(metres[: place + 1]) for place, key in enumerate(order)}


def _nested(table: Mapping[tuple[str, State], Difference]) -> dict[str, dict[str, Any]]:
    nested: dict[str, dict[str, Any]] = {}
    for (key, state), difference in table.items():
        nested.setdefault(key, {})[state.value] = difference.to_dict()
    return nested
