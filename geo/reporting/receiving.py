"""Take a report in: checked before anything is kept, then whole and once, or not at all."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from geo.model.errors import ReportError
from geo.model.language import sentence
from geo.model.reports import Draft, Event, Status, stamp
from geo.reporting.codes import code_of, device_mark, mark
from geo.reporting.duplicates import Place, duplicates, radius_m
from geo.reporting.ownership import Owner
from geo.reporting.photos import keep, redrawn
from geo.reporting.privacy import is_sensitive, personal
from geo.store.case_opening import CaseDatabase
from geo.store.case_tables import CaseTables
from geo.store.cases import (
    count_on_case,
    family,
    insert_case,
    insert_event,
    is_open,
    near,
    read_cases,
)
from geo.store.reports import (
    add_mark,
    has_mark,
    insert_email,
    insert_photos,
    insert_report,
    is_code_taken,
    turn_of_key,
)

MOST = {"text": 500, "place_text": 160, "lamp_number": 20}
"""Letters of each field of words."""

PHOTOS_MOST = 3
KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
RECEIVED = "received"


@dataclass(frozen=True)
class Circumstances:
    """What the product knows of a report beside what the resident wrote.

    Parameters
    ----------
    department
        Department the place lies in, or None.
    owner
        Who owns the ground or the lamp, or None.
    dark
        Whether it was dark there when it was written; None without a place.
    held
        Why it waits for a person before it is worked on (``burst``), or None.
    """

    department: str | None = None
    owner: Owner | None = None
    dark: bool | None = None
    held: str | None = None


@dataclass(frozen=True)
class Received:
    """What a resident gets: the secret code, and whether this is a resend of an earlier one."""

    code: str
    case: int
    again: bool


def check(draft: Draft) -> None:
    """Refuse what cannot be taken; nothing of it has been kept.

    Raises
    ------
    ReportError
        ``report.bad_key``, ``report.place_missing``, ``report.too_long``,
        ``report.too_many_photos``, ``report.bad_email``, ``report.sensitive`` or
        ``report.personal``, in this order.
    """
    if not KEY.fullmatch(draft.key):
        raise ReportError("report.bad_key")
    _check_place(draft)
    for field, most in MOST.items():
        if len(getattr(draft, field)) > most:
            raise ReportError("report.too_long", field=field, most=most)
    if len(draft.photos) > PHOTOS_MOST:
        raise ReportError("report.too_many_photos", most=PHOTOS_MOST)
    if draft.email is not None and not ADDRESS.fullmatch(draft.email):
        raise ReportError("report.bad_email")
    for field in MOST:
        check_words(field, getattr(draft, field))


def check_words(field: str, words: str) -> None:
    """Refuse words that must not be kept; what they were is not in the error.

    Raises
    ------
    ReportError
        ``report.sensitive`` or ``report.personal`` with the kinds found.
    """
    if is_sensitive(words):
        raise ReportError("report.sensitive", field=field)
    if found := personal(words):
        kinds = ", ".join(sentence(f"personal.{kind}") for kind in found)
        raise ReportError("report.personal", field=field, found=kinds)


def _check_place(draft: Draft) -> None:
    point = draft.x is not None and draft.y is not None
    if point and not (math.isfinite(draft.x or 0) and math.isfinite(draft.y or 0)):
        raise ReportError("report.place_missing")
    words = draft.place_text.strip() or draft.lamp_number.strip() or draft.lamp
    if not point and not words:
        raise ReportError("report.place_missing")


def receive(
    database: CaseDatabase,
    secret: bytes,
    draft: Draft,
    circumstances: Circumstances,
    now: datetime,
) -> Received:
    """Check a draft and keep it; sending it again answers the same code and keeps nothing more.

    Parameters
    ----------
    database
        The cases.
    secret
        Key of the workspace.
    draft
        What the resident handed in.
    circumstances
        What the product knows beside it.
    now
        The moment it came.

    Raises
    ------
    ReportError
        As in ``check``, or ``photo.*`` where a picture cannot be drawn anew.
    """
    check(draft)
    key_mark = mark(secret, "key", draft.key)
    with database.reading() as connection:
        before = _earlier(connection, database.tables, secret, draft, key_mark)
    if before is not None:
        return before
    names = _kept_photos(database.photos, draft)
    with database.writing() as connection:
        # The same form may have been sent twice at once: only one of them comes here first.
        before = _earlier(connection, database.tables, secret, draft, key_mark)
        if before is None:
            return _write(connection, database.tables, secret, draft, (circumstances, names, now))
    for name in names:
        if database.photos is not None:
            (database.photos / name).unlink(missing_ok=True)
    return before


def _earlier(
    connection: sa.Connection, known: CaseTables, secret: bytes, draft: Draft, key_mark: str
) -> Received | None:
    found = turn_of_key(connection, known, key_mark)
    if found is None:
        return None
    turn, case = found
    return Received(code_of(secret, draft.key, turn), case, again=True)


def _kept_photos(folder: Path | None, draft: Draft) -> list[str]:
    if not draft.photos:
        return []
    if folder is None:
        raise ReportError("photo.no_folder")
    # All are drawn before any is written: a bad third one leaves nothing behind.
    drawn = [redrawn(photo) for photo in draft.photos]
    return [keep(folder, picture) for picture in drawn]


def _write(
    connection: sa.Connection,
    known: CaseTables,
    secret: bytes,
    draft: Draft,
    rest: tuple[Circumstances, list[str], datetime],
) -> Received:
    circumstances, photos, now = rest
    case = _same_device(connection, known, secret, draft)
    if case is None:
        case = insert_case(connection, known, _case_row(draft, circumstances, now))
        begun = Event(now, RECEIVED, Status.RECEIVED, None, None, "resident", public=True)
        insert_event(connection, known, case, begun)
        _count(connection, known, secret, draft, case, now)
    turn = 0
    while is_code_taken(connection, known, mark(secret, "code", code_of(secret, draft.key, turn))):
        turn += 1
    code = code_of(secret, draft.key, turn)
    row = _report_row(draft, circumstances, now) | {
        "key_mark": mark(secret, "key", draft.key),
        "code_mark": mark(secret, "code", code),
        "code_turn": turn,
        "cases_id": case,
    }
    report = insert_report(connection, known, row)
    insert_photos(connection, known, report, photos, now)
    if draft.email is not None:
        insert_email(connection, known, report, draft.email, now)
    return Received(code, case, again=False)


def _same_device(
    connection: sa.Connection, known: CaseTables, secret: bytes, draft: Draft
) -> int | None:
    """Answer the open case near by that this device has reported already: it counts once."""
    if draft.device is None or draft.x is None or draft.y is None:
        return None
    radius = radius_m(draft.kind, draft.setting)
    wanted = is_open(known) & near(known, draft.x, draft.y, radius)
    cases = read_cases(connection, known, wanted, known.cases.c.kind == draft.kind)
    place = Place(draft.kind, draft.x, draft.y, draft.lamp)
    for found in duplicates(cases, place, radius, most=None):
        for case in family(connection, known, found.case.id):
            if has_mark(connection, known, case, device_mark(secret, draft.device, case)):
                return found.case.id
    return None


def _count(
    connection: sa.Connection,
    known: CaseTables,
    secret: bytes,
    draft: Draft,
    case: int,
    now: datetime,
) -> None:
    if draft.device is None:
        return
    if add_mark(connection, known, case, device_mark(secret, draft.device, case), now):
        count_on_case(connection, known, case, now)


def _case_row(draft: Draft, circumstances: Circumstances, now: datetime) -> Mapping[str, Any]:
    owner = circumstances.owner
    return {
        "created": stamp(now),
        "updated": stamp(now),
        "kind": draft.kind.value,
        "status": Status.RECEIVED.value,
        "x": draft.x,
        "y": draft.y,
        "setting": draft.setting.value,
        "lamp": draft.lamp,
        "department": circumstances.department,
        "owner": owner.name if owner else None,
        "owner_kind": owner.kind if owner else None,
        "border": int(owner.border) if owner else 0,
        "counted": 0,
    }


def _report_row(draft: Draft, circumstances: Circumstances, now: datetime) -> dict[str, Any]:
    return {
        "created": stamp(now),
        "kind": draft.kind.value,
        "x": draft.x,
        "y": draft.y,
        "accuracy_m": draft.accuracy_m,
        "located": draft.located.value,
        "place_text": draft.place_text.strip() or None,
        "setting": draft.setting.value,
        "hours": " ".join(hour.value for hour in draft.hours),
        "text": draft.text.strip() or None,
        "lamp": draft.lamp,
        "lamp_number": draft.lamp_number.strip() or None,
        "language": draft.language,
        "dark": None if circumstances.dark is None else int(circumstances.dark),
        "held": circumstances.held,
    }
