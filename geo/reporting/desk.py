"""The desk where residents hand in and follow up, and what everybody may see.

Nothing here answers who reported, where exactly, or in which words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import geopandas as gpd
import sqlalchemy as sa

from geo.model.assumptions import default_assumptions
from geo.model.errors import NotFoundError
from geo.model.reports import Case, Draft, Event, Kind, Report, Setting, Status, stamp
from geo.reporting.cases import still_dark
from geo.reporting.codes import device_mark, mark, read_code
from geo.reporting.counting import public_counts
from geo.reporting.duplicates import Duplicate, Place, duplicates, radius_m
from geo.reporting.receiving import Circumstances, Received, receive
from geo.reporting.retention import coarse_point
from geo.store.case_clocks import Coarsen
from geo.store.case_opening import CaseDatabase
from geo.store.case_tables import CaseTables
from geo.store.cases import (
    case_sightings,
    count_on_case,
    family,
    insert_event,
    is_open,
    near,
    read_case,
    read_cases,
    read_events,
    sightings,
    update_case,
)
from geo.store.reports import add_mark, has_mark, released_photos, report_of_code


@dataclass(frozen=True)
class Followed:
    """What whoever holds a code may read: the report's kind and day, the case's public story."""

    report: Report
    case: Case
    events: tuple[Event, ...]


@dataclass(frozen=True)
class PublicCase:
    """A released case as anybody sees it.

    Parameters
    ----------
    number
        ``S`` and the case's number.
    x, y
        Middle of its 25 m, in metres; None where it was told in words.
    least
        *Mindst n meldinger* in whole fives of whole weeks, or None under five.
    photos
        Pictures that staff have released.
    """

    number: str
    kind: Kind
    status: Status
    place: str | None
    owner: str | None
    reason: str | None
    expected: str | None
    updated: datetime
    x: float | None
    y: float | None
    least: int | None
    department: str | None
    events: tuple[Event, ...] = ()
    photos: tuple[str, ...] = ()


@dataclass(frozen=True)
class Desk:
    """Everything a resident does, on one database and with one key."""

    database: CaseDatabase
    secret: bytes

    def receive(self, draft: Draft, circumstances: Circumstances, now: datetime) -> Received:
        """Take a report in; see ``geo.reporting.receiving``."""
        return receive(self.database, self.secret, draft, circumstances, now)

    def nearby(self, place: Place, setting: Setting) -> list[Duplicate]:
        """Answer the released, open cases that are perhaps the same: the step before sending."""
        known = self.database.tables
        radius = radius_m(place.kind, setting)
        if radius <= 0:
            return []
        here = near(known, place.x, place.y, radius)
        if place.lamp is not None:
            here |= known.cases.c.lamp == place.lamp
        seen = is_open(known) & (known.cases.c.released == 1) & here
        with self.database.reading() as connection:
            cases = read_cases(connection, known, seen, known.cases.c.kind == place.kind.value)
        return duplicates(cases, place, radius)

    def follow(self, typed: str) -> Followed:
        """Answer what a secret code opens.

        Raises
        ------
        NotFoundError
            Where no report answers to it.
        """
        code = read_code(typed)
        known = self.database.tables
        with self.database.reading() as connection:
            wanted = None if code is None else mark(self.secret, "code", code)
            report = None if wanted is None else report_of_code(connection, known, wanted)
            if report is None:
                raise NotFoundError("case.no_such_code")
            case = _standing(connection, known, report.case)
            events = read_events(connection, known, case.id)
        return Followed(report, case, tuple(event for event in events if event.public))

    def public_case(self, number: str, now: datetime | None = None) -> PublicCase:
        """Answer a released case by its number; one that is not released does not exist."""
        known = self.database.tables
        with self.database.reading() as connection:
            case = _released(connection, known, number)
            events = read_events(connection, known, case.id)
            photos = tuple(released_photos(connection, known, case.id))
            counts = _counts(connection, known, [case.id], now)
        told = tuple(event for event in events if event.public)
        return _public(case, counts, coarse_point(None, _segment()), told, photos)

    def public_cases(
        self, now: datetime | None = None, paths: gpd.GeoDataFrame | None = None
    ) -> list[PublicCase]:
        """Answer every released case: the open ones first, then by the names of their places."""
        known = self.database.tables
        wanted = (known.cases.c.released == 1) & known.cases.c.merged_into.is_(None)
        with self.database.reading() as connection:
            cases = read_cases(connection, known, wanted)
            counts = _counts(connection, known, [case.id for case in cases], now)
        coarse = coarse_point(paths, _segment())
        return sorted(
            (_public(case, counts, coarse) for case in cases),
            key=lambda case: (case.status.closed, (case.place or "").casefold(), case.number),
        )

    def public_totals(self, now: datetime) -> Mapping[str, int]:
        """Answer *mindst n meldinger* per department: at least five, delayed, in fives."""
        with self.database.reading() as connection:
            seen = sightings(connection, self.database.tables)
        return public_counts(seen, now)

    def agree(self, number: str, device: str | None, now: datetime) -> bool:
        """Note "jeg ser det også"; answer whether it counted: once a device, never without one."""
        known = self.database.tables
        with self.database.writing() as connection:
            case = _released(connection, known, number)
            return _count(connection, known, self.secret, case.id, device, now)

    def is_counted(self, case: int, device: str | None) -> bool:
        """Tell whether this device has been counted on a case within thirty days."""
        if device is None:
            return False
        with self.database.reading() as connection:
            return _is_counted(connection, self.database.tables, self.secret, case, device)

    def still_dark(self, where: str, device: str | None, now: datetime) -> Case:
        """Open a case again because it is still dark there.

        Parameters
        ----------
        where
            A released case's number or a secret code.
        device
            Value of the cookie; without one it is noted but not counted.
        now
            The moment.
        """
        known = self.database.tables
        case_id = None if is_number(where) else self.follow(where).case.id
        with self.database.writing() as connection:
            case = (
                _released(connection, known, where)
                if case_id is None
                else _standing(connection, known, case_id)
            )
            after, event = still_dark(case, now)
            _count(connection, known, self.secret, case.id, device, now)
            update_case(connection, known, case.id, changed(after))
            insert_event(connection, known, case.id, event)
        return after


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


def _standing(connection: sa.Connection, known: CaseTables, number: int) -> Case:
    """Answer a case, or the one it was merged into."""
    case = read_case(connection, known, number)
    if case is not None and case.merged_into is not None:
        case = read_case(connection, known, case.merged_into)
    if case is None:
        raise NotFoundError("case.unknown", case=number)
    return case


def _released(connection: sa.Connection, known: CaseTables, number: str) -> Case:
    case = read_case(connection, known, int(number[1:])) if is_number(number) else None
    if case is None or not case.released or case.merged_into is not None:
        raise NotFoundError("case.unknown", case=number)
    return case


def _count(
    connection: sa.Connection,
    known: CaseTables,
    secret: bytes,
    case: int,
    device: str | None,
    now: datetime,
) -> bool:
    if device is None or _is_counted(connection, known, secret, case, device):
        return False
    add_mark(connection, known, case, device_mark(secret, device, case), now)
    count_on_case(connection, known, case, now)
    return True


def _is_counted(
    connection: sa.Connection, known: CaseTables, secret: bytes, case: int, device: str
) -> bool:
    return any(
        has_mark(connection, known, one, device_mark(secret, device, one))
        for one in family(connection, known, case)
    )


def _counts(
    connection: sa.Connection, known: CaseTables, cases: list[int], now: datetime | None
) -> Mapping[str, int]:
    """Answer what may be counted in public of some cases, now unless another moment is given."""
    return public_counts(case_sightings(connection, known, cases), now or datetime.now(UTC))


def _segment() -> float:
    return default_assumptions()["reporting.point_segment_m"]


def _public(
    case: Case,
    counts: Mapping[str, int],
    coarse: Coarsen,
    events: tuple[Event, ...] = (),
    photos: tuple[str, ...] = (),
) -> PublicCase:
    point = None if case.x is None or case.y is None else coarse(case.x, case.y)
    return PublicCase(
        number=f"S{case.id}",
        kind=case.kind,
        status=case.status,
        place=case.place,
        owner=case.owner,
        reason=case.reason,
        expected=case.expected,
        updated=case.updated,
        x=point[0] if point else None,
        y=point[1] if point else None,
        least=counts.get(str(case.id)),
        department=case.department,
        events=events,
        photos=photos,
    )
