"""What has outlived its clock in the cases' database, and its removal.

Each field has a clock of its own, counted from the closing of the case. Removal overwrites: the
file is written with ``secure_delete``, and the log is emptied afterwards.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from geo.model.reports import stamp
from geo.store.case_opening import CaseDatabase
from geo.store.case_tables import CaseTables

Coarsen = Callable[[float, float], tuple[float, float]]
"""Where a point is moved to when its clock has run out, in metres."""


@dataclass(frozen=True)
class Outlived:
    """One thing whose clock has run out.

    Parameters
    ----------
    what
        ``email``, ``photo``, ``text``, ``point``, ``device``, ``file``, ``field_photo`` or
        ``field_text``.
    id
        Number of its row; for a picture its name.
    case
        The case it hangs on, or None of a file without one.
    """

    what: str
    id: str
    case: int | None


def outlived(
    connection: sa.Connection, known: CaseTables, days: Mapping[str, float], now: datetime
) -> list[Outlived]:
    """List what the clocks say should go, by kind and number; nothing is changed."""
    before = {what: stamp(now - timedelta(days=count)) for what, count in days.items()}
    reports, cases = known.reports, known.cases
    there = sa.select(reports.c.fid, cases.c.fid.label("case")).join(
        cases, cases.c.fid == reports.c.cases_id
    )
    emails = there.add_columns(known.emails.c.fid.label("row")).join(
        known.emails, known.emails.c.reports_id == reports.c.fid
    )
    photos = there.add_columns(known.photos.c.name.label("row")).join(
        known.photos, known.photos.c.reports_id == reports.c.fid
    )
    words = there.add_columns(reports.c.fid.label("row")).where(
        reports.c.text.is_not(None)
        | reports.c.place_text.is_not(None)
        | reports.c.lamp_number.is_not(None)
    )
    points = sa.select(cases.c.fid.label("case"), cases.c.fid.label("row")).where(
        (cases.c.coarse == 0) & cases.c.x.is_not(None)
    )
    marks = sa.select(known.devices.c.cases_id.label("case"), known.devices.c.fid.label("row"))
    wanted = {
        "email": emails.where(cases.c.closed < before["email"]),
        "photo": photos.where(cases.c.closed < before["photo"]),
        "text": words.where(cases.c.closed < before["text"]),
        "point": points.where(cases.c.closed < before["point"]),
        "device": marks.where(known.devices.c.created < before["device"]),
    }
    return [
        Outlived(what, str(row.row), row.case)
        for what, query in wanted.items()
        for row in connection.execute(query)
    ]


def remove(
    connection: sa.Connection, known: CaseTables, things: list[Outlived], coarsen: Coarsen
) -> None:
    """Remove what has outlived its clock; files of pictures are the caller's."""
    by_kind: dict[str, list[str]] = {}
    for thing in things:
        by_kind.setdefault(thing.what, []).append(thing.id)
    for number in by_kind.get("email", []):
        connection.execute(sa.delete(known.emails).where(known.emails.c.fid == int(number)))
    for name in by_kind.get("photo", []):
        connection.execute(sa.delete(known.photos).where(known.photos.c.name == name))
    for number in by_kind.get("text", []):
        blank = {"text": None, "place_text": None, "lamp_number": None, "language": None}
        row = known.reports.c.fid == int(number)
        connection.execute(sa.update(known.reports).where(row).values(blank))
    for number in by_kind.get("point", []):
        _coarsen(connection, known, int(number), coarsen)
    for number in by_kind.get("device", []):
        connection.execute(sa.delete(known.devices).where(known.devices.c.fid == int(number)))


def empty_log(database: CaseDatabase) -> None:
    """Move what was written out of SQLite's log, so that removed words are in no file any more."""
    if database.engine.dialect.name != "sqlite":
        return
    raw = database.engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()


def _coarsen(connection: sa.Connection, known: CaseTables, case: int, coarsen: Coarsen) -> None:
    cases, reports = known.cases, known.reports
    place = connection.execute(sa.select(cases.c.x, cases.c.y).where(cases.c.fid == case)).one()
    x, y = coarsen(place.x, place.y)
    change = sa.update(cases).where(cases.c.fid == case)
    connection.execute(change.values(x=x, y=y, lamp=None, coarse=1))
    rows = sa.select(reports.c.fid, reports.c.x, reports.c.y).where(reports.c.cases_id == case)
    for row in connection.execute(rows).all():
        if row.x is None:
            continue
        x, y = coarsen(row.x, row.y)
        there = sa.update(reports).where(reports.c.fid == row.fid)
        connection.execute(there.values(x=x, y=y, accuracy_m=None, lamp=None))
