"""The tables of carried-out plans in the cases' database: what was promised, done and measured.

``follow_ups``        a plan as it was decided, what the model promised, and the control area
``follow_up_steps``   which change was carried out when, by whom; a later row of a change holds
``follow_up_lux``     lux that somebody measured, in the place and in the control area
"""

from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

from geo.store.added_tables import prepared
from geo.store.case_opening import CaseDatabase
from geo.store.case_tables import WHOLE


@dataclass(frozen=True)
class FollowUpTables:
    """The tables of follow-ups, with or without a schema's name before them."""

    metadata: sa.MetaData
    follow_ups: sa.Table
    steps: sa.Table
    lux: sa.Table


@cache
def follow_up_tables(schema: str | None = None) -> FollowUpTables:
    """Answer the tables, in a schema where the database has schemas."""
    metadata = sa.MetaData(schema=schema)
    follow_ups = sa.Table(
        "follow_ups",
        metadata,
        sa.Column("fid", WHOLE, primary_key=True),
        sa.Column("department", sa.Text(), nullable=False, index=True),
        sa.Column("control", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("promise", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    steps = sa.Table(
        "follow_up_steps",
        metadata,
        sa.Column("fid", WHOLE, primary_key=True),
        _of(follow_ups),
        sa.Column("change", WHOLE, nullable=False),
        sa.Column("carried_out", sa.Text()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    lux = sa.Table(
        "follow_up_lux",
        metadata,
        sa.Column("fid", WHOLE, primary_key=True),
        _of(follow_ups),
        sa.Column("control", WHOLE, nullable=False),
        sa.Column("x", sa.Double(), nullable=False),
        sa.Column("y", sa.Double(), nullable=False),
        sa.Column("lux", sa.Double(), nullable=False),
        sa.Column("measured", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    return FollowUpTables(metadata, follow_ups, steps, lux)


def prepare_follow_ups(database: CaseDatabase) -> FollowUpTables:
    """Answer the tables of a database of cases; those that are not there yet are made."""
    return prepared(database, follow_up_tables)


def _of(table: sa.Table) -> "sa.Column[int]":
    key = sa.ForeignKey(table.c.fid, ondelete="CASCADE")
    return sa.Column("follow_up_id", WHOLE, key, nullable=False, index=True)
