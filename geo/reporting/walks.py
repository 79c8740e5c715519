"""Safety walks: planned, walked with phones, told in minutes; decisions become cases.

Notes are only ever added. Two phones at one stop therefore never overwrite each other: ratings of
the same item are told as their median with how many there were, feelings are added up.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

import sqlalchemy as sa

from geo.model.errors import NotFoundError, ReportError
from geo.model.reports import stamp
from geo.model.walks import (
    FEELINGS,
    RATING_MOST,
    Item,
    Light,
    Note,
    NoteDraft,
    Stop,
    StopDraft,
    Walk,
    WalkDraft,
)
from geo.reporting.codes import mark
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
from geo.store.cases import insert_audit
from geo.store.field import insert_row, read_notes, read_walks, row_of_key

STOPS_MOST = 40
PEOPLE_MOST = 200
PLACE_MOST, LINE_MOST, WORDS_MOST = 80, 200, 500
"""Letters of a stop's place, of a line of the plan, and of free words."""


@dataclass(frozen=True)
class StopSummary:
    """What is known of a stop, out of all its notes.

    Parameters
    ----------
    ratings
        Median and number by light and item.
    feelings
        How many answered 1 … 6, by light.
    notes
        The notes themselves, oldest first.
    """

    stop: Stop
    ratings: Mapping[Light, Mapping[Item, tuple[float, int]]]
    feelings: Mapping[Light, tuple[int, ...]]
    notes: tuple[Note, ...]


def plan_walk(book: FieldBook, key: str, draft: WalkDraft, signed: Signature) -> Landed:
    """Keep a walk with its stops, whole and once.

    Raises
    ------
    ReportError
        ``walk.*`` where the plan cannot be, or what its words are refused for.
    """
    check_key(key)
    _check_day(draft.day)
    _check_stops(draft.stops)
    key_mark = mark(book.secret, "walks", key)
    row = {
        "key_mark": key_mark,
        "created": stamp(signed.now),
        "by": signed.by,
        "department": draft.department,
        "day": draft.day,
        "meeting": check_text("meeting", draft.meeting, LINE_MOST),
        "participants": check_text("participants", draft.participants, LINE_MOST),
    }
    stops = [_stop_row(number, stop) for number, stop in enumerate(draft.stops)]
    with book.database.writing() as connection:
        before = row_of_key(connection, book.tables.walks, key_mark)
        if before is not None:
            return Landed(before, again=True)
        number = insert_row(connection, book.tables.walks, row)
        for stop in stops:
            insert_row(connection, book.tables.stops, {**stop, "walk_id": number})
        _audit(connection, book, signed, "plan_walk", number)
    return Landed(number, again=False)


def all_walks(book: FieldBook) -> list[Walk]:
    """Answer every walk, newest first."""
    with book.database.reading() as connection:
        return read_walks(connection, book.tables)


def one_walk(book: FieldBook, number: int) -> Walk:
    """Answer a walk with its stops in order.

    Raises
    ------
    NotFoundError
        Where there is none of that number.
    """
    with book.database.reading() as connection:
        return _walk(connection, book, number)


def change_stops(
    book: FieldBook,
    number: int,
    places: Sequence[tuple[int, str]],
    added: Sequence[StopDraft],
    signed: Signature,
) -> None:
    """Put the stops of a walk in another order, name them, leave some out, add some.

    Parameters
    ----------
    places
        Number and words of each stop that stays, in order.
    added
        New stops, walked last.

    Raises
    ------
    ReportError
        ``walk.has_notes`` where a stop that is left out has been noted at already.
    """
    named = [(stop, check_text("place", words, PLACE_MOST)) for stop, words in places]
    fresh = [_stop_row(len(named) + k, stop) for k, stop in enumerate(added)]
    table, notes = book.tables.stops, book.tables.notes
    with book.database.writing() as connection:
        walk = _walk(connection, book, number)
        mine = {stop.id for stop in walk.stops}
        kept = [(stop, words) for stop, words in dict(named).items() if stop in mine]
        gone = mine - {stop for stop, _ in kept}
        if not kept and not fresh:
            raise ReportError("walk.no_stops", most=STOPS_MOST)
        if len(kept) + len(fresh) > STOPS_MOST:
            raise ReportError("walk.no_stops", most=STOPS_MOST)
        if gone and connection.scalar(sa.select(notes.c.fid).where(notes.c.stop_id.in_(gone))):
            raise ReportError("walk.has_notes")
        connection.execute(sa.delete(table).where(table.c.fid.in_(gone)))
        for position, (stop, words) in enumerate(kept):
            change = sa.update(table).where(table.c.fid == stop)
            connection.execute(change.values(position=position, place=words))
        for row in fresh:
            insert_row(connection, table, {**row, "walk_id": number})
        _audit(connection, book, signed, "change_stops", number)


def note_down(book: FieldBook, walk: int, draft: NoteDraft, signed: Signature) -> Landed:
    """Take a note of a stop in; sending it again answers the same and keeps nothing more.

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
        _check_day(draft.deadline)
    if draft.stop not in {stop.id for stop in one_walk(book, walk).stops}:
        raise NotFoundError("walk.unknown", walk=walk)
    rated = {item.value: value for item, value in draft.ratings.items()}
    if not (rated or any(draft.feelings) or words or decision or draft.photos):
        raise ReportError("walk.empty_note")
    row = {
        "stop_id": draft.stop,
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
    return land(book, book.tables.notes, draft.key, row, ("photos", drawn(draft.photos)), signed)


def summaries(book: FieldBook, walk: Walk) -> list[StopSummary]:
    """Answer what is known of each stop of a walk, in order."""
    with book.database.reading() as connection:
        notes = read_notes(connection, book.tables, [stop.id for stop in walk.stops])
    return [summary_of(stop, [one for one in notes if one.stop == stop.id]) for stop in walk.stops]


def remove_note(book: FieldBook, walk: int, note: int, signed: Signature) -> None:
    """Delete a note with its pictures; the audit keeps no content."""
    table = book.tables.notes
    with book.database.writing() as connection:
        stops = [stop.id for stop in _walk(connection, book, walk).stops]
        found = [one for one in read_notes(connection, book.tables, stops) if one.id == note]
        if not found:
            raise NotFoundError("walk.unknown", walk=walk)
        connection.execute(sa.delete(table).where(table.c.fid == note))
        _audit(connection, book, signed, "remove_note", walk)
    for name in found[0].photos:
        if book.database.photos is not None:
            (book.database.photos / name).unlink(missing_ok=True)


def mark_held(book: FieldBook, number: int, signed: Signature) -> None:
    """Note that a walk was held."""
    table = book.tables.walks
    with book.database.writing() as connection:
        _walk(connection, book, number)
        done = sa.update(table).where(table.c.fid == number).values(held=stamp(signed.now))
        connection.execute(done)
        _audit(connection, book, signed, "held_walk", number)


def mean_feeling(counts: Sequence[int]) -> float | None:
    """Answer the mean of answers that are only known as counts, or None without any.

    >>> mean_feeling((1, 0, 0, 0, 0, 1)), mean_feeling((0,) * 6)
    (3.5, None)
    """
    n = sum(counts)
    return sum(value * count for value, count in enumerate(counts, 1)) / n if n else None


def summary_of(stop: Stop, notes: Sequence[Note]) -> StopSummary:
    """Answer what some notes say of a stop together."""
    ratings: dict[Light, dict[Item, tuple[float, int]]] = {light: {} for light in Light}
    feelings = {}
    for light in Light:
        mine = [note for note in notes if note.light is light]
        for item in Item:
            given = [note.ratings[item] for note in mine if item in note.ratings]
            if given:
                ratings[light][item] = (float(median(given)), len(given))
        columns = zip(*(note.feelings for note in mine), strict=True)
        feelings[light] = tuple(sum(column) for column in columns) or (0,) * FEELINGS
    return StopSummary(stop, ratings, feelings, tuple(notes))


def _walk(connection: sa.Connection, book: FieldBook, number: int) -> Walk:
    found = next((w for w in read_walks(connection, book.tables) if w.id == number), None)
    if found is None:
        raise NotFoundError("walk.unknown", walk=number)
    return found


def _stop_row(position: int, stop: StopDraft) -> dict[str, object]:
    return {
        "position": position,
        "x": stop.x,
        "y": stop.y,
        "place": check_text("place", stop.place, PLACE_MOST),
        "dark_m": stop.dark_m,
        "lux": stop.lux,
    }


def _check_stops(stops: Sequence[StopDraft]) -> None:
    if not 0 < len(stops) <= STOPS_MOST:
        raise ReportError("walk.no_stops", most=STOPS_MOST)
    if not all(math.isfinite(stop.x) and math.isfinite(stop.y) for stop in stops):
        raise ReportError("walk.no_stops", most=STOPS_MOST)


def _check_answers(draft: NoteDraft) -> None:
    if any(not 0 <= value <= RATING_MOST for value in draft.ratings.values()):
        raise ReportError("walk.bad_rating", most=RATING_MOST)
    right = len(draft.feelings) == FEELINGS and all(n >= 0 for n in draft.feelings)
    if not right or sum(draft.feelings) > PEOPLE_MOST:
        raise ReportError("walk.bad_feeling", most=FEELINGS)


def _check_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ReportError("case.bad_date", date=text) from None


def _audit(
    connection: sa.Connection, book: FieldBook, signed: Signature, what: str, number: int
) -> None:
    known = book.database.tables
    insert_audit(connection, known, signed.by, what, f"walk {number}", signed.now)
