"""The sound delivery that every counterexample spoils in one way, and the means to spoil it."""

import io
import json
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import shapely

sys.path.insert(0, str(Path(__file__).parents[1] / "example"))

from shapefiles import Layer, write_shapefile, zip_members

EAST, NORTH = 640_500.0, 6_150_500.0
Files = dict[str, bytes]

LAMP_COLUMNS = {"MAST_NR": "text", "LPH": "real", "LYSKILDE": "text"}
DEPARTMENT_COLUMNS = {"AFD_NR": "text", "AFDNAVN": "text"}


@dataclass(frozen=True)
class Counterexample:
    """A delivery that breaks one rule.

    Parameters
    ----------
    rule
        Id of the only rule it breaks.
    severity
        ``error``, ``warning`` or ``notice``.
    exit_code
        What the command line ends with: 2 cannot be read, 1 findings, 0 fine.
    why
        What a GIS officer did, in Danish.
    files
        Files of the folder by name; the first is the delivery.
    also
        Rules that cannot but follow from it.
    crs
        Coordinate system somebody named for it, or None.
    """

    rule: str
    severity: str
    exit_code: int
    why: str
    files: Mapping[str, bytes]
    also: tuple[str, ...] = ()
    crs: str | None = None


def lamps(count: int = 4, name: str = "lys", columns: Mapping[str, str] | None = None) -> Layer:
    """Answer sound lamps with as many of the columns as are asked for."""
    rows = [
        (shapely.Point(EAST + 20 * number, NORTH), (f"M{number + 1}", 4.5, "LED"))
        for number in range(count)
    ]
    return Layer(name, columns or LAMP_COLUMNS, rows)


def departments() -> Layer:
    """Answer two sound departments side by side."""
    rows = [
        (shapely.box(EAST, NORTH, EAST + 90, NORTH + 90), ("9001-01", "Æblehaven")),
        (shapely.box(EAST + 90, NORTH, EAST + 180, NORTH + 90), ("9001-02", "Østervænget")),
    ]
    return Layer("afdelinger", DEPARTMENT_COLUMNS, rows)


def shapefile(layer: Layer, crs: str = "EPSG:25832") -> Files:
    """Answer the files of a layer by name."""
    with tempfile.TemporaryDirectory() as folder:
        return {
            path.name: path.read_bytes() for path in write_shapefile(layer, Path(folder), crs=crs)
        }


def zipped(files: Mapping[str, bytes]) -> Files:
    """Answer files as one zip named as a delivery."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "leverance.zip"
        zip_members(target, list(files.items()))
        return {"leverance.zip": target.read_bytes()}


def zipped_with(files: Mapping[str, bytes], odd: zipfile.ZipInfo, content: bytes) -> Files:
    """Answer files as one zip with one odd member."""
    packed = io.BytesIO(zipped(files)["leverance.zip"])
    odd.compress_type = zipfile.ZIP_DEFLATED
    odd.date_time = (2026, 11, 2, 12, 0, 0)
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr(odd, content, compresslevel=9)
    return {"leverance.zip": packed.getvalue()}


def without(files: Mapping[str, bytes], *endings: str) -> Files:
    """Answer files without those of some endings."""
    return {name: content for name, content in files.items() if not name.endswith(endings)}


def patched(files: Mapping[str, bytes], ending: str, at: int, content: bytes) -> Files:
    """Answer files with some bytes of one of them replaced."""
    out = dict(files)
    name = next(name for name in files if name.endswith(ending))
    whole = bytearray(out[name])
    whole[at : at + len(content)] = content
    out[name] = bytes(whole)
    return out


def with_rows(layer: Layer, **cells: tuple[object, ...]) -> Layer:
    """Answer a layer with the cells of some columns replaced, one per row."""
    names = list(layer.columns)
    rows = []
    for number, (geometry, values) in enumerate(layer.rows):
        changed = [
            cells[name][number] if name in cells else value
            for name, value in zip(names, values, strict=True)
        ]
        rows.append((geometry, tuple(changed)))
    return Layer(layer.name, layer.columns, rows)


def with_shapes(layer: Layer, *shapes: shapely.Geometry | None) -> Layer:
    """Answer a layer with its geometries replaced."""
    rows = [(shape, values) for shape, (_, values) in zip(shapes, layer.rows, strict=True)]
    return Layer(layer.name, layer.columns, rows)


def moved(layer: Layer, east: float, north: float) -> Layer:
    """Answer a layer with its first point at other numbers and the rest around it."""
    shapes = [
        shapely.transform(geometry, lambda xy: xy - [EAST, NORTH] + [east, north])
        for geometry, _ in layer.rows
    ]
    return with_shapes(layer, *shapes)


def with_column(layer: Layer, name: str, kind: str, *cells: object) -> Layer:
    """Answer a layer with one column more."""
    rows = [
        (geometry, (*values, cell))
        for (geometry, values), cell in zip(layer.rows, cells, strict=True)
    ]
    return Layer(layer.name, {**layer.columns, name: kind}, rows)


def geojson(
    features: list[tuple[dict[str, object], dict[str, object]]], **members: object
) -> Files:
    """Answer geometries and properties as one GeoJSON file of lamps."""
    collection = {
        "type": "FeatureCollection",
        **members,
        "features": [
            {"type": "Feature", "properties": properties, "geometry": geometry}
            for geometry, properties in features
        ],
    }
    return {"lys.geojson": json.dumps(collection, ensure_ascii=False, indent=1).encode("utf-8")}


def warning(rule: str, why: str, files: Files, *also: str) -> Counterexample:
    """Answer a delivery that is taken, and that somebody should look at."""
    return Counterexample(rule, "warning", 1, why, zipped(files), also)


def notice(rule: str, why: str, files: Files, *also: str) -> Counterexample:
    """Answer a delivery that is taken, with something said."""
    return Counterexample(rule, "notice", 0, why, zipped(files), also)
