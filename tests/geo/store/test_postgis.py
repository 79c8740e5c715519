"""The same workspace on PostgreSQL with PostGIS: every answer is the one the folder gives."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely
import sqlalchemy as sa
from geopandas.testing import assert_geodataframe_equal

import geo
from geo.intake import StandingSource, sync
from geo.model.delivery import Delivery
from geo.scoring.department_sources import WorkspaceDepartments
from geo.scoring.many import Terms, score_one
from geo.store import Workspace
from geo.store.conditions import (
    Between,
    Compare,
    Condition,
    Every,
    InBoxes,
    Like,
    Missing,
    Not,
    OneOf,
    Some,
    Touches,
)
from geo.store.querying import Query
from tests.postgres import private_server

pytestmark = pytest.mark.postgis


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Answer the address of a private server, whose user has a Danish letter."""
    with private_server("prøve") as address:
        yield address


@pytest.fixture
def both(server: str, tmp_path: Path) -> Iterator[tuple[Workspace, Workspace]]:
    """Answer a workspace on the server and one in a folder, both empty."""
    with Workspace(server) as there, Workspace(tmp_path / "her") as here:
        yield there, here
        while any(row["undone"] is None for row in there.imports()):
            there.undo()


def test_both_answer_the_same(
    both: tuple[Workspace, Workspace],
    hand_over: Callable[..., Delivery],
    everything: dict[str, gpd.GeoDataFrame],
) -> None:
    """Layers, boxes, pages, departments, fingerprints, and all of it again after an undo."""
    smaller = {name: frame.iloc[::-2].reset_index(drop=True) for name, frame in everything.items()}
    for workspace in both:
        assert workspace.layers() == {}
        assert workspace.add(hand_over(everything)).committed
        assert workspace.add(hand_over(smaller, name="to")).committed
        again = workspace.add(hand_over(smaller, name="to"))
        assert [i.rule for i in again.issues if i.rule.startswith("import")] == ["import.same"]
    for _ in range(2):
        there, here = both
        assert there.layers() == here.layers()
        for name, frame in everything.items():
            east, north = frame.total_bounds[:2].tolist()
            box = (east, north, east + 3, north + 3)
            for asked in ({}, {"bbox": box}, {"limit": 3, "offset": 2}):
                one, other = there.layer(name, **asked), here.layer(name, **asked)
                assert one is not None
                assert other is not None
                assert_geodataframe_equal(one, other)
        assert there.department_ids() == here.department_ids()
        for id_ in here.department_ids():
            assert there.fingerprint(id_) == here.fingerprint(id_)
        for workspace in both:
            workspace.undo()
            if not workspace.layers():
                return


def test_drawing_scoring_and_export_work_on_the_server(
    both: tuple[Workspace, Workspace],
    hand_over: Callable[..., Delivery],
    table: Callable[..., gpd.GeoDataFrame],
    tmp_path: Path,
) -> None:
    """Drawn departments, records and the copy for QGIS come out as from a folder."""
    there, _ = both
    blocks = table("buildings", [shapely.box(x, 0, x + 20, 10) for x in (0, 60)], ids=["a", "b"])
    there.add(hand_over({"buildings": blocks}, streets={"a": "Ågade", "b": "Ågade"}))
    number = there.save_scoring({"id": "osm-aagade", "value": 1})
    assert there.scorings("osm-aagade")[0]["stored"]["id"] == number
    copy = there.export(tmp_path / "kopi.gpkg")
    seen = pyogrio.read_dataframe(copy, layer="departments")
    assert seen["name"].tolist() == ["Ågade"]
    assert seen.crs.to_epsg() == 25832


@pytest.fixture
def fresh(server: str) -> str:
    """Answer the address of a database with nothing in it."""
    engine = sa.create_engine(
        sa.make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(sa.text("CREATE DATABASE flyttet TEMPLATE template0"))
    engine.dispose()
    return server.replace("/template1", "/flyttet")


def test_a_workspace_moves_to_the_server_and_back(
    fresh: str,
    tmp_path: Path,
    hand_over: Callable[..., Delivery],
    everything: dict[str, gpd.GeoDataFrame],
) -> None:
    """Counts and checksums are equal there and when it has come home, and both go on numbering."""
    smaller = {name: frame.iloc[::2].reset_index(drop=True) for name, frame in everything.items()}
    with Workspace(tmp_path / "her") as here:
        here.add(hand_over(everything))
        here.add(hand_over(smaller, name="to"))
        here.save_scoring({"id": "x", "name": "Prøve"}, "mærke")
        sent = here.move_to(fresh)
        with Workspace(fresh) as there:
            home = there.move_to(tmp_path / "hjemme")
            assert there.result("scores")["department_id"].tolist() == ["x"]
            there.add(hand_over({"lamps": everything["lamps"]}, name="tre"))
            assert there.imports()[0]["id"] == 3

    assert sent == home
    with Workspace(tmp_path / "hjemme") as again:
        assert again.layers() == {name: len(frame) for name, frame in smaller.items()}


def test_conditions_hold_of_the_same_features_on_both(
    both: tuple[Workspace, Workspace],
    hand_over: Callable[..., Delivery],
    table: Callable[..., gpd.GeoDataFrame],
) -> None:
    """Comparisons, patterns, gaps, boxes and shapes answer the same ids on either database."""
    shapes = [shapely.Point(10 * number, number) for number in range(12)]
    frame = table(
        "meeting_places", shapes, kind=["bench", "playground", None] * 4,
        seats=[None, 1, 2, 3] * 3, name=["Ågade 1", "Ærø_2", "100%"] * 4,
    )  # fmt: skip
    around = shapely.buffer(frame.geometry.iloc[5], 15)
    asked: list[Condition] = [
        Compare("kind", "=", "bench"),
        Every((Compare("seats", ">=", 2), Not(Missing("kind")))),
        Some((Like("name", "Å%"), OneOf("id", ("meeting_places-4",)))),
        Between("seats", 1, 2),
        Not(Compare("kind", "<>", "bench")),
        Touches(around),
        InBoxes(((0.0, 0.0, 1e7, 1e7),)),
    ]
    answers = []
    for workspace in both:
        workspace.add(hand_over({"meeting_places": frame}))
        pages = [workspace.query("meeting_places", Query(("id",), c, limit=50)) for c in asked]
        answers.append([[row[0] for row in page.rows] for page in pages])
        counts = [workspace.count("meeting_places", condition) for condition in asked]
        assert counts == [len(page.rows) for page in pages]
        assert workspace.extent("meeting_places") is not None

    assert answers[0] == answers[1]
    assert [len(ids) for ids in answers[0]] == [4, 4, 5, 6, 4, 3, 12]


def test_a_table_of_a_portal_is_a_standing_source(
    fresh_portal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read in metres whatever it is kept in; a portal that is down leaves what stood."""
    monkeypatch.setenv("PORTAL_URL", fresh_portal)
    source = StandingSource(
        "lys", "postgis", role="lamps", url_env="PORTAL_URL", table="lysmast", every_hours=0
    )
    down = replace(source, url_env="LUKKET_URL")
    monkeypatch.setenv("LUKKET_URL", "postgresql://a:hemmelig@127.0.0.1:1/x")
    with Workspace(tmp_path / "her") as here:
        landed = sync(here, [source])[0]
        frame = here.layer("lamps")
        gone = sync(here, [down])[0]

        assert (landed.outcome, gone.outcome) == ("landed", "down")
        assert "hemmelig" not in str(here.standing())
        assert here.layers() == {"lamps": 3}
    assert frame is not None
    assert frame["height_m"].tolist() == [4.0, 5.0, 6.0]
    assert frame.geometry.x.round(1).tolist() == [713_500.0, 713_520.0, 713_540.0]


@pytest.fixture
def fresh_portal(server: str) -> str:
    """Answer a database with somebody else's table of lamps, kept in degrees."""
    address = sa.make_url(server).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("CREATE DATABASE portal TEMPLATE template0"))
    engine.dispose()
    engine = sa.create_engine(address.set(database="portal"))
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE EXTENSION postgis"))
        connection.execute(
            sa.text("CREATE TABLE lysmast (mast_nr text, lph numeric, geom geometry(Point, 4326))")
        )
        for number in range(3):
            connection.execute(
                sa.text(
                    "INSERT INTO lysmast VALUES (:nr, :lph, ST_Transform("
                    "ST_SetSRID(ST_MakePoint(:x, 6181500), 25832), 4326))"
                ),
                {"nr": f"L{number}", "lph": 4 + number, "x": 713_500 + 20 * number},
            )
    engine.dispose()
    return server.replace("/template1", "/portal")


def test_a_worker_scores_from_the_server_as_from_a_folder(
    both: tuple[Workspace, Workspace], server: str, tmp_path: Path
) -> None:
    """A department read from PostGIS in a worker's way scores to the same record."""
    for workspace in both:
        assert workspace.add(geo.read(geo.example())).committed
    name = both[0].department_ids()[0]
    one, other = (
        score_one(WorkspaceDepartments(where), name, Terms(assumptions={"uncertainty.draws": 50}))
        for where in (server, str(tmp_path / "her"))
    )

    assert one.record is not None
    assert one.record == other.record
    assert one.fingerprint == other.fingerprint
