"""F1 Lys: mean and least light, dark gaps, faces, sides and lamps in operation, per segment.

Every segment is held to its own target. Without a layer of lamps, or with lamps that lie nowhere,
light is missing: a path tagged as lit is no measurement. A layer that was delivered and holds no
lamp near is one: there it is dark.
"""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from geo.measures.arrays import Flags, Reals
from geo.measures.dark_stretches import (
    dark_cells,
    dark_stretches,
    most_walked_first,
    walked_in_the_dark,
    with_nearest_lamp,
)
from geo.measures.darkness import dark_minutes
from geo.measures.lamp_grades import coverage_of
from geo.measures.light_ranges import corners
from geo.measures.lighting import centre_line, dark_runs, gap_lengths, light_classes
from geo.measures.lighting_class import night_classes
from geo.measures.operation import operation
from geo.measures.path_light import PathLight
from geo.measures.sampling import Samples
from geo.measures.segment_light import printed_classes, segment_light
from geo.model.estimate import Estimate, Grade
from geo.model.issues import Issue, Severity
from geo.scoring.aggregation import factor_result
from geo.scoring.dark_year import year_of
from geo.scoring.joined._light_findings import light_findings, nothing_in_the_way, only_tags
from geo.scoring.joined._lit import Lit, common_ground, lit
from geo.scoring.measurement import IndicatorResult, Measurement, State
from geo.scoring.scene import Scene, missing

KEY = "lighting"

WEIGHTS = {"1a": 0.25, "1b": 0.30, "1c": 0.20, "1d": 0.10, "1e": 0.10, "1f": 0.05}

RAW = {
    "1a": ("mean_lux", "lx"),
    "1b": ("min_lux", "lx"),
    "1c": ("gap_m", "m"),
    "1d": ("face_lux", "lx"),
    "1e": ("surround_ratio", ""),
}
"""Column and unit of what each indicator measures."""

INPUTS = ("lamps", "paths", "buildings", "boundaries", "vegetation")

OWN = (
    *("mean_lux", "min_lux", "gap_m", "face_lux", "surround_ratio", "score"),
    *("p_class", "p_class_low", "p_class_high", "e_class", "e_class_low", "e_class_high"),
    *("overlit", "contrast", "bollards", "night_lux", "night_class", "winter_lux"),
)
"""Columns of the segments that are called ``lighting.<name>``."""


def measure(scene: Scene) -> Measurement:
    """Measure the light of a department's paths in the dark."""
    lamps = scene.department.layer("lamps")
    if lamps is None:
        return missing(KEY, *only_tags(scene))
    found = scene.once("lighting.lit", lambda: lit(scene, lamps))
    if found is None:
        return missing(KEY, *_nowhere(scene))
    light = scene.once("lighting.path_light", found.path_light)
    measured = scene.once("lighting.measured", lambda: segment_light(found.where, light))
    findings = (*light_findings(found), *nothing_in_the_way(scene))
    if measured["score"].isna().all():
        return missing(KEY, *findings)
    ifs = scene.once("lighting.ifs", found.ifs)
    beside = scene.once("lighting.beside", lambda: _beside(found, light, measured, ifs))
    stretches = scene.once("lighting.stretches", lambda: _stretches(found, measured, light, ifs))
    stretches = most_walked_first(stretches, scene.exposure, found.samples)
    department = scene.department
    raster = scene.once("lighting.grid", lambda: found.raster(common_ground(department)))
    return Measurement(
        states={State.DARK: factor_result(KEY, _indicators(scene, found, measured))},
        segments=measured.join(beside)[[*OWN, "light_class", "target_class"]].rename(
            columns={name: f"{KEY}.{name}" for name in OWN}
        ),
        frames={
            "dark_stretches": _in_the_year(scene, stretches, found.samples),
            "lux_grid": raster,
        },
        findings=findings,
        kept={"path_light": light, "where": found.where},
    )


def _nowhere(scene: Scene) -> tuple[Issue, ...]:
    """Say that lamps were delivered and none of them lies anywhere."""
    lamps = scene.department.layer("lamps")
    if lamps is None or scene.samples is None or scene.samples.segments.empty:
        return ()
    return (Issue(Severity.WARNING, "lighting.nowhere", "lamps", facts={"count": len(lamps)}),)


def _stretches(
    found: Lit, measured: pd.DataFrame, light: PathLight, ifs: Mapping[str, Reals]
) -> gpd.GeoDataFrame:
    """Answer the dark stretches with their nearest lamp and their cause."""
    lux = light.part("horizontal")
    dark = dark_cells(found.samples, measured, lux, found.chosen)
    runs = dark_runs(found.network, found.samples, dark)
    frame = dark_stretches(
        found.network, found.samples, measured, {"now": lux, **ifs}, runs, found.chosen
    )
    return with_nearest_lamp(frame, found.lamps, found.light, found.chosen)


def _in_the_year(scene: Scene, stretches: gpd.GeoDataFrame, samples: Samples) -> gpd.GeoDataFrame:
    """Add how long it is dark while people are out, and how long the dark is walked in."""
    start, end = (scene.assumptions[f"lighting.out_{name}_hour"] for name in ("from", "until"))
    dark = dark_minutes(year_of(scene.as_of), start_hour=start, end_hour=end)
    flow = scene.flow
    walked = (
        np.full(len(stretches), np.nan)
        if flow is None
        else walked_in_the_dark(stretches, flow, samples, dark, scene.assumptions)
    )
    return stretches.assign(dark_minutes=dark, walked_dark_minutes=walked)


def _beside(
    found: Lit, light: PathLight, measured: pd.DataFrame, ifs: Mapping[str, Reals]
) -> pd.DataFrame:
    """Answer what stands beside the score: classes reached, late at night, winter, low lamps."""
    samples, chosen = found.samples, found.chosen
    sure = found.grade in {Grade.A, Grade.B}
    classes = printed_classes(found.where, light, [] if sure else corners(light, chosen))
    dark = centre_line(samples, ifs["night"]) < chosen["lighting.dark_lux"]
    night = pd.DataFrame(
        {
            "mean_lux": samples.mean(ifs["night"]),
            "gap_m": gap_lengths(samples, dark_runs(found.network, samples, dark)),
            "target_class": night_classes(measured["target_class"]),
        }
    )
    return classes.assign(
        night_lux=night["mean_lux"],
        night_class=light_classes(night, chosen),
        winter_lux=samples.mean(ifs["winter"]),
        bollards=_bollards(found),
    )


def _bollards(found: Lit) -> Flags:
    """Tell the segments that a lamp too low to light a face stands at."""
    samples, chosen = found.samples, found.chosen
    flags = np.zeros(len(samples.segments), dtype=bool)
    low = found.near.only(found.near.height_m < chosen["lighting.bollard_m"])
    if len(low):
        metres = chosen["lighting.reach_heights"] * float(low.height_m.max())
        away, _ = KDTree(low.xyz[:, :2]).query(samples.points[:, :2], distance_upper_bound=metres)
        flags[samples.segment[np.isfinite(away)]] = True
    return flags


def _indicators(scene: Scene, found: Lit, measured: pd.DataFrame) -> list[IndicatorResult]:
    walked = found.samples.segments["length_m"] * scene.exposure
    asked = measured["score"].notna()
    weight = walked[asked] / walked[asked].sum()
    coverage, half = coverage_of(found.near), 100 * found.grade.uncertainty
    measures = [
        IndicatorResult(
            key=key,
            weight=WEIGHTS[key],
            score=Estimate.around(_mean(measured[key], weight), half, coverage, found.grade),
            raw=_mean(measured[column], weight),
            unit=unit,
            inputs=INPUTS,
            assumptions=_rests_on(scene),
        )
        for key, (column, unit) in RAW.items()
    ]
    return [*measures, *_in_operation(scene, found)]


def _in_operation(scene: Scene, found: Lit) -> list[IndicatorResult]:
    """Answer 1f, where the register or the faults say anything of lamps in operation."""
    faults = scene.department.layer("faults")
    window = found.chosen["lighting.outage_window_days"]
    burning = operation(found.lamps, found.near, faults, scene.as_of, window)
    if burning.share is None:
        return []
    grade = Grade.A if faults is not None else Grade.B
    score = 100 * burning.share
    return [
        IndicatorResult(
            key="1f",
            weight=WEIGHTS["1f"],
            score=Estimate.around(score, 100 * grade.uncertainty, burning.coverage, grade),
            raw=burning.share,
            unit="",
            inputs=("lamps",) if faults is None else ("lamps", "faults"),
            assumptions=("lighting.outage_window_days",),
        )
    ]


def _rests_on(scene: Scene) -> tuple[str, ...]:
    rooms = ("lighting.", "obstacles.", "department.storey")
    own = (key for key in scene.assumptions if key.startswith(rooms))
    return (*own, *scene.exposure_rests_on)


def _mean(values: "pd.Series[float]", weight: "pd.Series[float]") -> float:
    return float(np.dot(values[weight.index].to_numpy(dtype=float), weight.to_numpy(dtype=float)))
