"""Safety walks as they are planned: their stops, the order of them, and that a walk was held.

What is noted at the stops is in ``walk_notes``, what the notes say together in ``walk_summaries``.
"""

import math
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from geo.model.errors import NotFoundError, ReportError
from geo.model.reports import stamp
from geo.model.walks import StopDraft, Walk, WalkDraft
from geo.reporting.codes import mark
from geo.reporting.field_book import FieldBook, Landed, Signature, check_key, check_text
from geo.store.cases import insert_audit
from geo.store.field import insert_row, read_walks, row_of_key

STOPS_MOST = 40
PLACE_MOST, LINE_MOST = 80, 200
"""Letters of a stop's place, and of a line of the plan."""


def plan_walk(book: FieldBook, key: str, draft: WalkDraft, signed: Signature) -> Landed:
    """Keep a walk with its stops, whole and once.

    Raises
    ------
    ReportError
        ``walk.*`` where the plan cannot be, or what its words are refused for.
    """
    check_key(key)
    check_day(draft.day)
    check_stops(draft.stops)
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
    stops = [stop_row(number, stop) for number, stop in enumerate(draft.stops)]
    with book.database.writing() as connection:
        before = row_of_key(connection, book.tables.walks, key_mark)
        if before is not None:
            return Landed(before, again=True)
        number = insert_row(connection, book.tables.walks, row)
        for stop in stops:
            insert_row(connection, book.tables.stops, {**stop, "walk_id": number})
        audit_walk(connection, book, signed, "plan_walk", number)
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
        return walk_in(connection, book, number)


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
    fresh = [stop_row(len(named) + k, stop) for k, stop in enumerate(added)]
    table, notes = book.tables.stops, book.tables.notes
    with book.database.writing() as connection:
        walk = walk_in(connection, book, number)
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
        audit_walk(connection, book, signed, "change_stops", number)


def mark_held(book: FieldBook, number: int, signed: Signature) -> None:
    """Note that a walk was held."""
    table = book.tables.walks
    with book.database.writing() as connection:
        walk_in(connection, book, number)
        done = sa.update(table).where(table.c.fid == number).values(held=stamp(signed.now))
        connection.execute(done)
        audit_walk(connection, book, signed, "held_walk", number)


def walk_in(connection: sa.Connection, book: FieldBook, number: int) -> Walk:
    """Answer a walk inside a transaction; ``NotFoundError`` where there is none."""
    found = next((w for w in read_walks(connection, book.tables) if w.id == number), None)
    if found is None:
        raise NotFoundError("walk.unknown", walk=number)
    return found


def stop_row(position: int, stop: StopDraft) -> dict[str, object]:
    """Answer the row of a stop, its words checked."""
    return {
        "position": position,
        "x": stop.x,
        "y": stop.y,
        "place": check_text("place", stop.place, PLACE_MOST),
        "dark_m": stop.dark_m,
        "lux": stop.lux,
    }


def check_stops(stops: Sequence[StopDraft]) -> None:
    """Refuse no stop, too many, or one that is nowhere."""
    if not 0 < len(stops) <= STOPS_MOST:
        raise ReportError("walk.no_stops", most=STOPS_MOST)
    if not all(math.isfinite(stop.x) and math.isfinite(stop.y) for stop in stops):
        raise ReportError("walk.no_stops", most=STOPS_MOST)


def check_day(text: str) -> None:
    """Refuse what is no ISO date."""
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ReportError("case.bad_date", date=text) from None


def audit_walk(
    connection: sa.Connection, book: FieldBook, signed: Signature, what: str, number: int
) -> None:
    """Write down that somebody did something about a walk, never what it holds."""
    known = book.database.tables
    insert_audit(connection, known, signed.by, what, f"walk {number}", signed.now)
