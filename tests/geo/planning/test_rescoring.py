"""Scoring again after a change: the same to the last digit, and no more work than needed."""

import json
from typing import Any

import pytest

import geo
from geo.model.department import Department
from geo.model.errors import LayerError
from geo.planning.changes import CHANGES, Change
from geo.planning.plan import Plan, apply
from geo.scoring.rescoring import Rescoring
from geo.scoring.scene import Scene
from geo.scoring.scoring import scene_of

Told = dict[str, dict[str, Any]]


def record(profile: geo.Profile) -> str:
    """Answer all that a profile holds as text: equal text is equality to the last digit."""
    return json.dumps(profile.to_record(), sort_keys=True)


@pytest.mark.parametrize("kind", sorted(CHANGES))
def test_scoring_again_equals_scoring_anew(street: Department, told_of: Told, kind: str) -> None:
    """Whatever is changed: every number of every factor, segment and frame is the same."""
    changed = apply(street, Plan("x", "9001-01", (Change(kind, told_of[kind]),)))
    again = Rescoring(street)
    again.before()

    assert record(again.after(changed)) == record(geo.score(changed))


def test_scoring_again_equals_scoring_anew_without_a_layer(street: Department) -> None:
    """A layer that is there no more is missing in the same way."""
    again = Rescoring(street, {"weights": "B", "as_of": "2026-05-01"})
    again.before()
    for layer in street.layers:
        changed = street.without_layer(layer)
        expected = geo.score(changed, weights="B", as_of="2026-05-01")
        assert record(again.after(changed)) == record(expected), layer


def test_the_place_as_it_stands_scores_as_ever(street: Department) -> None:
    """Noting what is read changes no number."""
    assert record(Rescoring(street).before()) == record(geo.score(street))


def test_only_what_read_the_layer_is_measured_anew(street: Department, told_of: Told) -> None:
    """A lamp leaves the network, its samples and every factor without light alone."""
    again = Rescoring(street)
    again.before()
    changed = apply(street, Plan("x", "9001-01", (Change("repair_lamp", told_of["repair_lamp"]),)))
    kept = again.scene_after(changed).kept

    untouched = {"network", "samples", "walks", "eyes.sight", "eyes.seen", "lighting.walls"}
    assert {*untouched, "Scene.result.upkeep", "Scene.result.boundaries"} <= set(kept)
    light = {"lighting.lit", "lighting.path_light", "Scene.result.lighting", "eyes.lux"}
    assert not {*light, "Scene.result.eyes", "Scene.movement"} & set(kept)


def test_what_stands_apart_rests_on_what_it_reads_alone(street: Department) -> None:
    """Who asks for the windows may have read the lamps; the windows have not."""
    scene = scene_of(street)
    scene._here("outer", lambda: (scene.department.layers["lamps"], scene.walks))

    assert "lamps" in scene.reads.of["Scene.outer"]
    assert "lamps" not in scene.reads.of["walks"]


def test_a_dragged_lamp_of_a_whole_department_scores_as_if_anew(example: Department) -> None:
    """With every layer delivered, to the last digit, again and again."""
    again = Rescoring(example)
    again.before()
    lamp = example.layers["lamps"].iloc[3]
    for metres in (4.0, -60.0):
        told = {"lamp": str(lamp["id"]), "to": [lamp.geometry.x + metres, lamp.geometry.y]}
        changed = apply(example, Plan("x", example.id, (Change("move_lamp", told),)))
        assert record(again.after(changed)) == record(geo.score(changed))


def test_what_is_given_to_a_computation_counts_as_read(street: Department) -> None:
    """A layer fetched before a kept result is computed is one it may rest on."""
    scene = scene_of(street)

    def measure() -> int:
        lamps = scene.department.layers["lamps"]
        return scene.once("inner", lambda: len(lamps))

    assert scene._here("outer", measure) == 2
    assert scene.reads.of["inner"] == {"lamps"}


def test_a_kept_result_passes_on_what_it_rests_on(street: Department) -> None:
    """Who uses the network rests on the paths, also the second time."""
    scene = scene_of(street)
    assert scene.network is not None
    scene._here("second", lambda: scene.network)

    assert scene.reads.of["Scene.second"] == {"paths"}


def test_a_circle_is_an_error(street: Department) -> None:
    """A result that asks for itself says so and does not run forever."""
    scene: Scene = scene_of(street)

    def turn() -> object:
        return scene.once("turn", turn)

    with pytest.raises(RuntimeError, match="asks for its own result"):
        turn()


def test_what_failed_fails_by_its_own_words_again(street: Department) -> None:
    """A failure is not taken for a circle."""
    scene = scene_of(street)

    def fail() -> object:
        raise LayerError("layer.unknown", name="lygter", known="")

    for _ in range(2):
        with pytest.raises(LayerError):
            scene.once("fails", fail)
