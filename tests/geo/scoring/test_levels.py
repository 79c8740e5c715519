"""Scores at three levels of a judged number: a draw lies between, and geometry is not run anew."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from geo.model.assumptions import default_assumptions
from geo.model.department import Department
from geo.scoring.measurement import State
from geo.scoring.scene import Scene
from geo.scoring.scoring import material_of, scene_of, score, score_scene
from geo.scoring.uncertainty.drawing import department_inputs, factor_draws
from geo.scoring.uncertainty.inputs import OPENINGS, WATTS, Inputs, common_inputs, weight_sets
from geo.scoring.uncertainty.levels import KEPT, Levels
from geo.scoring.uncertainty.light import LEAVES, MAST, USUAL
from geo.testing import department, layer

CHOSEN = default_assumptions()
COUNT = 200


def place() -> Department:
    """Build a path under windows with a tree between lamp and path, and two ways to a stop."""
    lines = [[(0, 0), (200, 0)], [(0, 0), (0, 60), (200, 60), (200, 0)]]
    lamps = [(x, 64.0) for x in range(0, 201, 20)]
    return department(
        {
            "paths": layer(
                "paths", [shapely.LineString(line) for line in lines], kind=["path"] * 2
            ),
            "entrances": layer("entrances", [shapely.Point(0, -3)], dwellings=[12]),
            "destinations": layer("destinations", [shapely.Point(200, 0)], kind=["stop"]),
            "buildings": layer(
                "buildings", [shapely.box(-10, -15, 40, -3)], dwellings=[12], storeys=[3],
                height_m=[9.0], use=["dwelling"],
            ),
            "vegetation": layer(
                "vegetation", [shapely.box(0, 61, 200, 63)], kind=["shrub"], height_m=[3.5]
            ),
            "lamps": layer(
                "lamps", [shapely.Point(xy) for xy in lamps], height_m=[4.0] * len(lamps),
                flux_lm=[3000.0] * len(lamps), light_source=["LED"] * len(lamps),
            ),
        },
        boundary=shapely.box(-20, -20, 220, 80),
    )  # fmt: skip


@pytest.fixture(scope="module")
def measured() -> Scene:
    """Answer the scene of the place."""
    return scene_of(place())


def inputs(**judged: float) -> Inputs:
    """Answer draws in which only what is named is moved, each to one value."""
    found = common_inputs(0, COUNT, CHOSEN, weight_sets())
    values = {key: np.full(COUNT, CHOSEN.get(key, 0.0)) for key in found.judged}
    values |= {key: np.full(COUNT, value) for key, value in judged.items()}
    return replace(
        found,
        judged=values,
        anchors=np.ones_like(found.anchors),
        optics=np.zeros(COUNT, dtype=np.int64),
        eyes=np.full(COUNT, CHOSEN["eyes.enough"]),
    )


def drawn(measured: Scene, factor: str, state: State, **judged: float) -> float:
    """Answer what a factor comes to where judged numbers are moved."""
    known = material_of(measured, score_scene(measured))
    return float(factor_draws(known, inputs(**judged))[state][factor][0])


def test_a_draw_at_an_end_is_the_score_measured_there(measured: Scene) -> None:
    """Between the ends it is on the line; what is not named is not moved."""
    levels = Levels("x", (1.0, 2.0, 4.0), {(State.DAY, "2a"): (30.0, 40.0, 60.0)})
    values = replace(inputs(), judged={"x": np.array([1.0, 1.5, 2.0, 3.0, 4.0])})

    moved = levels.change(State.DAY, "2a", values)
    assert moved is not None
    assert moved.tolist() == [-10.0, -5.0, 0.0, 10.0, 20.0]
    assert levels.change(State.DARK, "2a", values) is None
    kept = measured.result("eyes").kept[KEPT]
    low, usual, high = kept.scores[State.DAY, "2a"]
    assert low < usual < high


def test_openings_that_count_least_are_scored_as_if_they_were_assumed_so(measured: Scene) -> None:
    """The low end is the point score under the lowest of all that is judged of openings."""
    names = ("gable_weight", "other_day_weight", "other_dark_weight", "door_weight", "per_dwelling")
    lowest = {f"eyes.{name}": CHOSEN.entry(f"eyes.{name}").low for name in names}
    again = score(place(), assumptions={**lowest, "uncertainty.draws": 0})
    kept = measured.result("eyes").kept[KEPT]

    for row in again.results["eyes"][State.DAY].indicators:
        if row.key in {"2a", "2b"}:
            assert kept.scores[State.DAY, row.key][0] == pytest.approx(row.score.value)


def test_leaves_aversion_and_openings_move_their_factors(measured: Scene) -> None:
    """Thin leaves let more light through, many openings see more; other factors stay."""
    ends = CHOSEN.entry(LEAVES)
    dense, thin = (
        drawn(measured, "lighting", State.DARK, **{LEAVES: value})
        for value in (ends.low, ends.high)
    )
    few, many = (drawn(measured, "eyes", State.DAY, **{OPENINGS: value}) for value in (-1.0, 1.0))
    usual = drawn(measured, "lighting", State.DARK)

    assert dense < usual < thin
    assert few < drawn(measured, "eyes", State.DAY) < many
    assert drawn(measured, "lighting", State.DARK, **{OPENINGS: 1.0}) == usual
    kept = measured.result("routes").kept[KEPT]
    assert kept.judged == "routes.aversion"
    assert (State.DARK, "5a") in kept.scores


def counted(power: float, height: float = 4.0, **ends: float) -> Department:
    """Build the place with lamps that were counted in the field."""
    lamps = place().layers["lamps"]
    columns = {"flux_lm": None, "light_source": None, "power_w": power, "height_m": height, **ends}
    return place().with_layer("lamps", lamps.assign(**columns))


def test_the_light_that_is_drawn_is_the_light_that_is_scored(measured: Scene) -> None:
    """As registered, each indicator of the draws is the point score, on long paths too."""
    known = material_of(measured, score_scene(measured))
    scored = {row.key: row.score.value for row in known.results["lighting"][State.DARK].indicators}

    assert len(score_scene(measured).segments) > 11
    assert known.light is not None
    for key, row in known.light.table.items():
        assert row[USUAL] == pytest.approx(scored[key]), key


def test_counted_lamps_are_drawn_within_their_own_ranges() -> None:
    """At either end of the watts, and of the masts, the light scores as if lamps were so."""
    ends = {"power_low_w": 18.0, "power_high_w": 60.0, "height_low_m": 3.0, "height_high_m": 6.0}
    known = scene_of(counted(30.0, **ends))
    mast = CHOSEN.entry(MAST)

    def light(scene: Scene, **judged: float) -> float:
        return drawn(scene, "lighting", State.DARK, **judged)

    for share, watts in ((-1.0, 18.0), (1.0, 60.0)):
        assert light(known, **{WATTS: share}) == pytest.approx(light(scene_of(counted(watts))))
    for end, metres in ((mast.low, 3.0), (mast.high, 6.0)):
        expected = light(scene_of(counted(30.0, metres)))
        assert light(known, **{MAST: end}) == pytest.approx(expected)
    bare = scene_of(counted(30.0))
    usual = light(bare)
    assert light(known) == usual
    assert {light(bare, **{WATTS: 1.0}), light(bare, **{MAST: mast.low})} == {usual}


def test_the_same_seed_gives_the_same_draws(measured: Scene) -> None:
    """Whatever was scored before: the levels are drawn by name, common to all departments."""
    known = material_of(measured, score_scene(measured))
    first, again = (department_inputs(known, "a", 3) for _ in range(2))
    other = department_inputs(known, "b", 3)

    assert first.judged[OPENINGS].tolist() == again.judged[OPENINGS].tolist()
    assert first.judged[OPENINGS].tolist() == other.judged[OPENINGS].tolist()
    assert first.judged["routes.aversion"].min() >= CHOSEN.entry("routes.aversion").low
    assert np.ptp(first.judged[OPENINGS]) > 1
