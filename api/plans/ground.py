"""What the map of a plan shows, in whole decimetres from a corner of its own.

The map lies in metres, not in degrees: what is dragged is stored as it was seen, and nothing is
projected to and fro.
"""

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from api.plans.asking import features
from geo.measures.lighting_class import target_lux
from geo.model.department import Department
from geo.planning.moment import LUX, LitSegment
from geo.planning.review import ReviewedChange
from geo.scoring.profile import Profile
from maps.palette import THEMES, light_class

AROUND_M = 90.0
"""How far round the department is drawn."""

SIMPLIFY_M = 0.2

PLACED = ("lamps", "meeting_places", "destinations")

Corner = tuple[float, float]


def corner(department: Department) -> Corner:
    """Answer the corner that coordinates are counted from."""
    west, south, _, _ = shapely.bounds(department.boundary)
    return float(np.floor(west)), float(np.floor(south))


def ground(department: Department, profile: Profile | None) -> dict[str, Any]:
    """Answer the place as it stands.

    Parameters
    ----------
    department
        The department.
    profile
        Its scoring, whose segments bear their light; paths are drawn without where None.
    """
    zero = corner(department)
    box = shapely.box(*shapely.bounds(shapely.buffer(department.boundary, AROUND_M)))
    lined = _lined(department.layer("paths"), box, zero)
    return {
        "origin": zero,
        "bounds": _flat(box.exterior.coords, zero),
        "boundary": _rings([department.boundary], zero),
        "buildings": _areas(department.layer("buildings"), box, zero),
        "greens": _areas(department.layer("common_areas"), box, zero),
        "trees": _points(department.layer("vegetation"), box, zero),
        "paths": lined,
        "edges": _edges(department, box, zero),
        "segments": [] if profile is None else _segments(profile.segments, box, zero),
        **{name: _placed(department, name, box, zero) for name in PLACED},
        "theme": THEMES["dark"],
    }


def placed_changes(
    department: Department, changes: Iterable[ReviewedChange]
) -> list[dict[str, Any]]:
    """Answer where each change of a plan lies, for the map to number it."""
    zero = corner(department)
    found = []
    for place, one in enumerate(changes, 1):
        told = one.change.told
        spot = told.get("at", told.get("to"))
        named = next(
            (told[name] for name in ("lamp", "boundary", "path", "place") if name in told), None
        )
        found.append(
            {
                "number": place,
                "kind": one.change.kind,
                "layer": one.change.of.layer,
                "label": one.change.of.label,
                "field": "at" if "at" in told else "to" if "to" in told else None,
                "at": None if spot is None else _flat([spot], zero),
                "line": _flat(told["line"], zero) if "line" in told else None,
                "feature": named,
                "wrong": one.problem is not None,
            }
        )
    return found


def lit(department: Department, segments: Iterable[LitSegment]) -> list[dict[str, Any]]:
    """Answer the segments whose light a plan changes."""
    zero = corner(department)
    return [
        {
            "id": one.id,
            "name": one.name,
            "line": _flat(shapely.get_coordinates(one.line), zero),
            "lux": [None if lux is None else round(lux, 2) for lux in one.lux],
            "light": [None if code is None else light_class(code) for code in one.light],
            "gone": one.light[1] is None and one.lux[1] is None,
        }
        for one in segments
    ]


def _segments(frame: gpd.GeoDataFrame, box: shapely.Geometry, zero: Corner) -> list[dict[str, Any]]:
    near = frame[frame.geometry.intersects(box)]
    if near.empty:
        return []
    target, _ = target_lux(pd.Series(near["target_class"].tolist()))
    lux = near[LUX].to_numpy(dtype=float) if LUX in near else np.full(len(near), np.nan)
    names, codes = near["name"].tolist(), near["light_class"].tolist()
    shapes = near.geometry.to_numpy()
    return [
        {
            "id": str(key),
            "name": names[k] if isinstance(names[k], str) else None,
            "line": _flat(shapely.get_coordinates(shapes[k]), zero),
            "lux": None if np.isnan(lux[k]) else round(float(lux[k]), 2),
            "target": None if np.isnan(target[k]) else float(target[k]),
            "light": light_class(codes[k]),
        }
        for k, key in enumerate(near.index)
    ]


def _placed(
    department: Department, layer: str, box: shapely.Geometry, zero: Corner
) -> list[dict[str, Any]]:
    words = dict(features(department, layer))
    frame = _near(department.layer(layer), box)
    if frame is None:
        return []
    spots = shapely.point_on_surface(frame.geometry.to_numpy())
    rows = frame.to_dict("records")
    return [
        {
            "id": str(row["id"]),
            "at": _flat(shapely.get_coordinates(spot), zero),
            "words": words.get(str(row["id"])),
            "out": row.get("status") == "out",
        }
        for row, spot in zip(rows, spots, strict=True)
    ]


def _edges(department: Department, box: shapely.Geometry, zero: Corner) -> list[dict[str, Any]]:
    words = dict(features(department, "boundaries"))
    frame = _near(department.layer("boundaries"), box)
    if frame is None:
        return []
    return [
        {
            "id": str(row["id"]),
            "line": _flat(shapely.get_coordinates(part), zero),
            "words": words.get(str(row["id"])),
            "green": row.get("kind") == "hedge",
        }
        for row in frame.to_dict("records")
        for part in _lines(row["geometry"])
    ]


def _lined(
    frame: gpd.GeoDataFrame | None, box: shapely.Geometry, zero: Corner
) -> list[dict[str, Any]]:
    near = _near(frame, box)
    if near is None:
        return []
    return [
        {
            "id": str(row["id"]),
            "line": _flat(shapely.get_coordinates(part), zero),
            "wide": 2 if row.get("kind") == "road" else 1,
        }
        for row in near.to_dict("records")
        for part in _lines(shapely.intersection(row["geometry"], box))
    ]


def _areas(frame: gpd.GeoDataFrame | None, box: shapely.Geometry, zero: Corner) -> list[Any]:
    near = _near(frame, box)
    return [] if near is None else _rings(near.geometry.simplify(SIMPLIFY_M), zero)


def _rings(shapes: Iterable[shapely.Geometry], zero: Corner) -> list[list[list[int]]]:
    parts = shapely.get_parts(np.array(list(shapes), dtype=object))
    areas = [part for part in parts if part.geom_type == "Polygon"]
    return [
        [_flat(shapely.get_coordinates(ring), zero) for ring in shapely.get_rings(area)]
        for area in areas
    ]


def _points(frame: gpd.GeoDataFrame | None, box: shapely.Geometry, zero: Corner) -> list[list[int]]:
    near = _near(frame, box)
    if near is None:
        return []
    return [
        _flat(shapely.get_coordinates(s), zero) for s in near.geometry if s.geom_type == "Point"
    ]


def _near(frame: gpd.GeoDataFrame | None, box: shapely.Geometry) -> gpd.GeoDataFrame | None:
    if frame is None or frame.empty:
        return None
    return frame[frame.geometry.intersects(box)]


def _lines(shape: shapely.Geometry) -> list[shapely.Geometry]:
    parts = shapely.get_parts(shape)
    rims = [
        shapely.get_exterior_ring(part) if isinstance(part, shapely.Polygon) else part
        for part in parts
    ]
    return [part for part in rims if isinstance(part, shapely.LineString)]


def _flat(places: Any, zero: Corner) -> list[int]:
    """Answer coordinates as whole decimetres from the corner: east, north, east, north …."""
    moved = (np.asarray(places, dtype=float).reshape(-1, 2)[:, :2] - zero) * 10
    return [int(part) for part in np.rint(moved).ravel()]
