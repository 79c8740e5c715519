"""The layers as files of other formats: one per layer and geometry, a style and the sources beside.

What a format cannot hold is folded into what it can: shapefile columns of ten letters that reading
knows again, one geometry family a file, letters of Windows' Danish in a MapInfo table.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo.model.crs import METRES
from geo.model.errors import WorkspaceError
from geo.model.language import sentence
from geo.model.layers import LAYERS
from geo.model.provenance import Source
from geo.store.opening import Database
from geo.store.reading import read_layer, read_result, read_sources
from geo.store.styles import families, label, qml
from geo.store.tables import RESULTS

DRIVERS = {"fgb": "FlatGeobuf", "shp": "ESRI Shapefile", "tab": "MapInfo File"}
FORMATS = ("parquet", *DRIVERS)

SPLIT = frozenset({"shp", "tab"})
"""Formats whose readers expect one geometry family a file."""

SHORT = 10
"""Letters of a shapefile's column."""

TAB_BOUNDS = "441000,6049000,894000,6403000"
"""Denmark in EPSG:25832: MapInfo keeps whole numbers inside a box, here of a tenth millimetre."""

SOURCES_FILE = "KILDER.txt"

GEOS = {"Point": (0, 4), "LineString": (1, 2, 5), "Polygon": (3, 6)}


def export_files(database: Database, path: Path, fmt: str) -> Path:
    """Write every layer and table of results that holds something.

    Parameters
    ----------
    database
        The workspace's.
    path
        Folder to make, or a zip where it ends in ``.zip``; it is there whole or not at all.
    fmt
        One of ``FORMATS``.

    Raises
    ------
    WorkspaceError
        Where the format is unknown, or the place is taken or cannot be written.
    """
    if fmt not in FORMATS:
        known = ", ".join(("gpkg", *FORMATS))
        raise WorkspaceError("workspace.export_format", format=fmt, known=known)
    zipped = path.suffix.lower() == ".zip"
    if path.is_dir() and any(path.iterdir()):
        raise WorkspaceError("workspace.export_taken", place=str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", dir=path.parent) as place:
            folder = Path(place) / "out"
            folder.mkdir()
            _write_all(database, folder, fmt)
            if zipped:
                made = shutil.make_archive(str(Path(place) / "out"), "zip", folder)
                os.replace(made, path)  # noqa: PTH105 - over what stands there, in one step
            else:
                if path.is_dir():
                    path.rmdir()
                folder.rename(path)
    except PermissionError:
        raise WorkspaceError("workspace.not_writable", place=str(path.parent)) from None
    return path


def _write_all(database: Database, folder: Path, fmt: str) -> None:
    with database.reading() as connection:
        known = database.tables
        sources = read_sources(connection, known)
        frames = {
            name: read_layer(connection, known, name) for name in sources if known.indexed(name)
        }
        frames |= {name: read_result(connection, known, name) for name in RESULTS}
    for name, frame in frames.items():
        for stem, family, rows in _split(name, frame, fmt):
            write_file(name, rows, folder / f"{stem}.{fmt}", fmt)
            (folder / f"{stem}.qml").write_text(qml(name, family), "utf-8")
    (folder / SOURCES_FILE).write_text(sources_text(sources), "utf-8")


def _split(
    name: str, frame: gpd.GeoDataFrame, fmt: str
) -> Iterator[tuple[str, str, gpd.GeoDataFrame]]:
    """Answer stem, family and rows of each file a layer becomes."""
    kinds = shapely.get_type_id(np.asarray(frame.geometry.array, dtype=object))
    own = families(name)
    for family in own:
        rows = frame[np.isin(kinds, GEOS[family])]
        if len(own) == 1 or fmt not in SPLIT:
            if len(frame):
                yield name, own[-1], frame
            return
        if len(rows):
            yield f"{name}_{sentence(f'geometry.{family}')}", family, rows


def write_file(name: str, frame: gpd.GeoDataFrame, path: Path, fmt: str) -> None:
    """Write one frame of a layer or table of results as one file of a format."""
    if fmt == "parquet":
        frame.to_parquet(path, write_covering_bbox=True, schema_version="1.1.0")
        return
    out = _uniform(frame)
    options: dict[str, Any] = {}
    if fmt == "shp":
        out = out.rename(columns=short_names(name, [str(c) for c in out if c != "geometry"]))
        options = {"encoding": "UTF-8"}
    elif fmt == "tab":
        out = out[[c for c in out if c == "geometry" or bool(out[c].notna().any())]]
        out = out.assign(**{str(c): _for_mapinfo(out[c]) for c in out if c != "geometry"})
        options = {"ENCODING": "CP1252", "BOUNDS": TAB_BOUNDS}
    pyogrio.write_dataframe(out, path, driver=DRIVERS[fmt], **options)


def _uniform(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Answer single and many parts of one family as many, where a layer has both."""
    shapes = np.asarray(frame.geometry.array, dtype=object)
    for single, many, gather in (
        (0, 4, shapely.multipoints), (1, 5, shapely.multilinestrings),
        (3, 6, shapely.multipolygons),
    ):  # fmt: skip
        kinds = shapely.get_type_id(shapes)
        if (kinds == many).any():
            lone = np.flatnonzero(kinds == single)
            shapes[lone] = gather(shapes[lone][:, None])
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def short_names(layer: str, names: Sequence[str]) -> dict[str, str]:
    """Answer each column's name in ten letters, each once, and so that reading knows it again.

    >>> short_names("departments", ["id", "organisation", "lbf_organisation"])
    {'id': 'id', 'organisation': 'boligorg', 'lbf_organisation': 'org_nr'}
    """
    columns = LAYERS[layer].columns if layer in LAYERS else {}
    taken: dict[str, str] = {}
    for name in names:
        known = columns[name].aliases if name in columns else ()
        plain = [alias for alias in known if len(alias) <= SHORT and alias.isascii()]
        wanted = name if len(name) <= SHORT else next(iter(plain), name)
        short, number = wanted[:SHORT], 0
        while short in taken.values():
            number += 1
            short = f"{name[: SHORT - 2]}_{number}"
        taken[name] = short
    return taken


def _for_mapinfo(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Answer a column as MapInfo can keep it: it knows no missing number, and nought is not one.

    A number that is missing somewhere is written as text, and a gap as empty text.
    """
    if not pd.api.types.is_numeric_dtype(values.dtype):
        return values.map(_windows, na_action="ignore")
    if not values.isna().any():
        return values
    whole = pd.api.types.is_integer_dtype(values.dtype)
    return values.map(lambda v: str(int(v) if whole else float(v)), na_action="ignore").astype(
        object
    )


def _windows(text: object) -> str:
    return str(text).encode("cp1252", "replace").decode("cp1252")


def sources_text(sources: Mapping[str, Source]) -> str:
    """Answer who said each layer and under which terms, for people."""
    lines = [sentence("export.sources"), ""]
    for name, source in sources.items():
        parts = [source.dataset, source.licence or sentence("export.no_licence"), source.date]
        lines.append(f"{label(name)}: " + " · ".join(part for part in parts if part))
        if source.attribution:
            lines.append(f"  {source.attribution}")
    if any("ODbL" in (source.licence or "") for source in sources.values()):
        lines += ["", sentence("export.share_alike")]
    return "\n".join([*lines, "", json.dumps({"crs": METRES}), ""])
