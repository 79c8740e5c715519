"""Stops of a walk: the middles of the dark stretches that are walked most, in a short order."""

from dataclasses import replace

import shapely

from api.dependencies import Services
from api.field.ground import BESIDE_M, shape_of
from geo.measures.network import Network, build_network
from geo.measures.walk_order import WalkOrder, legs, walk_order
from geo.model.assumptions import default_assumptions
from geo.model.walks import Stop, StopDraft


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
    stops = []
    for row, place in zip(worst.to_dict("records"), shapely.get_coordinates(middles), strict=True):
        x, y = (float(value) for value in place)
        name = row["name"] if isinstance(row["name"], str) else ""
        stops.append(StopDraft(x, y, name[:80], float(row["length_m"]), float(row["lux"])))
    order = walk_order(network_of(held, department), [(stop.x, stop.y) for stop in stops])
    return [stops[row] for row in order.order], order


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


def renamed(stops: list[StopDraft], words: list[str]) -> tuple[StopDraft, ...]:
    """Answer stops with the words somebody gave them."""
    return tuple(replace(stop, place=text) for stop, text in zip(stops, words, strict=True))
