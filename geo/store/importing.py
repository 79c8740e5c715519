"""Take a delivery into the workspace, or take the last one out again."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import geopandas as gpd
import sqlalchemy as sa

from geo.model.delivery import Delivery, LayerCount, Receipt
from geo.model.errors import WorkspaceError
from geo.model.issues import Issue, Severity
from geo.model.layers import layer_spec
from geo.store.comparing import change_findings, changes_of
from geo.store.drawing import drawn_departments
from geo.store.findings import place_findings
from geo.store.landing import (
    begin_import,
    finish_import,
    now,
    replace_layer,
    restore_layer,
)
from geo.store.opening import Database
from geo.store.reading import read_layer, read_sources
from geo.store.remembering import save_maps
from geo.store.rows import Prepared, prepared
from geo.store.shifted import shift_findings
from geo.store.tables import Tables


def foresee(database: Database, delivery: Delivery) -> Receipt:
    """Answer what landing a delivery would change and what it would find; nothing is written."""
    known = database.tables
    with database.reading() as connection:
        changes = changes_of(connection, known, delivery)
        stored = _Stored(connection, known)
        standing = {**{name: stored[name] for name in stored}, **delivery.layers}
        issues = [*delivery.issues, *place_findings(delivery, None, standing)]
        others = {name: stored[name] for name in stored if name not in delivery.layers}
        issues += shift_findings(delivery.layers, others)
    found = _errors_first([*issues, *change_findings(changes)])
    return Receipt(
        delivery.counts,
        found,
        committed=False,
        fingerprint=delivery.fingerprint,
        changes=changes,
    )


def add(database: Database, delivery: Delivery, *, accept: bool) -> Receipt:
    """Land a delivery whole, or answer why it was not landed; nothing lands in part."""
    if delivery.needs_confirmation and not accept:
        return Receipt(
            delivery.counts, delivery.issues, committed=False, fingerprint=delivery.fingerprint
        )
    for name in delivery.layers:
        layer_spec(name)
    if not delivery.layers:
        nothing = Issue(Severity.ERROR, "import.empty", delivery.name)
        issues = (nothing, *delivery.issues)
        return Receipt(delivery.counts, issues, committed=False, fingerprint=delivery.fingerprint)
    dialect = database.engine.dialect.name
    rows = [prepared(name, frame, dialect) for name, frame in sorted(delivery.layers.items())]
    content = hashlib.sha256("".join(row.content for row in rows).encode()).hexdigest()
    with database.writing() as connection:
        before = _same(connection, database.tables, delivery.fingerprint, content)
        if before is not None:
            return _known_already(delivery, *before)
        return _land(connection, database, delivery, rows, content)


def _land(
    connection: sa.Connection,
    database: Database,
    delivery: Delivery,
    rows: Sequence[Prepared],
    content: str,
) -> Receipt:
    known, dialect = database.tables, connection.dialect.name
    number = begin_import(connection, known, delivery, content)
    counts = dict(delivery.counts)
    for row in rows:
        counts.setdefault(row.layer, LayerCount(read=len(row)))
    changes = changes_of(connection, known, delivery)
    for row in rows:
        replace_layer(connection, known, row, number, delivery.sources[row.layer])
    stored = _Stored(connection, known)
    drawn = drawn_departments(delivery, stored, stored.sources)
    issues = list(drawn.issues)
    if drawn.frame is not None and drawn.source is not None:
        made = prepared("departments", drawn.frame, dialect)
        replace_layer(connection, known, made, number, drawn.source)
        counts["departments"] = LayerCount(read=len(drawn.frame))
    issues += place_findings(delivery, drawn.frame, stored)
    issues += change_findings(changes)
    others = {name: stored[name] for name in stored if name not in delivery.layers}
    issues += shift_findings(delivery.layers, others)
    save_maps(connection, known, delivery.maps)
    found = _errors_first([*delivery.issues, *issues, *_left_out(rows)])
    finish_import(connection, known, number, counts, found, changes)
    return Receipt(counts, found, True, number, delivery.fingerprint, changes)  # noqa: FBT003 - committed


def _left_out(rows: Sequence[Prepared]) -> list[Issue]:
    return [
        Issue(
            Severity.NOTICE,
            "import.left_out",
            row.layer,
            None,
            {"columns": ", ".join(row.left_out)},
        )
        for row in rows
        if row.left_out
    ]


class _Stored(Mapping[str, gpd.GeoDataFrame]):
    """Layers as they stand inside the transaction, read when they are asked for."""

    def __init__(self, connection: sa.Connection, known: Tables) -> None:
        self._connection, self._known = connection, known
        self.sources = read_sources(connection, known)

    def __getitem__(self, name: str) -> gpd.GeoDataFrame:
        if name not in self.sources:
            raise KeyError(name)
        return read_layer(self._connection, self._known, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.sources)

    def __len__(self) -> int:
        return len(self.sources)


def _same(
    connection: sa.Connection, known: Tables, fingerprint: str, content: str
) -> tuple[int, str] | None:
    """Answer the import that brought the very same, where all of it still stands."""
    table = known.imports
    chosen = sa.select(table.c.fid, table.c.created, table.c.layers).where(
        table.c.fingerprint == fingerprint,
        table.c.content == content,
        table.c.undone.is_(None),
    )
    last = connection.execute(chosen.order_by(table.c.fid.desc()).limit(1)).first()
    if last is None:
        return None
    ours = sa.select(known.sources.c.layer).where(known.sources.c.import_id == last.fid)
    later = sa.select(sa.func.count()).where(
        known.sources.c.layer.in_(ours), known.sources.c.import_id > last.fid
    )
    if connection.execute(later).scalar_one():
        return None
    return int(last.fid), str(last.created)


def _known_already(delivery: Delivery, number: int, created: str) -> Receipt:
    facts = {"name": delivery.name, "date": created[:10], "number": number}
    issue = Issue(Severity.NOTICE, "import.same", None, None, facts)
    issues = _errors_first([*delivery.issues, issue])
    return Receipt(delivery.counts, issues, True, number, delivery.fingerprint)  # noqa: FBT003


def _errors_first(issues: Sequence[Issue]) -> tuple[Issue, ...]:
    order = list(Severity)
    return tuple(sorted(issues, key=lambda issue: order.index(issue.severity)))


def undo(database: Database) -> Receipt:
    """Take the last import out: each of its layers is again what it was before.

    Raises
    ------
    WorkspaceError
        ``import.nothing_to_undo``.
    """
    known = database.tables
    with database.writing() as connection:
        table = known.imports
        standing = sa.select(table).where(table.c.undone.is_(None))
        last = connection.execute(standing.order_by(table.c.fid.desc()).limit(1)).first()
        if last is None:
            raise WorkspaceError("import.nothing_to_undo", place=database.place)
        number = int(last.fid)
        chosen = sa.select(known.sources.c.layer).where(known.sources.c.import_id == number)
        layers = sorted(connection.execute(chosen).scalars())
        for layer in layers:
            restore_layer(connection, known, layer, number)
        connection.execute(sa.delete(known.sources).where(known.sources.c.import_id == number))
        done = sa.update(table).where(table.c.fid == number).values(undone=now())
        connection.execute(done)
    counts = {
        name: LayerCount(**count)
        for name, count in json.loads(last.layers).items()
        if name in layers
    }
    facts = {"name": last.name, "date": last.created[:10], "number": number}
    issue = Issue(Severity.NOTICE, "import.undone", None, None, facts)
    return replace(
        Receipt(counts, (issue,), committed=True), import_id=number, fingerprint=last.fingerprint
    )
