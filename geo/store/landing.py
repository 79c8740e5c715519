"""Write layers in one transaction: what was there goes to history, what is new takes its place."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import shapely
import sqlalchemy as sa

from geo.model.changes import LayerChanges
from geo.model.delivery import Delivery, LayerCount
from geo.model.issues import Issue
from geo.model.provenance import Source
from geo.store.geometry_type import RawGeometry, decoded
from geo.store.geopackage import create_triggers, drop_triggers, note_contents
from geo.store.rows import Prepared
from geo.store.rtree import refill
from geo.store.tables import Tables


def now() -> str:
    """Answer the moment as a GeoPackage writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def begin_import(connection: sa.Connection, known: Tables, delivery: Delivery, content: str) -> int:
    """Note an import and answer its number; counts and findings follow when it has landed."""
    row = {
        "created": now(),
        "name": delivery.name,
        "fingerprint": delivery.fingerprint,
        "content": content,
        "layers": "{}",
        "issues": "[]",
    }
    done = connection.execute(sa.insert(known.imports).values(row).returning(known.imports.c.fid))
    return int(done.scalar_one())


def finish_import(
    connection: sa.Connection,
    known: Tables,
    number: int,
    counts: Mapping[str, LayerCount],
    issues: Sequence[Issue],
    changes: Mapping[str, LayerChanges],
) -> None:
    """Note what an import brought, found and changed."""
    row = {
        "layers": json.dumps({name: count.to_dict() for name, count in counts.items()}),
        "issues": json.dumps([issue.to_dict() for issue in issues], ensure_ascii=False),
        "changes": json.dumps({name: change.to_dict() for name, change in changes.items()}),
    }
    table = known.imports
    connection.execute(sa.update(table).where(table.c.fid == number).values(row))


def replace_layer(
    connection: sa.Connection, known: Tables, rows: Prepared, number: int, source: Source
) -> None:
    """Put a delivered layer in the place of the stored one, which goes to history."""
    table = known.layers[rows.layer]
    with_index = connection.dialect.name == "sqlite" and "geom" in table.c
    if with_index:
        drop_triggers(connection, table.name)
    to_history(connection, known, rows.layer, number)
    connection.execute(sa.delete(table))
    first = _first_key(connection, known, rows.layer)
    _insert(connection, table, rows, number, first)
    if with_index:
        refill(connection, table.name, range(first, first + len(rows)), rows.bounds)
        create_triggers(connection, table.name)
        note_contents(connection, table.name)
    record = json.dumps(source.to_dict(), ensure_ascii=False)
    noted = {"layer": rows.layer, "import_id": number, "record": record}
    connection.execute(sa.insert(known.sources).values(noted))


def to_history(
    connection: sa.Connection, known: Tables, layer: str, replaced_by: int | None
) -> None:
    """Copy every row of a layer to its history, with the import that takes its place."""
    table, past = known.layers[layer], known.history[layer]
    kept = [column.name for column in table.c if column.name != "fid"]
    taker = sa.literal(replaced_by, past.c.replaced_by.type)
    chosen = sa.select(table.c.fid, taker, *(_as_kept(table, name) for name in kept))
    statement = sa.insert(past).from_select(
        ["former_fid", "replaced_by", *kept], chosen.order_by(table.c.fid)
    )
    connection.execute(statement)


def restore_layer(connection: sa.Connection, known: Tables, layer: str, number: int) -> None:
    """Put back the rows that an import replaced; those it brought are kept in history."""
    table, past = known.layers[layer], known.history[layer]
    with_index = connection.dialect.name == "sqlite" and "geom" in table.c
    if with_index:
        drop_triggers(connection, table.name)
    to_history(connection, known, layer, None)
    connection.execute(sa.delete(table))
    kept = [column.name for column in table.c if column.name != "fid"]
    theirs = past.c.replaced_by == number
    chosen = sa.select(past.c.former_fid, *(_as_kept(past, name) for name in kept)).where(theirs)
    connection.execute(
        sa.insert(table).from_select(["fid", *kept], chosen.order_by(past.c.former_fid))
    )
    connection.execute(sa.delete(past).where(theirs))
    if with_index:
        back = connection.execute(sa.select(table.c.fid, _as_kept(table, "geom"))).all()
        bounds = shapely.bounds(decoded([row.geom for row in back]))
        refill(connection, table.name, [row.fid for row in back], bounds)
        create_triggers(connection, table.name)
        note_contents(connection, table.name)


def _as_kept(table: sa.Table, name: str) -> Any:
    column = table.c[name]
    return sa.type_coerce(column, RawGeometry()).label("geom") if name == "geom" else column


def _first_key(connection: sa.Connection, known: Tables, layer: str) -> int:
    """Answer a key that no row of the layer has had, so that a key means one row for ever."""
    table, past = known.layers[layer], known.history[layer]
    used = [
        connection.execute(sa.select(sa.func.max(column))).scalar_one()
        for column in (table.c.fid, past.c.former_fid)
    ]
    return 1 + max((int(key) for key in used if key is not None), default=0)


def _insert(
    connection: sa.Connection, table: sa.Table, rows: Prepared, number: int, first: int
) -> None:
    if not len(rows):
        return
    names = ["fid", "import_id", *rows.columns]
    compiled = sa.insert(table).compile(dialect=connection.dialect, column_keys=names)
    values = dict(zip(rows.columns, rows.values, strict=True))
    count = len(rows)
    values["fid"] = list(range(first, first + count))
    values["import_id"] = [number] * count
    order: Sequence[str] = compiled.positiontup or names
    tuples = list(zip(*(values[name] for name in order), strict=True))
    connection.exec_driver_sql(str(compiled), tuples)
