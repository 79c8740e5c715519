"""Write a copy for QGIS: one quiet file, also when somebody is importing at the moment.

The live file keeps a log beside it (WAL) that a network share cannot carry; the copy has none. It
holds the delivered layers, their sources, the imports and the scorings, and no history: a backup
is another thing.
"""

import os
import sqlite3
import tempfile
from pathlib import Path

from geo.model.errors import WorkspaceError
from geo.store.copying import copy_tables
from geo.store.engines import told
from geo.store.geometry_type import index_name
from geo.store.opening import FILE, Database, open_database
from geo.store.styles import write_styles
from geo.store.tables import Tables


def export(database: Database, path: Path) -> Path:
    """Write the copy beside its place and move it there when it is whole.

    Raises
    ------
    WorkspaceError
        ``workspace.export_over_itself`` or ``workspace.not_writable``.
    """
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
            copy_tables(there, database.tables, here, local.tables)
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
            unneeded = [table for name, table in known.layers.items() if name not in delivered]
            unneeded += [table for table in known.results.values() if _empty(raw, table.name)]
            unneeded += [*known.history.values(), known.workspace, known.column_maps]
            raw.execute("BEGIN")
            for table in (*unneeded, known.standing):
                _drop(raw, table.name)
            left = [name for name in (*known.layers, *known.results) if _there(raw, name)]
            write_styles(raw, [name for name in left if known.indexed(name)])
            raw.execute("COMMIT")
            raw.execute("VACUUM")
        finally:
            raw.close()


def _empty(raw: sqlite3.Connection, name: str) -> bool:
    return raw.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() is None  # noqa: S608 - our own


def _there(raw: sqlite3.Connection, name: str) -> bool:
    found = raw.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,))
    return found.fetchone() is not None


def _drop(raw: sqlite3.Connection, name: str) -> None:
    for table in ("gpkg_extensions", "gpkg_geometry_columns", "gpkg_contents"):
        raw.execute(f"DELETE FROM {table} WHERE table_name = ?", (name,))  # noqa: S608 - our own
    raw.execute(f'DROP TABLE IF EXISTS "{index_name(name)}"')
    raw.execute(f'DROP TABLE "{name}"')
