"""One table becomes parts of layers: placed, repaired, told apart, translated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj.exceptions import ProjError

from geo.delivery.arrow import Geometries, RawTable
from geo.delivery.columns import assign, taken
from geo.delivery.files import Dataset
from geo.delivery.findings import per_feature
from geo.delivery.folding import fold, fold_cut
from geo.delivery.georeference import METRES, Placement, bounds_of, short_name
from geo.delivery.identity import delivered_ids
from geo.delivery.registers import facts
from geo.delivery.remembered import declared_system, known_map, placed
from geo.delivery.repair import family_of, repair
from geo.delivery.roles import Share, folded_codes, shares
from geo.delivery.values import iso_date, told_column
from geo.model.column_map import ColumnMap, source_name
from geo.model.errors import RefusedFileError, UnknownCrsError
from geo.model.issues import Issue, Severity
from geo.model.language import sentence
from geo.model.layers import LAYERS, layer_spec
from geo.model.provenance import Source


@dataclass(frozen=True)
class Part:
    """The features of one table that are one layer."""

    layer: str
    frame: pd.DataFrame
    geometry: Geometries
    ids: Any
    source: dict[str, Any]
    read: int
    repaired: int
    issues: tuple[Issue, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TableRead:
    """The parts of layers a table holds, its findings, how it was read, whether to ask first."""

    parts: Sequence[Part]
    issues: Sequence[Issue]
    confirm: bool
    map: ColumnMap


def table_parts(table: RawTable, dataset: Dataset, maps: Sequence[ColumnMap] = ()) -> TableRead:
    """Answer what a table holds, read as its source was read before where that still fits.

    Raises
    ------
    RefusedFileError
        ``layer.empty`` or ``layer.no_geometry``.
    """
    issues = list(table.issues)
    if not len(table.geometry):
        raise RefusedFileError("layer.empty", file=dataset.name, layer=table.name)
    bounds = bounds_of(table.geometry)
    if bounds is None:
        raise RefusedFileError("layer.no_geometry", file=dataset.name, layer=table.name)
    known, told = known_map(maps, dataset, table)
    issues += told
    if known is not None:
        dataset = replace(dataset, role=dataset.role or known.role)
    place = placed(bounds, table, dataset, known)
    issues += place.issues
    current, ended = _current(table.attributes, dataset.name)
    issues += ended
    geometry = in_metres(table.geometry, place.crs, swapped=place.swapped)
    families = family_of(geometry)
    found, told = shares(table.attributes, families, called(table, dataset), dataset.role)
    issues += told
    parts: list[Part] = []
    doubtful = place.confirm or table.doubtful
    for share in found:
        decided = dataset.columns or ({} if known is None else known.layers.get(share.layer, {}))
        part, told, asks = _part(table, dataset, share, geometry, current, decided)
        issues += told
        doubtful |= asks
        if part is not None:
            parts.append(part)
    return TableRead(parts, issues, doubtful, _map(table, dataset, place, known, parts))


def _map(
    table: RawTable,
    dataset: Dataset,
    place: Placement,
    known: ColumnMap | None,
    parts: Sequence[Part],
) -> ColumnMap:
    return ColumnMap(
        source=source_name(dataset.name),
        table=source_name(table.name),
        columns=tuple(sorted(str(name) for name in table.attributes.columns)),
        layers={part.layer: dict(part.columns) for part in parts},
        role=dataset.role,
        declared=declared_system(table, dataset),
        crs=place.crs,
        swapped=place.swapped,
        given=dataset.crs is not None or (known is not None and known.given),
    )


def called(table: RawTable, dataset: Dataset) -> list[str]:
    """Answer the names a table goes by, the most telling first."""
    path = PurePosixPath(dataset.name)
    folders = [part for part in path.parts[:-1] if part not in {".", "/"}]
    return list(dict.fromkeys([table.name, path.stem, *reversed(folders)]))


def in_metres(geometry: Geometries, crs: str, *, swapped: bool) -> Geometries:
    """Answer geometries flat and in metres, northing and easting in their right places.

    Raises
    ------
    UnknownCrsError
        ``crs.not_a_system`` where nobody can move them from there.
    """
    flat = shapely.force_2d(geometry)
    if swapped:
        flat = shapely.transform(flat, lambda xy: xy[:, ::-1])
    if crs == METRES:
        return flat
    try:
        with np.errstate(all="ignore"):
            moved = gpd.GeoSeries(flat, crs=crs).to_crs(METRES)
    except ProjError as error:
        raise UnknownCrsError("crs.not_a_system", crs=short_name(crs)) from error
    return np.asarray(moved.array, dtype=object)


def _current(attributes: pd.DataFrame, file: str) -> tuple[Any, list[Issue]]:
    """Answer which rows exist today and may be shown, by the register's own status columns."""
    keep = np.ones(len(attributes), bool)
    issues = []
    rules = facts()
    folded = {fold(str(name)): str(name) for name in attributes.columns}
    wanted = {fold(name): values for name, values in rules["current"].items()}
    for name, rule in rules["current_beside"].items():
        if any(fold(beside) in folded for beside in rule["beside"]):
            wanted[fold(name)] = rule["values"]
    for column, values in wanted.items():
        delivered = folded.get(column) or folded.get(fold_cut(column))
        if delivered is None:
            continue
        codes = folded_codes(attributes[delivered])
        gone = ~(codes.isin(values) | (codes == "")).to_numpy()
        if gone.any():
            told = {"column": delivered, "count": int(gone.sum())}
            issues.append(Issue(Severity.NOTICE, "row.not_current", file, None, told))
        keep &= ~gone
    for column in rules["ended"]["columns"]:
        delivered = folded.get(fold(column))
        if delivered is not None and attributes[delivered].notna().any():
            gone = attributes[delivered].notna().to_numpy()
            told = {"column": delivered, "count": int(gone.sum())}
            issues.append(Issue(Severity.NOTICE, "row.not_current", file, None, told))
            keep &= ~gone
    return keep, issues


def _part(
    table: RawTable,
    dataset: Dataset,
    share: Share,
    geometry: Geometries,
    current: Any,
    decided: Mapping[str, str],
) -> tuple[Part | None, list[Issue], bool]:
    layer = layer_spec(share.layer).name
    rows = share.rows[current[share.rows]]
    attributes = table.attributes.iloc[rows].reset_index(drop=True)
    ids = delivered_ids(attributes, layer)
    labels = named_rows(ids, rows)
    fixed = repair(geometry[rows], labels, layer, LAYERS[layer].geometry)
    reopened = np.isin(rows, table.opened)
    names = np.asarray(labels, dtype=object)
    issues = [
        *fixed.issues,
        *per_feature(Severity.NOTICE, "geometry.unclosed", layer, names[reopened & fixed.kept]),
        *_flattened(table.geometry[rows], layer),
    ]
    if not fixed.kept.any():
        whole = "layer.wrong_type" if len(rows) else "layer.empty"
        told = {"file": dataset.name, "wanted": _drawings(layer)}
        return None, [*issues, Issue(Severity.ERROR, whole, layer, None, told)], False
    kept = np.flatnonzero(fixed.kept)
    overflowed = _moved(table.overflowed, rows[kept])
    there = attributes.iloc[kept].reset_index(drop=True)
    chosen, told_columns = assign(there, layer, decided)
    issues += told_columns
    frame, told_values = taken(there, layer, chosen, [labels[row] for row in kept], overflowed)
    issues += told_values
    if share.kinds is not None and "kind" in LAYERS[layer].columns:
        frame["kind"] = share.kinds[current[share.rows]][kept]
    frame, keep, told_required = _required(frame, layer, [labels[row] for row in kept])
    issues += told_required
    frame["source"] = dataset.name
    part = Part(
        layer, frame, fixed.geometry[kept][keep], ids[kept][keep], _source(table, dataset),
        len(share.rows), int((fixed.changed | reopened)[kept].sum()), columns=chosen,
    )  # fmt: skip
    return part, issues, fixed.doubtful


def _drawings(layer: str) -> str:
    """Say how a layer is drawn, in people's words."""
    return ", ".join(sentence(f"geometry.{family}") for family in LAYERS[layer].geometry)


def named_rows(ids: Any, rows: Any) -> list[str]:
    """Call a row by its id, else by its place in the file."""
    return [
        f"#{row + 1}" if missing else name
        for name, missing, row in zip(
            ids.tolist(), pd.isna(ids).tolist(), rows.tolist(), strict=True
        )
    ]


def _moved(overflowed: Any, rows: Any) -> dict[str, Any]:
    return {name: np.flatnonzero(np.isin(rows, at)) for name, at in overflowed.items()}


def _flattened(geometry: Geometries, layer: str) -> list[Issue]:
    """Say how many came with heights, which a map on the ground has no use for."""
    count = int(shapely.has_z(geometry).sum())
    if not count:
        return []
    return [Issue(Severity.NOTICE, "geometry.flattened", layer, None, {"count": count})]


def _required(
    frame: pd.DataFrame, layer: str, labels: Sequence[str]
) -> tuple[pd.DataFrame, Any, list[Issue]]:
    """Leave out features that lack what their layer cannot do without."""
    keep = np.ones(len(frame), bool)
    issues: list[Issue] = []
    for column in LAYERS[layer].columns.values():
        if not column.required:
            continue
        missing = (
            frame[column.name].isna().to_numpy() if column.name in frame else keep.copy() | True
        )
        names = np.asarray(labels, dtype=object)[missing]
        issues += per_feature(
            Severity.ERROR, "value.required", layer, names, **told_column(layer, column)
        )
        keep &= ~missing
    return frame[keep].reset_index(drop=True), keep, issues


def _source(table: RawTable, dataset: Dataset) -> dict[str, Any]:
    folded = {fold(str(name)) for name in table.attributes.columns}
    date = _newest(table.attributes) or dataset.date
    for row in facts()["source"]:
        if folded & {form for name in row["columns"] for form in (fold(name), fold_cut(name))}:
            return Source(
                row["name"], row["licence"], row["attribution"], date, record=dataset.name
            ).to_dict()
    return Source(dataset.name, date=date, record=table.name).to_dict()


def _newest(attributes: pd.DataFrame) -> str | None:
    """Answer the newest day a register wrote a record, which tells more than the file's age."""
    days = []
    for name in attributes.columns:
        if fold(str(name)) in RECORDED:
            text = attributes[name].dropna().astype(str).str[:10]
            found = [day for day in map(iso_date, pd.unique(text)) if day]
            days += [max(found)] if found else []
    return max(days, default=None)


RECORDED = frozenset({"registreringfra", "rettet", "opdateret", "aendret", "systidfra", "updated"})
"""Folded names of columns that hold the day a record was last written."""
