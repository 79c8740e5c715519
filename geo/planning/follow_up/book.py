"""Follow-ups in the workspace: begun with a promise, confirmed change by change, measured.

Every step lands whole with who wrote it and when, or not at all. Nothing is overwritten: a step
that was wrong is followed by the right one.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from geo.model.errors import NotFoundError, PlanError
from geo.model.reports import moment, stamp
from geo.planning.follow_up.promise import Promise
from geo.planning.plan import Plan
from geo.store.case_opening import CaseDatabase
from geo.store.follow_up_tables import FollowUpTables, prepare_follow_ups

MOST_LUX = 200_000.0
"""More than the sun gives is a slip of the pen."""


@dataclass(frozen=True)
class Step:
    """One change as it was carried out, or said not to be: ``on`` is None then."""

    change: int
    on: date | None
    note: str
    by: str
    written: datetime


@dataclass(frozen=True)
class Reading:
    """Lux that was measured on the ground at a place on a day; in the control area or not."""

    x: float
    y: float
    lux: float
    on: date
    control: bool = False


@dataclass(frozen=True)
class FollowUp:
    """A plan that was decided, and what is known of it since.

    Parameters
    ----------
    number
        Its number in the workspace.
    plan, promise
        What was decided, and what the model promised of it.
    control
        Id of a comparable department where nothing is done.
    steps
        The step that holds per change that has one.
    readings
        Lux that was measured.
    begun, by
        When it was begun and by whom.
    """

    number: int
    plan: Plan
    promise: Promise = field(repr=False)
    control: str
    steps: Mapping[int, Step] = field(repr=False)
    readings: tuple[Reading, ...] = field(repr=False)
    begun: datetime
    by: str

    @property
    def done(self) -> tuple[int, ...]:
        """Answer which changes are carried out."""
        return tuple(k for k, step in sorted(self.steps.items()) if step.on is not None)

    @property
    def span(self) -> tuple[date, date] | None:
        """Answer the first and the last day of work; None before the first."""
        days = [step.on for step in self.steps.values() if step.on is not None]
        return (min(days), max(days)) if days else None

    @property
    def whole(self) -> bool:
        """Tell whether every change is carried out."""
        return len(self.done) == len(self.plan.changes)


@dataclass(frozen=True)
class FollowUps:
    """The follow-ups of a workspace; ``database`` is its cases (``open_cases``)."""

    database: CaseDatabase

    def begin(self, plan: Plan, promise: Promise, control: str, by: str, now: datetime) -> FollowUp:
        """Keep a decided plan with its promise.

        Raises
        ------
        PlanError
            Where the plan holds nothing or the control area is the place itself.
        """
        if not plan.changes:
            raise PlanError("follow_up.empty", plan=plan.name)
        if control == plan.department:
            raise PlanError("follow_up.control", department=control)
        known = prepare_follow_ups(self.database)
        row = {
            "department": plan.department,
            "control": control,
            "content": plan.to_toml(),
            "promise": json.dumps(promise.to_dict(), ensure_ascii=False, allow_nan=False),
            "created": stamp(now),
            "author": by,
        }
        with self.database.writing() as connection:
            key = connection.execute(sa.insert(known.follow_ups).values(row)).inserted_primary_key
            assert key is not None
            return self._read(connection, known, int(key[0]))

    def confirm(
        self,
        number: int,
        change: int,
        by: str,
        now: datetime,
        *,
        on: date | None = None,
        note: str = "",
    ) -> FollowUp:
        """Say that a change was carried out on a day, or with ``on`` None that it was not.

        Raises
        ------
        NotFoundError, PlanError
            Where there is no such follow-up or change, or the day has not come yet.
        """
        if on is not None and on > now.date():
            raise PlanError("follow_up.future", day=on.isoformat())
        known = prepare_follow_ups(self.database)
        with self.database.writing() as connection:
            found = self._read(connection, known, number)
            if not 0 <= change < len(found.plan.changes):
                count = len(found.plan.changes)
                raise PlanError("follow_up.change", change=change + 1, count=count)
            row = {
                "follow_up_id": number,
                "change": change,
                "carried_out": None if on is None else on.isoformat(),
                "note": note,
                "created": stamp(now),
                "author": by,
            }
            connection.execute(sa.insert(known.steps).values(row))
            return self._read(connection, known, number)

    def measure(self, number: int, readings: Sequence[Reading], by: str, now: datetime) -> FollowUp:
        """Keep lux that was measured; all of it or none.

        Raises
        ------
        NotFoundError, PlanError
            Where there is no such follow-up, or a reading cannot be one.
        """
        for place, reading in enumerate(readings, 1):
            _refuse(place, reading, now.date())
        known = prepare_follow_ups(self.database)
        with self.database.writing() as connection:
            self._read(connection, known, number)
            rows = [
                {
                    "follow_up_id": number,
                    "control": int(reading.control),
                    "x": reading.x,
                    "y": reading.y,
                    "lux": reading.lux,
                    "measured": reading.on.isoformat(),
                    "created": stamp(now),
                    "author": by,
                }
                for reading in readings
            ]
            if rows:
                connection.execute(sa.insert(known.lux), rows)
            return self._read(connection, known, number)

    def get(self, number: int) -> FollowUp:
        """Answer one follow-up.

        Raises
        ------
        NotFoundError
            Where there is none of that number.
        """
        known = prepare_follow_ups(self.database)
        with self.database.reading() as connection:
            return self._read(connection, known, number)

    def all(self, department: str | None = None) -> list[FollowUp]:
        """Answer every follow-up, or those of a department, newest first."""
        known = prepare_follow_ups(self.database)
        table = known.follow_ups
        wanted = sa.select(table.c.fid).order_by(table.c.fid.desc())
        if department is not None:
            wanted = wanted.where(table.c.department == department)
        with self.database.reading() as connection:
            numbers = connection.scalars(wanted).all()
            return [self._read(connection, known, int(number)) for number in numbers]

    def _read(self, connection: sa.Connection, known: FollowUpTables, number: int) -> FollowUp:
        table, steps, lux = known.follow_ups, known.steps, known.lux
        row = connection.execute(sa.select(table).where(table.c.fid == number)).first()
        if row is None:
            raise NotFoundError("follow_up.unknown", number=number)
        of_steps = sa.select(steps).where(steps.c.follow_up_id == number).order_by(steps.c.fid)
        of_lux = sa.select(lux).where(lux.c.follow_up_id == number).order_by(lux.c.fid)
        return FollowUp(
            number=number,
            plan=Plan.from_toml(row.content),
            promise=Promise.from_dict(json.loads(row.promise)),
            control=row.control,
            steps={step.change: _step(step) for step in connection.execute(of_steps)},
            readings=tuple(
                Reading(r.x, r.y, r.lux, date.fromisoformat(r.measured), bool(r.control))
                for r in connection.execute(of_lux)
            ),
            begun=moment(row.created),
            by=row.author,
        )


def _step(row: Any) -> Step:
    on = None if row.carried_out is None else date.fromisoformat(row.carried_out)
    return Step(row.change, on, row.note, row.author, moment(row.created))


def _refuse(place: int, reading: Reading, today: date) -> None:
    fine = all(math.isfinite(value) for value in (reading.x, reading.y, reading.lux))
    if not fine or not 0 <= reading.lux <= MOST_LUX or reading.on > today:
        raise PlanError("follow_up.reading", row=place)
