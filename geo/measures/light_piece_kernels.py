"""Obstacles in pieces of a few panels each, by the squares they touch: how a lamp finds them."""

import math
from typing import NamedTuple

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import compiled, inlaid
from geo.measures.light_place_kernels import Squares, square_of

LONGEST = 16
"""Panels of one piece: a long hedge is found by its pieces, not as a whole."""


class Pieces(NamedTuple):
    """Obstacles in pieces of a few panels, and the squares each touches.

    ``panels`` (n, 7) x0, y0, x1, y1, base, top, transmittance; piece p has those from first[p] to
    first[p+1]; ``box`` (pieces, 6) is its west, south, east, north, base and top, ``obstacle``
    whose it is. Pieces of one obstacle follow each other.
    """

    panels: Reals
    first: Integers
    box: Reals
    obstacle: Integers
    squares: Squares


@compiled
def pieces_of(panels: Reals, obstacle: Integers) -> tuple[Integers, Reals, Integers]:
    """Cut obstacles, whose panels follow each other, in pieces; answer first, box and obstacle."""
    first = np.empty(len(panels) + 1, np.int64)
    box, owner = np.empty((len(panels), 6)), np.empty(len(panels), np.int64)
    count, long = 0, 0
    for k in range(len(panels)):
        x0, y0, x1, y1 = panels[k, 0], panels[k, 1], panels[k, 2], panels[k, 3]
        one = k > 0 and obstacle[k] == obstacle[k - 1] and panels[k, 6] == panels[k - 1, 6]
        if not one or long == LONGEST:
            first[count], owner[count], long = k, obstacle[k], 0
            box[count, :2], box[count, 2:4] = math.inf, -math.inf
            box[count, 4], box[count, 5] = math.inf, -math.inf
            count += 1
        long += 1
        row = box[count - 1]
        row[0], row[1] = min(row[0], x0, x1), min(row[1], y0, y1)
        row[2], row[3] = max(row[2], x0, x1), max(row[3], y0, y1)
        row[4], row[5] = min(row[4], panels[k, 4]), max(row[5], panels[k, 5])
    first[count] = len(panels)
    return first[: count + 1].copy(), box[:count].copy(), owner[:count].copy()


@compiled
def squares_of_boxes(
    box: Reals, west: float, south: float, size: float, columns: int, rows: int
) -> Squares:
    """List every box (west, south, east, north) in each square that it may touch."""
    first = np.zeros(columns * rows + 1, np.int64)
    members, at = np.empty(0, np.int64), first
    for turn in range(2):
        for i in range(len(box)):
            left = square_of(box[i, 0], west, size, columns)
            right = square_of(box[i, 2], west, size, columns)
            for row in range(
                square_of(box[i, 1], south, size, rows), square_of(box[i, 3], south, size, rows) + 1
            ):
                for k in range(row * columns + left, row * columns + right + 1):
                    if turn == 0:
                        first[k + 1] += 1
                    else:
                        members[at[k]] = i
                        at[k] += 1
        if turn == 0:
            for k in range(columns * rows):
                first[k + 1] += first[k]
            members, at = np.empty(first[-1], np.int64), first[:-1].copy()
    return Squares(west, south, size, columns, rows, first, members)


@inlaid
def away_from(x: float, y: float, west: float, south: float, east: float, north: float) -> float:
    """Answer the square distance from a place to a box."""
    across, up = max(west - x, x - east, 0.0), max(south - y, y - north, 0.0)
    return across * across + up * up
