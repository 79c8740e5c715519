"""Counts and walks in and out of a transaction."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from geo.model.field import Counted, FieldCount, LampState, LampType, Thing
from geo.model.reports import moment
from geo.model.walks import Item, Light, Note, Stop, Walk
from geo.store.field_tables import FieldTables


def insert_row(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> int:
    """Write a row and answer its number."""
    key = connection.execute(sa.insert(table).values(**row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def row_of_key(connection: sa.Connection, table: sa.Table, key_mark: str) -> int | None:
    """Answer the row that came with a key, or None where none has."""
    found = connection.scalar(sa.select(table.c.fid).where(table.c.key_mark == key_mark))
    return None if found is None else int(found)


def read_counts(connection: sa.Connection, known: FieldTables) -> list[FieldCount]:
    """Answer every count, newest first."""
    table = known.counts
    rows = connection.execute(sa.select(table).order_by(table.c.fid.desc()))
    return [FieldCount(row.fid, moment(row.created), row.department, row.job) for row in rows]


def read_entries(connection: sa.Connection, known: FieldTables, count: int) -> list[Counted]:
    """Answer what was counted, oldest first."""
    table = known.entries
    wanted = sa.select(table).where(table.c.count_id == count).order_by(table.c.fid)
    return [_counted(row) for row in connection.execute(wanted)]


def read_walks(connection: sa.Connection, known: FieldTables) -> list[Walk]:
    """Answer every walk with its stops, newest first."""
    table, stops = known.walks, known.stops
    by_walk: dict[int, list[Stop]] = {}
    ordered = sa.select(stops).order_by(stops.c.position, stops.c.fid)
    for row in connection.execute(ordered):
        by_walk.setdefault(row.walk_id, []).append(
            Stop(row.fid, row.position, row.x, row.y, row.place, row.dark_m, row.lux)
        )
    rows = connection.execute(sa.select(table).order_by(table.c.fid.desc()))
    return [
        Walk(
            id=row.fid,
            created=moment(row.created),
            department=row.department,
            day=row.day,
            meeting=row.meeting,
            participants=row.participants,
            held=None if row.held is None else moment(row.held),
            stops=tuple(by_walk.get(row.fid, ())),
        )
        for row in rows
    ]


def read_notes(connection: sa.Connection, known: FieldTables, stops: Sequence[int]) -> list[Note]:
    """Answer what was handed in about some stops, oldest first."""
    table = known.notes
    wanted = sa.select(table).where(table.c.stop_id.in_(stops)).order_by(table.c.fid)
    return [
        Note(
            id=row.fid,
            stop=row.stop_id,
            created=moment(row.created),
            light=Light(row.light),
            ratings={Item(item): int(value) for item, value in json.loads(row.ratings).items()},
            feelings=tuple(json.loads(row.feelings)),
            words=row.words,
            decision=row.decision,
            owner=row.owner,
            deadline=row.deadline,
            photos=tuple(json.loads(row.photos)),
            case=row.case_id,
        )
        for row in connection.execute(wanted)
    ]


def field_photos(connection: sa.Connection, known: FieldTables) -> set[str]:
    """Answer the names of all pictures that an entry or a note holds."""
    named = connection.scalars(
        sa.select(known.entries.c.photo).where(known.entries.c.photo.is_not(None))
    )
    listed = connection.scalars(sa.select(known.notes.c.photos).where(known.notes.c.photos != "[]"))
    return {*named, *(name for text in listed for name in json.loads(text))}


def _counted(row: sa.Row[Any]) -> Counted:
    return Counted(
        id=row.fid,
        name=f"felt-{row.key_mark[:12]}",
        created=moment(row.created),
        thing=Thing(row.thing),
        points=tuple((float(x), float(y)) for x, y in json.loads(row.points)),
        accuracy_m=row.accuracy_m,
        lamp_type=None if row.lamp_type is None else LampType(row.lamp_type),
        state=None if row.state is None else LampState(row.state),
        number=row.number,
        height_m=row.height_m,
        words=row.words,
        photo=row.photo,
    )
