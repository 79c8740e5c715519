"""Benches along the walks of the old: how far it is from seat to seat (methods §4, 3a)."""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import shapely

from geo.measures.arrays import Integers, Reals
from geo.measures.columns import kinds, numbers
from geo.measures.network import Network
from geo.measures.segmentation import Segmentation
from geo.model.assumptions import Assumptions, default_assumptions

SEATED = frozenset({"bench", "picnic_table"})
"""Kinds that are seats; another place is one where it has seats."""

SPACING = ((50.0, 100.0, 150.0, 250.0), (100.0, 80.0, 40.0, 0.0))
"""Metres between seats and what they score."""


@dataclass(frozen=True)
class Seats:
    """Seats along the paths: metres in a row of all edges laid end to end, ascending."""

    along_m: Reals = field(repr=False)

    def longest_gap(
        self, laid: Segmentation, walk: tuple[Integers, Reals, Reals, Integers]
    ) -> float:
        """Answer the longest stretch of a walk without a seat; its ends count as seats.

        Parameters
        ----------
        laid
            The segments of the network.
        walk
            Parts of edges in the order walked: edge, from, to, and 1 or -1 for the direction.
        """
        edge, start, end, way = walk
        base = laid.edge_start_m[edge]
        first = np.searchsorted(self.along_m, base + start - 1e-9)
        last = np.searchsorted(self.along_m, base + end + 1e-9, side="right")
        done = np.concatenate([[0.0], np.cumsum(end - start)])
        rests = [0.0, float(done[-1])]
        for row in np.flatnonzero(last > first):
            at = self.along_m[first[row] : last[row]] - base[row]
            rests.extend(done[row] + (at - start[row] if way[row] > 0 else end[row] - at))
        return float(np.diff(np.sort(rests)).max())


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
    lines = network.edges.geometry.to_numpy()
    seat, edge = shapely.STRtree(lines).query(points, predicate="dwithin", distance=reach)
    along = shapely.line_locate_point(lines[edge], points[seat])
    return Seats(np.sort(laid.edge_start_m[edge] + along))


def spacing_score(gap_m: Reals) -> Reals:
    """Answer the seats of 3a: 100 where a seat comes every 50 m, 0 from 250 m on.

    >>> spacing_score(np.array([40.0, 100, 150, 200, 300])).tolist()
    [100.0, 80.0, 40.0, 20.0, 0.0]
    """
    return np.asarray(np.interp(gap_m, *SPACING))
