"""Read what was handed over: the one door of the room."""

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import geopandas as gpd

from geo.delivery import sandbox
from geo.delivery.archive import BLOCK, StagedFile, stage
from geo.delivery.checking import inside_findings
from geo.delivery.files import Dataset, datasets
from geo.delivery.findings import ordered
from geo.delivery.limits import LOCAL, Limits
from geo.model import errors
from geo.model.delivery import Delivery, LayerCount
from geo.model.errors import DeliveryError, RefusedFileError, UnreadableFileError
from geo.model.issues import Issue, Severity
from geo.model.layers import layer_spec
from geo.model.provenance import Source


def read(
    path: str | Path,
    *,
    crs: str | Mapping[str, str] | None = None,
    roles: Mapping[str, str] | None = None,
    departments: str | Path | None = None,
    limits: Limits | None = None,
) -> Delivery:
    """Read a folder, a zip or a single file into layers the model knows.

    The input is never written to; a private copy is read in a child process and deleted again.

    Parameters
    ----------
    path
        Folder, zip, or file: shapefile, GeoPackage, GeoJSON, FlatGeobuf, MapInfo, GeoParquet,
        OpenStreetMap; GML where the limits allow it.
    crs
        Coordinate system of the files, where it is missing or wrong: for all, or by file name.
    roles
        Layer by file name, where the name does not tell.
    departments
        File of the sender's own department polygons, taken besides.
    limits
        How far the delivery is trusted; without any, as a person's own file.

    Raises
    ------
    DeliveryError
        Where nothing of the delivery can be understood.
    """
    bounds = limits or LOCAL
    delivered = Path(path)
    for layer in (roles or {}).values():
        layer_spec(layer)
    with tempfile.TemporaryDirectory(prefix="delivery-", ignore_cleanup_errors=True) as place:
        folder = Path(place).resolve()
        files = _staged(delivered, folder / "main", bounds)
        own = [] if departments is None else _staged(Path(departments), folder / "own", bounds)
        content = fingerprint([*files, *own])
        found, issues = _described(files, crs, roles or {}, bounds)
        extra, told = _described(own, crs, {}, bounds)
        issues = [*issues, *told]
        found = [*found, *(replace(dataset, role="departments") for dataset in extra)]
        if not found:
            raise _nothing(issues, delivered.name)
        job = {"datasets": [asdict(dataset) for dataset in found], "features": bounds.features}
        told_child = sandbox.run(folder, job, bounds, delivered.name)
        return _delivery(told_child, issues, delivered.name, content)


def _staged(delivered: Path, folder: Path, limits: Limits) -> list[StagedFile]:
    folder.mkdir()
    return stage(delivered, folder, limits)


def _described(
    files: Sequence[StagedFile],
    crs: str | Mapping[str, str] | None,
    roles: Mapping[str, str],
    limits: Limits,
) -> tuple[list[Dataset], list[Issue]]:
    found, issues = datasets(files)
    kept = []
    for dataset in found:
        if dataset.kind == "gml" and not limits.gml:
            told = {"file": dataset.name}
            issues.append(Issue(Severity.ERROR, "file.gml", dataset.name, None, told))
            continue
        system = crs if crs is None or isinstance(crs, str) else _by_name(crs, dataset)
        kept.append(replace(dataset, crs=system, role=_by_name(roles, dataset)))
    return kept, issues


def _by_name(named: Mapping[str, str], dataset: Dataset) -> str | None:
    """Find what somebody named for a file: by its path, its name, or its stem."""
    for name in (dataset.name, Path(dataset.name).name, dataset.stem):
        if name in named:
            return named[name]
    return None


def _nothing(issues: Sequence[Issue], name: str) -> DeliveryError:
    errors_first = [issue for issue in ordered(issues) if issue.severity is Severity.ERROR]
    if errors_first:
        return UnreadableFileError(errors_first[0].rule, **errors_first[0].facts)
    if any(issue.rule == "file.table_only" for issue in issues):
        return RefusedFileError("file.no_geometry", file=name)
    return UnreadableFileError("delivery.no_files", file=name)


def _delivery(told: dict[str, Any], issues: Sequence[Issue], name: str, content: str) -> Delivery:
    if "error" in told:
        kind: type[DeliveryError] = getattr(errors, told["error"]["kind"])
        raise kind(told["error"]["rule"], **told["error"]["facts"])
    layers = {layer: gpd.read_feather(row["path"]) for layer, row in told["layers"].items()}
    found = [
        Issue(Severity(severity), rule, layer, feature, facts)
        for severity, rule, layer, feature, facts in told["issues"]
    ]
    return Delivery(
        name=name,
        layers=layers,
        sources={layer: _joined(row["sources"]) for layer, row in told["layers"].items()},
        counts={
            layer: LayerCount(row["read"], row["repaired"], row["refused"])
            for layer, row in told["layers"].items()
        },
        issues=ordered([*issues, *found, *inside_findings(layers)]),
        fingerprint=content,
        needs_confirmation=told["confirm"],
        areas=None if told["areas"] is None else gpd.read_feather(told["areas"]),
        streets=told["streets"],
    )


def _joined(records: Sequence[dict[str, Any]]) -> Source:
    """Answer one source for a layer of several files: every name, every term, the newest date."""
    sources = [Source.from_dict(record) for record in records]

    def together(values: Sequence[str | None]) -> str | None:
        return ", ".join(dict.fromkeys(sorted(value for value in values if value))) or None

    return Source(
        dataset=together([source.dataset for source in sources]) or "",
        licence=together([source.licence for source in sources]),
        attribution=together([source.attribution for source in sources]),
        date=max((source.date for source in sources if source.date), default=None),
        grade=max((source.grade for source in sources), key=lambda grade: grade.value),
        record=together([source.record for source in sources]),
    )


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
