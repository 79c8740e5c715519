"""What staff do with cases. Each call notes in the audit who did it, never its content.

Who may call which is for the API to say; a board sees cases, never raw reports.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.errors import NotFoundError, ReportError
from geo.model.reports import Case, Event, Report, Status, stamp
from geo.reporting.cases import Move, moved
from geo.reporting.duplicates import Duplicate, Place, duplicates
from geo.reporting.receiving import check_words
from geo.reporting.standing import changed
from geo.store.case_opening import CaseDatabase
from geo.store.cases import (
    accept_forward,
    insert_audit,
    insert_event,
    insert_forward,
    is_open,
    merge_rows,
    near,
    read_case,
    read_cases,
    read_events,
    read_forwards,
    update_case,
)
from geo.store.reports import blank_report, read_reports


def open_list(database: CaseDatabase) -> list[Case]:
    """Answer the open cases, newest first."""
    with database.reading() as connection:
        return read_cases(connection, database.tables, is_open(database.tables))


def all_cases(database: CaseDatabase) -> list[Case]:
    """Answer every case that was not merged into another, newest first."""
    known = database.tables
    with database.reading() as connection:
        return read_cases(connection, known, known.cases.c.merged_into.is_(None))


def one_case(database: CaseDatabase, case: int) -> tuple[Case, list[Event], list[dict[str, Any]]]:
    """Answer a case with its whole story and its log of sendings."""
    known = database.tables
    with database.reading() as connection:
        found = _case(connection, database, case)
        return (
            found,
            read_events(connection, known, case),
            read_forwards(connection, known, case),
        )


def reports_of(database: CaseDatabase, case: int) -> list[Report]:
    """Answer the raw reports of a case; never for a board."""
    known = database.tables
    with database.reading() as connection:
        return read_reports(connection, known, known.reports.c.cases_id == case)


def one_report(database: CaseDatabase, report: int) -> Report:
    """Answer one raw report; never for a board.

    Raises
    ------
    NotFoundError
        Where there is none of that number.
    """
    known = database.tables
    with database.reading() as connection:
        found = read_reports(connection, known, known.reports.c.fid == report)
    if not found:
        raise NotFoundError("report.unknown", report=report)
    return found[0]


def all_reports(database: CaseDatabase) -> list[Report]:
    """Answer every report, oldest first; the evidence beside the light."""
    with database.reading() as connection:
        return read_reports(connection, database.tables)


def open_reports(database: CaseDatabase) -> list[Report]:
    """Answer the reports of open cases, oldest first; those of a burst wait until they are let in.

    They are what is held against the light: a repaired place is no longer reported dark.
    """
    known = database.tables
    still = sa.select(known.cases.c.fid).where(is_open(known))
    with database.reading() as connection:
        here = known.reports.c.cases_id.in_(still) & known.reports.c.held.is_(None)
        return read_reports(connection, known, here)


def waiting(database: CaseDatabase) -> list[Report]:
    """Answer the reports that came in a burst and wait for a person."""
    known = database.tables
    with database.reading() as connection:
        return read_reports(connection, known, known.reports.c.held.is_not(None))


@dataclass(frozen=True)
class Wish:
    """Somebody who asked for a reply: to which address, in which language, on which report."""

    report: int
    address: str
    language: str | None


def wishes(database: CaseDatabase, case: int) -> list[Wish]:
    """Answer who asked for a reply on a case."""
    emails, reports = database.tables.emails, database.tables.reports
    wanted = (
        sa.select(reports.c.fid, emails.c.address, reports.c.language)
        .join(emails, reports.c.fid == emails.c.reports_id)
        .where((reports.c.cases_id == case) & reports.c.held.is_(None))
        .order_by(emails.c.fid)
    )
    with database.reading() as connection:
        rows = connection.execute(wanted)
        return [Wish(int(row.fid), str(row.address), row.language) for row in rows]


def addresses(database: CaseDatabase, case: int) -> list[str]:
    """Answer where to reply to those who asked for it."""
    known = database.tables
    emails, reports = known.emails, known.reports
    wanted = (
        sa.select(emails.c.address)
        .join(reports, reports.c.fid == emails.c.reports_id)
        .where(reports.c.cases_id == case)
        .order_by(emails.c.fid)
    )
    with database.reading() as connection:
        return list(connection.scalars(wanted))


def perhaps_the_same(
    database: CaseDatabase, case: int, assumptions: Assumptions | None = None
) -> list[Duplicate]:
    """Answer open cases of the same kind within the staff's wider radius."""
    radius = (assumptions or default_assumptions())["reporting.duplicate_staff_m"]
    known = database.tables
    with database.reading() as connection:
        here = _case(connection, database, case)
        if here.x is None or here.y is None:
            return []
        around = is_open(known) & near(known, here.x, here.y, radius)
        others = read_cases(connection, known, around, known.cases.c.fid != case)
    return duplicates(others, Place(here.kind, here.x, here.y, here.lamp), radius)


def move(database: CaseDatabase, case: int, step: Move, now: datetime) -> Case:
    """Take a step with a case; sending it on is logged with whom, when and why.

    The language of a report is forgotten with the reply: at once, or when the case closes where
    an address waits for more of them.
    """
    known = database.tables
    with database.writing() as connection:
        after, event = moved(_case(connection, database, case), step, now)
        update_case(connection, known, case, changed(after))
        insert_event(connection, known, case, event)
        if step.to is Status.FORWARDED:
            row = {
                "created": stamp(now),
                "owner": after.owner,
                "by": step.by,
                "reason": after.reason,
            }
            insert_forward(connection, known, case, row)
        forget = sa.update(known.reports).where(known.reports.c.cases_id == case)
        if not step.to.closed:
            emails = sa.select(known.emails.c.reports_id)
            forget = forget.where(known.reports.c.fid.not_in(emails))
        connection.execute(forget.values(language=None))
        insert_audit(connection, known, step.by, f"move:{step.to.value}", f"case {case}", now)
    return after


def accepted(database: CaseDatabase, forward: int, by: str, now: datetime) -> None:
    """Note that an owner has taken what was sent on."""
    with database.writing() as connection:
        accept_forward(connection, database.tables, forward, now)
        insert_audit(connection, database.tables, by, "accepted", f"forward {forward}", now)


def release(database: CaseDatabase, case: int, place: str, by: str, now: datetime) -> None:
    """Let the public see a case under words of the staff's own.

    Raises
    ------
    ReportError
        ``case.place_missing``, or ``report.personal`` and ``report.sensitive`` of the words.
    """
    words = place.strip()
    if not words:
        raise ReportError("case.place_missing")
    check_words("place", words)
    _change(database, case, {"released": 1, "place": words}, (by, "release", now))


def hide(database: CaseDatabase, case: int, by: str, now: datetime) -> None:
    """Take a case out of the public's sight; its words stay with staff."""
    _change(database, case, {"released": 0}, (by, "hide", now))


def merge(database: CaseDatabase, case: int, into: int, by: str, now: datetime) -> None:
    """Hang the reports of one case on another: they are evidence of one place.

    Raises
    ------
    ReportError
        ``case.same`` or ``case.merged``.
    """
    known = database.tables
    if case == into:
        raise ReportError("case.same")
    with database.writing() as connection:
        for one in (case, into):
            if _case(connection, database, one).merged_into is not None:
                raise ReportError("case.merged", case=one)
        merge_rows(connection, known, case, into)
        values = {
            "merged_into": into,
            "status": Status.DUPLICATE.value,
            "released": 0,
            "updated": stamp(now),
        }
        update_case(connection, known, case, values)
        event = Event(now, "merged", None, f"S{into}", None, by, public=False)
        insert_event(connection, known, case, event)
        insert_audit(connection, known, by, "merge", f"case {case} into {into}", now)


def let_in(database: CaseDatabase, report: int, by: str, now: datetime) -> None:
    """Take a report out of the burst queue."""
    with database.writing() as connection:
        blank_report(connection, database.tables, report, ["held"])
        insert_audit(connection, database.tables, by, "let_in", f"report {report}", now)


def _change(
    database: CaseDatabase, case: int, values: dict[str, object], note: tuple[str, str, datetime]
) -> None:
    by, what, now = note
    with database.writing() as connection:
        _case(connection, database, case)
        update_case(connection, database.tables, case, {**values, "updated": stamp(now)})
        insert_audit(connection, database.tables, by, what, f"case {case}", now)


def _case(connection: sa.Connection, database: CaseDatabase, case: int) -> Case:
    found = read_case(connection, database.tables, case)
    if found is None:
        raise NotFoundError("case.unknown", case=case)
    return found
