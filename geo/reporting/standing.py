"""Where a case stands, asked in a transaction: by number, by code, or by the link of a reply."""

from datetime import datetime

import sqlalchemy as sa

from geo.model.errors import NotFoundError
from geo.model.reports import Case, Report, stamp
from geo.reporting.codes import device_mark, mark, read_code, read_reply
from geo.store.case_tables import CaseTables
from geo.store.cases import count_on_case, family, read_case
from geo.store.reports import add_mark, has_mark, read_reports, report_of_code

MOST_DIGITS = 12
"""No case has a longer number; a database could not even look for it."""


def is_number(text: str) -> bool:
    """Tell whether a text is a public case's number rather than a secret code.

    >>> is_number("S12"), is_number("K7QM-3XTD")
    (True, False)
    """
    digits = text[1:]
    return (
        text[:1] in {"S", "s"}
        and digits.isascii()
        and digits.isdigit()
        and len(digits) <= MOST_DIGITS
    )


def changed(case: Case) -> dict[str, object]:
    """Answer the columns that a step may change."""
    return {
        "status": case.status.value,
        "reason": case.reason,
        "expected": case.expected,
        "owner": case.owner,
        "updated": stamp(case.updated),
        "closed": None if case.closed is None else stamp(case.closed),
    }


def reported(connection: sa.Connection, known: CaseTables, secret: bytes, where: str) -> Report:
    """Answer the report that a secret code or the link of a reply opens.

    Raises
    ------
    NotFoundError
        Where no report answers to it.
    """
    number, code = read_reply(secret, where), read_code(where)
    found: Report | None = None
    if number is not None:
        found = next(iter(read_reports(connection, known, known.reports.c.fid == number)), None)
    elif code is not None:
        found = report_of_code(connection, known, mark(secret, "code", code))
    if found is None:
        raise NotFoundError("case.no_such_code")
    return found


def standing(connection: sa.Connection, known: CaseTables, number: int) -> Case:
    """Answer a case, or the one it was merged into."""
    case = read_case(connection, known, number)
    if case is not None and case.merged_into is not None:
        case = read_case(connection, known, case.merged_into)
    if case is None:
        raise NotFoundError("case.unknown", case=number)
    return case


def released(connection: sa.Connection, known: CaseTables, number: str) -> Case:
    """Answer a case that staff have released; any other does not exist."""
    case = read_case(connection, known, int(number[1:])) if is_number(number) else None
    if case is None or not case.released or case.merged_into is not None:
        raise NotFoundError("case.unknown", case=number)
    return case


def count(
    connection: sa.Connection,
    known: CaseTables,
    secret: bytes,
    case: int,
    device: str | None,
    now: datetime,
) -> bool:
    """Count a device on a case; answer whether it was the first time, never without a cookie."""
    if device is None or is_counted(connection, known, secret, case, device):
        return False
    add_mark(connection, known, case, device_mark(secret, device, case), now)
    count_on_case(connection, known, case, now)
    return True


def is_counted(
    connection: sa.Connection, known: CaseTables, secret: bytes, case: int, device: str
) -> bool:
    """Tell whether a device has been counted on a case or on one merged into it."""
    return any(
        has_mark(connection, known, one, device_mark(secret, device, one))
        for one in family(connection, known, case)
    )
