"""Copy all cases, accounts and their log between a folder and a server, and prove it.

One reading is one state of everything (repeatable read on a server), whoever writes meanwhile.
"""

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from geo.model.errors import WorkspaceError
from geo.store.added_tables import Family, made_ready, table_names
from geo.store.case_opening import CaseDatabase
from geo.store.copying import TableCopy, copy_rows, prove_arrival
from geo.store.field_tables import field_tables
from geo.store.follow_up_tables import follow_up_tables
from geo.store.plan_tables import plan_tables
from geo.store.staff_tables import staff_tables

FAMILIES: tuple[Callable[[str | None], Family], ...] = (
    staff_tables,
    field_tables,
    follow_up_tables,
    plan_tables,
)
"""Every family of tables that was added beside the cases; a test finds one that is left out."""


def move_cases(source: CaseDatabase, target: CaseDatabase) -> tuple[TableCopy, ...]:
    """Copy every row of a database of cases into an empty one, whole or not at all.

    Raises
    ------
    WorkspaceError
        ``workspace.not_empty`` or ``workspace.copy_differs``.
    """
    theirs, ours = content(source), content(target)
    with source.reading() as there, target.writing() as here:
        return move_rows(there, theirs, here, ours, target.place)


def move_rows(
    there: sa.Connection,
    theirs: Sequence[sa.Table],
    here: sa.Connection,
    ours: Sequence[sa.Table],
    place: str,
) -> tuple[TableCopy, ...]:
    """Do the same between transactions that are open already.

    Parameters
    ----------
    theirs, ours
        What ``content`` answers for either end.
    place
        What the other end is called where it is full, or differs.
    """
    for table in ours:
        if here.execute(sa.select(table).limit(1)).first() is not None:
            raise WorkspaceError("workspace.not_empty", place=place, table=table.name)
    copies = []
    for one, other in zip(theirs, ours, strict=True):
        copy = copy_rows(there, one, here, other)
        prove_arrival(here, other, copy, place)
        copies.append(copy)
    return tuple(copies)


def content(database: CaseDatabase) -> list[sa.Table]:
    """Answer every table that holds what a person brought, those referred to first.

    Raises
    ------
    WorkspaceError
        ``workspace.unknown_table`` for one that nobody here knows: it would be left behind.
    """
    known = database.tables
    tables = [table for table in known.metadata.sorted_tables if table is not known.state]
    for family in FAMILIES:
        tables += made_ready(database, family).metadata.sorted_tables
    strange = table_names(database) - {table.name for table in (*tables, known.state)}
    if strange:
        raise WorkspaceError(
            "workspace.unknown_table", place=database.place, table=", ".join(sorted(strange))
        )
    return tables
