"""Bright walks round of one to three kilometres: out one way and home another (winter walks)."""

import numpy as np
import shapely

from geo.measures.arrays import Integers, Reals
from geo.measures.bright_ways import Lanes, Way
from geo.measures.flows import Trees, links, trees
from geo.measures.route_graph import RouteGraph

SECTORS = 12
"""Directions in which a turning point is looked for."""

LENGTHS_M = (1000.0, 2000.0, 3000.0)
"""Lengths that are proposed; a round may be a quarter shorter or longer."""

SLACK = 0.25

AGAIN = 4.0
"""Times a stretch costs more on the way home if it was walked on the way out."""


def rounds(found: Lanes, start: int) -> list[Way]:
    """Propose bright rounds from a place: for each length the one with the least dark share.

    Answers none where no lamps were delivered: nobody knows what is lit.
    """
    if found.lux is None:
        return []
    chosen = found.assumptions
    out = trees(links(found.graph, found.felt), np.array([start]))
    metres = _walked(found.graph, out)
    least, most = chosen["routes.loop_least_m"], chosen["routes.loop_most_m"]
    proposed: list[Way] = []
    for length in LENGTHS_M:
        low, high = max(least, (1 - SLACK) * length), min(most, (1 + SLACK) * length)
        ways = [
            way
            for turn in _turning_points(found, out, metres, (0.35 * length, 0.5 * length))
            if (way := _round(found, out, turn, chosen["routes.loop_twice_share"])) is not None
            and low <= way.length_m <= high
        ]
        if ways:
            proposed.append(min(ways, key=_darkness))
    return proposed


def _darkness(way: Way) -> tuple[float, float]:
    return round((way.dark_m or 0.0) / way.length_m, 6), way.length_m


def _walked(graph: RouteGraph, out: Trees) -> Reals:
    """Answer the metres of each node's way in a tree grown under another cost."""
    towards = out.towards[0]
    order = np.argsort(out.cost[0], kind="stable")
    metres = np.full(graph.count, np.inf)
    joined, length = out.links, graph.length_m
    for node in order[np.isfinite(out.cost[0][order])].tolist():
        above = int(towards[node])
        if above < 0:
            metres[node] = 0.0
            continue
        first, last = int(joined.first[node]), int(joined.first[node + 1])
        entry = first + int(np.flatnonzero(joined.neighbour[first:last] == above)[0])
        metres[node] = metres[above] + length[joined.stretch[entry]]
    return metres


def _turning_points(
    found: Lanes, out: Trees, metres: Reals, between: tuple[float, float]
) -> list[int]:
    """Answer in each direction the node that is felt nearest for how far it is."""
    within = np.flatnonzero((metres >= between[0]) & (metres <= between[1]))
    within = within[within < len(found.network.nodes)]
    if not len(within):
        return []
    gap = found.network.nodes[within] - _place(found, int(out.roots[0]))
    sector = np.floor((np.arctan2(gap[:, 1], gap[:, 0]) / (2 * np.pi)) % 1 * SECTORS)
    worth = np.round(out.cost[0][within] / metres[within], 9)
    order = np.lexsort((within, worth, sector))
    first = np.append(True, np.diff(sector[order]) != 0)
    return [int(node) for node in within[order[first]]]


def _place(found: Lanes, node: int) -> Reals:
    """Answer where a node of the graph lies."""
    graph = found.graph
    starts = np.flatnonzero(graph.u == node)
    row, at = (
        (starts[0], graph.start_m)
        if len(starts)
        else (
            np.flatnonzero(graph.v == node)[0],
            graph.end_m,
        )
    )
    line = found.network.edges.geometry.to_numpy()[graph.edge[row]]
    return np.asarray(shapely.get_coordinates(shapely.line_interpolate_point(line, at[row]))[0])


def _round(found: Lanes, out: Trees, turn: int, twice_share: float) -> Way | None:
    """Answer the walk out to a turning point and home another way; None where it is the same."""
    outward, nodes = _outward(out, turn)
    cost = found.felt.copy()
    cost[outward] *= AGAIN
    home = trees(links(found.graph, cost), out.roots)
    back, back_nodes = home.walk(0, turn)
    length = found.graph.length_m
    again = length[np.intersect1d(outward, back)].sum()
    if again > twice_share * (length[outward].sum() + length[back].sum()) / 2:
        return None
    return found.joined(np.concatenate([outward, back]), np.concatenate([nodes, back_nodes]))


def _outward(out: Trees, turn: int) -> tuple[Integers, Integers]:
    """Answer the walk from the root to a node: the tree's own, the other way."""
    stretches, led_to = out.walk(0, turn)
    came_from = np.concatenate([[turn], led_to[:-1]])
    return stretches[::-1].copy(), came_from[::-1].copy()
