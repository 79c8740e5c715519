"""The ground Eksempelkøbing stands on: a plan in plain metres, turned and bent onto the map.

The town is drawn on a plan with u east and v north, so that a street is one straight row of
numbers. `place` then bends the plan gently (streets that follow a hillside), turns it six
degrees and moves it into EPSG:25832. Buildings keep their right angles: they are turned as a
whole by the bend at their middle.
"""

import math

import numpy as np
import shapely

EAST, NORTH = 640_000.0, 6_150_000.0
TURN = math.radians(6.0)
CENTIMETRE = 0.01

Point = tuple[float, float]


def _bend(plan: np.ndarray) -> np.ndarray:
    u, v = plan[:, 0], plan[:, 1]
    return np.column_stack([u + 6.0 * np.sin(v / 260.0), v + 9.0 * np.sin(u / 330.0)])


def place(plan: np.ndarray | list[Point]) -> np.ndarray:
    """Answer plan points as easting and northing."""
    bent = _bend(np.asarray(plan, dtype=float).reshape(-1, 2))
    cos, sin = math.cos(TURN), math.sin(TURN)
    east = EAST + cos * bent[:, 0] - sin * bent[:, 1]
    north = NORTH + sin * bent[:, 0] + cos * bent[:, 1]
    return np.round(np.column_stack([east, north]), 2)


def point(u: float, v: float) -> shapely.Point:
    """Answer one plan point on the map."""
    return shapely.Point(place([(u, v)])[0])


def line(*corners: Point, step: float = 15.0) -> shapely.LineString:
    """Answer a line through plan corners, fine enough to follow the bend."""
    fine = shapely.segmentize(shapely.LineString(corners), step)
    return shapely.LineString(place(shapely.get_coordinates(fine)))


def area(*corners: Point, step: float = 20.0) -> shapely.Polygon:
    """Answer a polygon round plan corners, fine enough to follow the bend."""
    fine = shapely.segmentize(shapely.Polygon(corners), step)
    return shapely.Polygon(place(shapely.get_coordinates(fine)))


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Answer a plan rectangle that follows the bend."""
    return area((west, south), (east, south), (east, north), (west, north))


def _turned(middle: Point) -> float:
    """Answer how far the bend and the turn together swing what stands at a plan point."""
    return TURN + math.atan(9.0 / 330.0 * math.cos(middle[0] / 330.0))


def stand(middle: Point, offsets: list[Point]) -> np.ndarray:
    """Answer offsets from a plan point, swung as one stiff piece: corners stay square."""
    swing = _turned(middle)
    cos, sin = math.cos(swing), math.sin(swing)
    shift = np.asarray(offsets, dtype=float)
    turned = np.column_stack(
        [cos * shift[:, 0] - sin * shift[:, 1], sin * shift[:, 0] + cos * shift[:, 1]]
    )
    return np.round(place([middle]) + turned, 2)


def house(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Answer the footprint of a building with square corners."""
    middle = ((west + east) / 2, (south + north) / 2)
    half_u, half_v = (east - west) / 2, (north - south) / 2
    corners = [(-half_u, -half_v), (half_u, -half_v), (half_u, half_v), (-half_u, half_v)]
    return shapely.Polygon(stand(middle, corners))


def disc(u: float, v: float, radius: float, *, squash: float = 1.0) -> shapely.Polygon:
    """Answer a rounded patch, for beds and courts."""
    turn = np.linspace(0.0, 2 * math.pi, 20, endpoint=False)
    corners = np.column_stack([u + radius * np.cos(turn), v + squash * radius * np.sin(turn)])
    return shapely.Polygon(place(corners))


def along(corners: list[Point], spacing: float, offset: float, start: float) -> list[Point]:
    """Answer plan points every `spacing` metres beside a plan line, `offset` to its left."""
    track = shapely.LineString(corners)
    spots = []
    for distance in np.arange(start, track.length, spacing):
        here = shapely.get_coordinates(track.interpolate(distance))[0]
        ahead = shapely.get_coordinates(track.interpolate(min(distance + 0.5, track.length)))[0]
        behind = shapely.get_coordinates(track.interpolate(max(distance - 0.5, 0.0)))[0]
        way = (ahead - behind) / np.hypot(*(ahead - behind))
        spots.append((float(here[0] - offset * way[1]), float(here[1] + offset * way[0])))
    return spots
