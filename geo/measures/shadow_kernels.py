"""Eyes over a grid: each panel's shadow, seen from a column of openings, is wiped off row by row.

A bit per storey and cell tells whether the cell is still seen. Behind a panel lies a wedge, cut
near and far by straight lines where the storey looks over or under it; each row of cells meets it
in one run. Where the edge of a run falls on the middle of a cell, rounding must not decide: there
the one question of ``crossing`` is asked again, so that grid and points agree to the last cell.

Two things are left out because they cannot change a cell outside houses: panels in directions that
are shut off before them, and the near side of a house, whose far side throws all of the shadow.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

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
from geo.measures.sight_kernels import MISSED, Panels, crossing

STOREYS = 16
"""Storeys that one column may have here."""

TIE = 1e-6
"""Cells within which the edge of a run is decided anew."""

FLAT = 1e-6
"""A panel this much more along the rows than across them is cut cell by cell."""

CLOSE = 1e-6
"""Square metres: a panel nearer than this is asked cell by cell."""

LEVEL = 1e-9
"""Metres: a row this near to the source's own is asked cell by cell."""


class Raster(NamedTuple):
    """Middles of cells: ``west`` and ``south`` those of the first, ``z`` the eye that is seen."""

    west: float
    south: float
    step: float
    columns: int
    rows: int
    z: float


class Window(NamedTuple):
    """What one source still sees: a bit per storey and cell, and the run of each row with any."""

    bits: npt.NDArray[np.uint16]
    low: Integers
    high: Integers
    south: int
    north: int


class Shadow(NamedTuple):
    """What lies behind a panel for some storeys.

    The panel from (x0, y0) to (x1, y1), turned so that the source is at its left; ``at`` as in
    ``crossing``; ``low`` and ``high`` what ``whole`` there lies between; ``bits`` the storeys.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    at: float
    low: float
    high: float
    bits: int


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
            _wipe(window, raster, source, heights, horizon.near[k], fade.reach)
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
        # left: dx * y >= dy * x; right: dy * x >= dx * y
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
        low, high, again_low, again_high = ranges(horizon, k)
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
            if near[k, 7] >= HAIR:
                shut_off(horizon, k, source, low, high)
        if looked_at:
            chosen[used] = k
            used += 1
    return chosen[:used]


@compiled
def _wipe(
    window: Window, raster: Raster, source: Source, heights: Reals, panel: Reals, reach: float
) -> None:
    """Clear the bits of the cells that each storey does not see for one panel."""
    x0, y0, ex, ey = panel[0], panel[1], panel[2], panel[3]
    at = x0 * ey - y0 * ex
    x1, y1 = x0 + ex, y0 + ey
    if at < 0.0:
        x0, y0, x1, y1, at = x1, y1, x0, y0, -at
    if panel[7] < CLOSE or at == 0.0:
        for j in range(window.south, window.north):
            _ask(window, raster, source, heights, panel, j, window.low[j], window.high[j])
        return
    f = 0
    while f < heights.shape[0]:
        low, high = _reach_of_shadow(heights[f], raster.z, panel[4], panel[5], at)
        bits, g = 1 << f, f + 1
        while g < heights.shape[0]:
            if (low, high) != _reach_of_shadow(heights[g], raster.z, panel[4], panel[5], at):
                break
            bits |= 1 << g
            g += 1
        f = g
        if low < math.inf:
            shadow = Shadow(x0, y0, x1, y1, at, low, high, bits)
            _shade(window, raster, source, heights, panel, shadow, reach)


@compiled
def _reach_of_shadow(
    height: float, z: float, base: float, top: float, at: float
) -> tuple[float, float]:
    """Answer between which values of ``whole`` a storey's line meets the panel between its heights.

    The line from ``height`` to ``z`` is at height + (z - height) * at / whole where it meets it.
    """
    low, high = at, math.inf
    if height == z:
        return (low, high) if base <= z <= top else (math.inf, math.inf)
    # Seen from the greater height down: what is near is high, what is far is low.
    fall = height - z
    if fall > 0.0:
        if height <= base:
            return math.inf, math.inf
        low = max(low, fall * at / (height - base))
        if height > top:
            high = fall * at / (height - top)
    else:
        if height >= top:
            return math.inf, math.inf
        low = max(low, -fall * at / (top - height))
        if height < base:
            high = -fall * at / (base - height)
    return low, high


@compiled
def _shade(
    window: Window,
    raster: Raster,
    source: Source,
    heights: Reals,
    panel: Reals,
    shadow: Shadow,
    reach: float,
) -> None:
    """Clear some storeys' bits in every row that a shadow meets."""
    x0, y0, x1, y1 = shadow.x0, shadow.y0, shadow.x1, shadow.y1
    ex, ey = x1 - x0, y1 - y0
    bottom, top = _rows_of(shadow, math.sqrt(panel[7]), reach)
    south, west = raster.south - source.y, raster.west - source.x
    first = max(window.south, math.ceil((bottom - south) / raster.step - TIE))
    last = min(window.north - 1, math.floor((top - south) / raster.step + TIE))
    flat = abs(ey) < FLAT * abs(ex)
    slope = 0.0 if flat else ex / ey
    near, far = (0.0, 0.0) if flat else (shadow.low / ey, shadow.high / ey)
    slack = 2.0 * reach * abs(ey) + LEVEL * abs(ex)
    start = x0 / y0 if abs(y0) > 1e-12 else 0.0
    end = x1 / y1 if abs(y1) > 1e-12 else 0.0
    for j in range(first, last + 1):
        low, high = window.low[j], window.high[j]
        if high <= low:
            continue
        dy = raster.south + j * raster.step - source.y
        if abs(dy) < LEVEL:
            _ask(window, raster, source, heights, panel, j, low, high)
            continue
        a, b = -math.inf, math.inf
        if y0 < -1e-12:
            a = start * dy
        elif y0 > 1e-12:
            b = start * dy
        elif x0 * dy < 0.0:
            continue
        if y1 > 1e-12:
            a = max(a, end * dy)
        elif y1 < -1e-12:
            b = min(b, end * dy)
        elif x1 * dy > 0.0:
            continue
        delicate = False
        if flat:
            whole = -dy * ex
            if whole + slack < shadow.low or whole - slack > shadow.high:
                continue
            delicate = whole - slack < shadow.low or whole + slack > shadow.high
        elif ey > 0.0:
            a, b = max(a, near + slope * dy), min(b, far + slope * dy)
        else:
            a, b = max(a, far + slope * dy), min(b, near + slope * dy)
        start_at, end_at = (a - west) / raster.step, (b - west) / raster.step
        if end_at < start_at - TIE or end_at < low - 1 or start_at > high:
            continue
        i = low if start_at < low - 0.5 else math.ceil(start_at - TIE)
        k = high - 1 if end_at > high - 0.5 else math.floor(end_at + TIE)
        if delicate:
            _ask(window, raster, source, heights, panel, j, max(low, i - 1), min(high, k + 2))
            continue
        if i - start_at < TIE:
            _ask(window, raster, source, heights, panel, j, max(low, i), min(high, i + 1))
            i += 1
        if end_at - k < TIE:
            _ask(window, raster, source, heights, panel, j, max(low, k), min(high, k + 1))
            k -= 1
        _clear(window, j, i, k + 1, shadow.bits, heights.shape[0])


@compiled
def _rows_of(shadow: Shadow, near: float, reach: float) -> tuple[float, float]:
    """Answer how far down and up a shadow goes, at most."""
    least = shadow.low / shadow.at
    most = min(shadow.high / shadow.at, reach / near)
    low, high = min(shadow.y0, shadow.y1), max(shadow.y0, shadow.y1)
    bottom = max(-reach, min(least * low, most * low))
    top = min(reach, max(least * high, most * high))
    if shadow.x0 * shadow.x1 > 0.0:
        a = reach * shadow.y0 / math.sqrt(shadow.x0**2 + shadow.y0**2)
        b = reach * shadow.y1 / math.sqrt(shadow.x1**2 + shadow.y1**2)
        bottom, top = max(bottom, min(a, b, low)), min(top, max(a, b, high))
    return bottom, top


@compiled
def _clear(window: Window, j: int, low: int, high: int, storeys: int, every: int) -> None:
    """Clear some storeys' bits in a run of a row; a run that empties an end shortens the row."""
    low, high = max(low, window.low[j]), min(high, window.high[j])
    if high <= low:
        return
    whole = (1 << every) - 1
    if storeys == whole:
        if low == window.low[j]:
            window.low[j] = high
            return
        if high == window.high[j]:
            window.high[j] = low
            return
    keep = np.uint16(whole & ~storeys)
    row = window.bits[j]
    for i in range(low, high):
        row[i] &= keep


@compiled
def _ask(
    window: Window,
    raster: Raster,
    source: Source,
    heights: Reals,
    panel: Reals,
    j: int,
    low: int,
    high: int,
) -> None:
    """Clear the bits of a few cells by asking for each storey and cell."""
    dy = raster.south + j * raster.step - source.y
    for i in range(low, high):
        dx = raster.west + i * raster.step - source.x
        t = crossing(panel[0], panel[1], panel[2], panel[3], dx, dy)
        if t == MISSED:
            continue
        for f in range(heights.shape[0]):
            level = heights[f] + (raster.z - heights[f]) * t
            if panel[4] <= level <= panel[5]:
                window.bits[j, i] &= np.uint16(~(1 << f) & 0xFFFF)


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
    for j in range(window.south, window.north):
        low, high = window.low[j], window.high[j]
        row = window.bits[j]
        while low < high and row[low] == 0:
            low += 1
        while low < high and row[high - 1] == 0:
            high -= 1
        if high <= low:
            continue
        dy = raster.south + j * raster.step - source.y
        out = seen[j]
        for f in range(heights.shape[0]):
            rise, weight, bit = raster.z - heights[f], weights[f], np.uint16(1 << f)
            rest = rise * rise
            for i in range(low, high):
                dx = raster.west + i * raster.step - source.x
                counts = faded(fade, math.sqrt(dx * dx + dy * dy + rest))
                out[i] += weight * counts if row[i] & bit else 0.0
