"""A small lit street with a hedge, a gate and a bench, and a plan for it."""

import pytest
import shapely

import geo
from geo.model.department import Department
from geo.planning.changes import CHANGES
from geo.planning.plan import Plan
from geo.testing import EAST, NORTH, department, layer


def at(x: float, y: float) -> list[float]:
    """Answer local metres as a plan writes them."""
    return [EAST + x, NORTH + y]


@pytest.fixture
def street() -> Department:
    """Build a street of 100 m with two lamps, one of them out, and dwellings beside it."""
    line, point = shapely.LineString, shapely.Point
    built = department(
        {
            "paths": layer(
                "paths",
                [line([(0, 0), (100, 0)]), line([(100, 0), (100, 40)])],
                id=["sti", "blind"],
                kind=["path", "path"],
                width_m=[3.0, 3.0],
                gate=[None, "closed"],
            ),
            "lamps": layer(
                "lamps",
                [point(20, 2), point(60, 2)],
                id=["L1", "L2"],
                height_m=[4.0, 4.0],
                flux_lm=[3000.0, 3000.0],
                power_w=[30.0, 30.0],
                light_source=["LED", "HPS"],
                status=["on", "out"],
            ),
            "boundaries": layer(
                "boundaries",
                [line([(10, 5), (50, 5)])],
                id=["hæk"],
                kind=["hedge"],
                height_m=[1.8],
                opaque=["yes"],
            ),
            "meeting_places": layer(
                "meeting_places", [point(70, 6)], id=["bænk"], kind=["bench"], seats=[2.0]
            ),
            "buildings": layer(
                "buildings", [shapely.box(0, 10, 60, 22)], height_m=[9.0], dwellings=[18.0]
            ),
            "entrances": layer("entrances", [point(30, 9.9)], dwellings=[18.0]),
            "destinations": layer("destinations", [point(0, -3)], kind=["stop"]),
        },
        identity="9001-01",
    )
    return Department(**{**built.__dict__, "dwellings": 18})


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Department:
    """Answer a whole department of the example, with every layer delivered."""
    with geo.Workspace(tmp_path_factory.mktemp("example")) as workspace:
        workspace.add(geo.read(geo.example()), accept=True)
        return workspace.department(workspace.department_ids()[0])


TOLD: dict[str, dict[str, object]] = {
    "repair_lamp": {"lamp": "L2"},
    "aim_lamp": {"lamp": "L1", "tilt_deg": 10},
    "dim_lamp": {"lamp": "L1", "dimming": "22:00-05:00=0.5"},
    "replace_lamp": {"lamp": "L2", "flux_lm": 4000, "power_w": 30},
    "move_lamp": {"lamp": "L1", "to": at(30, 2)},
    "add_lamp": {"at": at(90, 2), "height_m": 4.5, "flux_lm": 3000},
    "cut_hedge": {"boundary": "hæk", "height_m": 1.1},
    "remove_hedge": {"boundary": "hæk"},
    "add_bench": {"at": at(40, 4), "seats": 3},
    "add_playground": {"at": at(40, 30)},
    "add_youth_spot": {"at": at(90, 30)},
    "add_garden": {"at": at(20, 30)},
    "move_place": {"place": "bænk", "to": at(75, 6)},
    "add_sign": {"at": at(2, 2), "name": "Æblehaven"},
    "mark_edge": {"line": [at(0, 6), at(20, 6)], "kind": "planting", "height_m": 0.5},
    "open_link": {"line": [at(50, 0), at(50, -30)], "width_m": 2.5},
    "open_gate": {"path": "blind"},
    "close_dead_end": {"path": "blind"},
}
"""One change of every kind, as a plan's file tells it."""


@pytest.fixture
def every_change() -> Plan:
    """Plan one change of every kind that does not stand in another's way."""
    kinds = [kind for kind in CHANGES if kind not in {"remove_hedge", "close_dead_end"}]
    told = [{"do": kind, **TOLD[kind]} for kind in kinds]
    return Plan.from_dict({"name": "Alt på én gang", "department": "9001-01", "change": told})


@pytest.fixture
def told_of() -> dict[str, dict[str, object]]:
    """Answer what is told of one change of every kind."""
    return TOLD
