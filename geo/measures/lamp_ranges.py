"""A lamp's own range of height and of watts, where whoever put it down gave one.

A lamp counted in the field has the range its picture stands for. It takes the place of the range of
a lamp of which nothing is known. A range that is not there is no range: it is never 0.
"""

import geopandas as gpd
import numpy as np

from geo.measures.arrays import Flags, Reals
from geo.measures.columns import numbers


def own_range(here: gpd.GeoDataFrame, kind: str, unit: str) -> Reals:
    """Answer (n, 2) the own range of ``height`` in ``m`` or of ``power`` in ``w``.

    NaN where there is none, and where what stands there is no range: an end that is missing or not
    above 0, ends the wrong way round, or a value outside them.
    """
    ends = np.column_stack([numbers(here, f"{kind}_{end}_{unit}") for end in ("low", "high")])
    value = numbers(here, f"{kind}_{unit}")
    low, high = ends.T
    inside = np.isnan(value) | ((low <= value) & (value <= high))
    good = (low > 0) & (low <= high) & inside
    return np.where(good[:, None], ends, np.nan)


def middle_height(height_m: Reals, own: Reals, otherwise: float) -> Reals:
    """Answer a height per lamp: its own, else the middle of its range, else what is assumed."""
    found = np.where(np.isnan(height_m), own.mean(axis=1), height_m)
    return np.where(np.isnan(found), otherwise, found)


def watts_factors(here: gpd.GeoDataFrame, from_watts: Flags) -> Reals:
    """Answer (n, 2) the factors on the flux at the low and the high end of the watts.

    1 where a lamp has no range of its own, or its flux does not come from its watts.
    """
    own = own_range(here, "power", "w") / numbers(here, "power_w")[:, None]
    return np.where(from_watts[:, None] & np.isfinite(own), own, 1.0)
