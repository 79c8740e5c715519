"""What one factor answers for one department: frozen values between the rooms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.model.estimate import Estimate, Grade
from geo.model.issues import Issue


class State(StrEnum):
    """When: by day, or in the dark. Always reported apart."""

    DAY = "dag"
    DARK = "mørke"


@dataclass(frozen=True)
class IndicatorResult:
    """One indicator as measured.

    Parameters
    ----------
    key
        Key of the registry, such as ``1a``.
    weight
        Weight inside its factor.
    score
        0–100, or missing.
    raw, unit
        What was measured before the anchors: 5.8 ``lx``, 120 ``m``; None where missing.
    inputs
        Layers it rests on.
    assumptions
        Keys of the assumptions it rests on.
    """

    key: str
    weight: float
    score: Estimate
    raw: float | None = None
    unit: str = ""
    inputs: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "key": self.key,
            "weight": self.weight,
            "score": self.score.to_dict(),
            "raw": self.raw,
            "unit": self.unit,
            "inputs": list(self.inputs),
            "assumptions": list(self.assumptions),
        }


@dataclass(frozen=True)
class FactorResult:
    """One factor in one state: its estimate and the indicators behind it."""

    estimate: Estimate
    indicators: tuple[IndicatorResult, ...] = ()

    @property
    def grade(self) -> Grade:
        """Answer the grade of the estimate."""
        return self.estimate.grade

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "estimate": self.estimate.to_dict(),
            "indicators": [indicator.to_dict() for indicator in self.indicators],
        }


@dataclass(frozen=True)
class Measurement:
    """Everything one factor answers.

    Parameters
    ----------
    states
        Result per state in which the factor is defined; a defined state that was not measured
        holds ``Estimate.missing()``, an undefined one is absent.
    segments
        Columns per path segment, indexed by segment id, named ``<factor>.<what>``.
    frames
        Places worth drawing, in EPSG:25832, by name: ``dark_stretches``, ``lux_grid`` …
    findings
        What the measure noticed in the data: a path that misses the road by 0.7 m.
    kept
        What the draws of the uncertain and other factors build on, by name; never stored.
    staff
        Names of the frames and of the columns of ``segments`` that staff alone may see: single
        blind spots, hiding places and doors. What is not named here may be shown to anybody.
    """

    states: Mapping[State, FactorResult]
    segments: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    frames: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict, repr=False)
    findings: tuple[Issue, ...] = field(default=(), repr=False)
    kept: Mapping[str, Any] = field(default_factory=dict, repr=False)
    staff: frozenset[str] = frozenset()
