"""Why: the parts sum to the whole, from the total down to the stretch."""

import json
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

import geo
from geo.model.department import Department
from geo.model.estimate import Estimate, Grade
from geo.scoring.measurement import IndicatorResult, State
from geo.scoring.scene import Measure, Scene
from geo.scoring.scoring import ordered, score_scene
from geo.scoring.why import indicator_points, why

SceneOf = Callable[[Department, Mapping[str, Measure]], Scene]


@pytest.fixture
def profile(
    street: Department, full_measures: dict[str, Measure], scene_of: SceneOf
) -> geo.Profile:
    return score_scene(scene_of(ordered(street), full_measures))


@pytest.mark.parametrize("state", list(State))
def test_the_points_sum_to_what_is_missing(profile: geo.Profile, state: State) -> None:
    """Three factors and the rest make 100 minus the total; indicators and stretches the factor."""
    found = why(profile, state)
    total = profile.overall[state].value
    assert total is not None

    assert len(found.losses) == 3
    assert sum(loss.points for loss in found.losses) + found.rest == pytest.approx(100 - total)
    for loss in found.losses:
        assert sum(loss.indicators.values()) == pytest.approx(loss.points)
        assert sum(stretch.points for stretch in loss.stretches) == pytest.approx(loss.points)
    costs = [loss.points for loss in found.losses]
    assert costs == sorted(costs, reverse=True)


def test_each_loss_goes_down_to_input_grade_assumption_and_clause(profile: geo.Profile) -> None:
    """Everything a board may ask of a number stands in one JSON."""
    found = json.loads(json.dumps(why(profile, "mørke").to_dict(), allow_nan=False))
    (first, *_) = found["losses"]

    assert first["factor"] == "lighting"
    assert first["clause"] == "4.2.1"
    assert {row["layer"] for row in first["inputs"]} == {"lamps", "paths"}
    assert first["inputs"][0]["source"]["grade"] == "B"
    assert first["assumptions"][0]["key"] == "lighting.path_width_m"
    assert {stretch["name"] for stretch in first["stretches"]} >= {"Stien", "Gangen"}
    assert first["stretches"][0]["segments"]


def test_without_a_total_nothing_is_explained(street: Department) -> None:
    """Nobody knows, and nobody is told a reason."""
    found = why(geo.score(street.without_layer("lamps")), "dag")

    assert (found.total.value, found.losses, found.rest, found.text()) == (None, (), 0, "")


def test_it_is_said_in_words(profile: geo.Profile) -> None:
    """One sentence names the dearest three."""
    assert why(profile, "mørke").text() == (
        "Det, der trækker mest fra, er Lys, Mødesteder, Overblik."
    )


@given(st.lists(st.tuples(st.floats(0.01, 1), st.floats(0, 100)), min_size=1, max_size=6),
       st.floats(0, 50))  # fmt: skip
def test_indicators_share_all_of_a_factor(rows: list[tuple[float, float]], points: float) -> None:
    """Whatever the weights and scores, nothing is lost and nobody gains."""
    indicators = tuple(
        IndicatorResult(f"x{k}", weight, Estimate(s, s, s, 1.0, Grade.A))
        for k, (weight, s) in enumerate(rows)
    )
    shares = indicator_points(indicators, points)

    missing = sum(weight * (100 - score) for weight, score in rows)
    assert sum(shares.values()) == pytest.approx(points if missing else 0)
    assert min(shares.values()) >= 0
