"""Light on rows of cells: lamp by lamp, its shadows as bits, then its light where it is not dark.

Cells are taken eight at a time, as they lie in a row; those of one lamp are written side by side,
so that what is reckoned for each is one long loop. Nothing is laid or sorted beforehand.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import compiled, inlaid
from geo.measures.downward_kernels import ASIDE, NEAREST
from geo.measures.illuminance_kernels import Lights
from geo.measures.lattice_light_kernels import EIGHT, Eights, Patch, add_light, empty_eights, gather
from geo.measures.lattice_shadow_kernels import ABREAST, THIN, TIE, Cells, darken
from geo.measures.light_blocking_kernels import SHARE, Around, nothing_around, panels_round
from geo.measures.light_piece_kernels import Pieces, away_from
from geo.measures.photometric_kernels import Curves
from geo.measures.row_kernels import CELLS


class Ground(NamedTuple):
    """Middles of cells: ``x`` of their columns, ``y`` of their rows, shifted, all at height ``z``.

    ``wanted`` (rows, columns / 8) holds from every eighth column on the bits of the ``CELLS`` cells
    that follow. There are x and y beyond the last, so that rows may be read to the end of a word.
    """

    x: Reals
    y: Reals
    z: float
    columns: int
    rows: int
    step: float
    wanted: Integers


class Room(NamedTuple):
    """Room for what one lamp does, and for which pieces of obstacles were found for which lamp."""

    cells: Cells
    patch: Patch
    eights: Eights
    seen: Integers
    found: Integers
    lamp: Reals


@compiled
def lux_on_cells(
    lux: Reals,
    ground: Ground,
    lights: Lights,
    curves: Curves,
    pieces: Pieces,
    room: Room,
    before: int,
) -> None:
    """Add to ``lux`` (rows, columns) horizontal light of every lamp within its reach.

    Its columns are filled up to eights. Lamps are added in the order they are given; ``before`` so
    many were asked for with the same room.
    """
    cells, patch, eights, lamp = room.cells, room.patch, room.eights, room.lamp
    around, by_eights, width = nothing_around(64), lux.reshape(-1, EIGHT), lux.shape[1] // EIGHT
    for k in _within_reach(lights, ground):
        lamp[:3], lamp[3] = lights.xyz[k], lights.reach[k]
        west, south, cells = _round(lamp, ground, cells)
        top, end = _look(patch, cells, ground, west, south, lamp[3])
        if end <= top:
            continue
        around = panels_round(
            lamp, (ground.z, ground.z), pieces, room.seen, before + k, room.found, around
        )
        at, rise = south * width + west // EIGHT, lamp[2] - ground.z
        _add_lamp(
            by_eights, at, width, eights, patch, cells, lights, k, curves, around, rise, (top, end)
        )


@compiled
def _within_reach(lights: Lights, ground: Ground) -> Integers:
    """Answer the lamps above the ground that any cell may be within reach of."""
    chosen, count = np.empty(len(lights.reach), np.int64), 0
    for k in range(len(chosen)):
        chosen[count] = k
        count += 1 if _near(lights, k, ground) else 0
    return chosen[:count]


@inlaid
def _near(lights: Lights, k: int, ground: Ground) -> bool:
    x, y, reach = lights.xyz[k, 0], lights.xyz[k, 1], lights.reach[k]
    east, north = ground.x[ground.columns - 1], ground.y[ground.rows - 1]
    away = away_from(x, y, ground.x[0], ground.y[0], east, north)
    return bool(lights.xyz[k, 2] > ground.z and away <= reach * reach)


@inlaid
def _add_lamp(
    lux: Reals,
    at: int,
    width: int,
    eights: Eights,
    patch: Patch,
    cells: Cells,
    lights: Lights,
    k: int,
    curves: Curves,
    around: Around,
    rise: float,
    rows: tuple[int, int],
) -> None:
    """Add the light of one lamp to the lattice in eights, ``width`` of them to a row.

    Its patch begins ``at`` one of them, its cells that are wanted lie within some ``rows``.

    All of it stands in functions that need not count who holds which array.
    """
    half, beside = len(eights.place) // 2, max(ASIDE * rise * rise, NEAREST)
    _darken(patch, cells, len(eights.nearest), around, lights.xyz[k, 2], rise)
    steep, low = gather(eights, patch, cells, at, width, beside, rows)
    add_light(lux, eights, patch, cells, lights, k, curves, rise, (0, steep))
    add_light(lux, eights, patch, cells, lights, k, curves, rise, (half, half + low))


@compiled
def words_of(cells: npt.NDArray[np.uint64]) -> Integers:
    """Answer what ``Ground`` takes as wanted; a number holds eight cells, a byte 0 or 1 to each."""
    words = np.zeros(cells.shape, np.int64)
    for r in range(cells.shape[0]):
        word = 0
        for j in range(cells.shape[1] - 1, -1, -1):
            # The bytes are shifted so that one bit of each comes to lie in the topmost byte.
            eight = int((cells[r, j] * np.uint64(0x0102040810204080)) >> np.uint64(56))
            word = (word << EIGHT | eight) & ((1 << CELLS) - 1)
            words[r, j] = word
    return words


@compiled
def room_for(columns: int, rows: int, step: float, reach: float, pieces: int) -> Room:
    """Make room for one lamp after another over lattices of at most so many columns and rows."""
    across = min(2.0 * reach / step, 1.0 * max(columns, rows)) + 2 * EIGHT
    words = (min(int(across), columns + EIGHT) + CELLS - 1) // CELLS
    lines = min(int(across), rows) + 2 * ABREAST
    eights = words * CELLS // EIGHT
    first, last = np.zeros(lines, np.int64), np.zeros(lines, np.int64)
    bits = np.zeros((5, words, lines), np.int64)
    return Room(
        Cells(np.empty(words * CELLS), np.empty(lines), first, last, 0, 0, step, 0.0),
        Patch(bits[0], bits[1], bits[2], bits[3], bits[4], np.ones((lines * eights, EIGHT))),
        empty_eights(lines * eights, eights),
        np.full(pieces, -1, np.int64),
        np.empty(pieces, np.int64),
        np.empty(4),
    )


@compiled
def _round(lamp: Reals, ground: Ground, room: Cells) -> tuple[int, int, Cells]:
    """Answer the first column and row that may be within reach of a lamp, and the cells there."""
    step, reach = ground.step, lamp[3]
    x, y = (lamp[0] - ground.x[0]) / step, (lamp[1] - ground.y[0]) / step
    wide = min(reach / step, ground.columns + ground.rows + abs(x) + abs(y)) + THIN
    west = max(0, math.ceil(x - wide)) // EIGHT * EIGHT
    south = max(0, math.ceil(y - wide))
    columns = min(ground.columns, math.floor(x + wide) + 1) - west
    rows = min(ground.rows, math.floor(y + wide) + 1) - south
    for i in range((columns + CELLS - 1) // CELLS * CELLS):
        room.east[i] = ground.x[west + i] - lamp[0]
    for r in range(rows + ABREAST):
        room.north[r] = ground.y[south + r] - lamp[1]
    most = wide * step
    cells = Cells(room.east, room.north, room.first, room.last, columns, rows, step, most)
    return west, south, cells


@inlaid
def _look(
    patch: Patch, cells: Cells, ground: Ground, west: int, south: int, reach: float
) -> tuple[int, int]:
    """Set the bits of cells wanted within reach; answer the first row and the one past the last."""
    _disc(cells, reach)
    top, end = cells.rows, 0
    for w in range((cells.columns + CELLS - 1) // CELLS):
        wanted, dark = patch.wanted[w], patch.dark[w]
        begin, column = w * CELLS, (west + w * CELLS) // EIGHT
        for r in range(cells.rows):
            i, k = cells.first[r] - begin, cells.last[r] - begin
            i, k = min(max(i, 0), CELLS), min(max(k, 0), CELLS)
            bits = ground.wanted[south + r, column] & (-1 << i) & ~(-1 << k)
            wanted[r], dark[r] = bits, 0
            if bits != 0:
                top, end = min(top, r), max(end, r + 1)
    return top, end


@inlaid
def _disc(cells: Cells, reach: float) -> None:
    """Answer in ``first`` and ``last`` which cells of each row lie within reach."""
    west, scale, square = cells.east[0], 1.0 / cells.step, reach * reach
    first, last, north = cells.first, cells.last, cells.north
    low, high, tied = -0.5, cells.columns - 0.5, 0
    for r in range(cells.rows):
        rest = square - north[r] * north[r]
        half = math.sqrt(rest if rest > 0.0 else 0.0)  # noqa: FURB136
        a, b = (-half - west) * scale, (half - west) * scale
        a = a if a > low else low  # noqa: FURB136
        a = a if a < high else high  # noqa: FURB136
        b = b if b > low else low  # noqa: FURB136
        b = b if b < high else high  # noqa: FURB136
        begin, end = np.ceil(a + TIE), np.floor(b - TIE) + 1.0
        near = (np.ceil(a - TIE) < begin) | (np.floor(b + TIE) + 1.0 > end)
        tied += 1 if near | (abs(rest) < NEAREST) else 0
        first[r], last[r] = int(begin), int(end) if rest > 0.0 else 0
    if tied == 0:
        return
    for r in range(cells.rows):
        first[r], last[r] = 0, cells.columns
        while first[r] < last[r] and not _within(cells, first[r], r, square):
            first[r] += 1
        while first[r] < last[r] and not _within(cells, last[r] - 1, r, square):
            last[r] -= 1


@inlaid
def _within(cells: Cells, i: int, r: int, square: float) -> bool:
    return bool(cells.east[i] * cells.east[i] + cells.north[r] * cells.north[r] <= square)


@inlaid
def _darken(patch: Patch, cells: Cells, wide: int, around: Around, up: float, rise: float) -> None:
    """Set the bits of dark cells, and what plants let through to the others."""
    near, owner, chosen = around.near, around.owner, around.chosen
    for k in range(around.solid):
        darken(patch.dark, cells, near, k, up, rise)
    count = 0
    for k in range(around.solid, around.panels):
        if k > around.solid and owner[k] == owner[k - 1]:
            continue
        # The densest first: of all that a ray crosses two count.
        at = count
        while at > 0 and near[SHARE, chosen[at - 1]] > near[SHARE, k]:
            chosen[at] = chosen[at - 1]
            at -= 1
        chosen[at] = k
        count += 1
    for w in range((cells.columns + CELLS - 1) // CELLS):
        patch.once[w, : cells.rows], patch.twice[w, : cells.rows] = 0, 0
    for n in range(count):
        k, begin, end = chosen[n], cells.rows, 0
        whose = owner[k]
        while k < around.panels and owner[k] == whose:
            top, past = darken(patch.hit, cells, near, k, up, rise)
            if top < past:
                begin, end = min(begin, top), max(end, past)
            k += 1
        if begin < end:
            _let_through(patch, cells, wide, begin, end, near[SHARE, chosen[n]])


@inlaid
def _let_through(patch: Patch, cells: Cells, wide: int, begin: int, end: int, share: float) -> None:
    """Lessen what passes to the cells that one plant hits, unless two denser ones do."""
    for w in range((cells.columns + CELLS - 1) // CELLS):
        hit, once, twice = patch.hit[w], patch.once[w], patch.twice[w]
        wanted, dark = patch.wanted[w], patch.dark[w]
        for r in range(begin, end):
            bits = hit[r] & wanted[r] & ~dark[r]
            hit[r] = 0
            if bits == 0:
                continue
            some = bits & ~twice[r]
            twice[r] |= bits & once[r]
            once[r] |= bits
            for g in range(0, CELLS, EIGHT):
                if (some >> g) & 255:
                    passing = patch.passing[r * wide + (w * CELLS + g) // EIGHT]
                    for i in range(EIGHT):
                        passing[i] *= share if (some >> (g + i)) & 1 else 1.0
