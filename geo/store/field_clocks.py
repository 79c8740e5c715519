"""What was seen in the field goes when its clock runs out: pictures first, then words.

The tables may not be there: a workspace without counts and walks has none.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from geo.model.reports import stamp
from geo.store.case_opening import CaseDatabase
from geo.store.field import field_photos, outlived_photos
from geo.store.field_tables import FieldTables, field_tables


def kept_in_field(connection: sa.Connection, database: CaseDatabase) -> set[str]:
    """Answer the names of the pictures that counts and walks hold."""
    known = _there(connection, database)
    return set() if known is None else field_photos(connection, known)


def clear_field(
    connection: sa.Connection, database: CaseDatabase, days: Mapping[str, float], now: datetime
) -> list[str]:
    """Let go of what is too old, and answer the pictures that are to be deleted with it."""
    known = _there(connection, database)
    if known is None:
        return []
    entries, notes = known.entries, known.notes
    one, many = outlived_photos(connection, known, now - timedelta(days=days["photo"]))
    connection.execute(sa.update(entries).where(entries.c.fid.in_(one)).values(photo=None))
    connection.execute(sa.update(notes).where(notes.c.fid.in_(many)).values(photos="[]"))
    old = stamp(now - timedelta(days=days["text"]))
    connection.execute(
        sa.update(notes).where(notes.c.created < old).values(words=None, decision=None, owner=None)
    )
    connection.execute(sa.update(entries).where(entries.c.created < old).values(words=None))
    return [*one.values(), *(name for names in many.values() for name in names)]


def _there(connection: sa.Connection, database: CaseDatabase) -> FieldTables | None:
    known = field_tables(database.tables.metadata.schema)
    names = sa.inspect(connection).get_table_names(schema=known.metadata.schema)
    wanted = {table.name for table in known.metadata.sorted_tables}
    return known if wanted <= set(names) else None
