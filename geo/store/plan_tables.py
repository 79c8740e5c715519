"""The tables of plans in the cases' database: what staff work on, and what things cost here.

``plans``         one plan each, as the text of its file, with a number that rises by one a change
``price_lists``   the municipality's own prices; each stays, the newest holds
"""

from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

from geo.store.added_tables import prepared
from geo.store.case_opening import CaseDatabase
from geo.store.case_tables import WHOLE


@dataclass(frozen=True)
class PlanTables:
    """The tables of plans, with or without a schema's name before them."""

    metadata: sa.MetaData
    plans: sa.Table
    price_lists: sa.Table


@cache
def plan_tables(schema: str | None = None) -> PlanTables:
    """Answer the tables, in a schema where the database has schemas."""
    metadata = sa.MetaData(schema=schema)
    plans = sa.Table(
        "plans",
        metadata,
        sa.Column("fid", WHOLE, primary_key=True),
        sa.Column("department", sa.Text(), nullable=False, index=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    price_lists = sa.Table(
        "price_lists",
        metadata,
        sa.Column("fid", WHOLE, primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
    )
    return PlanTables(metadata, plans, price_lists)


def prepare_plans(database: CaseDatabase) -> PlanTables:
    """Answer the tables of a database of cases; those that are not there yet are made."""
    return prepared(database, plan_tables)
