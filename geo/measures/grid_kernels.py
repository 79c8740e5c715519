"""Eyes over a grid: what every column of openings still sees when all shadows are wiped off.

Two things are left out because they cannot change a cell outside houses: panels in directions that
are shut off before them, and the near side of a house, whose far side throws all of the shadow.
"""

import math

import numpy as np

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.compiled import compiled
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
from geo.measures.shadow_kernels import Raster, Window, wipe
from geo.measures.sight_kernels import Panels

STOREYS = 16
"""Storeys that one column may have here."""


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
    seen = np.zeros((raster.rows, raster.columns))
    horizon = empty_horizon(panels)
    bits = np.zeros((raster.rows, raster.columns), np.uint16)
    low, high = np.zeros(raster.rows, np.int64), np.zeros(raster.rows, np.int64)
    for c in range(columns.place.shape[0]):
        source = source_of(columns, c, raster.z, raster.z)
        south = max(0, math.ceil((source.y - fade.reach - raster.south) / raster.step))
        north = min(
            raster.rows, math.floor((source.y + fade.reach - raster.south) / raster.step) + 1
        )
        window = Window(bits, low, high, south, north)
        heights = columns.height[columns.first[c] : columns.first[c + 1]]
        if not _open_window(window, raster, source, fade.reach, heights.shape[0]):
            continue
        count = gather(horizon, panels, source, fade.reach, c)
        for k in _not_hidden(horizon, source, count, raster.z, hollow):
            wipe(window, raster, source, heights, horizon.near[k], fade.reach)
        _count(seen, window, raster, source, heights, columns.weight[columns.first[c] :, 0], fade)
    return seen


@compiled
def _open_window(
    window: Window, raster: Raster, source: Source, reach: float, storeys: int
) -> bool:
    """Set every storey's bit where the source looks at all; tell whether it looks anywhere."""
    anywhere = False
    for j in range(window.south, window.north):
        dy = raster.south + j * raster.step - source.y
        half = math.sqrt(max(reach * reach - dy * dy, 0.0))
        low = max(0, math.ceil((source.x - half - raster.west) / raster.step))
        high = min(raster.columns, math.floor((source.x + half - raster.west) / raster.step) + 1)
        # The view is open less than half the round: in a row it is one run.
        low, high = _view_in_row(raster, source, dy, low, high)
        window.low[j], window.high[j] = low, high
        if high > low:
            window.bits[j, low:high] = (1 << storeys) - 1
            anywhere = True
    return anywhere


@compiled
def _view_in_row(raster: Raster, source: Source, dy: float, low: int, high: int) -> tuple[int, int]:
    """Narrow a run of cells to those between the two edges of the view."""
    x0 = raster.west - source.x
    for x, y, right in (
        (source.left_x, source.left_y, True),
        (source.right_x, source.right_y, False),
    ):
        if y == 0.0:
            continue
        bound = dy * x / y
        place = (bound - x0) / raster.step
        if (y > 0.0) == right:
            low = max(low, math.floor(min(max(place, -1e9), 1e9)) - 1)
        else:
            high = min(high, math.ceil(min(max(place, -1e9), 1e9)) + 2)
    while low < high and not in_view(source, raster.west + low * raster.step - source.x, dy):
        low += 1
    while low < high and not in_view(source, raster.west + (high - 1) * raster.step - source.x, dy):
        high -= 1
    return low, high


@compiled
def _not_hidden(horizon: Horizon, source: Source, count: int, z: float, hollow: Flags) -> Integers:
    """Answer the panels that throw a shadow of their own, the nearest first."""
    chosen = np.empty(count, np.int64)
    used = 0
    horizon.shut[:] = math.inf
    near = horizon.near
    for k in range(count):
        # Of a house from outside: what looks down over its near side is held up by its far side.
        outside = near[k, 0] * near[k, 3] - near[k, 1] * near[k, 2] < 0.0
        if outside and hollow[horizon.panel[k]] and source.low >= z:
            continue
        low, high, again_low, again_high = ranges(
            near[k, 0], near[k, 1], near[k, 2], near[k, 3], near[k, 7]
        )
        looked_at = False
        for turn in range(2):
            if turn == 1:
                low, high = again_low, again_high
            if high < low:
                continue
            for part in range(part_of(low - HAIR), part_of(high + HAIR) + 1):
                if near[k, 7] <= horizon.shut[part]:
                    looked_at = True
                    break
            if looked_at and near[k, 7] >= HAIR:
                shut_off(horizon.shut, near, k, source, low, high)
        if looked_at:
            chosen[used] = k
            used += 1
    return chosen[:used]


@compiled
def _count(
    seen: Reals,
    window: Window,
    raster: Raster,
    source: Source,
    heights: Reals,
    weights: Reals,
    fade: Fade,
) -> None:
    """Add what each storey counts for in the cells it still sees."""
    bits = window.bits
    x = raster.west + np.arange(raster.columns) * raster.step - source.x
    for j in range(window.south, window.north):
        low, high = window.low[j], window.high[j]
        while low < high and bits[j, low] == 0:
            low += 1
        while low < high and bits[j, high - 1] == 0:
            high -= 1
        if high <= low:
            continue
        dy = raster.south + j * raster.step - source.y
        for f in range(heights.shape[0]):
            rise, weight, bit = raster.z - heights[f], weights[f], np.uint16(1 << f)
            rest = rise * rise
            # Views that start at 0 let the compiler take several cells at a time.
            out, run, across = seen[j, low:high], bits[j, low:high], x[low:high]
            for i in range(out.shape[0]):
                counts = faded(fade, math.sqrt(across[i] * across[i] + dy * dy + rest))
                out[i] += weight * counts if run[i] & bit else 0.0
