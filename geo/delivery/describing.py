"""What lies in a delivery and what is known of it, before anything is opened."""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import shapely

from geo.delivery.archive import BLOCK, StagedFile, stage
from geo.delivery.files import KINDS, Dataset, datasets
from geo.delivery.findings import ordered
from geo.delivery.limits import Limits
from geo.model import errors
from geo.model.column_map import ColumnMap
from geo.model.errors import DeliveryError, RefusedFileError, UnreadableFileError
from geo.model.issues import Issue, Severity

Value = TypeVar("Value")


@dataclass(frozen=True)
class Hints:
    """What is known of a delivery before it is opened.

    Parameters
    ----------
    maps
        How the same sources were read before.
    columns
        Delivered column by the model's column, by file name, as a person chose them.
    area
        Municipality in metres, to which a region of OpenStreetMap is cut.
    surface, terrain
        GeoTIFFs of a surface model (DSM, DTM) from which missing heights are read.
    """

    maps: tuple[ColumnMap, ...] = ()
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    area: shapely.Geometry | None = None
    surface: tuple[Path, ...] = ()
    terrain: tuple[Path, ...] = ()


@contextmanager
def private_folder() -> Iterator[Path]:
    """Answer a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="delivery-", ignore_cleanup_errors=True) as place:
        yield Path(place).resolve()


def job_of(work: str, found: Sequence[Dataset], known: Hints, bounds: Limits) -> dict[str, Any]:
    """Answer what the child process shall do, in JSON's types."""
    return {
        "work": work,
        "datasets": [asdict(dataset) for dataset in found],
        "features": bounds.features,
        "maps": [one.to_dict() for one in known.maps],
        "area": None if known.area is None else shapely.to_wkb(known.area, hex=True),
    }


def staged(delivered: Path, folder: Path, limits: Limits) -> list[StagedFile]:
    """Lay a delivery out in a folder of its own."""
    folder.mkdir()
    return stage(delivered, folder, limits)


@dataclass(frozen=True)
class Named:
    """What a person said of files, by their names."""

    crs: str | Mapping[str, str] | None
    roles: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]]


def described(
    files: Sequence[StagedFile],
    named: Named,
    limits: Limits,
    kinds: Mapping[str, str] = KINDS,
) -> tuple[list[Dataset], list[Issue]]:
    """Answer the datasets of staged files with what a person said of them."""
    found, issues = datasets(files, kinds)
    kept = []
    for dataset in found:
        if dataset.kind == "gml" and not limits.gml:
            told = {"file": dataset.name}
            issues.append(Issue(Severity.ERROR, "file.gml", dataset.name, None, told))
            continue
        crs = named.crs
        system = crs if crs is None or isinstance(crs, str) else _by_name(crs, dataset)
        role, columns = _by_name(named.roles, dataset), _by_name(named.columns, dataset)
        kept.append(replace(dataset, crs=system, role=role, columns=columns or {}))
    return kept, issues


def _by_name(named: Mapping[str, Value], dataset: Dataset) -> Value | None:
    """Find what somebody named for a file: by its path, its name, or its stem."""
    for name in (dataset.name, Path(dataset.name).name, dataset.stem):
        if name in named:
            return named[name]
    return None


def nothing(issues: Sequence[Issue], name: str) -> DeliveryError:
    """Answer the error for a delivery in which no dataset is."""
    errors_first = [issue for issue in ordered(issues) if issue.severity is Severity.ERROR]
    if errors_first:
        return UnreadableFileError(errors_first[0].rule, **errors_first[0].facts)
    if any(issue.rule == "file.table_only" for issue in issues):
        return RefusedFileError("file.no_geometry", file=name)
    return UnreadableFileError("delivery.no_files", file=name)


def raise_told(told: dict[str, Any]) -> None:
    """Raise the error the child process answered with.

    Raises
    ------
    DeliveryError
        Of the kind that was told, where an error was.
    """
    if "error" in told:
        kind: type[DeliveryError] = getattr(errors, told["error"]["kind"])
        raise kind(told["error"]["rule"], **told["error"]["facts"])


def issues_of(told: dict[str, Any]) -> list[Issue]:
    """Answer the findings the child process wrote down."""
    return [
        Issue(Severity(severity), rule, layer, feature, facts)
        for severity, rule, layer, feature, facts in told["issues"]
    ]


def fingerprint(files: Sequence[StagedFile]) -> str:
    """Answer the SHA-256 of the content, whatever the order, folder or age of the files."""
    parts = []
    for file in files:
        digest = hashlib.sha256()
        with file.path.open("rb") as content:
            while block := content.read(BLOCK):
                digest.update(block)
        parts.append(f"{Path(file.name).name.casefold()}:{digest.hexdigest()}")
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()
