"""Departments and measures to score them with: real scenes, invented numbers."""

from collections.abc import Callable, Mapping

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.model.assumptions import default_assumptions
from geo.model.department import Department
from geo.model.estimate import Estimate, Grade
from geo.model.issues import Issue, Severity
from geo.scoring.aggregation import factor_result
from geo.scoring.factors import FACTORS
from geo.scoring.measurement import IndicatorResult, Measurement
from geo.scoring.scene import Measure, Scene
from geo.testing import department, layer, lit_street

Scores = Mapping[str, float]


def measured(key: str, scores: Scores, segment_score: float = 50.0) -> Measure:
    """Answer a measure that gives these indicator scores in every state, ±10 and graded B."""

    def measure(scene: Scene) -> Measurement:
        indicators = [
            IndicatorResult(
                name,
                0.0,
                Estimate.around(score, 10, 1.0, Grade.B),
                raw=score / 10,
                unit="lx",
                inputs=("paths", "lamps"),
                assumptions=("lighting.path_width_m",),
            )
            for name, score in scores.items()
        ]
        samples = scene.samples
        index = pd.Index([]) if samples is None else samples.segments.index
        lines = [] if samples is None else list(samples.segments.geometry)
        return Measurement(
            states=dict.fromkeys(FACTORS[key].states, factor_result(key, indicators)),
            segments=pd.DataFrame({f"{key}.score": segment_score}, index=index),
            frames={f"{key}_places": gpd.GeoDataFrame(geometry=lines[::-1], crs="EPSG:25832")},
            findings=(Issue(Severity.NOTICE, "network.gap", "paths", "p", {"metres": 0.7}),),
        )

    return measure


@pytest.fixture
def full_measures() -> dict[str, Measure]:
    """Every indicator of every factor measured: each factor scores 40, 45, 50 and so on."""
    return {
        key: measured(key, dict.fromkeys((i.key for i in factor.indicators), 40.0 + 5 * place))
        for place, (key, factor) in enumerate(FACTORS.items())
    }


@pytest.fixture
def street() -> Department:
    """One lit street with a side path."""
    lines = [
        shapely.LineString([(0, 0), (100, 0)]),
        shapely.LineString([(50, 0), (50, 40)]),
        shapely.LineString([(50, 0), (80, -40)]),
    ]
    paths = layer("paths", lines, name=["Stien", "Gangen", None])
    return department({"paths": paths, "lamps": lit_street(100, 25).layers["lamps"]})


@pytest.fixture
def scene_of() -> Callable[[Department, Mapping[str, Measure]], Scene]:
    """Answer how a scene is made under the default assumptions."""
    return lambda place, measures: Scene(place, default_assumptions(), "2026-01-01", measures)


@pytest.fixture
def measure_with() -> Callable[[str, Scores], Measure]:
    """Answer how a measure with given scores is made."""
    return measured


@pytest.fixture
def estimate_of() -> Callable[[float | None], Estimate]:
    """Answer how an exact estimate, or a missing one, is made."""
    return lambda value: (
        Estimate.missing() if value is None else Estimate(value, value, value, 1.0, Grade.A)
    )
