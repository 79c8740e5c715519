"""Where names stand: departments at their widest spot, path names along their longest run."""

import math
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.model.crs import to_degrees
from maps.packing import pack_steps
from maps.payload import column

LABEL_M = 40.0
"""A path shorter than this carries no name on the map."""


def anchors(frame: gpd.GeoDataFrame) -> str:
    """Answer, packed, the point of each polygon farthest from its edge."""
    circles = shapely.maximum_inscribed_circle(frame.geometry.to_numpy(), np.array(1.0))
    centres = shapely.get_point(circles, 0)
    degrees = to_degrees(gpd.GeoDataFrame(geometry=centres, crs=frame.crs))
    return pack_steps(shapely.get_coordinates(degrees.geometry.to_numpy()))


def path_names(paths: gpd.GeoDataFrame) -> dict[str, Any]:
    """Answer one label per path name: where, at which angle, and how many metres it has room for.

    The angle is that of the straightest stretch through the middle, turned so that the name
    never stands on its head.
    """
    named = paths.assign(label=column(paths, "name"), metres=paths.geometry.length)
    named = named[named["label"].notna() & (named["metres"] >= LABEL_M)]
    longest = named.sort_values(["metres", "label"]).drop_duplicates("label", keep="last")
    longest = longest.sort_values("label").reset_index(drop=True)
    middles, turns, room = [], [], []
    for line, metres in zip(longest.geometry, longest["metres"], strict=True):
        half = min(metres, 80.0) / 2
        start, end = (line.interpolate(metres / 2 + step) for step in (-half, half))
        middles.append(line.interpolate(metres / 2))
        turns.append(upright(math.degrees(math.atan2(start.y - end.y, end.x - start.x))))
        room.append(round(float(start.distance(end))))
    degrees = to_degrees(gpd.GeoDataFrame(geometry=middles, crs=paths.crs))
    return {
        "steps": pack_steps(shapely.get_coordinates(degrees.geometry.to_numpy())),
        "text": [str(name) for name in longest["label"]],
        "turn": turns,
        "room": room,
    }


def upright(degrees: float) -> int:
    """Answer the turn, clockwise in whole degrees, that reads from left to right.

    >>> upright(170), upright(-100), upright(30)
    (-10, 80, 30)
    """
    return round((degrees + 90) % 180 - 90)
