"""Released cases as service requests: a coarse place, staff's words, and nothing of a report.

What is not released is in no list and answers 404 by its number, so that nobody learns that it is
there. Descriptions, pictures, addresses and people are never given out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from api.form.places import degrees
from api.language import say
from geo.model.reports import Kind, Status
from geo.reporting.desk import PublicCase

DAYS_MOST = 90
MOST = 1_000
OPEN = (Status.RECEIVED, Status.CHECKED, Status.PLANNED, Status.ORDERED)
"""Open to another system. One that was sent on is closed here, though not for whoever reported."""

_NUMBER = re.compile(r"[Ss][0-9]{1,9}")


class BadRequestError(ValueError):
    """A request the standard does not know; its text is for whoever asked."""


@dataclass(frozen=True)
class Dated:
    """A released case and the day on which it began; the hour is nobody's business."""

    case: PublicCase
    begun: datetime


def dated(case: PublicCase, begun: datetime) -> Dated:
    """Answer a case with its day."""
    return Dated(case, begun.replace(hour=0, minute=0, second=0, microsecond=0))


def listed(cases: list[Dated], asked: Mapping[str, str], now: datetime) -> list[Dated]:
    """Answer the cases a program asked for, the newest change first, at most a thousand.

    Raises
    ------
    BadRequestError
        Where a date, a status or an id cannot be understood.
    """
    numbers = _list(asked, "service_request_id")
    if numbers:
        if not all(_NUMBER.fullmatch(number) for number in numbers):
            raise BadRequestError(say("open311.bad_id"))
        wanted = {number.upper() for number in numbers}
        return [one for one in cases if one.case.number in wanted][:MOST]
    codes, states = set(_list(asked, "service_code")), set(_list(asked, "status"))
    if states - {"open", "closed"}:
        raise BadRequestError(say("open311.bad_status"))
    start, end = _range(asked, now)
    found = [
        one
        for one in cases
        if start <= one.begun <= end
        and (not codes or one.case.kind.value in codes)
        and (not states or state(one.case) in states)
    ]
    return sorted(found, key=lambda one: one.case.updated, reverse=True)[:MOST]


def shape(one: Dated) -> dict[str, Any]:
    """Answer a case as the standard shapes it."""
    case = one.case
    where = None if case.x is None or case.y is None else degrees(case.x, case.y)
    label = say(f"staff.status.{case.status.value}")
    return {
        "service_request_id": case.number,
        "status": state(case),
        "status_notes": f"{label}: {case.reason}" if case.reason else label,
        "service_name": say(f"form.kind.{Kind(case.kind).value}"),
        "service_code": case.kind.value,
        "description": None,
        "agency_responsible": case.owner,
        "service_notice": None,
        "requested_datetime": one.begun.isoformat(),
        "updated_datetime": case.updated.isoformat(),
        "expected_datetime": f"{case.expected}T00:00:00+00:00" if case.expected else None,
        "address": case.place,
        "address_id": None,
        "zipcode": None,
        "lat": where[0] if where else None,
        "long": where[1] if where else None,
        "media_url": None,
    }


def state(case: PublicCase) -> str:
    """Answer ``open`` or ``closed``."""
    return "open" if case.status in OPEN else "closed"


def _list(asked: Mapping[str, str], name: str) -> list[str]:
    return [part.strip() for part in asked.get(name, "").split(",") if part.strip()]


def _range(asked: Mapping[str, str], now: datetime) -> tuple[datetime, datetime]:
    start, end = _moment(asked, "start_date"), _moment(asked, "end_date")
    most = timedelta(days=DAYS_MOST)
    try:
        if end is None:
            end = min(start + most, now) if start is not None else now
        if start is None:
            start = end - most
        if end - start > most:
            raise BadRequestError(say("open311.long_range", days=DAYS_MOST))
    except OverflowError:
        raise BadRequestError(say("open311.bad_date")) from None
    return start, end


def _moment(asked: Mapping[str, str], name: str) -> datetime | None:
    text = asked.get(name, "").strip().replace(" ", "+")
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadRequestError(say("open311.bad_date")) from None
    if found.tzinfo is None:
        raise BadRequestError(say("open311.bad_date"))
    return found
