"""The shadow of one panel, seen from a column of openings, wiped off the cells row by row.

A bit per storey and cell tells whether the cell is still seen. Behind a panel lies a wedge, cut by
straight lines where the storey looks over or under it; a row of cells meets it in one run.
Where the edge of a run falls on the middle of a cell, rounding must not decide: there
the one question of ``crossing`` is asked again: grid and points agree to the last cell.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import compiled
from geo.measures.horizon_kernels import Source
from geo.measures.sight_kernels import MISSED, crossing

TIE = 1e-6
"""Cells within which the edge of a run is decided anew."""

FLAT = 1e-6
"""A panel this much more along the rows than across them is cut cell by cell."""

CLOSE = 1e-6
"""Square metres: a panel nearer than this is asked cell by cell."""

THIN = 1e-12
"""Metres: an end of a panel this near to the source's own row lies on it."""

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
def wipe(
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
    """Clear some storeys' bits in every row that a shadow meets.

    An edge lies at slope * dy + offset in a row dy away, and bounds the run from the left (a) or
    from the right (b). A run that empties an end of a row shortens that row.
    """
    bits, low_of, high_of = window.bits, window.low, window.high
    keep = np.uint16(((1 << heights.shape[0]) - 1) & ~shadow.bits)
    ex, ey = shadow.x1 - shadow.x0, shadow.y1 - shadow.y0
    flat = abs(ey) < FLAT * abs(ex)
    a0, a1, a2, off0, off1, off2 = _left_edges(shadow, ex, ey)
    b0, b1, b2, end0, end1, end2 = _right_edges(shadow, ex, ey)
    slack = 2.0 * reach * abs(ey) + LEVEL * abs(ex)
    first, last = _rows_of(shadow, raster, source, math.sqrt(panel[7]), reach)
    west, scale = raster.west - source.x, 1.0 / raster.step
    for j in range(max(first, window.south), min(last + 1, window.north)):
        low, high = low_of[j], high_of[j]
        if high <= low:
            continue
        dy = raster.south + j * raster.step - source.y
        a = max(a0 * dy + off0, a1 * dy + off1, a2 * dy + off2)
        b = min(b0 * dy + end0, b1 * dy + end1, b2 * dy + end2)
        from_, to = (a - west) * scale, (b - west) * scale
        if to < from_ - TIE or to < low - 0.5 or from_ > high:
            continue
        i = low if from_ < low - 0.5 else math.ceil(from_ - TIE)
        k = high - 1 if to > high - 0.5 else math.floor(to + TIE)
        if flat or abs(dy) < LEVEL:
            whole = -dy * ex
            if whole + slack < shadow.low or whole - slack > shadow.high:
                continue
            if whole - slack < shadow.low or whole + slack > shadow.high or abs(dy) < LEVEL:
                _ask(window, raster, source, heights, panel, j, low, high)
                continue
        if i - from_ < TIE:
            _ask(window, raster, source, heights, panel, j, max(low, i), min(high, i + 1))
            i += 1
        if to - k < TIE:
            _ask(window, raster, source, heights, panel, j, max(low, k), min(high, k + 1))
            k -= 1
        i, k = max(i, low), min(k + 1, high)
        if k <= i:
            continue
        if keep == 0 and i <= low:
            low_of[j] = k
        elif keep == 0 and k >= high:
            high_of[j] = i
        else:
            run = bits[j, i:k]
            for m in range(run.shape[0]):
                run[m] &= keep


@compiled
def _left_edges(
    shadow: Shadow, ex: float, ey: float
) -> tuple[float, float, float, float, float, float]:
    """Answer slopes and offsets of the edges at the left of a run; -inf where there is none."""
    start, end, line = 0.0, 0.0, 0.0
    off0, off1, off2 = -math.inf, -math.inf, -math.inf
    if shadow.y0 < -THIN:
        start, off0 = shadow.x0 / shadow.y0, 0.0
    if shadow.y1 > THIN:
        end, off1 = shadow.x1 / shadow.y1, 0.0
    if abs(ey) >= FLAT * abs(ex):
        line, off2 = ex / ey, (shadow.low if ey > 0.0 else shadow.high) / ey
    return start, end, line, off0, off1, off2


@compiled
def _right_edges(
    shadow: Shadow, ex: float, ey: float
) -> tuple[float, float, float, float, float, float]:
    """Answer slopes and offsets of the edges at the right of a run; inf where there is none."""
    start, end, line = 0.0, 0.0, 0.0
    off0, off1, off2 = math.inf, math.inf, math.inf
    if shadow.y0 > THIN:
        start, off0 = shadow.x0 / shadow.y0, 0.0
    if shadow.y1 < -THIN:
        end, off1 = shadow.x1 / shadow.y1, 0.0
    if abs(ey) >= FLAT * abs(ex):
        line, off2 = ex / ey, (shadow.high if ey > 0.0 else shadow.low) / ey
    return start, end, line, off0, off1, off2


@compiled
def _rows_of(
    shadow: Shadow, raster: Raster, source: Source, near: float, reach: float
) -> tuple[int, int]:
    """Answer the first and last row a shadow meets, at most."""
    x0, y0, x1, y1 = shadow.x0, shadow.y0, shadow.x1, shadow.y1
    least = shadow.low / shadow.at
    most = min(shadow.high / shadow.at, reach / near)
    low, high = min(y0, y1), max(y0, y1)
    bottom = max(-reach, min(least * low, most * low))
    top = min(reach, max(least * high, most * high))
    if x0 * x1 > 0.0:
        a = reach * y0 / math.sqrt(x0 * x0 + y0 * y0)
        b = reach * y1 / math.sqrt(x1 * x1 + y1 * y1)
        bottom, top = max(bottom, min(a, b, low)), min(top, max(a, b, high))
    # An end straight east or west bounds the shadow by the source's own row.
    if abs(y0) <= THIN:
        bottom, top = (max(bottom, -LEVEL), top) if x0 > 0.0 else (bottom, min(top, LEVEL))
    if abs(y1) <= THIN:
        bottom, top = (bottom, min(top, LEVEL)) if x1 > 0.0 else (max(bottom, -LEVEL), top)
    south = raster.south - source.y
    first = math.ceil((bottom - south) / raster.step - TIE)
    return first, math.floor((top - south) / raster.step + TIE)


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
