"""The book of the field: what phones hand in out there, whole and once, or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from geo.model.errors import ReportError
from geo.reporting.codes import mark
from geo.reporting.photos import keep, redrawn
from geo.reporting.receiving import KEY, check_words
from geo.store.case_opening import CaseDatabase
from geo.store.cases import insert_audit
from geo.store.field import insert_row, row_of_key
from geo.store.field_tables import FieldTables


@dataclass(frozen=True)
class FieldBook:
    """A workspace's counts and walks: its database of cases, the tables in it, and its key."""

    database: CaseDatabase
    tables: FieldTables
    secret: bytes


@dataclass(frozen=True)
class Landed:
    """What a phone is told: the number of what it handed in, and whether it came before."""

    id: int
    again: bool


@dataclass(frozen=True)
class Signature:
    """Who hands in, and when."""

    by: str
    now: datetime


def check_key(key: str) -> None:
    """Refuse a thing without a key of its own: nobody could tell whether it came before."""
    if not KEY.fullmatch(key):
        raise ReportError("report.bad_key")


def check_text(field: str, words: str, most: int) -> str | None:
    """Answer words that may be kept, or None where there are none.

    Raises
    ------
    ReportError
        ``report.too_long``, ``report.sensitive`` or ``report.personal``.
    """
    text = words.strip()
    if len(text) > most:
        raise ReportError("report.too_long", field=field, most=most)
    check_words(field, text)
    return text or None


def drawn(photos: Sequence[bytes]) -> list[bytes]:
    """Answer pictures drawn anew; one that cannot be leaves none of them behind."""
    return [redrawn(photo) for photo in photos]


def land(
    book: FieldBook,
    table: sa.Table,
    key: str,
    row: Callable[[sa.Connection], dict[str, Any]],
    pictures: tuple[str, list[bytes]],
    signed: Signature,
) -> Landed:
    """Write a row with its pictures, once however often its key comes.

    Parameters
    ----------
    book, table
        Where.
    key
        What the phone made.
    row
        Answers its columns without the pictures, inside the transaction that writes them.
    pictures
        Column of their names, and the pictures themselves, drawn anew.
    signed
        Who and when; the audit notes that, never the content.
    """
    key_mark = mark(book.secret, table.name, key)
    with book.database.reading() as connection:
        before = row_of_key(connection, table, key_mark)
    if before is not None:
        return Landed(before, again=True)
    column, drawings = pictures
    names = _kept(book, drawings)
    with book.database.writing() as connection:
        # Two may have come at once: only one of them is here first.
        before = row_of_key(connection, table, key_mark)
        if before is None:
            filled = {**row(connection), **_named(column, names), "key_mark": key_mark}
            number = insert_row(connection, table, filled)
            about = f"{table.name} {number}"
            insert_audit(connection, book.database.tables, signed.by, "field", about, signed.now)
            return Landed(number, again=False)
    for name in names:
        if book.database.photos is not None:
            (book.database.photos / name).unlink(missing_ok=True)
    return Landed(before, again=True)


def _kept(book: FieldBook, drawings: list[bytes]) -> list[str]:
    if not drawings:
        return []
    if book.database.photos is None:
        raise ReportError("photo.no_folder")
    return [keep(book.database.photos, picture) for picture in drawings]


def _named(column: str, names: list[str]) -> dict[str, Any]:
    """Answer how names stand in their column: one of an entry, a list of a note."""
    if not column:
        return {}
    if column == "photo":
        return {"photo": names[0] if names else None}
    return {column: "[" + ", ".join(f'"{name}"' for name in names) + "]"}
