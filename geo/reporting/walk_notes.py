"""What phones note at the stops of a walk: only ever added, each once.

Two phones at one stop therefore never overwrite each other. Where a walk stops at a place that
nobody planned, the note says where, and the place becomes a stop with it.
"""

import json
import math

import sqlalchemy as sa

from geo.model.assumptions import default_assumptions
from geo.model.errors import NotFoundError, ReportError
from geo.model.reports import stamp
from geo.model.walks import FEELINGS, RATING_MOST, NoteDraft, Stop, StopDraft
from geo.reporting.field_book import (
    FieldBook,
    Landed,
    Signature,
    check_key,
    check_text,
    drawn,
    land,
)
from geo.reporting.receiving import PHOTOS_MOST
from geo.reporting.walks import (
    PLACE_MOST,
    STOPS_MOST,
    audit_walk,
    check_day,
    check_stops,
    one_walk,
    stop_row,
    walk_in,
)
from geo.store.field import insert_row, read_notes

PEOPLE_MOST = 200
WORDS_MOST = 500


def note_down(book: FieldBook, walk: int, draft: NoteDraft, signed: Signature) -> Landed:
    """Take a note of a stop in; sending it again answers the same and keeps nothing more.

    A place within ``field.same_m`` of a stop is that stop: what a phone notes twice at a new place
    makes one stop, in whichever order it arrives.

    Raises
    ------
    ReportError
        ``walk.*`` where something cannot be, or what words and pictures are refused for.
    NotFoundError
        Where the walk has no such stop.
    """
    check_key(draft.key)
    _check_answers(draft)
    if len(draft.photos) > PHOTOS_MOST:
        raise ReportError("report.too_many_photos", most=PHOTOS_MOST)
    words = check_text("words", draft.words, WORDS_MOST)
    decision = check_text("decision", draft.decision, WORDS_MOST)
    owner = check_text("owner", draft.owner, PLACE_MOST)
    if draft.deadline:
        check_day(draft.deadline)
    stops = {stop.id for stop in one_walk(book, walk).stops}
    if draft.at is not None:
        check_stops([draft.at])
    elif draft.stop not in stops:
        raise NotFoundError("walk.unknown", walk=walk)
    rated = {item.value: value for item, value in draft.ratings.items()}
    if not (rated or any(draft.feelings) or words or decision or draft.photos):
        raise ReportError("walk.empty_note")
    row = {
        "created": stamp(signed.now),
        "by": signed.by,
        "light": draft.light.value,
        "ratings": json.dumps(rated, sort_keys=True),
        "feelings": json.dumps(list(draft.feelings)),
        "words": words,
        "decision": decision,
        "owner": owner if decision else None,
        "deadline": (draft.deadline or None) if decision else None,
    }

    def filled(connection: sa.Connection) -> dict[str, object]:
        new = draft.at
        stop = draft.stop if new is None else _stop_at(connection, book, walk, new)
        return {**row, "stop_id": stop}

    pictures = ("photos", drawn(draft.photos))
    return land(book, book.tables.notes, draft.key, filled, pictures, signed)


def remove_note(book: FieldBook, walk: int, note: int, signed: Signature) -> None:
    """Delete a note with its pictures; the audit keeps no content."""
    table = book.tables.notes
    with book.database.writing() as connection:
        stops = [stop.id for stop in walk_in(connection, book, walk).stops]
        found = [one for one in read_notes(connection, book.tables, stops) if one.id == note]
        if not found:
            raise NotFoundError("walk.unknown", walk=walk)
        connection.execute(sa.delete(table).where(table.c.fid == note))
        audit_walk(connection, book, signed, "remove_note", walk)
    for name in found[0].photos:
        if book.database.photos is not None:
            (book.database.photos / name).unlink(missing_ok=True)


def _stop_at(connection: sa.Connection, book: FieldBook, walk: int, new: StopDraft) -> int:
    """Answer the stop of a walk that a place is, made where there is none so near."""
    stops = walk_in(connection, book, walk).stops
    nearest = min(stops, key=lambda stop: _metres(stop, new), default=None)
    if nearest is not None and _metres(nearest, new) <= default_assumptions()["field.same_m"]:
        return nearest.id
    if len(stops) >= STOPS_MOST:
        raise ReportError("walk.no_stops", most=STOPS_MOST)
    row = stop_row(1 + max((stop.position for stop in stops), default=-1), new)
    return insert_row(connection, book.tables.stops, {**row, "walk_id": walk})


def _metres(stop: Stop, new: StopDraft) -> float:
    return math.hypot(stop.x - new.x, stop.y - new.y)


def _check_answers(draft: NoteDraft) -> None:
    if any(not 0 <= value <= RATING_MOST for value in draft.ratings.values()):
        raise ReportError("walk.bad_rating", most=RATING_MOST)
    right = len(draft.feelings) == FEELINGS and all(n >= 0 for n in draft.feelings)
    if not right or sum(draft.feelings) > PEOPLE_MOST:
        raise ReportError("walk.bad_feeling", most=FEELINGS)
