"""Lamps with their status, and the places where people meet, arrive and enter."""

from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from maps.basemap import within
from maps.packing import pack_codes, pack_points
from maps.payload import column

LAMP_COLUMNS = (
    *("number", "height_m", "flux_lm", "power_w", "light_source"),
    *("status", "dimming", "owner"),
)
PLACE_COLUMNS = ("name", "kind", "groups", "seats", "shelter", "step_free", "condition")
STOP_COLUMNS = ("name", "kind")
DOOR_COLUMNS = ("address",)


def lamps(frame: gpd.GeoDataFrame | None, view: shapely.Geometry | None) -> dict[str, Any] | None:
    """Answer the lamps in view, or None where lamps were never delivered."""
    return None if frame is None else _points(within(frame, view, "Point"), LAMP_COLUMNS)


def meeting_places(
    frame: gpd.GeoDataFrame | None, view: shapely.Geometry | None
) -> dict[str, Any] | None:
    """Answer the meeting places in view, areas by an inner point; None where never delivered."""
    if frame is None:
        return None
    points, areas = within(frame, view, "Point"), within(frame, view, "Polygon")
    areas = areas.set_geometry(areas.geometry.representative_point(), crs=areas.crs)
    found = [part for part in (points, areas) if len(part)]
    return _points(_stacked(found) if found else points, PLACE_COLUMNS)


def destinations(
    frame: gpd.GeoDataFrame | None, view: shapely.Geometry | None
) -> dict[str, Any] | None:
    """Answer stops and other destinations in view; None where never delivered."""
    return None if frame is None else _points(within(frame, view, "Point"), STOP_COLUMNS)


def entrances(
    frame: gpd.GeoDataFrame | None, view: shapely.Geometry | None
) -> dict[str, Any] | None:
    """Answer the entrances in view, by address and never by dwelling."""
    return None if frame is None else _points(within(frame, view, "Point"), DOOR_COLUMNS)


def _stacked(frames: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=frames[0].crs)


def _points(frame: gpd.GeoDataFrame, columns: tuple[str, ...]) -> dict[str, Any]:
    return {
        "steps": pack_points(frame),
        **{name: pack_codes(column(frame, name)) for name in columns},
    }
