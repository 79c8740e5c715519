"""Points within reach of one lamp laid side by side, with the share of its light that passes.

Block by block: the panels round the lamp are tried against the points of a block together, and
a block that lies in the dark altogether is left out.
"""

import math
from typing import NamedTuple

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import compiled, lean
from geo.measures.light_blocking_kernels import ABREAST, WIDER, Around, filled_up, shaded
from geo.measures.light_place_kernels import Places, columns_within, rows_within

TOGETHER = 48
"""Points that are tried together at least, where neighbouring squares have fewer each."""


class Room(NamedTuple):
    """Room for the points within reach of one lamp, side by side: which, and where from the lamp.

    ``share`` is what passes to each, ``more`` (5, points) room for sums in between.
    """

    row: Integers
    dx: Reals
    dy: Reals
    fall: Reals
    share: Reals
    more: Reals


@compiled
def room_for(count: int) -> Room:
    """Answer room for so many points, filled up."""
    wide = filled_up(count) + ABREAST
    reals = np.zeros((4, wide))
    return Room(
        np.zeros(wide, np.int64), reals[0], reals[1], reals[2], reals[3], np.zeros((5, wide))
    )


@lean
def candidates(places: Places, lamp: Reals) -> int:
    """Count the points in the squares within reach of a lamp."""
    squares, upto = places.squares, places.upto
    count = 0
    south, north = rows_within(squares, lamp[1], lamp[3])
    for row in range(south, north + 1):
        left, right = columns_within(squares, lamp[0], lamp[1], lamp[3], row)
        k = row * squares.columns
        count += int(upto[squares.first[k + right + 1]] - upto[squares.first[k + left]])
    return count


@lean
def lay_points(places: Places, lamp: Reals, around: Around, room: Room) -> int:
    """Lay the points that a lamp reaches side by side, with the share that passes; count them.

    One flat loop over squares, runs and points: handing them on would cost as much as it does.
    """
    points, runs, squares, first = places.xyz, places.runs, places.squares, places.squares.first
    x, y, z, reach = lamp[0], lamp[1], lamp[2], lamp[3]
    east, north, up = places.shift[0], places.shift[1], places.shift[2]
    row, dx, dy, fall, share = room.row, room.dx, room.dy, room.fall, room.share
    count, begun = 0, 0
    left, low, right, high = math.inf, math.inf, -math.inf, -math.inf
    south_row, north_row = rows_within(squares, y, reach)
    for j in range(south_row, north_row + 1):
        west_column, east_column = columns_within(squares, x, y, reach, j)
        for i in range(west_column, east_column + 1):
            k = j * squares.columns + i
            before = count
            for r in range(first[k], first[k + 1]):
                for n in range(runs[r, 0], runs[r, 1]):
                    across, along = points[n, 0] + east - x, points[n, 1] + north - y
                    row[count], dx[count], dy[count] = n, across, along
                    fall[count] = points[n, 2] + up - z
                    count += across * across + along * along <= reach * reach
            if count > before:
                west, south = squares.west - x + i * squares.size, j * squares.size - y
                south += squares.south
                east_, north_ = west + squares.size, south + squares.size
                left, low = west if west < left else left, south if south < low else low  # noqa: FURB136
                right, high = east_ if east_ > right else right, north_ if north_ > high else high  # noqa: FURB136
            last = i == east_column and j == north_row
            if count - begun >= TOGETHER or (last and count > begun):
                box = max(left, -reach), max(low, -reach), min(right, reach), min(high, reach)
                for n in range(begun, count):
                    share[n] = 1.0
                if _in_the_dark(around, z, box, room, begun, count):
                    count = begun
                begun = count
                left, low, right, high = math.inf, math.inf, -math.inf, -math.inf
    return count


@lean
def _in_the_dark(
    around: Around,
    z: float,
    box: tuple[float, float, float, float],
    room: Room,
    begin: int,
    end: int,
) -> bool:
    """Work out what passes to some points, all of them in a box; tell whether nothing does."""
    west, south, east, north = box
    end = begin + filled_up(end - begin)
    middle = (west + east) / 2, (south + north) / 2
    return shaded(
        around, z, (*middle, (east - west) / 2 + WIDER, (north - south) / 2 + WIDER),
        room.dx[begin:end], room.dy[begin:end], room.fall[begin:end], room.share[begin:end],
        room.more,
    )  # fmt: skip
