"""The dark stretches as a list that says why: how long, how dark, which lamp, whose, how sure."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.scoring.dark_year import rough_hours as roughly
from geo.scoring.profile import Profile
from maps.packing import pack_lines
from maps.payload import column, plain

FRAME = "dark_stretches"
"""Name of the profile's frame with the stretches."""


def gathered(
    profiles: Sequence[tuple[int, Profile]], segments: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Answer the stretches of all departments, those that most people meet first.

    Order: metres in the dark times exposure; where exposure is the same for all, the longest
    first. A stretch that two departments share stands once.
    """
    parts = [
        profile.frames[FRAME].assign(department=place)
        for place, profile in profiles
        if FRAME in profile.frames and len(profile.frames[FRAME])
    ]
    if not parts:
        return gpd.GeoDataFrame({"segments": [], "exposed": []}, geometry=[], crs="EPSG:25832")
    found = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=parts[0].crs)
    found = found[found.geom_type == "LineString"].drop_duplicates("segments")
    used = dict(zip(segments.index.astype(str), column(segments, "exposure"), strict=True))
    found["exposed"] = [
        length * _mean([used.get(key) for key in ids.split(",")])
        for length, ids in zip(found["length_m"], found["segments"], strict=True)
    ]
    order = ["exposed", "length_m", "segments"]
    return found.sort_values(order, ascending=[False, False, True], ignore_index=True)


def packed(stretches: gpd.GeoDataFrame, after: gpd.GeoDataFrame | None) -> dict[str, Any]:
    """Answer the stretches' lines and one record each, with what a plan's segments make of it."""
    records = [{**_record(row), "plan": mended(row["segments"], after)} for row in _rows(stretches)]
    return {**pack_lines(stretches), "records": records}


def mended(ids: str, after: gpd.GeoDataFrame | None) -> str | None:
    """Answer whether a stretch reaches its target under a plan: ``whole``, ``part`` or ``not``."""
    if after is None or "light" not in after:
        return None
    light = dict(zip(after.index.astype(str), after["light"], strict=True))
    codes = [light.get(key) for key in ids.split(",")]
    reached = [code in {"on_target", "over"} for code in codes]
    return "whole" if all(reached) else "part" if any(reached) else "not"


def membership(stretches: gpd.GeoDataFrame, segments: gpd.GeoDataFrame) -> list[int]:
    """Answer, per segment, the place of the first stretch it is part of; -1 where of none."""
    place: dict[str, int] = {}
    for number, ids in enumerate(stretches["segments"]):
        for key in ids.split(","):
            place.setdefault(key, number)
    return [place.get(str(key), -1) for key in segments.index]


def _rows(stretches: gpd.GeoDataFrame) -> list[dict[Any, Any]]:
    return pd.DataFrame(stretches.drop(columns=stretches.active_geometry_name)).to_dict("records")


def _record(row: Mapping[Any, Any]) -> dict[str, Any]:
    def decimals(name: str, digits: int) -> float | None:
        value = plain(row.get(name))
        return None if value is None else round(float(value), digits)

    return {
        "name": plain(row.get("name")),
        "department": int(row["department"]),
        "length": decimals("length_m", 1),
        "exposed": decimals("exposed", 1),
        "mean": decimals("lux", 2),
        "target_lux": decimals("target_lux", 2),
        "target": plain(row.get("target_class")),
        "cause": plain(row.get("cause")),
        "lamp": plain(row.get("lamp_number")),
        "lamp_m": decimals("lamp_m", 1),
        "lamp_owner": plain(row.get("lamp_owner")),
        "planned": plain(row.get("planned")),
        "dark_hours": _hours(plain(row.get("dark_minutes"))),
        "walked_hours": roughly(plain(row.get("walked_dark_minutes"))),
    }


def _hours(minutes: float | None) -> int | None:
    return None if minutes is None else round(minutes / 60)


def _mean(values: Sequence[float | None]) -> float:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else 1.0
