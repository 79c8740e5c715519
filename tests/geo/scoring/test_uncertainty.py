"""Draws: seeded, common to all, in no order, and as wide as what is not known."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import translate

import geo
from geo.model.assumptions import default_assumptions
from geo.model.department import Department
from geo.model.estimate import Estimate, Grade
from geo.scoring.aggregation import factor_result, power_mean
from geo.scoring.factors import FACTORS
from geo.scoring.measurement import FactorResult, IndicatorResult, State
from geo.scoring.scene import Measure, Scene
from geo.scoring.scoring import ordered, score_scene
from geo.scoring.uncertainty.drawing import department_inputs, factor_draws, uncertainty
from geo.scoring.uncertainty.inputs import (
    INDICATORS,
    KEYS,
    Inputs,
    common_inputs,
    mixed_weights,
    weight_sets,
)
from geo.scoring.uncertainty.material import Material, total_draws
from geo.scoring.uncertainty.shapes import SHAPES
from geo.scoring.uncertainty.spread import spread_of
from geo.scoring.uncertainty.streams import generator
from geo.testing import lit_street

SceneOf = Callable[[Department, Mapping[str, Measure]], Scene]
CHOSEN = default_assumptions()
SCORES = st.floats(0, 100)


def results(score: float, grade: Grade = Grade.B) -> dict[str, dict[State, FactorResult]]:
    """Answer every indicator of every factor at one score and grade."""
    found = {}
    for key, factor in FACTORS.items():
        estimate = Estimate.around(score, 100 * grade.uncertainty, 1.0, grade)
        rows = [IndicatorResult(row.key, row.weight, estimate) for row in factor.indicators]
        found[key] = dict.fromkeys(factor.states, factor_result(key, rows))
    return found


def material(score: float, grade: Grade = Grade.B) -> Material:
    """Answer a department at one score."""
    return Material(results(score, grade), None, {}, CHOSEN)


def whole(known: Material, name: str = "d", seed: int = 0) -> dict[str, float]:
    """Answer the spread of the total by day."""
    sure = uncertainty(known, department_inputs(known, name, seed), dict.fromkeys(State, True))
    return sure.overall["dag"].to_dict()


def still(count: int = 4) -> Inputs:
    """Answer draws in which nothing is drawn: weight set A, geometric, anchors as they are."""
    inputs = common_inputs(0, count, CHOSEN, weight_sets())
    return replace(
        inputs,
        weights=np.tile([FACTORS[key].weights["A"] for key in KEYS], (count, 1)),
        exponent=np.zeros(count),
        anchors=np.ones((count, len(INDICATORS))),
        judged={key: np.full(count, CHOSEN.get(key, 0.0)) for key in inputs.judged},
        optics=np.zeros(count, dtype=np.int64),
        eyes=np.full(count, 25.0),
    )


def test_streams_are_named_and_not_in_a_row() -> None:
    """The same name gives the same numbers whatever was drawn before; another name others."""
    first = generator(7, "weights", "a").random(5)
    generator(7, "rule").random(1000)

    assert generator(7, "weights", "a").random(5).tolist() == first.tolist()
    assert generator(7, "weights", "b").random(5).tolist() != first.tolist()
    assert generator(8, "weights", "a").random(5).tolist() != first.tolist()


def test_without_anything_drawn_the_draws_are_the_point_scores() -> None:
    """Every draw of every factor and total is the value itself."""
    known, inputs = material(60.0), still()
    draws = factor_draws(known, inputs)[State.DAY]

    assert {key: values.tolist() for key, values in draws.items()} == {
        key: pytest.approx([60.0] * 4) for key in draws
    }
    assert total_draws(draws, inputs).tolist() == pytest.approx([60.0] * 4)


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), SCORES, min_size=1), st.sampled_from([0.0, 0.5, 1.0]))
def test_many_totals_at_once_agree_with_one(scores: dict[str, float], exponent: float) -> None:
    """The rule between factors is the one of a single score."""
    inputs = replace(still(1), exponent=np.array([exponent]))
    weights = {key: FACTORS[key].weights["A"] for key in scores}
    many = total_draws({key: np.array([value]) for key, value in scores.items()}, inputs)[0]

    assert many == pytest.approx(power_mean(scores, weights, exponent), abs=1e-6)


def test_weights_spread_as_the_dirichlet_of_the_method() -> None:
    """About w by sqrt(w(1-w)/61) for one set, and always to a sum of 1."""
    own = tuple(FACTORS[key].weights["A"] for key in KEYS)
    drawn = mixed_weights(3, 20_000, (own,), 60.0)
    expected = np.sqrt(np.array(own) * (1 - np.array(own)) / 61)

    assert drawn.sum(axis=1) == pytest.approx(1)
    assert drawn.mean(axis=0) == pytest.approx(np.array(own), abs=0.003)
    assert drawn.std(axis=0) == pytest.approx(expected, rel=0.04)


def test_worse_data_give_a_wider_interval() -> None:
    """From A to D the interval grows, about the same place."""
    widths = []
    for grade in (Grade.A, Grade.B, Grade.C, Grade.D):
        spread = whole(material(55.0, grade))
        widths.append(spread["high"] - spread["low"])

    assert widths == sorted(widths)
    assert widths[0] < 0.5 * widths[-1]


@settings(max_examples=10, deadline=None)
@given(st.floats(5, 90), st.floats(1, 10))
def test_a_better_place_is_no_likelier_to_miss_its_target(score: float, more: float) -> None:
    """Common draws: the better of two places has the lower probability under target."""
    low, high = whole(material(score)), whole(material(min(100.0, score + more)))

    assert high["under_target"] <= low["under_target"] + 0.01
    assert high["median"] >= low["median"] - 0.5


def test_the_judged_is_common_and_the_errors_are_not() -> None:
    """Two departments share weights, rules and anchors; each has errors of its own."""
    known = material(50.0)
    one, other = (department_inputs(known, name, 0) for name in ("a", "b"))

    assert one.weights.tobytes() == other.weights.tobytes()
    assert one.anchors.tobytes() == other.anchors.tobytes()
    assert one.own.tobytes() != other.own.tobytes()
    assert abs(np.corrcoef(one.shared[:, 0], other.shared[:, 0])[0, 1]) < 0.08


def test_another_seed_moves_the_interval_by_little() -> None:
    """2,000 draws are enough: 5 and 95 % are steady to about a point."""
    spreads = [whole(material(50.0), seed=seed) for seed in range(4)]

    for end in ("low", "high"):
        assert np.ptp([spread[end] for spread in spreads]) < 3


@given(st.sampled_from(INDICATORS), SCORES)
def test_an_anchor_that_does_not_move_changes_nothing(key: str, score: float) -> None:
    """λ = 1 is the score itself, for every shape."""
    assert SHAPES[key](score, np.ones(1))[0] == pytest.approx(score)


@given(st.sampled_from(INDICATORS), SCORES, st.floats(0.5, 2.0))
def test_other_anchors_keep_a_score_on_its_scale(key: str, score: float, scale: float) -> None:
    """0–100, always."""
    assert 0 <= SHAPES[key](score, np.array([scale]))[0] <= 100


def test_a_spread_says_how_likely_the_target_is_missed() -> None:
    """Of four draws three lie under 75 and one under 50."""
    found = spread_of(np.array([40.0, 60.0, 70.0, 80.0]))

    assert (found.under_target, found.under_half, found.median) == (0.75, 0.25, 65.0)


def test_every_profile_carries_its_draws_and_its_intervals_hold_them(
    street: Department, full_measures: dict[str, Measure], scene_of: SceneOf
) -> None:
    """Low and high hold the value and 5–95 %; the value stays the point score."""
    profile = score_scene(scene_of(ordered(street), full_measures))
    sure = profile.uncertainty
    assert sure is not None

    assert sure.draws == 2000
    for state in State:
        estimate, spread = profile.overall[state], sure.overall[state.value]
        assert (estimate.low or 0) <= spread.low <= spread.median <= spread.high
        assert spread.high <= (estimate.high or 0)
    assert set(sure.overall) == {"dag", "mørke", "samlet"}
    assert json.loads(json.dumps(sure.to_dict())) == sure.to_dict()


def test_without_draws_there_are_none(
    street: Department, full_measures: dict[str, Measure], scene_of: SceneOf
) -> None:
    """A caller in a hurry asks for no draws, and the values are the same."""
    scene = scene_of(ordered(street), full_measures)
    hurried = Scene(
        scene.department, CHOSEN.with_values({"uncertainty.draws": 0}), None, full_measures
    )
    quick, slow = score_scene(hurried), score_scene(scene)

    assert quick.uncertainty is None
    assert [e.value for e in quick.overall.values()] == [e.value for e in slow.overall.values()]


def test_lamps_of_which_less_is_known_make_light_less_sure() -> None:
    """Without lumens and heights the interval of the light is wider."""
    place = lit_street(200, 25)
    bare = place.layers["lamps"].drop(columns=["flux_lm", "height_m"])
    known, unknown = (
        geo.score(department)["lighting"]["mørke"]
        for department in (place, place.with_layer("lamps", bare))
    )
    widths = [(e.high or 0) - (e.low or 0) for e in (known, unknown)]

    assert widths[1] > 1.3 * widths[0]


def test_shuffled_lamps_and_hedges_bring_the_difference_to_noise() -> None:
    """Placebo: lamps laid at random over two like places leave no difference beyond the draws."""
    chance = np.random.default_rng(5)
    gaps = []
    for _ in range(6):
        places = []
        for _ in range(2):
            street = lit_street(400, 25)
            lamps = street.layers["lamps"]
            away = chance.uniform(0, 400, len(lamps)) - np.arange(len(lamps)) * 25.0
            spots = lamps.get_coordinates().to_numpy() + np.column_stack([away, 0 * away])
            moved = lamps.set_geometry(shapely.points(spots))
            places.append(geo.score(street.with_layer("lamps", moved))["lighting"]["mørke"])
        one, other = places
        gaps.append((one.value or 0) - (other.value or 0))
        assert (one.low or 0) < (other.high or 0)
        assert (other.low or 0) < (one.high or 0)

    assert abs(np.mean(gaps)) < 2.5 * np.std(gaps, ddof=1) / np.sqrt(len(gaps)) + 1


@pytest.mark.slow
def test_shuffled_lamps_and_hedges_bring_a_real_place_to_noise(
    tmp_path: Path,
) -> None:
    """Placebo: lamps and hedges thrown about twice leave two places that nobody can tell apart."""
    workspace = geo.Workspace(tmp_path / "w")
    workspace.add(geo.read(geo.example()))
    place = workspace.department("9003-02")
    thrown = [_thrown(place, seed) for seed in (1, 2)]
    as_is = geo.score(place)
    one, other = (geo.score(department) for department in thrown)

    for factor, state in (("lighting", "mørke"), ("boundaries", "dag")):
        first, second = one[factor][state], other[factor][state]
        assert (first.low or 0) < (second.high or 0)
        assert (second.low or 0) < (first.high or 0)
        between = abs((first.value or 0) - (second.value or 0))
        assert between < abs((first.value or 0) - (as_is[factor][state].value or 0)) + 5
    assert (one["boundaries"]["dag"].value or 0) < (as_is["boundaries"]["dag"].value or 0)


def _thrown(place: Department, seed: int) -> Department:
    """Answer a department with its lamps and hedges anywhere inside it."""
    chance = np.random.default_rng(seed)
    west, south, east, north = shapely.bounds(place.boundary)
    for name in ("lamps", "boundaries"):
        frame = place.layers[name]
        middle = shapely.get_coordinates(shapely.centroid(frame.geometry.to_numpy()))
        spots = chance.uniform((west, south), (east, north), middle.shape)
        shapes = [
            translate(shape, *by) for shape, by in zip(frame.geometry, spots - middle, strict=True)
        ]
        place = place.with_layer(name, frame.set_geometry(gpd.GeoSeries(shapes, crs=frame.crs)))
    return place
