"""How easily the right door is found: numbers that can be read, else turns on the way (6b)."""

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

from geo.measures.arrays import Integers, Reals
from geo.measures.network import Network
from geo.measures.walking import access
from geo.model.assumptions import Assumptions, default_assumptions

STRAIGHTEN_M = 2.0
"""A path that wiggles less than this runs straight."""

METRE = 1e-6
"""What a metre counts beside a turn: of routes with as many turns the shorter is taken."""


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
    from_edges = np.unique(start.edge[start.edge >= 0])
    reached = goal.edge >= 0
    if len(from_edges) and reached.any():
        count = len(network.edges)
        graph = _turn_graph(network, chosen["arrival.turn_deg"])
        sources = np.concatenate([from_edges, from_edges + count])
        cost = dijkstra(graph, indices=sources, min_only=True)
        best = np.minimum(cost[:count], cost[count:])[goal.edge[reached]]
        turns[reached] = np.where(np.isfinite(best), np.floor(best + METRE), np.inf)
    return turns


def _turn_graph(network: Network, least_deg: float) -> csr_array:
    """Answer the turns between edges walked either way: forwards first, then backwards."""
    lines = shapely.simplify(network.edges.geometry.to_numpy(), STRAIGHTEN_M)
    first, last, inside = _ends(lines, least_deg)
    walkable = network.edges["walkable"].to_numpy(dtype=bool)
    u, v = (network.edges[end].to_numpy(dtype=np.int64) for end in ("u", "v"))
    head, tail = np.concatenate([v, u]), np.concatenate([u, v])
    # Turned round, an edge begins where it ended and runs the other way.
    out, into = np.concatenate([last, first + 180]), np.concatenate([first, last + 180])
    inner = np.tile(inside, 2)
    length = np.tile(network.edges["length_m"].to_numpy(dtype=float), 2)
    rows, columns = _followers(head, tail, np.tile(walkable, 2))
    angle = np.abs((into[columns] - out[rows] + 180) % 360 - 180)
    count = len(head)
    # Back along the same edge is no way on.
    on = rows % (count // 2) != columns % (count // 2)
    cost = (angle > least_deg) + inner[columns] + METRE * np.minimum(length[columns], 1e5) / 1e5
    return csr_array(
        (np.maximum(cost, METRE * METRE)[on], (rows[on], columns[on])), shape=(count, count)
    )


def _followers(head: Integers, tail: Integers, walkable: np.ndarray) -> tuple[Integers, Integers]:
    """Answer each pair of an edge and one that starts where it ends."""
    order = np.flatnonzero(walkable)[np.argsort(tail[walkable], kind="stable")]
    low = np.searchsorted(tail[order], head, side="left")
    high = np.searchsorted(tail[order], head, side="right")
    count = np.where(walkable, high - low, 0)
    rows = np.repeat(np.arange(len(head)), count)
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return rows, order[np.repeat(low, count) + within]


def _ends(lines: np.ndarray, least_deg: float) -> tuple[Reals, Reals, Reals]:
    """Answer the bearing at the start and at the end of each line, and the turns between."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    across = np.diff(xy, axis=0)
    same = np.diff(line) == 0
    bearing = np.degrees(np.arctan2(across[:, 0], across[:, 1]))[same]
    owner = line[1:][same]
    turn = np.abs((np.diff(bearing) + 180) % 360 - 180)
    bent = (turn > least_deg) & (np.diff(owner) == 0)
    start = np.searchsorted(owner, np.arange(len(lines)), side="left")
    end = np.searchsorted(owner, np.arange(len(lines)), side="right") - 1
    inside = np.bincount(owner[1:][bent], minlength=len(lines)).astype(np.float64)
    return bearing[start], bearing[end], inside
