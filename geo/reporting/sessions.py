"""Who is signed in: kept at the server, so that it ends when an administrator says so.

A browser holds a random token and the database its hash. The token is made when somebody signs in
and never taken from a browser: whoever planted one beforehand has planted nothing.
"""

import hmac
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from geo.model.reports import moment, stamp
from geo.model.staff import Account, Role
from geo.reporting.accounts import Register
from geo.reporting.codes import mark

LASTS = timedelta(hours=12)
IDLE = timedelta(hours=4)
SEEN_AGAIN = timedelta(minutes=5)
"""How seldom the last use is written down: reading a page should not write."""


def begin_session(register: Register, account: Account, now: datetime) -> str:
    """Answer the token of a new session; sessions that have run out are swept away."""
    token = secrets.token_urlsafe(32)
    table = register.tables.sessions
    row = {
        "token": mark(register.secret, "session", token),
        "account": account.id,
        "created": stamp(now),
        "seen": stamp(now),
    }
    with register.database.writing() as connection:
        old = (table.c.created < stamp(now - LASTS)) | (table.c.seen < stamp(now - IDLE))
        connection.execute(sa.delete(table).where(old))
        connection.execute(sa.insert(table).values(**row))
    return token


def session_of(register: Register, token: str, now: datetime) -> Account | None:
    """Answer who is signed in with a token, or None."""
    sessions, accounts = register.tables.sessions, register.tables.accounts
    wanted = (
        sa.select(accounts, sessions.c.created.label("begun"), sessions.c.seen)
        .join(sessions, sessions.c.account == accounts.c.fid)
        .where(sessions.c.token == mark(register.secret, "session", token))
        .where(accounts.c.disabled == 0)
    )
    with register.database.reading() as connection:
        row = connection.execute(wanted).first()
    if row is None or now - moment(row.begun) > LASTS or now - moment(row.seen) > IDLE:
        return None
    if now - moment(row.seen) > SEEN_AGAIN:
        _see(register, token, now)
    return Account(row.fid, row.name, Role(row.role), row.department, disabled=False, ready=True)


def end_session(register: Register, token: str) -> None:
    """Sign out."""
    table = register.tables.sessions
    with register.database.writing() as connection:
        here = table.c.token == mark(register.secret, "session", token)
        connection.execute(sa.delete(table).where(here))


def form_token(register: Register, token: str) -> str:
    """Answer the hidden field that proves a form came from a page of this session."""
    return mark(register.secret, "form", token)[:32]


def is_form_token(register: Register, token: str, given: str) -> bool:
    """Tell whether a form carries the field of its own session."""
    return hmac.compare_digest(form_token(register, token).encode(), given.encode())


def _see(register: Register, token: str, now: datetime) -> None:
    table = register.tables.sessions
    with register.database.writing() as connection:
        here = table.c.token == mark(register.secret, "session", token)
        connection.execute(sa.update(table).where(here).values(seen=stamp(now)))
