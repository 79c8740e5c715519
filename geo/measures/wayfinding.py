"""How easily the right door is found: numbers that can be read, else turns on the way (6b)."""

from dataclasses import dataclass, field

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.network import Network
from geo.measures.walking import access
from geo.model.assumptions import Assumptions, default_assumptions

STRAIGHTEN_M = 2.0
"""A path that wiggles less than this runs straight."""

HAIR = 1e-6
"""All that going straight on may cost on one walk: the solver takes nothing for no edge."""


def legible(
    doors: Reals, places: Reals, rating: Reals, assumptions: Assumptions | None = None
) -> Reals:
    """Answer 100 or 0 per door: whether the numbers audited nearest to it can be read.

    Parameters
    ----------
    doors, places
        (n, 2) doors and (m, 2) places where house numbers were looked at, in metres.
    rating
        (m,) ratings 0–3.
    assumptions
        ``arrival.number_reach_m``, ``.legible_rating``; the defaults if None.

    Returns
    -------
    Reals
        (n,); NaN where no audit lies within reach.
    """
    chosen = assumptions or default_assumptions()
    if not len(places) or not len(doors):
        return np.full(len(doors), np.nan)
    metres, nearest = KDTree(places).query(doors)
    score = np.where(rating[nearest] >= chosen["arrival.legible_rating"], 100.0, 0.0)
    return np.where(metres <= chosen["arrival.number_reach_m"], score, np.nan)


def turn_score(turns: Reals, assumptions: Assumptions | None = None) -> Reals:
    """Answer 100 up to two turns, 0 from eight on.

    >>> turn_score(np.array([0.0, 2.0, 5.0, 8.0])).tolist()
    [100.0, 100.0, 50.0, 0.0]
    """
    chosen = assumptions or default_assumptions()
    over = (turns - chosen["arrival.turns_free"]) / chosen["arrival.turns_span"]
    return np.asarray(100 * (1 - np.clip(over, 0.0, 1.0)))


def fewest_turns(
    network: Network, arrivals: Reals, doors: Reals, assumptions: Assumptions | None = None
) -> Reals:
    """Answer the turns over 45° on the simplest walk from any arrival to each door.

    Parameters
    ----------
    network
        The walking network.
    arrivals, doors
        (n, 2) and (m, 2) coordinates in metres.
    assumptions
        ``network.access_m``, ``arrival.turn_deg``; the defaults if None.

    Returns
    -------
    Reals
        (m,); infinite where no way leads there.
    """
    chosen = assumptions or default_assumptions()
    start, goal = access(network, arrivals, chosen), access(network, doors, chosen)
    turns = np.full(len(doors), np.inf)
    here, there = start.edge >= 0, goal.edge >= 0
    if here.any() and there.any():
        straights = _straights(network, chosen["arrival.turn_deg"])
        count = len(straights.edge)
        sources = np.unique(straights.at(start.edge[here], start.along_m[here]))
        graph = _turn_graph(network, straights, chosen["arrival.turn_deg"])
        cost = dijkstra(graph, indices=np.concatenate([sources, sources + count]), min_only=True)
        wanted = straights.at(goal.edge[there], goal.along_m[there])
        best = np.minimum(cost[wanted], cost[wanted + count])
        turns[there] = np.where(np.isfinite(best), np.floor(best + HAIR), np.inf)
    return turns


@dataclass(frozen=True)
class _Straights:
    """The stretches of each edge between its bends, in order along it."""

    edge: Integers = field(repr=False)
    start_m: Reals = field(repr=False)
    first_deg: Reals = field(repr=False)
    last_deg: Reals = field(repr=False)

    def at(self, edge: Integers, along_m: Reals) -> Integers:
        """Answer the stretch at some metres along some edges."""
        begin = np.searchsorted(self.edge, edge, side="left")
        end = np.searchsorted(self.edge, edge, side="right")
        rows = [
            low + np.searchsorted(self.start_m[low + 1 : high], metres, side="right")
            for low, high, metres in zip(begin, end, along_m, strict=True)
        ]
        return np.asarray(rows, dtype=np.int64)


def _straights(network: Network, least_deg: float) -> _Straights:
    """Cut the edges at their bends."""
    lines = network.edges.geometry.to_numpy()
    xy, line = shapely.get_coordinates(shapely.simplify(lines, STRAIGHTEN_M), return_index=True)
    across, same = np.diff(xy, axis=0), np.diff(line) == 0
    bearing = np.degrees(np.arctan2(across[:, 0], across[:, 1]))[same]
    edge, corner = line[:-1][same], xy[:-1][same]
    turn = np.abs((np.diff(bearing) + 180) % 360 - 180)
    cut = np.append(True, (turn > least_deg) | (np.diff(edge) != 0))
    first = np.flatnonzero(cut)
    last = np.append(first[1:], len(edge)) - 1
    along = shapely.line_locate_point(lines[edge[first]], shapely.points(corner[first]))
    return _Straights(np.asarray(edge[first], dtype=np.int64), along, bearing[first], bearing[last])


def _turn_graph(network: Network, straights: _Straights, least_deg: float) -> csr_array:
    """Answer the turns from stretch to stretch: walked forwards first, then backwards."""
    edge, count = straights.edge, len(straights.edge)
    ends = network.edges[["u", "v"]].to_numpy(dtype=np.int64)
    inner = np.append(np.diff(edge) == 0, False)
    # Stretches of one edge meet in bends of their own, numbered after the nodes.
    bend = len(network.nodes) + np.arange(count)
    v = np.where(inner, bend, ends[edge, 1])
    u = np.where(np.append(False, inner[:-1]), np.append(-1, bend[:-1]), ends[edge, 0])
    head, tail = np.concatenate([v, u]), np.concatenate([u, v])
    # Turned round, a stretch begins where it ended and runs the other way.
    into = np.concatenate([straights.first_deg, straights.last_deg + 180])
    out = np.concatenate([straights.last_deg, straights.first_deg + 180])
    walkable = network.edges["walkable"].to_numpy(dtype=bool)[edge]
    rows, columns = _followers(head, tail, np.tile(walkable, 2))
    # Back along the same stretch is no way on.
    on = rows % count != columns % count
    rows, columns = rows[on], columns[on]
    angle = np.abs((into[columns] - out[rows] + 180) % 360 - 180)
    cost = np.where(angle > least_deg, 1.0, 0.0) + HAIR / count
    return csr_array((cost, (rows, columns)), shape=(2 * count, 2 * count))


def _followers(head: Integers, tail: Integers, walkable: Flags) -> tuple[Integers, Integers]:
    """Answer each pair of a stretch and one that starts where it ends."""
    order = np.flatnonzero(walkable)
    order = order[np.argsort(tail[order], kind="stable")]
    low = np.searchsorted(tail[order], head, side="left")
    high = np.searchsorted(tail[order], head, side="right")
    count = np.where(walkable, high - low, 0)
    rows = np.repeat(np.arange(len(head)), count)
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return rows, order[np.repeat(low, count) + within]
