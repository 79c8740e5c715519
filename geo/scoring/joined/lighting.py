"""F1 Lys: mean light, least light and dark gaps per path segment, against the path's own target.

Indicators 1d, 1e and 1f are not measured yet and lower the coverage. Without a layer of lamps, or
with lamps that lie nowhere, light is missing: a path tagged as lit is no measurement. A layer
that was delivered and holds no lamp near is one: there it is dark.
"""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.measures.arrays import Reals
from geo.measures.dark_stretches import (
    dark_cells,
    dark_stretches,
    lamps_that_matter,
    with_nearest_lamp,
)
from geo.measures.lamps import LampLight, coverage_of, grade_of, lamp_light
from geo.measures.lighting import (
    centre_line,
    dark_runs,
    gap_lengths,
    least_lux,
    light_classes,
    reached_classes,
    segment_scores,
)
from geo.measures.lighting_class import P_CLASSES, target_classes, target_lux
from geo.measures.network import Network
from geo.measures.photometry import lux_from
from geo.measures.sampling import Samples
from geo.model.assumptions import Assumptions
from geo.model.estimate import Estimate, Grade
from geo.model.issues import Issue, Severity
from geo.scoring.aggregation import factor_result
from geo.scoring.measurement import IndicatorResult, Measurement, State
from geo.scoring.scene import Scene, missing

KEY = "lighting"

WEIGHTS = {"1a": 0.25, "1b": 0.30, "1c": 0.20}

RAW = {"1a": ("mean_lux", "lx"), "1b": ("min_lux", "lx"), "1c": ("gap_m", "m")}
"""Column and unit of what each indicator measures."""


@dataclass(frozen=True)
class _Lit:
    """The light of a department: its lamps, its samples, and lux at them."""

    network: Network = field(repr=False)
    samples: Samples = field(repr=False)
    lamps: gpd.GeoDataFrame = field(repr=False)
    light: LampLight = field(repr=False)
    near: LampLight = field(repr=False)
    lux: Reals = field(repr=False)

    @property
    def grade(self) -> Grade:
        """Answer the grade of the lamps that light the paths."""
        return grade_of(self.near)


def measure(scene: Scene) -> Measurement:
    """Measure the light of a department's paths in the dark."""
    lamps, samples = scene.department.layer("lamps"), scene.samples
    if lamps is None or scene.network is None or samples is None or samples.segments.empty:
        return missing(KEY, *_only_tags(scene))
    light = lamp_light(lamps, scene.assumptions)
    if len(lamps) and not len(light):
        issue = Issue(Severity.WARNING, "lighting.nowhere", "lamps", facts={"count": len(lamps)})
        return missing(KEY, issue)
    network, chosen = scene.network, scene.assumptions
    lit = scene.once("lighting.lit", lambda: _lit(network, samples, lamps, light, chosen))
    measured = scene.once("lighting.measured", lambda: _measured(lit, chosen))
    if measured["score"].isna().all():
        return missing(KEY, *_findings(lit))

    def dark() -> gpd.GeoDataFrame:
        runs = dark_runs(network, samples, dark_cells(samples, measured, lit.lux, chosen))
        stretches = dark_stretches(network, samples, measured, lit.lux, runs, chosen)
        return with_nearest_lamp(stretches, lamps, light, chosen)

    return Measurement(
        states={State.DARK: factor_result(KEY, _indicators(scene, lit, measured))},
        segments=_columns(measured),
        frames={"dark_stretches": scene.once("lighting.dark_stretches", dark)},
        findings=_findings(lit),
    )


def _lit(
    network: Network,
    samples: Samples,
    lamps: gpd.GeoDataFrame,
    light: LampLight,
    chosen: Assumptions,
) -> _Lit:
    heights = chosen["lighting.reach_heights"]
    near = light.only(lamps_that_matter(samples, light, heights))
    lux = lux_from(samples.points, light, reach=heights)
    return _Lit(network, samples, lamps, light, near, lux)


def _measured(lit: _Lit, chosen: Assumptions) -> pd.DataFrame:
    """Answer per segment everything that is known about its light."""
    samples = lit.samples
    centre = centre_line(samples, lit.lux)
    target_class = target_classes(samples.segments, chosen)
    measured = pd.DataFrame(
        {
            "mean_lux": samples.mean(lit.lux),
            "min_lux": least_lux(samples, lit.lux, lit.grade),
            "gap_m": _gap(lit, centre < chosen["lighting.dark_lux"]),
            "target_class": target_class,
        }
    )
    # A path held to little light is dark for itself only under the least light of its class.
    _, least = target_lux(target_class)
    level = chosen["lighting.dark_lux"] * np.minimum(1.0, least / P_CLASSES["p4"][1])
    of_cell = samples.cells["segment"].to_numpy(dtype=np.int64)
    measured["target_gap_m"] = _gap(lit, centre < level[of_cell])
    scores = segment_scores(measured, chosen)
    weights = pd.Series(WEIGHTS)
    measured["score"] = scores[weights.index] @ weights / weights.sum()
    measured["light_class"] = light_classes(measured, chosen)
    hemispherical = lux_from(
        samples.points, lit.light, kind="hemispherical", reach=chosen["lighting.reach_heights"]
    )
    reached = reached_classes(
        measured["mean_lux"], measured["min_lux"], samples.mean(hemispherical)
    )
    measured["overlit"] = measured["mean_lux"] > chosen["lighting.overlit_lux"]
    measured["contrast"] = (
        measured["min_lux"] < chosen["lighting.contrast_ratio"] * measured["mean_lux"]
    )
    return measured.join([scores, reached])


def _gap(lit: _Lit, dark: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> "pd.Series[float]":
    return gap_lengths(lit.samples, dark_runs(lit.network, lit.samples, dark))


def _indicators(scene: Scene, lit: _Lit, measured: pd.DataFrame) -> list[IndicatorResult]:
    walked = lit.samples.segments["length_m"] * scene.exposure
    asked = measured["score"].notna()
    weight = walked[asked] / walked[asked].sum()
    rests_on = tuple(key for key in scene.assumptions if key.startswith("lighting."))
    rests_on += scene.exposure_rests_on
    half = 100 * lit.grade.uncertainty
    return [
        IndicatorResult(
            key=key,
            weight=WEIGHTS[key],
            score=Estimate.around(
                _mean(measured[key], weight), half, coverage_of(lit.near), lit.grade
            ),
            raw=_mean(measured[column], weight),
            unit=unit,
            inputs=("lamps", "paths"),
            assumptions=rests_on,
        )
        for key, (column, unit) in RAW.items()
    ]


def _mean(values: "pd.Series[float]", weight: "pd.Series[float]") -> float:
    return float(np.dot(values[weight.index].to_numpy(dtype=float), weight.to_numpy(dtype=float)))


def _columns(measured: pd.DataFrame) -> pd.DataFrame:
    """Answer the columns of the segments: the classes by their own names, the rest by ours."""
    own = ["mean_lux", "min_lux", "gap_m", "score", "p_class", "e_class", "overlit", "contrast"]
    return measured[[*own, "light_class", "target_class"]].rename(
        columns={name: f"{KEY}.{name}" for name in own}
    )


def _findings(lit: _Lit) -> tuple[Issue, ...]:
    """Say what the register lacks for the lamps that light these paths."""
    near = lit.near
    holes = {
        "lighting.no_height": int((~near.height_known).sum()),
        "lighting.no_flux": int((~near.flux_known).sum()),
    }
    return tuple(
        Issue(Severity.NOTICE, rule, "lamps", facts={"count": count, "all": len(near)})
        for rule, count in holes.items()
        if count
    )


def _only_tags(scene: Scene) -> tuple[Issue, ...]:
    """Say that tags were delivered where lamps were not."""
    if scene.department.has("lamps") or scene.samples is None:
        return ()
    tagged = int(scene.samples.segments["lit"].notna().sum())
    if not tagged:
        return ()
    return (Issue(Severity.NOTICE, "lighting.only_tags", "paths", facts={"count": tagged}),)
