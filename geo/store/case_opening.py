"""Open the cases of a workspace: ``sager.db`` in its folder, or the schema ``sager``.

They lie apart from the layers because a file that QGIS opens must hold no report. Every accepted
report is on the disk before the resident reads "modtaget": write-ahead log, synchronous full.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import sqlalchemy as sa

from geo.store.case_steps import prepare
from geo.store.case_tables import CaseTables, case_tables
from geo.store.engines import folder_engine, on_server, server_engine, told

FILE = "sager.db"
"""Reports, cases, walks and accounts of a workspace."""

PHOTOS = "billeder"
"""Folder of re-encoded pictures beside it."""

SCHEMA = "sager"
"""Schema of the same on PostgreSQL."""


@dataclass(frozen=True)
class CaseDatabase:
    """An open database of cases: where it is, its engine, its tables, its pictures.

    ``photos`` is None on a server until the operator has named a folder.
    """

    place: str
    engine: sa.Engine
    tables: CaseTables
    photos: Path | None
    turn: Lock = field(default_factory=Lock, repr=False, compare=False)
    """Threads of one process wait here in order; SQLite lets the luckiest go first."""

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Answer a connection that sees one state of everything, whoever writes meanwhile."""
        engine = self.engine
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with told(self.place), engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Answer a connection whose work lands whole when the block ends, or not at all."""
        writer = self.engine.execution_options(tryghed_writing=True)
        with self.turn, told(self.place), writer.begin() as connection:
            if connection.dialect.name == "postgresql":
                # Read committed: what the writer before us did is seen once the lock is ours.
                lock = sa.func.pg_advisory_xact_lock(sa.func.hashtext(SCHEMA))
                connection.execute(sa.select(lock))
            yield connection

    def close(self) -> None:
        """Let go of the file or the server; a later call opens it again."""
        self.engine.dispose()


def open_cases(where: str | Path, photos: str | Path | None = None) -> CaseDatabase:
    """Open the cases of a folder or a ``postgresql://`` address; what is not there yet is made.

    Parameters
    ----------
    where
        The workspace.
    photos
        Folder of the pictures; in the workspace unless given.

    Raises
    ------
    WorkspaceError
        Where it cannot be opened or written, or was made by a newer version.
    """
    kept = None if photos is None else Path(photos)
    if on_server(where):
        database = _on_server(str(where), kept)
    else:
        folder = Path(where)
        engine = folder_engine(folder, FILE, _prepare_connection)
        database = CaseDatabase(str(folder), engine, case_tables(), kept or folder / PHOTOS)
    try:
        prepare(database)
    except BaseException:
        database.close()
        raise
    return database


def has_cases(where: str | Path) -> bool:
    """Tell whether a workspace holds a database of cases already; none is made."""
    if not on_server(where):
        return (Path(where) / FILE).exists()
    database = _on_server(str(where), None)
    try:
        with told(database.place):
            return SCHEMA in sa.inspect(database.engine).get_schema_names()
    finally:
        database.close()


def _on_server(url: str, photos: Path | None) -> CaseDatabase:
    place, engine = server_engine(url, "READ COMMITTED")
    return CaseDatabase(place, engine, case_tables(SCHEMA), photos)


def _prepare_connection(connection: sqlite3.Connection, _record: object) -> None:
    """Set what SQLite forgets between connections; what is deleted is overwritten, not unlinked."""
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
