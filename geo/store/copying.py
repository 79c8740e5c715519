"""Copy whole databases between a folder and a server, and prove that nothing differs."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
import sqlalchemy as sa

from geo.model.errors import WorkspaceError
from geo.store.geometry_type import RawGeometry, decoded, encoded
from geo.store.geopackage import create_triggers, drop_triggers, note_contents
from geo.store.opening import Database
from geo.store.rtree import refill
from geo.store.tables import Tables

BATCH = 10_000


@dataclass(frozen=True)
class TableCopy:
    """How many rows of a table were copied, and the hash that both sides have."""

    table: str
    rows: int
    checksum: str


def move(source: Database, target: Database) -> tuple[TableCopy, ...]:
    """Copy everything of a database into an empty one, whole or not at all.

    Parameters
    ----------
    source
        Stays as it is.
    target
        Holds nothing yet.

    Raises
    ------
    WorkspaceError
        Where the target holds something, or a table did not arrive as it was sent.
    """
    with source.reading() as there, target.writing() as here:
        return move_between(there, source, here, target)


def move_between(
    there: sa.Connection, source: Database, here: sa.Connection, target: Database
) -> tuple[TableCopy, ...]:
    """Do the same between transactions that are open already."""
    _refuse_full(here, target)
    copies = copy_tables(there, source.tables, here, target.tables)
    for copy in copies:
        prove_arrival(here, target.tables.by_name(copy.table), copy, target.place)
    return copies


def prove_arrival(here: sa.Connection, table: sa.Table, sent: TableCopy, place: str) -> None:
    """Refuse a copy that did not arrive as it was sent.

    Raises
    ------
    WorkspaceError
        ``workspace.copy_differs``.
    """
    arrived = checksum(here, table)
    if arrived != (sent.rows, sent.checksum):
        raise WorkspaceError(
            "workspace.copy_differs",
            table=sent.table,
            sent=sent.rows,
            arrived=arrived[0],
            place=place,
        )


def _refuse_full(here: sa.Connection, target: Database) -> None:
    for table in target.tables.content:
        count = here.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        if count:
            raise WorkspaceError("workspace.not_empty", place=target.place, table=table.name)


def copy_tables(
    there: sa.Connection, theirs: Tables, here: sa.Connection, ours: Tables
) -> tuple[TableCopy, ...]:
    """Copy every table row by row, keys and all, into tables that hold nothing."""
    return tuple(
        _copy(there, one, here, other, indexed=ours.indexed(other.name))
        for one, other in zip(theirs.content, ours.content, strict=True)
    )


def copy_rows(
    there: sa.Connection, one: sa.Table, here: sa.Connection, other: sa.Table
) -> TableCopy:
    """Copy one table that no map draws, keys and all, into one that holds nothing."""
    return _copy(there, one, here, other, indexed=False)


def _copy(
    there: sa.Connection,
    one: sa.Table,
    here: sa.Connection,
    other: sa.Table,
    *,
    indexed: bool,
) -> TableCopy:
    local = here.dialect.name == "sqlite"
    if indexed and local:
        drop_triggers(here, other.name)
    digest, count = hashlib.sha256(), 0
    keys: list[int] = []
    bounds: list[Any] = []
    for rows, shapes in _batches(there, one):
        _digested(digest, rows, shapes)
        _insert(here, other, rows, shapes)
        count += len(rows)
        if indexed:
            keys += [int(row[0]) for row in rows]
            bounds.append(shapely.bounds(shapes))
    if indexed and local:
        refill(here, other.name, keys, np.concatenate(bounds) if bounds else np.empty((0, 4)))
        create_triggers(here, other.name)
        note_contents(here, other.name)
    if not local and count:
        _continue_keys(here, other)
    return TableCopy(one.name, count, digest.hexdigest())


def checksum(connection: sa.Connection, table: sa.Table) -> tuple[int, str]:
    """Answer the number of rows of a table and a hash of them that every database agrees on."""
    digest, count = hashlib.sha256(), 0
    for rows, shapes in _batches(connection, table):
        _digested(digest, rows, shapes)
        count += len(rows)
    return count, digest.hexdigest()


Rows = Sequence[Sequence[Any]]


def _batches(connection: sa.Connection, table: sa.Table) -> Iterator[tuple[Rows, Any]]:
    """Answer rows without their geometry, and the geometry beside them, in the order of keys."""
    plain = [column for column in table.c if column.name != "geom"]
    shape = [sa.type_coerce(table.c.geom, RawGeometry())] if "geom" in table.c else []
    chosen = sa.select(*plain, *shape).order_by(table.c.fid)
    last = None
    while True:
        page = chosen if last is None else chosen.where(table.c.fid > last)
        found = [tuple(row) for row in connection.execute(page.limit(BATCH))]
        if not found:
            return
        last = found[-1][0]
        shapes = decoded([row[-1] for row in found]) if shape else np.full(len(found), None, object)
        yield [row[: len(plain)] for row in found], shapes


def _digested(digest: Any, rows: Rows, shapes: Any) -> None:
    blobs = shapely.to_wkb(shapes, byte_order=1)
    for row, blob in zip(rows, blobs, strict=True):
        digest.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
        digest.update(blob or b"")


def _insert(here: sa.Connection, table: sa.Table, rows: Rows, shapes: Any) -> None:
    names = [column.name for column in table.c if column.name != "geom"]
    values = [list(column) for column in zip(*rows, strict=True)]
    if "geom" in table.c:
        names.append("geom")
        values.append(encoded(shapes, here.dialect.name))
    compiled = sa.insert(table).compile(dialect=here.dialect, column_keys=names)
    given = dict(zip(names, values, strict=True))
    order: Sequence[str] = compiled.positiontup or names
    tuples = list(zip(*(given[name] for name in order), strict=True))
    here.exec_driver_sql(str(compiled), tuples)


def _continue_keys(here: sa.Connection, table: sa.Table) -> None:
    """Let the server number on from the highest key."""
    name = f"{table.schema}.{table.name}" if table.schema else table.name
    top = sa.select(sa.func.max(table.c.fid)).scalar_subquery()
    sequence = sa.func.pg_get_serial_sequence(name, "fid")
    here.execute(sa.select(sa.func.setval(sequence, top)))
