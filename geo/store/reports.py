"""Reports in and out of a transaction, with their e-mail, pictures and device marks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from geo.model.reports import Hour, Kind, Located, Report, Setting, Verdict, moment, stamp
from geo.store.case_tables import CaseTables


def insert_report(connection: sa.Connection, known: CaseTables, row: Mapping[str, Any]) -> int:
    """Write a report and answer its number."""
    written = connection.execute(sa.insert(known.reports).values(**row))
    return _number(written)


def insert_email(
    connection: sa.Connection, known: CaseTables, report: int, address: str, now: datetime
) -> None:
    """Keep where to reply, apart from the report."""
    row = {"reports_id": report, "address": address, "created": stamp(now)}
    connection.execute(sa.insert(known.emails).values(**row))


def insert_photos(
    connection: sa.Connection, known: CaseTables, report: int, names: Iterable[str], now: datetime
) -> None:
    """Note the pictures of a report; none is seen by the public before it is released."""
    rows = [{"reports_id": report, "name": name, "created": stamp(now)} for name in names]
    if rows:
        connection.execute(sa.insert(known.photos), rows)


def turn_of_key(
    connection: sa.Connection, known: CaseTables, key_mark: str
) -> tuple[int, int] | None:
    """Answer code turn and case of the report that was once sent with this key."""
    table = known.reports
    wanted = sa.select(table.c.code_turn, table.c.cases_id)
    row = connection.execute(wanted.where(table.c.key_mark == key_mark)).first()
    return None if row is None else (int(row.code_turn), int(row.cases_id))


def is_code_taken(connection: sa.Connection, known: CaseTables, code_mark: str) -> bool:
    """Tell whether another report answers to this code."""
    table = known.reports
    wanted = sa.select(table.c.fid).where(table.c.code_mark == code_mark)
    return connection.execute(wanted).first() is not None


def report_of_code(connection: sa.Connection, known: CaseTables, code_mark: str) -> Report | None:
    """Answer the report that a secret code opens, or None."""
    found = read_reports(connection, known, known.reports.c.code_mark == code_mark)
    return found[0] if found else None


def read_reports(
    connection: sa.Connection, known: CaseTables, *conditions: sa.ColumnElement[bool]
) -> list[Report]:
    """Answer reports in the order in which they came."""
    table = known.reports
    rows = connection.execute(sa.select(table).where(*conditions).order_by(table.c.fid)).all()
    pictures = _photos(connection, known, [row.fid for row in rows])
    return [_report(row, tuple(pictures.get(row.fid, ()))) for row in rows]


def add_mark(
    connection: sa.Connection, known: CaseTables, case: int, mark: str, now: datetime
) -> bool:
    """Keep a device's mark on a case; answer False where it was there already."""
    table = known.devices
    here = (table.c.cases_id == case) & (table.c.mark == mark)
    if connection.execute(sa.select(table.c.fid).where(here)).first() is not None:
        return False
    row = {"cases_id": case, "mark": mark, "created": stamp(now)}
    connection.execute(sa.insert(table).values(**row))
    return True


def has_mark(connection: sa.Connection, known: CaseTables, case: int, mark: str) -> bool:
    """Tell whether a device has been counted on a case within the last thirty days."""
    table = known.devices
    here = (table.c.cases_id == case) & (table.c.mark == mark)
    return connection.execute(sa.select(table.c.fid).where(here)).first() is not None


def blank_report(
    connection: sa.Connection, known: CaseTables, report: int, columns: Sequence[str]
) -> None:
    """Empty some fields of a report for good."""
    table = known.reports
    values = dict.fromkeys(columns)
    connection.execute(sa.update(table).where(table.c.fid == report).values(values))


def keep_verdict(
    connection: sa.Connection, known: CaseTables, report: int, said: Verdict, now: datetime
) -> None:
    """Keep what whoever sent a report says of the repair, in place of what was said before."""
    values = {"verdict": said.value, "verdict_on": stamp(now)}
    connection.execute(sa.update(known.reports).where(known.reports.c.fid == report).values(values))


def delete_report(connection: sa.Connection, known: CaseTables, report: int) -> None:
    """Delete a report with its e-mail and the index of its pictures."""
    connection.execute(sa.delete(known.reports).where(known.reports.c.fid == report))


def delete_photo(connection: sa.Connection, known: CaseTables, name: str) -> None:
    """Delete a picture's entry; the file goes afterwards, when the transaction has landed."""
    connection.execute(sa.delete(known.photos).where(known.photos.c.name == name))


def release_photo(connection: sa.Connection, known: CaseTables, name: str) -> None:
    """Let the public see a picture."""
    change = sa.update(known.photos).where(known.photos.c.name == name).values(released=1)
    connection.execute(change)


def released_photos(connection: sa.Connection, known: CaseTables, case: int) -> list[str]:
    """Answer the pictures of a case that staff have released."""
    table, reports = known.photos, known.reports
    wanted = (
        sa.select(table.c.name)
        .join(reports, reports.c.fid == table.c.reports_id)
        .where((reports.c.cases_id == case) & (table.c.released == 1))
        .order_by(table.c.fid)
    )
    return [str(name) for name in connection.scalars(wanted)]


def kept_photos(connection: sa.Connection, known: CaseTables) -> set[str]:
    """Answer the names of all pictures that the index knows."""
    return set(connection.scalars(sa.select(known.photos.c.name)))


def _photos(
    connection: sa.Connection, known: CaseTables, reports: Sequence[int]
) -> dict[int, list[str]]:
    table = known.photos
    found: dict[int, list[str]] = {}
    for start in range(0, len(reports), 500):  # a statement takes only so many parameters
        some = table.c.reports_id.in_(reports[start : start + 500])
        for row in connection.execute(sa.select(table).where(some).order_by(table.c.fid)):
            found.setdefault(row.reports_id, []).append(str(row.name))
    return found


def _report(row: sa.Row[Any], photos: tuple[str, ...]) -> Report:
    return Report(
        id=row.fid,
        case=row.cases_id,
        created=moment(row.created),
        kind=Kind(row.kind),
        x=row.x,
        y=row.y,
        accuracy_m=row.accuracy_m,
        located=Located(row.located),
        place_text=row.place_text,
        setting=Setting(row.setting),
        hours=tuple(Hour(hour) for hour in row.hours.split()),
        text=row.text,
        lamp=row.lamp,
        lamp_number=row.lamp_number,
        language=row.language,
        dark=None if row.dark is None else bool(row.dark),
        held=row.held,
        photos=photos,
        verdict=None if row.verdict is None else Verdict(row.verdict),
        verdict_on=None if row.verdict_on is None else moment(row.verdict_on),
    )


def _number(written: sa.CursorResult[Any]) -> int:
    key = written.inserted_primary_key
    assert key is not None
    return int(key[0])
