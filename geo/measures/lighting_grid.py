"""The grid of the standard over a straight strip between two lamps, and what it comes to.

EN 13201-3: ten points along up to 30 m, beyond that so many that they lie no more than 3 m apart;
at least three across, no more than 1.5 m apart; half a step in from every edge.
"""

from dataclasses import dataclass

import numpy as np

from geo.measures.arrays import Reals
from geo.measures.lighting_class import p_class

TEN_POINTS_M, ALONG_M, ACROSS_M = 30.0, 3.0, 1.5


@dataclass(frozen=True)
class StripLight:
    """Mean and least lux of a strip, their ratio, and the P class both reach."""

    mean: float
    least: float
    uniformity: float
    p_class: str


def strip_grid(length_m: float, width_m: float) -> Reals:
    """Answer the (n, 3) grid points of a strip along x from 0, across y from 0.

    >>> strip_grid(20, 3)[:2].tolist()
    [[1.0, 0.5, 0.0], [3.0, 0.5, 0.0]]
    """
    along = points_along(length_m)
    across = max(3, int(np.ceil(width_m / ACROSS_M)))
    x, y = np.meshgrid(
        (np.arange(along) + 0.5) * length_m / along, (np.arange(across) + 0.5) * width_m / across
    )
    return np.column_stack([x.ravel(), y.ravel(), np.zeros(x.size)])


def points_along(length_m: float) -> int:
    """Answer how many points the standard asks for along a strip."""
    return 10 if length_m <= TEN_POINTS_M else int(np.ceil(length_m / ALONG_M))


def strip_light(lux: Reals) -> StripLight:
    """Answer what the lux of a strip's grid come to."""
    mean, least = float(lux.mean()), float(lux.min())
    return StripLight(mean, least, least / mean if mean else 0.0, p_class(mean, least))
