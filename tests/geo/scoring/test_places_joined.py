"""Boundaries, arrival and upkeep as a department meets them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely

import geo
from geo.measures.arrays import Reals
from geo.measures.opening_hours import is_open
from geo.model.assumptions import default_assumptions
from geo.model.department import Department
from geo.model.estimate import Grade
from geo.scoring.joined import measures
from geo.scoring.joined.arrival import arrival
from geo.scoring.joined.boundaries import boundaries
from geo.scoring.measurement import IndicatorResult, Measurement, State
from geo.scoring.scene import Scene
from geo.scoring.scoring import ordered
from geo.scoring.unmeasured import unmeasured
from geo.testing import example

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
KEYS = ("boundaries", "arrival", "upkeep")


@pytest.fixture(scope="module")
def departments(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Department]:
    """Answer the departments of the example by name."""
    workspace = geo.Workspace(tmp_path_factory.mktemp("example") / "w")
    workspace.add(geo.read(example()))
    found = [workspace.department(identity) for identity in workspace.departments()["id"]]
    return {department.name: department for department in found}


@pytest.fixture
def shared() -> Path:
    """Answer the folder of real data, which lies outside the repository."""
    if not SHARED.is_dir():
        pytest.skip("the folder of real data is not beside this repository")
    return SHARED


def scene(department: Department) -> Scene:
    """Answer the scene of a department on the day of the delivery."""
    return Scene(ordered(department), default_assumptions(), "2026-11-02", measures())


def indicators(measurement: Measurement) -> dict[str, IndicatorResult]:
    """Answer the indicators by day."""
    return {row.key: row for row in measurement.states[State.DAY].indicators}


def rules(measurement: Measurement) -> set[str]:
    """Answer the rules of the findings."""
    return {issue.rule for issue in measurement.findings}


def absent(measurement: Measurement) -> set[str | None]:
    """Answer the layers that the findings ask for."""
    return {row.layer for row in measurement.findings if row.rule == "factor.layer_absent"}


@pytest.mark.parametrize("key", KEYS)
def test_every_department_of_the_example_is_measured(
    departments: dict[str, Department], key: str
) -> None:
    """A full delivery leaves no indicator of the three factors missing."""
    for department in departments.values():
        measured = indicators(scene(department).result(key))
        assert all(row.score.value is not None for row in measured.values()), department.name


def test_terraces_behind_tall_hedges_are_clear_and_closed(
    departments: dict[str, Department],
) -> None:
    """Kløverrækkerne has the clearest edges and the fewest one can look over: both are said."""
    measured = {name: scene(place).result("boundaries") for name, place in departments.items()}
    clear = {name: indicators(found)["4a"].score.value for name, found in measured.items()}
    seen = {name: indicators(found)["4d"].score.value for name, found in measured.items()}

    assert max(clear, key=lambda name: clear[name] or 0) == "Kløverrækkerne"
    assert min(seen, key=lambda name: seen[name] or 0) == "Kløverrækkerne"
    assert "boundaries.conflict" in rules(measured["Kløverrækkerne"])
    assert measured["Kløverrækkerne"].frames["boundary_conflicts"]["length_m"].sum() > 500
    assert measured["Østervænget"].frames["boundary_conflicts"].empty


def test_without_its_layer_a_factor_covers_less_and_says_what_would_help(
    departments: dict[str, Department],
) -> None:
    """No fence delivered is not no fence: 4a and 4d are missing, and the layer is named."""
    place = departments["Kløverrækkerne"].without_layer("boundaries")
    found = scene(place).result("boundaries")

    assert indicators(found)["4a"].score.value is None
    assert indicators(found)["4d"].score.value is None
    assert found.states[State.DAY].estimate.coverage < 0.45
    assert "boundaries" in absent(found)


def test_a_layer_that_holds_no_fence_is_an_edge_without_one(
    departments: dict[str, Department],
) -> None:
    """Delivered and empty counts."""
    place = departments["Tårnparken"]
    lines = place.layers["boundaries"]
    found = scene(place.with_layer("boundaries", lines[:0])).result("boundaries")
    value, before = (
        indicators(result)["4a"].score.value or 0.0
        for result in (found, scene(place).result("boundaries"))
    )

    assert 0 <= value < before


def test_without_a_plan_the_zones_follow_from_doors_and_owners(
    departments: dict[str, Department],
) -> None:
    """The grade is no better than rules allow, the finding asks for the plan."""
    found = scene(departments["Kløverrækkerne"].without_layer("zones")).result("boundaries")

    assert not found.frames["zones"]["planned"].any()
    assert indicators(found)["4a"].score.value is not None
    assert "boundaries.no_plan" in rules(found)
    steps = indicators(found)["4c"]
    assert (steps.score.value, steps.score.coverage) == (100, 1)


def test_eyes_that_see_everything_leave_only_what_is_far_away(
    departments: dict[str, Department],
) -> None:
    """With eyes 4b is whole; blind windows make all unused ground nobody's."""

    def seen(points: Reals) -> Reals:
        return np.full(len(points), 50.0)

    place = scene(departments["Tårnparken"])
    without, every, none = (
        indicators(boundaries(place, eyes))["4b"].score
        for eyes in (None, seen, lambda points: np.zeros(len(points)))
    )

    assert (without.value, without.coverage) == (every.value, 0.8)
    assert every.coverage == none.coverage == 1
    assert (none.value or 0) < (every.value or 0)
    assert (without.low or 0) <= (none.value or 0)


def test_boards_are_shown_with_languages_and_places_with_their_hours(
    departments: dict[str, Department],
) -> None:
    """Somewhere to go in the evening can be asked for; boards carry languages and pictograms."""
    frames = scene(departments["Æblehaven"]).result("arrival").frames
    boards = frames["arrival_boards"]
    ours = boards[boards["name"] == "Velkomsttavle Æblehaven"]
    indoors = frames["indoor_places"]
    evening = indoors[indoors["open_in_the_evening"] == "yes"]

    assert ours[["languages", "pictograms"]].to_numpy().tolist() == [["da, en, ar", "yes"]]
    assert set(evening["name"]) == {"Æblehuset", "Tårnhuset", "Vaskeriet"}
    assert is_open("man-fre 10-21", 5, 20) is False


def test_languages_and_pictograms_change_no_score(departments: dict[str, Department]) -> None:
    """They are shown, never scored."""
    place = departments["Æblehaven"]
    goals = place.layers["destinations"].assign(languages=None, pictograms=None)
    one, other = (
        scene(p).result("arrival") for p in (place, place.with_layer("destinations", goals))
    )

    assert one.states == other.states


def test_a_delivery_without_boards_does_not_say_there_are_none(
    departments: dict[str, Department],
) -> None:
    """6a is missing and the finding asks for them; with one a stretch away it is low."""
    place = departments["Hasselhegnet"]
    goals = place.layers["destinations"]
    no_boards = place.with_layer("destinations", goals[goals["kind"] != "sign"])
    found = scene(no_boards).result("arrival")

    assert indicators(found)["6a"].score.value is None
    assert "arrival.no_boards" in rules(found)
    assert (indicators(scene(place).result("arrival"))["6a"].score.value or 0) < 25


def test_sight_and_modelled_arrivals_are_heeded_when_given(
    departments: dict[str, Department],
) -> None:
    """Boards that nobody sees count half; with modelled shares the coverage is whole."""
    place = scene(departments["Æblehaven"])
    seen = arrival(place, lambda here, _: np.ones(len(here), dtype=bool))
    unseen = arrival(place, lambda here, _: np.zeros(len(here), dtype=bool), lambda xy: xy[:, 0])

    assert unseen.frames["arrival_points"]["board"].max() == 50
    assert seen.frames["arrival_points"]["board"].max() == 100
    assert indicators(seen)["6a"].score.coverage == 0.8
    assert indicators(unseen)["6a"].score.coverage == 1


def test_upkeep_is_graded_c_at_best_and_said_to_be_registered(
    departments: dict[str, Department],
) -> None:
    """However good the register, faults are no measurement."""
    place = departments["Tårnparken"]
    best = {name: replace(source, grade=Grade.A) for name, source in place.sources.items()}
    found = scene(replace(place, sources=best)).result("upkeep")

    assert indicators(found)["7a"].score.grade is Grade.C
    assert "upkeep.registered" in rules(found)
    assert set(found.states) == {State.DAY, State.DARK}


def test_without_faults_or_audits_upkeep_is_missing_and_says_so(
    departments: dict[str, Department],
) -> None:
    """Nothing registered is not nothing broken."""
    place = departments["Tårnparken"].without_layer("faults").without_layer("audits")
    found = scene(place).result("upkeep")

    assert found.states[State.DAY].estimate.value is None
    assert absent(found) == {"faults", "audits"}


def test_what_no_map_measures_is_said_with_its_clause(departments: dict[str, Department]) -> None:
    """Ten statements, in every kept scoring, in Danish and each with a clause."""
    kept = geo.score(departments["Tårnparken"]).to_record()["not_measured"]

    assert [row["key"] for row in kept] == [statement.key for statement in unmeasured()]
    assert {"Ensomhed", "Stofhandel"} <= {row["text"] for row in kept}
    assert all(row["clause"] for row in kept)


def test_the_order_of_the_rows_changes_no_bit(departments: dict[str, Department]) -> None:
    """Registers deliver in any order."""
    place = departments["Kløverrækkerne"]
    upside_down = {name: rows[::-1].reset_index(drop=True) for name, rows in place.layers.items()}
    turned = replace(place, layers=upside_down)
    for key in KEYS:
        assert scene(place).result(key).states == scene(turned).result(key).states


@pytest.mark.parametrize(
    ("file", "least"),
    [
        ("dk-rodovre-osm-2015/rodovre_2015-04.osm.pbf", 10),
        ("fi-helsinki-osm-2019/helsinki_centre_2019-04.osm.pbf", 1),
    ],
)
def test_open_street_map_is_measured_as_far_as_it_goes(
    shared: Path, tmp_path: Path, file: str, least: int
) -> None:
    """Zones by rule, steps for the doors; upkeep missing; every interval holds its value."""
    workspace = geo.Workspace(tmp_path / "w")
    workspace.add(geo.read(shared / file), accept=True)
    identities = list(workspace.departments()["id"])[:4]
    found = [scene(workspace.department(identity)) for identity in identities]

    assert len(workspace.departments()) >= least
    for place in found:
        measured = place.result("boundaries")
        assert place.result("upkeep").states[State.DAY].estimate.value is None
        assert not any("?" in issue.message for issue in measured.findings)
        for row in indicators(measured).values():
            assert row.score.grade not in {Grade.A, Grade.B}
        place.result("arrival")
    clear = [indicators(place.result("boundaries"))["4a"].score for place in found]
    assert all(score.value is None or (score.high or 0) > 60 for score in clear)
    assert all(score.coverage < 0.6 for score in clear)
    steps = [indicators(place.result("boundaries"))["4c"].score.value for place in found]
    assert any(value is not None for value in steps)


def test_a_department_without_anything_is_missing_in_all_three() -> None:
    """No error, no number."""
    empty = Department("x", "Tom", shapely.box(0, 0, 10, 10), {})
    for key in KEYS:
        assert scene(empty).result(key).states[State.DAY].estimate.value is None
