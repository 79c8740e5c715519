"""Count what stands in no register: a department's lamps, benches, hedges and signs."""

import json
import math
from datetime import datetime

import sqlalchemy as sa

from geo.model.errors import NotFoundError, ReportError
from geo.model.field import Counted, Entry, FieldCount, Thing
from geo.model.reports import stamp
from geo.reporting.field_book import (
    FieldBook,
    Landed,
    Signature,
    check_key,
    check_text,
    drawn,
    land,
)
from geo.store.cases import insert_audit
from geo.store.field import insert_row, read_counts, read_entries

NUMBER_MOST, WORDS_MOST, POINTS_MOST = 20, 200, 200
HEIGHT_MOST_M = 40.0


def begin_count(book: FieldBook, department: str, signed: Signature) -> int:
    """Begin a count of a department's ground and answer its number."""
    row = {"created": stamp(signed.now), "by": signed.by, "department": department}
    with book.database.writing() as connection:
        number = insert_row(connection, book.tables.counts, row)
        known = book.database.tables
        insert_audit(connection, known, signed.by, "begin_count", f"count {number}", signed.now)
    return number


def all_counts(book: FieldBook) -> list[FieldCount]:
    """Answer every count, newest first."""
    with book.database.reading() as connection:
        return read_counts(connection, book.tables)


def one_count(book: FieldBook, number: int) -> tuple[FieldCount, list[Counted]]:
    """Answer a count and what was counted.

    Raises
    ------
    NotFoundError
        Where there is none of that number.
    """
    with book.database.reading() as connection:
        found = next((c for c in read_counts(connection, book.tables) if c.id == number), None)
        if found is None:
            raise NotFoundError("count.unknown", count=number)
        return found, read_entries(connection, book.tables, number)


def count_in(book: FieldBook, count: int, entry: Entry, signed: Signature) -> Landed:
    """Take one thing in; sending it again answers the same and keeps nothing more.

    Raises
    ------
    ReportError
        ``count.*`` where something cannot be, or what words and pictures are refused for.
    NotFoundError
        Where there is no such count.
    """
    check_key(entry.key)
    _check_place(entry)
    if entry.height_m is not None and not 0 < entry.height_m <= HEIGHT_MOST_M:
        raise ReportError("count.bad_height", most=round(HEIGHT_MOST_M))
    number = check_text("number", entry.number, NUMBER_MOST)
    words = check_text("words", entry.words, WORDS_MOST)
    one_count(book, count)
    is_lamp = entry.thing is Thing.LAMP
    row = {
        "count_id": count,
        "created": stamp(signed.now),
        "by": signed.by,
        "thing": entry.thing.value,
        "points": json.dumps([[round(x, 2), round(y, 2)] for x, y in entry.points]),
        "accuracy_m": entry.accuracy_m,
        "lamp_type": entry.lamp_type.value if is_lamp and entry.lamp_type else None,
        "state": entry.state.value if is_lamp and entry.state else None,
        "number": number if is_lamp else None,
        "height_m": entry.height_m,
        "words": words,
    }
    photos = drawn([] if entry.photo is None else [entry.photo])
    return land(book, book.tables.entries, entry.key, lambda _: row, ("photo", photos), signed)


def take_out(book: FieldBook, count: int, entry: int, by: str, now: datetime) -> None:
    """Delete an entry that was counted by mistake, with its picture."""
    table = book.tables.entries
    mine = (table.c.fid == entry) & (table.c.count_id == count)
    with book.database.writing() as connection:
        photo = connection.scalar(sa.select(table.c.photo).where(mine))
        if not connection.execute(sa.delete(table).where(mine)).rowcount:
            raise NotFoundError("count.unknown", count=count)
        known = book.database.tables
        insert_audit(connection, known, by, "take_out", f"field_entries {entry}", now)
    if photo is not None and book.database.photos is not None:
        (book.database.photos / photo).unlink(missing_ok=True)


def handed_over(book: FieldBook, count: int, job: str) -> None:
    """Note as which delivery a count was handed over."""
    table = book.tables.counts
    with book.database.writing() as connection:
        connection.execute(sa.update(table).where(table.c.fid == count).values(job=job))


def _check_place(entry: Entry) -> None:
    if not entry.points or len(entry.points) > POINTS_MOST:
        raise ReportError("count.no_place")
    if not all(math.isfinite(value) for point in entry.points for value in point):
        raise ReportError("count.no_place")
    if entry.accuracy_m is not None and not 0 <= entry.accuracy_m < math.inf:
        raise ReportError("count.no_place")
