"""A copy is one moment of layers, cases and pictures; a move is whole, or has not happened."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

import geopandas as gpd
import pytest
import shapely

from geo.model.delivery import Delivery, LayerCount
from geo.model.errors import WorkspaceError
from geo.model.provenance import Source
from geo.reporting import backup
from geo.reporting.backup import back_up, restore
from geo.reporting.codes import secret_of
from geo.reporting.moving import move_workspace
from geo.reporting.pictures_along import Along
from geo.store import Workspace
from geo.store.case_opening import CaseDatabase, open_cases
from geo.store.cases import insert_case
from geo.store.moving_cases import FAMILIES, content
from geo.store.one_moment import files_at_one_moment
from geo.testing import layer
from tests.postgres import new_database, private_server

WHEN = datetime(2026, 11, 25, tzinfo=UTC).isoformat()


def lamps(number: int) -> Delivery:
    """Answer a delivery whose only lamp bears the number of its version."""
    frame = layer("lamps", [shapely.Point(0, 0)], id=[f"L-{number}"], number=[f"L-{number}"])
    counts = {"lamps": LayerCount(read=1)}
    return Delivery(
        f"lys-{number}", {"lamps": frame}, {"lamps": Source("lys")}, counts, (), f"mærke-{number}"
    )


def case_about(database: CaseDatabase, number: int) -> None:
    """Make a case about the lamp of a version, with a picture of its own on the disk first."""
    assert database.photos is not None
    database.photos.mkdir(exist_ok=True)
    (database.photos / f"{number}.jpg").write_bytes(b"jpg")
    row = {
        "created": WHEN, "updated": WHEN, "kind": "lamp_out", "status": "received",
        "lamp": f"L-{number}", "setting": "outdoors", "border": 0, "counted": 0,
    }  # fmt: skip
    with database.writing() as connection:
        insert_case(connection, database.tables, row)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Answer a workspace with a first version of lamps, a case about it, a picture and a key."""
    folder = tmp_path / "her"
    with Workspace(folder) as workspace:
        workspace.add(lamps(0))
    database = open_cases(folder)
    case_about(database, 0)
    database.close()
    secret_of(folder)
    return folder


def stood(folder: Path) -> tuple[int, int, set[str]]:
    """Answer the version of the layer, of the newest case, and the pictures beside them."""
    with closing(sqlite3.connect(folder / "kort.gpkg")) as raw:
        ((lamp,),) = raw.execute("SELECT id FROM lamps").fetchall()
    with closing(sqlite3.connect(folder / "sager.db")) as raw:
        (case,) = raw.execute("SELECT lamp FROM cases ORDER BY fid DESC LIMIT 1").fetchone()
    pictures = {one.name for one in (folder / "billeder").glob("*.jpg")}
    return int(lamp[2:]), int(case[2:]), pictures


def writing_to(where: str | Path, photos: Path | None = None) -> tuple[Thread, Event, list[int]]:
    """Begin to write: a version of the layer, then a case about it; the picture before is gone."""
    stop, done = Event(), [0]

    def write() -> None:
        database = open_cases(where, photos)
        with Workspace(where) as workspace:
            while not stop.is_set():
                number = done[0] + 1
                workspace.add(lamps(number), accept=True)
                case_about(database, number)
                done[0] = number
        database.close()

    thread = Thread(target=write)
    thread.start()
    return thread, stop, done


def test_a_backup_is_one_moment_while_both_are_written(place: Path, tmp_path: Path) -> None:
    """No case is about a version that is missing; no version is ahead of its case by two."""
    thread, stop, done = writing_to(place)
    try:
        copies = [back_up(place, tmp_path / f"{n}.zip").path for n in range(4)]
    finally:
        stop.set()
        thread.join()

    assert done[0] > 3
    for number, copy in enumerate(copies):
        version, case, pictures = stood(restore(copy, tmp_path / f"ud-{number}").path)
        assert case <= version <= case + 1
        assert {f"{n}.jpg" for n in range(case + 1)} <= pictures


def test_a_picture_that_goes_while_it_is_copied_is_in_the_copy(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Covered just after the moment: the copy names the picture of then, and holds it."""
    real = backup._copy

    def late(*given: Any) -> None:
        (place / "billeder" / "0.jpg").unlink(missing_ok=True)
        real(*given)

    monkeypatch.setattr(backup, "_copy", late)
    copy = back_up(place, tmp_path / "kopi.zip").path

    assert not (place / "billeder" / "0.jpg").exists()
    assert stood(restore(copy, tmp_path / "ud").path)[2] == {"0.jpg"}


def test_nobody_is_held_while_it_is_read(place: Path) -> None:
    """Both are written to while the readings are open, which see nothing of it."""
    files = [place / "kort.gpkg", place / "sager.db"]
    database = open_cases(place)
    with files_at_one_moment(files) as (layers, cases), Workspace(place) as workspace:
        workspace.add(lamps(1), accept=True)
        case_about(database, 1)
        assert layers.execute("SELECT id FROM lamps").fetchall() == [("L-0",)]
        assert cases.execute("SELECT lamp FROM cases").fetchall() == [("L-0",)]
    database.close()
    assert stood(place)[:2] == (1, 1)


def test_everything_moves_in_one_go(place: Path, tmp_path: Path) -> None:
    """Layers, cases, key and pictures; each table is named once, with what both ends hold."""
    moved = move_workspace(place, tmp_path / "der")

    rows = {copy.table: copy.rows for copy in moved.tables}
    assert len(rows) == len(moved.tables)
    assert (rows["lamps"], rows["cases"], moved.files) == (1, 1, 2)
    families = {table.name for one in FAMILIES for table in one(None).metadata.sorted_tables}
    assert families <= set(rows)
    assert stood(tmp_path / "der") == stood(place)
    assert (tmp_path / "der" / "sager.key").read_bytes() == (place / "sager.key").read_bytes()
    assert (tmp_path / "der" / "sager.key").stat().st_mode & 0o077 == 0
    with pytest.raises(WorkspaceError) as told:
        move_workspace(place, tmp_path / "der")
    assert told.value.rule == "move.not_empty"


def test_a_workspace_without_cases_moves_and_gets_none(tmp_path: Path) -> None:
    """Only layers: no database of cases is made at either end."""
    with Workspace(tmp_path / "kort") as workspace:
        workspace.add(lamps(0))

    moved = move_workspace(tmp_path / "kort", tmp_path / "der")

    assert "cases" not in {copy.table for copy in moved.tables}
    assert not (tmp_path / "kort" / "sager.db").exists()
    assert not (tmp_path / "der" / "sager.db").exists()


def test_a_move_that_fails_leaves_nothing(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last table differs at the other end: no folder, no picture, and the source as it was."""
    before = stood(place)

    def differs(*_: object) -> None:
        raise WorkspaceError("workspace.copy_differs", table="x", sent=1, arrived=0, place="der")

    monkeypatch.setattr("geo.store.copying.prove_arrival", differs)
    with pytest.raises(WorkspaceError):
        move_workspace(place, tmp_path / "der")

    assert not (tmp_path / "der").exists()
    assert not list(tmp_path.glob(".restore-*"))
    assert stood(place) == before


def test_pictures_of_another_workspace_are_not_mixed_with(place: Path, tmp_path: Path) -> None:
    """Another key, or a picture that is not ours: refused; what is ours already is gone on with."""
    private = tmp_path / "privat"
    (private / "billeder").mkdir(parents=True)
    along = Along(place, private)
    along.bring()
    again = Along(place, private)
    again.bring()
    assert (len(along.brought), len(again.brought)) == (2, 0)
    (place / "billeder" / "0.jpg").unlink()
    along.bring()
    assert not (private / "billeder" / "0.jpg").exists()
    along.take_back()
    assert not (private / "sager.key").exists()

    (private / "billeder" / "andres.jpg").write_bytes(b"jpg")
    with pytest.raises(WorkspaceError):
        Along(place, private)
    (private / "billeder" / "andres.jpg").unlink()
    (private / "sager.key").write_bytes(b"x" * 32)
    with pytest.raises(WorkspaceError):
        Along(place, private)


CHILD = """
import os, signal, sys
from sqlalchemy import event, Engine
from geo.reporting.moving import move_workspace

source, target, private, kill_at = *sys.argv[1:4], int(sys.argv[4])
steps = 0

@event.listens_for(Engine, "before_cursor_execute")
def step(*_):
    global steps
    steps += 1
    if steps == kill_at:
        os.kill(os.getpid(), signal.SIGKILL)

move_workspace(source, target, private)
print(steps)
"""


def moved_by_a_child(
    source: Path, target: object, private: Path, kill_at: int = 0
) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", CHILD, str(source), str(target), str(private), str(kill_at)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.slow
def test_killed_in_the_middle_of_a_move_there_is_no_new_folder(place: Path, tmp_path: Path) -> None:
    """Kill -9 between any two statements: the source as it was, and the next attempt moves all."""
    before, target = stood(place), tmp_path / "der"
    move_workspace(place, tmp_path / "første")  # makes the tables that were added since
    steps = int(moved_by_a_child(place, tmp_path / "prøve", tmp_path / "p").stdout)
    assert steps > 50

    for share in (0.3, 0.7, 0.99):
        killed = moved_by_a_child(place, target, tmp_path / "p", max(1, int(steps * share)))
        assert killed.returncode == -signal.SIGKILL
        assert not target.exists()
        assert stood(place) == before
    assert moved_by_a_child(place, target, tmp_path / "p").returncode == os.EX_OK
    assert stood(target) == before


def test_frames_of_the_layer_are_what_they_were(place: Path, tmp_path: Path) -> None:
    """The moved workspace answers the same lamps to whoever reads it."""
    move_workspace(place, tmp_path / "der")
    with Workspace(place) as one, Workspace(tmp_path / "der") as other:
        first, second = one.layer("lamps"), other.layer("lamps")
    assert isinstance(first, gpd.GeoDataFrame)
    assert second is not None
    assert first.equals(second)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Answer the address of a private server."""
    with private_server() as address:
        yield address


@pytest.mark.postgis
@pytest.mark.slow
def test_a_workspace_moves_to_a_server_and_home(place: Path, tmp_path: Path, server: str) -> None:
    """The same rows and checksums at every stop; pictures and key go to the private folder."""
    address, private = new_database(server, "flyttet"), tmp_path / "privat"
    there = move_workspace(place, address, private)
    home = move_workspace(address, tmp_path / "hjemme", private)

    assert there.tables == home.tables
    assert (there.files, home.files) == (2, 2)
    assert stood(tmp_path / "hjemme") == stood(place)
    with pytest.raises(WorkspaceError) as told:
        move_workspace(place, address, private)
    assert told.value.rule == "workspace.not_empty"
    assert (private / "billeder" / "0.jpg").exists()


@pytest.mark.postgis
@pytest.mark.slow
def test_killed_in_the_middle_of_a_move_a_server_holds_nothing(
    place: Path, tmp_path: Path, server: str
) -> None:
    """Kill -9 among its tables: neither layers nor cases are there; the next attempt moves all."""
    private = tmp_path / "privat"
    move_workspace(place, tmp_path / "første")  # makes the tables that were added since
    rehearsal, address = (new_database(server, name) for name in ("prove", "drabt"))
    for one in (rehearsal, address):
        with Workspace(one):
            database = open_cases(one)
            content(database)
            database.close()
    steps = int(moved_by_a_child(place, rehearsal, private).stdout)
    for share in (0.5, 0.8, 0.99):
        killed = moved_by_a_child(place, address, private, int(steps * share))
        assert killed.returncode == -signal.SIGKILL
        with Workspace(address) as workspace:
            assert workspace.layers() == {}
        database = open_cases(address)
        with database.reading() as connection:
            assert connection.execute(database.tables.cases.select()).first() is None
        database.close()
    assert moved_by_a_child(place, address, private).returncode == os.EX_OK
    move_workspace(address, tmp_path / "hjemme", private)
    assert stood(tmp_path / "hjemme") == stood(place)


@pytest.mark.postgis
@pytest.mark.slow
def test_a_backup_of_a_server_is_one_moment_while_both_are_written(
    place: Path, tmp_path: Path, server: str
) -> None:
    """As of a folder: no case about a version that is missing, and no version two ahead."""
    address, private = new_database(server, "samtidig"), tmp_path / "privat"
    move_workspace(place, address, private)
    thread, stop, done = writing_to(address, private / "billeder")
    try:
        copies = [back_up(address, tmp_path / f"s{n}.zip", private).path for n in range(4)]
    finally:
        stop.set()
        thread.join()

    assert done[0] > 3
    for number, copy in enumerate(copies):
        version, case, pictures = stood(restore(copy, tmp_path / f"fra-{number}").path)
        assert case <= version <= case + 1
        assert {f"{n}.jpg" for n in range(case + 1)} <= pictures
