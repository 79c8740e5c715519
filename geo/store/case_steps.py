"""Make the cases' database ready: new, as it is, or brought to the schema of today.

Tables and nullable columns that were added since need no step: they are made where they are not.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import sqlalchemy as sa

from geo.model.errors import WorkspaceError
from geo.store.case_tables import CaseTables

if TYPE_CHECKING:
    from geo.store.case_opening import CaseDatabase

SCHEMA_VERSION = 1
"""Raise it by one with every step below."""

Step = Callable[[sa.Connection, CaseTables], None]

STEPS: Mapping[int, Step] = {}
"""Step by the version it starts from; each runs in the transaction that notes its success."""


def prepare(database: "CaseDatabase") -> None:
    """Make sure that every table of today is there."""
    with database.reading() as connection:
        if _is_of_today(connection, database):
            return
    with database.writing() as connection:  # somebody else may have been faster: look again
        version = _version(connection, database)
        schema = database.tables.metadata.schema
        if schema is not None:
            connection.execute(sa.schema.CreateSchema(schema, if_not_exists=True))
        for step in range(version or SCHEMA_VERSION, SCHEMA_VERSION):
            STEPS[step](connection, database.tables)
        database.tables.metadata.create_all(connection)
        _add_columns(connection, database.tables)
        state = database.tables.state
        connection.execute(sa.delete(state))
        connection.execute(sa.insert(state).values(version=SCHEMA_VERSION))


def _is_of_today(connection: sa.Connection, database: "CaseDatabase") -> bool:
    if _version(connection, database) != SCHEMA_VERSION:
        return False
    return not list(_missing(connection, database.tables))


def _version(connection: sa.Connection, database: "CaseDatabase") -> int | None:
    """Answer the version, or None where the database is new."""
    state = database.tables.state
    names = sa.inspect(connection).get_table_names(schema=state.schema)
    if not names:
        return None
    version = connection.scalar(sa.select(state.c.version)) if state.name in names else None
    if version is None:
        raise WorkspaceError("workspace.foreign_cases", place=database.place)
    if version > SCHEMA_VERSION:
        raise WorkspaceError(
            "workspace.newer", place=database.place, found=version, known=SCHEMA_VERSION
        )
    return int(version)


def _missing(connection: sa.Connection, known: CaseTables) -> list[sa.Column[object]]:
    """Answer the columns that are not there yet, all of a table that is not."""
    inspector = sa.inspect(connection)
    there = set(inspector.get_table_names(schema=known.metadata.schema))
    found: list[sa.Column[object]] = []
    for table in known.metadata.sorted_tables:
        names = (
            {column["name"] for column in inspector.get_columns(table.name, table.schema)}
            if table.name in there
            else set()
        )
        found += [column for column in table.c if column.name not in names]
    return found


def _add_columns(connection: sa.Connection, known: CaseTables) -> None:
    for column in _missing(connection, known):
        definition = sa.schema.CreateColumn(column).compile(dialect=connection.dialect)
        name = connection.dialect.identifier_preparer.format_table(column.table)
        connection.exec_driver_sql(f"ALTER TABLE {name} ADD COLUMN {definition}")
