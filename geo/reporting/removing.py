"""What staff take out for good, and what of pictures they let be seen.

A removal leaves in the audit that something went, when, who and why: never what it was.
"""

from datetime import datetime

import sqlalchemy as sa
from PIL import Image

from geo.model.errors import NotFoundError
from geo.reporting.photos import boxed, keep
from geo.store.case_clocks import empty_log
from geo.store.case_opening import CaseDatabase
from geo.store.cases import insert_audit
from geo.store.reports import (
    blank_report,
    delete_photo,
    delete_report,
    read_reports,
    release_photo,
)

REASONS = ("personal", "sensitive", "not_the_place", "by_mistake", "asked_for")
"""Why something is taken out, ``staff.removal.<code>``: a choice, so that the audit holds no words
of the one who removes either."""


def picture_size(database: CaseDatabase, name: str) -> tuple[int, int]:
    """Answer width and height of a picture that a report has.

    Raises
    ------
    NotFoundError
        Where no report has such a picture.
    """
    known, photos = database.tables, database.photos
    with database.reading() as connection:
        there = connection.execute(sa.select(known.photos).where(known.photos.c.name == name))
        if there.first() is None or photos is None or not (photos / name).is_file():
            raise NotFoundError("photo.unknown", name=name)
    with Image.open(photos / name, formats=("JPEG",)) as opened:
        return opened.size


def remove_words(database: CaseDatabase, report: int, by: str, why: str, now: datetime) -> None:
    """Delete a report's words for good; what is kept is that, when and why."""
    with database.writing() as connection:
        blank_report(connection, database.tables, report, ["text", "place_text", "lamp_number"])
        insert_audit(
            connection, database.tables, by, "remove_words", f"report {report}: {why}", now
        )
    empty_log(database)


def remove_report(database: CaseDatabase, report: int, by: str, why: str, now: datetime) -> None:
    """Delete a report with its e-mail and pictures; the case stays."""
    known = database.tables
    with database.writing() as connection:
        found = read_reports(connection, known, known.reports.c.fid == report)
        delete_report(connection, known, report)
        insert_audit(connection, known, by, "remove_report", f"report {report}: {why}", now)
    _unlink(database, [name for one in found for name in one.photos])
    empty_log(database)


def remove_picture(database: CaseDatabase, name: str, by: str, why: str, now: datetime) -> None:
    """Delete a picture and its file."""
    with database.writing() as connection:
        delete_photo(connection, database.tables, name)
        insert_audit(connection, database.tables, by, "remove_picture", why, now)
    _unlink(database, [name])


def release_picture(database: CaseDatabase, name: str, by: str, now: datetime) -> None:
    """Let the public see a picture, once faces and plates are covered."""
    with database.writing() as connection:
        release_photo(connection, database.tables, name)
        insert_audit(connection, database.tables, by, "release_picture", name, now)


def cover_picture(
    database: CaseDatabase,
    name: str,
    boxes: tuple[tuple[int, int, int, int], ...],
    by: str,
    now: datetime,
) -> str:
    """Draw black boxes over a picture and answer its new name; the uncovered one is deleted.

    It is out of the public's sight before anything is drawn: whatever fails, it stays so.

    Raises
    ------
    NotFoundError
        Where no report has such a picture.
    """
    known = database.tables
    photos = database.photos
    with database.reading() as connection:
        there = connection.execute(sa.select(known.photos).where(known.photos.c.name == name))
        if there.first() is None or photos is None:
            raise NotFoundError("photo.unknown", name=name)
    here = known.photos.c.name == name
    with database.writing() as connection:
        connection.execute(sa.update(known.photos).where(here).values(released=0))
    covered = keep(photos, boxed((photos / name).read_bytes(), boxes))
    with database.writing() as connection:
        change = sa.update(known.photos).where(here)
        connection.execute(change.values(name=covered, released=0))
        insert_audit(connection, known, by, "cover_picture", covered, now)
    _unlink(database, [name])
    return covered


def _unlink(database: CaseDatabase, names: list[str]) -> None:
    if database.photos is not None:
        for name in names:
            (database.photos / name).unlink(missing_ok=True)
