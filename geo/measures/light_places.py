"""Points in blocks, walls in pieces, curves end to end: what the light kernels walk over."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.measures.arrays import Integers, Reals
from geo.measures.illuminance_kernels import Lights
from geo.measures.lamps import LampLight
from geo.measures.light_block_kernels import Blocks, blocks_of_squares, lay_in_blocks
from geo.measures.light_piece_kernels import Pieces, pieces_of, squares_of_boxes
from geo.measures.light_place_kernels import extent, runs_by_square
from geo.measures.luminaires import Distribution
from geo.measures.photometric_kernels import Curves
from geo.measures.walls import Walls

POINT_SQUARE, PIECE_SQUARE, MOST_SQUARES = 8.0, 16.0, 4000
"""Metres of the squares points and obstacles are sorted into, and how many lie side by side."""

SPARSE = 16
"""Points of a square, on average, below which squares are taken twice as wide."""

STRIP = 64.0
"""Metres of the strips lamps are taken in, so that one lies near the one before."""


@dataclass(frozen=True)
class Places:
    """Points in blocks of neighbours, shifted; the way each is faced, if any is."""

    blocks: Blocks
    shift: Reals
    facing: Reals
    low: float
    high: float


def placed_points(
    place: Reals, origin: Reals | None, rise: float, facing: npt.ArrayLike | None
) -> Places:
    """Answer points in blocks of neighbours, and the way each is faced."""
    west, south, low, east, north, high = extent(place)
    # Where no wall says it, a whole metre at the lower left, so that numbers stay small.
    corner = np.floor([west, south]) if origin is None else origin
    shift = np.append(-corner, rise)
    bounds = west + shift[0], south + shift[1], east + shift[0], north + shift[1]
    way = np.empty((0, 2))
    if facing is not None:
        turned = np.radians(np.broadcast_to(np.asarray(facing, dtype=float), len(place)))
        way = np.column_stack([np.sin(turned), np.cos(turned)])
    squares, runs, upto = runs_by_square(place, shift, *_grid(*bounds, POINT_SQUARE))
    if len(place) < SPARSE * np.count_nonzero(np.diff(squares.first)):
        squares, runs, upto = runs_by_square(place, shift, *_grid(*bounds, 2 * POINT_SQUARE))
    before, start, begin, end, longest = blocks_of_squares(squares, upto)
    blocks = Blocks(
        np.empty(start[-1]),
        np.empty(start[-1]),
        np.full(longest, low + rise) if low == high else np.empty(start[-1]),
        np.empty(start[-1], dtype=np.int32),
        start,
        np.empty((len(start) - 1, 4)),
        begin,
        end,
        squares,
        longest,
        low == high,
    )
    lay_in_blocks(place, shift, runs, before, blocks)
    return Places(blocks, shift, way, low + rise, high + rise)


def pieces(walls: Walls | None) -> Pieces:
    """Answer walls as the kernel finds them: panels in pieces, in the squares these touch."""
    rows = np.empty((0, 7)) if walls is None else walls.panels()
    obstacle = np.empty(0, dtype=np.int64) if walls is None else walls.obstacle
    if (np.diff(obstacle) < 0).any():
        order = np.argsort(obstacle, kind="stable")
        rows, obstacle = rows[order], obstacle[order]
    first, box, owner = pieces_of(np.ascontiguousarray(rows), np.ascontiguousarray(obstacle))
    west, south, _, _ = box[:, :4].min(axis=0, initial=np.inf)
    _, _, east, north = box[:, :4].max(axis=0, initial=-np.inf)
    grid = _grid(west, south, east, north, PIECE_SQUARE)
    return Pieces(rows, first, box, owner, squares_of_boxes(box, *grid))


def lights_of(light: LampLight, optics: Integers, origin: Reals, reach: float | None) -> Lights:
    """Answer lamps that burn, in metres from an origin, under (lamps, k) optics.

    They come strip by strip, in one order whatever order they are given in: so they add up to the
    same last bit. ``reach`` is in heights of each; None reaches everywhere.
    """
    keys = (*light.frame.T, *optics.T, light.height_m, light.lumens, *light.xyz.T[::-1])
    order = np.lexsort((*keys, light.xyz[:, 1], np.floor(light.xyz[:, 0] / STRIP)))
    order = order[light.lumens[order] > 0]
    corner = np.array([*-origin, 0.0])
    return Lights(
        np.ascontiguousarray(light.xyz[order] + corner),
        np.full(len(order), np.inf) if reach is None else reach * light.height_m[order],
        light.lumens[order],
        np.ascontiguousarray(light.frame[order]),
        np.ascontiguousarray(optics[order]),
    )


def curves_of(distributions: Sequence[Distribution]) -> Curves:
    """Answer distributions laid end to end."""
    sizes = [distribution.candela.size for distribution in distributions]
    first = np.append(0, np.cumsum(sizes))[:-1]
    shape = [[at, *d.candela.shape] for at, d in zip(first, distributions, strict=True)]
    values = np.concatenate([d.candela.ravel() for d in distributions])
    return Curves(
        values,
        np.column_stack([values, np.append(np.diff(values), 0.0)]),
        np.array(shape, dtype=np.int64).reshape(-1, 3),
        np.array([d.step for d in distributions]),
    )


def _grid(
    west: float, south: float, east: float, north: float, size: float
) -> tuple[float, float, float, int, int]:
    """Answer corner, square, columns and rows of a grid over a box."""
    if not east >= west:
        return 0.0, 0.0, size, 1, 1
    size = max(size, max(east - west, north - south) / MOST_SQUARES)
    columns, lines = int((east - west) / size) + 1, int((north - south) / size) + 1
    return west, south, size, columns, lines
