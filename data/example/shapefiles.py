"""Write layers as a GIS office would send them, the same bytes every time.

pyogrio writes the shapefiles; the day GDAL puts into a .dbf header and the times inside the zip
are then set to the day of the delivery, so that two runs can be compared byte by byte.
"""

import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyogrio.raw import write

DELIVERED_ON = date(2026, 11, 2)
SIDECARS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
KINDS = {"text": object, "integer": np.int32, "real": np.float64, "date": "datetime64[D]"}
EMPTY = {"text": "", "integer": 0, "real": 0.0, "date": np.datetime64("1970-01-01")}


@dataclass(frozen=True)
class Layer:
    """One shapefile to be: its name, its columns with their kinds, and its rows.

    A row is a geometry and one value per column; None is an empty cell.
    """

    name: str
    columns: Mapping[str, str]
    rows: Sequence[tuple[shapely.Geometry | None, tuple[Any, ...]]]

    def geometry_type(self) -> str:
        """Answer the geometry kind of the file: that of its first row, Multi if any row is."""
        kinds = {geometry.geom_type for geometry, _ in self.rows if geometry is not None}
        multi = {kind for kind in kinds if kind.startswith("Multi")}
        return min(multi or kinds) if kinds else "Point"


def write_shapefile(layer: Layer, folder: Path, *, crs: str = "EPSG:25832") -> list[Path]:
    """Write one layer with its sidecars into a folder and answer the files."""
    values, empty = [], []
    for number, kind in enumerate(layer.columns.values()):
        cells = [row[number] for _, row in layer.rows]
        values.append(np.array([EMPTY[kind] if c is None else c for c in cells], KINDS[kind]))
        empty.append(np.array([cell is None for cell in cells], dtype=bool))
    path = folder / f"{layer.name}.shp"
    write(
        path,
        geometry=shapely.to_wkb(np.array([geometry for geometry, _ in layer.rows], object)),
        field_data=values,
        fields=np.array(list(layer.columns), object),
        field_mask=empty,
        geometry_type=layer.geometry_type(),
        crs=crs,
        driver="ESRI Shapefile",
        encoding="UTF-8",
        layer_options={"RESIZE": "YES"},
    )
    _set_day(path.with_suffix(".dbf"))
    return [path.with_suffix(suffix) for suffix in SIDECARS]


def _set_day(table: Path) -> None:
    """Put the day of the delivery where a .dbf keeps the day it was written: bytes 1 to 3."""
    content = bytearray(table.read_bytes())
    day = DELIVERED_ON
    content[1:4] = bytes([day.year - 1900, day.month, day.day])
    table.write_bytes(content)


def zip_members(target: Path, members: Sequence[tuple[str, bytes]]) -> None:
    """Write a zip whose bytes depend on nothing but the members."""
    day = DELIVERED_ON
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 12, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, compresslevel=9)


def zip_layers(target: Path, layers: Sequence[Layer], texts: Mapping[str, str]) -> None:
    """Write layers and text files as one zip."""
    members = [(name, text.encode("utf-8")) for name, text in texts.items()]
    with tempfile.TemporaryDirectory() as folder:
        for layer in layers:
            files = write_shapefile(layer, Path(folder))
            members += [(file.name, file.read_bytes()) for file in files]
    zip_members(target, members)
