"""A walk as the segments it leads through, in the order they are walked."""

from dataclasses import dataclass, field

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.flows import Trees
from geo.measures.route_graph import RouteGraph
from geo.measures.segmentation import Segmentation


@dataclass(frozen=True)
class WalkPieces:
    """The stretches of a graph cut at the ends of segments.

    Parameters
    ----------
    graph
        The graph.
    first
        Where the pieces of each stretch begin; one more than there are stretches.
    edge, segment
        Row of the network's edges and of the segmentation per piece.
    start_m, end_m
        Metres from the start of the edge.
    """

    graph: RouteGraph = field(repr=False)
    first: Integers = field(repr=False)
    edge: Integers = field(repr=False)
    segment: Integers = field(repr=False)
    start_m: Reals = field(repr=False)
    end_m: Reals = field(repr=False)

    def walk(self, grown: Trees, root: int, node: int) -> tuple[Integers, Reals]:
        """Answer the segments of a walk in order and the metres walked on each."""
        rows, _ = self.pieces(grown, root, node)
        return self.segment[rows], self.end_m[rows] - self.start_m[rows]

    def pieces(self, grown: Trees, root: int, node: int) -> tuple[Integers, Integers]:
        """Answer the pieces of a walk in order, and 1 or -1: along its edge, or against."""
        stretches, led_to = grown.walk(root, node)
        onward = self.graph.v[stretches] == led_to
        rows = zip(
            self.first[stretches].tolist(),
            self.first[stretches + 1].tolist(),
            onward.tolist(),
            strict=True,
        )
        parts = [np.arange(low, high)[:: 1 if ahead else -1] for low, high, ahead in rows]
        if not parts:
            nothing = np.empty(0, dtype=np.int64)
            return nothing, nothing
        lengths = [len(part) for part in parts]
        way = np.repeat(np.where(onward, 1, -1), lengths)
        return np.concatenate(parts), way.astype(np.int64)


def walk_pieces(graph: RouteGraph, laid: Segmentation) -> WalkPieces:
    """Cut the stretches of a graph where segments end."""
    base = laid.edge_start_m[graph.edge]
    starts = laid.edge_start_m[laid.edge] + laid.start_m
    low = np.searchsorted(starts, base + graph.start_m + 1e-7, side="right") - 1
    high = np.searchsorted(starts, base + graph.end_m - 1e-7, side="right") - 1
    count = np.maximum(high - low, 0) + 1
    first = np.concatenate([[0], np.cumsum(count)])
    stretch = np.repeat(np.arange(len(low)), count)
    segment = low[stretch] + np.arange(len(stretch)) - first[stretch]
    return WalkPieces(
        graph,
        first,
        laid.edge[segment],
        segment,
        np.maximum(laid.start_m[segment], graph.start_m[stretch]),
        np.minimum(laid.end_m[segment], graph.end_m[stretch]),
    )
