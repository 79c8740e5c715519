"""What looks wrong in a network: a path that stops short of another, pieces that hang loose."""

import numpy as np
import pandas as pd
import shapely
from scipy.sparse.csgraph import connected_components, dijkstra

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.network import Network
from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.issues import Issue, Severity


def network_findings(network: Network, assumptions: Assumptions | None = None) -> tuple[Issue, ...]:
    """List the near misses and the pieces without connection to the rest.

    A near miss is an end of a path with another path close by that can only be reached by a walk
    many times as long, or not at all.

    Parameters
    ----------
    network
        The walking network.
    assumptions
        ``network.gap_m`` and ``network.gap_detour``; the defaults if None.
    """
    chosen = assumptions or default_assumptions()
    if network.edges.empty:
        return ()
    return (*_gaps(network, chosen), *_loose_pieces(network))


def _gaps(network: Network, chosen: Assumptions) -> list[Issue]:
    edges, end_node, end_edge = network.edges, *_dead_ends(network)
    lines = edges.geometry.to_numpy()
    ends = np.asarray(shapely.points(network.nodes[end_node]))
    end, near = shapely.STRtree(lines).query(
        ends, predicate="dwithin", distance=chosen["network.gap_m"]
    )
    other = near != end_edge[end]
    end, near = end[other], near[other]
    missing = np.asarray(shapely.distance(ends[end], lines[near]))
    # The nearest of the other paths is the one the end was meant for.
    order = np.lexsort((near, missing, end))
    first = np.append(True, np.diff(end[order]) != 0)[: len(order)]
    end, near, missing = end[order][first], near[order][first], missing[order][first]
    walk = _walks(network, end_node[end], near, chosen["network.gap_detour"] * missing)
    apart = walk > chosen["network.gap_detour"] * missing
    apart &= ~_said_from_the_other_side(end_edge[end], near, missing)
    place = network.nodes[end_node[end]]
    return [
        Issue(
            Severity.WARNING,
            "network.gap",
            "paths",
            str(edges["path"].iloc[end_edge[end[row]]]),
            {
                "other": _called(edges, int(near[row])),
                "metres": _metres(float(missing[row])),
                "x": float(place[row, 0]),
                "y": float(place[row, 1]),
            },
        )
        for row in np.flatnonzero(apart)
    ]


def _said_from_the_other_side(own: Integers, other: Integers, missing: Reals) -> Flags:
    """Tell which gaps between two dead ends have been listed from the other end already."""
    pair = np.column_stack([np.minimum(own, other), np.maximum(own, other), np.round(missing, 3)])
    _, first = np.unique(pair, axis=0, return_index=True)
    again = np.ones(len(pair), dtype=bool)
    again[first] = False
    return again


def _dead_ends(network: Network) -> tuple[Integers, Integers]:
    """Answer the nodes where one edge ends, and that edge."""
    ends = network.edges[["u", "v"]].to_numpy(dtype=np.int64)
    degree = np.bincount(ends.ravel(), minlength=len(network.nodes))
    edge, side = np.nonzero(degree[ends] == 1)
    return ends[edge, side], edge


def _walks(network: Network, node: Integers, edge: Integers, most: Reals) -> Reals:
    """Answer the metres from each node to the nearer end of an edge; infinite beyond the most."""
    ends = network.edges[["u", "v"]].to_numpy(dtype=np.int64)[edge]
    found = np.full(len(node), np.inf)
    for start in range(0, len(node), 256):
        rows = slice(start, start + 256)
        limit = float(most[rows].max())
        metres = dijkstra(network.graph, indices=node[rows], limit=limit)
        found[rows] = np.take_along_axis(metres, ends[rows], axis=1).min(axis=1)
    return found


def _loose_pieces(network: Network) -> list[Issue]:
    """List every connected piece but the longest."""
    edges = network.edges
    _, piece = connected_components(network.graph, directed=False)
    # A loop or a closed gate joins nothing, yet belongs to the piece of its start.
    of_edge = pd.Series(piece[edges["u"].to_numpy(dtype=np.int64)], index=edges.index)
    length = edges.loc[edges["walkable"], "length_m"].groupby(of_edge).sum()
    if length.empty:
        return []
    main = length.idxmax()
    return [
        Issue(
            Severity.NOTICE,
            "network.loose",
            "paths",
            str(edges["path"][of_edge == number].iloc[0]),
            {
                "metres": round(float(length[number])),
                "count": int((of_edge == number).sum()),
            },
        )
        for number in length.index
        if number != main
    ]


def _called(edges: pd.DataFrame, row: int) -> str:
    name = edges["name"].iloc[row]
    return str(edges["path"].iloc[row]) if pd.isna(name) else str(name)


def _metres(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
