"""Lamps with their status, and the places where people meet."""

from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from maps.basemap import LayerStore, within
from maps.packing import pack_points
from maps.payload import coded, column

LAMP_COLUMNS = (
    "number",
    "height_m",
    "flux_lm",
    "power_w",
    "light_source",
    "status",
    "owner",
)
PLACE_COLUMNS = ("name", "kind", "groups", "seats", "shelter", "step_free", "condition")
STOP_COLUMNS = ("name", "kind")


def lamps(store: LayerStore, view: shapely.Geometry | None) -> dict[str, Any] | None:
    """Answer the lamps in view, or None where lamps were never delivered."""
    frame = store.layer("lamps")
    return None if frame is None else _points(within(frame, view, "Point"), LAMP_COLUMNS)


def meeting_places(store: LayerStore, view: shapely.Geometry | None) -> dict[str, Any] | None:
    """Answer the meeting places in view, areas by an inner point; None where never delivered."""
    frame = store.layer("meeting_places")
    if frame is None:
        return None
    points, areas = within(frame, view, "Point"), within(frame, view, "Polygon")
    areas = areas.set_geometry(areas.geometry.representative_point(), crs=areas.crs)
    found = [part for part in (points, areas) if len(part)]
    together = gpd.GeoDataFrame(_stacked(found)) if found else points
    return _points(together, PLACE_COLUMNS)


def destinations(store: LayerStore, view: shapely.Geometry | None) -> dict[str, Any] | None:
    """Answer stops and other destinations in view; None where never delivered."""
    frame = store.layer("destinations")
    return None if frame is None else _points(within(frame, view, "Point"), STOP_COLUMNS)


def _stacked(frames: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=frames[0].crs)


def _points(frame: gpd.GeoDataFrame, columns: tuple[str, ...]) -> dict[str, Any]:
    return {
        "steps": pack_points(frame),
        **{name: coded(column(frame, name)) for name in columns},
    }
