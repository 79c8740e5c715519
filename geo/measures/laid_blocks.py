"""Points and panels laid in blocks, and the room that a look round takes: what eyes at points read.

Laid tile by tile, so that the members of a block lie close together and its box is small.
"""

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.box_kernels import BLOCK, WIDER, Boxes
from geo.measures.screen_kernels import FACED, Round, Screens
from geo.measures.sight_kernels import Cells, Panels
from geo.measures.spot_kernels import ASIDE, SECTORS, Spots, View

POINT_TILE, PANEL_TILE = 2, 4
"""Cells to a side of the squares that points and panels are laid by."""

NOWHERE = 1e9
"""Metres to where the last block is filled up, and how high: out of reach of all."""


def spots_of(points: Reals, cells: Cells) -> Spots:
    """Answer points that are sorted by cells in blocks."""
    cell = np.arange(cells.columns * cells.rows)
    tiles = _by_tile(cell % cells.columns // POINT_TILE, cell // cells.columns // POINT_TILE)
    size = np.diff(cells.first)[tiles]
    order = np.repeat(cells.first[tiles] - (np.cumsum(size) - size), size)
    order = _filled_up(order + np.arange(len(points)))
    laid = points[order]
    xyz = _side_by_side(laid)
    xyz[-1:, :, BLOCK - (-len(points) % BLOCK) :] = NOWHERE
    return Spots(xyz.ravel(), order, _boxes(laid[:, :2]))


def screens_in(
    panels: Panels, corner: Reals, other: Reals, low: float, high: float, reach: float
) -> Screens:
    """Answer the panels within reach of a box in blocks, those that come between two heights.

    Parameters
    ----------
    panels
        All panels there are.
    corner, other
        (2,) the box: its south-west and its north-east.
    low, high
        The heights in metres.
    reach
        Metres.
    """
    cells = panels.cells
    size = np.array([cells.columns, cells.rows])
    beside = np.array([corner - reach, other + reach]) - (cells.west, cells.south)
    (left, bottom), (right, top) = np.clip(np.floor(beside / cells.size), 0, size - 1).astype(int)
    rows = cells.columns * np.arange(bottom, top + 1)
    near = np.zeros(len(panels.shape), dtype=bool)
    for row in rows:
        near[cells.members[cells.first[row + left] : cells.first[row + right + 1]]] = True
    which = np.flatnonzero(near)
    which = which[(panels.shape[which, 5] >= low) & (panels.shape[which, 4] <= high)]
    tile = (panels.shape[which, :2] - (cells.west, cells.south)) / (cells.size * PANEL_TILE)
    column, row = np.floor(tile).astype(np.int64).T
    order = _filled_up(which[_by_tile(column, row)])
    laid = panels.shape[order]
    shape = _side_by_side(laid)
    shape[-1:, :, BLOCK - (-len(which) % BLOCK) :] = NOWHERE
    boxes = _boxes(laid[:, :2], laid[:, 2:4])
    return Screens(shape.ravel(), panels.obstacle[order], boxes)


def view_for(spots: Spots, storeys: int, z: float) -> View:
    """Make room for all of the points, at one height, seen from so many storeys."""
    count = len(spots.row)
    crossed, ends = np.empty(count), np.empty(2)
    return View(
        start=np.empty(SECTORS + ASIDE + 1, np.int64),
        next=np.empty(SECTORS + ASIDE, np.int64),
        toward=np.empty(count * 3),
        x=np.empty(count),
        y=np.empty(count),
        z=np.full(count, z),
        member=np.empty(count, np.int64),
        open=np.empty(count, np.int64),
        crossed=crossed,
        bits=crossed.view(np.int64),
        ends=ends,
        end_bits=ends.view(np.int64),
        share=np.empty((2 * storeys, count)),
        who=np.empty((2 * storeys, count), np.int64),
        seen=np.empty((4, count)),
        which=np.empty((3, count), np.int64),
    )


def round_for(screens: Screens) -> Round:
    """Make room for all of the panels."""
    count = len(screens.obstacle)
    # One more than there are: a place is written to before it is known whether it is kept.
    whole, part = np.empty(count + 1, np.int64), np.empty(count + 1, np.int64)
    run = np.empty((3, 2 * count + 1), np.int64)
    return Round(np.empty(count * FACED), whole, part, run)


def _by_tile(column: Integers, row: Integers) -> Integers:
    """Answer the order of things by the tile they lie in, row by row of tiles."""
    return np.asarray(np.argsort(row * (column.max(initial=0) + 1) + column, kind="stable"))


def _filled_up(which: Integers) -> Integers:
    """Answer members to a whole number of blocks, the last one again and again."""
    return np.append(which, np.repeat(which[-1:], -len(which) % BLOCK))


def _side_by_side(members: Reals) -> Reals:
    """Answer (blocks, numbers of a member, BLOCK) from members one after the other."""
    blocks = members.reshape(-1, BLOCK, members.shape[1])
    return np.ascontiguousarray(blocks.transpose(0, 2, 1))


def _boxes(*corners: Reals) -> Boxes:
    """Answer the boxes of blocks and of groups of blocks, round all corners of each member."""
    starts = np.arange(0, len(corners[0]), BLOCK)
    low = np.min([np.minimum.reduceat(corner, starts) for corner in corners], axis=0)
    high = np.max([np.maximum.reduceat(corner, starts) for corner in corners], axis=0)
    block = _to_whole_blocks(low.T - WIDER, high.T + WIDER)
    of_group = block.reshape(4, -1, BLOCK)
    group = _to_whole_blocks(of_group[:2].min(axis=2), of_group[2:].max(axis=2))
    return Boxes(block, group, np.empty(block.shape[1], np.int64), np.empty(2 * BLOCK, np.int64))


def _to_whole_blocks(low: Reals, high: Reals) -> Reals:
    """Answer west, south, east and north, a row each, with boxes that nothing is in at the end."""
    count = low.shape[1]
    bounds = np.full((4, count + -count % BLOCK), np.inf)
    bounds[:2, :count], bounds[2:, :count], bounds[2:, count:] = low, high, -np.inf
    return bounds
