"""Open a dataset as it is: its tables, geometries and declared system, and what GDAL kept silent.

Runs inside the child process only.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyogrio
import pyogrio.raw
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from pyogrio.raw import read_arrow

from geo.delivery.encoding import detect, named_code_page, read_table
from geo.delivery.files import Dataset
from geo.model.errors import RefusedFileError, UnreadableFileError
from geo.model.issues import Issue, Severity

Geometries = npt.NDArray[np.object_]
Rows = npt.NDArray[np.intp]

CLOSED_LATER = frozenset({8, 9, 10, 11, 12, 15, 16, 17})
"""WKB type codes that are curves, surfaces of patches, or triangles."""


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


def open_tables(dataset: Dataset) -> list[RawTable]:
    """Open every table with geometry of a dataset."""
    try:
        return _OPENERS[dataset.kind](dataset)
    except (DataSourceError, DataLayerError, sqlite3.DatabaseError, pa.ArrowException) as error:
        raise UnreadableFileError("file.unreadable", file=dataset.name) from error


def _open_shapefile(dataset: Dataset) -> list[RawTable]:
    path = Path(dataset.path)
    issues, doubtful = _shapefile_findings(dataset, path)
    table = read_table(path.with_suffix(".dbf")) if ".dbf" in dataset.parts else None
    codec, told = None, []
    if table is not None:
        cpg = path.with_suffix(".cpg")
        label = cpg.read_bytes().decode("latin-1") if ".cpg" in dataset.parts else ""
        codec = detect(table, named_code_page(label))
        if codec and named_code_page(label) != codec:
            facts = {"file": dataset.name, "found": codec, "named": label.strip()[:20] or "–"}
            told = [Issue(Severity.NOTICE, "encoding.detected", dataset.name, None, facts)]
    with _restored_index(needed=".shx" not in dataset.parts):
        raw = _read(dataset, None, gdal_encoding(codec))
    records = len(table.records) if table is not None else len(raw.geometry)
    if len(raw.geometry) != records:
        facts = {"file": dataset.name, "rows": len(raw.geometry), "records": records}
        issues.append(Issue(Severity.WARNING, "file.rows_differ", dataset.name, None, facts))
        doubtful = True
    overflowed = table.overflowed if table is not None and len(raw.geometry) == records else {}
    return [
        RawTable(
            dataset.stem, raw.attributes, raw.geometry, raw.crs, raw.crs is not None,
            (*issues, *told, *raw.issues), overflowed, raw.opened, doubtful,
        )
    ]  # fmt: skip


def gdal_encoding(codec: str | None) -> str | None:
    """Answer GDAL's name of a Python codec."""
    if codec is None:
        return None
    return {"utf-8": "UTF-8", "iso8859-1": "ISO-8859-1", "gbk": "CP936"}.get(codec, codec.upper())


def _shapefile_findings(dataset: Dataset, path: Path) -> tuple[list[Issue], bool]:
    """Answer what the companions and the header tell, and whether somebody must look."""
    facts = {"file": dataset.name}
    issues = []
    if ".shx" not in dataset.parts:
        issues.append(Issue(Severity.NOTICE, "file.index_rebuilt", dataset.name, None, facts))
    if ".dbf" not in dataset.parts:
        issues.append(Issue(Severity.WARNING, "file.no_attributes", dataset.name, None, facts))
    with path.open("rb") as file:
        head = file.read(100)
    shape = int.from_bytes(head[32:36], "little")
    if shape == 31:  # noqa: PLR2004 - MultiPatch
        raise RefusedFileError("geometry.surface", file=dataset.name)
    told, size = 2 * int.from_bytes(head[24:28], "big"), path.stat().st_size
    cut = size < told
    if cut:
        lost = {**facts, "missing": told - size}
        issues.append(Issue(Severity.WARNING, "file.truncated", dataset.name, None, lost))
    return issues, cut


@contextmanager
def _restored_index(*, needed: bool) -> Iterator[None]:
    """Let GDAL rebuild a missing .shx beside our copy; with a good one it breaks valid files."""
    pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": "YES" if needed else None})
    yield
    pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": None})


def _open_geopackage(dataset: Dataset) -> list[RawTable]:
    """Read feature tables only; a view may run functions of its author's choice."""
    with closing(sqlite3.connect(f"file:{dataset.path}?mode=ro", uri=True)) as database:
        rows = database.execute(
            "SELECT c.table_name FROM gpkg_contents c"
            " JOIN gpkg_geometry_columns g ON g.table_name = c.table_name"
            " JOIN sqlite_master m ON m.name = c.table_name AND m.type = 'table'"
            " WHERE c.data_type = 'features' ORDER BY c.table_name"
        ).fetchall()
    if not rows:
        raise RefusedFileError("file.no_geometry", file=dataset.name)
    return [_read(dataset, str(row[0]), None) for row in rows]


def _open_geojson(dataset: Dataset) -> list[RawTable]:
    path = Path(dataset.path)
    content = path.read_bytes()
    issues = []
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        path.write_text(content.decode("cp1252", errors="replace"), "utf-8")
        facts = {"file": dataset.name, "found": "cp1252", "named": "utf-8"}
        issues.append(Issue(Severity.NOTICE, "encoding.detected", dataset.name, None, facts))
    raw = _read(dataset, None, None)
    features = len(re.findall(rb'"type"\s*:\s*"Feature"', content, re.IGNORECASE))
    if features > len(raw.geometry):
        facts = {"file": dataset.name, "rows": str(len(raw.geometry)), "records": str(features)}
        issues.append(Issue(Severity.WARNING, "file.rows_differ", dataset.name, None, facts))
    declared = re.search(rb'"crs"\s*:\s*\{', content[:HEAD] + content[-HEAD:]) is not None
    if declared and raw.crs is not None:
        facts = {"file": dataset.name, "crs": raw.crs[:20]}
        issues.append(Issue(Severity.NOTICE, "crs.member", dataset.name, None, facts))
    attributes = raw.attributes
    if "id" in attributes and attributes["id"].astype(str).equals(_counting(len(attributes))):
        attributes = attributes.drop(columns="id")  # GDAL's own row numbers are no ids
    return [
        RawTable(
            raw.name, attributes, raw.geometry, raw.crs, declared, (*raw.issues, *issues),
            opened=raw.opened,
        )
    ]  # fmt: skip


HEAD = 65_536


def _counting(count: int) -> pd.Series:
    return pd.Series(np.arange(count)).astype(str)


def _open_mapinfo(dataset: Dataset) -> list[RawTable]:
    return [_read(dataset, None, None)]


def _open_any(dataset: Dataset) -> list[RawTable]:
    names = [str(row[0]) for row in pyogrio.list_layers(dataset.path)]
    return [_read(dataset, name, None) for name in names]


def _open_geoparquet(dataset: Dataset) -> list[RawTable]:
    try:
        frame = gpd.read_parquet(dataset.path)
    except ValueError as error:
        raise RefusedFileError("file.no_geometry", file=dataset.name) from error
    crs = None if frame.crs is None else frame.crs.to_wkt()
    frame = frame.reset_index(drop=True)
    name = frame.geometry.name
    geometry = np.asarray(frame.geometry.array, dtype=object)
    attributes = pd.DataFrame(frame.drop(columns=name))
    return [RawTable(dataset.stem, attributes, geometry, crs, crs is not None)]


def _read(dataset: Dataset, layer: str | None, encoding: str | None) -> RawTable:
    """Read one layer through Arrow."""
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
    """Answer geometries of WKB, and the rows that had to be mended to open at all."""
    found: Geometries = shapely.from_wkb(blobs, on_invalid="ignore")
    given = pd.notna(blobs)
    broken = np.flatnonzero(given & shapely.is_missing(found))
    if not len(broken):
        return found, broken
    kinds = {_wkb_kind(blob) for blob in blobs[broken]}
    if kinds & {15, 16, 17}:
        raise RefusedFileError("geometry.surface", file=file)
    mended = shapely.from_wkb(blobs[broken], on_invalid="fix")
    found[broken] = mended
    return found, broken[~shapely.is_missing(mended)]


def _wkb_kind(blob: bytes) -> int:
    order = "little" if blob[0] else "big"
    return int.from_bytes(blob[1:5], order) % 0x20000000 % 1000  # type: ignore[arg-type]


def as_text(value: object) -> str:
    """Answer a list or object of GeoJSON as JSON text."""
    return json.dumps(value, ensure_ascii=False, default=str)


_OPENERS: dict[str, Callable[[Dataset], list[RawTable]]] = {
    "shapefile": _open_shapefile,
    "geopackage": _open_geopackage,
    "geojson": _open_geojson,
    "flatgeobuf": _open_any,
    "mapinfo": _open_mapinfo,
    "geoparquet": _open_geoparquet,
    "gml": _open_any,
}
