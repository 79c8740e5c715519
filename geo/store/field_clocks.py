"""What was seen in the field goes when its clock runs out: pictures first, then words.

The tables may not be there: a workspace without counts and walks has none.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from geo.model.reports import stamp
from geo.store.case_clocks import Outlived
from geo.store.case_opening import CaseDatabase
from geo.store.field import field_photos
from geo.store.field_tables import FieldTables, field_tables

PHOTO, WORDS = "field_photo", "field_text"


def kept_in_field(connection: sa.Connection, database: CaseDatabase) -> set[str]:
    """Answer the names of the pictures that counts and walks hold."""
    known = _there(connection, database)
    return set() if known is None else field_photos(connection, known)


def outlived_in_field(
    connection: sa.Connection, database: CaseDatabase, days: Mapping[str, float], now: datetime
) -> list[Outlived]:
    """List pictures and words of the field that are too old; nothing is changed."""
    known = _there(connection, database)
    if known is None:
        return []
    found = []
    entries, notes = known.entries, known.notes
    old = stamp(now - timedelta(days=days["photo"]))
    single = sa.select(entries.c.photo).where(entries.c.photo.is_not(None), entries.c.created < old)
    several = sa.select(notes.c.photos).where(notes.c.photos != "[]", notes.c.created < old)
    found += [Outlived(PHOTO, str(name), None) for name in connection.scalars(single)]
    for text in connection.scalars(several):
        found += [Outlived(PHOTO, name, None) for name in json.loads(text)]
    for table, columns in _words(known):
        said = sa.or_(*(table.c[name].is_not(None) for name in columns))
        wanted = sa.select(table.c.fid).where(said, _old_words(table, days, now))
        found += [
            Outlived(WORDS, f"{table.name} {number}", None) for number in connection.scalars(wanted)
        ]
    return found


def clear_field(
    connection: sa.Connection, database: CaseDatabase, days: Mapping[str, float], now: datetime
) -> None:
    """Let go of what is too old; the files of pictures are for the caller to delete."""
    known = _there(connection, database)
    if known is None:
        return
    entries, notes = known.entries, known.notes
    old = stamp(now - timedelta(days=days["photo"]))
    connection.execute(sa.update(entries).where(entries.c.created < old).values(photo=None))
    connection.execute(sa.update(notes).where(notes.c.created < old).values(photos="[]"))
    if sa.inspect(connection).has_table(known.pictures.name, schema=known.metadata.schema):
        bare = sa.select(notes.c.fid).where(notes.c.photos == "[]")
        connection.execute(sa.delete(known.pictures).where(known.pictures.c.note_id.in_(bare)))
    for table, columns in _words(known):
        change = sa.update(table).where(_old_words(table, days, now))
        connection.execute(change.values(dict.fromkeys(columns)))


def _words(known: FieldTables) -> tuple[tuple[sa.Table, tuple[str, ...]], ...]:
    return (
        (known.entries, ("words",)),
        (known.notes, ("words", "decision", "owner")),
        (known.walks, ("meeting", "participants")),
    )


def _old_words(table: sa.Table, days: Mapping[str, float], now: datetime) -> sa.ColumnElement[bool]:
    return table.c.created < stamp(now - timedelta(days=days["text"]))


def _there(connection: sa.Connection, database: CaseDatabase) -> FieldTables | None:
    known = field_tables(database.tables.metadata.schema)
    names = sa.inspect(connection).get_table_names(schema=known.metadata.schema)
    # Only those that are read here: a workspace of an earlier version has no other.
    wanted = {table.name for table in (known.entries, known.walks, known.stops, known.notes)}
    return known if wanted <= set(names) else None
