"""Make a database ready: new, as it is, or brought to the schema of today in numbered steps.

Layers and columns that the model has gained since are added without a step: they are null.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import sqlalchemy as sa

from geo.model.errors import WorkspaceError
from geo.store.geopackage import create_geopackage, register_table
from geo.store.results import save_results
from geo.store.tables import Tables

if TYPE_CHECKING:
    from geo.store.opening import Database

SCHEMA_VERSION = 2
"""Raise it by one with every step below."""

Step = Callable[[sa.Connection, Tables], None]


def prepare(database: "Database") -> None:
    """Make sure that every table of today is there."""
    with database.reading() as connection:
        found = _state(connection, database)
    if found == (SCHEMA_VERSION, columns_mark(database.tables)):
        return
    with database.writing() as connection:  # somebody else may have been faster: look again
        found = _state(connection, database)
        if found is None:
            _create(connection, database.tables)
        else:
            _advance(connection, database.tables, found[0])
    if database.engine.dialect.name == "sqlite":
        _settle(database)


def _settle(database: "Database") -> None:
    """Move what was made out of the log: GDAL looks at the file's own header for its kind."""
    raw = database.engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
    finally:
        raw.close()


def columns_mark(known: Tables) -> str:
    """Answer a short text that changes when the model gains a layer or a column."""
    named = {name: [str(c.name) for c in table.c] for name, table in known.metadata.tables.items()}
    return hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()[:16]


def _state(connection: sa.Connection, database: "Database") -> tuple[int, str] | None:
    """Answer the version and mark of the file, or None where it is new."""
    table = database.tables.workspace
    names = sa.inspect(connection).get_table_names(schema=table.schema)
    if not names:
        return None
    ours = {table.name, database.tables.imports.name} <= set(names)
    row = connection.execute(sa.select(table.c.version, table.c.columns)).first() if ours else None
    if row is None:
        raise WorkspaceError("workspace.foreign", place=database.place)
    version, mark = int(row.version), str(row.columns)
    if version > SCHEMA_VERSION:
        raise WorkspaceError(
            "workspace.newer", place=database.place, found=version, known=SCHEMA_VERSION
        )
    return version, mark


def _create(connection: sa.Connection, known: Tables) -> None:
    if connection.dialect.name == "sqlite":
        create_geopackage(connection)
    else:
        connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS postgis"))
        schema = str(known.metadata.schema)
        connection.execute(sa.schema.CreateSchema(schema, if_not_exists=True))
    for table in known.metadata.sorted_tables:
        _create_table(connection, table, known)
    row = {"version": SCHEMA_VERSION, "columns": columns_mark(known)}
    connection.execute(sa.insert(known.workspace).values(row))


def _create_table(connection: sa.Connection, table: sa.Table, known: Tables) -> None:
    table.create(connection)
    indexed = known.indexed(table.name)
    if connection.dialect.name == "sqlite":
        register_table(connection, table, indexed=indexed)
    elif indexed:
        index = sa.Index(f"ix_{table.name}_geom", table.c.geom, postgresql_using="gist")
        connection.execute(sa.schema.CreateIndex(index))
        table.indexes.discard(index)


def _advance(connection: sa.Connection, known: Tables, version: int) -> None:
    _add_missing(connection, known)
    for step in range(version, SCHEMA_VERSION):
        STEPS[step](connection, known)
    row = {"version": SCHEMA_VERSION, "columns": columns_mark(known)}
    connection.execute(sa.update(known.workspace).values(row))


def _add_missing(connection: sa.Connection, known: Tables) -> None:
    inspector = sa.inspect(connection)
    there = set(inspector.get_table_names(schema=known.metadata.schema))
    for table in known.metadata.sorted_tables:
        if table.name not in there:
            _create_table(connection, table, known)
            continue
        columns = {column["name"] for column in inspector.get_columns(table.name, table.schema)}
        for column in table.c:
            if column.name not in columns:
                _add_column(connection, table, column)


def _add_column(connection: sa.Connection, table: sa.Table, column: sa.Column[object]) -> None:
    definition = sa.schema.CreateColumn(column).compile(dialect=connection.dialect)
    name = connection.dialect.identifier_preparer.format_table(table)
    connection.exec_driver_sql(f"ALTER TABLE {name} ADD COLUMN {definition}")


def _draw_results(connection: sa.Connection, known: Tables) -> None:
    """Version 2: results stand as map layers too, written from the newest record of each."""
    table = known.scorings
    newest = sa.select(sa.func.max(table.c.fid)).group_by(table.c.department_id)
    chosen = sa.select(table.c.record).where(table.c.fid.in_(newest)).order_by(table.c.fid)
    for record in connection.execute(chosen).scalars().all():
        save_results(connection, known, json.loads(record))


STEPS: Mapping[int, Step] = {1: _draw_results}
"""Step by the version it starts from; each runs in the transaction that notes its success.

Tables and columns the model has gained are there before the first step runs.
"""
