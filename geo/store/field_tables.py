"""The tables of the field in the cases' database: counts and safety walks.

``field_counts``   a count of a department's ground
``field_entries``  one row per thing counted
``walks``          a safety walk as planned
``walk_stops``     its stops in order
``walk_notes``     what each phone handed in about a stop; nothing is ever overwritten by another
``walk_pictures``  pictures of notes that a person has looked at: only these leave the staff's pages
``walk_lines``     walks whose participants agreed that the order of their stops is drawn

Where a phone sends a thing or a note again, a keyed hash of the key it made tells so.
"""

from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

from geo.store.added_tables import made_ready
from geo.store.case_opening import CaseDatabase
from geo.store.columns import belongs_to, key, maybe, maybe_whole, real, single, text, whole


@dataclass(frozen=True)
class FieldTables:
    """Every table of the field, with or without a schema's name before them."""

    metadata: sa.MetaData
    counts: sa.Table
    entries: sa.Table
    walks: sa.Table
    stops: sa.Table
    notes: sa.Table
    pictures: sa.Table
    lines: sa.Table


@cache
def field_tables(schema: str | None = None) -> FieldTables:
    """Answer the tables, in a schema where the database has schemas."""
    metadata = sa.MetaData(schema=schema)
    counts = sa.Table(
        "field_counts", metadata, key(), text("created"), text("by"), text("department"),
        maybe("job"), sqlite_autoincrement=True,
    )  # fmt: skip
    entries = sa.Table(
        "field_entries", metadata, key(), belongs_to(counts, "count_id"), single("key_mark"),
        text("created"), text("by"), text("thing"), text("points"), real("accuracy_m"),
        maybe("lamp_type"), maybe("state"), maybe("number"), real("height_m"), maybe("words"),
        maybe("photo"), sqlite_autoincrement=True,
    )  # fmt: skip
    walks = sa.Table(
        "walks", metadata, key(), single("key_mark"), text("created"), text("by"),
        text("department"), text("day"), maybe("meeting"), maybe("participants"), maybe("held"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    stops = sa.Table(
        "walk_stops", metadata, key(), belongs_to(walks, "walk_id"), whole("position"), real("x"),
        real("y"), maybe("place"), real("dark_m"), real("lux"), sqlite_autoincrement=True,
    )  # fmt: skip
    notes = sa.Table(
        "walk_notes", metadata, key(), belongs_to(stops, "stop_id"), single("key_mark"),
        text("created"), text("by"), text("light"), text("ratings"), text("feelings"),
        maybe("words"), maybe("decision"), maybe("owner"), maybe("deadline"), text("photos"),
        maybe_whole("case_id"), sqlite_autoincrement=True,
    )  # fmt: skip
    pictures = sa.Table(
        "walk_pictures", metadata, key(), belongs_to(notes, "note_id"), text("name"),
        text("created"), text("by"), sa.UniqueConstraint("name"), sqlite_autoincrement=True,
    )  # fmt: skip
    lines = sa.Table(
        "walk_lines", metadata, key(), belongs_to(walks, "walk_id"), text("created"), text("by"),
        sa.UniqueConstraint("walk_id"), sqlite_autoincrement=True,
    )  # fmt: skip
    return FieldTables(metadata, counts, entries, walks, stops, notes, pictures, lines)


def prepare_field(database: CaseDatabase) -> FieldTables:
    """Answer the tables of a database of cases; those that are not there yet are made."""
    return made_ready(database, field_tables)
