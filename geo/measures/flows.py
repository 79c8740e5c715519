"""Trees of best walks towards goals, and how many dwellings walk along each stretch.

Walks are found by scipy; what a tree carries is added up by a compiled loop that touches only
the walked nodes. Walks are the same both ways, so a tree is grown from each goal, not each door.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.measures.arrays import Integers, Reals
from geo.measures.flow_kernels import Nodes, Tree, add_flow, list_walk
from geo.measures.route_graph import RouteGraph

AT_ONCE = 64
"""Trees grown in one call: bounds the memory on a large network."""


@dataclass(frozen=True)
class Links:
    """A route graph under one cost, as compressed rows, both ways.

    Parameters
    ----------
    matrix
        (nodes, nodes) cost; of parallel stretches only the cheapest.
    first, neighbour
        The same rows as plain arrays: where each node's entries begin, and the other node.
    stretch
        Row of the route graph per stored entry.
    """

    matrix: csr_array = field(repr=False)
    first: Nodes = field(repr=False)
    neighbour: Nodes = field(repr=False)
    stretch: Integers = field(repr=False)

    @property
    def count(self) -> int:
        """Answer the number of nodes."""
        return len(self.first) - 1


@dataclass(frozen=True)
class Trees:
    """Best walks towards some roots.

    Parameters
    ----------
    links
        The graph and cost they were found in.
    roots
        Node of each tree.
    cost
        (roots, nodes) cost to the root; infinite where there is no way.
    towards
        (roots, nodes) next node on the way to the root; negative at the root and without a way.
    """

    links: Links = field(repr=False)
    roots: Integers = field(repr=False)
    cost: Reals = field(repr=False)
    towards: npt.NDArray[np.int32] = field(repr=False)

    def tree(self, root: int) -> Tree:
        """Answer one tree as the compiled loops take it."""
        joined = self.links
        return self.towards[root], joined.first, joined.neighbour, joined.stretch

    def walk(self, root: int, node: int) -> tuple[Integers, Integers]:
        """Answer the stretches from a node to a root, in order, and the node each leads to."""
        towards = self.towards[root]
        found = np.empty(len(towards), dtype=np.int64)
        nodes = np.empty(len(towards), dtype=np.int64)
        count = list_walk(self.tree(root), node, found, nodes)
        return found[:count].copy(), nodes[:count].copy()


def links(graph: RouteGraph, cost: Reals) -> Links:
    """Join the stretches of a graph under a cost above 0 per stretch."""
    row = np.flatnonzero((graph.u != graph.v) & np.isfinite(cost))
    low, high = np.minimum(graph.u, graph.v)[row], np.maximum(graph.u, graph.v)[row]
    order = np.lexsort((row, cost[row], high, low))
    low, high, row = low[order], high[order], row[order]
    keep = np.append(True, (np.diff(low) != 0) | (np.diff(high) != 0))[: len(low)]
    low, high, row = low[keep], high[keep], row[keep]
    source, target = np.concatenate([low, high]), np.concatenate([high, low])
    both = np.concatenate([row, row])
    order = np.lexsort((target, source))
    count = graph.count
    first = np.concatenate([[0], np.cumsum(np.bincount(source, minlength=count))])
    starts, neighbour = first.astype(np.int32), target[order].astype(np.int32)
    matrix = csr_array((cost[both[order]], neighbour, starts), shape=(count, count))
    return Links(matrix, starts, neighbour, both[order])


def trees(graph: Links, roots: Integers, limit: float = np.inf) -> Trees:
    """Grow the tree of best walks towards each root."""
    count = graph.count
    if not len(roots):
        return Trees(graph, roots, np.empty((0, count)), np.empty((0, count), dtype=np.int32))
    cost, towards = dijkstra(graph.matrix, indices=roots, limit=limit, return_predecessors=True)
    return Trees(graph, roots, np.asarray(cost), np.asarray(towards))


def stretch_flows(
    grown: Trees, root: Integers, origin: Integers, weight: Reals, count: int
) -> Reals:
    """Answer the weight that walks along each stretch when each pair takes its best walk.

    Parameters
    ----------
    grown
        Trees towards the goals.
    root, origin, weight
        Per pair: which tree, from which node, how many dwellings.
    count
        Number of stretches of the route graph.
    """
    flow = np.zeros(count)
    place, waiting = np.zeros((2, grown.links.count), dtype=np.int64)
    order = np.lexsort((origin, root))
    for number in _runs(root[order]):
        rows = order[number]
        tree = grown.tree(int(root[rows[0]]))
        add_flow(tree, origin[rows], weight[rows], flow, place, waiting)
    return flow


def _runs(key: Integers) -> Iterator[slice]:
    starts = np.flatnonzero(np.append(True, np.diff(key) != 0)[: len(key)])
    for start, end in zip(starts, np.append(starts[1:], len(key)), strict=True):
        yield slice(int(start), int(end))


def walking_metres(graph: RouteGraph, origins: Integers, goals: Integers) -> Reals:
    """Answer the metres between nodes; infinite where either is -1 or there is no way."""
    if len(origins) > len(goals):
        return walking_metres(graph, goals, origins).T
    found = np.full((len(origins), len(goals)), np.inf)
    here, there = np.flatnonzero(origins >= 0), np.flatnonzero(goals >= 0)
    if not len(here) or not len(there):
        return found
    matrix = links(graph, graph.length_m).matrix
    sources, which = np.unique(origins[here], return_inverse=True)
    rows = np.empty((len(sources), len(there)))
    for start in range(0, len(sources), AT_ONCE):
        part = dijkstra(matrix, indices=sources[start : start + AT_ONCE])
        rows[start : start + AT_ONCE] = part[:, goals[there]]
    found[np.ix_(here, there)] = rows[which.ravel()]
    return found
