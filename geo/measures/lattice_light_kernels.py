"""The light of one lamp on the cells that it reaches, eight by eight as they lie in a row.

They are written side by side, so that what is reckoned for each is one long loop, and taken so many
at a time that nothing of it leaves the nearest cache.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import compiled, inlaid
from geo.measures.downward_kernels import (
    Between,
    from_aside_on,
    light_all_round,
    straight_down_on,
)
from geo.measures.illuminance_kernels import Lights
from geo.measures.lattice_shadow_kernels import Cells
from geo.measures.photometric_kernels import Curves, Lamp, horizontal, luminaire_angles, shine
from geo.measures.row_kernels import CELLS

EIGHT = 8
"""Cells that are taken together."""

AT_ONCE = 64
"""Eights whose light is worked out in one go."""


class Patch(NamedTuple):
    """Room for the cells round one lamp, ``(words, rows)`` bits each.

    ``wanted``, ``dark`` and ``hit`` by one obstacle, crossed ``once`` or more, ``twice`` or more;
    ``passing`` (rows · cells) is the share that plants let through, 1 again after each lamp.
    """

    wanted: Integers
    dark: Integers
    hit: Integers
    once: Integers
    twice: Integers
    passing: Reals


class Eights(NamedTuple):
    """The eights of one lamp that are lit: in the first half from above, in the other from aside.

    Where each lies in the lattice and in the patch, which of its cells are lit, and which have
    plants before them; (eights, 8) the ``level`` squares of ways, and the same in one row.
    ``squares`` and ``nearest`` are those of the ways east, and the least of every eight.
    """

    place: Integers
    where: Integers
    lit: Integers
    plants: Integers
    level: Reals
    levels: Reals
    squares: Reals
    nearest: Reals
    sums: "Sums"


class Sums(NamedTuple):
    """Room for eights whose light is worked out: what is found in curves, and lux twice over."""

    below: npt.NDArray[np.int32]
    rising: Reals
    rows: Reals
    lux: Reals
    by_eights: Reals


@compiled
def empty_eights(most: int, across: int) -> Eights:
    """Make room for so many eights, so many of them side by side."""
    count = AT_ONCE * EIGHT
    levels, lux = np.empty(2 * most * EIGHT), np.empty(count)
    sums = Sums(
        np.empty(count, np.int32),
        np.empty((count, 2)),
        np.ones((8, count)),
        lux,
        lux.reshape(-1, EIGHT),
    )
    return Eights(
        np.empty(2 * most, np.int64),
        np.empty(2 * most, np.int64),
        np.empty(2 * most, np.int64),
        np.empty(2 * most, np.int64),
        levels.reshape(-1, EIGHT),
        levels,
        np.empty((across, EIGHT)),
        np.empty(across),
        sums,
    )


@inlaid
def gather(
    eights: Eights,
    patch: Patch,
    cells: Cells,
    at: int,
    width: int,
    beside: float,
    rows: tuple[int, int],
) -> tuple[int, int]:
    """Write down the eights that are lit; answer how many from above, and how many from aside.

    The patch begins at eight ``at`` of the lattice, which is ``width`` eights wide; light comes
    from aside where the square of the way is greater than ``beside``.
    """
    steep, low = 0, len(eights.place) // 2
    squares, nearest, words = eights.squares, eights.nearest, (cells.columns + CELLS - 1) // CELLS
    for g in range(words * CELLS // EIGHT):
        least = math.inf
        for i in range(EIGHT):
            squares[g, i] = cells.east[g * EIGHT + i] * cells.east[g * EIGHT + i]
            least = min(least, squares[g, i])
        nearest[g] = least
    for r in range(rows[0], rows[1]):
        north = cells.north[r] * cells.north[r]
        for w in range(words):
            bits = patch.wanted[w, r] & ~patch.dark[w, r]
            plants, column = patch.once[w, r], w * CELLS // EIGHT
            while bits != 0:
                if bits & 255:
                    n = low
                    if nearest[column] + north <= beside:
                        n, steep = steep, steep + 1
                    else:
                        low += 1
                    eights.place[n] = at + r * width + column
                    eights.where[n] = r * len(nearest) + column
                    eights.lit[n], eights.plants[n] = bits & 255, plants & 255
                    level, square = eights.level[n], squares[column]
                    for i in range(EIGHT):
                        level[i] = square[i] + north
                bits, plants, column = bits >> EIGHT, plants >> EIGHT, column + 1
    return steep, low - len(eights.place) // 2


@inlaid
def add_light(
    lux: Reals,
    eights: Eights,
    patch: Patch,
    cells: Cells,
    lights: Lights,
    k: int,
    curves: Curves,
    rise: float,
    run: tuple[int, int],
) -> None:
    """Add the light of lamp k, ``rise`` above the cells, on a run of eights; forget the plants."""
    t, frame = lights.optics[k, 0], lights.frame[k]
    all_round = frame[2] == 0.0 and curves.shape[t, 1] == 1
    for begin in range(run[0], run[1], AT_ONCE):
        end = min(begin + AT_ONCE, run[1])
        if all_round:
            _all_round(eights, begin, end, curves, t, lights.lumens[k], rise)
        else:
            lamp = Lamp(lights.xyz[k, 2], lights.lumens[k], frame[0], frame[1], frame[2], frame[3])
            _any_way(eights, begin, end, cells, curves, t, lamp, rise)
        _add(lux, eights, patch, begin, end)


@inlaid
def _all_round(
    eights: Eights, begin: int, end: int, curves: Curves, t: int, power: float, rise: float
) -> None:
    """Answer in ``lux`` the light of a level lamp that shines alike all round."""
    count, sums = (end - begin) * EIGHT, eights.sums
    level, lux = eights.levels[begin * EIGHT : end * EIGHT], sums.lux[:count]
    at = Between(sums.below[:count], sums.rows[0, :count], sums.rising[:count])
    step, last = float(curves.step[t]), curves.shape[t, 2] - 1
    if begin < len(eights.place) // 2:
        straight_down_on(level, rise, step, last, at, lux)
    else:
        from_aside_on(level, rise, step, last, at, lux)
    light_all_round(curves.rising[curves.shape[t, 0] :], at, power, lux)


@inlaid
def _any_way(
    eights: Eights,
    begin: int,
    end: int,
    cells: Cells,
    curves: Curves,
    t: int,
    lamp: Lamp,
    rise: float,
) -> None:
    """Answer in ``lux`` the light of a lamp that is tilted, or shines more one way than another."""
    count, rows, across = (end - begin) * EIGHT, eights.sums.rows, len(eights.nearest)
    dx, dy, fall, gamma = rows[1, :count], rows[2, :count], rows[3, :count], rows[4, :count]
    plane, candela, share = rows[5, :count], rows[6, :count], rows[7, :count]
    fall[:] = -rise
    for n in range(begin, end):
        r, column = eights.where[n] // across, eights.where[n] % across * EIGHT
        for i in range(EIGHT):
            dx[(n - begin) * EIGHT + i] = cells.east[column + i]
            dy[(n - begin) * EIGHT + i] = cells.north[r]
    luminaire_angles(lamp, dx, dy, fall, gamma, plane)
    shine(curves, t, lamp.lumens, gamma, plane, candela)
    horizontal(dx, dy, fall, share, candela, eights.sums.lux[:count])


@inlaid
def _add(lux: Reals, eights: Eights, patch: Patch, begin: int, end: int) -> None:
    """Add what is worked out to the lattice, less what plants keep."""
    for n in range(begin, end):
        out, given, lit = lux[eights.place[n]], eights.sums.by_eights[n - begin], eights.lit[n]
        if eights.plants[n] == 0:
            for i in range(EIGHT):
                out[i] += given[i] if (lit >> i) & 1 else 0.0
            continue
        share = patch.passing[eights.where[n]]
        for i in range(EIGHT):
            out[i] += given[i] * share[i] if (lit >> i) & 1 else 0.0
            share[i] = 1.0
