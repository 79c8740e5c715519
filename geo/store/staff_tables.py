"""The tables of staff in the cases' database: accounts, sessions, owners, links, answers.

``accounts``      who may sign in; a password is kept as its argon2 hash only
``sessions``      who is signed in; a token is kept as its hash only
``resets``        one-time links by which a password is chosen
``identities``    accounts of people whom their municipality signs in
``attempts``      sign-ins under way at the municipality; each is used up once
``owners``        where an owner of lamps is written to, and what it says of its own response times
``owner_links``   one-time links in the mails to owners, and what was answered
``answers``       sentences staff use again
"""

from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

from geo.store.added_tables import prepared
from geo.store.case_opening import CaseDatabase
from geo.store.case_tables import WHOLE


@dataclass(frozen=True)
class StaffTables:
    """Every table of staff, with or without a schema's name before them."""

    metadata: sa.MetaData
    accounts: sa.Table
    sessions: sa.Table
    resets: sa.Table
    identities: sa.Table
    attempts: sa.Table
    owners: sa.Table
    owner_links: sa.Table
    answers: sa.Table


@cache
def staff_tables(schema: str | None = None) -> StaffTables:
    """Answer the tables, in a schema where the database has schemas."""
    metadata = sa.MetaData(schema=schema)
    accounts = sa.Table(
        "accounts",
        metadata,
        _key(),
        sa.Column("name", sa.Text(), nullable=False, unique=True),
        _text("role"),
        _maybe("department"),
        _maybe("password"),
        _number("disabled"),
        _number("failures"),
        _maybe("locked_until"),
        _text("created"),
        sqlite_autoincrement=True,
    )
    sessions = sa.Table(
        "sessions",
        metadata,
        _key(),
        sa.Column("token", sa.Text(), nullable=False, unique=True),
        _of(accounts),
        _text("created"),
        _text("seen"),
    )
    resets = sa.Table(
        "resets",
        metadata,
        _key(),
        sa.Column("token", sa.Text(), nullable=False, unique=True),
        _of(accounts),
        _text("created"),
    )
    identities = sa.Table(
        "identities",
        metadata,
        _key(),
        # Who it is at the municipality is kept as a keyed hash: a number is all we need.
        sa.Column("who", sa.Text(), nullable=False, unique=True),
        _of(accounts),
        _text("created"),
    )
    attempts = sa.Table(
        "attempts",
        metadata,
        _key(),
        sa.Column("token", sa.Text(), nullable=False, unique=True),
        _text("onward"),
        _text("created"),
    )
    owners = sa.Table(
        "owners",
        metadata,
        _key(),
        sa.Column("name", sa.Text(), nullable=False, unique=True),
        _text("email"),
        _maybe("response"),
    )
    owner_links = sa.Table(
        "owner_links",
        metadata,
        _key(),
        sa.Column("token", sa.Text(), nullable=False, unique=True),
        sa.Column("case_number", WHOLE, nullable=False, index=True),
        _text("owner"),
        _text("created"),
        _maybe("answered"),
        _maybe("answer"),
    )
    answers = sa.Table("answers", metadata, _key(), _text("status"), _text("words"))
    return StaffTables(
        metadata, accounts, sessions, resets, identities, attempts, owners, owner_links, answers
    )


def prepare_staff(database: CaseDatabase) -> StaffTables:
    """Answer the tables of a database of cases; those that are not there yet are made."""
    return prepared(database, staff_tables)


def _key() -> sa.Column[object]:
    return sa.Column("fid", WHOLE, primary_key=True)


def _text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=False)


def _maybe(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text())


def _number(name: str) -> sa.Column[object]:
    return sa.Column(name, WHOLE, nullable=False, server_default="0")


def _of(accounts: sa.Table) -> sa.Column[object]:
    key = sa.ForeignKey(accounts.c.fid, ondelete="CASCADE")
    return sa.Column("account", WHOLE, key, nullable=False, index=True)
