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

import sqlalchemy as sa

from geo.store.engines import folder_engine, on_server, server_engine, told
from geo.store.geopackage import register_functions
from geo.store.migrations import prepare
from geo.store.tables import Tables, tables

FILE = "kort.gpkg"
"""Layers, scores and history of a workspace."""

SCHEMA = "tryghed"
"""Schema of the same on PostgreSQL."""


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
    """Open a folder or a ``postgresql://`` address; what is not there yet is made.

    Raises
    ------
    WorkspaceError
        Where it cannot be opened or written, or was made by a newer version.
    """
    if on_server(where):
        place, engine = server_engine(str(where), "REPEATABLE READ")
        database = Database(place, engine, tables(SCHEMA))
    else:
        engine = folder_engine(Path(where), FILE, _prepare_connection)
        database = Database(str(Path(where)), engine, tables())
    try:
        prepare(database)
    except BaseException:
        database.engine.dispose()
        raise
    return database


def _prepare_connection(connection: sqlite3.Connection, _record: object) -> None:
    """Set what SQLite forgets between connections."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # The triggers call our functions; a file another program wrote may hold none of its own.
    connection.execute("PRAGMA trusted_schema = ON")
    connection.execute("PRAGMA case_sensitive_like = ON")  # as on PostgreSQL
    register_functions(connection)
