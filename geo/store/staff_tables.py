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

from geo.store.added_tables import made_ready
from geo.store.case_opening import CaseDatabase
from geo.store.columns import WHOLE, belongs_to, key, maybe, single, tally, text


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
        "accounts", metadata, key(), single("name"), text("role"), maybe("department"),
        maybe("password"), tally("disabled"), tally("failures"), maybe("locked_until"),
        text("created"), sqlite_autoincrement=True,
    )  # fmt: skip
    sessions = sa.Table(
        "sessions", metadata, key(), single("token"), belongs_to(accounts, "account"),
        text("created"), text("seen"),
    )  # fmt: skip
    resets = sa.Table(
        "resets", metadata, key(), single("token"), belongs_to(accounts, "account"),
        text("created"),
    )  # fmt: skip
    # Who it is at the municipality is kept as a keyed hash: a number is all we need.
    identities = sa.Table(
        "identities", metadata, key(), single("who"), belongs_to(accounts, "account"),
        text("created"),
    )  # fmt: skip
    attempts = sa.Table(
        "attempts", metadata, key(), single("token"), text("onward"), text("created")
    )
    owners = sa.Table("owners", metadata, key(), single("name"), text("email"), maybe("response"))
    owner_links = sa.Table(
        "owner_links", metadata, key(), single("token"),
        sa.Column("case_number", WHOLE, nullable=False, index=True), text("owner"),
        text("created"), maybe("answered"), maybe("answer"),
    )  # fmt: skip
    answers = sa.Table("answers", metadata, key(), text("status"), text("words"))
    return StaffTables(
        metadata, accounts, sessions, resets, identities, attempts, owners, owner_links, answers
    )


def prepare_staff(database: CaseDatabase) -> StaffTables:
    """Answer the tables of a database of cases; those that are not there yet are made."""
    return made_ready(database, staff_tables)
