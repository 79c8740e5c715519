"""The way from the doors to the nearest stop that feels best in the dark, for a card on paper."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from geo.measures.network import Network, build_network
from geo.measures.walk_home import perceived_cost
from geo.scoring.profile import Profile

ROOM_M = 150.0
"""How far round doors and stop the way may lead."""

FAR_M = 60.0
"""A stop farther than this from any path is not walked to on this map."""

HALF = 0.5

SCORE = "lighting.score"


def lit_way(
    profile: Profile,
    paths: gpd.GeoDataFrame | None,
    doors: Sequence[shapely.Geometry],
    stops: Sequence[shapely.Geometry],
) -> list[shapely.Geometry]:
    """Answer the pieces of path on the ways from all doors to the stop nearest to them.

    Light is weighed as the walk home is (methods §6): a dark metre feels longer. Nothing is
    answered where light was not measured, or no path leads there.
    """
    segments = profile.segments
    if SCORE not in segments or paths is None or not len(doors) or not len(stops):
        return []
    middle = shapely.centroid(shapely.union_all(list(doors)))
    stop = min(stops, key=lambda place: float(shapely.distance(place, middle)))
    area = shapely.buffer(shapely.box(*shapely.total_bounds([*doors, stop])), ROOM_M)
    near = paths[paths.geometry.notna() & paths.geometry.intersects(area)]
    network = build_network(near.reset_index(drop=True), profile.assumptions)
    if not len(network.edges):
        return []
    return _walked(network, _costs(network, profile), doors, stop)


def _costs(network: Network, profile: Profile) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    light = pd.to_numeric(profile.segments[SCORE], errors="coerce")
    by_edge = light.groupby(profile.segments["edge"]).mean()
    chosen = profile.assumptions
    felt = by_edge.reindex(network.edges.index).fillna(chosen["routes.unknown_experience"])
    length = network.edges["length_m"].to_numpy(dtype=float)
    return perceived_cost(length, felt.to_numpy(dtype=float), chosen["routes.aversion"])


def _walked(
    network: Network,
    cost: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    doors: Sequence[shapely.Geometry],
    stop: shapely.Geometry,
) -> list[shapely.Geometry]:
    walkable = network.edges["walkable"].to_numpy(dtype=bool)
    ends = network.edges[["u", "v"]].to_numpy(dtype=np.int64)
    best: dict[tuple[int, int], int] = {}
    for row in np.argsort(cost, kind="stable")[::-1].tolist():
        if walkable[row]:
            best[min(ends[row]), max(ends[row])] = row
    pairs = np.array(list(best), dtype=np.int64).reshape(-1, 2)
    count = len(network.nodes)
    weights = cost[list(best.values())]
    graph = csr_array((weights, (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    rows, start = _places(network, graph, doors, stop)
    if start is None:
        return []
    felt, before = dijkstra(graph, directed=False, indices=start, return_predecessors=True)
    used: set[int] = set()
    for row in rows:
        u, v = ends[row]
        node = int(u if felt[u] <= felt[v] else v)
        last = int(before[node])
        while last >= 0:
            used.add(best[min(node, last), max(node, last)])
            node, last = last, int(before[last])
    lines = network.edges.geometry.to_numpy()
    return [lines[row] for row in sorted(used)]


def _places(
    network: Network, graph: csr_array, doors: Sequence[shapely.Geometry], stop: shapely.Geometry
) -> tuple[list[int], int | None]:
    """Answer the edge each door gives onto, and the node of the stop among those it reaches."""
    lines = network.edges.geometry.to_numpy()
    _, nearest = shapely.STRtree(lines).query_nearest(np.asarray(doors), all_matches=False)
    rows = sorted({int(row) for row in nearest})
    parts = connected_components(graph, directed=False)[1]
    own = np.bincount(parts[network.edges["u"].to_numpy(dtype=np.int64)[rows]]).argmax()
    reached = parts[network.edges["u"].to_numpy(dtype=np.int64)] == own
    away = np.where(reached, shapely.distance(lines, stop), np.inf)
    row = int(np.argmin(away))
    if away[row] > FAR_M:
        return rows, None
    u, v = network.edges[["u", "v"]].to_numpy(dtype=np.int64)[row]
    first_half = shapely.line_locate_point(lines[row], stop, normalized=True) < HALF
    return rows, int(u if first_half else v)
