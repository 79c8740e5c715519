"""What a walk decided becomes a case on the desk, once."""

import sqlalchemy as sa

from geo.model.errors import NotFoundError, ReportError
from geo.model.reports import Event, Kind, Setting, Status, stamp
from geo.model.walks import Note
from geo.reporting.field_book import FieldBook, Signature
from geo.reporting.ownership import Owner
from geo.reporting.walks import one_walk
from geo.store.cases import insert_audit, insert_case, insert_event
from geo.store.field import read_notes

DECIDED = "walk_decision"
"""Kind of the event with which such a case begins."""


def case_of_decision(
    book: FieldBook,
    walk: int,
    note: int,
    about: tuple[Kind, Owner | None],
    signed: Signature,
) -> int:
    """Make a case of a decision and answer its number; asked again it answers the same.

    A deadline makes it planned. Nothing is promised to the public: the case is not released, and
    the words of the decision are for staff.

    Parameters
    ----------
    about
        What is wrong there, and who owns the ground or None.

    Raises
    ------
    NotFoundError
        Where the walk has no such note.
    ReportError
        ``walk.no_decision`` where the note decides nothing.
    """
    held = one_walk(book, walk)
    stops = {stop.id: stop for stop in held.stops}
    known, table = book.database.tables, book.tables.notes
    kind, ground = about
    with book.database.writing() as connection:
        notes = read_notes(connection, book.tables, list(stops))
        found = next((one for one in notes if one.id == note), None)
        if found is None:
            raise NotFoundError("walk.unknown", walk=walk)
        if found.case is not None:
            return found.case
        if found.decision is None:
            raise ReportError("walk.no_decision")
        stop = stops[found.stop]
        row = {
            "created": stamp(signed.now),
            "updated": stamp(signed.now),
            "kind": kind.value,
            "status": _status(found).value,
            "x": stop.x,
            "y": stop.y,
            "place": stop.place,
            "setting": Setting.OUTDOORS.value,
            "department": held.department,
            "owner": found.owner or (ground.name if ground else None),
            "owner_kind": ground.kind if ground and not found.owner else None,
            "border": int(ground.border) if ground and not found.owner else 0,
            "expected": found.deadline,
            "counted": 0,
        }
        case = insert_case(connection, known, row)
        event = Event(
            signed.now, DECIDED, _status(found), found.decision, found.deadline, signed.by,
            public=False,
        )  # fmt: skip
        insert_event(connection, known, case, event)
        connection.execute(sa.update(table).where(table.c.fid == note).values(case_id=case))
        insert_audit(connection, known, signed.by, DECIDED, f"case {case}", signed.now)
    return case


def _status(note: Note) -> Status:
    return Status.PLANNED if note.deadline else Status.RECEIVED
