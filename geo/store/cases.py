"""Cases in and out of a transaction, with what happened to them and who was told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from geo.model.reports import Case, Event, Kind, Setting, Status, moment, stamp
from geo.store.case_tables import CaseTables


def insert_case(connection: sa.Connection, known: CaseTables, row: Mapping[str, Any]) -> int:
    """Write a case and answer its number."""
    written = connection.execute(sa.insert(known.cases).values(**row))
    key = written.inserted_primary_key
    assert key is not None
    return int(key[0])


def update_case(
    connection: sa.Connection, known: CaseTables, case: int, values: Mapping[str, Any]
) -> None:
    """Change some fields of a case."""
    table = known.cases
    connection.execute(sa.update(table).where(table.c.fid == case).values(**values))


COUNTED = "counted"
"""Kind of the event that one more device reported a place."""


def count_on_case(connection: sa.Connection, known: CaseTables, case: int, now: datetime) -> None:
    """Count one more report of another device on a case, and note when."""
    table = known.cases
    more = sa.update(table).where(table.c.fid == case).values(counted=table.c.counted + 1)
    connection.execute(more)
    seen = Event(now, COUNTED, status=None, reason=None, expected=None, by="resident", public=False)
    insert_event(connection, known, case, seen)


def sightings(connection: sa.Connection, known: CaseTables) -> list[tuple[str, datetime]]:
    """Answer department and moment of every report that counted, for the public totals."""
    cases, events = known.cases, known.events
    wanted = (
        sa.select(cases.c.department, events.c.created)
        .join(events, events.c.cases_id == cases.c.fid)
        .where((events.c.kind == COUNTED) & cases.c.department.is_not(None))
    )
    return [(str(row.department), moment(row.created)) for row in connection.execute(wanted)]


def case_sightings(
    connection: sa.Connection, known: CaseTables, cases: Sequence[int]
) -> list[tuple[str, datetime]]:
    """Answer case and moment of every report that counted on some cases."""
    table = known.events
    found: list[tuple[str, datetime]] = []
    for start in range(0, len(cases), 500):  # a statement takes only so many parameters
        some = table.c.cases_id.in_(cases[start : start + 500])
        wanted = sa.select(table.c.cases_id, table.c.created).where(some, table.c.kind == COUNTED)
        found += [(str(row.cases_id), moment(row.created)) for row in connection.execute(wanted)]
    return found


def family(connection: sa.Connection, known: CaseTables, case: int) -> list[int]:
    """Answer the case and all that were merged into it."""
    table = known.cases
    merged = sa.select(table.c.fid).where(table.c.merged_into == case).order_by(table.c.fid)
    return [case, *(int(number) for number in connection.scalars(merged))]


def merge_rows(connection: sa.Connection, known: CaseTables, case: int, into: int) -> None:
    """Hang the reports and counts of one case on another; its own story stays with it."""
    reports, events, cases = known.reports, known.events, known.cases
    hang = {"cases_id": into}
    connection.execute(sa.update(reports).where(reports.c.cases_id == case).values(hang))
    counts = (events.c.cases_id == case) & (events.c.kind == COUNTED)
    connection.execute(sa.update(events).where(counts).values(hang))
    more = sa.select(cases.c.counted).where(cases.c.fid == case).scalar_subquery()
    change = sa.update(cases).where(cases.c.fid == into)
    connection.execute(change.values(counted=cases.c.counted + more))
    # What was merged into it before goes along: a family is never two deep.
    earlier = sa.update(cases).where(cases.c.merged_into == case)
    connection.execute(earlier.values(merged_into=into))


def insert_event(connection: sa.Connection, known: CaseTables, case: int, event: Event) -> None:
    """Write down what happened to a case."""
    row = {
        "cases_id": case,
        "created": stamp(event.created),
        "kind": event.kind,
        "status": event.status,
        "reason": event.reason,
        "expected": event.expected,
        "by": event.by,
        "public": int(event.public),
    }
    connection.execute(sa.insert(known.events).values(**row))


def insert_forward(
    connection: sa.Connection, known: CaseTables, case: int, row: Mapping[str, Any]
) -> None:
    """Write down to whom a case was sent on."""
    connection.execute(sa.insert(known.forwards).values(cases_id=case, **row))


def accept_forward(
    connection: sa.Connection, known: CaseTables, forward: int, now: datetime
) -> None:
    """Note that the owner has taken it."""
    table = known.forwards
    change = sa.update(table).where(table.c.fid == forward).values(accepted=stamp(now))
    connection.execute(change)


def insert_audit(
    connection: sa.Connection, known: CaseTables, by: str, what: str, about: str, now: datetime
) -> None:
    """Note who did what, never the content it was done to."""
    row = {"created": stamp(now), "by": by, "what": what, "about": about}
    connection.execute(sa.insert(known.audit).values(**row))


def read_cases(
    connection: sa.Connection,
    known: CaseTables,
    *conditions: sa.ColumnElement[bool],
    limit: int | None = None,
) -> list[Case]:
    """Answer cases, newest first."""
    table = known.cases
    wanted = sa.select(table).where(*conditions).order_by(table.c.fid.desc()).limit(limit)
    return [_case(row) for row in connection.execute(wanted)]


def read_case(connection: sa.Connection, known: CaseTables, case: int) -> Case | None:
    """Answer one case, or None."""
    found = read_cases(connection, known, known.cases.c.fid == case)
    return found[0] if found else None


def read_events(connection: sa.Connection, known: CaseTables, case: int) -> list[Event]:
    """Answer what happened to a case, oldest first."""
    table = known.events
    wanted = sa.select(table).where(table.c.cases_id == case).order_by(table.c.fid)
    return [
        Event(
            created=moment(row.created),
            kind=row.kind,
            status=None if row.status is None else Status(row.status),
            reason=row.reason,
            expected=row.expected,
            by=row.by,
            public=bool(row.public),
        )
        for row in connection.execute(wanted)
    ]


def read_forwards(connection: sa.Connection, known: CaseTables, case: int) -> list[dict[str, Any]]:
    """Answer the log of sendings: id, when, to whom, by whom, why, and when it was accepted."""
    table = known.forwards
    wanted = sa.select(table).where(table.c.cases_id == case).order_by(table.c.fid)
    return [dict(row._mapping) for row in connection.execute(wanted)]  # noqa: SLF001 - SQLAlchemy's public name for a row's mapping


def near(known: CaseTables, x: float, y: float, radius_m: float) -> sa.ColumnElement[bool]:
    """Answer the condition that a case lies in the square round a place."""
    table = known.cases
    return sa.and_(
        table.c.x.between(x - radius_m, x + radius_m),
        table.c.y.between(y - radius_m, y + radius_m),
    )


def is_open(known: CaseTables) -> sa.ColumnElement[bool]:
    """Answer the condition that a case is neither closed nor merged into another."""
    table = known.cases
    closed = [status.value for status in Status if status.closed]
    return table.c.status.not_in(closed) & table.c.merged_into.is_(None)


def _case(row: sa.Row[Any]) -> Case:
    return Case(
        id=row.fid,
        created=moment(row.created),
        updated=moment(row.updated),
        kind=Kind(row.kind),
        status=Status(row.status),
        x=row.x,
        y=row.y,
        place=row.place,
        setting=Setting(row.setting),
        lamp=row.lamp,
        department=row.department,
        owner=row.owner,
        owner_kind=row.owner_kind,
        border=bool(row.border),
        reason=row.reason,
        expected=row.expected,
        counted=max(1, row.counted),
        released=bool(row.released),
        closed=None if row.closed is None else moment(row.closed),
        merged_into=row.merged_into,
    )
