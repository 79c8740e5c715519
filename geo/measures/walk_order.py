"""In which order places are walked so that the way along the paths is short."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.measures.arrays import Reals
from geo.measures.network import Network
from geo.measures.route_graph import route_graph
from geo.measures.walking import access

DETOUR = 1.3
"""How much longer than straight a way is taken to be where no path joins two places."""


@dataclass(frozen=True)
class WalkOrder:
    """Places in the order they are walked.

    Parameters
    ----------
    order
        Rows of the places.
    legs_m
        Metres from each to the next; one fewer than there are places.
    joined
        Whether each leg follows paths; else it is the straight way times ``DETOUR``.
    """

    order: tuple[int, ...]
    legs_m: tuple[float, ...]
    joined: tuple[bool, ...] = field(repr=False)

    @property
    def length_m(self) -> float:
        """Answer the metres of the whole walk."""
        return float(sum(self.legs_m))


def walk_order(network: Network | None, places: npt.ArrayLike) -> WalkOrder:
    """Answer a short open way through all places.

    From each place the nearest unvisited one is walked to next, the best of these ways is then
    shortened by turning parts of it round as long as that helps (2-opt). Up to about twenty places
    that is within a few per cent of the shortest there is.

    Parameters
    ----------
    network
        Paths, or None where there are none.
    places
        (n, 2) metres.

    Examples
    --------
    >>> walk_order(None, [(0, 0), (100, 0), (10, 0)]).order
    (0, 2, 1)
    """
    xy = np.asarray(places, dtype=float).reshape(-1, 2)
    metres, joined = distances(network, xy)
    order = _shortened(_nearest_next(metres), metres)
    if order and order[0] > order[-1]:
        order = order[::-1]  # the same way has two directions: one of them is the answer
    pairs = list(itertools.pairwise(order))
    return WalkOrder(
        tuple(order),
        tuple(float(metres[a, b]) for a, b in pairs),
        tuple(bool(joined[a, b]) for a, b in pairs),
    )


def legs(network: Network | None, places: npt.ArrayLike) -> WalkOrder:
    """Answer the metres of the legs of places that somebody has put in order."""
    xy = np.asarray(places, dtype=float).reshape(-1, 2)
    metres, joined = distances(network, xy)
    steps = range(len(xy) - 1)
    return WalkOrder(
        tuple(range(len(xy))),
        tuple(float(metres[k, k + 1]) for k in steps),
        tuple(bool(joined[k, k + 1]) for k in steps),
    )


def distances(network: Network | None, xy: Reals) -> tuple[Reals, npt.NDArray[np.bool_]]:
    """Answer the walk between all places in metres, and whether paths join them."""
    straight = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))
    if network is None or network.edges.empty or not len(xy):
        return straight * DETOUR, np.zeros(straight.shape, dtype=bool)
    graph = route_graph(network, access(network, xy))
    low, high = np.minimum(graph.u, graph.v), np.maximum(graph.u, graph.v)
    rank = np.lexsort((graph.length_m, high, low))
    low, high, length = low[rank], high[rank], graph.length_m[rank]
    keep = np.append(True, (np.diff(low) != 0) | (np.diff(high) != 0))[: len(low)]
    keep &= low != high
    size = (graph.count, graph.count)
    matrix = csr_array((length[keep], (low[keep], high[keep])), shape=size)
    met = graph.place >= 0
    along = np.full(straight.shape, np.inf)
    if met.any():
        reached = dijkstra(matrix, directed=False, indices=graph.place[met])
        off = graph.off_m[met]
        inner = reached[:, graph.place[met]] + off[:, None] + off[None, :]
        along[np.ix_(met, met)] = inner
    joined = np.isfinite(along)
    metres = np.where(joined, along, straight * DETOUR)
    np.fill_diagonal(metres, 0.0)
    return metres, joined


def _nearest_next(metres: Reals) -> list[int]:
    best: list[int] = []
    for start in range(len(metres)):
        order, left = [start], set(range(len(metres))) - {start}
        while left:
            here = order[-1]
            nearest = min(left, key=lambda k: (metres[here, k], k))
            order.append(nearest)
            left.remove(nearest)
        if not best or _length(order, metres) < _length(best, metres) - 1e-9:
            best = order
    return best


def _shortened(order: list[int], metres: Reals) -> list[int]:
    better = True
    while better:
        better = False
        for i in range(len(order) - 1):
            for k in range(i + 1, len(order)):
                turned = [*order[:i], *order[i : k + 1][::-1], *order[k + 1 :]]
                if _length(turned, metres) < _length(order, metres) - 1e-9:
                    order, better = turned, True
    return order


def _length(order: Sequence[int], metres: Reals) -> float:
    return float(sum(metres[a, b] for a, b in itertools.pairwise(order)))
