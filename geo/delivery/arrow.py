"""One layer through Arrow: columns, geometry and declared system, without a loop over rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyogrio.raw
import shapely
from pyogrio.raw import read_arrow

from geo.delivery.files import Dataset
from geo.model.errors import RefusedFileError, UnreadableFileError
from geo.model.issues import Issue, Severity

Geometries = npt.NDArray[np.object_]
Rows = npt.NDArray[np.intp]

PATCHED = frozenset({15, 16, 17})
"""WKB codes of polyhedral surfaces, TINs and triangles."""


@dataclass(frozen=True)
class RawTable:
    """One table of a dataset before anything is understood.

    Parameters
    ----------
    name
        Layer name inside the dataset.
    attributes
        Columns as delivered, on a range index.
    geometry
        Geometry per row, None where there is none.
    crs
        Declared system as text, or None.
    declared
        False where the system is only the format's default.
    issues
        What opening it told.
    overflowed
        Rows whose number did not fit its field, by column.
    opened
        Rows whose geometry had to be mended before it could be opened.
    doubtful
        True where somebody must say yes before this is taken.
    """

    name: str
    attributes: pd.DataFrame
    geometry: Geometries
    crs: str | None
    declared: bool = True
    issues: tuple[Issue, ...] = ()
    overflowed: Mapping[str, Rows] = field(default_factory=dict)
    opened: Rows = field(default_factory=lambda: np.empty(0, np.intp))
    doubtful: bool = False


def read_layer(dataset: Dataset, layer: str | None, encoding: str | None) -> RawTable:
    """Read one layer through Arrow.

    Raises
    ------
    DeliveryError
        ``file.unreadable``, ``file.no_geometry`` or ``geometry.surface``.
    """
    try:
        meta, table = read_arrow(
            dataset.path, layer=layer, encoding=encoding, datetime_as_string=True
        )
    except (OSError, RuntimeError, ValueError) as error:  # how Arrow passes on GDAL's complaints
        raise UnreadableFileError("file.unreadable", file=dataset.name) from error
    geometry_name = meta["geometry_name"] or "wkb_geometry"
    if meta["geometry_type"] is None or geometry_name not in table.column_names:
        raise RefusedFileError("file.no_geometry", file=dataset.name)
    blobs = table[geometry_name].to_numpy(zero_copy_only=False)
    try:
        geometry, opened = geometries(blobs, dataset.name)
    except NotImplementedError:  # curves: GDAL draws them as lines on its slower road
        geometry, opened = geometries(_linearised(dataset, layer), dataset.name)
    plain = table.drop_columns([geometry_name])
    names, issues = _distinct(plain.column_names, dataset.name)
    plain, told = _decoded(plain, dataset.name)
    issues += told
    attributes = plain.rename_columns(names).to_pandas()
    fid = meta.get("fid_column")
    if fid and dataset.kind != "geopackage" and fid in attributes and fid not in meta["fields"]:
        attributes = attributes.drop(columns=fid)
    return RawTable(
        layer if layer and dataset.kind in {"geopackage", "gml"} else dataset.stem,
        attributes.reset_index(drop=True), geometry, meta["crs"], meta["crs"] is not None,
        tuple(issues), opened=opened,
    )  # fmt: skip


def _decoded(table: pa.Table, file: str) -> tuple[pa.Table, list[Issue]]:
    """Take text that is not UTF-8, though its format says so, as Windows' Danish."""
    issues: list[Issue] = []
    for number, name in enumerate(table.column_names):
        column = table.column(number)
        if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
            continue
        try:
            column.validate(full=True)
        except pa.ArrowInvalid:
            blobs = column.cast(pa.binary()).to_pylist()
            texts = [None if blob is None else blob.decode("cp1252", "replace") for blob in blobs]
            table = table.set_column(number, name, pa.chunked_array([pa.array(texts, pa.string())]))
            facts = {"file": file, "found": "cp1252", "named": "utf-8"}
            issues = [Issue(Severity.NOTICE, "encoding.detected", file, None, facts)]
    return table, issues


def _linearised(dataset: Dataset, layer: str | None) -> npt.NDArray[Any]:
    _, _, blobs, _ = pyogrio.raw.read(dataset.path, layer=layer, columns=[])
    linear: npt.NDArray[Any] = blobs
    return linear


def _distinct(names: list[str], file: str) -> tuple[list[str], list[Issue]]:
    """Give a repeated column name a number."""
    seen: dict[str, int] = {}
    out, issues = [], []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
        if seen[name] == 2:  # noqa: PLR2004 - say it once
            facts = {"file": file, "column": name}
            issues.append(Issue(Severity.WARNING, "column.repeated", file, None, facts))
    return out, issues


def geometries(blobs: npt.NDArray[Any], file: str) -> tuple[Geometries, Rows]:
    """Answer geometries of WKB, and the rows that had to be mended to open at all.

    Raises
    ------
    RefusedFileError
        ``geometry.surface`` where a broken one is a surface made of patches.
    """
    found: Geometries = shapely.from_wkb(blobs, on_invalid="ignore")
    given = pd.notna(blobs)
    broken = np.flatnonzero(given & shapely.is_missing(found))
    if not len(broken):
        return found, broken
    kinds = {_wkb_kind(blob) for blob in blobs[broken]}
    if kinds & PATCHED:
        raise RefusedFileError("geometry.surface", file=file)
    mended = shapely.from_wkb(blobs[broken], on_invalid="fix")
    found[broken] = mended
    return found, broken[~shapely.is_missing(mended)]


def _wkb_kind(blob: bytes) -> int:
    if len(blob) < 5:  # noqa: PLR2004 - an order and a kind
        return 0
    order = "little" if blob[0] else "big"
    return int.from_bytes(blob[1:5], order) % 0x20000000 % 1000  # type: ignore[arg-type]
