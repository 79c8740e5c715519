"""Light per segment: classes, targets, scores and dark gaps."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.measures.anchors import LEAST_LUX, MEAN_LUX, anchor_score, anchor_value, target_score
from geo.measures.lighting import (
    centre_line,
    dark_runs,
    gap_lengths,
    least_lux,
    light_classes,
    segment_scores,
)
from geo.measures.lighting_class import (
    P_CLASSES,
    e_class,
    p_class,
    selected_p_class,
    target_classes,
    target_lux,
)
from geo.measures.network import build_network
from geo.measures.photometry import illuminance
from geo.measures.sampling import Samples, sample_segments
from geo.model.assumptions import default_assumptions
from geo.model.estimate import Grade

Layer = Callable[..., gpd.GeoDataFrame]
CHOSEN = default_assumptions()


@pytest.mark.parametrize(
    ("mean", "mean_score", "least", "least_score"),
    [(5.794, 84.9, 0.660, 67.8), (2.650, 55.4, 0.152, 20.1), (8.678, 96.5, 3.196, 100)],
)
def test_anchor_scores(mean: float, mean_score: float, least: float, least_score: float) -> None:
    """Mean and least lux give the hand-calculated scores."""
    assert anchor_score(mean, MEAN_LUX) == pytest.approx(mean_score, abs=0.05)
    assert anchor_score(least, LEAST_LUX) == pytest.approx(least_score, abs=0.05)


@given(st.floats(0, 200), st.floats(0, 200))
def test_more_light_never_scores_less(one: float, other: float) -> None:
    """The anchors rise, and stay within 0 and 100."""
    low, high = sorted((one, other))
    for anchors in (MEAN_LUX, LEAST_LUX):
        a, b = anchor_score([low, high], anchors)
        assert 0 <= a <= b <= 100


def test_each_lux_adds_less_above_three() -> None:
    """The slope of the mean's score per lux falls from 3 lx on: diminishing returns."""
    lux = np.array([3, 5, 7.2, 10])
    slopes = np.diff(anchor_score(lux, MEAN_LUX)) / np.diff(lux)

    assert all(later < earlier for earlier, later in pairwise(slopes))


@pytest.mark.parametrize("name", ["p3", "p4", "p5", "p6"])
def test_reaching_the_target_scores_the_same_for_every_class(name: str) -> None:
    """A path just at its target gets 90; from one and a half times on nothing is gained."""
    mean, least = P_CLASSES[name]
    for lux, anchors in ((mean, MEAN_LUX), (least, LEAST_LUX)):
        target = np.full(4, lux)
        given_lux = np.array([0.999, 1, 1.5, 5]) * lux
        score = target_score(given_lux, target, anchors, 90, 1.5)
        assert score[0] < score[1] == pytest.approx(90)
        assert score[2] == score[3] == 100


def test_with_the_score_of_80_class_p4_has_the_anchors_as_they_are() -> None:
    """P4 is the class the anchors were written for."""
    lux = np.linspace(0.1, 7.4, 30)

    np.testing.assert_allclose(
        target_score(lux, np.full(30, 5.0), MEAN_LUX, 80, 1.5), anchor_score(lux, MEAN_LUX)
    )
    assert anchor_value(80, LEAST_LUX) == pytest.approx(1.0)


def test_the_class_reached_asks_for_mean_and_least() -> None:
    """A high mean does not make up for a dark place; without any class it is P7 and E4."""
    assert [p_class(15, 3), p_class(8.5, 0.8), p_class(7.1, 0.42), p_class(50, 0.1)] == [
        *("p1", "p5", "p6", "p7")
    ]
    assert [e_class(5, 0.15), e_class(2.6, 0.2), e_class(9, 0.1), e_class(0.5, 0.5)] == [
        *("e1", "e2", "e4", "e4")
    ]


def test_the_worked_examples_of_the_selection() -> None:
    """The two examples of the technical report give P4 and P6."""
    names = ("speed", "use", "traffic", "parked", "ambient")

    assert selected_p_class(dict(zip(names, (1, 0, 1, 0, 0), strict=True))) == "p4"
    assert selected_p_class(dict(zip(names, (1, -1, 1, 0, -1), strict=True))) == "p6"


def test_the_target_is_the_delivered_class_else_by_kind() -> None:
    """Delivered classes hold; main paths are held to P4, others to P5, nature paths to none."""
    segments = pd.DataFrame(
        {
            "kind": ["path", "pavement", "footway", "footway", "path", "path", "path"],
            "lit": [None, None, "yes", None, None, None, "yes"],
            "surface": [None, "asphalt", None, "grass", "ground", "gravel", "ground"],
            "lighting_class": ["e2", None, None, None, None, None, None],
        }
    )

    classes = target_classes(segments)
    assert classes.tolist() == ["e2", "p4", "p4", "p5", "none", "p5", "p4"]
    mean, least = target_lux(classes)
    np.testing.assert_array_equal(mean, [3, 5, 5, 3, np.nan, 3, 5])
    np.testing.assert_array_equal(least, [0.6, 1, 1, 0.6, np.nan, 0.6, 1])


def test_light_classes_stand_against_the_paths_own_target() -> None:
    """Dark, under, on target and over are told by the path's own class and its gap."""
    measured = pd.DataFrame(
        {
            "mean_lux": [0.9, 1.6, 1.6, 4.0, 5.0, 7.5, 7.6, 9.0, 0.0],
            "gap_m": [0, 0, 0, 0, 5.0, 0, 0, 5.1, 99],
            "target_class": ["p4", "p4", "p5", "p4", "p4", "p4", "p4", "p4", "none"],
        }
    )

    assert light_classes(measured, CHOSEN).tolist() == [
        *("dark", "dark", "under", "under", "on_target", "on_target", "over", "dark"),
        None,
    ]


def test_a_path_without_target_has_no_score() -> None:
    """Nothing is asked of a nature path, so nothing is scored: missing, not 0."""
    measured = pd.DataFrame(
        {
            "mean_lux": [0.0, 3.0],
            "min_lux": [0.0, 0.6],
            "target_gap_m": [25.0, 10.0],
            "face_lux": [0.0, 1.0],
            "surround_ratio": [0.0, 0.25],
            "target_class": ["none", "p5"],
        }
    )

    scores = segment_scores(measured, CHOSEN)
    assert scores.iloc[0].isna().all()
    assert scores.iloc[1].tolist() == pytest.approx([90, 90, 80, 75, 50])


def lux_by_x(samples: Samples, dark: list[tuple[float, float]]) -> Any:
    """Answer 2 lx, and 0 between some x."""
    x = samples.points[:, 0]
    return np.where(np.any([(x > a) & (x < b) for a, b in dark], axis=0), 0.0, 2.0)


def test_a_gap_goes_on_where_the_path_changes_its_name(paths: Layer) -> None:
    """A dark stretch over two paths end to end is one gap; at a junction it stops."""
    lines = [[(0, 0), (50, 0)], [(50, 0), (100, 0)]]
    network = build_network(paths(lines, name=["Elmevej", "Askevej"]))
    samples = sample_segments(network)
    lux = lux_by_x(samples, [(30, 65)])
    runs = dark_runs(network, samples, centre_line(samples, lux) < 1)

    assert runs.length_m.tolist() == [35]
    assert sorted(gap_lengths(samples, runs)) == [0, 0, 35, 35]

    crossed = build_network(paths([*lines, [(50, 0), (50, 20)]]))
    samples = sample_segments(crossed)
    runs = dark_runs(
        crossed, samples, centre_line(samples, lux_by_x(samples, [(30, 48), (52, 65)])) < 1
    )
    assert sorted(runs.length_m) == [12.5, 17.5]


def test_a_gap_stops_where_nothing_was_sampled(paths: Layer) -> None:
    """Outside the department nothing is known, and the gap does not reach over it."""
    network = build_network(paths([[(0, 0), (200, 0)]]))
    area = shapely.MultiPolygon([shapely.box(0, -1, 40, 1), shapely.box(110, -1, 120, 1)])
    samples = sample_segments(network, area)
    runs = dark_runs(network, samples, np.ones(len(samples.cells), dtype=bool))

    assert sorted(runs.length_m) == [25, 50]


def test_weak_lamp_data_are_judged_by_a_percentile(paths: Layer) -> None:
    """Grade C takes the 5th percentile instead of the single darkest point."""
    samples = sample_segments(build_network(paths([[(0, 0), (25, 0)]])))
    lux = np.arange(len(samples.points), dtype=float)

    assert least_lux(samples, lux, Grade.B).tolist() == [0]
    assert least_lux(samples, lux, Grade.C).tolist() == pytest.approx([29 * 0.05])


@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(-8, 8)), min_size=1, max_size=6),
    st.integers(1, 39),
)
def test_cutting_a_path_changes_no_lux(
    paths: Layer, lamps: Layer, places: list[tuple[int, int]], cell: int
) -> None:
    """A path cut between two cells has the same light, gap and least light in every segment."""
    cut = cell * 2.5
    found = []
    for lines in ([[(0, 0), (100, 0)]], [[(100, 0), (cut, 0)], [(0, 0), (cut, 0)]]):
        network = build_network(paths(lines))
        samples = sample_segments(network)
        lux = illuminance(samples.points, lamps(places))
        gaps = gap_lengths(samples, dark_runs(network, samples, centre_line(samples, lux) < 1))
        found.append((samples.mean(lux), least_lux(samples, lux, Grade.B), gaps))
    for one, other in zip(*found, strict=True):
        pd.testing.assert_series_equal(one, other, rtol=1e-9)
