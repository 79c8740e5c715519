"""Find one's way: the brightest and the shortest walk between two places in a workspace."""

import re
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

import geopandas as gpd
import numpy as np
import shapely

from geo.measures.arrays import Reals
from geo.measures.bright_rounds import rounds
from geo.measures.bright_ways import Footing, Lanes, Way, brightest_and_shortest, lanes
from geo.measures.burning import Burning, burning
from geo.measures.obstacles import LAYERS as STANDING
from geo.measures.obstacles import Leaves, Passing, obstacles_from
from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.crs import METRES, to_degrees, to_metres
from geo.model.errors import NotFoundError

NAMED = {
    "entrances": "address",
    "destinations": "name",
    "meeting_places": "name",
    "departments": "name",
}
"""Layers in which a place is looked for, in this order, and the column that names it."""

DEGREES = re.compile(r"\s*(-?\d{1,2}\.\d+)\s*[,; ]\s*(-?\d{1,3}\.\d+)\s*")
METRE_PAIR = re.compile(r"\s*(\d{6}(?:\.\d+)?)\s*[,; ]\s*(\d{7}(?:\.\d+)?)\s*")

AROUND_M = 400.0
"""Metres round two places in which a way is looked for, and half their distance more."""

FARTHEST_M = 10_000.0
"""Metres as the crow flies beyond which nobody is sent on foot."""

LAMP_MARGIN_M = 60.0
"""Metres beyond the paths from which lamps are taken."""


Box: TypeAlias = tuple[float, float, float, float]


class LayerStore(Protocol):
    """What holds the layers: a workspace."""

    def layer(self, name: str, bbox: Box | None = None) -> gpd.GeoDataFrame | None:
        """Answer a layer in EPSG:25832, or None where it was never delivered."""


@dataclass(frozen=True)
class Place:
    """A place as it was asked for and found: its name and where it is in EPSG:25832."""

    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Ways:
    """The walks between two places.

    Parameters
    ----------
    origin, destination
        The places.
    shortest
        The shortest way.
    brightest
        The brightest way; None where no lamps were delivered.
    footing
        Whether steps were allowed.
    """

    origin: Place
    destination: Place
    shortest: Way
    brightest: Way | None = field(default=None)
    footing: Footing = Footing.ANY

    def to_json(self) -> dict[str, Any]:
        """Answer the stable JSON shape; coordinates are longitude and latitude."""
        return {
            "from": _place_record(self.origin),
            "to": _place_record(self.destination),
            "footing": self.footing.value,
            "shortest": way_record(self.shortest),
            "brightest": None if self.brightest is None else way_record(self.brightest),
        }


def route(
    workspace: LayerStore,
    origin: str,
    destination: str,
    *,
    footing: Footing | str = Footing.ANY,
    assumptions: Assumptions | None = None,
) -> Ways:
    """Answer the brightest and the shortest walk between two places.

    Parameters
    ----------
    workspace
        Where the layers are.
    origin, destination
        An address, the name of a stop or meeting place, or ``latitude,longitude``.
    footing
        ``any``, or ``level`` for a way without steps.
    assumptions
        The defaults if None.

    Raises
    ------
    NotFoundError
        Where a place is not known, lies off the paths, or no way joins the two.
    """
    start, goal = find_place(workspace, origin), find_place(workspace, destination)
    apart = float(np.hypot(start.x - goal.x, start.y - goal.y))
    if apart > FARTHEST_M:
        raise NotFoundError("routes.too_far", kilometres=round(FARTHEST_M / 1000))
    wide = AROUND_M + apart / 2
    found = _lanes(workspace, (start, goal), wide, Footing(footing), assumptions)
    ways = brightest_and_shortest(found, *found.graph.place.tolist())
    if ways is None:
        raise NotFoundError("routes.no_way")
    return Ways(start, goal, ways[1], ways[0], Footing(footing))


def winter_walks(
    workspace: LayerStore,
    origin: str,
    *,
    footing: Footing | str = Footing.ANY,
    assumptions: Assumptions | None = None,
) -> list[Way]:
    """Propose bright rounds of 1–3 km from a place; none where nobody knows what is lit.

    Raises
    ------
    NotFoundError
        Where the place is not known or lies off the paths.
    """
    start = find_place(workspace, origin)
    wide = (assumptions or default_assumptions())["routes.loop_most_m"] / 2
    found = _lanes(workspace, (start,), wide, Footing(footing), assumptions)
    return rounds(found, int(found.graph.place[0]))


def find_place(workspace: LayerStore, text: str) -> Place:
    """Answer the place a text means: a coordinate pair, else the best match among the names."""
    if match := DEGREES.fullmatch(text):
        north, east = (float(part) for part in match.groups())
        point = gpd.GeoDataFrame(geometry=[shapely.Point(east, north)], crs="EPSG:4326")
        return _placed(text.strip(), to_metres(point).geometry.to_numpy()[0])
    if match := METRE_PAIR.fullmatch(text):
        east, north = (float(part) for part in match.groups())
        return Place(text.strip(), east, north)
    wanted = _folded(text)
    best: tuple[int, Place] | None = None
    for layer, column in NAMED.items():
        frame = workspace.layer(layer)
        if frame is None or column not in frame or not wanted:
            continue
        for name, shape in zip(frame[column], frame.geometry, strict=True):
            rank = _rank(wanted, name)
            if rank is not None and (best is None or rank < best[0]):
                best = rank, _placed(str(name), shapely.point_on_surface(shape))
    if best is None:
        raise NotFoundError("routes.place_unknown", text=text)
    return best[1]


def _placed(name: str, point: shapely.Geometry) -> Place:
    x, y = shapely.get_coordinates(point)[0].tolist()
    return Place(name, x, y)


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace(",", " ").split())


def _rank(wanted: str, name: object) -> int | None:
    """Answer 0 for the very name, 1 where it begins so, 2 where it holds it; else None."""
    if not isinstance(name, str):
        return None
    folded = _folded(name)
    if folded == wanted:
        return 0
    if folded.startswith(f"{wanted} "):
        return 1
    return 2 if f" {wanted}" in f" {folded}" else None


def _lanes(
    workspace: LayerStore,
    places: tuple[Place, ...],
    wide: float,
    footing: Footing,
    assumptions: Assumptions | None,
) -> Lanes:
    xy: Reals = np.array([[place.x, place.y] for place in places])
    low, high = xy.min(axis=0) - wide, xy.max(axis=0) + wide
    paths = workspace.layer("paths", bbox=(*low.tolist(), *high.tolist()))
    if paths is None or paths.empty:
        raise NotFoundError("routes.no_paths")
    burns = _burning(workspace, (*low.tolist(), *high.tolist()), assumptions)
    found = lanes(_in_order(paths), burns, xy, footing, assumptions)
    for place, node in zip(places, found.graph.place.tolist(), strict=True):
        if node < 0:
            raise NotFoundError("routes.place_off_paths", text=place.name)
    return found


def _burning(workspace: LayerStore, box: Box, assumptions: Assumptions | None) -> Burning | None:
    """Answer the lamps round a box with what stands in their light; None where none are known."""
    west, south, east, north = box
    wide = (
        west - LAMP_MARGIN_M,
        south - LAMP_MARGIN_M,
        east + LAMP_MARGIN_M,
        north + LAMP_MARGIN_M,
    )
    lamps = workspace.layer("lamps", bbox=wide)
    if lamps is None:
        return None
    standing = {name: workspace.layer(name, bbox=wide) for name in STANDING if len(lamps)}
    there = {name: _in_order(frame) for name, frame in standing.items() if frame is not None}
    obstacles = obstacles_from(there, Passing.LIGHT, Leaves.ON, assumptions) if there else None
    return burning(_in_order(lamps), obstacles, workspace.layer("luminaires"), assumptions)


def _in_order(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.sort_values("id", key=lambda ids: ids.astype(str), ignore_index=True)


def _place_record(place: Place) -> dict[str, Any]:
    return {"name": place.name, "point": _degrees(shapely.Point(place.x, place.y))[0]}


def way_record(way: Way) -> dict[str, Any]:
    """Answer a walk as JSON; coordinates are longitude and latitude, metres are whole."""
    return {
        "length_m": round(way.length_m),
        "dark_m": None if way.dark_m is None else round(way.dark_m),
        "steps_m": round(way.steps_m),
        "line": _degrees(way.geometry),
    }


def _degrees(shape: shapely.Geometry) -> list[list[float]]:
    frame = to_degrees(gpd.GeoDataFrame(geometry=[shape], crs=METRES))
    moved = frame.geometry.get_coordinates().to_numpy()
    return [[round(x, 6), round(y, 6)] for x, y in moved.tolist()]
