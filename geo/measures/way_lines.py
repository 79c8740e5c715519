"""The lines of walks: stretches of the network one after the other, and the legs between stops."""

import itertools

import numpy as np
import numpy.typing as npt
import shapely
from shapely.ops import substring

from geo.measures.arrays import Integers
from geo.measures.flows import links, trees
from geo.measures.network import Network
from geo.measures.route_graph import RouteGraph, route_graph
from geo.measures.walking import access


def line_over(
    network: Network, graph: RouteGraph, stretches: Integers, led_to: Integers
) -> shapely.LineString:
    """Answer the line of stretches walked one after the other.

    Parameters
    ----------
    network, graph
        The paths, and the graph they were walked in.
    stretches, led_to
        Rows of the graph in order, and the node each leads to.
    """
    lines = network.edges.geometry.to_numpy()
    parts = [np.empty((0, 2))]
    rows = zip(
        lines[graph.edge[stretches]].tolist(),
        graph.start_m[stretches].tolist(),
        graph.end_m[stretches].tolist(),
        (graph.v[stretches] == led_to).tolist(),
        strict=True,
    )
    for line, start, end, ahead in rows:
        xy = shapely.get_coordinates(substring(line, start, end))
        parts.append(xy if ahead else xy[::-1])
    xy = np.concatenate(parts)
    new = np.append(True, np.hypot(*np.diff(xy, axis=0).T) > 0)[: len(xy)]
    kept = xy[new]
    return shapely.LineString(kept if len(kept) > 1 else np.repeat(kept, 2, axis=0))


def leg_lines(network: Network | None, places: npt.ArrayLike) -> list[shapely.LineString]:
    """Answer the shortest way along paths from each place to the next, from place to place.

    Where no path joins two places the leg is the straight line between them.

    Parameters
    ----------
    network
        Paths, or None where there are none.
    places
        (n, 2) metres, in order.

    Examples
    --------
    >>> leg_lines(None, [(0, 0), (3, 4)])[0].wkt
    'LINESTRING (0 0, 3 4)'
    """
    xy = np.asarray(places, dtype=float).reshape(-1, 2)
    straight = [shapely.LineString(pair) for pair in itertools.pairwise(xy)]
    if network is None or network.edges.empty or not straight:
        return straight
    graph = route_graph(network, access(network, xy))
    nodes = graph.place
    roots = np.unique(nodes[1:][nodes[1:] >= 0])
    grown = trees(links(graph, graph.length_m), roots)
    root_of = {int(node): row for row, node in enumerate(roots)}
    found = []
    for leg, (start, end) in enumerate(itertools.pairwise(nodes.tolist())):
        met = start >= 0 and end >= 0 and np.isfinite(grown.cost[root_of[end], start])
        if not met or start == end:
            found.append(straight[leg])
            continue
        way = line_over(network, graph, *grown.walk(root_of[end], start))
        ends = np.vstack([xy[leg], shapely.get_coordinates(way), xy[leg + 1]])
        found.append(shapely.LineString(ends))
    return found
