"""Stretches that cannot be left (5c): closed on both sides, without a junction or a door."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Flags, Geometries, Integers, Reals
from geo.measures.columns import kinds, numbers
from geo.measures.lighting import dark_runs, gap_lengths
from geo.measures.network import Network
from geo.measures.sampling import ROWS, Samples
from geo.model.assumptions import Assumptions, default_assumptions

CLOSING = frozenset({"fence", "hedge", "wall", "planting"})
"""Kinds of boundary that stop a person, where they are high enough."""


def closed_cells(
    samples: Samples,
    obstacles: Geometries,
    doors: Integers,
    assumptions: Assumptions | None = None,
) -> Flags:
    """Tell which cells of the paths are closed on both sides.

    Parameters
    ----------
    samples
        Cells along the paths.
    obstacles
        What stops a person: lines and polygons in EPSG:25832.
    doors
        Rows of cells at which a door or a goal lets people off the path.
    assumptions
        ``routes.escape_side_m`` and ``lighting.path_width_m``; the defaults if None.
    """
    chosen = assumptions or default_assumptions()
    middle = np.flatnonzero(samples.row == 0)
    centre = samples.points[middle, :2]
    edge = samples.points[middle + ROWS.index(1) - ROWS.index(0), :2] - centre
    width = 2 * np.hypot(*edge.T)
    bearing = np.radians(samples.bearing[middle])
    left = np.column_stack([-np.cos(bearing), np.sin(bearing)])
    reach = (width / 2 + chosen["routes.escape_side_m"])[:, None] * left
    tree = shapely.STRtree(obstacles)
    closed = np.ones(len(centre), dtype=bool)
    for side in (1, -1):
        rays = shapely.linestrings(np.stack([centre, centre + side * reach], axis=1))
        hit, _ = tree.query(rays, predicate="intersects")
        stopped = np.zeros(len(centre), dtype=bool)
        stopped[hit] = True
        closed &= stopped
    tunnel = (samples.segments["tunnel"] == "yes").to_numpy(dtype=bool)
    closed |= tunnel[samples.cells["segment"].to_numpy(dtype=np.int64)]
    closed[doors] = False
    return closed


def closed_lengths(network: Network, samples: Samples, closed: Flags) -> "pd.Series[float]":
    """Answer per segment the longest stretch without a way off it that it has part in.

    A stretch ends at a junction, at a door, and where either side opens.
    """
    return gap_lengths(samples, dark_runs(network, samples, closed))


def obstacles_to_leaving(
    boundaries: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    assumptions: Assumptions | None = None,
) -> Geometries:
    """Answer what cannot be stepped over: buildings, and boundaries that are high or unmeasured."""
    least = (assumptions or default_assumptions())["routes.escape_height_m"]
    found: list[Geometries] = []
    if boundaries is not None and len(boundaries):
        kind, height = kinds(boundaries), numbers(boundaries, "height_m")
        stops = (kind.isin(CLOSING) | kind.isna()).to_numpy(dtype=bool)
        # A hedge of unknown height is taken as one that stops: the careful guess.
        found.append(boundaries.geometry.to_numpy()[stops & ~(height < least)])
    if buildings is not None:
        found.append(buildings.geometry.to_numpy())
    return np.concatenate(found) if found else np.empty(0, dtype=object)


def escape_score(metres: Reals, assumptions: Assumptions | None = None) -> Reals:
    """Answer 5c: 100 up to 50 m without a way off, 0 from 200 m on.

    >>> escape_score(np.array([0.0, 50, 125, 300])).tolist()
    [100.0, 100.0, 50.0, 0.0]
    """
    chosen = assumptions or default_assumptions()
    ends = [chosen["routes.escape_good_m"], chosen["routes.escape_far_m"]]
    return np.asarray(np.interp(metres, ends, [100.0, 0.0]))
