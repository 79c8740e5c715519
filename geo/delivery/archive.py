"""What was handed over, laid out in a private folder under names of our own.

Nothing a person typed reaches GDAL as a path: a name with ``!`` or ``http:`` in it would be taken
for an archive or an address. Input files are copied, never opened for writing and never renamed.
A zip is refused whole where one member is hostile; clutter of operating systems is passed over.
"""

import lzma
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from geo.delivery.limits import Limits
from geo.model.errors import RefusedFileError, UnreadableFileError

BOMB_RATIO = 200
"""Unpacked over packed size beyond which a large member is a bomb; GIS files reach about 40."""

BOMB_FLOOR = 10 * 2**20
"""Members under ten megabytes are harmless at any ratio."""

BLOCK = 2**20

BROKEN = (OSError, ValueError, zlib.error, lzma.LZMAError)
"""What unpacking says of bytes that are not what they should be."""

CLUTTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
LINKED = (".osm.pbf", ".osm")
"""Read-only formats of any size: linked rather than copied."""


@dataclass(frozen=True)
class StagedFile:
    """A file of the delivery in the private folder.

    Parameters
    ----------
    name
        Path inside the delivery as the sender knows it.
    path
        Where its content lies under a name of our own.
    date
        ISO date of last change, or None.
    """

    name: str
    path: Path
    date: str | None


def stage(delivered: Path, folder: Path, limits: Limits) -> list[StagedFile]:
    """Lay a folder, a zip or a single file out in the private folder.

    Raises
    ------
    DeliveryError
        ``file.missing``, ``archive.unreadable``, or what an archive is refused for.
    """
    if not delivered.exists():
        raise UnreadableFileError("file.missing", file=delivered.name)
    if delivered.is_dir():
        return _stage_folder(delivered, folder, limits)
    if zipfile.is_zipfile(delivered) and delivered.suffix.lower() == ".zip":
        return _unpack(delivered, folder, limits)
    if delivered.suffix.lower() == ".zip":
        raise UnreadableFileError("archive.unreadable", file=delivered.name)
    return [_copy(path, path.name, folder) for path in _with_companions(delivered)]


def _stage_folder(delivered: Path, folder: Path, limits: Limits) -> list[StagedFile]:
    files = [path for path in sorted(delivered.rglob("*")) if path.is_file()]
    named = [(path, path.relative_to(delivered).as_posix()) for path in files]
    wanted = [(path, name) for path, name in named if not is_clutter(name)]
    if len(wanted) > limits.members:
        raise RefusedFileError("archive.too_many", count=len(wanted), most=limits.members)
    _check_size(sum(path.stat().st_size for path, _ in wanted), delivered.name, limits)
    staged: list[StagedFile] = []
    for number, (path, name) in enumerate(wanted):
        if path.suffix.lower() == ".zip":
            inner = folder / f"archive{number}"
            inner.mkdir()
            staged += _unpack(path, inner, limits)
        else:
            staged.append(_copy(path, name, folder))
    return staged


def _with_companions(delivered: Path) -> list[Path]:
    """Answer a file with those that share its stem: a shapefile is never one file."""
    stem = delivered.stem.casefold()
    if delivered.suffix.lower() not in COMPANIONS:
        return [delivered]
    beside = sorted(delivered.parent.iterdir())
    others = [
        path
        for path in beside
        if path.is_file() and path != delivered and path.stem.casefold() == stem
    ]
    kept = [path for path in others if path.suffix.lower() in COMPANIONS[delivered.suffix.lower()]]
    return [delivered, *kept]


COMPANIONS: dict[str, frozenset[str]] = {
    ".shp": frozenset({".shx", ".dbf", ".prj", ".cpg", ".cst", ".qpj"}),
    ".tab": frozenset({".dat", ".map", ".id", ".ind"}),
    ".mif": frozenset({".mid"}),
    ".gml": frozenset({".gfs", ".xsd"}),
    ".gpkg": frozenset({".gpkg-wal"}),
}
"""Files that belong to a main file of the same stem.

A GeoPackage left open keeps its newest rows in ``-wal``. Its ``-journal`` is left out: playing one
back may delete a file whose name stands inside it.
"""


def is_clutter(name: str) -> bool:
    """Tell whether a file is left over by an operating system."""
    parts = PurePosixPath(name).parts
    last = parts[-1].casefold() if parts else ""
    return "__MACOSX" in parts or last in CLUTTER or any(part.startswith(".") for part in parts)


def _copy(path: Path, name: str, folder: Path) -> StagedFile:
    own = _own_path(folder, name)
    if name.lower().endswith(LINKED):
        own.symlink_to(path.resolve())
    else:
        shutil.copyfile(path, own)
    changed = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date().isoformat()
    return StagedFile(name, own, changed)


def _own_path(folder: Path, name: str) -> Path:
    """Answer a free path that keeps only the ending of the sender's name."""
    lower = name.lower()
    ending = next((end for end in LINKED if lower.endswith(end)), PurePosixPath(lower).suffix)
    safe = "".join(
        letter for letter in ending if letter.isascii() and (letter.isalnum() or letter == ".")
    )
    return folder / f"file{sum(1 for _ in folder.iterdir())}{safe[:12]}"


def _unpack(delivered: Path, folder: Path, limits: Limits) -> list[StagedFile]:
    try:
        with zipfile.ZipFile(delivered) as archive:
            members = checked_members(archive, delivered.name, limits)
            return [_extract(archive, member, folder) for member in members]
    except (zipfile.BadZipFile, NotImplementedError, EOFError, *BROKEN) as error:
        if isinstance(error, RefusedFileError):
            raise
        raise UnreadableFileError("archive.unreadable", file=delivered.name) from error


def checked_members(
    archive: zipfile.ZipFile, file: str, limits: Limits
) -> Sequence[zipfile.ZipInfo]:
    """Answer the members worth reading, or refuse the whole archive for its worst one.

    Raises
    ------
    RefusedFileError
        ``archive.too_many``, ``archive.nested``, or the fault of a member.
    """
    infos = archive.infolist()
    if len(infos) > limits.members:
        raise RefusedFileError("archive.too_many", count=len(infos), most=limits.members)
    for info in infos:
        for rule in _faults(info):
            raise RefusedFileError(rule, file=file, member=info.filename)
    wanted = [info for info in infos if not info.is_dir() and not is_clutter(info.filename)]
    for info in wanted:
        if info.filename.lower().endswith((".zip", ".7z", ".rar", ".gz", ".tar")):
            raise RefusedFileError("archive.nested", file=file, member=info.filename)
    _check_size(sum(info.file_size for info in wanted), file, limits)
    return sorted(wanted, key=lambda info: info.filename)


def _faults(info: zipfile.ZipInfo) -> Iterator[str]:
    """Answer every reason to refuse the archive for this member."""
    original = info.orig_filename.replace("\\", "/")
    if original.startswith("/") or original[1:2] == ":":
        yield "archive.absolute"
    if ".." in PurePosixPath(original).parts or "\x00" in info.orig_filename:
        yield "archive.slip"
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        yield "archive.link"
    if info.flag_bits & 0x1:
        yield "archive.password"
    if info.file_size > BOMB_FLOOR and info.file_size > BOMB_RATIO * max(info.compress_size, 1):
        yield "archive.bomb"


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path) -> StagedFile:
    """Write one member under a name of our own, never more than it said it holds."""
    own = _own_path(folder, member.filename)
    left = member.file_size
    with archive.open(member) as packed, own.open("wb") as plain:
        while block := packed.read(BLOCK):
            left -= len(block)
            if left < 0:
                raise RefusedFileError(
                    "archive.bomb", file=archive.filename, member=member.filename
                )
            plain.write(block)
    year, month, day = member.date_time[:3]
    date = f"{year:04d}-{month:02d}-{day:02d}" if year > 1980 else None  # noqa: PLR2004 - zip's epoch
    return StagedFile(member.filename, own, date)


def _check_size(size: int, file: str, limits: Limits) -> None:
    if limits.input_size is not None and size > limits.input_size:
        most = limits.input_size // 2**20
        raise RefusedFileError("archive.too_large", file=file, size=size // 2**20, most=most)
