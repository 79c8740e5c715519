"""The inner loop of the light calculation: lamp by lamp, what it adds to the points in reach.

One lamp at a time: the blocks of points within its reach are walked row by row; the panels near
it are tried against the points of a block that they can shade; what is left of its light is
added to neighbouring blocks together, several points at a time.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import compiled, inlaid
from geo.measures.downward_kernels import (
    ASIDE,
    NEAREST,
    Between,
    add_all_round,
    from_aside,
    straight_down,
)
from geo.measures.light_block_kernels import Blocks
from geo.measures.light_blocking_kernels import Around, judge, nothing_around, panels_round, shade
from geo.measures.light_piece_kernels import Pieces, away_from
from geo.measures.light_place_kernels import columns_within, rows_within
from geo.measures.photometric_kernels import (
    HEMISPHERICAL,
    HORIZONTAL,
    Curves,
    Lamp,
    downward_angles,
    hemispherical,
    horizontal,
    luminaire_angles,
    on_faces,
    shine,
)

DARK, STEEP, LOW = range(3)
"""What comes to a block: no light, light from above, or light from low at the side alone."""

WIDER = 1e-6
"""Metres by which a block is taken to be wider when panels are left out for it."""


class Lights(NamedTuple):
    """Lamps: place, reach in metres, lumens, frame (east and north of C0, sine and cosine of tilt).

    ``optics`` (lamps, k) are the tables to be tried for each.
    """

    xyz: Reals
    reach: Reals
    lumens: Reals
    frame: Reals
    optics: Integers


class Room(NamedTuple):
    """One lamp (x, y, z, reach), and room for what it does to a row of blocks: shares and sums."""

    lamp: Reals
    share: Reals
    below: npt.NDArray[np.int32]
    rising: Reals
    rows: Reals


@compiled
def lux_in_blocks(
    lux: Reals,
    blocks: Blocks,
    facing: Reals,
    low: float,
    high: float,
    lights: Lights,
    curves: Curves,
    pieces: Pieces,
    quantities: Integers,
) -> None:
    """Add to ``lux`` (quantities, optics, slots) the light of every lamp within its reach.

    Lamps are added in the order they are given: the same sum in every run. Points lie between
    the heights ``low`` and ``high``.
    """
    seen, found = np.full(len(pieces.box), -1, np.int64), np.empty(len(pieces.box), np.int64)
    around, longest, lamp = nothing_around(64), blocks.longest, np.empty(4)
    room = Room(
        lamp,
        np.empty(longest),
        np.empty(longest, np.int32),
        np.empty((longest, 2)),
        np.empty((8, longest)),
    )
    for k in range(len(lights.lumens)):
        lamp[:3], lamp[3] = lights.xyz[k], lights.reach[k]
        if _meets(blocks, lamp):
            around = panels_round(lamp, (low, high), pieces, seen, k, found, around)
            rise = max(abs(lamp[2] - low), abs(lamp[2] - high))
            beside = max(ASIDE * rise * rise, NEAREST)
            _add_lamp(lux, blocks, facing, lights, k, curves, quantities, around, room, beside)


@inlaid
def _run(blocks: Blocks, lamp: Reals, row: int) -> tuple[int, int]:
    """Answer the first block of a row that may be within reach, and the one after the last."""
    left, right = columns_within(blocks.squares, lamp[0], lamp[1], lamp[3], row)
    at = row * blocks.squares.columns
    return blocks.begin[at + left], blocks.end[at + right]


@inlaid
def _meets(blocks: Blocks, lamp: Reals) -> bool:
    """Tell whether any block may be within reach."""
    south, north = rows_within(blocks.squares, lamp[1], lamp[3])
    for row in range(south, north + 1):
        begin, end = _run(blocks, lamp, row)
        if begin < end:
            return True
    return False


@inlaid
def _add_lamp(
    lux: Reals,
    blocks: Blocks,
    facing: Reals,
    lights: Lights,
    k: int,
    curves: Curves,
    quantities: Integers,
    around: Around,
    room: Room,
    beside: float,
) -> None:
    """Add the light of one lamp, row by row; beyond ``beside``, a square, it comes in low.

    All of it stands in functions that need not count who holds which array.
    """
    lamp = room.lamp
    south, north = rows_within(blocks.squares, lamp[1], lamp[3])
    for row in range(south, north + 1):
        begin, end = _run(blocks, lamp, row)
        since, light = begin, DARK
        for b in range(begin, end + 1):
            now = DARK
            if b < end:
                now = _reached(around, lamp, blocks, b, blocks.start[begin], room, beside)
            if now == light:
                continue
            if light != DARK:
                run = (begin, since, b, light)
                _add(lux, blocks, run, facing, lights, k, curves, quantities, room)
            since, light = b, now


@inlaid
def _reached(
    around: Around, lamp: Reals, blocks: Blocks, b: int, origin: int, room: Room, beside: float
) -> int:
    """Work out what passes from a lamp to the points of a block; tell how its light comes in.

    ``beside`` is the square of the way beyond which it comes in low.
    """
    box, x, y, reach = blocks.box, lamp[0], lamp[1], lamp[3]
    west, south, east, north = box[b, 0], box[b, 1], box[b, 2], box[b, 3]
    away = away_from(x, y, west, south, east, north)
    if away > reach * reach:
        return DARK
    count = judge(
        around,
        (west + east) / 2 - x,
        (south + north) / 2 - y,
        (east - west) / 2 + WIDER,
        (north - south) / 2 + WIDER,
    )
    if count < 0:
        return DARK
    begin, end = blocks.start[b], blocks.start[b + 1]
    xs, ys = blocks.x[begin:end], blocks.y[begin:end]
    zs = blocks.z[: end - begin] if blocks.level else blocks.z[begin:end]
    passing = room.share[begin - origin : end - origin]
    for i in range(len(passing)):
        dx, dy = xs[i] - x, ys[i] - y
        passing[i] = 1.0 if dx * dx + dy * dy <= reach * reach else 0.0
    if count > 0:
        shade(around, count, lamp, xs, ys, zs, passing, room.rows)
    return LOW if away > beside else STEEP


@inlaid
def _add(
    lux: Reals,
    blocks: Blocks,
    run: tuple[int, int, int, int],
    facing: Reals,
    lights: Lights,
    k: int,
    curves: Curves,
    quantities: Integers,
    space: Room,
) -> None:
    """Add one lamp's light to a run of blocks: first of the row, of the run, past it, and how."""
    frame, at_lamp, room = lights.frame[k], lights.xyz[k], space.rows
    origin, begin, end = blocks.start[run[0]], blocks.start[run[1]], blocks.start[run[2]]
    count = end - begin
    x, y, row = blocks.x[begin:end], blocks.y[begin:end], blocks.row[begin:end]
    z = blocks.z[:count] if blocks.level else blocks.z[begin:end]
    share = space.share[begin - origin : end - origin]
    lamp = Lamp(lights.xyz[k, 2], lights.lumens[k], frame[0], frame[1], frame[2], frame[3])
    same_all_round = lamp.sine == 0.0
    for t in lights.optics[k]:
        same_all_round = same_all_round and curves.shape[t, 1] == 1
    if same_all_round and len(quantities) == 1 and quantities[0] == HORIZONTAL:
        for o in range(lights.optics.shape[1]):
            t = lights.optics[k, o]
            between = Between(space.below[:count], room[0, :count], space.rising[:count])
            step, last, worth = float(curves.step[t]), curves.shape[t, 2] - 1, room[1, :count]
            if run[3] == LOW:
                from_aside(at_lamp, x, y, z, step, last, between, worth)
            else:
                straight_down(at_lamp, x, y, z, step, last, between, worth)
            rising = curves.rising[curves.shape[t, 0] :]
            add_all_round(rising, between, worth, share, lamp.lumens, lux[0, o, begin:end])
        return
    dx, dy, fall = room[4, :count], room[5, :count], room[6, :count]
    for i in range(count):
        dx[i], dy[i], fall[i] = x[i] - at_lamp[0], y[i] - at_lamp[1], z[i] - at_lamp[2]
    gamma, plane, given = room[0, :count], room[1, :count], room[2, :count]
    if same_all_round:
        downward_angles(dx, dy, fall, gamma)
    else:
        luminaire_angles(lamp, dx, dy, fall, gamma, plane)
    candela, toward = room[3, :count], room[7, :count]
    if len(facing) > 0:
        for i in range(count):
            flat_m = math.sqrt(dx[i] * dx[i] + dy[i] * dy[i])
            ahead = dx[i] * facing[row[i], 0] + dy[i] * facing[row[i], 1]
            toward[i] = -ahead / flat_m if flat_m > 0.0 else 0.0
    for o in range(lights.optics.shape[1]):
        shine(curves, lights.optics[k, o], lamp.lumens, gamma, plane, candela)
        for q in range(len(quantities)):
            if quantities[q] == HORIZONTAL:
                horizontal(dx, dy, fall, share, candela, given)
            elif quantities[q] == HEMISPHERICAL:
                hemispherical(dx, dy, fall, share, candela, given)
            else:
                on_faces(quantities[q], dx, dy, fall, toward, share, candela, given)
            out = lux[q, o, begin:end]
            for i in range(count):
                out[i] += given[i]


@compiled
def in_the_given_order(lux: Reals, row: npt.NDArray[np.int32], out: Reals) -> None:
    """Answer in ``out`` (quantities, optics, points) lux as the points were given."""
    for q in range(lux.shape[0]):
        for o in range(lux.shape[1]):
            for i in range(len(row)):
                if row[i] >= 0:
                    out[q, o, row[i]] = lux[q, o, i]
