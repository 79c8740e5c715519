"""Open a workspace: a folder with ``kort.gpkg``, or a PostgreSQL database with PostGIS.

Both are the same from here on: an engine, its tables, and a transaction for reading or writing.

One process must not open the live file with two copies of SQLite: GDAL brings its own, and closing
one lets go of the locks of the other. So nothing of ours reads ``kort.gpkg`` with pyogrio while a
workspace is open; other processes may, and an exported copy is always safe.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc

from geo.model.errors import WorkspaceError
from geo.store.geopackage import register_functions
from geo.store.migrations import prepare
from geo.store.tables import Tables, tables

FILE = "kort.gpkg"
"""Layers, scores and history of a workspace."""

SCHEMA = "tryghed"
"""Schema of the same on PostgreSQL."""

PATIENCE_S = 20
"""Seconds to wait for another process that is writing."""

READING, WRITING = "BEGIN", "BEGIN IMMEDIATE"


@dataclass(frozen=True)
class Database:
    """An open database: where it is, its engine and its tables."""

    place: str
    engine: sa.Engine
    tables: Tables

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Answer a connection that sees one state of everything, whoever writes meanwhile."""
        with told(self.place), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Answer a connection whose work lands whole when the block ends, or not at all."""
        writer = self.engine.execution_options(tryghed_writing=True)
        with told(self.place), writer.begin() as connection:
            if connection.dialect.name == "postgresql":
                lock = sa.func.pg_advisory_xact_lock(sa.func.hashtext(SCHEMA))
                connection.execute(sa.select(lock))
            yield connection


def open_database(where: str | Path) -> Database:
    """Open a folder or a ``postgresql://`` address; what is not there yet is made."""
    text = str(where)
    if text.startswith(("postgresql://", "postgresql+psycopg://")):
        database = _server(text)
    else:
        database = _folder(Path(where))
    try:
        prepare(database)
    except BaseException:
        database.engine.dispose()
        raise
    return database


def _server(url: str) -> Database:
    address = sa.make_url(url).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(address, paramstyle="format", isolation_level="REPEATABLE READ")
    place = address.render_as_string(hide_password=True)
    return Database(place, engine, tables(SCHEMA))


def _folder(folder: Path) -> Database:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise WorkspaceError("workspace.not_a_folder", place=str(folder)) from None
    except OSError:
        raise WorkspaceError("workspace.not_writable", place=str(folder)) from None
    engine = sa.create_engine(
        sa.URL.create("sqlite+pysqlite", database=str(folder / FILE)),
        connect_args={"timeout": PATIENCE_S, "isolation_level": None},
    )
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "begin", _begin)
    return Database(str(folder), engine, tables())


def _prepare_connection(connection: sqlite3.Connection, _record: object) -> None:
    """Set what SQLite forgets between connections."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # The triggers call our functions; a file another program wrote may hold none of its own.
    connection.execute("PRAGMA trusted_schema = ON")
    connection.execute("PRAGMA case_sensitive_like = ON")  # as on PostgreSQL
    register_functions(connection)


def _begin(connection: sa.Connection) -> None:
    """Begin by hand: the driver would not hold table definitions inside the transaction."""
    writing = connection.get_execution_options().get("tryghed_writing")
    connection.exec_driver_sql(WRITING if writing else READING)


SQLITE_RULES = {
    "locked": "workspace.locked",
    "busy": "workspace.locked",
    "readonly": "workspace.not_writable",
    "unable to open": "workspace.not_writable",
    "disk is full": "workspace.full",
    "not a database": "workspace.foreign",
    "malformed": "workspace.damaged",
    "disk i/o": "workspace.damaged",
}
"""What SQLite says, and the rule it breaks."""


@contextmanager
def told(place: str) -> Iterator[None]:
    """Say in our own words what the database refuses."""
    try:
        yield
    except (exc.OperationalError, exc.DatabaseError, sqlite3.DatabaseError) as problem:
        rule = _rule(problem)
        if rule is None:
            raise
        raise WorkspaceError(rule, place=place) from problem


def _rule(problem: Any) -> str | None:
    cause = getattr(problem, "orig", problem)
    if isinstance(cause, sqlite3.DatabaseError):
        said = str(cause).lower()
        return next((rule for words, rule in SQLITE_RULES.items() if words in said), None)
    if isinstance(problem, exc.OperationalError):
        return "workspace.unreachable"
    return None
