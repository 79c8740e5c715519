"""Eyes over a grid: what every column of openings still sees when all shadows are wiped off.

Two things are left out because they cannot change a cell outside houses: panels in directions that
are shut off before them, and the near side of a house, whose far side throws all of the shadow.
"""

import math

import numpy as np

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.compiled import compiled, lean
from geo.measures.darkness_kernels import (
    LAID,
    TIE,
    Frame,
    Raster,
    Window,
    between,
    empty_window,
    lay,
    runs,
)
from geo.measures.horizon_kernels import (
    HAIR,
    Horizon,
    Source,
    empty_horizon,
    gather,
    in_view,
    part_of,
    ranges,
    shut_off,
)
from geo.measures.polar_kernels import Columns, Fade, faded, source_of
from geo.measures.row_kernels import CELLS, Edges
from geo.measures.shadow_kernels import darken
from geo.measures.sight_kernels import Panels

STOREYS = 16
"""Storeys that one column may have here."""

EIGHT = 8


@compiled
def eyes_on_raster(
    columns: Columns, raster: Raster, panels: Panels, hollow: Flags, fade: Fade
) -> Reals:
    """Answer the effective openings (rows, columns) at the middles of cells outside houses.

    Parameters
    ----------
    columns
        Openings, at most 16 above each other; their first way of counting is taken.
    raster
        The cells.
    panels
        Panels that let nothing through.
    hollow
        Whether a panel is the side of a house from the ground up, with no cell inside.
    fade
        How an eye counts with distance.
    """
    seen = np.zeros((raster.rows, raster.columns + CELLS))
    horizon = empty_horizon(panels)
    window = empty_window(raster, fade.reach, STOREYS)
    chosen, far = np.empty(panels.shape.shape[0], np.int64), np.empty(panels.shape.shape[0])
    across = np.empty(window.looked.shape[0] * CELLS)
    for c in range(columns.place.shape[0]):
        source = source_of(columns, c, raster.z, raster.z)
        heights = columns.height[columns.first[c] : columns.first[c + 1]]
        frame = _frame(raster, source, fade.reach)
        if not _open_window(window, frame, raster, source, fade.reach, heights.shape[0]):
            continue
        count = gather(horizon, panels, source, fade.reach, c)
        used = _not_hidden(horizon, source, count, raster.z, hollow, fade.reach, chosen, far)
        for n in range(used):
            panel = horizon.near[chosen[n]]
            darken(window, frame, raster, source, heights, panel, fade.reach, far[n])
        weights = columns.weight[columns.first[c] :, 0]
        _put_together(window, frame, heights.shape[0])
        _count(seen, window, frame, raster, source, heights, weights, fade, across)
    return seen[:, : raster.columns].copy()


@lean
def _frame(raster: Raster, source: Source, reach: float) -> Frame:
    """Answer the cells round the part of a circle that a source looks at."""
    wide = reach * (1.0 + HAIR)
    west = wide * min(0.0, source.left_x, source.right_x)
    east = wide * max(0.0, source.left_x, source.right_x)
    south = wide * min(0.0, source.left_y, source.right_y)
    north = wide * max(0.0, source.left_y, source.right_y)
    if in_view(source, -1.0, 0.0):
        west = -wide
    if in_view(source, 1.0, 0.0):
        east = wide
    if in_view(source, 0.0, -1.0):
        south = -wide
    if in_view(source, 0.0, 1.0):
        north = wide
    i = max(0, math.ceil((source.x + west - raster.west) / raster.step - TIE))
    j = max(0, math.ceil((source.y + south - raster.south) / raster.step - TIE))
    end = math.floor((source.x + east - raster.west) / raster.step + TIE) + 1
    columns = min(raster.columns, end) - i
    end = math.floor((source.y + north - raster.south) / raster.step + TIE) + 1
    rows = min(raster.rows, end) - j
    x = raster.west + i * raster.step - source.x
    y = raster.south + j * raster.step - source.y
    words = (columns + CELLS - 1) // CELLS
    return Frame(i, j, columns, rows, words, x, y, raster.step)


@lean
def _view_edges(source: Source) -> Edges:
    """Answer the edges of the view as lines that bound a run."""
    left, left_at, left_too, left_too_at = 0.0, -math.inf, 0.0, -math.inf
    right, right_at, right_too, right_too_at = 0.0, math.inf, 0.0, math.inf
    if source.left_y > 0.0:
        left, left_at = source.left_x / source.left_y, 0.0
    elif source.left_y < 0.0:
        right, right_at = source.left_x / source.left_y, 0.0
    if source.right_y < 0.0:
        left_too, left_too_at = source.right_x / source.right_y, 0.0
    elif source.right_y > 0.0:
        right_too, right_too_at = source.right_x / source.right_y, 0.0
    return Edges(
        left, left_at, left_too, left_too_at, right, right_at, right_too, right_too_at,
        0.0, -math.inf, math.inf,
    )  # fmt: skip


@lean
def _open_window(
    window: Window, frame: Frame, raster: Raster, source: Source, reach: float, storeys: int
) -> bool:
    """Set the bits of the cells the source looks at; tell whether it looks anywhere."""
    if frame.rows <= 0 or frame.columns <= 0:
        return False
    edges = _view_edges(source)
    first, last = window.first, window.last
    _, _, tied = runs(edges, frame, 0, frame.rows, window)
    level = (source.left_y == 0.0 and source.left_x != 0.0) or (
        source.right_y == 0.0 and source.right_x != 0.0
    )
    if tied or level:
        for row in range(frame.rows):
            first[row], last[row] = _view_in_row(frame, raster, source, edges, row)
    most = 0
    for row in range(frame.rows):
        dy = raster.south + (frame.south + row) * raster.step - source.y
        rest = reach * reach - dy * dy
        half = math.sqrt(rest if rest > 0.0 else 0.0)  # noqa: FURB136
        low = int(np.ceil((source.x - half - raster.west) / raster.step)) - frame.west
        high = int(np.floor((source.x + half - raster.west) / raster.step)) + 1 - frame.west
        i, k = first[row], last[row]
        i, k = max(i, low), min(k, high)
        first[row], last[row] = i, k
        most = max(most, k if i < k else 0)
    if most == 0:
        return False
    length = (frame.rows + LAID - 1) // LAID * LAID
    for w in range(frame.words):
        window.looked[w, :length] = 0
        for m in range(storeys):
            window.lowest[m + 1, w, :length] = 0
            window.alone[m, w, :length] = 0
    lay(window.looked, window, 0, frame.rows, 0, most)
    return True


@lean
def _view_in_row(
    frame: Frame, raster: Raster, source: Source, edges: Edges, row: int
) -> tuple[int, int]:
    """Answer the run of a row that lies between the two edges of the view, cell by cell."""
    a, b = between(edges, frame, row)
    low, high = max(0, math.floor(a) - 1), min(frame.columns, math.ceil(b) + 2)
    dy = raster.south + (frame.south + row) * raster.step - source.y
    while low < high and not in_view(
        source, raster.west + (frame.west + low) * raster.step - source.x, dy
    ):
        low += 1
    while low < high and not in_view(
        source, raster.west + (frame.west + high - 1) * raster.step - source.x, dy
    ):
        high -= 1
    return low, high


@lean
def _not_hidden(
    horizon: Horizon,
    source: Source,
    count: int,
    z: float,
    hollow: Flags,
    reach: float,
    chosen: Integers,
    far: Reals,
) -> int:
    """Answer the panels that throw a shadow of their own, and how far it matters; how many."""
    used = 0
    horizon.shut[:] = reach * reach
    near = horizon.near
    for k in range(count):
        # Of a house from outside: what looks down over its near side is held up by its far side.
        outside = near[k, 0] * near[k, 3] - near[k, 1] * near[k, 2] < 0.0
        if outside and hollow[horizon.panel[k]] and source.low >= z:
            continue
        low, high, again_low, again_high = ranges(
            near[k, 0], near[k, 1], near[k, 2], near[k, 3], near[k, 7]
        )
        farthest = -1.0
        for turn in range(2):
            if turn == 1:
                low, high = again_low, again_high
            if high < low:
                continue
            for part in range(part_of(low - HAIR), part_of(high + HAIR) + 1):
                farthest = max(farthest, horizon.shut[part])
            if near[k, 7] <= farthest and near[k, 7] >= HAIR:
                shut_off(horizon.shut, near, k, source, low, high)
        if near[k, 7] <= farthest:
            chosen[used], far[used] = k, math.sqrt(farthest) * (1.0 + HAIR)
            used += 1
    return used


@lean
def _put_together(window: Window, frame: Frame, storeys: int) -> None:
    """Answer in ``alone`` the cells that each storey sees, in ``view`` those that any does."""
    for w in range(frame.words):
        looked, below, some = window.looked[w], window.lowest[storeys, w], window.lowest[0, w]
        some[:] = 0
        for turn in range(storeys):
            f = storeys - 1 - turn
            alone, lowest = window.alone[f, w], window.lowest[f + 1, w]
            for row in range((frame.rows + LAID - 1) // LAID * LAID):
                dark = below[row] | lowest[row]
                below[row] = dark
                open_ = looked[row] & ~(dark | alone[row])
                alone[row] = open_
                some[row] |= open_


@lean
def _count(
    seen: Reals,
    window: Window,
    frame: Frame,
    raster: Raster,
    source: Source,
    heights: Reals,
    weights: Reals,
    fade: Fade,
    across: Reals,
) -> None:
    """Add what each storey counts for in the cells it still sees."""
    for i in range(frame.words * CELLS):
        across[i] = raster.west + (frame.west + i) * raster.step - source.x
    for row in range(frame.rows):
        dy = raster.south + (frame.south + row) * raster.step - source.y
        square = dy * dy
        for w in range(frame.words):
            some = window.lowest[0, w, row]
            begin = 0
            while some >> begin:
                if not (some >> begin) & 255:
                    begin += EIGHT
                    continue
                end = begin + EIGHT
                while (some >> end) & 255:
                    end += EIGHT
                at = w * CELLS + begin
                length = (end - begin) // EIGHT * EIGHT
                out = seen[frame.south + row, frame.west + at : frame.west + at + length]
                x = across[at : at + length]
                for f in range(heights.shape[0]):
                    bits = window.alone[f, w, row] >> begin
                    rise, weight = raster.z - heights[f], weights[f]
                    rest = rise * rise
                    for i in range(length):
                        counts = faded(fade, math.sqrt(x[i] * x[i] + square + rest))
                        out[i] += weight * counts if (bits >> i) & 1 else 0.0
                begin = end
