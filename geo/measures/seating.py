"""Benches along the walks of the old: how far it is from seat to seat (methods §4, 3a)."""

from dataclasses import dataclass, field
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import shapely

from geo.measures.arrays import Geometries, Integers, Reals
from geo.measures.columns import kinds, numbers
from geo.measures.network import Network
from geo.measures.segmentation import Segmentation
from geo.model.assumptions import Assumptions, default_assumptions

SEATED = frozenset({"bench", "picnic_table"})
"""Kinds that are seats; another place is one where it has seats."""

SPACING = ((50.0, 100.0, 150.0, 250.0), (100.0, 80.0, 40.0, 0.0))
"""Metres between seats and what they score."""


Walk: TypeAlias = tuple[Integers, Reals, Reals, Integers]
"""Parts of edges in the order walked: edge, from, to, and 1 or -1 for the direction."""


@dataclass(frozen=True)
class Seats:
    """Seats along the paths: metres in a row of all edges laid end to end, ascending."""

    along_m: Reals = field(repr=False)

    def longest_gap(self, laid: Segmentation, walk: Walk) -> float:
        """Answer the longest stretch of a walk without a seat; its ends count as seats.

        Parameters
        ----------
        laid
            The segments of the network.
        walk
            Parts of edges in the order walked: edge, from, to, and 1 or -1 for the direction.
        """
        met, _ = met_on(walk, laid, self.along_m)
        _, start, end, _ = walk
        rests = np.concatenate([[0.0], np.cumsum(end - start)[-1:], met])
        return float(np.diff(np.sort(rests)).max())


def met_on(walk: Walk, laid: Segmentation, along_m: Reals) -> tuple[Reals, Integers]:
    """Answer how far along a walk one meets things beside the paths, and which.

    ``along_m`` are metres in a row of all edges laid end to end, ascending.
    """
    edge, start, end, way = walk
    base = laid.edge_start_m[edge]
    first = np.searchsorted(along_m, base + start - 1e-9)
    last = np.searchsorted(along_m, base + end + 1e-9, side="right")
    done = np.concatenate([[0.0], np.cumsum(end - start)])
    met, which = [np.empty(0)], [np.empty(0, dtype=np.int64)]
    for row in np.flatnonzero(last > first):
        at = along_m[first[row] : last[row]] - base[row]
        met.append(done[row] + (at - start[row] if way[row] > 0 else end[row] - at))
        which.append(np.arange(first[row], last[row]))
    return np.concatenate(met), np.concatenate(which)


def seats_along(
    network: Network,
    laid: Segmentation,
    places: gpd.GeoDataFrame,
    assumptions: Assumptions | None = None,
) -> Seats:
    """Answer where along every path near by there is a seat.

    Parameters
    ----------
    network, laid
        The network and its segments.
    places
        The ``meeting_places`` layer.
    assumptions
        ``meeting_places.seat_reach_m``; the defaults if None.
    """
    reach = (assumptions or default_assumptions())["meeting_places.seat_reach_m"]
    seated = kinds(places).isin(SEATED).to_numpy(dtype=bool)
    seated = seated | (numbers(places, "seats") >= 1)
    points = shapely.centroid(places.geometry.to_numpy()[seated])
    along, _ = along_paths(network, laid, points, reach)
    return Seats(np.sort(along))


def along_paths(
    network: Network, laid: Segmentation, points: Geometries, reach: float
) -> tuple[Reals, Integers]:
    """Answer where along every path within reach points lie, and which point each is."""
    lines = network.edges.geometry.to_numpy()
    point, edge = shapely.STRtree(lines).query(points, predicate="dwithin", distance=reach)
    along = shapely.line_locate_point(lines[edge], points[point])
    return np.asarray(laid.edge_start_m[edge] + along), point


def spacing_score(gap_m: Reals) -> Reals:
    """Answer the seats of 3a: 100 where a seat comes every 50 m, 0 from 250 m on.

    >>> spacing_score(np.array([40.0, 100, 150, 200, 300])).tolist()
    [100.0, 80.0, 40.0, 20.0, 0.0]
    """
    return np.asarray(np.interp(gap_m, *SPACING))
