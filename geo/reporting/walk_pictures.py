"""Pictures of a walk: only those that a person has looked at leave the staff's own pages.

A picture as it came may hold a face, a number plate or somebody's window. Staff draw black boxes
over those, which deletes the picture that was not covered, and say of each that it may be shown.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import sqlalchemy as sa
from PIL import Image

from geo.model.errors import NotFoundError
from geo.model.reports import stamp
from geo.model.walks import Note
from geo.reporting.field_book import FieldBook, Signature
from geo.reporting.photos import boxed, keep
from geo.reporting.walk_summaries import StopSummary
from geo.reporting.walks import audit_walk, walk_in
from geo.store.field import read_notes


def looked_at(book: FieldBook) -> frozenset[str]:
    """Answer the names of the pictures that may be shown."""
    with book.database.reading() as connection:
        return frozenset(connection.scalars(sa.select(book.tables.pictures.c.name)))


def only_shown(told: StopSummary, shown: frozenset[str]) -> StopSummary:
    """Answer a stop with only those of its pictures that may be shown."""
    notes = tuple(
        replace(note, photos=tuple(name for name in note.photos if name in shown))
        for note in told.notes
    )
    return replace(told, notes=notes)


def show_picture(book: FieldBook, walk: int, name: str, signed: Signature) -> None:
    """Say that a picture shows nobody and may stand in the minutes."""
    table = book.tables.pictures
    with _pictured(book, walk, name) as (connection, note):
        if connection.scalar(sa.select(table.c.fid).where(table.c.name == name)) is None:
            row = {"note_id": note.id, "name": name, "created": stamp(signed.now), "by": signed.by}
            connection.execute(sa.insert(table).values(**row))
        audit_walk(connection, book, signed, "show_walk_picture", walk)


def hide_picture(book: FieldBook, walk: int, name: str, signed: Signature) -> None:
    """Take a picture out of the minutes again."""
    with _pictured(book, walk, name) as (connection, _):
        _withdraw(connection, book, name)
        audit_walk(connection, book, signed, "hide_walk_picture", walk)


def picture_size(book: FieldBook, walk: int, name: str) -> tuple[int, int]:
    """Answer the width and height of a picture of a walk, or ``NotFoundError``."""
    with _pictured(book, walk, name):
        pass
    assert book.database.photos is not None, "a picture that is kept lies in a folder"
    with Image.open(book.database.photos / name, formats=("JPEG",)) as opened:
        return opened.size


def cover_picture(
    book: FieldBook,
    walk: int,
    name: str,
    boxes: tuple[tuple[int, int, int, int], ...],
    signed: Signature,
) -> str:
    """Draw black boxes over a picture and answer its new name; the uncovered one is deleted.

    It is out of the minutes before anything is drawn: whatever fails, it stays so until a person
    has looked at the covered one.

    Raises
    ------
    NotFoundError
        Where no note of the walk has such a picture.
    """
    folder = book.database.photos
    with _pictured(book, walk, name) as (connection, _):
        _withdraw(connection, book, name)
    assert folder is not None, "a picture that is kept lies in a folder"
    covered = keep(folder, boxed((folder / name).read_bytes(), boxes))
    with _pictured(book, walk, name) as (connection, note):
        _renamed(connection, book, note, [covered if one == name else one for one in note.photos])
        audit_walk(connection, book, signed, "cover_walk_picture", walk)
    (folder / name).unlink(missing_ok=True)
    return covered


def drop_picture(book: FieldBook, walk: int, name: str, signed: Signature) -> None:
    """Delete a picture; its note stands."""
    with _pictured(book, walk, name) as (connection, note):
        _withdraw(connection, book, name)
        _renamed(connection, book, note, [one for one in note.photos if one != name])
        audit_walk(connection, book, signed, "drop_walk_picture", walk)
    if book.database.photos is not None:
        (book.database.photos / name).unlink(missing_ok=True)


@contextmanager
def _pictured(book: FieldBook, walk: int, name: str) -> Iterator[tuple[sa.Connection, Note]]:
    """Hold a transaction with the note of a walk that a picture belongs to."""
    with book.database.writing() as connection:
        stops = [stop.id for stop in walk_in(connection, book, walk).stops]
        notes = read_notes(connection, book.tables, stops)
        found = next((note for note in notes if name in note.photos), None)
        if found is None:
            raise NotFoundError("photo.unknown", name=name[:60])
        yield connection, found


def _withdraw(connection: sa.Connection, book: FieldBook, name: str) -> None:
    table = book.tables.pictures
    connection.execute(sa.delete(table).where(table.c.name == name))


def _renamed(connection: sa.Connection, book: FieldBook, note: Note, photos: list[str]) -> None:
    table = book.tables.notes
    change = sa.update(table).where(table.c.fid == note.id)
    connection.execute(change.values(photos=json.dumps(photos)))
