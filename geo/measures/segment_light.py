"""Everything that is known of the light of each segment: lux, gaps, faces, sides, scores, classes.

One pure function of lux at the points, so that a draw of the uncertain runs no geometry again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.lighting import (
    centre_line,
    gap_lengths,
    least_lux,
    light_classes,
    runs_over,
    segment_scores,
    walked_cells,
)
from geo.measures.lighting_class import E_CLASSES, P_CLASSES, e_class, p_class, target_lux
from geo.measures.network import Network
from geo.measures.path_light import Draw, PathLight
from geo.measures.path_points import PathPoints
from geo.model.assumptions import Assumptions
from geo.model.estimate import Grade

WEIGHTS: Mapping[str, float] = {"1a": 0.25, "1b": 0.30, "1c": 0.20, "1d": 0.10, "1e": 0.10}
"""Weight of each indicator that a segment has; 1f belongs to the department."""

P_ORDER = (*P_CLASSES, "p7")
E_ORDER = (*E_CLASSES, "e4")
"""Classes from the brightest to the one that asks for nothing."""


@dataclass(frozen=True)
class Where:
    """What light is measured on, and how it is judged.

    Parameters
    ----------
    network, points
        The network and the points of its paths.
    target_class
        Class each segment is held to.
    grade
        Grade of the lamps.
    chosen
        ``lighting.*``.
    """

    network: Network = field(repr=False)
    points: PathPoints = field(repr=False)
    target_class: "pd.Series[str]" = field(repr=False)
    grade: Grade
    chosen: Assumptions = field(repr=False)

    @cached_property
    def walked(self) -> tuple[Integers, Integers]:
        """The cells in the order they are walked: the same under every draw."""
        return walked_cells(self.network, self.points.samples)


def segment_light(where: Where, light: PathLight, draw: Draw | None = None) -> pd.DataFrame:
    """Answer lux, gaps, scores and the class against the target, per segment.

    Returns
    -------
    pd.DataFrame
        ``mean_lux``, ``min_lux``, ``gap_m``, ``target_gap_m``, ``face_lux`` (the least on a face
        that walks either way), ``surround_ratio``, ``1a`` to ``1e``, ``score``, ``light_class``,
        ``target_class``, ``overlit``, ``contrast``.
    """
    chosen = where.chosen
    measured, scores = _measured(where, light, draw)
    measured["light_class"] = light_classes(measured, chosen)
    measured["overlit"] = measured["mean_lux"] > chosen["lighting.overlit_lux"]
    measured["contrast"] = (
        measured["min_lux"] < chosen["lighting.contrast_ratio"] * measured["mean_lux"]
    )
    return measured.join(scores)


def scores_under(where: Where, light: PathLight, draw: Draw) -> pd.DataFrame:
    """Answer ``1a`` to ``1e`` and ``score`` of each segment under a draw, and no more than that."""
    measured, scores = _measured(where, light, draw)
    return scores.assign(score=measured["score"])


def _measured(
    where: Where, light: PathLight, draw: Draw | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answer what is measured of each segment with its score, and the scores it is made of."""
    samples, chosen = where.points.samples, where.chosen
    lux = light.part("horizontal", draw)
    centre, mean = centre_line(samples, lux), samples.mean(lux)
    faces = np.minimum(light.part("ahead", draw), light.part("behind", draw))
    beside = where.points.mean_beside(light.part("beside", draw))
    measured = pd.DataFrame(
        {
            "mean_lux": mean,
            "min_lux": least_lux(samples, lux, where.grade),
            "gap_m": _gap(where, centre < chosen["lighting.dark_lux"]),
            "face_lux": least_lux(samples, faces, where.grade),
            "surround_ratio": (beside / mean.where(mean > 0)).fillna(0.0),
            "target_class": where.target_class,
        }
    )
    # A path held to little light is dark for itself only under the least light of its class.
    _, least = target_lux(where.target_class)
    level = chosen["lighting.dark_lux"] * np.minimum(1.0, least / P_CLASSES["p4"][1])
    of_cell = samples.cells["segment"].to_numpy(dtype=np.int64)
    measured["target_gap_m"] = _gap(where, centre < level[of_cell])
    scores = segment_scores(measured, chosen)
    weights = pd.Series(WEIGHTS)
    measured["score"] = scores[weights.index] @ weights / weights.sum()
    return measured, scores


def printed_classes(where: Where, light: PathLight, draws: Iterable[Draw]) -> pd.DataFrame:
    """Answer the P and E class each segment reaches on the grid of the standard.

    ``p_class`` and ``e_class`` are what it reaches as registered and assumed; ``p_class_low`` and
    ``_high`` the worst and the best it reaches under the draws and as assumed (E likewise).
    """
    count = len(where.points.samples.segments)
    owner = where.points.grid_segment
    reached = [_classes(light, draw, owner, count) for draw in (Draw(), *draws)]
    p, e = (np.array([pair[k] for pair in reached]) for k in (0, 1))
    columns = {
        "p_class": _named(p[0], P_ORDER),
        "p_class_low": _named(p.max(axis=0), P_ORDER),
        "p_class_high": _named(p.min(axis=0), P_ORDER),
        "e_class": _named(e[0], E_ORDER),
        "e_class_low": _named(e.max(axis=0), E_ORDER),
        "e_class_high": _named(e.min(axis=0), E_ORDER),
    }
    return pd.DataFrame(columns, index=where.points.samples.segments.index)


def _classes(
    light: PathLight, draw: Draw, owner: Integers, count: int
) -> tuple[Integers, Integers]:
    """Answer the place of the class that each segment reaches in either order."""
    mean, least = _mean_and_least(light.part("grid", draw), owner, count)
    half_mean, half_least = _mean_and_least(light.part("grid_hemi", draw), owner, count)
    even = np.divide(half_least, half_mean, out=np.zeros(count), where=half_mean > 0)
    p = [P_ORDER.index(p_class(a, m)) for a, m in zip(mean, least, strict=True)]
    e = [E_ORDER.index(e_class(a, u)) for a, u in zip(half_mean, even, strict=True)]
    return np.array(p, dtype=np.int64), np.array(e, dtype=np.int64)


def _mean_and_least(lux: Reals, owner: Integers, count: int) -> tuple[Reals, Reals]:
    number = np.bincount(owner, minlength=count)
    mean = np.bincount(owner, weights=lux, minlength=count) / number
    least = np.full(count, np.inf)
    np.minimum.at(least, owner, lux)
    return mean, least


def _named(places: Integers, order: tuple[str, ...]) -> list[str]:
    return [order[place] for place in places]


def _gap(where: Where, dark: Flags) -> "pd.Series[float]":
    samples = where.points.samples
    return gap_lengths(samples, runs_over(where.walked, samples, dark))
