"""Why a factor has its number."""

import json
from collections.abc import Callable, Mapping

import pytest

import geo
from geo.model.department import Department
from geo.model.errors import NotFoundError
from geo.scoring.explanation import lost
from geo.scoring.factors import FACTORS
from geo.scoring.measurement import State
from geo.scoring.scene import Measure, Scene
from geo.scoring.scoring import score_scene

SceneOf = Callable[[Department, Mapping[str, Measure]], Scene]


def test_an_explanation_goes_down_to_measure_unit_input_and_assumption(
    street: Department, full_measures: dict[str, Measure], scene_of: SceneOf
) -> None:
    """Light in the dark: 40 points from 4.0 lx, layers with their source, the width assumed."""
    profile = score_scene(scene_of(street, full_measures))

    why = geo.explain(profile, "lighting", "mørke")

    assert (why.label, why.clause, why.words) == ("Lys", "4.2.1", "lever ikke op")
    assert [row.key for row in why.indicators] == ["1a", "1b", "1c", "1d", "1e", "1f"]
    assert (why.indicators[0].raw, why.indicators[0].unit) == (4.0, "lx")
    assert [entry.key for entry in why.assumptions] == ["lighting.path_width_m"]
    assert why.sources == {"lamps": street.sources["lamps"], "paths": street.sources["paths"]}
    shown = why.to_dict()
    assert shown["indicators"][0]["label"] == "Lys på stien i gennemsnit"
    assert shown["inputs"][0]["label"] == "Lamper"
    assert json.loads(json.dumps(shown, allow_nan=False)) == shown


def test_the_losses_of_a_profile_sum_to_what_is_missing(
    street: Department, full_measures: dict[str, Measure], scene_of: SceneOf
) -> None:
    """In each state the losses sum to 100 - T, largest first; each explanation tells its own."""
    profile = score_scene(scene_of(street, full_measures))

    for state in State:
        losses = lost(profile, state)
        total = profile.overall[state].value
        assert total is not None
        assert sum(losses.values()) == pytest.approx(100 - total)
        assert list(losses.values()) == sorted(losses.values(), reverse=True)
        for key, loss in losses.items():
            assert geo.explain(profile, key, state).loss == loss


def test_without_a_total_there_is_no_loss(street: Department, scene_of: SceneOf) -> None:
    """Where nothing is measured nothing is said to cost anything."""
    profile = score_scene(scene_of(street, {}))

    why = geo.explain(profile, "eyes", State.DAY)

    assert lost(profile, State.DAY) == {}
    assert why.loss is None
    assert why.words == "ikke opgjort"
    assert len(why.indicators) == len(FACTORS["eyes"].indicators)


def test_a_state_in_which_a_factor_is_not_defined_has_no_explanation(
    street: Department, scene_of: SceneOf
) -> None:
    """Light by day: the sentence names when it is."""
    profile = score_scene(scene_of(street, {}))

    with pytest.raises(NotFoundError, match=r"Lys opgøres ikke for »dag«.*mørke"):
        geo.explain(profile, "lighting", "dag")
    with pytest.raises(NotFoundError, match="»lys«"):
        geo.explain(profile, "lys", "mørke")
