"""Values along a network: what each 25 m segment holds, summed over any part of any edge.

The segments are those of ``sampling``, laid from the canonical start of each edge, but of the
whole network and without points: enough to add up cost, light and flow along a walk.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from geo.measures.arrays import Integers, Reals
from geo.measures.network import Network
from geo.model.assumptions import Assumptions, default_assumptions


@dataclass(frozen=True)
class Segmentation:
    """Where the segments of a network lie along its edges.

    Parameters
    ----------
    names
        Segment id, as in ``Samples.segments``.
    edge
        Row of the network's edges per segment, ascending.
    start_m, end_m
        Metres from the start of the edge.
    edge_start_m
        Where each edge begins if all edges are laid end to end.
    """

    names: pd.Index
    edge: Integers = field(repr=False)
    start_m: Reals = field(repr=False)
    end_m: Reals = field(repr=False)
    edge_start_m: Reals = field(repr=False)

    @cached_property
    def length_m(self) -> Reals:
        """Answer the metres of each segment."""
        return np.asarray(self.end_m - self.start_m)

    def sums(self, per_metre: Reals, edge: Integers, start_m: Reals, end_m: Reals) -> Reals:
        """Answer the sum of a value per metre of each segment over parts of edges."""
        ends = np.concatenate([[0.0], self.edge_start_m[self.edge] + self.end_m])
        total = np.concatenate([[0.0], np.cumsum(per_metre * self.length_m)])
        base = self.edge_start_m[edge]
        upper = np.interp(base + end_m, ends, total)
        return np.asarray(upper - np.interp(base + start_m, ends, total))

    def means(self, value: Reals, edge: Integers, start_m: Reals, end_m: Reals) -> Reals:
        """Answer the mean per segment of values given on parts of edges; elsewhere it is 0."""
        low = self.edge_start_m[edge] + start_m
        order = np.argsort(low, kind="stable")
        low, high = low[order], (self.edge_start_m[edge] + end_m)[order]
        total = np.cumsum(value[order] * (high - low))
        place = np.stack([low, high], axis=1).ravel()
        held = np.stack([total - value[order] * (high - low), total], axis=1).ravel()
        if not len(place):
            return np.zeros(len(self.edge))
        base = self.edge_start_m[self.edge]
        upper = np.interp(base + self.end_m, place, held)
        summed = upper - np.interp(base + self.start_m, place, held)
        # The difference of two long sums leaves dust where there is nothing.
        mean: Reals = np.round(summed / self.length_m, 9)
        return np.asarray(np.maximum(0.0, mean))

    def spread(self, values: "pd.Series[float]") -> Reals:
        """Answer a series over segment ids for every segment; NaN where it does not reach."""
        return np.asarray(values.reindex(self.names), dtype=np.float64)


def segmentation(network: Network, assumptions: Assumptions | None = None) -> Segmentation:
    """Lay segments along every edge of a network.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from geo.measures.network import build_network
    >>> line = shapely.LineString([(0, 0), (60, 0)])
    >>> paths = gpd.GeoDataFrame({"id": ["a"]}, geometry=[line], crs=25832)
    >>> segmentation(build_network(paths)).length_m.tolist()
    [25.0, 25.0, 10.0]
    """
    chosen = assumptions or default_assumptions()
    step = chosen["lighting.cell_m"] * int(chosen["lighting.segment_cells"])
    length = network.edges["length_m"].to_numpy(dtype=np.float64)
    count = np.maximum(1, np.ceil(length / step - 1e-6)).astype(np.int64)
    edge = np.repeat(np.arange(len(length)), count)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    start = number * step
    end = np.where(number == count[edge] - 1, length[edge], start + step)
    ids = network.edges.index.to_numpy()[edge]
    names = pd.Index([f"{name}-{part}" for name, part in zip(ids, number, strict=True)])
    laid = np.cumsum(length) - length
    return Segmentation(names, edge, np.asarray(start, dtype=float), np.asarray(end), laid)
