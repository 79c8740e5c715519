"""Write a copy for QGIS: one quiet file, also when somebody is importing at the moment.

The live file keeps a log beside it (WAL) that a network share cannot carry; the copy has none. It
holds the delivered layers, their sources, the imports and the scorings, and no history: a backup
is another thing.
"""

import os
import sqlite3
import tempfile
from pathlib import Path

import sqlalchemy as sa

from geo.model.errors import WorkspaceError
from geo.store.geometry_type import index_name
from geo.store.opening import FILE, Database, open_database, told
from geo.store.tables import Tables


def export(database: Database, path: Path) -> Path:
    """Write the copy beside its place and move it there when it is whole."""
    if path.resolve() == (Path(database.place) / FILE).resolve():
        raise WorkspaceError("workspace.export_over_itself", place=str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", dir=path.parent) as folder:
            copy = _copy(database, Path(folder))
            _finish(copy, database.tables)
            os.replace(copy, path)  # noqa: PTH105 - over what stands there, in one step
    except PermissionError:
        raise WorkspaceError("workspace.not_writable", place=str(path.parent)) from None
    return path


def _copy(database: Database, folder: Path) -> Path:
    copy = folder / "copy.gpkg"
    if database.engine.dialect.name != "sqlite":
        return _copy_server(database, folder)
    with told(database.place):
        raw = sqlite3.connect(Path(database.place) / FILE, isolation_level=None)
        try:
            raw.execute("VACUUM INTO ?", (str(copy),))
        finally:
            raw.close()
    return copy


def _copy_server(database: Database, folder: Path) -> Path:
    """Write the server's tables row by row into a fresh file of the same shape."""
    local = open_database(folder / "copy")
    try:
        with database.reading() as there, local.writing() as here:
            here.execute(sa.delete(local.tables.workspace))
            for theirs, ours in zip(
                database.tables.metadata.sorted_tables,
                local.tables.metadata.sorted_tables,
                strict=True,
            ):
                rows = [dict(row._mapping) for row in there.execute(sa.select(theirs))]  # noqa: SLF001 - public in SQLAlchemy
                if rows:
                    here.execute(sa.insert(ours), rows)
    finally:
        local.engine.dispose()
    return folder / "copy" / FILE


def _finish(copy: Path, known: Tables) -> None:
    """Leave what a map needs: no history, no layer that was never delivered, no log beside it."""
    with told(str(copy)):
        raw = sqlite3.connect(copy, isolation_level=None)
        try:
            raw.execute("PRAGMA journal_mode = DELETE")
            delivered = {row[0] for row in raw.execute("SELECT layer FROM sources")}
            empty = [table for name, table in known.layers.items() if name not in delivered]
            raw.execute("BEGIN")
            for table in (*empty, *known.history.values(), known.workspace):
                _drop(raw, table.name)
            raw.execute("COMMIT")
            raw.execute("VACUUM")
        finally:
            raw.close()


def _drop(raw: sqlite3.Connection, name: str) -> None:
    for table in ("gpkg_extensions", "gpkg_geometry_columns", "gpkg_contents"):
        raw.execute(f"DELETE FROM {table} WHERE table_name = ?", (name,))  # noqa: S608 - our own
    raw.execute(f'DROP TABLE IF EXISTS "{index_name(name)}"')
    raw.execute(f'DROP TABLE "{name}"')
