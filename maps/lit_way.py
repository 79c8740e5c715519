"""The ways from the doors to each place that feel best in the dark, for a card on paper."""

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
"""A place farther than this from any path is not walked to on this map."""

HALF = 0.5

SCORE = "lighting.score"


def lit_ways(
    profile: Profile,
    paths: gpd.GeoDataFrame | None,
    doors: Sequence[shapely.Geometry],
    places: Sequence[shapely.Geometry],
) -> list[shapely.Geometry]:
    """Answer the pieces of path on the ways from all doors to each of some places.

    Light is weighed as the walk home is (methods §6): a dark metre feels longer. Nothing is
    answered where light was not measured, or no path leads there.

    Parameters
    ----------
    profile
        Whose light is weighed.
    paths
        What can be walked.
    doors, places
        From where, and to where; points.
    """
    segments = profile.segments
    if SCORE not in segments or paths is None or not len(doors) or not len(places):
        return []
    area = shapely.buffer(shapely.box(*shapely.total_bounds([*doors, *places])), ROOM_M)
    near = paths[paths.geometry.notna() & paths.geometry.intersects(area)]
    network = build_network(near.reset_index(drop=True), profile.assumptions)
    if not len(network.edges):
        return []
    cost = _costs(network, profile)
    used = {row for place in places for row in _walked(network, cost, doors, place)}
    lines = network.edges.geometry.to_numpy()
    return [lines[row] for row in sorted(used)]


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
    place: shapely.Geometry,
) -> set[int]:
    """Answer the rows of the edges that somebody walks on the way from a door to a place."""
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
    rows, start = _places(network, graph, doors, place)
    if start is None:
        return set()
    felt, before = dijkstra(graph, directed=False, indices=start, return_predecessors=True)
    used: set[int] = set()
    for row in rows:
        u, v = ends[row]
        node = int(u if felt[u] <= felt[v] else v)
        last = int(before[node])
        while last >= 0:
            used.add(best[min(node, last), max(node, last)])
            node, last = last, int(before[last])
    return used


def _places(
    network: Network, graph: csr_array, doors: Sequence[shapely.Geometry], place: shapely.Geometry
) -> tuple[list[int], int | None]:
    """Answer the edge each door gives onto, and the node of the place among those it reaches."""
    lines = network.edges.geometry.to_numpy()
    _, nearest = shapely.STRtree(lines).query_nearest(np.asarray(doors), all_matches=False)
    rows = sorted({int(row) for row in nearest})
    parts = connected_components(graph, directed=False)[1]
    own = np.bincount(parts[network.edges["u"].to_numpy(dtype=np.int64)[rows]]).argmax()
    reached = parts[network.edges["u"].to_numpy(dtype=np.int64)] == own
    away = np.where(reached, shapely.distance(lines, place), np.inf)
    row = int(np.argmin(away))
    if away[row] > FAR_M:
        return rows, None
    u, v = network.edges[["u", "v"]].to_numpy(dtype=np.int64)[row]
    first_half = shapely.line_locate_point(lines[row], place, normalized=True) < HALF
    return rows, int(u if first_half else v)
