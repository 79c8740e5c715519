"""F2 Overblik: eyes on the paths, blind lengths, the view ahead, hiding places, and the own door.

By day, and in the dark where eyes see no more than the light lets them: without light that has
been measured, the dark is not measured. Single blind spots, hiding places and doors are for staff.
Without hedges and trees the figures are too high rather than too low: a finding says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Reals
from geo.measures.outlook import Hidden, hidden_beside, hidden_score, view_ahead, view_score
from geo.measures.path_light import PathLight
from geo.measures.sampling import Samples
from geo.measures.surveillance import blind_score, eyes_score, is_blind, seen_in_light
from geo.model.crs import METRES
from geo.model.estimate import Estimate, Grade, worst
from geo.model.issues import Issue, Severity
from geo.scoring.aggregation import factor_result
from geo.scoring.factors import FACTORS
from geo.scoring.joined._doors import doors_seen, dwellings_mean
from geo.scoring.joined._sight import Sight, sight, sight_coverage, sight_grade
from geo.scoring.measurement import FactorResult, IndicatorResult, Measurement, State
from geo.scoring.scene import Scene, missing
from geo.scoring.uncertainty.inputs import OPENINGS
from geo.scoring.uncertainty.levels import KEPT, Levels

KEY = "eyes"

INPUTS = ("buildings", "paths", "boundaries", "vegetation")

WEIGHTS = {spec.key: spec.weight for spec in FACTORS[KEY].indicators if spec.weight}

CLASSES = {75.0: "many", 50.0: "some", 0.0: "few"}
"""Least score of 2a of each class: a blind stretch is among the few, and not named."""

OWN = ("openings", "openings_winter", "blind", "view_m", "hidden", "score", "score_dark")
"""Columns of the segments called ``eyes.<name>``; numbers are for staff, classes for anybody."""

FRAMES = ("blind_spots", "hiding_places", "own_doors")
"""Frames of single places, all of them for staff."""


@dataclass(frozen=True)
class _Seen:
    """What is seen of a department's paths.

    ``openings`` (n, 2) by day and in the dark, before any light, at every sample point; ``ends``
    (n, 2, 2) the same with all that is judged of openings lowest and highest;
    ``winter`` (n,) by day without leaves; ``view`` metres and ``hidden`` per cell.
    """

    samples: Samples = field(repr=False)
    openings: Reals = field(repr=False)
    ends: Reals = field(repr=False)
    winter: Reals = field(repr=False)
    view: Reals = field(repr=False)
    hidden: Hidden = field(repr=False)

    @property
    def centre(self) -> Samples:
        """Answer the samples of the centre line alone: a point to a cell."""
        return self.samples.only(self.samples.row == 0)


def measure(scene: Scene) -> Measurement:
    """Measure who can see the department's paths, and what one sees from them."""
    found, samples = sight(scene), scene.samples
    if found is None or samples is None or samples.segments.empty or not len(found.openings):
        return missing(KEY, *_lacking(scene))
    seen = scene.apart("eyes.seen", _seen)
    assert seen is not None, "sight and samples are there"
    lux = scene.once("eyes.lux", lambda: _lux(scene, samples))
    measured = scene.once("eyes.measured", lambda: _measured(seen, lux, found))
    doors = scene.once("eyes.doors", lambda: doors_seen(scene, seen.samples, seen.openings, lux))
    states = {State.DAY: _result(scene, seen, found, doors, None)}
    if lux is not None:
        states[State.DARK] = _result(scene, seen, found, doors, lux)
    return Measurement(
        states=states,
        segments=measured,
        frames={**_places(seen, found), "own_doors": doors},
        findings=_lacking(scene),
        kept={KEPT: _levels(scene, seen, found, states, lux)},
        staff=frozenset({*FRAMES, *(f"{KEY}.{name}" for name in OWN)}),
    )


def _levels(
    scene: Scene,
    seen: _Seen,
    found: Sight,
    states: Mapping[State, FactorResult],
    lux: Reals | None,
) -> Levels:
    """Answer 2a and 2b where openings count least and most, for the draws."""
    walked = (seen.samples.segments["length_m"] * scene.exposure).to_numpy(dtype=float)
    of_point, chosen = _weights(seen.samples, walked), found.chosen
    lit = {State.DAY: None, State.DARK: None if lux is None else seen_in_light(lux)}
    scores: dict[tuple[State, str], tuple[float, float, float]] = {}
    for column, (state, result) in enumerate(states.items()):
        usual = {row.key: row.score.value or 0.0 for row in result.indicators}
        shown = lit[state]
        ends = []
        for end in range(2):
            openings = seen.ends[:, end, column] * (1.0 if shown is None else shown)
            share = np.array(of_point @ is_blind(openings, chosen), dtype=np.float64)
            ends.append(
                (float(of_point @ eyes_score(openings, chosen)), float(blind_score(share, chosen)))
            )
        for place, key in enumerate(("2a", "2b")):
            scores[state, key] = (ends[0][place], usual[key], ends[1][place])
    return Levels(OPENINGS, (-1.0, 0.0, 1.0), scores)


def _seen(scene: Scene) -> _Seen | None:
    found, network, samples = sight(scene), scene.network, scene.samples
    if found is None or network is None or samples is None:
        return None
    levels = found.levels_at(samples.points)
    return _Seen(
        samples=samples,
        openings=levels[:, 1],
        ends=levels[:, [0, 2]],
        winter=found.in_winter(samples.points),
        view=view_ahead(samples, found.walls, found.chosen),
        hidden=hidden_beside(network, samples, found.walls, found.houses, found.chosen),
    )


def _lux(scene: Scene, samples: Samples) -> Reals | None:
    """Answer the lux per sample point; None where light is not known."""
    light = scene.even.result("lighting").kept.get("path_light")
    if not isinstance(light, PathLight):
        return None
    lux = light.part("horizontal")
    assert len(lux) == len(samples.points), "light and eyes are measured in the same points"
    return lux


def _measured(seen: _Seen, lux: Reals | None, found: Sight) -> pd.DataFrame:
    """Answer the columns of the segments."""
    samples, chosen = seen.samples, found.chosen
    centre = seen.centre
    fixed = WEIGHTS["2c"] * centre.mean(view_score(seen.view))
    fixed = fixed + WEIGHTS["2d"] * centre.mean(_hidden_scores(seen, found))
    columns: dict[str, object] = {
        "openings": samples.mean(seen.openings[:, 0]),
        "openings_winter": samples.mean(seen.winter),
        "blind": samples.mean(is_blind(seen.openings[:, 0], chosen).astype(float)),
        "view_m": centre.mean(seen.view),
        "hidden": centre.mean(np.nan_to_num(seen.hidden.share)),
    }
    classes: dict[str, object] = {}
    for suffix, values in (("", seen.openings[:, 0]), ("_dark", _dark(seen, lux))):
        if values is None:
            continue
        scores = samples.mean(eyes_score(values, chosen))
        blind = samples.mean(is_blind(values, chosen).astype(float))
        part = WEIGHTS["2a"] * scores + WEIGHTS["2b"] * blind_score(
            np.asarray(blind, dtype=np.float64), chosen
        )
        columns[f"score{suffix}"] = part + fixed
        classes[f"{KEY}_class{suffix}"] = _classes(scores)
    named = {f"{KEY}.{name}": values for name, values in columns.items()}
    return pd.DataFrame({**named, **classes}, index=samples.segments.index)


def _dark(seen: _Seen, lux: Reals | None) -> Reals | None:
    return None if lux is None else np.asarray(seen.openings[:, 1] * seen_in_light(lux))


def _hidden_scores(seen: _Seen, found: Sight) -> Reals:
    """Answer 2d per cell; in a passage through a house nothing is hidden beside one."""
    return hidden_score(np.nan_to_num(seen.hidden.share), found.chosen)


def _classes(scores: "pd.Series[float]") -> "pd.Series[Any]":
    least = np.array(list(CLASSES))
    place = (scores.to_numpy(dtype=float)[:, None] >= least).argmax(axis=1)
    return pd.Series(np.array(list(CLASSES.values()), dtype=object)[place], index=scores.index)


def _result(
    scene: Scene, seen: _Seen, found: Sight, doors: gpd.GeoDataFrame, lux: Reals | None
) -> FactorResult:
    """Answer the factor in one state: in the dark where lux is given."""
    samples, chosen = seen.samples, found.chosen
    walked = (samples.segments["length_m"] * scene.exposure).to_numpy(dtype=float)
    of_point = _weights(samples, walked)
    of_cell = _weights(seen.centre, walked)
    dark = _dark(seen, lux)
    openings = seen.openings[:, 0] if dark is None else dark
    share = float(of_point @ is_blind(openings, chosen))
    hidden = np.nan_to_num(seen.hidden.share)
    values = {
        "2a": (float(of_point @ eyes_score(openings, chosen)), float(of_point @ openings), ""),
        "2b": (float(blind_score(np.array(share, dtype=np.float64), chosen)), 100 * share, "%"),
        "2c": (float(of_cell @ view_score(seen.view)), float(of_cell @ seen.view), "m"),
        "2d": (float(of_cell @ _hidden_scores(seen, found)), 100 * float(of_cell @ hidden), "%"),
    }
    own = dwellings_mean(doors, "score" if lux is None else "score_dark")
    if own is not None:
        values["2e"] = (own, own, "")
    light = scene.even.result("lighting").states.get(State.DARK)
    lit = None if lux is None or light is None else light.estimate
    return factor_result(KEY, [_indicator(scene, key, value, lit) for key, value in values.items()])


def _indicator(
    scene: Scene, key: str, value: tuple[float, float, str], lit: Estimate | None
) -> IndicatorResult:
    """Answer one indicator; what is seen in the dark rests on the light as well."""
    coverage, grade = sight_coverage(scene), sight_grade(scene)
    inputs: tuple[str, ...] = INPUTS
    if lit is not None and key in {"2a", "2b", "2e"}:
        coverage, grade = (coverage + lit.coverage) / 2, worst(grade, lit.grade)
        inputs = (*INPUTS, "lamps")
    score, raw, unit = value
    return IndicatorResult(
        key=key,
        weight=WEIGHTS.get(key, 0.0),
        score=_estimate(score, grade, coverage),
        raw=raw,
        unit=unit,
        inputs=(*inputs, "entrances") if key == "2e" else inputs,
        assumptions=(*_rests_on(scene), *scene.exposure_rests_on),
    )


def _estimate(score: float, grade: Grade, coverage: float) -> Estimate:
    """Answer a score whose interval reaches down to what missing hedges and trees may hide."""
    around = Estimate.around(score, 100 * grade.uncertainty, coverage, grade)
    low = min(around.low or 0.0, score * coverage)
    return Estimate(score, low, around.high, coverage, grade)


def _rests_on(scene: Scene) -> tuple[str, ...]:
    rooms = ("eyes.", "obstacles.sight", "obstacles.fence", "obstacles.tree", "obstacles.shed")
    return tuple(key for key in scene.assumptions if key.startswith(rooms))


def _weights(samples: Samples, walked: Reals) -> Reals:
    """Answer the share of all that is walked that falls on each point."""
    of_segment = np.bincount(
        samples.segment, weights=samples.weight, minlength=len(samples.segments)
    )
    weight = samples.weight / of_segment[samples.segment] * walked[samples.segment]
    return np.asarray(weight / weight.sum())


def _places(seen: _Seen, found: Sight) -> dict[str, gpd.GeoDataFrame]:
    """Answer single blind spots and hiding places along the paths: for staff alone."""
    centre = seen.samples.row == 0
    points, openings = seen.samples.points[centre, :2], seen.openings[centre, 0]
    names = seen.samples.segments.index.to_numpy()[seen.samples.segment[centre]]
    blind = is_blind(openings, found.chosen)
    hidden = seen.hidden
    hides = np.nan_to_num(hidden.share) >= found.chosen["eyes.hiding_share"]
    return {
        "blind_spots": gpd.GeoDataFrame(
            {"segment": names[blind], "openings": openings[blind]},
            geometry=np.asarray(shapely.points(points[blind])),
            crs=METRES,
        ),
        "hiding_places": gpd.GeoDataFrame(
            {
                "segment": names[hides],
                "hidden_m2": hidden.square_metres[hides],
                "share": hidden.share[hides],
            },
            geometry=np.asarray(shapely.points(hidden.place[hides])),
            crs=METRES,
        ),
    }


def _lacking(scene: Scene) -> tuple[Issue, ...]:
    """Say that hedges, fences and trees were not delivered, so that they hide nothing here."""
    if not scene.department.has("buildings"):
        return ()
    rules = {"vegetation": "eyes.no_vegetation", "boundaries": "eyes.no_boundaries"}
    return tuple(
        Issue(Severity.NOTICE, rule, layer)
        for layer, rule in rules.items()
        if not scene.department.has(layer)
    )
