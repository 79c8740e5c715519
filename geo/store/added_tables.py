"""Make the tables that were added beside the cases since their first schema, where they are not.

A family of tables (staff, the field, plans, follow-ups) needs no step of ``case_steps``: it is
made in one transaction when somebody first asks for it.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

import sqlalchemy as sa

from geo.store.case_opening import CaseDatabase


class Family(Protocol):
    """Tables that belong together and are made together."""

    @property
    def metadata(self) -> sa.MetaData:
        """Answer what all of them are registered in."""
        raise NotImplementedError


Known = TypeVar("Known", bound=Family)


def made_ready(database: CaseDatabase, family: Callable[[str | None], Known]) -> Known:
    """Answer a family's tables in a database of cases; those that are not there yet are made.

    Parameters
    ----------
    database
        Open; it is only written to where a table is missing.
    family
        Answers the tables of a schema, like ``staff_tables``.

    Raises
    ------
    WorkspaceError
        Where the database cannot be read or written.
    """
    known = family(database.tables.metadata.schema)
    if missing_tables(database, known):
        with database.writing() as connection:
            known.metadata.create_all(connection)
    return known


def missing_tables(database: CaseDatabase, known: Family) -> set[str]:
    """Answer the names of a family's tables that are not there."""
    return {table.name for table in known.metadata.sorted_tables} - table_names(database)


def table_names(database: CaseDatabase) -> set[str]:
    """Answer the names of all tables that are there."""
    schema = database.tables.metadata.schema
    with database.reading() as connection:
        return set(sa.inspect(connection).get_table_names(schema=schema))
