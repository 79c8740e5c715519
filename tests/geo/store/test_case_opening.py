"""The cases' database is made, recognised, brought up to date, and refused where it is not ours."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from geo.model.errors import WorkspaceError
from geo.store import case_steps
from geo.store.case_opening import FILE, open_cases


def test_it_lies_beside_the_layers_in_a_file_of_its_own(tmp_path: Path) -> None:
    """`sager.db`, never a table in the file that QGIS opens; many may open it at once."""
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: open_cases(tmp_path / "ny"), range(8)))

    for database in opened:
        database.close()
    assert {file.name.partition("-")[0] for file in (tmp_path / "ny").iterdir()} == {FILE}
    with sqlite3.connect(tmp_path / "ny" / FILE) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    connection.close()
    assert {"cases", "reports", "emails", "devices", "audit"} <= names


def test_no_column_could_hold_a_person(tmp_path: Path) -> None:
    """No name, phone, address of a network or a device beside a report; e-mail is apart."""
    database = open_cases(tmp_path)
    columns = {table.name: set(table.c.keys()) for table in database.tables.metadata.sorted_tables}
    database.close()

    assert columns["emails"] == {"fid", "reports_id", "created", "address"}
    personal = {"name", "phone", "email", "ip", "address", "agent", "device", "cpr", "user"}
    assert not personal & (columns["reports"] | columns["cases"] | columns["events"])
    assert columns["devices"] == {"fid", "cases_id", "created", "mark"}


def test_what_is_written_is_on_the_disk_and_overwritten_when_deleted(tmp_path: Path) -> None:
    """Write-ahead log, full synchronous, secure delete, foreign keys: on every connection."""
    database = open_cases(tmp_path)
    with database.reading() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        }
    database.close()

    assert found == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}


def test_a_file_of_another_program_is_left_alone(tmp_path: Path) -> None:
    """It is told and not touched, whatever it is."""
    file = tmp_path / FILE
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE kontakter (navn TEXT)")
    connection.close()

    with pytest.raises(WorkspaceError, match="ikke er lavet af Tryghedskort"):
        open_cases(tmp_path)
    with sqlite3.connect(file) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
    connection.close()
    assert names == ["kontakter"]
    file.write_bytes(b"not a database at all, but long enough to be read as one" * 40)
    with pytest.raises(WorkspaceError):
        open_cases(tmp_path)


def test_a_newer_version_is_refused_and_an_older_one_brought_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer file is not touched; a missing column comes; a step runs once, with its note."""
    database = open_cases(tmp_path)
    state = database.tables.state
    with database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE cases DROP COLUMN place")
    database.close()
    ran: list[int] = []
    monkeypatch.setattr(case_steps, "SCHEMA_VERSION", 3)
    monkeypatch.setattr(
        case_steps, "STEPS", {1: lambda *_: ran.append(1), 2: lambda *_: ran.append(2)}
    )

    for _ in range(2):
        again = open_cases(tmp_path)
        with again.reading() as connection:
            columns = {column["name"] for column in sa.inspect(connection).get_columns("cases")}
            assert "place" in columns
            assert connection.scalar(sa.select(state.c.version)) == 3
        again.close()
    monkeypatch.setattr(case_steps, "SCHEMA_VERSION", 2)

    assert ran == [1, 2]
    with pytest.raises(WorkspaceError, match="nyere udgave"):
        open_cases(tmp_path)


def test_a_place_that_cannot_be_a_folder_is_told(tmp_path: Path) -> None:
    """A file stands in its way."""
    (tmp_path / "fil").write_text("x")

    with pytest.raises(WorkspaceError, match="er en fil"):
        open_cases(tmp_path / "fil")
