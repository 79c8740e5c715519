"""Where plans stand between two meetings: kept whole or not at all, and never written over.

A change names the version it was made from. Where somebody else was faster it is refused, and both
are told; nothing of either is lost.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from geo.model.errors import ChangedMeanwhileError, NotFoundError, PlanError
from geo.model.reports import moment, stamp
from geo.planning.plan import Plan
from geo.planning.prices import PriceList, example_prices, prices_from_text
from geo.store.case_opening import CaseDatabase
from geo.store.cases import insert_audit
from geo.store.plan_tables import PlanTables

NAME_LETTERS, NOTE_LETTERS, TEXT_LETTERS = 120, 2_000, 400
MOST_CHANGES, MOST_CORNERS = 200, 200
FILE_BYTES = 256 * 1024
"""Limits of what is kept: no plan that people talk over is larger."""


@dataclass(frozen=True)
class KeptPlan:
    """A plan on the shelf.

    Parameters
    ----------
    number
        What its address holds.
    version
        Rises by one with each change.
    plan
        What is done.
    answers
        What people filled into the papers, by the text of the field.
    """

    number: int
    version: int
    plan: Plan
    created: datetime
    changed: datetime
    author: str
    answers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Shelf:
    """The plans and price lists of one workspace.

    Parameters
    ----------
    database
        The cases' database, where the audit lies too.
    tables
        Its tables of plans.
    """

    database: CaseDatabase
    tables: PlanTables

    def all(self, department: str | None = None) -> list[KeptPlan]:
        """Answer the plans of a department, or of all, the one changed last first."""
        table = self.tables.plans
        wanted = sa.select(table).order_by(table.c.changed.desc(), table.c.fid.desc())
        if department is not None:
            wanted = wanted.where(table.c.department == department)
        with self.database.reading() as connection:
            return [_kept(row) for row in connection.execute(wanted)]

    def get(self, number: int) -> KeptPlan:
        """Answer one plan.

        Raises
        ------
        NotFoundError
            Where there is none of that number.
        """
        with self.database.reading() as connection:
            return self._read(connection, number)

    def keep(self, plan: Plan, by: str, now: datetime) -> KeptPlan:
        """Put a new plan on the shelf."""
        checked(plan)
        row = {
            "department": plan.department,
            "content": plan.to_toml(),
            "answers": "{}",
            "version": 1,
            "created": stamp(now),
            "changed": stamp(now),
            "author": by,
        }
        with self.database.writing() as connection:
            key = connection.execute(
                sa.insert(self.tables.plans).values(**row)
            ).inserted_primary_key
            assert key is not None
            self._note(connection, by, "plan:keep", int(key[0]), now)
            return self._read(connection, int(key[0]))

    def change(self, was: KeptPlan, plan: Plan, by: str, now: datetime) -> KeptPlan:
        """Put a plan in the place of the one it was made from.

        Raises
        ------
        ChangedMeanwhileError
            Where that one has been changed since; nothing is written.
        """
        checked(plan)
        values = {"content": plan.to_toml(), "department": plan.department}
        return self._changed(was, values, "plan:change", by, now)

    def fill(self, was: KeptPlan, answers: Mapping[str, str], by: str, now: datetime) -> KeptPlan:
        """Keep what people filled into the papers of a plan."""
        filled = {key: text[:NOTE_LETTERS] for key, text in answers.items() if text.strip()}
        values = {"answers": json.dumps(filled, ensure_ascii=False)}
        return self._changed(was, values, "plan:fill", by, now)

    def drop(self, was: KeptPlan, by: str, now: datetime) -> None:
        """Take a plan from the shelf, if it is still the one that was seen."""
        table = self.tables.plans
        here = (table.c.fid == was.number) & (table.c.version == was.version)
        with self.database.writing() as connection:
            self._must_have(connection, sa.delete(table).where(here), was)
            self._note(connection, by, "plan:drop", was.number, now)

    def prices(self) -> PriceList:
        """Answer the newest price list, or the example prices where there is none."""
        table = self.tables.price_lists
        wanted = sa.select(table).order_by(table.c.fid.desc()).limit(1)
        with self.database.reading() as connection:
            row = connection.execute(wanted).first()
        return example_prices() if row is None else prices_from_text(row.content, row.name)

    def keep_prices(self, text: str, name: str, by: str, now: datetime) -> PriceList:
        """Keep a price list; older ones stay in the history."""
        name = "".join(letter for letter in name if letter.isprintable())[:NAME_LETTERS]
        read = prices_from_text(text, name)
        row = {"name": name, "content": text, "created": stamp(now), "author": by}
        with self.database.writing() as connection:
            connection.execute(sa.insert(self.tables.price_lists).values(**row))
            insert_audit(connection, self.database.tables, by, "prices:keep", "prices", now)
        return read

    def _changed(
        self, was: KeptPlan, values: Mapping[str, Any], what: str, by: str, now: datetime
    ) -> KeptPlan:
        table = self.tables.plans
        here = (table.c.fid == was.number) & (table.c.version == was.version)
        risen = {**values, "version": was.version + 1, "changed": stamp(now), "author": by}
        with self.database.writing() as connection:
            self._must_have(connection, sa.update(table).where(here).values(**risen), was)
            self._note(connection, by, what, was.number, now)
            return self._read(connection, was.number)

    def _must_have(self, connection: sa.Connection, step: Any, was: KeptPlan) -> None:
        if connection.execute(step).rowcount != 1:
            self._read(connection, was.number)
            raise ChangedMeanwhileError("plan.changed_meanwhile", name=was.plan.name)

    def _read(self, connection: sa.Connection, number: int) -> KeptPlan:
        table = self.tables.plans
        row = connection.execute(sa.select(table).where(table.c.fid == number)).first()
        if row is None:
            raise NotFoundError("plan.no_such", number=number)
        return _kept(row)

    def _note(
        self, connection: sa.Connection, by: str, what: str, number: int, now: datetime
    ) -> None:
        insert_audit(connection, self.database.tables, by, what, f"plan {number}", now)


def checked(plan: Plan) -> Plan:
    """Answer a plan that is small enough to be kept and talked over.

    Raises
    ------
    PlanError
        Where a text, the plan or a line of it is too long, or the name cannot be printed.
    """
    if not plan.name.isprintable() or len(plan.name) > NAME_LETTERS:
        raise PlanError("plan.name", most=NAME_LETTERS)
    if len(plan.changes) > MOST_CHANGES:
        raise PlanError("plan.many", most=MOST_CHANGES)
    texts = [(plan.note, NOTE_LETTERS)]
    for change in plan.changes:
        texts += [(v, TEXT_LETTERS) for v in change.told.values() if isinstance(v, str)]
        if len(change.told.get("line", ())) > MOST_CORNERS:
            raise PlanError("plan.corners", most=MOST_CORNERS)
    for text, most in texts:
        if len(text) > most:
            raise PlanError("plan.long_text", begin=text[:30], most=most)
    return plan


def plan_from_file(content: bytes, file: str) -> Plan:
    """Answer the plan of a file that somebody handed in.

    Raises
    ------
    PlanError
        Where it is too large, is no text, or is no plan.
    """
    return checked(Plan.from_toml(text_of_file(content, file), file=file))


def text_of_file(content: bytes, file: str) -> str:
    """Answer the text of a small file that somebody handed in.

    Raises
    ------
    PlanError
        Where it is too large or is no text.
    """
    if len(content) > FILE_BYTES:
        raise PlanError("plan.large", file=file, most=FILE_BYTES // 1024)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PlanError("plan.unreadable", file=file, reason=error.reason) from error


def _kept(row: Any) -> KeptPlan:
    return KeptPlan(
        int(row.fid),
        int(row.version),
        Plan.from_toml(row.content),
        moment(row.created),
        moment(row.changed),
        str(row.author),
        json.loads(row.answers),
    )
