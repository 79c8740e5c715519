"""How a luminaire spreads its light: candela per lumen by the angle from straight down.

``generic_path`` is our own curve of a path luminaire (its shape is judged; real path optics peak
at 60 to 70 degrees), ``lambert`` a flat downlight, ``iso`` an old opal globe, ``hemisphere``
light spread evenly over the lower half, kept for checking against closed forms.
"""

from collections.abc import Sequence

import numpy as np

from geo.measures.arrays import Integers, Reals

ANGLES = np.arange(1801) / 10
"""Degrees from straight down at which a table holds a value; between them it is linear."""

HORIZON = 90
"""Degrees at which light leaves level with the luminaire."""

_PATH_ANGLES = (0, 10, 20, 30, 40, 50, 60, 65, 70, 75, 80, 85, 90)
_PATH_CANDELA = (
    *(135.85, 137.80, 145.56, 160.11, 184.37, 218.34),
    *(252.30, 257.15, 213.49, 126.15, 48.52, 14.56, 0.0),
)

GENERIC = "generic_path"


def _down(values: Reals) -> Reals:
    return np.where(ANGLES <= HORIZON, values, 0.0)


DISTRIBUTIONS: dict[str, Reals] = {
    GENERIC: _down(np.interp(ANGLES, _PATH_ANGLES, _PATH_CANDELA) / 1000),
    "lambert": _down(np.cos(np.radians(np.minimum(ANGLES, HORIZON))) / np.pi),
    "iso": np.full(len(ANGLES), 1 / (4 * np.pi)),
    "hemisphere": _down(np.full(len(ANGLES), 1 / (2 * np.pi))),
}
"""Candela per lumen of the luminaire, by name, at ``ANGLES``."""


def tables(names: Sequence[str]) -> tuple[Reals, Integers]:
    """Answer the tables of some luminaires, and which of them each uses.

    A name that is not known is taken as ``generic_path``: a register's type name says little.
    """
    known = list(DISTRIBUTIONS)
    which = [known.index(name) if name in DISTRIBUTIONS else 0 for name in names]
    return np.stack(list(DISTRIBUTIONS.values())), np.array(which, dtype=np.int64)
