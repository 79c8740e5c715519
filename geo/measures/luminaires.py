"""How a luminaire spreads its light: candela per lumen by plane and by angle from straight down.

``generic_path`` is our own curve of a path luminaire (its shape is judged; real path optics peak
at 60 to 70 degrees), ``lambert`` a flat downlight, ``iso`` an old opal globe, ``hemisphere``
light spread evenly over the lower half, kept for checking against closed forms.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from geo.measures.arrays import Reals

ANGLES = np.arange(1801) / 10
"""Degrees from straight down of the distributions that come without a file."""

HORIZON, FULL_TURN = 90, 360.0
"""Degrees at which light leaves level with the luminaire, and of a whole turn of planes."""

FINEST = 0.1
"""Degrees: files with odder angles are laid on a grid of this step."""

_PATH_ANGLES = (0, 10, 20, 30, 40, 50, 60, 65, 70, 75, 80, 85, 90)
_PATH_CANDELA = (
    *(135.85, 137.80, 145.56, 160.11, 184.37, 218.34),
    *(252.30, 257.15, 213.49, 126.15, 48.52, 14.56, 0.0),
)

GENERIC = "generic_path"


@dataclass(frozen=True)
class Distribution:
    """A light distribution on a regular grid; between its nodes it is linear both ways.

    Parameters
    ----------
    candela
        (planes, angles) candela per lumen that leaves the luminaire. Planes run
        counter-clockwise seen from above from C0 and share the turn evenly; one plane is the
        same all round. Angles run from straight down; beyond the last there is no light.
    step
        Degrees between angles.
    lumens
        Flux that leaves the luminaire by its label, or None.
    watts
        Power by its label, or None.
    """

    candela: Reals = field(repr=False)
    step: float
    lumens: float | None = None
    watts: float | None = None

    @property
    def rotational(self) -> bool:
        """Tell whether it is the same all round."""
        return len(self.candela) == 1

    def all_round(self) -> "Distribution":
        """Answer the mean over its planes: what is known where its direction is not."""
        mean = self.candela.mean(axis=0, keepdims=True)
        return Distribution(mean, self.step, self.lumens, self.watts)

    def flux(self) -> float:
        """Answer its integral over the sphere; 1 where it carries what its label says.

        Exact for a curve that is linear between its nodes.

        >>> round(DISTRIBUTIONS["lambert"].flux(), 4)
        1.0
        """
        mean = self.candela.mean(axis=0)
        gamma = np.radians(np.arange(len(mean)) * self.step)
        low, high, a, b = mean[:-1], mean[1:], gamma[:-1], gamma[1:]
        slope = (high - low) / (b - a)
        ring = low * np.cos(a) - high * np.cos(b) + slope * (np.sin(b) - np.sin(a))
        return float(2 * np.pi * ring.sum())


def regular(planes: Reals, angles: Reals, candela: Reals) -> tuple[Reals, float]:
    """Lay a table on even steps that hold its own nodes, so that nothing of it is lost.

    Parameters
    ----------
    planes
        Degrees from 0 up to less than a whole turn, rising.
    angles
        Degrees from straight down, rising.
    candela
        (planes, angles).

    Returns
    -------
    tuple
        The table on even planes and angles from 0, and the step of its angles.
    """
    step = _common_step(np.append(0.0, angles))
    wanted = np.arange(round(angles[-1] / step) + 1) * step
    along = np.stack([np.interp(wanted, angles, row, left=0.0) for row in candela])
    if len(planes) == 1:
        return along, step
    turn = _common_step(np.append(planes, FULL_TURN))
    even = np.arange(round(FULL_TURN / turn)) * turn
    circle = np.append(planes, FULL_TURN)
    closed = np.vstack([along, along[:1]])
    after = np.clip(np.searchsorted(circle, even, side="right"), 1, len(planes))
    share = ((even - circle[after - 1]) / (circle[after] - circle[after - 1]))[:, None]
    return closed[after - 1] * (1 - share) + closed[after] * share, step


def _common_step(angles: Reals) -> float:
    """Answer the widest step, in tenths of a degree, whose multiples hold every angle."""
    tenths = np.round(np.diff(angles) / FINEST).astype(np.int64)
    return float(np.gcd.reduce(np.maximum(tenths, 1)) * FINEST)


def _down(values: Reals) -> Reals:
    return np.where(ANGLES <= HORIZON, values, 0.0)


def _all_round(values: Reals) -> Distribution:
    return Distribution(values[None, :], FINEST)


DISTRIBUTIONS: Mapping[str, Distribution] = MappingProxyType(
    {
        GENERIC: _all_round(_down(np.interp(ANGLES, _PATH_ANGLES, _PATH_CANDELA) / 1000)),
        "lambert": _all_round(_down(np.cos(np.radians(np.minimum(ANGLES, HORIZON))) / np.pi)),
        "iso": _all_round(np.full(len(ANGLES), 1 / (4 * np.pi))),
        "hemisphere": _all_round(_down(np.full(len(ANGLES), 1 / (2 * np.pi)))),
    }
)
"""Distributions that need no file, by name."""

GENERIC_OPTICS = (GENERIC, "lambert", "iso")
"""What a lamp of unknown optics may have, the likeliest first."""
