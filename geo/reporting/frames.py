"""Cases and reports as frames in metres, for a file that staff open; no e-mail is in them."""

from dataclasses import asdict
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.model.crs import METRES
from geo.model.reports import Case, Report, stamp
from geo.reporting.staff import all_cases, all_reports
from geo.store.case_opening import CaseDatabase

LEFT_OUT = frozenset({"x", "y", "photos"})
"""The point is the geometry; pictures are not handed on in a file."""


def case_frame(database: CaseDatabase) -> gpd.GeoDataFrame:
    """Answer every case that was not merged into another; for staff, at its exact point."""
    return _frame(all_cases(database), Case)


def report_frame(database: CaseDatabase) -> gpd.GeoDataFrame:
    """Answer every report with its words; for staff only, never for a board."""
    return _frame(all_reports(database), Report)


def _frame(things: list[Any], kind: type[Any]) -> gpd.GeoDataFrame:
    names = [name for name in kind.__dataclass_fields__ if name not in LEFT_OUT]
    rows = [{name: _plain(asdict(one)[name]) for name in names} for one in things]
    places = np.empty(len(things), dtype=object)
    for row, one in enumerate(things):
        places[row] = None if one.x is None or one.y is None else shapely.Point(one.x, one.y)
    return gpd.GeoDataFrame(rows, columns=names, geometry=places, crs=METRES)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return " ".join(str(part) for part in value)
    return stamp(value) if hasattr(value, "astimezone") else value
