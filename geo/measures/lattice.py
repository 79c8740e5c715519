"""Places in rows and columns, of which some are asked for: the squares of a map."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely

from geo.measures.arrays import Flags, Reals

EVEN = 1e-6
"""Part of a step by which columns and rows may lie off even steps."""


@dataclass(frozen=True, eq=False)
class Lattice:
    """Middles of squares in even rows and columns, on level ground.

    Parameters
    ----------
    x, y
        (columns,) and (rows,) metres in EPSG:25832, rising by one step.
    wanted
        (rows, columns) which are asked for.
    step
        Metres of a square.
    z
        Metres of the ground.

    Raises
    ------
    ValueError
        Where columns or rows are not even, or are not as many as ``wanted`` has.
    """

    x: Reals = field(repr=False)
    y: Reals = field(repr=False)
    wanted: Flags = field(repr=False)
    step: float
    z: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what is no lattice."""
        if self.wanted.shape != (len(self.y), len(self.x)):
            raise ValueError(f"wanted must be {(len(self.y), len(self.x))}: rows, columns")
        for along in (self.x, self.y):
            apart = spacing(along, self.step)
            even = along[:1] + np.arange(len(along)) * apart
            off = np.append(np.abs(along - even), abs(apart - self.step))
            if not (off < EVEN * self.step).all():
                raise ValueError(f"columns and rows must lie {self.step:g} m apart")

    @property
    def west(self) -> float:
        """Middle of the first column."""
        return float(self.x[0])

    @property
    def south(self) -> float:
        """Middle of the first row."""
        return float(self.y[0])

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return len(self.x)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.y)

    @cached_property
    def points(self) -> Reals:
        """(n, 3) the places asked for, row by row from the south."""
        row, column = np.nonzero(self.wanted)
        return np.column_stack([self.x[column], self.y[row], np.full(len(row), self.z)])


def lattice_from(west: float, south: float, step: float, columns: int, rows: int) -> Lattice:
    """Answer so many squares, all asked for; the middle of the first lies at (west, south)."""
    x, y = (
        np.asarray(first + np.arange(count) * step, dtype=np.float64)
        for first, count in ((west, columns), (south, rows))
    )
    return Lattice(x, y, np.ones((rows, columns), dtype=bool), step)


def lattice_over(area: shapely.Geometry, step: float = 1.0) -> Lattice:
    """Answer the squares that cover an area, on whole steps.

    Examples
    --------
    >>> over = lattice_over(shapely.box(10.2, 20, 12, 21.5))
    >>> over.x.tolist(), over.y.tolist()
    ([10.5, 11.5], [20.5, 21.5])
    """
    west, south, east, north = np.asarray(shapely.bounds(area)) / step
    low = np.floor([west, south])
    columns, rows = np.maximum(1, np.ceil([east, north]) - low).astype(int)
    first = (low + 0.5) * step
    return lattice_from(float(first[0]), float(first[1]), step, int(columns), int(rows))


def area_lattice(area: shapely.Geometry, step: float) -> Lattice:
    """Answer the squares whose middle lies in an area, from its lower left corner on.

    An area with nothing in it, such as the ground of a plot that is all building, has none.

    Examples
    --------
    >>> area_lattice(shapely.box(0, 0, 2, 1), 1).points.tolist()
    [[0.5, 0.5, 0.0], [1.5, 0.5, 0.0]]
    >>> len(area_lattice(shapely.Polygon(), 1).points)
    0
    """
    if shapely.is_empty(area):
        return Lattice(np.zeros(0), np.zeros(0), np.zeros((0, 0), dtype=bool), step)
    west, south, east, north = shapely.bounds(area)
    x, y = np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step)
    shapely.prepare(area)
    wanted = shapely.contains_xy(area, *np.meshgrid(x, y))
    return Lattice(x, y, np.asarray(wanted, dtype=bool), step)


def spacing(along: Reals, step: float) -> float:
    """Answer how far columns or rows lie apart, which rounding makes nearly the step."""
    return float(along[-1] - along[0]) / (len(along) - 1) if len(along) > 1 else step
