"""People whom their municipality signs in: one account each, its role told anew each time.

An account of a password is never taken over by a name from elsewhere. Whoever is in no group that
has a role does not come in, also not with an account from before.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from geo.model.errors import AccountError
from geo.model.reports import stamp
from geo.model.staff import Account, Role
from geo.reporting.accounts import Register
from geo.reporting.codes import mark
from geo.store.cases import insert_audit

ATTEMPT_LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class Identity:
    """Somebody as the municipality names them.

    Parameters
    ----------
    issuer, subject
        Who it is, for good.
    name
        What they are called there; a wish only.
    role, department
        What their groups give them.
    """

    issuer: str
    subject: str
    name: str
    role: Role
    department: str | None


def begin_attempt(register: Register, onward: str, now: datetime) -> str:
    """Answer the random state of a new attempt to sign in; those that ran out are swept away."""
    state = secrets.token_urlsafe(32)
    table = register.tables.attempts
    row = {
        "token": mark(register.secret, "attempt", state),
        "onward": onward,
        "created": stamp(now),
    }
    with register.database.writing() as connection:
        connection.execute(sa.delete(table).where(table.c.created < stamp(now - ATTEMPT_LASTS)))
        connection.execute(sa.insert(table).values(**row))
    return state


def use_attempt(register: Register, state: str, now: datetime) -> str | None:
    """Use an attempt up and answer where it wanted to go; None where there is none (any more)."""
    table = register.tables.attempts
    here = table.c.token == mark(register.secret, "attempt", state)
    with register.database.writing() as connection:
        row = connection.execute(sa.select(table).where(here)).first()
        connection.execute(sa.delete(table).where(here))
    fresh = row is not None and row.created >= stamp(now - ATTEMPT_LASTS)
    return str(row.onward) if row is not None and fresh else None


def account_of(register: Register, who: Identity, now: datetime) -> Account:
    """Answer the account of somebody, made at the first time, with the role of today.

    Raises
    ------
    AccountError
        ``oidc.closed`` where an administrator has closed it.
    """
    accounts, identities = register.tables.accounts, register.tables.identities
    token = mark(register.secret, "identity", f"{who.issuer}\0{who.subject}")
    given = {"role": who.role.value, "department": who.department}
    with register.database.writing() as connection:
        wanted = sa.select(accounts).join(identities, identities.c.account == accounts.c.fid)
        row = connection.execute(wanted.where(identities.c.who == token)).first()
        if row is None:
            name = _free_name(connection, register, who.name, token)
            new = {"name": name, "created": stamp(now), **given}
            connection.execute(sa.insert(accounts).values(**new))
            number = _numbered(connection, register, name).fid
            link = {"who": token, "account": number, "created": stamp(now)}
            connection.execute(sa.insert(identities).values(**link))
        else:
            number = row.fid
            if row.disabled:
                raise AccountError("oidc.closed")
            connection.execute(sa.update(accounts).where(accounts.c.fid == number).values(**given))
        found = connection.execute(sa.select(accounts).where(accounts.c.fid == number)).one()
        made = Account(
            id=found.fid,
            name=found.name,
            role=Role(found.role),
            department=found.department,
            disabled=False,
            ready=True,
        )
        insert_audit(connection, register.database.tables, made.by, "account:oidc", made.by, now)
    return made


def _free_name(connection: sa.Connection, register: Register, wish: str, token: str) -> str:
    """Answer a name that nobody has: the wished one, else with a few letters of their own."""
    plain = re.sub(r"[^\w.@+-]", "", wish)[:60] or "login"
    if len(plain) > 1 and _numbered(connection, register, plain) is None:
        return plain
    return f"{plain}+{token[:8]}"


def _numbered(connection: sa.Connection, register: Register, name: str) -> Any:
    table = register.tables.accounts
    return connection.execute(sa.select(table).where(table.c.name == name)).first()
