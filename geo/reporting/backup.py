"""Everything of a workspace in one file, taken while it is in use, and back again.

Both databases of a folder are copied by SQLite's own online backup: each copy is one state, whoever
writes meanwhile. A server's are copied row by row in one reading each, into such a folder: the file
is the same, and a copy of either can be laid out as the other. Reports first: a picture that a
report names is then on the disk already. The file holds what residents wrote, so whoever holds it
holds that.
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
from geo.store import Workspace
from geo.store.case_opening import FILE as CASES
from geo.store.case_opening import PHOTOS, open_cases
from geo.store.moving_cases import empty_cases, move_cases

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
    with tempfile.TemporaryDirectory(dir=out.absolute().parent, prefix=".backup-") as room:
        if "://" in str(workspace):
            own = _private(private)
            folder = Path(room) / "server"
            _fetch(str(workspace), folder)
        else:
            own = folder = Path(workspace)
        if not (folder / LAYERS).exists() and not (folder / CASES).exists():
            raise WorkspaceError("workspace.missing", place=str(folder))
        return _backed_up(folder, own, Path(room), out)


def _backed_up(folder: Path, own: Path, place: Path, out: Path) -> Copied:
    """Write a folder's databases, and key and pictures beside them, into a file."""
    files: dict[str, Path] = {}
    counts: dict[str, int] = {}
    for name in (CASES, LAYERS):
        if (folder / name).exists():
            _copy(folder / name, place / name)
            counts |= _counts(place / name)
            files[name] = place / name
    if (own / KEY).exists():
        files[KEY] = own / KEY
    for picture in sorted((own / PHOTOS).glob("*.jpg")):
        files[f"{PHOTOS}/{picture.name}"] = picture
    return _write(place / "whole.zip", out, files, counts)


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
    if "://" in str(workspace):
        return _restored(source, str(workspace), _private(private))
    folder = Path(workspace)
    if folder.exists() and any(folder.iterdir()):
        raise WorkspaceError("backup.not_empty", place=str(folder))
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.absolute().parent, prefix=".restore-") as room:
        place = Path(room) / "whole"
        files, counts = _laid_out(source, place)
        if folder.exists():
            folder.rmdir()
        place.rename(folder)
    return Copied(folder, files, counts)


def _laid_out(source: str | Path, place: Path) -> tuple[dict[str, str], dict[str, int]]:
    """Lay a file out in a new folder and check it; answer what it said of itself."""
    place.mkdir(mode=0o700)
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


def _private(private: str | Path | None) -> Path:
    if private is None:
        raise WorkspaceError("backup.private")
    return Path(private)


def _fetch(server: str, folder: Path) -> None:
    """Copy a server's schemas into a folder: what was reported first."""
    there, here = open_cases(server), open_cases(folder)
    try:
        move_cases(there, here)
    finally:
        there.close()
        here.close()
    with Workspace(server) as layers:
        layers.move_to(folder)


def _restored(source: str | Path, server: str, own: Path) -> Copied:
    """Lay a backup out on a server; key and pictures go to the private folder."""
    if (own / KEY).exists() or any((own / PHOTOS).glob("*")):
        raise WorkspaceError("backup.not_empty", place=str(own))
    own.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=own.absolute().parent, prefix=".restore-") as room:
        place = Path(room) / "whole"
        files, counts = _laid_out(source, place)
        here, there = open_cases(place), open_cases(server)
        try:
            move_cases(here, there)
            try:
                with Workspace(place) as layers:
                    layers.move_to(server)
            except BaseException:
                empty_cases(there)  # whole or not at all
                raise
        finally:
            here.close()
            there.close()
        for name in (PHOTOS, KEY):
            if (place / name).exists():
                if (own / name).is_dir():
                    (own / name).rmdir()
                (place / name).rename(own / name)
    return Copied(own, files, counts)


def _copy(source: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as here,
        closing(sqlite3.connect(target)) as there,
    ):
        here.backup(there)
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
