"""Links to the neighbouring districts and the green (5d), and paths that lead nowhere (5e)."""

import geopandas as gpd
import numpy as np
import shapely

from geo.measures.arrays import Flags, Geometries, Integers, Reals
from geo.measures.columns import kinds
from geo.measures.network import Network
from geo.model.assumptions import Assumptions, default_assumptions

GREEN = frozenset({"park", "lawn", "garden"})
"""Kinds of common area that count as green where they are large enough."""


def detour_score(
    walked_m: Reals, straight_m: Reals, assumptions: Assumptions | None = None
) -> Reals:
    """Answer 5d (i): 100 up to 1.2 times the straight line, 0 from twice on and without a way.

    >>> detour_score(np.array([120.0, 160, 200, np.inf]), np.full(4, 100.0)).round(9).tolist()
    [100.0, 50.0, 0.0, 0.0]
    """
    chosen = assumptions or default_assumptions()
    ratio = walked_m / np.maximum(straight_m, 1e-9)
    ends = [chosen["routes.link_good"], chosen["routes.link_far"]]
    return np.asarray(np.interp(ratio, ends, [100.0, 0.0]))


def green_areas(
    common_areas: gpd.GeoDataFrame | None, assumptions: Assumptions | None = None
) -> Geometries:
    """Answer the green areas of at least half a hectare."""
    if common_areas is None or common_areas.empty:
        return np.empty(0, dtype=object)
    least = (assumptions or default_assumptions())["routes.green_area_m2"]
    geometry = common_areas.geometry.to_numpy()
    kind = kinds(common_areas).isin(GREEN).to_numpy(dtype=bool)
    return np.asarray(geometry[kind & (shapely.area(geometry) >= least)])


def dead_ends(
    network: Network, ends_well: Flags, assumptions: Assumptions | None = None
) -> Integers:
    """Tell which edges belong to a chain that leads nowhere.

    A chain leads nowhere where one of its ends meets nothing, no door and no goal, and it is
    longer than 30 m. A closed gate is an end as well.

    Parameters
    ----------
    network
        The walking network.
    ends_well
        Per node, whether a door or a goal lies there.
    assumptions
        ``routes.dead_end_m``; the defaults if None.

    Returns
    -------
    Integers
        Rows of the network's edges.
    """
    least = (assumptions or default_assumptions())["routes.dead_end_m"]
    edges = network.edges
    ends = edges[["u", "v"]].to_numpy(dtype=np.int64)
    walkable = edges["walkable"].to_numpy(dtype=bool)
    degree = np.bincount(ends[walkable].ravel(), minlength=len(network.nodes))
    blind = (degree == 1) & ~ends_well
    length = edges["length_m"].to_numpy(dtype=float)
    found: list[int] = []
    for walk in network.strings:
        pieces = [edge for edge, _ in walk if walkable[edge]]
        if length[pieces].sum() > least and blind[ends[pieces]].any():
            found.extend(pieces)
    return np.array(sorted(found), dtype=np.int64)


def dead_end_score(share: float, assumptions: Assumptions | None = None) -> float:
    """Answer 5e: 100 without dead ends, 0 where they make up 30 % of the path.

    >>> dead_end_score(0.15)
    50.0
    """
    most = (assumptions or default_assumptions())["routes.dead_end_share"]
    return 100 * (1 - min(1.0, share / most))
