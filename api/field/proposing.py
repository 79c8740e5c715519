"""Stops of a walk: the middles of the dark stretches that are walked most, in a short order."""

from collections.abc import Callable

import shapely

from api.dependencies import Services
from api.field.ground import BESIDE_M, shape_of
from api.language import say
from geo.measures.network import Network, build_network
from geo.measures.walk_order import WalkOrder, legs, walk_order
from geo.model.assumptions import default_assumptions
from geo.model.walks import Stop, StopDraft

DOOR_M = 80.0
"""So near a door must be to name a stop."""


def proposed(held: Services, department: str) -> tuple[list[StopDraft], WalkOrder]:
    """Answer stops on the worst dark stretches of a department, and the walk along them.

    A department without dark stretches has none: its stops are put on the map by hand.
    """
    frame = held.profile(department).frames.get("dark_stretches")
    if frame is None or frame.empty:
        return [], walk_order(None, [])
    most = int(default_assumptions()["field.walk_stops"])
    worst = frame.head(most)  # they come with the most walked metres in the dark first
    middles = shapely.line_interpolate_point(worst.geometry.to_numpy(), 0.5, normalized=True)
    doors = _nearest_door(held, department)
    stops = []
    for row, place in zip(worst.to_dict("records"), shapely.get_coordinates(middles), strict=True):
        x, y = (float(value) for value in place)
        name = row["name"] if isinstance(row["name"], str) else ""
        door = doors(x, y)
        words = say("field.by_door", name=name, door=door) if name and door else name or door
        stops.append(StopDraft(x, y, words[:80], float(row["length_m"]), float(row["lux"])))
    order = walk_order(network_of(held, department), [(stop.x, stop.y) for stop in stops])
    return [stops[row] for row in order.order], order


def key_of(stop: StopDraft) -> str:
    """Answer what a form calls a proposed stop: the model may propose others a moment later."""
    return f"{stop.x:.0f}_{stop.y:.0f}"


def _nearest_door(held: Services, department: str) -> Callable[[float, float], str]:
    """Answer what names the nearest address of a place: stops of one path are told apart by it."""
    shape = shapely.buffer(shape_of(held, department), DOOR_M)
    frame = held.workspace.layer("entrances", bbox=shape.bounds)
    named = None if frame is None else frame[frame["address"].notna()]
    if named is None or named.empty:
        return lambda _x, _y: ""
    tree = shapely.STRtree(named.geometry.to_numpy())
    addresses = named["address"].astype(str).to_list()

    def nearest(x: float, y: float) -> str:
        rows = tree.query_nearest(shapely.Point(x, y), max_distance=DOOR_M, all_matches=False)
        return addresses[int(rows[0])] if len(rows) else ""

    return nearest


def legs_of(held: Services, department: str, stops: tuple[Stop, ...]) -> WalkOrder:
    """Answer the metres between stops as they stand in order."""
    return legs(network_of(held, department), [(stop.x, stop.y) for stop in stops])


def network_of(held: Services, department: str) -> Network | None:
    """Answer the paths on and round a department's ground."""

    def made() -> Network | None:
        shape = shapely.buffer(shape_of(held, department), 4 * BESIDE_M)
        paths = held.workspace.layer("paths", bbox=shape.bounds)
        return None if paths is None or paths.empty else build_network(paths)

    found: Network | None = held.kept(("field", "network", department), made)
    return found
