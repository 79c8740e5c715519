"""The tables of plans in the cases' database: what staff work on, and what things cost here.

``plans``         one plan each, as the text of its file, with a number that rises by one a change
``price_lists``   the municipality's own prices; each stays, the newest holds
"""

from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

from geo.store.added_tables import made_ready
from geo.store.case_opening import CaseDatabase
from geo.store.columns import key, sought, text, whole


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
        "plans", metadata, key(), sought("department"), text("content"), text("answers"),
        whole("version"), text("created"), text("changed"), text("author"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    price_lists = sa.Table(
        "price_lists", metadata, key(), text("name"), text("content"), text("created"),
        text("author"),
    )  # fmt: skip
    return PlanTables(metadata, plans, price_lists)


def prepare_plans(database: CaseDatabase) -> PlanTables:
    """Answer the tables of a database of cases; those that are not there yet are made."""
    return made_ready(database, plan_tables)
