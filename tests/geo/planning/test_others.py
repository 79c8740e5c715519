"""What a plan costs others: windows newly lit or overlooked are counted, and none is pointed at."""

import pytest
import shapely

from geo.model.department import Department
from geo.planning.changes import Change
from geo.planning.comparison import compare_plan
from geo.planning.others import Others
from geo.planning.plan import Plan, apply
from geo.planning.windows import FEW, windows_of
from geo.scoring.rescoring import Rescoring
from geo.scoring.scoring import scene_of
from geo.testing import EAST, NORTH, department, layer

Told = dict[str, dict[str, object]]


def others(place: Department, *changes: Change) -> Others:
    """Answer what others pay for some changes."""
    changed = apply(place, Plan("x", place.id, changes))
    found = compare_plan(Rescoring(place, {"assumptions": {"uncertainty.draws": 0.0}}), changed)
    assert found.others is not None
    return found.others


def test_a_strong_lamp_before_a_facade_lights_its_windows_and_no_others(
    street: Department,
) -> None:
    """The house stands 10 m to the north: its south side is counted, and that it is guessed."""
    at = [EAST + 30, NORTH + 7]
    bright = Change("add_lamp", {"at": at, "height_m": 4.5, "flux_lm": 12_000})
    found = others(street, bright)

    assert [row.side for row in found.lit] == ["south"]
    assert found.lit[0].windows is not None
    assert found.lit[0].windows >= FEW
    assert found.overlooked == ()
    assert not found.surveyed
    assert any("mod syd" in line for line in found.sentences)


def test_a_lamp_far_from_windows_costs_nobody_light(street: Department) -> None:
    """A hundred metres down the path nothing is thrown on a window."""
    far = Change("add_lamp", {"at": [EAST + 98, NORTH - 3], "height_m": 4.5, "flux_lm": 3000})

    assert others(street, far).lit == ()


def test_a_window_that_was_lit_too_much_before_is_not_newly_lit(street: Department) -> None:
    """A second lamp beside the first lights no window anew that had too much already."""
    told = {"at": [EAST + 30, NORTH + 7], "height_m": 4.5, "flux_lm": 12_000}
    one = Change("add_lamp", told)
    bright = apply(street, Plan("x", street.id, (one,)))
    alone, second = others(street, one), others(bright, one)

    assert sum(row.windows or 0 for row in second.lit) < sum(row.windows or 0 for row in alone.lit)


def test_a_hedge_that_is_cut_lets_walkers_look_in(street: Department) -> None:
    """The hedge hid ground floor windows from the path; cut to 1.1 m it hides them no more."""
    cut = others(street, Change("cut_hedge", {"boundary": "hæk", "height_m": 1.1}))
    gone = others(street, Change("remove_hedge", {"boundary": "hæk"}))

    assert [row.side for row in cut.overlooked] == ["south"]
    assert cut.overlooked == gone.overlooked


def test_who_sits_where_nobody_sat_sees_windows_anew(street: Department) -> None:
    """A place for the young under the windows is counted, though people walk by as before."""
    spot = others(street, Change("add_youth_spot", {"at": [EAST + 55, NORTH + 6]}))
    far = others(street, Change("add_youth_spot", {"at": [EAST + 98, NORTH + 36]}))

    assert spot.overlooked
    assert far.overlooked == ()


def test_a_place_of_the_young_that_is_moved_is_named(street: Department) -> None:
    """Those who lose it are told of, and a bench is not theirs."""
    places = layer(
        "meeting_places",
        [shapely.Point(90, 30), shapely.Point(70, 6)],
        id=["hæng", "bænk"],
        kind=["youth_spot", "bench"],
        name=["Hængerten", None],
    )
    young = street.with_layer("meeting_places", places)
    to = [EAST + 95, NORTH + 35]

    assert others(young, Change("move_place", {"place": "hæng", "to": to})).moved == ("Hængerten",)
    assert others(young, Change("move_place", {"place": "bænk", "to": to})).moved == ()


def test_few_windows_are_told_as_few(street: Department) -> None:
    """Under three on one side no number is said."""
    windows = windows_of(scene_of(street))
    count = windows.by_side(windows.xyz[:, 2] < -1)
    one = windows.by_side(windows.xyz[:, 0] == windows.xyz[0, 0])

    assert count == ()
    assert [row.windows for row in one if row.windows is None or row.windows < FEW] == [None] * len(
        [row for row in one if row.windows is None]
    )


def test_a_place_without_buildings_says_that_windows_were_not_looked_at() -> None:
    """Not counted is not none."""
    path = department({"paths": layer("paths", [shapely.LineString([(0, 0), (60, 0)])])})
    at = [EAST + 30, NORTH + 2]
    found = others(path, Change("add_lamp", {"at": at, "height_m": 4.5, "flux_lm": 3000}))

    assert found.windows == 0
    assert "ikke opgjort" in found.sentences[0]


@pytest.mark.parametrize("kind", ["repair_lamp", "cut_hedge", "add_bench"])
def test_what_others_pay_is_the_same_scored_again_and_anew(
    street: Department, told_of: Told, kind: str
) -> None:
    """Keeping what a change leaves alone changes no count."""
    changed = apply(street, Plan("x", street.id, (Change(kind, told_of[kind]),)))
    again = Rescoring(street)
    compare_plan(again, street)

    assert compare_plan(again, changed).others == compare_plan(Rescoring(street), changed).others
