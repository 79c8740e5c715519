"""Doors and goals set into the network: the graph that routes are found in.

Each place splits the edge it meets, so that a walk begins and ends where it does, two places on
one edge included.
"""

from dataclasses import dataclass, field

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.network import Network
from geo.measures.walking import Access

SAME_PLACE = 1e-6
"""Metres along an edge under which two places are one."""


@dataclass(frozen=True)
class RouteGraph:
    """Stretches of path between nodes.

    Parameters
    ----------
    u, v
        Node at the start and the end of each stretch.
    edge
        Row of the network's edges each stretch lies on.
    start_m, end_m
        Metres from the start of that edge.
    count
        Number of nodes: those of the network first, then one per place inside an edge.
    place
        Node of each place, or -1 where it meets no path.
    off_m
        Metres from each place to the path.
    """

    u: Integers = field(repr=False)
    v: Integers = field(repr=False)
    edge: Integers = field(repr=False)
    start_m: Reals = field(repr=False)
    end_m: Reals = field(repr=False)
    count: int
    place: Integers = field(repr=False)
    off_m: Reals = field(repr=False)

    @property
    def length_m(self) -> Reals:
        """Answer the metres of each stretch."""
        return np.asarray(self.end_m - self.start_m)


def route_graph(network: Network, places: Access) -> RouteGraph:
    """Set places into the walkable part of a network.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from geo.measures.network import build_network
    >>> from geo.measures.walking import access
    >>> line = shapely.LineString([(0, 0), (100, 0)])
    >>> network = build_network(gpd.GeoDataFrame({"id": ["a"]}, geometry=[line], crs=25832))
    >>> graph = route_graph(network, access(network, np.array([[30.0, 4.0], [100.0, 0.0]])))
    >>> graph.length_m.tolist(), graph.place.tolist()
    ([30.0, 70.0], [2, 1])
    """
    edges = network.edges
    u, v = (edges[end].to_numpy(dtype=np.int64) for end in ("u", "v"))
    length = edges["length_m"].to_numpy(dtype=float)
    met = np.flatnonzero(places.edge >= 0)
    edge, along = places.edge[met], places.along_m[met]
    place = np.full(len(places.edge), -1, dtype=np.int64)
    at_start, at_end = along < SAME_PLACE, along > length[edge] - SAME_PLACE
    place[met[at_start]] = u[edge[at_start]]
    place[met[at_end]] = v[edge[at_end]]
    inner = ~(at_start | at_end)
    cuts, which = np.unique(
        np.column_stack([edge[inner], np.round(along[inner], 6)]), axis=0, return_inverse=True
    )
    first = len(network.nodes)
    place[met[inner]] = first + which.ravel()
    cut_edge, cut_along = cuts[:, 0].astype(np.int64), cuts[:, 1]
    walkable = np.flatnonzero(edges["walkable"].to_numpy(dtype=bool))
    cut_node = first + np.arange(len(cuts))
    on = np.concatenate([walkable, cut_edge])
    begins = np.concatenate([np.zeros(len(walkable)), cut_along])
    ends = np.concatenate([length[walkable], cut_along])
    from_start, to_end = np.lexsort((begins, on)), np.lexsort((ends, on))
    return RouteGraph(
        u=np.concatenate([u[walkable], cut_node])[from_start],
        v=np.concatenate([v[walkable], cut_node])[to_end],
        edge=on[from_start],
        start_m=np.asarray(begins[from_start], dtype=np.float64),
        end_m=np.asarray(ends[to_end], dtype=np.float64),
        count=first + len(cuts),
        place=place,
        off_m=places.off_m,
    )
