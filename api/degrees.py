"""Metres to degrees and back at the edge of the web, by one thread that has the transformers ready.

A transformer belongs to its thread and takes ten milliseconds to make; a request comes on any.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyproj

from geo.model.crs import DEGREES, METRES

Box = tuple[float, float, float, float]

_EDGE = ThreadPoolExecutor(max_workers=1, thread_name_prefix="degrees")
_IN = pyproj.Transformer.from_crs(DEGREES, METRES, always_xy=True)
_OUT = pyproj.Transformer.from_crs(METRES, DEGREES, always_xy=True)


def into_metres(longitude: Any, latitude: Any) -> tuple[Any, Any]:
    """Answer x and y of a place in degrees, or of arrays of them."""
    x, y = _EDGE.submit(_IN.transform, longitude, latitude).result()
    return x, y


def box_into_metres(box: Box) -> Box:
    """Answer the box in metres round a box in degrees: west, south, east, north."""
    edges = _EDGE.submit(_IN.transform_bounds, *box, densify_pts=21).result()
    return edges[0], edges[1], edges[2], edges[3]


def box_into_degrees(box: Box) -> Box:
    """Answer the box in degrees round a box in metres."""
    edges = _EDGE.submit(_OUT.transform_bounds, *box, densify_pts=21).result()
    return edges[0], edges[1], edges[2], edges[3]


def into_degrees(x: Any, y: Any) -> tuple[Any, Any]:
    """Answer longitude and latitude of a place in metres, or of arrays of them."""
    longitude, latitude = _EDGE.submit(_OUT.transform, x, y).result()
    return longitude, latitude
