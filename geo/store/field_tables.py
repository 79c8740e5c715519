"""The tables of the field in the cases' database: counts and safety walks.

``field_counts``   a count of a department's ground
``field_entries``  one row per thing counted
``walks``          a safety walk as planned
``walk_stops``     its stops in order
``walk_notes``     what each phone handed in about a stop; nothing is ever overwritten by another
``walk_pictures``  pictures of notes that a person has looked at: only these leave the staff's pages
``walk_lines``     walks whose participants agreed that the order of their stops is drawn

They were added since the first schema: tables that are not there are made at the
first opening, in one transaction, as those of staff are (see ``case_steps``).
"""

from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

from geo.store.case_opening import CaseDatabase
from geo.store.case_tables import WHOLE


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
        "field_counts", metadata, _key(), _text("created"), _text("by"), _text("department"),
        _maybe("job"), sqlite_autoincrement=True,
    )  # fmt: skip
    entries = sa.Table(
        "field_entries", metadata, _key(), _to(counts, "count_id"), _mark(), _text("created"),
        _text("by"), _text("thing"), _text("points"), _real("accuracy_m"), _maybe("lamp_type"),
        _maybe("state"), _maybe("number"), _real("height_m"), _maybe("words"), _maybe("photo"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    walks = sa.Table(
        "walks", metadata, _key(), _mark(), _text("created"), _text("by"), _text("department"),
        _text("day"), _maybe("meeting"), _maybe("participants"), _maybe("held"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    stops = sa.Table(
        "walk_stops", metadata, _key(), _to(walks, "walk_id"), _whole("position"), _real("x"),
        _real("y"), _maybe("place"), _real("dark_m"), _real("lux"), sqlite_autoincrement=True,
    )  # fmt: skip
    notes = sa.Table(
        "walk_notes", metadata, _key(), _to(stops, "stop_id"), _mark(), _text("created"),
        _text("by"), _text("light"), _text("ratings"), _text("feelings"), _maybe("words"),
        _maybe("decision"), _maybe("owner"), _maybe("deadline"), _text("photos"),
        sa.Column("case_id", WHOLE), sqlite_autoincrement=True,
    )  # fmt: skip
    pictures = sa.Table(
        "walk_pictures", metadata, _key(), _to(notes, "note_id"), _text("name"), _text("created"),
        _text("by"), sa.UniqueConstraint("name"), sqlite_autoincrement=True,
    )  # fmt: skip
    lines = sa.Table(
        "walk_lines", metadata, _key(), _to(walks, "walk_id"), _text("created"), _text("by"),
        sa.UniqueConstraint("walk_id"), sqlite_autoincrement=True,
    )  # fmt: skip
    return FieldTables(metadata, counts, entries, walks, stops, notes, pictures, lines)


def prepare_field(database: CaseDatabase) -> FieldTables:
    """Answer the tables of a database of cases; those that are not there yet are made."""
    known = field_tables(database.tables.metadata.schema)
    if missing_tables(database, known):
        with database.writing() as connection:
            known.metadata.create_all(connection)
    return known


def missing_tables(database: CaseDatabase, known: FieldTables) -> set[str]:
    """Answer the names of the tables that are not there."""
    with database.reading() as connection:
        there = set(sa.inspect(connection).get_table_names(schema=known.metadata.schema))
    return {table.name for table in known.metadata.sorted_tables} - there


def _key() -> sa.Column[object]:
    return sa.Column("fid", WHOLE, primary_key=True)


def _text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=False)


def _maybe(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text())


def _real(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Double())


def _whole(name: str) -> sa.Column[object]:
    return sa.Column(name, WHOLE, nullable=False)


def _mark() -> sa.Column[object]:
    """Hold a keyed hash of the key a phone made: what is sent again is known by it."""
    return sa.Column("key_mark", sa.Text(), nullable=False, unique=True)


def _to(table: sa.Table, name: str) -> sa.Column[object]:
    key = sa.ForeignKey(table.c.fid, ondelete="CASCADE")
    return sa.Column(name, WHOLE, key, nullable=False, index=True)
