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

from geo.store.columns import (
    belongs_to,
    key,
    maybe,
    maybe_whole,
    real,
    single,
    tally,
    text,
    whole,
)


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
    cases = sa.Table("cases", metadata, key(), *_of_a_case(), sqlite_autoincrement=True)
    reports = sa.Table(
        "reports", metadata, key(), *_of_a_report(), belongs_to(cases, "cases_id"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    emails = sa.Table(
        "emails", metadata, key(), belongs_to(reports, "reports_id"), text("created"),
        text("address"),
    )  # fmt: skip
    photos = sa.Table(
        "photos", metadata, key(), belongs_to(reports, "reports_id"), text("created"),
        text("name"), tally("released"),
    )  # fmt: skip
    events = sa.Table(
        "events", metadata, key(), belongs_to(cases, "cases_id"), text("created"), text("kind"),
        maybe("status"), maybe("reason"), maybe("expected"), text("by"), tally("public"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    forwards = sa.Table(
        "forwards", metadata, key(), belongs_to(cases, "cases_id"), text("created"),
        text("owner"), text("by"), maybe("reason"), maybe("accepted"),
    )  # fmt: skip
    devices = sa.Table(
        "devices", metadata, key(), belongs_to(cases, "cases_id"), text("created"), text("mark"),
        sa.UniqueConstraint("cases_id", "mark"),
    )  # fmt: skip
    audit = sa.Table(
        "audit", metadata, key(), text("created"), text("by"), text("what"), text("about")
    )
    state = sa.Table("state", metadata, key(), whole("version"))
    return CaseTables(
        metadata, cases, reports, emails, photos, events, forwards, devices, audit, state
    )


def _of_a_case() -> list[sa.Column[object]]:
    return [
        text("created"), text("updated"), text("kind"), text("status"), real("x"), real("y"),
        maybe("place"), text("setting"), maybe("lamp"), maybe("department"), maybe("owner"),
        maybe("owner_kind"), tally("border"), maybe("reason"), maybe("expected"),
        whole("counted"), tally("released"), maybe("closed"), tally("coarse"),
        maybe_whole("merged_into"),
    ]  # fmt: skip


def _of_a_report() -> list[sa.Column[object]]:
    return [
        # Both are keyed hashes: who reads the file can neither resend nor follow a report.
        single("key_mark"), single("code_mark"),
        whole("code_turn"), text("created"), text("kind"), real("x"), real("y"),
        real("accuracy_m"), text("located"), maybe("place_text"), text("setting"), text("hours"),
        maybe("text"), maybe("lamp"), maybe("lamp_number"), maybe("language"),
        maybe_whole("dark"), maybe("held"), maybe("verdict"), maybe("verdict_on"),
    ]  # fmt: skip
