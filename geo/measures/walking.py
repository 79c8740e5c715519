"""Metres along the network between points, each walked to the nearest place on a path."""

from dataclasses import dataclass, field

import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra

from geo.measures.arrays import Integers, Reals
from geo.measures.network import Network
from geo.model.assumptions import Assumptions, default_assumptions


@dataclass(frozen=True)
class Access:
    """Where points meet the network.

    Parameters
    ----------
    edge
        Row of the network's edges, or -1 where no walkable path is near enough.
    along_m
        Metres from the start of that edge.
    off_m
        Metres from the point to the path; infinite where there is none.
    """

    edge: Integers = field(repr=False)
    along_m: Reals = field(repr=False)
    off_m: Reals = field(repr=False)


def access(network: Network, xy: Reals, assumptions: Assumptions | None = None) -> Access:
    """Answer the nearest place on a walkable edge of each point, within ``network.access_m``."""
    reach = (assumptions or default_assumptions())["network.access_m"]
    count = len(xy)
    edge = np.full(count, -1, dtype=np.int64)
    along, off = np.zeros(count), np.full(count, np.inf)
    walkable = np.flatnonzero(network.edges["walkable"].to_numpy(dtype=bool))
    if len(walkable) and count:
        lines = network.edges.geometry.to_numpy()[walkable]
        points = np.asarray(shapely.points(xy))
        point, line = shapely.STRtree(lines).query_nearest(points, max_distance=reach)
        # Where two edges are equally near, the first in the network's order is taken.
        order = np.lexsort((line, point))
        point, line = point[order], line[order]
        first = np.append(True, np.diff(point) != 0)[: len(point)]
        point, line = point[first], line[first]
        edge[point] = walkable[line]
        along[point] = shapely.line_locate_point(lines[line], points[point])
        off[point] = shapely.distance(lines[line], points[point])
    return Access(edge, along, off)


def distances(
    network: Network,
    origins: Reals,
    targets: Reals,
    limit: float = np.inf,
    assumptions: Assumptions | None = None,
) -> Reals:
    """Answer the walk in metres from each origin to each target.

    The walk from a point to the nearest place on a path is part of it, at both ends.

    Parameters
    ----------
    network
        The walking network.
    origins, targets
        (n, 2) and (m, 2) coordinates in metres.
    limit
        Metres along paths beyond which nothing is searched.
    assumptions
        ``network.access_m``; the defaults if None.

    Returns
    -------
    Reals
        (n, m) metres; infinite where there is no way, or none within the limit.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from geo.measures.network import build_network
    >>> line = shapely.LineString([(0, 0), (100, 0)])
    >>> paths = gpd.GeoDataFrame({"id": ["a"]}, geometry=[line], crs=25832)
    >>> network = build_network(paths)
    >>> distances(network, np.array([[10.0, 3.0]]), np.array([[60.0, 0.0]])).tolist()
    [[53.0]]
    """
    if len(origins) > len(targets):
        return distances(network, targets, origins, limit, assumptions).T
    start = access(network, origins, assumptions)
    goal = access(network, targets, assumptions)
    found = np.full((len(origins), len(targets)), np.inf)
    here, there = np.flatnonzero(start.edge >= 0), np.flatnonzero(goal.edge >= 0)
    if len(here) and len(there):
        found[np.ix_(here, there)] = _between(network, start, here, goal, there, limit)
    return found


def _between(
    network: Network, start: Access, here: Integers, goal: Access, there: Integers, limit: float
) -> Reals:
    """Answer the shortest walk over the two ends of the edge at either side."""
    nodes, to_node = _ends(network, start, here)
    goal_nodes, from_node = _ends(network, goal, there)
    sources, source = np.unique(nodes, return_inverse=True)
    metres = dijkstra(network.graph, indices=sources, limit=limit)
    source = source.reshape(nodes.shape)
    best = np.full((len(here), len(there)), np.inf)
    for side in (0, 1):
        for other in (0, 1):
            through = metres[source[:, side]][:, goal_nodes[:, other]]
            np.minimum(best, to_node[:, side, None] + through + from_node[None, :, other], out=best)
    same = start.edge[here][:, None] == goal.edge[there][None, :]
    direct = np.abs(start.along_m[here][:, None] - goal.along_m[there][None, :])
    best = np.where(same, np.minimum(best, direct), best)
    best[best > limit] = np.inf
    return np.asarray(best + start.off_m[here][:, None] + goal.off_m[there][None, :])


def _ends(network: Network, place: Access, rows: Integers) -> tuple[Integers, Reals]:
    """Answer the two nodes of each point's edge and the metres to them."""
    edges = network.edges.iloc[place.edge[rows]]
    along = place.along_m[rows]
    nodes = edges[["u", "v"]].to_numpy(dtype=np.int64)
    return nodes, np.column_stack([along, edges["length_m"].to_numpy(dtype=float) - along])
