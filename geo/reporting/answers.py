"""Sentences staff use again when they answer; none of ours promises anything for another."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from geo.model.errors import ReportError
from geo.model.language import sentence
from geo.model.reports import Status
from geo.reporting.accounts import Register
from geo.reporting.cases import REASON_MOST
from geo.store.cases import insert_audit


@dataclass(frozen=True)
class Answer:
    """A sentence and the status it goes with.

    Parameters
    ----------
    id
        Number in the workspace; zero for one of ours, which cannot be deleted.
    """

    id: int
    status: Status
    words: str


OURS = (
    Status.CHECKED,
    Status.ORDERED,
    Status.FORWARDED,
    Status.FIXED,
    Status.NO_ACTION,
    Status.DUPLICATE,
)
"""Steps that have a sentence from the beginning, ``answer.<status>``."""


def all_answers(register: Register) -> list[Answer]:
    """Answer every sentence, ours first."""
    ours = [Answer(0, status, sentence(f"answer.{status.value}")) for status in OURS]
    table = register.tables.answers
    with register.database.reading() as connection:
        rows = connection.execute(sa.select(table).order_by(table.c.fid))
        return ours + [Answer(row.fid, Status(row.status), row.words) for row in rows]


def keep_answer(register: Register, status: str, words: str, by: str, now: datetime) -> None:
    """Keep a sentence.

    Raises
    ------
    ReportError
        ``answer.empty`` or ``case.reason_long``.
    """
    if status not in set(Status) or not words.strip():
        raise ReportError("answer.empty")
    if len(words) > REASON_MOST:
        raise ReportError("case.reason_long", most=REASON_MOST)
    row = {"status": status, "words": words.strip()}
    with register.database.writing() as connection:
        connection.execute(sa.insert(register.tables.answers).values(**row))
        insert_audit(connection, register.database.tables, by, "answer:add", status, now)


def drop_answer(register: Register, number: int, by: str, now: datetime) -> None:
    """Forget a sentence."""
    table = register.tables.answers
    with register.database.writing() as connection:
        connection.execute(sa.delete(table).where(table.c.fid == number))
        what = ("answer:drop", f"answer {number}")
        insert_audit(connection, register.database.tables, by, *what, now)
