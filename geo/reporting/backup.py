"""Everything of a workspace in one file, taken while it is in use, and back again.

All of it is one moment: writers of layers and of cases are held until both are being read and the
pictures are linked, then both databases of a folder are copied by SQLite's own online backup. A
server's are copied row by row out of one snapshot into such a folder: the file is the same, and a
copy of either can be laid out as the other. The file holds what residents wrote, so whoever holds
it holds that.
"""

import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from geo.model.errors import WorkspaceError
from geo.reporting.codes import FILE as KEY
from geo.reporting.moving import beside, move_workspace
from geo.reporting.pictures_along import SHOWN, hold
from geo.store.case_opening import FILE as CASES
from geo.store.case_opening import PHOTOS
from geo.store.engines import on_server
from geo.store.moving import move_whole, new_folder
from geo.store.one_moment import files_at_one_moment, opened

LAYERS = "kort.gpkg"
LIST = "indhold.json"
FORMAT = 1


@dataclass(frozen=True)
class Copied:
    """What a backup holds.

    Parameters
    ----------
    path
        Where it lies, or where it was restored to.
    files
        SHA-256 of each file.
    counts
        Rows of each table, ``database/table``.
    """

    path: Path
    files: Mapping[str, str]
    counts: Mapping[str, int]


def back_up(workspace: str | Path, target: str | Path, private: str | Path | None = None) -> Copied:
    """Write a backup of a workspace; it has its name only when it is whole.

    Parameters
    ----------
    workspace
        A folder, or the address of a PostgreSQL server.
    target
        The file.
    private
        Folder of key and pictures, where the workspace is on a server.

    Raises
    ------
    WorkspaceError
        ``workspace.missing``, ``backup.there``, ``backup.private`` or what the server refuses.
    """
    out = Path(target)
    if out.exists():
        raise WorkspaceError("backup.there", place=str(out))
    own = beside(workspace, private)
    with tempfile.TemporaryDirectory(dir=out.absolute().parent, prefix=".backup-") as name:
        room = Path(name)
        take = _of_server if on_server(workspace) else _of_folder
        pictures = take(str(workspace), own / PHOTOS, room)
        files = {name: room / name for name in (CASES, LAYERS) if (room / name).exists()}
        counts: dict[str, int] = {}
        for database in files.values():
            counts |= _counts(database)
        if (own / KEY).exists():
            files[KEY] = own / KEY
        for picture in sorted(pictures.glob(SHOWN)):
            files[f"{PHOTOS}/{picture.name}"] = picture
        return _write(room / "whole.zip", out, files, counts)


def _of_folder(workspace: str, pictures: Path, room: Path) -> Path:
    """Copy a folder's databases as they stood together; answer its pictures of that moment."""
    names = [name for name in (LAYERS, CASES) if (Path(workspace) / name).exists()]
    if not names:
        raise WorkspaceError("workspace.missing", place=workspace)
    held: list[Path] = []
    files = [Path(workspace) / name for name in names]
    with files_at_one_moment(files, lambda: held.append(hold(pictures, room))) as readings:
        for name, reading in zip(names, readings, strict=True):
            _copy(reading, room / name)
    return held[0]


def _of_server(workspace: str, pictures: Path, room: Path) -> Path:
    """Copy a server's schemas as they stood together into files; answer the pictures likewise."""
    held: list[Path] = []
    with opened(workspace) as source:
        move_whole(source, room, lambda: held.append(hold(pictures, room)))
    return held[0]


def restore(source: str | Path, workspace: str | Path, private: str | Path | None = None) -> Copied:
    """Lay a backup out as a workspace that is not there yet; checked before it has its name.

    Parameters
    ----------
    source
        The file.
    workspace
        A folder, or the address of a PostgreSQL server whose schemas hold nothing.
    private
        Folder of key and pictures, where the workspace is on a server.

    Raises
    ------
    WorkspaceError
        ``backup.not_empty``, ``workspace.not_empty``, ``backup.private``, ``backup.unreadable`` or
        ``backup.damaged``.
    """
    if on_server(workspace):
        return _restored(source, str(workspace), beside(workspace, private))
    folder = Path(workspace)
    with new_folder(folder) as place:
        files, counts = _laid_out(source, place)
    return Copied(folder, files, counts)


def _laid_out(source: str | Path, place: Path) -> tuple[dict[str, str], dict[str, int]]:
    """Lay a file out in a new folder and check it; answer what it said of itself."""
    try:
        with zipfile.ZipFile(source) as archive:
            told = json.loads(archive.read(LIST))
            files, counts = dict(told["files"]), dict(told["counts"])
            for name in files:
                _lay_out(archive, name, place)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise WorkspaceError("backup.unreadable", place=str(source)) from error
    _check(place, files, counts)
    return files, counts


def _restored(source: str | Path, server: str, own: Path) -> Copied:
    """Lay a backup out on a server; key and pictures go to the private folder."""
    if (own / KEY).exists() or any((own / PHOTOS).glob("*")):
        raise WorkspaceError("backup.not_empty", place=str(own))
    own.absolute().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=own.absolute().parent, prefix=".restore-") as room:
        files, counts = _laid_out(source, Path(room))
        move_workspace(Path(room), server, own)
    return Copied(own, files, counts)


def _copy(reading: sqlite3.Connection, target: Path) -> None:
    with closing(sqlite3.connect(target)) as there:
        reading.backup(there)
        there.execute("PRAGMA journal_mode = DELETE")


def _counts(database: Path) -> dict[str, int]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'rtree_%' "
            "AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        return {
            f"{database.name}/{name}": connection.execute(
                f'SELECT count(*) FROM "{name}"'  # noqa: S608 - a table's own name, quoted
            ).fetchone()[0]
            for (name,) in names.fetchall()
        }


def _write(whole: Path, out: Path, files: Mapping[str, Path], counts: Mapping[str, int]) -> Copied:
    sums: dict[str, str] = {}
    with zipfile.ZipFile(whole, "x", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, path in files.items():
            try:
                sums[name] = _sum(path)
                archive.write(path, name)
            except FileNotFoundError:
                sums.pop(name, None)  # a picture whose clock ran out while we were copying
        told = {"format": FORMAT, "files": sums, "counts": dict(counts)}
        archive.writestr(LIST, json.dumps(told, indent=1))
    whole.chmod(0o600)
    with whole.open("rb") as file:
        os.fsync(file.fileno())
    whole.rename(out)
    return Copied(out, sums, counts)


def _lay_out(archive: zipfile.ZipFile, name: str, place: Path) -> None:
    parts = PurePosixPath(name).parts
    known = len(parts) == 1 and name in {CASES, LAYERS, KEY}
    picture = len(parts) == 2 and parts[0] == PHOTOS and parts[1].endswith(".jpg")  # noqa: PLR2004 - folder and file
    if ".." in parts or not (known or picture):
        raise ValueError(name)
    target = place / name
    target.parent.mkdir(exist_ok=True)
    with archive.open(name) as packed, target.open("xb") as file:
        for part in iter(lambda: packed.read(1 << 20), b""):
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    if name == KEY:
        target.chmod(0o600)


def _check(place: Path, files: Mapping[str, str], counts: Mapping[str, int]) -> None:
    wrong = [name for name, known in files.items() if _sum(place / name) != known]
    found: dict[str, int] = {}
    for name in (CASES, LAYERS):
        if not wrong and name in files:
            found |= _counts(place / name)
    if wrong or found != dict(counts):
        raise WorkspaceError("backup.damaged", place=", ".join(wrong) or CASES)


def _sum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for part in _parts(file):
            digest.update(part)
    return digest.hexdigest()


def _parts(file: BinaryIO) -> Iterator[bytes]:
    while part := file.read(1 << 20):
        yield part
