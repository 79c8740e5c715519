"""Openings above each other, and points by the cell they lie in: what the engines read."""

import numpy as np

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.grid_kernels import STOREYS
from geo.measures.openings import Openings
from geo.measures.polar_kernels import Columns
from geo.measures.sight_kernels import Cells
from geo.measures.sightlines import CELL_M
from geo.measures.walls import Walls
from geo.model.assumptions import Assumptions


def columns_of(openings: Openings, walls: Walls, chosen: Assumptions) -> Columns:
    """Answer openings sorted and gathered in columns of up to 16 above each other.

    In one order whatever the order they came in, so that sums are the same to the last bit.
    """
    xyz, facing = walls.local(openings.xyz), openings.facing_deg
    keys = (*openings.weight.T, xyz[:, 2], facing, xyz[:, 1], xyz[:, 0])
    order = np.lexsort(keys)
    order = order[(openings.weight[order] > 0).any(axis=1)]
    place = np.column_stack([xyz[order, :2], facing[order]])
    new = np.ones(len(order), dtype=bool)
    new[1:] = ~_same(place[1:], place[:-1])
    starts = np.flatnonzero(new)
    row = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    first = np.flatnonzero(row % STOREYS == 0)
    return Columns(
        place=np.ascontiguousarray(
            np.column_stack([place[first, :2], _edges(place[first, 2], chosen)])
        ),
        first=np.append(first, len(order)).astype(np.int64),
        height=np.ascontiguousarray(xyz[order, 2]),
        weight=np.ascontiguousarray(openings.weight[order]),
    )


def picked(columns: Columns, which: Flags) -> Columns:
    """Answer some of the columns."""
    size = np.diff(columns.first)
    rows = np.repeat(which, size)
    return Columns(
        columns.place[which],
        np.append(0, np.cumsum(size[which])),
        columns.height[rows],
        columns.weight[rows],
    )


def by_cell(xyz: Reals) -> tuple[Integers, Cells]:
    """Answer points in the order of the cells they lie in, and those cells."""
    if not len(xyz):
        return np.empty(0, dtype=np.int64), Cells(
            np.zeros(2, dtype=np.int64), np.empty(0, dtype=np.int64), 0.0, 0.0, CELL_M, 1, 1
        )
    west, south = (float(value) for value in xyz[:, :2].min(axis=0))
    place = np.floor((xyz[:, :2] - (west, south)) / CELL_M).astype(np.int64)
    columns, rows = (int(value) + 1 for value in place.max(axis=0))
    cell = place[:, 1] * columns + place[:, 0]
    order = np.argsort(cell, kind="stable")
    first = np.append(0, np.cumsum(np.bincount(cell, minlength=columns * rows)))
    members = np.arange(len(xyz))
    return order, Cells(first, members, west, south, CELL_M, columns, rows)


def _same(one: Reals, other: Reals) -> Flags:
    return np.asarray(((one == other) | (np.isnan(one) & np.isnan(other))).all(axis=1))


def _edges(facing_deg: Reals, chosen: Assumptions) -> Reals:
    """Answer the two edges of each view as directions: left x, left y, right x, right y."""
    wide = chosen["eyes.opening_angle_deg"]
    left, right = np.radians(facing_deg - wide), np.radians(facing_deg + wide)
    edges = np.column_stack([np.sin(left), np.cos(left), np.sin(right), np.cos(right)])
    return np.asarray(np.nan_to_num(edges, nan=0.0))
