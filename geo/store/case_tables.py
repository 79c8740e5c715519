"""The tables of ``sager.db``: reports and cases, apart from the layers and from any map.

``cases``     one row per place
``reports``   one row per report; no name, no network address, no device
``emails``    where to reply, apart, with a clock of its own
``photos``    index of re-encoded pictures; the files lie in ``billeder/``
``events``    what happened to a case, in order
``forwards``  to whom a case was sent on, when, and when they took it (forvaltningsloven § 7, 2)
``devices``   marks that let a device count once per case, for thirty days
``audit``     who of staff did what, without its content
``state``     schema version
"""

from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


@dataclass(frozen=True)
class CaseTables:
    """Every table of the cases' database, with or without a schema's name before them."""

    metadata: sa.MetaData
    cases: sa.Table
    reports: sa.Table
    emails: sa.Table
    photos: sa.Table
    events: sa.Table
    forwards: sa.Table
    devices: sa.Table
    audit: sa.Table
    state: sa.Table


@cache
def case_tables(schema: str | None = None) -> CaseTables:
    """Answer the tables, in a schema where the database has schemas."""
    metadata = sa.MetaData(schema=schema)
    cases = sa.Table("cases", metadata, _key(), *_case_columns(), sqlite_autoincrement=True)
    reports = sa.Table(
        "reports", metadata, _key(), *_report_columns(), _to(cases), sqlite_autoincrement=True
    )
    emails = sa.Table(
        "emails",
        metadata,
        _key(),
        _to(reports),
        _text("created"),
        _text("address"),
    )
    photos = sa.Table(
        "photos", metadata, _key(), _to(reports), _text("created"), _text("name"), _flag("released")
    )
    events = sa.Table(
        "events",
        metadata,
        _key(),
        _to(cases),
        _text("created"),
        _text("kind"),
        _maybe("status"),
        _maybe("reason"),
        _maybe("expected"),
        _text("by"),
        _flag("public"),
        sqlite_autoincrement=True,
    )
    forwards = sa.Table(
        "forwards",
        metadata,
        _key(),
        _to(cases),
        _text("created"),
        _text("owner"),
        _text("by"),
        _maybe("reason"),
        _maybe("accepted"),
    )
    devices = sa.Table(
        "devices",
        metadata,
        _key(),
        _to(cases),
        _text("created"),
        _text("mark"),
        sa.UniqueConstraint("cases_id", "mark"),
    )
    audit = sa.Table(
        "audit", metadata, _key(), _text("created"), _text("by"), _text("what"), _text("about")
    )
    state = sa.Table("state", metadata, _key(), sa.Column("version", WHOLE, nullable=False))
    return CaseTables(
        metadata, cases, reports, emails, photos, events, forwards, devices, audit, state
    )


def _case_columns() -> list[sa.Column[object]]:
    return [
        _text("created"),
        _text("updated"),
        _text("kind"),
        _text("status"),
        _real("x"),
        _real("y"),
        _maybe("place"),
        _text("setting"),
        _maybe("lamp"),
        _maybe("department"),
        _maybe("owner"),
        _maybe("owner_kind"),
        _flag("border"),
        _maybe("reason"),
        _maybe("expected"),
        sa.Column("counted", WHOLE, nullable=False),
        _flag("released"),
        _maybe("closed"),
        _flag("coarse"),
        sa.Column("merged_into", WHOLE),
    ]


def _report_columns() -> list[sa.Column[object]]:
    return [
        # Both are keyed hashes: who reads the file can neither resend nor follow a report.
        sa.Column("key_mark", sa.Text(), nullable=False, unique=True),
        sa.Column("code_mark", sa.Text(), nullable=False, unique=True),
        sa.Column("code_turn", WHOLE, nullable=False),
        _text("created"),
        _text("kind"),
        _real("x"),
        _real("y"),
        _real("accuracy_m"),
        _text("located"),
        _maybe("place_text"),
        _text("setting"),
        _text("hours"),
        _maybe("text"),
        _maybe("lamp"),
        _maybe("lamp_number"),
        _maybe("language"),
        sa.Column("dark", WHOLE),
        _maybe("held"),
        _maybe("verdict"),
        _maybe("verdict_on"),
    ]


def _key() -> sa.Column[object]:
    return sa.Column("fid", WHOLE, primary_key=True)


def _text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=False)


def _maybe(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text())


def _real(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Double())


def _flag(name: str) -> sa.Column[object]:
    return sa.Column(name, WHOLE, nullable=False, server_default="0")


def _to(table: sa.Table) -> sa.Column[object]:
    """Point at a row of another table and go when it goes."""
    key = sa.ForeignKey(table.c.fid, ondelete="CASCADE")
    return sa.Column(f"{table.name}_id", WHOLE, key, nullable=False, index=True)
