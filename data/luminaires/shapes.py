"""Four invented luminaires: how strong each shines in each direction, and what its label says.

No manufacturer's measurement lies behind them. The shapes are drawn so that each teaches the
reader of such files something: one for every common symmetry, one with light lost in the fitting
and light above the horizon, planes that do not begin where a reader may expect.
Angles: gamma from straight down; C counter-clockwise seen from above, C0 along the path and C90
towards it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Degrees = np.ndarray


@dataclass(frozen=True)
class Luminaire:
    """A luminaire as drawn and as labelled.

    Parameters
    ----------
    stem
        Name of its files, and what a lamp's ``luminaire`` says.
    label
        Name in the files.
    symmetry
        EULUMDAT's Isym: 0 none, 1 rotational, 2 about C0-C180, 3 about C90-C270, 4 about both.
    flux
        Lumens of its lamps.
    output_ratio
        Share of them that leaves the luminaire, in percent (LORL).
    watts
        Power of the whole luminaire.
    source
        Lamp text.
    size
        Length, width, height in millimetres; width 0 is a round one.
    shape
        Relative intensity by C and gamma, to be scaled to the flux.
    """

    stem: str
    label: str
    symmetry: int
    flux: float
    output_ratio: float
    watts: float
    source: str
    size: tuple[int, int, int]
    shape: Callable[[Degrees, Degrees], np.ndarray]


def _bump(angle: Degrees, middle: float, width: float) -> np.ndarray:
    return np.exp(-(((angle - middle) / width) ** 2))


def _fade(gamma: Degrees, last: float, over: float) -> np.ndarray:
    """Answer one below ``last - over`` degrees and nothing above ``last``."""
    return np.clip((last - gamma) / over, 0.0, 1.0)


def _away(c: Degrees, middle: float) -> np.ndarray:
    """Answer the shortest turn between planes."""
    return np.abs((c - middle + 180.0) % 360.0 - 180.0)


def park(c: Degrees, gamma: Degrees) -> np.ndarray:
    """Answer a post-top ring: the same all round, strongest at 62 degrees."""
    return (0.55 + 0.9 * _bump(gamma, 62.0, 16.0)) * _fade(gamma, 88.0, 18.0) + 0.0 * c


def path(c: Degrees, gamma: Degrees) -> np.ndarray:
    """Answer a path optic: two wings along the path, thrown forward, little behind."""
    wings = _bump(_away(c, 20.0), 0.0, 38.0) + _bump(_away(c, 160.0), 0.0, 38.0)
    forward = 0.5 * _bump(_away(c, 90.0), 0.0, 55.0)
    glow = 0.35 * _fade(gamma, 85.0, 60.0)
    beam = wings * _bump(gamma, 66.0, 13.0) + forward * _bump(gamma, 45.0, 22.0)
    return (glow + 1.3 * beam) * _fade(gamma, 90.0, 12.0)


def globe(c: Degrees, gamma: Degrees) -> np.ndarray:
    """Answer an opal globe on a post: as much light to the sky as the foot allows to the ground."""
    return 1.0 - 0.55 * _bump(gamma, 0.0, 24.0) + 0.0 * c


def tunnel(c: Degrees, gamma: Degrees) -> np.ndarray:
    """Answer a ceiling lamp of a tunnel: broad along it, narrow across."""
    along = np.cos(np.radians(c)) ** 2
    reach = 30.0 + 26.0 * along
    return (0.25 + np.exp(-((gamma / reach) ** 4))) * _fade(gamma, 90.0, 25.0)


LUMINAIRES = (
    Luminaire(
        "eksempel_park",
        "Eksempel Park 19W",
        1,
        2400.0,
        100.0,
        19.0,
        "LED 3000K",
        (420, 0, 120),
        park,
    ),
    Luminaire(
        "eksempel_sti",
        "Eksempel Sti 34W",
        3,
        4200.0,
        100.0,
        34.0,
        "LED 3000K",
        (520, 240, 90),
        path,
    ),
    Luminaire(
        "eksempel_kugle",
        "Eksempel Kugle 26W",
        1,
        1800.0,
        74.0,
        29.0,
        "TC-D 26W 2700K",
        (400, 0, 400),
        globe,
    ),
    Luminaire(
        "eksempel_tunnel",
        "Eksempel Tunnel 28W",
        4,
        3600.0,
        92.0,
        28.0,
        "LED 4000K",
        (1200, 90, 80),
        tunnel,
    ),
)
