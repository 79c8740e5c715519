"""Everything of a workspace in one file, taken while it is in use, and back again.

Both databases are copied by SQLite's own online backup: each copy is one state, whoever writes
meanwhile. Reports first: a picture that a report names is then on the disk already. The file holds
what residents wrote, so whoever holds it holds that.
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
from geo.store.case_opening import FILE as CASES
from geo.store.case_opening import PHOTOS

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


def back_up(workspace: str | Path, target: str | Path) -> Copied:
    """Write a backup of a workspace folder; it has its name only when it is whole.

    Raises
    ------
    WorkspaceError
        ``backup.server`` for a PostgreSQL address, ``workspace.missing``, ``backup.there``.
    """
    if "://" in str(workspace):
        raise WorkspaceError("backup.server")
    folder, out = Path(workspace), Path(target)
    if not (folder / LAYERS).exists() and not (folder / CASES).exists():
        raise WorkspaceError("workspace.missing", place=str(folder))
    if out.exists():
        raise WorkspaceError("backup.there", place=str(out))
    with tempfile.TemporaryDirectory(dir=out.absolute().parent, prefix=".backup-") as room:
        place = Path(room)
        files, counts = {}, {}
        for name in (CASES, LAYERS):
            if (folder / name).exists():
                _copy(folder / name, place / name)
                counts |= _counts(place / name)
                files[name] = place / name
        if (folder / KEY).exists():
            files[KEY] = folder / KEY
        for picture in sorted((folder / PHOTOS).glob("*.jpg")):
            files[f"{PHOTOS}/{picture.name}"] = picture
        return _write(place / "whole.zip", out, files, counts)


def restore(source: str | Path, workspace: str | Path) -> Copied:
    """Lay a backup out as a workspace that is not there yet; checked before it has its name.

    Raises
    ------
    WorkspaceError
        ``backup.not_empty``, ``backup.unreadable`` or ``backup.damaged``.
    """
    if "://" in str(workspace):
        raise WorkspaceError("backup.server")
    folder = Path(workspace)
    if folder.exists() and any(folder.iterdir()):
        raise WorkspaceError("backup.not_empty", place=str(folder))
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.absolute().parent, prefix=".restore-") as room:
        place = Path(room) / "whole"
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
        if folder.exists():
            folder.rmdir()
        place.rename(folder)
    return Copied(folder, files, counts)


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
