"""How many ways there are out of a place that share no stretch (5b), and where its ways out are."""

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.choice_kernels import MOST, ways_out
from geo.measures.network import Network
from geo.measures.route_graph import RouteGraph
from geo.measures.walking import Access
from geo.model.assumptions import Assumptions, default_assumptions

SCORES = (0.0, 30.0, 80.0, 100.0)
"""Score of no way, one, two, and three or more (methods §6, judged)."""


def boundary_crossings(network: Network, boundary: shapely.Geometry) -> Access:
    """Answer where walkable paths cross the edge of an area."""
    lines = network.edges.geometry.to_numpy()
    outline = shapely.boundary(boundary)
    walkable = network.edges["walkable"].to_numpy(dtype=bool)
    edge = np.flatnonzero(walkable & shapely.intersects(lines, outline))
    parts, owner = shapely.get_parts(shapely.intersection(lines[edge], outline), return_index=True)
    # A path that runs along the border meets it at both ends of that stretch.
    xy, part = shapely.get_coordinates(parts, return_index=True)
    row = edge[owner[part]]
    along = shapely.line_locate_point(lines[row], shapely.points(xy))
    return Access(row, np.asarray(along, dtype=float), np.zeros(len(row)))


def inside(graph: RouteGraph, network: Network, area: shapely.Geometry) -> Flags:
    """Tell which stretches of a graph have their middle in an area."""
    lines = network.edges.geometry.to_numpy()[graph.edge]
    middle = shapely.line_interpolate_point(lines, (graph.start_m + graph.end_m) / 2)
    shapely.prepare(area)
    return np.asarray(shapely.intersects(area, middle), dtype=bool)


def leads_away(graph: RouteGraph, own: Flags, least_m: float) -> Flags:
    """Tell from which nodes at least so many metres of path can be walked outside an area.

    A path that crosses the border and ends a few steps on is no way out.
    """
    out = np.flatnonzero(~own)
    ones = np.ones(len(out))
    joined = coo_array((ones, (graph.u[out], graph.v[out])), shape=(graph.count, graph.count))
    _, piece = connected_components(joined, directed=False)
    metres = np.bincount(piece[graph.u[out]], graph.length_m[out], minlength=piece.max() + 1)
    return np.asarray(metres[piece] >= least_m, dtype=bool)


def ways_to_leave(
    graph: RouteGraph,
    own: Flags,
    origins: Integers,
    exits: Flags,
    assumptions: Assumptions | None = None,
) -> Integers:
    """Answer the ways from each node to different exits that share no stretch, up to three.

    Parameters
    ----------
    graph, own
        The graph, and which of its stretches may be walked.
    origins
        Node of each door, or -1.
    exits
        Which nodes are ways out.
    assumptions
        ``routes.choice_detour``; the defaults if None.
    """
    limit = (assumptions or default_assumptions())["routes.choice_detour"]
    rows = np.flatnonzero(own & (graph.u != graph.v))
    u, v, length = graph.u[rows], graph.v[rows], graph.length_m[rows]
    # Only nodes that the walks may touch: the rest of the network costs nothing.
    nodes, number = np.unique(np.concatenate([u, v]), return_inverse=True)
    u, v = number.ravel()[: len(rows)], number.ravel()[len(rows) :]
    ends = np.concatenate([u, v])
    order = np.argsort(ends, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=len(nodes)))])
    incident = np.concatenate([np.arange(len(rows))] * 2)[order]
    streets = (u, v, length, first, incident)
    found = np.zeros(len(origins), dtype=np.int64)
    at = np.searchsorted(nodes, origins)
    there = np.flatnonzero((at < len(nodes)) & (origins >= 0))
    there = there[nodes[at[there]] == origins[there]]
    for row in there:
        found[row] = ways_out(int(at[row]), exits[nodes], streets, float(limit))
    return found


def choice_score(ways: Integers) -> Reals:
    """Answer 5b: one way 30, two 80, three or more 100.

    >>> choice_score(np.array([0, 1, 2, 3])).tolist()
    [0.0, 30.0, 80.0, 100.0]
    """
    return np.array(SCORES)[np.clip(ways, 0, MOST)]
