"""Cases as files for staff: places and what is done about them, never what residents wrote."""

import csv
import json
import tempfile
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from api.form.places import degrees
from geo.model.crs import METRES
from geo.model.reports import Case

COLUMNS = (
    "number", "created", "updated", "closed", "kind", "status", "reason", "expected", "place",
    "setting", "lamp", "department", "owner", "border", "least", "released",
)  # fmt: skip
"""What a file tells of a case; ``least`` is *mindst n meldinger*."""

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
}

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would compute."""


Row = dict[str, Any]


def exported(cases: Sequence[Case], fmt: str) -> bytes:
    """Answer the content of a file in one of ``TYPES``."""
    rows = [_row(case) for case in cases]
    shapes = [
        None if case.x is None or case.y is None else shapely.Point(case.x, case.y)
        for case in cases
    ]
    return {"csv": _csv, "geojson": _geojson, "gpkg": _gpkg}[fmt](rows, shapes)


def _row(case: Case) -> Row:
    return {
        **{name: getattr(case, name, None) for name in COLUMNS},
        "number": f"S{case.id}",
        "created": case.created.isoformat(),
        "updated": case.updated.isoformat(),
        "closed": case.closed.isoformat() if case.closed else None,
        "kind": case.kind.value,
        "status": case.status.value,
        "setting": case.setting.value,
        "least": case.counted,
    }


def _csv(rows: Sequence[Row], shapes: Sequence[shapely.Point | None]) -> bytes:
    """Answer a table a Danish spreadsheet opens: semicolons, and no cell is a formula."""
    text = StringIO()
    table = csv.writer(text, delimiter=";")
    table.writerow([*COLUMNS, "x", "y"])
    for row, shape in zip(rows, shapes, strict=True):
        place = ("", "") if shape is None else (f"{shape.x:.1f}", f"{shape.y:.1f}")
        table.writerow([*(cell(value) for value in row.values()), *place])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def cell(value: Any) -> str:
    """Answer a value as a cell that no spreadsheet computes.

    >>> cell("=cmd()"), cell(None), cell(True)
    ("'=cmd()", '', '1')
    """
    if value is None:
        return ""
    text = str(int(value)) if isinstance(value, bool) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _geojson(rows: Sequence[Row], shapes: Sequence[shapely.Point | None]) -> bytes:
    features = [
        {"type": "Feature", "geometry": _degrees(shape), "properties": row}
        for row, shape in zip(rows, shapes, strict=True)
    ]
    whole = {"type": "FeatureCollection", "features": features}
    return json.dumps(whole, ensure_ascii=False).encode()


def _degrees(shape: shapely.Point | None) -> Row | None:
    if shape is None:
        return None
    latitude, longitude = degrees(shape.x, shape.y)
    return {"type": "Point", "coordinates": [longitude, latitude]}


def _gpkg(rows: Sequence[Row], shapes: Sequence[shapely.Point | None]) -> bytes:
    points = gpd.GeoSeries(list(shapes), crs=METRES)
    frame = gpd.GeoDataFrame(rows, columns=list(COLUMNS), geometry=points)
    with tempfile.TemporaryDirectory() as room:
        target = Path(room) / "sager.gpkg"
        frame.to_file(target, layer="sager", driver="GPKG", engine="pyogrio")
        return target.read_bytes()
