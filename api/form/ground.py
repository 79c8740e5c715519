"""Houses, paths, doors and lamps round a place, as small as a phone in the dark needs them.

The little map is drawn from the workspace's own layers: no tile, and nobody outside learns where
somebody stands. Lamps that are on the map bear number, state and owner; nothing here is a report.
"""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

import geo
from api.form.places import degrees
from geo.model.crs import to_degrees

ROUND_M = 300.0
STEP_M = 100.0
"""The middle is moved to a step of this, so that many askers share one answer."""

MOST = {"buildings": 900, "paths": 900, "common_areas": 300, "entrances": 600, "lamps": 600}
SIMPLIFY_M = 0.4


def stepped(x: float, y: float) -> tuple[float, float]:
    """Answer the step a place belongs to."""
    return round(x / STEP_M) * STEP_M, round(y / STEP_M) * STEP_M


def ground(workspace: geo.Workspace, x: float, y: float) -> dict[str, Any]:
    """Answer what lies round a place in degrees, latitude first as Leaflet asks for it."""
    box = (x - ROUND_M, y - ROUND_M, x + ROUND_M, y + ROUND_M)
    return {"middle": degrees(x, y), **ground_in(workspace, box)}


def ground_in(
    workspace: geo.Workspace, box: tuple[float, float, float, float], times: int = 1
) -> dict[str, Any]:
    """Answer what lies in a box of metres; ``times`` as many things as round one place."""

    def read(name: str) -> gpd.GeoDataFrame:
        frame = workspace.layer(name, bbox=box, limit=times * MOST[name])
        return (
            gpd.GeoDataFrame({"id": []}, geometry=[], crs="EPSG:25832") if frame is None else frame
        )

    doors, lamps = read("entrances"), read("lamps")
    return {
        "houses": _lines(read("buildings")),
        "greens": _lines(read("common_areas")),
        "paths": _lines(read("paths")),
        "doors": _labelled(doors, "address"),
        "lamps": _lamps(lamps),
    }


def _lines(frame: gpd.GeoDataFrame) -> list[list[list[float]]]:
    """Answer each outline or line; holes are not seen at this size."""
    if frame.empty:
        return []
    shapes = shapely.simplify(to_degrees_after(frame), 0)
    found = []
    for shape in shapely.get_parts(shapes):
        ring = shapely.get_exterior_ring(shape) if shape.geom_type == "Polygon" else shape
        if ring.geom_type in {"LineString", "LinearRing"}:
            found.append(_corners(ring))
    return found


def to_degrees_after(frame: gpd.GeoDataFrame) -> Any:
    """Simplify in metres, then answer the shapes in degrees."""
    smaller = frame.set_geometry(frame.geometry.simplify(SIMPLIFY_M))
    return to_degrees(smaller).geometry.to_numpy()


def _corners(shape: Any) -> list[list[float]]:
    corners = np.round(shapely.get_coordinates(shape)[:, ::-1], 6)
    return [[float(latitude), float(longitude)] for latitude, longitude in corners]


def _points(frame: gpd.GeoDataFrame) -> list[list[float]]:
    centres = to_degrees(frame.set_geometry(frame.geometry.centroid)).geometry
    places = np.round(shapely.get_coordinates(centres.to_numpy())[:, ::-1], 6)
    return [[float(latitude), float(longitude)] for latitude, longitude in places]


def _labelled(frame: gpd.GeoDataFrame, column: str) -> list[list[Any]]:
    if frame.empty:
        return []
    named = frame[frame[column].notna()]
    return [[*place, str(text)] for place, text in zip(_points(named), named[column], strict=True)]


def _lamps(frame: gpd.GeoDataFrame) -> list[list[Any]]:
    if frame.empty:
        return []
    return [
        [*place, str(lamp["id"]), _text(lamp["number"]), _text(lamp["status"])]
        for place, lamp in zip(_points(frame), frame.to_dict("records"), strict=True)
    ]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
