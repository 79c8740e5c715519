"""What belongs to a department, what lies near enough to matter, and what is estimated."""

import dataclasses
import time
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import sqlalchemy as sa
from geopandas.testing import assert_geodataframe_equal

from geo.model.assumptions import default_assumptions
from geo.model.delivery import Delivery
from geo.model.department import Department
from geo.model.estimate import Grade
from geo.store import Workspace, department_fingerprint
from geo.store.fallbacks import with_doors, with_dwellings, with_storeys

Make = Callable[..., gpd.GeoDataFrame]
SQUARE = shapely.box(0, 0, 100, 100)


@pytest.fixture
def home(table: Make) -> gpd.GeoDataFrame:
    return table("departments", [SQUARE], ids=["a"], name=["Ågården"], dwellings=[12])


def kept(department: Department, name: str) -> set[str]:
    frame = department.layer(name)
    assert frame is not None
    assert isinstance(frame.index, pd.RangeIndex)
    return set(frame["id"])


def test_each_layer_reaches_as_far_as_it_matters(
    fill: Callable[..., Workspace], table: Make, home: gpd.GeoDataFrame
) -> None:
    """Points at the edge of each reach are in, those a metre beyond are out (decision 5)."""
    reaches = {
        "entrances": 5, "faults": 5, "audits": 5,
        "lamps": 65, "openings": 105, "vegetation": 105,
        "destinations": 1505, "meeting_places": 1505,
    }  # fmt: skip
    layers = {
        name: table(
            name,
            [shapely.Point(100 + reach - 0.5, 50), shapely.Point(100 + reach + 1, 50)],
            ids=["nær", "fjern"],
        )
        for name, reach in reaches.items()
    }
    lines = {
        name: table(
            name,
            [shapely.LineString([(100 + r - 0.5, 50), (9000, 50)]),
             shapely.LineString([(100 + r + 1, 50), (9000, 50)])],
            ids=["nær", "fjern"],
        )
        for name, r in (("paths", 1505), ("boundaries", 105))
    }  # fmt: skip
    workspace = fill(departments=home, **layers, **lines)
    department = workspace.department("a")
    for name in (*reaches, *lines):
        assert kept(department, name) == {"nær"}, name
    paths = department.layer("paths")
    assert paths is not None
    assert paths.geometry.iloc[0].length > 7000
    assert not department.has("zones")
    assert not department.has("departments")


def test_a_corner_is_measured_as_the_crow_flies(
    fill: Callable[..., Workspace], table: Make, home: gpd.GeoDataFrame
) -> None:
    """What lies in the widened box but beyond the reach is out."""
    far = shapely.Point(100 + 60, 100 + 60)
    workspace = fill(departments=home, lamps=table("lamps", [far]))
    assert kept(workspace.department("a"), "lamps") == set()


def test_a_tall_lamp_reaches_five_times_its_height(
    fill: Callable[..., Workspace], table: Make, home: gpd.GeoDataFrame
) -> None:
    """60 m for ordinary lamps and those of unknown height, 5H for tall ones."""
    places = [shapely.Point(100 + 5 + d, 50) for d in (99, 101, 61, 61)]
    lamps = table("lamps", places, ids=["høj", "for fjern", "lav", "ukendt"],
                  height_m=[20.0, 20.0, 4.0, None])  # fmt: skip
    department = fill(departments=home, lamps=lamps).department("a")
    assert kept(department, "lamps") == {"høj"}


def test_a_department_knows_its_name_and_sources(
    fill: Callable[..., Workspace], table: Make, home: gpd.GeoDataFrame
) -> None:
    """Empty is not absent: a layer delivered with nothing near is there, with its source."""
    lamps = table("lamps", [shapely.Point(9000, 0)])
    department = fill(departments=home, lamps=lamps).department("a")
    assert (department.id, department.name, department.dwellings) == ("a", "Ågården", 12)
    assert department.organisation is None
    assert not department.derived
    assert shapely.equals(department.boundary, home.geometry.iloc[0])
    assert kept(department, "lamps") == set()
    assert set(department.sources) == {"lamps"}


def rich(table: Make, home: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    rng = np.random.default_rng(5)
    spots = [shapely.Point(x, y) for x, y in rng.uniform(-100, 200, (60, 2)).tolist()]
    boxes = [shapely.box(x, y, x + 20, y + 12) for x, y in rng.uniform(0, 90, (9, 2)).tolist()]
    ways = [shapely.LineString([p, q]) for p, q in zip(spots[:20], spots[20:40], strict=True)]
    return {
        "departments": home,
        "lamps": table("lamps", spots, height_m=rng.choice([3.5, 6.0, 30.0], 60).tolist()),
        "buildings": table("buildings", boxes, height_m=[9.0, None, 6.0] * 3),
        "paths": table("paths", ways, name=["Sti"] * 20),
    }


def test_the_order_of_features_changes_nothing(
    workspace: Workspace, table: Make, home: gpd.GeoDataFrame, hand_over: Callable[..., Delivery]
) -> None:
    """Shuffled deliveries cut the same department with the same fingerprint."""
    layers = rich(table, home)
    workspace.add(hand_over(layers))
    first, mark = workspace.department("a"), workspace.fingerprint("a")
    shuffled = {
        name: frame.sample(frac=1, random_state=4).reset_index(drop=True)
        for name, frame in layers.items()
    }
    workspace.add(hand_over(shuffled, fingerprint="andre filer"))
    second = workspace.department("a")
    assert workspace.fingerprint("a") == mark
    assert set(first.layers) == set(second.layers)
    for name, frame in first.layers.items():
        one, other = (f.sort_values("id", ignore_index=True) for f in (frame, second.layers[name]))
        assert_geodataframe_equal(one, other)


def test_the_fingerprint_changes_with_any_input(table: Make, home: gpd.GeoDataFrame) -> None:
    """A moved lamp, a changed value, an absent layer, another source: each is seen."""
    layers = rich(table, home)
    base = Department("a", "A", SQUARE, layers)
    lamps = layers["lamps"]
    moved = lamps.set_geometry(lamps.geometry.translate(0.001))
    others = [
        base.with_layer("lamps", moved),
        base.with_layer("lamps", lamps.assign(height_m=lamps["height_m"] + 1)),
        base.with_layer("lamps", lamps.iloc[1:]),
        base.without_layer("paths"),
        base.with_layer("zones", table("zones", [])),
        dataclasses.replace(base, boundary=SQUARE.buffer(1)),
        dataclasses.replace(base, name="B"),
    ]
    marks = [department_fingerprint(each) for each in (base, *others)]
    assert len(set(marks)) == len(marks)
    assert department_fingerprint(base.with_layer("lamps", lamps.iloc[::-1])) == marks[0]


def test_reading_a_department_does_not_read_the_municipality(
    fill: Callable[..., Workspace], table: Make, home: gpd.GeoDataFrame
) -> None:
    """Of 4,000 lamps far away none is fetched."""
    lamps = [shapely.Point(5000 + n, 0) for n in range(4000)] + [shapely.Point(50, 50)]
    workspace = fill(departments=home, lamps=table("lamps", lamps))
    fetched: list[int] = []

    def watch(_connection: Any, cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if "FROM lamps" in statement and "rtree_lamps_geom" in statement:
            fetched.append(len(cursor.connection.execute(statement, values).fetchall()))

    sa.event.listen(workspace._database.engine, "after_cursor_execute", watch)
    assert kept(workspace.department("a"), "lamps") == {"lamps-4000"}
    assert fetched == [1]


def test_storeys_are_registered_else_height_else_three(table: Make) -> None:
    """Decision 7 by hand: 11.2 m is 4 storeys, 1 m is one, nothing known is three."""
    boxes = [shapely.box(0, 0, 10, 10)] * 4
    buildings = table(
        "buildings", boxes, storeys=[7, None, None, None], height_m=[3.0, 11.2, 1.0, None]
    )
    department = Department("a", "A", SQUARE, {"buildings": buildings})
    filled = with_storeys(department)
    assert filled.layers["buildings"]["storeys"].tolist() == [7, 4, 1, 3]
    assert filled.sources["buildings.storeys"].grade is Grade.D
    assert "3 af 4" in filled.sources["buildings.storeys"].dataset
    assert department.layers["buildings"]["storeys"].isna().sum() == 3
    full = with_storeys(filled)
    assert full is filled


def test_dwellings_follow_footprint_and_storeys(table: Make) -> None:
    """round(1000 m² · 4 · 0.8 / 85) = 38; sheds, other uses and small unknowns get none."""
    boxes = [shapely.box(0, 0, 100, 10), shapely.box(0, 20, 100, 30), shapely.box(0, 40, 50, 50),
             shapely.box(0, 60, 12, 70), shapely.box(0, 80, 100, 90)]  # fmt: skip
    buildings = table(
        "buildings",
        boxes,
        storeys=[4, 4, 3, 2, 4],
        dwellings=[None, 21, None, None, None],
        use=["dwelling", "dwelling", None, None, "other"],
    )
    filled = with_dwellings(Department("a", "A", SQUARE, {"buildings": buildings}))
    found = filled.layers["buildings"]["dwellings"]
    assert found.iloc[:3].tolist() == [38, 21, 14]
    assert found.iloc[3:].isna().all()
    assert "2 af 5" in filled.sources["buildings.dwellings"].dataset


def test_doors_are_delivered_else_the_facade_nearest_a_path(table: Make) -> None:
    """Only blocks of the department get one, and only where no door at all is known."""
    blocks = table(
        "buildings",
        [shapely.box(20, 20, 60, 30), shapely.box(300, 20, 340, 30), shapely.box(70, 70, 72, 72)],
        ids=["blok", "naboens", "skur"],
        dwellings=[8, 8, None],
    )
    paths = table("paths", [shapely.LineString([(0, 10), (100, 10)])])
    here = shapely.transform(SQUARE, lambda xy: xy + np.array([710_000.0, 6_180_000.0]))
    bare = Department("a", "A", here, {"buildings": blocks, "paths": paths})
    doors = with_doors(bare)
    found = doors.layers["entrances"]
    assert found["id"].tolist() == ["facade-blok"]
    assert found["dwellings"].tolist() == [8]
    assert found.geometry.y.tolist() == [6_180_020.0]
    assert doors.sources["entrances"].grade is Grade.D
    known = bare.with_layer("entrances", table("entrances", [shapely.Point(25, 20)]))
    assert with_doors(known) is known
    none_near = bare.with_layer("entrances", table("entrances", []))
    assert len(with_doors(none_near).layers["entrances"]) == 1
    assert with_doors(bare.without_layer("paths")).layer("entrances") is None


def test_a_cut_department_has_its_estimates_graded(
    fill: Callable[..., Workspace], table: Make, home: gpd.GeoDataFrame
) -> None:
    """Through the workspace: measured keeps its grade, estimated is D, and what is said is said."""
    workspace = fill(**rich(table, home))
    department = workspace.department("a")
    assert department.sources["buildings"].grade is Grade.B
    for key in ("buildings.storeys", "buildings.dwellings", "entrances"):
        assert department.sources[key].grade is Grade.D
        assert department.sources[key].date == "2026-01-01"
    blocks = department.layers["buildings"]
    assert blocks["storeys"].notna().all()
    stored = workspace.layer("buildings")
    assert stored is not None
    assert stored["storeys"].isna().all()


def test_departments_stand_as_in_a_danish_directory(
    fill: Callable[..., Workspace], table: Make
) -> None:
    """Æ, ø, å last; a nameless one stands under its id; 2 before 10."""
    names = ["Åvang", "Blok 10", "Ørehøj", None, "Blok 2", "Ælletoften", "Zenit", "Aarupvej"]
    ids = [f"id-{n}" for n in range(len(names))]
    ids[3] = "Midgård"
    shapes = [shapely.box(n * 200, 0, n * 200 + 50, 50) for n in range(len(names))]
    workspace = fill(departments=table("departments", shapes, ids=ids, name=names))
    shown = workspace.departments()["name"].tolist()
    expected = [
        "Blok 2",
        "Blok 10",
        "Midgård",
        "Zenit",
        "Ælletoften",
        "Ørehøj",
        "Aarupvej",
        "Åvang",
    ]
    assert ["Midgård" if not isinstance(n, str) else n for n in shown] == expected
    assert workspace.department_ids()[2] == "Midgård"
    assert workspace.department("Midgård").name == "Midgård"


def test_scorings_are_kept_newest_first_with_what_they_rest_on(
    fill: Callable[..., Workspace], home: gpd.GeoDataFrame
) -> None:
    """A record comes back as it was saved; a number that is none is refused."""
    workspace = fill(departments=home)
    record = {"id": "a", "name": "Ågården 💡", "value": None, "list": [1.5, "æ"]}
    assert workspace.save_scoring(record) == 1
    assert workspace.save_scoring({**record, "value": 2}, fingerprint="eget") == 2
    assert workspace.save_scoring({"id": "b"}, fingerprint="x") == 3
    newest, oldest = workspace.scorings("a")
    assert oldest["stored"]["fingerprint"] == workspace.fingerprint("a")
    assert newest.pop("stored")["fingerprint"] == "eget"
    assert newest == {**record, "value": 2}
    assert [row["stored"]["id"] for row in workspace.scorings()] == [3, 2, 1]
    with pytest.raises(ValueError, match="JSON"):
        workspace.save_scoring({**record, "value": float("nan")}, fingerprint="x")
    assert len(workspace.scorings()) == 3


def test_the_reaches_are_assumptions() -> None:
    """The numbers of decisions 5 to 7 are where a planner can read them."""
    given = default_assumptions()
    wanted = {"scored_buffer_m": 5, "obstacle_reach_m": 100, "lamp_reach_m": 60,
              "walk_reach_m": 1500, "storey_height_m": 2.8, "storeys": 3, "dwelling_area_m2": 85,
              "dwelling_share": 0.8, "block_area_m2": 150, "least_blocks": 2, "block_link_m": 60,
              "draw_out_m": 25, "draw_in_m": 5}  # fmt: skip
    assert {key: given[f"department.{key}"] for key in wanted} == wanted


def test_a_department_is_answered_as_it_stood(
    fill: Callable[..., Workspace], hand_over: Callable[..., Delivery], table: Make,
    home: gpd.GeoDataFrame,
) -> None:  # fmt: skip
    """Layers that were replaced since are read out of history, the others as they stand."""
    lamps = table("lamps", [shapely.Point(50, 50)], ids=["før"], height_m=[40.0])
    paths = table("paths", [shapely.LineString([(0, 0), (90, 0)])], ids=["sti"])
    workspace = fill(departments=home, lamps=lamps, paths=paths)
    before = workspace.department("a")
    moment = workspace.imports()[0]["created"]
    later = table("lamps", [shapely.Point(60, 60), shapely.Point(70, 70)], ids=["nu", "også"])
    trees = table("vegetation", [shapely.Point(5, 5)], ids=["t"])
    time.sleep(0.002)  # two imports of one millisecond cannot be told apart
    workspace.add(hand_over({"lamps": later, "vegetation": trees}))

    then = workspace.department_then("a", moment)

    assert then is not None
    assert kept(workspace.department("a"), "lamps") == {"nu", "også"}
    assert department_fingerprint(then) == department_fingerprint(before)
    assert not then.has("vegetation")
    assert workspace.department_then("b", moment) is None
    assert workspace.department_then("a", "2000-01-01T00:00:00.000Z") is None


def test_what_was_taken_out_since_is_not_known(
    fill: Callable[..., Workspace], hand_over: Callable[..., Delivery], table: Make,
    home: gpd.GeoDataFrame,
) -> None:  # fmt: skip
    """An import that stood then and was undone leaves nothing that could be told for sure."""
    workspace = fill(departments=home)
    time.sleep(0.002)
    workspace.add(hand_over({"lamps": table("lamps", [shapely.Point(50, 50)])}))
    moment = workspace.imports()[0]["created"]
    assert workspace.department_then("a", moment) is not None
    time.sleep(0.002)
    workspace.undo()

    assert workspace.department_then("a", moment) is None
