"""Lumens that cannot be: what a register holds in the column of flux and is something else.

A number that no lamp of its watts can give, or a column that holds colour temperatures (2700, 3000,
4000), is taken as unknown and said, never reckoned with.
"""

import numpy as np

from geo.measures.arrays import Flags, Reals

BELIEVABLE_LM_PER_W = (8.0, 230.0)
"""Lumens per watt between which a lamp may lie: an old bulb, and a margin over the best today."""

COLOURS = (1800, 2000, 2200, 2700, 3000, 3500, 4000, 4500, 5000, 5700, 6000, 6500)
"""Colour temperatures in kelvin as they are sold."""

ENOUGH, ALIKE = 5, 1.5
"""Lamps of one flux it takes to doubt it, and how far their watts may differ and still fit it."""


def doubted_flux(flux: Reals, power: Reals) -> Flags:
    """Tell which registered lumens are no lumens.

    Parameters
    ----------
    flux, power
        Lumens and watts as registered; NaN where unknown.

    Examples
    --------
    >>> doubted_flux(np.array([3000.0, 3000.0, 50.0]), np.array([20.0, np.nan, 100.0])).tolist()
    [False, False, True]
    """
    efficacy = np.divide(flux, power, out=np.full(len(flux), np.nan), where=power > 0)
    low, high = BELIEVABLE_LM_PER_W
    doubted = (efficacy < low) | (efficacy > high)
    known = ~np.isnan(flux)
    if known.sum() >= ENOUGH and np.isin(flux[known], COLOURS).all():
        doubted |= known & _watts_contradict(flux, power)
    return np.asarray(doubted)


def _watts_contradict(flux: Reals, power: Reals) -> bool:
    """Tell whether lamps of one and the same flux have watts too different to give it."""
    for value in np.unique(flux[~np.isnan(flux)]):
        watts = power[(flux == value) & ~np.isnan(power)]
        if len(watts) >= ENOUGH and watts.max() > ALIKE * watts.min():
            return True
    return False
