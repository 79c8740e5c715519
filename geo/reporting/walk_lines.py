"""The stops of a walk in the order they were walked: places joined, never anybody's track.

No phone's position goes into it: only stops that were noted at, in the order their first notes
came. It is drawn where those who took part agreed to it, until they take that back.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from geo.model.reports import stamp
from geo.model.walks import Light, Stop
from geo.reporting.field_book import FieldBook, Signature
from geo.reporting.walk_summaries import StopSummary
from geo.reporting.walks import audit_walk, walk_in


def line_agreed(book: FieldBook, walk: int) -> bool:
    """Tell whether those who took part agreed that the order of their stops is drawn."""
    table = book.tables.lines
    with book.database.reading() as connection:
        return connection.scalar(sa.select(table.c.fid).where(table.c.walk_id == walk)) is not None


def agree_to_line(book: FieldBook, walk: int, signed: Signature) -> None:
    """Note that those who took part agreed."""
    with book.database.writing() as connection:
        walk_in(connection, book, walk)
        _take_back(connection, book, walk)
        row = {"walk_id": walk, "created": stamp(signed.now), "by": signed.by}
        connection.execute(sa.insert(book.tables.lines).values(**row))
        audit_walk(connection, book, signed, "agree_walk_line", walk)


def take_line_back(book: FieldBook, walk: int, signed: Signature) -> None:
    """Draw the line no longer."""
    with book.database.writing() as connection:
        walk_in(connection, book, walk)
        _take_back(connection, book, walk)
        audit_walk(connection, book, signed, "take_walk_line_back", walk)


def walked_stops(told: Sequence[StopSummary], light: Light) -> list[Stop]:
    """Answer the stops noted at in a light, in the order their first notes came."""
    first = {
        one.stop: min(note.id for note in one.notes if note.light is light)
        for one in told
        if any(note.light is light for note in one.notes)
    }
    return sorted(first, key=lambda stop: first[stop])


def _take_back(connection: sa.Connection, book: FieldBook, walk: int) -> None:
    table = book.tables.lines
    connection.execute(sa.delete(table).where(table.c.walk_id == walk))
