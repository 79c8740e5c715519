"""Cases by state: a place and what is done about it, never a report and never an exact point."""

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.model.crs import METRES
from geo.reporting.desk import PublicCase
from maps.legend import spoken
from maps.packing import pack_codes, pack_numbers, pack_points
from maps.payload import column

COLUMNS = ("number", "kind", "status", "place", "owner", "reason", "expected", "updated", "least")
"""What a case may tell: the columns of the frame that ``planner_map`` takes, with ``released``."""

PLACE_M = 25.0
"""A case is told by the 25 m of path it lies on, or by a square of that size."""

NEAR_M = 40.0
"""How near a path must lie for a case to be told by it."""


def case_table(cases: Iterable[PublicCase]) -> gpd.GeoDataFrame:
    """Answer released cases as a frame; one that was told in words has no point."""
    rows = [
        {
            **{name: getattr(case, name) for name in COLUMNS},
            "kind": case.kind.value,
            "status": case.status.value,
            "updated": case.updated.date().isoformat(),
            "released": True,
            "geometry": _point(case),
        }
        for case in cases
    ]
    columns = [*COLUMNS, "released", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=METRES)


def _point(case: PublicCase) -> shapely.Point | None:
    return None if case.x is None or case.y is None else shapely.Point(case.x, case.y)


def case_frame(cases: Iterable[PublicCase]) -> gpd.GeoDataFrame:
    """Answer released cases as a map takes them: those that were told in words are left out."""
    table = case_table(cases)
    return table[table.geometry.notna()].reset_index(drop=True)


def packed(
    cases: gpd.GeoDataFrame | None,
    segments: gpd.GeoDataFrame,
    view: shapely.Geometry | None = None,
    *,
    staff: bool,
) -> dict[str, Any] | None:
    """Answer the cases to draw; in public only those staff have released, each on its place."""
    if cases is None:
        return None
    shown = cases if staff else cases[_released(cases)]
    shown = shown.reset_index(drop=True)
    placed = shown.set_geometry(coarse(shown, segments), crs=METRES)
    if view is not None:
        placed = placed[placed.geometry.intersects(view)].reset_index(drop=True)
    told = {
        name: pack_codes(column(placed, name))
        for name in COLUMNS
        if name not in {"expected", "updated", "least"}
    }
    return {
        "steps": pack_points(placed),
        **told,
        "expected": pack_codes([spoken(day) for day in column(placed, "expected")]),
        "updated": pack_codes([spoken(day) for day in column(placed, "updated")]),
        "least": pack_numbers(column(placed, "least"), 0),
    }


def coarse(cases: gpd.GeoDataFrame, segments: gpd.GeoDataFrame) -> Any:
    """Answer each case moved to the middle of its path segment, else of its 25 m square."""
    points = cases.geometry.to_numpy()
    xy = shapely.get_coordinates(points)
    squares = np.asarray(shapely.points((np.floor(xy / PLACE_M) + 0.5) * PLACE_M))
    if not len(segments) or not len(points):
        return squares
    lines = segments.geometry.to_numpy()
    row, line = shapely.STRtree(lines).query_nearest(points, max_distance=NEAR_M, all_matches=False)
    squares[row] = shapely.line_interpolate_point(lines[line], 0.5, normalized=True)
    return squares


def _released(cases: gpd.GeoDataFrame) -> list[bool]:
    return [value is True or value == 1 for value in column(cases, "released")]
