"""Points by the square they lie in, so that a lamp finds those within its reach.

Points are not copied: they mostly come in runs that lie one after another in one square (rows of
a grid, steps along a path), and only where each run begins and ends is kept.
"""

import math
from typing import NamedTuple

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import compiled, inlaid

HAIR = 1e-9
"""Part of a square by which a reach is widened, so that rounding loses nothing on an edge."""


class Squares(NamedTuple):
    """A grid of squares and what lies in each: members of square k from first[k] to first[k+1]."""

    west: float
    south: float
    size: float
    columns: int
    rows: int
    first: Integers
    members: Integers


@inlaid
def extent(points: Reals) -> tuple[float, float, float, float, float, float]:
    """Answer west, south, low, east, north and high of some points; infinite where none are."""
    west, south, low = math.inf, math.inf, math.inf
    east, north, high = -math.inf, -math.inf, -math.inf
    for i in range(points.shape[0]):
        x, y, z = points[i, 0], points[i, 1], points[i, 2]
        west, east = x if x < west else west, x if x > east else east  # noqa: FURB136
        south, north = y if y < south else south, y if y > north else north  # noqa: FURB136
        low, high = z if z < low else low, z if z > high else high  # noqa: FURB136
    return west, south, low, east, north, high


@compiled
def runs_by_square(
    points: Reals, shift: Reals, west: float, south: float, size: float, columns: int, rows: int
) -> tuple[Squares, Integers, Integers]:
    """Sort the runs of points, shifted, into squares; answer these, the runs and ``upto``."""
    first = np.zeros(columns * rows + 1, np.int64)
    begin, square = np.empty(len(points) + 1, np.int64), np.empty(len(points), np.int64)
    count = 0
    left, right, low, high = math.inf, -math.inf, math.inf, -math.inf
    for i in range(len(points)):
        x, y = points[i, 0] + shift[0], points[i, 1] + shift[1]
        if left <= x < right and low <= y < high:
            continue
        column, row = square_of(x, west, size, columns), square_of(y, south, size, rows)
        left, low = west + column * size, south + row * size
        right, high = left + size, low + size
        begin[count], square[count] = i, row * columns + column
        first[square[count] + 1] += 1
        count += 1
    begin[count] = len(points)
    for k in range(columns * rows):
        first[k + 1] += first[k]
    at = first[:-1].copy()
    runs = np.empty((count, 2), np.int64)
    for r in range(count):
        k = at[square[r]]
        runs[k, 0], runs[k, 1] = begin[r], begin[r + 1]
        at[square[r]] += 1
    upto = np.zeros(count + 1, np.int64)
    for r in range(count):
        upto[r + 1] = upto[r] + runs[r, 1] - runs[r, 0]
    return Squares(west, south, size, columns, rows, first, at), runs, upto


@inlaid
def square_of(value: float, corner: float, size: float, count: int) -> int:
    """Answer the number of the square along one axis; what lies outside is in the outermost."""
    return min(max(math.floor((value - corner) / size), 0), count - 1)


@inlaid
def rows_within(squares: Squares, y: float, reach: float) -> tuple[int, int]:
    """Answer the first and the last row of squares that comes within reach."""
    if not math.isfinite(reach):
        return 0, squares.rows - 1
    wide = reach + HAIR * squares.size
    return (
        square_of(y - wide, squares.south, squares.size, squares.rows),
        square_of(y + wide, squares.south, squares.size, squares.rows),
    )


@inlaid
def columns_within(squares: Squares, x: float, y: float, reach: float, row: int) -> tuple[int, int]:
    """Answer the first and the last column of a row that comes within reach."""
    if not math.isfinite(reach):
        return 0, squares.columns - 1
    south = squares.south + row * squares.size
    away = max(south - y, y - south - squares.size, 0.0)
    half = math.sqrt(max(reach * reach - away * away, 0.0)) + HAIR * squares.size
    return (
        square_of(x - half, squares.west, squares.size, squares.columns),
        square_of(x + half, squares.west, squares.size, squares.columns),
    )
