"""The inner loop of the light calculation: lamp by lamp, what it adds to the points in reach.

One lamp at a time: the points within its reach are laid side by side, square by square; the
panels near it are tried against the points of a square that they can shade; what is left of its
light is added, several points at a time.
"""

import math
from typing import NamedTuple

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import compiled, lean
from geo.measures.light_blocking_kernels import filled_up, nothing_around, panels_round
from geo.measures.light_layout_kernels import (
    Room,
    candidates,
    lay_points,
    room_for,
)
from geo.measures.light_piece_kernels import Pieces
from geo.measures.light_place_kernels import Places
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


class Lights(NamedTuple):
    """Lamps: place, reach in metres, lumens, frame (east and north of C0, sine and cosine of tilt).

    ``optics`` (lamps, k) are the tables to be tried for each.
    """

    xyz: Reals
    reach: Reals
    lumens: Reals
    frame: Reals
    optics: Integers


@compiled
def lux_at_points(
    places: Places,
    lights: Lights,
    curves: Curves,
    pieces: Pieces,
    quantities: Integers,
) -> Reals:
    """Sum the light of every lamp within its reach of each point, past what stands in its way.

    Lamps are added in the order they are given: the same sum in every run.

    Returns
    -------
    Reals
        (quantities, optics, points) lux, points in the order they were given.
    """
    lux = np.zeros((len(quantities), lights.optics.shape[1], len(places.xyz)))
    low, high = places.low, places.high
    seen, found = np.full(len(pieces.box), -1, np.int64), np.empty(len(pieces.box), np.int64)
    around = nothing_around(64)
    room = room_for(1024)
    lamp = np.empty(4)
    for k in range(len(lights.lumens)):
        lamp[:3], lamp[3] = lights.xyz[k], lights.reach[k]
        most = candidates(places, lamp)
        if most == 0:
            continue
        if most > len(room.row):
            room = room_for(2 * most)
        z = lamp[2]
        around = panels_round(lamp, min(low, z), max(high, z), pieces, seen, k, found, around)
        count = lay_points(places, lamp, around, room)
        if count > 0:
            _add(lux, places.facing, lights, k, curves, quantities, room, count)
    return lux


@lean
def _add(
    lux: Reals,
    facing: Reals,
    lights: Lights,
    k: int,
    curves: Curves,
    quantities: Integers,
    room: Room,
    count: int,
) -> None:
    """Add one lamp's light to the points laid out for it."""
    frame, row, last = lights.frame[k], room.row, count
    count = filled_up(count)
    lamp = Lamp(lights.xyz[k, 2], lights.lumens[k], frame[0], frame[1], frame[2], frame[3])
    dx, dy, fall, share = room.dx[:count], room.dy[:count], room.fall[:count], room.share[:count]
    gamma, plane, given = room.more[0, :count], room.more[1, :count], room.more[2, :count]
    same_all_round = lamp.sine == 0.0
    for t in lights.optics[k]:
        same_all_round = same_all_round and curves.shape[t, 1] == 1
    if same_all_round:
        downward_angles(dx, dy, fall, gamma)
    else:
        luminaire_angles(lamp, dx, dy, fall, gamma, plane)
    candela, toward = room.more[3, :count], room.more[4, :count]
    if len(facing) > 0:
        for i in range(count):
            flat = math.sqrt(dx[i] * dx[i] + dy[i] * dy[i])
            ahead = dx[i] * facing[row[i], 0] + dy[i] * facing[row[i], 1]
            toward[i] = -ahead / flat if flat > 0.0 else 0.0
    for o in range(lights.optics.shape[1]):
        shine(curves, lights.optics[k, o], lamp.lumens, gamma, plane, candela)
        for q in range(len(quantities)):
            if quantities[q] == HORIZONTAL:
                horizontal(dx, dy, fall, share, candela, given)
            elif quantities[q] == HEMISPHERICAL:
                hemispherical(dx, dy, fall, share, candela, given)
            else:
                on_faces(quantities[q], dx, dy, fall, toward, share, candela, given)
            out = lux[q, o]
            for i in range(last):
                out[row[i]] += given[i]
