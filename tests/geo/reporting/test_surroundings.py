"""What the example workspace knows of a place, and the same desk on a PostgreSQL server."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely

import geo
from geo.model.reports import Draft, Kind
from geo.reporting.lamp_suggestion import suggest_lamps
from geo.reporting.surroundings import grounds_of, owner_of, surroundings, with_lamp


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[geo.Workspace]:
    """Answer the invented corner of a municipality."""
    with geo.Workspace(tmp_path_factory.mktemp("eksempel")) as workspace:
        workspace.add(geo.read(geo.example()), accept=True)
        yield workspace


def test_beside_every_lamp_the_lamp_is_suggested(example: geo.Workspace) -> None:
    """A resident under a lamp is offered that lamp first, with an owner."""
    lamps = example.layer("lamps")
    assert lamps is not None
    for row in range(0, len(lamps), max(1, len(lamps) // 12)):
        there = shapely.centroid(lamps.geometry.iloc[row])

        found = suggest_lamps(surroundings(example, there.x, there.y), there.x, there.y)

        assert 1 <= len(found) <= 3
        assert lamps["id"].iloc[row] in {one.lamp for one in found}
        assert all(math.hypot(one.x - there.x, one.y - there.y) <= 50 for one in found)


def test_a_place_knows_its_department_and_owner(example: geo.Workspace) -> None:
    """Inside a department's ground, and nowhere far away."""
    frame, grounds = example.departments(), grounds_of(example)
    inside = frame.geometry.iloc[0].representative_point()

    assert grounds.department_at(inside.x, inside.y) == frame["id"].iloc[0]
    assert grounds.department_at(inside.x + 1e5, inside.y) is None
    told = Draft(key="formular-1", kind=Kind.LAMP_OUT, x=inside.x + 1e5, y=inside.y)
    assert owner_of(grounds, told, None) is None


def test_the_owner_of_a_picked_lamp_acts(example: geo.Workspace) -> None:
    """Also where it stands on another's ground; then that other is named beside."""
    lamps = example.layer("lamps")
    assert lamps is not None
    owned = lamps[lamps["owner"].notna()]
    lamp = owned.iloc[0]
    told = with_lamp(Draft(key="formular-1", kind=Kind.LAMP_OUT, lamp=lamp["id"]), lamps)

    owner = owner_of(grounds_of(example), told, lamps)

    assert owner is not None
    assert owner.name == lamp["owner"]


def test_without_any_layer_nothing_is_known_and_nothing_fails(tmp_path: Path) -> None:
    """An empty workspace takes reports as well: no suggestion, no department, no owner."""
    with geo.Workspace(tmp_path) as workspace:
        around = surroundings(workspace, 7e5, 6.17e6)
        told = Draft(key="formular-1", kind=Kind.OTHER, x=7e5, y=6.17e6, lamp_number="B-1")

        assert suggest_lamps(around, 7e5, 6.17e6) == []
        assert grounds_of(workspace).department_at(7e5, 6.17e6) is None
        assert owner_of(grounds_of(workspace), told, around.lamps) is None
        assert with_lamp(told, around.lamps) == told
