"""Owners of lamps and ground: where they are written to, and the one link each mail carries.

Caretakers and electricians do not sign in. The link opens one case's place and lamp, and takes one
answer; looking at it answers nothing, so a mail scanner that follows it has done nothing.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from geo.model.assumptions import default_assumptions
from geo.model.errors import NotFoundError, ReportError
from geo.model.language import sentence
from geo.model.reports import Case, Event, Status, stamp
from geo.reporting.accounts import Register
from geo.reporting.cases import NEXT, Move, moved
from geo.reporting.codes import mark
from geo.reporting.standing import changed
from geo.store.cases import (
    accept_forward,
    insert_audit,
    insert_event,
    read_case,
    read_forwards,
    update_case,
)

ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
NOT_OURS = "not_ours"
"""Kind of the event that an owner has said no."""


class OwnerAnswer(StrEnum):
    """What an owner may answer."""

    DONE = "done"
    NOT_OURS = "not_ours"


@dataclass(frozen=True)
class Owner:
    """An owner as staff know it.

    Parameters
    ----------
    response
        What the owner says of its own response times; empty until it has said anything.
    """

    name: str
    email: str
    response: str


@dataclass(frozen=True)
class OwnerLink:
    """What a link opens: a case and to whom it was sent."""

    case: Case
    owner: str
    answered: str | None
    answer: str | None


def all_owners(register: Register) -> list[Owner]:
    """Answer the owners that can be written to, by name."""
    table = register.tables.owners
    with register.database.reading() as connection:
        rows = connection.execute(sa.select(table).order_by(table.c.name))
        return [Owner(row.name, row.email, row.response or "") for row in rows]


def keep_owner(register: Register, owner: Owner, by: str, now: datetime) -> None:
    """Keep where an owner is written to; without an address it is forgotten.

    Raises
    ------
    ReportError
        ``case.owner_missing`` or ``owner.bad_email``.
    """
    if not owner.name.strip():
        raise ReportError("case.owner_missing")
    if owner.email and not ADDRESS.fullmatch(owner.email):
        raise ReportError("owner.bad_email")
    table = register.tables.owners
    with register.database.writing() as connection:
        connection.execute(sa.delete(table).where(table.c.name == owner.name.strip()))
        if owner.email:
            row = {
                "name": owner.name.strip(),
                "email": owner.email,
                "response": owner.response.strip() or None,
            }
            connection.execute(sa.insert(table).values(**row))
        insert_audit(connection, register.database.tables, by, "owner", owner.name.strip(), now)


def new_link(register: Register, case: int, owner: str, now: datetime) -> str:
    """Answer the token of a link to one case for one owner."""
    token = secrets.token_urlsafe(24)
    row = {
        "token": mark(register.secret, "owner", token),
        "case_number": case,
        "owner": owner,
        "created": stamp(now),
    }
    with register.database.writing() as connection:
        connection.execute(sa.insert(register.tables.owner_links).values(**row))
    return token


def drop_link(register: Register, token: str) -> None:
    """Take back a link whose mail could not be sent."""
    table = register.tables.owner_links
    with register.database.writing() as connection:
        here = table.c.token == mark(register.secret, "owner", token)
        connection.execute(sa.delete(table).where(here))


def opened(register: Register, token: str, now: datetime) -> OwnerLink:
    """Answer what a link opens; nothing is changed by it.

    Raises
    ------
    NotFoundError
        Where it never was or has run out.
    """
    with register.database.reading() as connection:
        row = _row(register, connection, token, now)
        return _link(register, connection, row)


def answered(register: Register, token: str, answer: str, now: datetime) -> OwnerLink:
    """Keep the one answer of a link and move its case; a second press changes nothing.

    *Done* closes the case in the owner's name, and anybody at the place may say that it is still
    dark. *Not ours* hands it back to staff: it is never an end.

    Raises
    ------
    NotFoundError
        Where the link never was or has run out.
    ReportError
        ``owner.bad_answer``.
    """
    if answer not in set(OwnerAnswer):
        raise ReportError("owner.bad_answer")
    known, links = register.database.tables, register.tables.owner_links
    with register.database.writing() as connection:
        row = _row(register, connection, token, now)
        link = _link(register, connection, row)
        if row.answered is not None:
            return link
        change = sa.update(links).where(links.c.fid == row.fid)
        connection.execute(change.values(answered=stamp(now), answer=answer))
        _accept(register, connection, link, now)
        _step(register, connection, link, OwnerAnswer(answer), now)
        insert_audit(connection, known, "owner", f"answer:{answer}", f"case {link.case.id}", now)
        return OwnerLink(link.case, link.owner, stamp(now), answer)


def _accept(register: Register, connection: sa.Connection, link: OwnerLink, now: datetime) -> None:
    known = register.database.tables
    for row in read_forwards(connection, known, link.case.id):
        if row["owner"] == link.owner and row["accepted"] is None:
            accept_forward(connection, known, row["fid"], now)


def _step(
    register: Register,
    connection: sa.Connection,
    link: OwnerLink,
    answer: OwnerAnswer,
    now: datetime,
) -> None:
    known, case = register.database.tables, link.case
    if answer is OwnerAnswer.NOT_OURS:
        event = Event(now, NOT_OURS, None, None, None, "owner", public=False)
        insert_event(connection, known, case.id, event)
    to = Status.FIXED if answer is OwnerAnswer.DONE else Status.CHECKED
    if to not in NEXT[case.status] or case.status.closed:
        return
    step = Move(
        to, "owner", reason=sentence("owner.says_done", {"owner": link.owner}) if to.closed else ""
    )
    after, event = moved(case, step, now)
    update_case(connection, known, case.id, changed(after))
    insert_event(connection, known, case.id, event)


def _row(register: Register, connection: sa.Connection, token: str, now: datetime) -> Any:
    table = register.tables.owner_links
    lasts = timedelta(days=default_assumptions()["staff.link_days"])
    wanted = sa.select(table).where(
        (table.c.token == mark(register.secret, "owner", token))
        & (table.c.created > stamp(now - lasts))
    )
    row = connection.execute(wanted).first()
    if row is None:
        raise NotFoundError("owner.no_such_link")
    return row


def _link(register: Register, connection: sa.Connection, row: Any) -> OwnerLink:
    case = read_case(connection, register.database.tables, row.case_number)
    if case is not None and case.merged_into is not None:
        case = read_case(connection, register.database.tables, case.merged_into)
    if case is None:
        raise NotFoundError("owner.no_such_link")
    return OwnerLink(case, row.owner, row.answered, row.answer)
