"""The desk where residents hand in and follow up, and what everybody may see.

Nothing here answers who reported, where exactly, or in which words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import geopandas as gpd
import sqlalchemy as sa

from geo.model.assumptions import default_assumptions
from geo.model.reports import Case, Draft, Event, Kind, Report, Setting, Status, Verdict
from geo.reporting.cases import RESIDENT, still_dark
from geo.reporting.counting import public_counts
from geo.reporting.duplicates import Duplicate, Place, duplicates, radius_m
from geo.reporting.receiving import Circumstances, Received, receive
from geo.reporting.retention import coarse_point
from geo.reporting.standing import (
    changed,
    count,
    is_counted,
    is_number,
    released,
    reported,
    standing,
)
from geo.reporting.verdicts import IN_ORDER, has_answered
from geo.store.case_clocks import Coarsen
from geo.store.case_opening import CaseDatabase
from geo.store.case_tables import CaseTables
from geo.store.cases import (
    case_sightings,
    insert_event,
    is_open,
    near,
    read_cases,
    read_events,
    sightings,
    update_case,
)
from geo.store.reports import keep_verdict, released_photos


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
        """Answer what a secret code or the link of a reply opens.

        Raises
        ------
        NotFoundError
            Where no report answers to it.
        """
        known = self.database.tables
        with self.database.reading() as connection:
            report = reported(connection, known, self.secret, typed)
            case = standing(connection, known, report.case)
            events = read_events(connection, known, case.id)
        return Followed(report, case, tuple(event for event in events if event.public))

    def public_case(self, number: str, now: datetime | None = None) -> PublicCase:
        """Answer a released case by its number; one that is not released does not exist."""
        known = self.database.tables
        with self.database.reading() as connection:
            case = released(connection, known, number)
            events = read_events(connection, known, case.id)
            photos = tuple(released_photos(connection, known, case.id))
            counts = _counts(connection, known, [case.id], now)
        told = tuple(event for event in events if event.public)
        coarse = coarse_point(None, _segment())
        return as_shown(case, counts.get(str(case.id)), coarse, told, photos)

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
            (as_shown(case, counts.get(str(case.id)), coarse) for case in cases),
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
            case = released(connection, known, number)
            return count(connection, known, self.secret, case.id, device, now)

    def is_counted(self, case: int, device: str | None) -> bool:
        """Tell whether this device has been counted on a case within thirty days."""
        if device is None:
            return False
        with self.database.reading() as connection:
            return is_counted(connection, self.database.tables, self.secret, case, device)

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
        with self.database.writing() as connection:
            if is_number(where):
                case = released(connection, known, where)
            else:
                report = reported(connection, known, self.secret, where)
                case = standing(connection, known, report.case)
                keep_verdict(connection, known, report.id, Verdict.STILL_DARK, now)
            after, event = still_dark(case, now)
            count(connection, known, self.secret, case.id, device, now)
            update_case(connection, known, case.id, changed(after))
            insert_event(connection, known, case.id, event)
        return after

    def in_order(self, where: str, now: datetime) -> bool:
        """Note that whoever reported says that a repair is in order; answer whether it was asked.

        Parameters
        ----------
        where
            A secret code or the link of a reply; a public number has no say.
        now
            The moment.
        """
        known = self.database.tables
        with self.database.writing() as connection:
            report = reported(connection, known, self.secret, where)
            case = standing(connection, known, report.case)
            if case.status is not Status.FIXED:
                return False
            if not has_answered(report, case.closed):
                keep_verdict(connection, known, report.id, Verdict.IN_ORDER, now)
                said = Event(now, IN_ORDER, None, None, None, RESIDENT, public=False)
                insert_event(connection, known, case.id, said)
        return True


def _counts(
    connection: sa.Connection, known: CaseTables, cases: list[int], now: datetime | None
) -> Mapping[str, int]:
    """Answer what may be counted in public of some cases, now unless another moment is given."""
    return public_counts(case_sightings(connection, known, cases), now or datetime.now(UTC))


def _segment() -> float:
    return default_assumptions()["reporting.point_segment_m"]


def as_shown(
    case: Case,
    least: int | None,
    coarse: Coarsen,
    events: tuple[Event, ...] = (),
    photos: tuple[str, ...] = (),
) -> PublicCase:
    """Answer a case as a map takes it: where and what, never who or in which words.

    Parameters
    ----------
    case
        The case.
    least
        How many have reported it at the least, as far as that may be told.
    coarse
        Where it may be drawn.
    events, photos
        What may be told of it.
    """
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
        least=least,
        department=case.department,
        events=events,
        photos=photos,
    )
