"""Open a dataset as it is: its tables, geometries and declared system, and what GDAL kept silent.

Runs inside the child process only.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyogrio
import pyogrio.raw
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from geo.delivery.arrow import Geometries, RawTable, read_layer
from geo.delivery.encoding import detect, named_code_page, read_table
from geo.delivery.files import Dataset
from geo.delivery.findings import per_feature
from geo.model.errors import RefusedFileError, UnreadableFileError
from geo.model.issues import Issue, Severity


def open_tables(dataset: Dataset) -> list[RawTable]:
    """Open every table with geometry of a dataset.

    Raises
    ------
    UnreadableFileError
        ``file.unreadable`` where GDAL, SQLite or Arrow give up.
    """
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
    if ".prj" in dataset.parts:
        _make_readable(path.with_suffix(".prj"))
    with _restored_index(needed=".shx" not in dataset.parts):
        raw = read_layer(dataset, None, gdal_encoding(codec))
    records = len(table.records) if table is not None else len(raw.geometry)
    if table is not None and table.deleted:
        gone = {"file": dataset.name, "count": table.deleted}
        issues.append(Issue(Severity.NOTICE, "file.deleted_rows", dataset.name, None, gone))
    elif (broken := _broken_shapes(path, raw.geometry)).size:
        rows = [f"#{row + 1}" for row in broken.tolist()]
        issues += per_feature(Severity.WARNING, "geometry.unreadable", dataset.name, rows)
        doubtful = True
    if len(raw.geometry) != records:
        facts = {
            "file": dataset.name,
            "rows": str(len(raw.geometry)),
            "records": str(records),
        }
        issues.append(Issue(Severity.WARNING, "file.rows_differ", dataset.name, None, facts))
        doubtful = True
    overflowed = table.overflowed if table is not None and len(raw.geometry) == records else {}
    return [
        RawTable(
            dataset.stem, raw.attributes, raw.geometry, raw.crs, raw.crs is not None,
            (*issues, *told, *raw.issues), overflowed, raw.opened, doubtful,
        )
    ]  # fmt: skip


def _make_readable(prj: Path) -> None:
    """Write our copy of a ``.prj`` as UTF-8: GDAL is not asked to read letters it cannot."""
    content = prj.read_bytes()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        prj.write_text(content.decode("cp1252", "replace"), "utf-8")


def _broken_shapes(path: Path, geometry: Geometries) -> npt.NDArray[np.intp]:
    """Answer the rows whose shape is there in the file and yet came out as none.

    GDAL says nothing of a record with damaged parts. A row the sender left without a drawing is
    written as the null shape and is another thing.
    """
    index = path.with_suffix(".shx")
    missing = np.flatnonzero(shapely.is_missing(geometry))
    if not len(missing) or not index.is_file():
        return np.empty(0, np.intp)
    entries = index.read_bytes()[100:]
    places = np.frombuffer(entries[: len(entries) // 8 * 8], ">i4")
    content = path.read_bytes()
    starts = 2 * places[0 : 2 * (len(places) // 2) : 2].astype(np.int64)
    return np.array(
        [row for row in missing if row < len(starts) and _drawn(content, int(starts[row]))], np.intp
    )


def _drawn(content: bytes, start: int) -> bool:
    """Tell whether a record holds another shape than the null shape, or is not there at all."""
    return content[start + 8 : start + 12] != b"\x00\x00\x00\x00"


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
            "SELECT m.type, c.table_name FROM gpkg_contents c"
            " JOIN gpkg_geometry_columns g ON g.table_name = c.table_name"
            " JOIN sqlite_master m ON m.name = c.table_name AND m.type IN ('table', 'view')"
            " WHERE c.data_type = 'features' ORDER BY c.table_name"
        ).fetchall()
    tables = [str(name) for kind, name in rows if kind == "table"]
    views = ", ".join(str(name)[:60] for kind, name in rows if kind == "view")
    if not tables:
        rule = "file.only_views" if views else "file.no_geometry"
        raise RefusedFileError(rule, file=dataset.name, views=views)
    found = [read_layer(dataset, name, None) for name in tables]
    if views:
        facts = {"file": dataset.name, "views": views}
        left = Issue(Severity.WARNING, "file.views_left", dataset.name, None, facts)
        found[0] = replace(found[0], issues=(*found[0].issues, left))
    return found


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
    raw = read_layer(dataset, None, None)
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
    return [read_layer(dataset, None, None)]


def _open_any(dataset: Dataset) -> list[RawTable]:
    names = [str(row[0]) for row in pyogrio.list_layers(dataset.path)]
    if not names:
        raise UnreadableFileError("file.unreadable", file=dataset.name)
    return [read_layer(dataset, name, None) for name in names]


def _open_geoparquet(dataset: Dataset) -> list[RawTable]:
    try:
        frame = gpd.read_parquet(dataset.path)
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFileError("file.unreadable", file=dataset.name) from error
    except ValueError as error:
        raise RefusedFileError("file.no_geometry", file=dataset.name) from error
    crs = None if frame.crs is None else frame.crs.to_wkt()
    frame = frame.reset_index(drop=True)
    name = frame.geometry.name
    geometry = np.asarray(frame.geometry.array, dtype=object)
    attributes = pd.DataFrame(frame.drop(columns=name))
    return [RawTable(dataset.stem, attributes, geometry, crs, crs is not None)]


_OPENERS: dict[str, Callable[[Dataset], list[RawTable]]] = {
    "shapefile": _open_shapefile,
    "geopackage": _open_geopackage,
    "geojson": _open_geojson,
    "flatgeobuf": _open_any,
    "mapinfo": _open_mapinfo,
    "geoparquet": _open_geoparquet,
    "gml": _open_any,
}
