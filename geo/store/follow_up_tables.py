"""The tables of carried-out plans in the cases' database: what was promised, done and measured.

``follow_ups``        a plan as it was decided, what the model promised, and the control area
``follow_up_steps``   which change was carried out when, by whom; a later row of a change holds
``follow_up_lux``     lux that somebody measured, in the place and in the control area
"""

from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

from geo.store.added_tables import made_ready
from geo.store.case_opening import CaseDatabase
from geo.store.columns import belongs_to, key, maybe, measured, sought, text, whole


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
        "follow_ups", metadata, key(), sought("department"), text("control"), text("content"),
        text("promise"), text("created"), text("author"), sqlite_autoincrement=True,
    )  # fmt: skip
    steps = sa.Table(
        "follow_up_steps", metadata, key(), belongs_to(follow_ups, "follow_up_id"),
        whole("change"), maybe("carried_out"), text("note"), text("created"), text("author"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    lux = sa.Table(
        "follow_up_lux", metadata, key(), belongs_to(follow_ups, "follow_up_id"),
        whole("control"), measured("x"), measured("y"), measured("lux"), text("measured"),
        text("created"), text("author"), sqlite_autoincrement=True,
    )  # fmt: skip
    return FollowUpTables(metadata, follow_ups, steps, lux)


def prepare_follow_ups(database: CaseDatabase) -> FollowUpTables:
    """Answer the tables of a database of cases; those that are not there yet are made."""
    return made_ready(database, follow_up_tables)
