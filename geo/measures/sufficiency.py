"""Room enough: the enhanced two-step floating catchment (methods §4, 3b).

Each place shares its capacity, in dwellings served, among the dwellings near it, the nearer the
more; each door adds up its shares. What is handed out is what there was: ΣPA = ΣC over the places
that some door reaches.
"""

import numpy as np

from geo.measures.arrays import Reals

COMMUNITY = frozenset({"common_room", "common_house", "common_garden"})
"""Kinds that serve a close community; the others serve a group of neighbours."""


def catchment(metres: Reals, far: float) -> Reals:
    """Answer the weight of a walk: 1 at the door, 0 from the far distance on.

    >>> catchment(np.array([0.0, 200, 400, 500]), 400.0).round(4).tolist()
    [1.0, 0.7014, 0.0, 0.0]
    """
    least = np.exp(-0.5)
    weight = (np.exp(-0.5 * (np.minimum(metres, 2 * far) / far) ** 2) - least) / (1 - least)
    return np.where(metres <= far, weight, 0.0)


def floating_catchment(weight: Reals, demand: Reals, capacity: Reals) -> Reals:
    """Answer the capacity per unit of demand that each origin has.

    Parameters
    ----------
    weight
        (origins, places) weight of each walk, 0 where it is too long.
    demand
        Demand of each origin: dwellings.
    capacity
        Capacity of each place in the same unit.

    Examples
    --------
    Three origins and two places on a line, a Gaussian of width 1 (a published example):

    >>> walk = np.array([[0.0, 2], [1, 1], [2, 0]])
    >>> shares = floating_catchment(np.exp(-(walk**2) / 2), np.full(3, 100.0), np.full(2, 10.0))
    >>> shares.round(6).tolist()
    [0.065179, 0.069641, 0.065179]
    """
    wanted = demand @ weight
    ratio = np.divide(capacity, wanted, out=np.zeros(len(capacity)), where=wanted > 0)
    return np.asarray(weight @ ratio)


def sufficiency_score(share: Reals) -> Reals:
    """Answer 3b per origin: 100 where there is room for every dwelling.

    >>> sufficiency_score(np.array([0.25, 1.0, 1.5])).tolist()
    [25.0, 100.0, 100.0]
    """
    return np.asarray(100 * np.minimum(1.0, share))
