"""Path segments of all departments with their light against the target, and what explains it."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.scoring.profile import Profile
from maps.packing import pack_lines
from maps.palette import LIGHT_CLASSES, light_class
from maps.payload import coded, column

LAMP_NEAR_M = 40.0
"""How far a lamp may stand from a segment to be named as its nearest."""

LAMP_OUT_NEAR_M = 25.0
"""How near a lamp that is out must stand to be named as the cause."""

LONG_GAP_M = 5.0
"""Metres in a row under 1 lx that make a gap (decision 29)."""

PUBLIC_COLUMNS = ("lighting.mean_lux", "lighting.min_lux", "lighting.gap_m")
"""What a click on a segment may tell anybody; hiding places and blind stretches are not here."""


def gathered(profiles: Sequence[tuple[int, Profile]]) -> gpd.GeoDataFrame:
    """Answer every segment once, with the place of its department on the map."""
    parts = []
    for place, profile in profiles:
        if len(profile.segments):
            part = profile.segments.copy()
            part["department"] = place
            parts.append(part)
    if not parts:
        return gpd.GeoDataFrame({"department": [], "light": []}, geometry=[], crs="EPSG:25832")
    together = gpd.GeoDataFrame(pd.concat(parts), crs=parts[0].crs)
    together = together[~together.index.duplicated(keep="first")]
    together = together[together.geom_type == "LineString"]
    together["light"] = [light_class(code) for code in column(together, "light_class")]
    return together


def packed(
    segments: gpd.GeoDataFrame,
    lamps: gpd.GeoDataFrame | None,
    paths: gpd.GeoDataFrame | None,
    stretch: Sequence[int],
) -> dict[str, Any]:
    """Answer the segments as one geometry and one array per attribute."""
    owners = _owner_by_path(paths)
    nearest = nearest_lamps(segments, lamps)
    path_ids = column(segments, "path")
    return {
        **pack_lines(segments),
        "light": [LIGHT_CLASSES.index(code) for code in segments["light"]],
        "name": coded(column(segments, "name")),
        "kind": coded(column(segments, "kind")),
        "owner": coded([owners.get(path) for path in path_ids]),
        "department": [int(place) for place in segments["department"]],
        "length": _decimals(segments, "length_m", 1),
        "target": coded(column(segments, "target_class")),
        "mean": _decimals(segments, "lighting.mean_lux", 2),
        "min": _decimals(segments, "lighting.min_lux", 2),
        "gap": _decimals(segments, "lighting.gap_m", 1),
        "lamp": coded(nearest["number"]),
        "lamp_m": nearest["distance"],
        "cause": coded(causes(segments, nearest)),
        "stretch": list(stretch),
    }


def nearest_lamps(
    segments: gpd.GeoDataFrame, lamps: gpd.GeoDataFrame | None
) -> dict[str, list[Any]]:
    """Answer number, distance and status of the lamp nearest the middle of each segment."""
    blank: list[Any] = [None] * len(segments)
    answer = {"number": list(blank), "distance": list(blank), "status": list(blank)}
    if lamps is None or not len(lamps) or not len(segments):
        return answer
    middles = shapely.line_interpolate_point(segments.geometry.to_numpy(), 0.5, normalized=True)
    tree = shapely.STRtree(lamps.geometry.to_numpy())
    (rows, found), metres = tree.query_nearest(
        middles, max_distance=LAMP_NEAR_M, return_distance=True, all_matches=False
    )
    numbers, status = column(lamps, "number"), column(lamps, "status")
    for row, lamp, distance in zip(rows, found, metres, strict=True):
        answer["number"][row] = numbers[lamp]
        answer["distance"][row] = round(float(distance), 1)
        answer["status"][row] = status[lamp]
    return answer


def causes(segments: gpd.GeoDataFrame, nearest: Mapping[str, Sequence[Any]]) -> list[str | None]:
    """Answer in one code why a segment lies under its target; None where it does not.

    The nearest lamp is out; there is no lamp near; there is a dark gap between lamps; or the
    lamps that are there give too little.
    """
    gaps = column(segments, "lighting.gap_m")
    rows = zip(segments["light"], nearest["distance"], nearest["status"], gaps, strict=True)
    return [_cause(*row) for row in rows]


def _cause(light: str, distance: float | None, status: str | None, gap: float | None) -> str | None:
    if light not in {"dark", "under"}:
        return None
    if distance is None:
        return "no_lamp"
    if status == "out" and distance <= LAMP_OUT_NEAR_M:
        return "lamp_out"
    return "gap" if gap is not None and gap > LONG_GAP_M else "too_weak"


def _owner_by_path(paths: gpd.GeoDataFrame | None) -> dict[Any, Any]:
    if paths is None:
        return {}
    return dict(zip(column(paths, "id"), column(paths, "owner"), strict=True))


def _decimals(frame: pd.DataFrame, name: str, digits: int) -> list[float | None]:
    return [None if v is None else round(float(v), digits) for v in column(frame, name)]
