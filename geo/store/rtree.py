"""Fill a layer's R*Tree at once, packed, instead of row by row.

An R*Tree of SQLite lives in three plain tables whose layout its documentation fixes: ``_node``
(blobs of up to 51 boxes), ``_parent`` and ``_rowid``. Near boxes are packed into one node
(sort-tile-recursive), which is many times faster than inserting them, and answers queries better.
``rtreecheck`` of SQLite judges the result in the tests.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from geo.store.geometry_type import index_name

MOST = 51
"""Boxes of a node, fixed by SQLite."""

FULL = 46
"""Boxes put into a node: a tenth is left for what is drawn later."""

CELL = np.dtype([("id", ">i8"), ("box", ">f4", 4)])
NODE = np.dtype([("depth", ">u2"), ("count", ">u2"), ("cells", CELL, MOST)])

ROOT = 1

Keys = npt.NDArray[np.int64]
Boxes = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Level:
    """The nodes of one level: their blobs, what each holds, and the box round each."""

    nodes: npt.NDArray[np.void]
    holder: Keys
    boxes: Boxes


def refill(connection: sa.Connection, table: str, keys: Any, bounds: Any) -> None:
    """Replace a layer's index by one of these boxes; rows without a box are left out.

    Parameters
    ----------
    connection
        An open write transaction.
    table
        Layer's table.
    keys
        Its row keys.
    bounds
        West, south, east, north of each row; not a number where the geometry is empty.
    """
    bounds = np.asarray(bounds, dtype=float).reshape(-1, 4)
    there = np.isfinite(bounds).all(axis=1)
    run, index = connection.exec_driver_sql, index_name(table)
    for part in ("node", "parent", "rowid"):
        run(f'DELETE FROM "{index}_{part}"')  # noqa: S608 - a layer's name
    nodes, parents, rows = packed(np.asarray(keys, dtype=np.int64)[there], bounds[there])
    run(f'INSERT INTO "{index}_node" VALUES (?, ?)', nodes)  # noqa: S608 - same
    if parents:
        run(f'INSERT INTO "{index}_parent" VALUES (?, ?)', parents)  # noqa: S608 - same
    if rows:
        run(f'INSERT INTO "{index}_rowid" VALUES (?, ?)', rows)  # noqa: S608 - same


def packed(
    keys: Keys, bounds: npt.NDArray[np.float64]
) -> tuple[list[tuple[int, bytes]], list[tuple[int, int]], list[tuple[int, int]]]:
    """Answer the rows of the three tables: nodes, parents, and the node of every key."""
    levels = [_level(keys, _outwards(bounds))]
    while len(levels[-1].nodes) > 1:
        # Until their numbers are known, nodes are known by their place in the level below.
        levels.append(_level(np.arange(len(levels[-1].nodes)), levels[-1].boxes))
    sizes = [len(level.nodes) for level in levels]
    # The root is 1; below it, the levels follow each other from the top.
    first = [ROOT + sum(sizes[depth + 1 :]) for depth in range(len(sizes))]
    nodes: list[tuple[int, bytes]] = []
    parents: list[tuple[int, int]] = []
    for depth, level in enumerate(levels):
        cells = level.nodes["cells"]
        if depth:
            held = np.arange(MOST) < level.nodes["count"][:, None]
            cells["id"][held] += first[depth - 1]
            children = range(first[depth - 1], first[depth - 1] + sizes[depth - 1])
            parents += zip(children, (level.holder + first[depth]).tolist(), strict=True)
        raw = level.nodes.tobytes()
        nodes += [
            (first[depth] + row, raw[row * NODE.itemsize : (row + 1) * NODE.itemsize])
            for row in range(sizes[depth])
        ]
    nodes[-1] = (ROOT, _with_depth(nodes[-1][1], len(levels) - 1))
    rows = list(zip(keys.tolist(), (levels[0].holder + first[0]).tolist(), strict=True))
    return nodes, parents, rows


def _with_depth(node: bytes, depth: int) -> bytes:
    return depth.to_bytes(2, "big") + node[2:]


def _level(ids: Keys, boxes: Boxes) -> Level:
    """Pack boxes into nodes: strips from west to east, each cut from south to north."""
    count = max(1, math.ceil(len(ids) / FULL))
    if len(ids) == 0:
        return Level(np.zeros(1, NODE), np.zeros(0, np.int64), np.zeros((1, 4), np.float32))
    middle_x = boxes[:, 0].astype(float) + boxes[:, 1]
    middle_y = boxes[:, 2].astype(float) + boxes[:, 3]
    strip_size = FULL * math.ceil(math.sqrt(count))
    strip = np.empty(len(ids), dtype=np.int64)
    strip[np.argsort(middle_x, kind="stable")] = np.arange(len(ids)) // strip_size
    order = np.lexsort((middle_y, strip))
    node = np.arange(len(ids)) // FULL
    nodes = np.zeros(count, NODE)
    nodes["cells"]["id"][node, np.arange(len(ids)) % FULL] = ids[order]
    nodes["cells"]["box"][node, np.arange(len(ids)) % FULL] = boxes[order]
    nodes["count"] = np.bincount(node, minlength=count)
    starts = np.arange(0, len(ids), FULL)
    sorted_boxes = boxes[order]
    around = np.empty((count, 4), np.float32)
    for edge, join in enumerate((np.minimum, np.maximum, np.minimum, np.maximum)):
        around[:, edge] = join.reduceat(sorted_boxes[:, edge], starts)
    holder = np.empty(len(ids), dtype=np.int64)
    holder[order] = node
    return Level(nodes, holder, around)


def _outwards(bounds: npt.NDArray[np.float64]) -> Boxes:
    """Answer boxes as the index keeps them: west, east, south, north, rounded outwards."""
    wanted = bounds[:, [0, 2, 1, 3]]
    with np.errstate(over="ignore"):  # beyond single precision lies infinity, which is outwards
        boxes = wanted.astype(np.float32)
        for edge, away in enumerate((-np.inf, np.inf, -np.inf, np.inf)):
            side = boxes[:, edge]
            short = side > wanted[:, edge] if away < 0 else side < wanted[:, edge]
            side[short] = np.nextafter(side[short], np.float32(away))
    return boxes
