"""Path segments of all departments with their light against the target, and what explains it."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.measures.lighting_class import NEAREST_P_CLASS, P_CLASSES, target_lux
from geo.scoring.factors import FACTORS
from geo.scoring.profile import Profile
from maps.packing import pack, pack_codes, pack_lines, pack_numbers
from maps.palette import LIGHT_CLASSES, light_class
from maps.payload import column

LAMP_NEAR_M = 40.0
"""How far a lamp may stand from a segment to be named as its nearest."""

LAMP_OUT_NEAR_M = 25.0
"""How near a lamp that is out must stand to be named as the cause."""

LONG_GAP_M = 5.0
"""Metres in a row under 1 lx that make a gap (decision 29)."""

STAFF_FACTORS = frozenset({"eyes"})
"""Factors whose place on the ground only staff see: where nobody sees you is not told in public."""

MEASURES: Mapping[str, tuple[str, int]] = {
    "length": ("length_m", 1),
    "mean": ("lighting.mean_lux", 2),
    "min": ("lighting.min_lux", 2),
    "gap": ("lighting.gap_m", 1),
    "night": ("lighting.night_lux", 2),
    "winter": ("lighting.winter_lux", 2),
    "face": ("lighting.face_lux", 2),
}
"""What a click on a segment tells in numbers: name on the page, column, decimals."""


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
    *,
    staff: bool,
) -> dict[str, Any]:
    """Answer the segments as one geometry and one packed array per attribute."""
    owners = _owner_by_path(paths)
    nearest = nearest_lamps(segments, lamps)
    numbers = {
        name: pack_numbers(column(segments, source), digits)
        for name, (source, digits) in MEASURES.items()
        if source in segments.columns
    }
    return {
        **pack_lines(segments),
        **numbers,
        "light": pack([LIGHT_CLASSES.index(code) for code in segments["light"]]),
        "night_light": night_light(segments, lamps),
        "name": pack_codes(column(segments, "name")),
        "kind": pack_codes(column(segments, "kind")),
        "owner": pack_codes([owners.get(path) for path in column(segments, "path")]),
        "department": pack([int(place) for place in segments["department"]]),
        "target": pack_codes(column(segments, "target_class")),
        "lamp": pack_codes(nearest["number"]),
        "lamp_m": pack_numbers(nearest["distance"], 1),
        "cause": pack_codes(causes(segments, nearest)),
        "stretch": pack(stretch),
        "scores": factor_scores(segments, staff=staff),
    }


def targets() -> dict[str, list[float]]:
    """Answer the mean and the least lux that each lighting class asks for."""
    names = [*P_CLASSES, *NEAREST_P_CLASS]
    mean, least = target_lux(pd.Series(names))
    return {name: [float(m), float(p)] for name, m, p in zip(names, mean, least, strict=True)}


def factor_scores(segments: gpd.GeoDataFrame, *, staff: bool) -> dict[str, dict[str, Any]]:
    """Answer, per factor that scores segments, the score of each; eyes for staff only."""
    return {
        key: pack_numbers(column(segments, f"{key}.score"), 0)
        for key in FACTORS
        if f"{key}.score" in segments.columns and (staff or key not in STAFF_FACTORS)
    }


def night_light(segments: gpd.GeoDataFrame, lamps: gpd.GeoDataFrame | None) -> str | None:
    """Answer the classes at 02:00: measured, ``same`` where no lamp is dimmed, None if unknown."""
    if "lighting.night_class" in segments.columns:
        codes = [light_class(code) for code in column(segments, "lighting.night_class")]
        return pack([LIGHT_CLASSES.index(code) for code in codes])
    dimmed = lamps is not None and any(column(lamps, "dimming"))
    return None if dimmed else "same"


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
