"""Which staged files make one dataset, and what kind it really is.

The ending says what a file wants to be, its first bytes what it is; both must agree, so that a
driver description in disguise is never opened.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from geo.delivery.archive import COMPANIONS, StagedFile
from geo.model.errors import DeliveryError, RefusedFileError, UnreadableFileError
from geo.model.issues import Issue, Severity

KINDS: dict[str, str] = {
    ".shp": "shapefile",
    ".gpkg": "geopackage",
    ".geojson": "geojson",
    ".json": "geojson",
    ".fgb": "flatgeobuf",
    ".tab": "mapinfo",
    ".mif": "mapinfo",
    ".parquet": "geoparquet",
    ".geoparquet": "geoparquet",
    ".gml": "gml",
    ".pbf": "osm",
    ".osm": "osm",
    ".ldt": "luminaire",
    ".ies": "luminaire",
}
"""Kind of dataset by the ending of its main file."""

LISTS: dict[str, str] = {".csv": "list", ".txt": "list", ".xlsx": "list", ".dbf": "list"}
"""Tables without a map, read only where somebody asks for lists."""

HEAD = 4096

EULUMDAT_LINES = 26
"""Lines before the lamps of an EULUMDAT file."""


@dataclass(frozen=True)
class Dataset:
    """A dataset ready to be opened.

    Parameters
    ----------
    name
        Name of the main file as the sender knows it.
    kind
        What its bytes are.
    path
        Main file in the private folder, beside its companions.
    parts
        Endings that are there, such as ``.dbf``.
    date
        Newest ISO date of its files, or None.
    role
        Layer somebody named for it, or None.
    crs
        Coordinate system somebody named for it, or None.
    columns
        Delivered column by the model's column, as somebody named them.
    """

    name: str
    kind: str
    path: str
    parts: tuple[str, ...] = field(default=())
    date: str | None = None
    role: str | None = None
    crs: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """Answer the file's name without folder and ending."""
        return PurePosixPath(self.name).stem


def datasets(
    files: Sequence[StagedFile], kinds: Mapping[str, str] = KINDS
) -> tuple[list[Dataset], list[Issue]]:
    """Group staged files to datasets; what cannot be one is a finding."""
    found: list[Dataset] = []
    issues: list[Issue] = []
    taken: set[str] = set()
    for file in sorted(files, key=lambda file: ending(file.name) in LISTS):  # tables come last
        if ending(file.name) not in kinds or file.name in taken:
            continue
        parts = _companions(file, files)
        taken.update([file.name, *(part.name for part in parts)])
        try:
            found.append(_dataset(file, parts, kinds))
        except DeliveryError as error:
            issues.append(Issue(Severity.ERROR, error.rule, file.name, None, error.facts))
    issues += [_left_over(file) for file in files if file.name not in taken]
    return found, issues


def ending(name: str) -> str:
    """Answer the lower-case ending of a name."""
    return PurePosixPath(name.lower()).suffix


def _companions(main: StagedFile, files: Sequence[StagedFile]) -> list[StagedFile]:
    wanted = COMPANIONS.get(ending(main.name), frozenset())
    stem = str(PurePosixPath(main.name).with_suffix("")).casefold()
    return [
        file
        for file in files
        if ending(file.name) in wanted
        and str(PurePosixPath(file.name).with_suffix("")).casefold() == stem
        and file.path.parent == main.path.parent
    ]


def _dataset(main: StagedFile, parts: Sequence[StagedFile], kinds: Mapping[str, str]) -> Dataset:
    kind = kinds[ending(main.name)]
    check_magic(main.path, kind, main.name)
    if kind == "shapefile":
        # A companion without a byte in it says nothing: it is as one that was not sent. (The .id
        # of a MapInfo table without objects is empty by right.)
        parts = [part for part in parts if part.path.stat().st_size]
    for part in parts:  # GDAL finds companions by stem: give them the main file's own
        part.path.rename(main.path.with_suffix(ending(part.name)))
    dates = [file.date for file in (main, *parts) if file.date]
    endings = tuple(sorted(ending(part.name) for part in parts))
    if ending(main.name) == ".tab" and not {".dat", ".map"} <= set(endings):
        missing = ", ".join(sorted({".dat", ".map"} - set(endings)))
        raise UnreadableFileError("file.part_missing", file=main.name, missing=missing)
    return Dataset(main.name, kind, str(main.path), endings, max(dates, default=None))


def check_magic(path: Path, kind: str, name: str) -> None:
    """Refuse a file whose first bytes are not of its kind.

    Raises
    ------
    DeliveryError
        ``file.empty``, ``file.disguised`` or ``file.foreign_table``.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise UnreadableFileError("file.empty", file=name)
    if not _SIGNS[kind](head):
        raise UnreadableFileError("file.disguised", file=name, kind=kind)
    if kind == "mapinfo":
        _refuse_foreign_tables(path, name)


def _refuse_foreign_tables(path: Path, name: str) -> None:
    """Refuse a MapInfo table that is a view of, or a link to, other files."""
    text = path.read_bytes()[: 2**20].decode("latin-1")
    if path.suffix.lower() == ".tab" and re.search(
        r"open\s+table|create\s+view|isseamless|type\s+(linked|odbc)", text, re.IGNORECASE
    ):
        raise RefusedFileError("file.foreign_table", file=name)


def _plain(head: bytes) -> bytes:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()


_SIGNS: dict[str, Callable[[bytes], bool]] = {
    "shapefile": lambda head: head[:4] == b"\x00\x00\x27\x0a",
    "geopackage": lambda head: head.startswith(b"SQLite format 3\x00"),
    "geojson": lambda head: _plain(head)[:1] in {b"{", b"["},
    "flatgeobuf": lambda head: head.startswith(b"fgb"),
    "mapinfo": lambda head: _plain(head).startswith((b"!table", b"version", b"charset")),
    "geoparquet": lambda head: head.startswith(b"PAR1"),
    "gml": lambda head: _plain(head).startswith(b"<") and b"<ogrvrt" not in head.lower(),
    "osm": lambda head: b"OSMHeader" in head[:64] or b"<osm" in _plain(head)[:512],
    # EULUMDAT has no sign of its own: twelve lines of text, the second to the seventh numbers.
    "luminaire": lambda head: (
        b"\x00" not in head
        and (_plain(head).startswith((b"iesna", b"ies:")) or head.count(b"\n") > EULUMDAT_LINES)
    ),
    "list": lambda head: not head.startswith((b"SQLite format", b"\x7fELF", b"%PDF")),
}


def _left_over(file: StagedFile) -> Issue:
    """Say why a file was not read: a table alone is worth a warning, a letter a notice."""
    if ending(file.name) in {".dbf", ".dat", ".csv", ".xlsx"}:
        return Issue(Severity.WARNING, "file.table_only", file.name, None, {"file": file.name})
    return Issue(Severity.NOTICE, "file.ignored", file.name, None, {"file": file.name})
