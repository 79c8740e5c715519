"""Score a department: every factor that can be measured, joined into a profile."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import geopandas as gpd
import pandas as pd

from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.crs import METRES
from geo.model.department import Department
from geo.model.errors import LayerError
from geo.model.issues import Issue, Severity
from geo.model.language import sentence
from geo.scoring.aggregation import factor_result, is_thin
from geo.scoring.factors import FACTORS, WEIGHT_SETS
from geo.scoring.joined import measures
from geo.scoring.measurement import FactorResult, Measurement, State
from geo.scoring.profile import Profile
from geo.scoring.scene import Scene
from geo.scoring.uncertainty.drawing import department_inputs, uncertainty, with_intervals
from geo.scoring.uncertainty.levels import KEPT, Levels
from geo.scoring.uncertainty.light import LightAnswer, light_answer
from geo.scoring.uncertainty.material import Material, material
from geo.scoring.weighting import Weighting

LIGHT_COLUMNS = ("target_class", "light_class")
"""Columns of the segments that stand there whether light was measured or not."""


def score(
    department: Department,
    *,
    as_of: str | date | None = None,
    weights: str | Weighting = "A",
    seed: int = 0,
    assumptions: Mapping[str, float] | None = None,
) -> Profile:
    """Score the spatial factors of a department by day and in the dark.

    The same department, date, weights, seed and assumptions give the same profile, whatever the
    order of the rows. A factor whose data cannot be used is missing, and a finding says why.

    Parameters
    ----------
    department
        The department as the workspace cuts it.
    as_of
        Date the scoring speaks of; by default the newest date of its sources, never today.
    weights
        Weight set: A strategy, B evidence, C equal, or one of your own.
    seed
        Seed of the random draws.
    assumptions
        Assumptions to score under; a plain mapping changes those it names.
    """
    scene = scene_of(department, as_of=as_of, assumptions=assumptions)
    return score_scene(scene, weights=weights, seed=seed)


def scene_of(
    department: Department,
    *,
    as_of: str | date | None = None,
    assumptions: Mapping[str, float] | None = None,
) -> Scene:
    """Answer the scene of a department: what its factors share, computed when asked for."""
    return Scene(
        ordered(department), _assumptions(assumptions), _as_of(as_of, department), measures()
    )


def score_scene(scene: Scene, *, weights: str | Weighting = "A", seed: int = 0) -> Profile:
    """Join what every factor of a scene answers."""
    if not isinstance(weights, Weighting) and weights not in WEIGHT_SETS:
        raise LayerError("weights.unknown", name=weights, known=", ".join(WEIGHT_SETS))
    measured = {key: scene.result(key) for key in FACTORS}
    results = {key: _states(key, measurement) for key, measurement in measured.items()}
    findings = [issue for measurement in measured.values() for issue in measurement.findings]
    frames = {name: frame for m in measured.values() for name, frame in m.frames.items()}
    segments = _segments(scene, measured)
    profile = Profile(
        id=scene.department.id,
        name=scene.department.name,
        as_of=scene.as_of,
        results=results,
        segments=segments,
        frames=frames,
        findings=_once([*scene.findings, *findings, *_thin(results)]),
        sources=dict(scene.department.sources),
        assumptions=scene.assumptions,
        weights=weights.name if isinstance(weights, Weighting) else weights,
        seed=seed,
        staff=frozenset[str]().union(*(m.staff for m in measured.values())),
        own_weights=weights.weights if isinstance(weights, Weighting) else None,
    )
    return _drawn(scene, profile) if scene.assumptions["uncertainty.draws"] > 0 else profile


def _drawn(scene: Scene, profile: Profile) -> Profile:
    """Answer the profile with the intervals of its draws."""
    known = material_of(scene, profile)
    inputs = department_inputs(known, profile.id, profile.seed, profile.own_weights)
    totals = {state: profile.overall[state].value is not None for state in State}
    sure = uncertainty(known, inputs, totals)
    return replace(profile, results=with_intervals(profile.results, sure), uncertainty=sure)


def material_of(scene: Scene, profile: Profile) -> Material:
    """Answer what the draws need of a scored scene."""
    walked = profile.segments["length_m"] * profile.segments["exposure"]

    def light() -> LightAnswer | None:
        return light_answer(scene.result("lighting").kept, walked)

    answer = scene.once("uncertainty.light", light)
    kept = (scene.result(key).kept.get(KEPT) for key in FACTORS)
    levels = tuple(found for found in kept if isinstance(found, Levels))
    return material(profile.results, profile.frames, answer, scene.assumptions, levels)


def ordered(department: Department) -> Department:
    """Answer the department with the rows of each layer in the order of their ids.

    Registers deliver rows in any order; no bit of a score may depend on it.
    """
    layers = {name: _by_id(frame) for name, frame in sorted(department.layers.items())}
    return replace(department, layers=layers)


def _by_id(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if "id" not in frame.columns:
        return frame
    return frame.sort_values(
        "id", kind="stable", key=lambda ids: ids.astype(str), ignore_index=True
    )


def _assumptions(changed: Mapping[str, float] | None) -> Assumptions:
    if isinstance(changed, Assumptions):
        return changed
    return default_assumptions().with_values(changed or {})


def _as_of(asked: str | date | None, department: Department) -> str | None:
    if asked is None:
        dates = [source.date for source in department.sources.values() if source.date]
        return max(dates, default=None)
    if isinstance(asked, date):
        return asked.isoformat()
    try:
        return date.fromisoformat(asked).isoformat()
    except ValueError as error:
        raise LayerError("as_of.unreadable", text=asked) from error


def _states(key: str, measurement: Measurement) -> dict[State, FactorResult]:
    """Answer a result for every state in which the factor is defined, and no other."""
    undefined = sorted(set(measurement.states) - set(FACTORS[key].states))
    if undefined:
        raise ValueError(f"{key} is not defined for {undefined}")
    missing = factor_result(key, ())
    return {state: measurement.states.get(state, missing) for state in FACTORS[key].states}


def _segments(scene: Scene, measured: Mapping[str, Measurement]) -> gpd.GeoDataFrame:
    """Answer the path segments with the exposure and every column a factor gave them."""
    if scene.samples is None:
        columns = ["path", "name", "kind", "length_m", "exposure", *LIGHT_COLUMNS]
        blank = {column: pd.Series(dtype="object") for column in columns}
        return gpd.GeoDataFrame(blank, geometry=gpd.GeoSeries(crs=METRES), crs=METRES)
    parts = [m.segments for m in measured.values() if len(m.segments.columns)]
    segments = scene.samples.segments.join([scene.exposure.to_frame(), *parts])
    for column in LIGHT_COLUMNS:
        if column not in segments.columns:
            segments[column] = None
    return segments.sort_index()


def _once(findings: Sequence[Issue]) -> tuple[Issue, ...]:
    """Answer each finding once: two factors may notice the same path."""
    return tuple({repr(issue): issue for issue in findings}.values())


def _thin(results: Mapping[str, Mapping[State, FactorResult]]) -> list[Issue]:
    """Mark the factors that keep a value on less than 60 % of what they rest on (decision 16)."""
    return [
        Issue(
            Severity.NOTICE,
            "factor.thin",
            feature=key,
            facts={
                "factor": sentence(f"factor.{key}"),
                "state": state.value,
                "percent": round(100 * result.estimate.coverage),
            },
        )
        for key, by_state in results.items()
        for state, result in by_state.items()
        if result.estimate.value is not None and is_thin(result.estimate.coverage)
    ]
