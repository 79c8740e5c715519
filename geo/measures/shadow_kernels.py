"""The shadow of one panel, seen from a column of openings, laid over the cells row by row.

Behind a panel lies a wedge, cut by straight lines where a storey looks over or under it; a row of
cells meets it in one run. Where the edge of a run falls on the middle of a cell, rounding must not
decide: there the one question of ``crossing`` is asked again: grid and points agree to the last
cell.
"""

import math
from typing import NamedTuple

from geo.measures.arrays import Reals
from geo.measures.compiled import compiled, lean
from geo.measures.darkness_kernels import (
    TIE,
    Frame,
    Raster,
    Window,
    ask,
    between,
    lay,
    runs,
)
from geo.measures.horizon_kernels import Source
from geo.measures.row_kernels import Edges

FLAT = 1e-6
"""A panel this much more along the rows than across them is cut cell by cell."""

CLOSE = 1e-6
"""Square metres: a panel nearer than this is asked cell by cell."""

THIN = 1e-12
"""Metres: an end of a panel this near to the source's own row lies on it."""

LEVEL = 1e-9
"""Metres: a row this near to the source's own is asked cell by cell."""


class Wedge(NamedTuple):
    """What lies behind a panel.

    The panel from (x0, y0) along (ex, ey) to (x1, y1), turned so that the source is at its left;
    ``at`` as in ``crossing``. Cells between ``bottom`` and ``top`` metres north of the source.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    ex: float
    ey: float
    at: float
    most: float
    bottom: float
    top: float


@compiled
def darken(
    window: Window,
    frame: Frame,
    raster: Raster,
    source: Source,
    heights: Reals,
    panel: Reals,
    reach: float,
    far: float,
) -> None:
    """Note the cells that each storey does not see for one panel, as far as ``far``."""
    ex, ey = panel[2], panel[3]
    x0, y0 = panel[0], panel[1]
    x1, y1 = x0 + ex, y0 + ey
    at = x0 * ey - y0 * ex
    if panel[7] < CLOSE or at == 0.0:
        for row in range(frame.rows):
            ask(window, frame, raster, source, heights, panel, row, 0, frame.columns)
        return
    if at < 0.0:
        x0, y0, x1, y1, at = x1, y1, x0, y0, -at
        ex, ey = x1 - x0, y1 - y0
    wedge = _wedge(x0, y0, x1, y1, ex, ey, at, far / math.sqrt(panel[7]), far)
    edges = _sides(wedge)
    f = 0
    low, high = _reach_of_shadow(heights[0], raster.z, panel[4], panel[5], at)
    while f < heights.shape[0]:
        g, next_low, next_high = f + 1, low, high
        while g < heights.shape[0]:
            next_low, next_high = _reach_of_shadow(heights[g], raster.z, panel[4], panel[5], at)
            if next_low != low or next_high != high:
                break
            g += 1
        if low < math.inf:
            _shade(
                window, frame, raster, source, heights, panel, wedge, edges, low, high, f, g, reach
            )
        f, low, high = g, next_low, next_high


@lean
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


@lean
def _shade(
    window: Window,
    frame: Frame,
    raster: Raster,
    source: Source,
    heights: Reals,
    panel: Reals,
    wedge: Wedge,
    sides: Edges,
    low: float,
    high: float,
    f: int,
    g: int,
    reach: float,
) -> None:
    """Lay what storeys f to g do not see: the part of a wedge where ``whole`` is low to high."""
    least, most = low / wedge.at, min(high / wedge.at, wedge.most)
    south, north = min(wedge.y0, wedge.y1), max(wedge.y0, wedge.y1)
    bottom = max(wedge.bottom, min(least * south, most * south))
    top = min(wedge.top, max(least * north, most * north))
    first = max(0, math.ceil((bottom - frame.y) / frame.step - TIE))
    end = min(frame.rows, math.floor((top - frame.y) / frame.step + TIE) + 1)
    if end <= first:
        return
    ex, ey = wedge.ex, wedge.ey
    edges = sides
    if abs(ey) >= FLAT * abs(ex):
        a, b = low / ey, high / ey
        if ey < 0.0:
            a, b = b, a
        edges = Edges(
            sides.left,
            sides.left_at,
            sides.left_too,
            sides.left_too_at,
            sides.right,
            sides.right_at,
            sides.right_too,
            sides.right_too_at,
            ex / ey,
            a,
            b,
        )
    else:
        slack = 2.0 * reach * abs(ey) + LEVEL * abs(ex)
        sure, beyond = end, first
        for row in range(first, end):
            whole = -(frame.y + row * frame.step) * ex
            if whole - slack >= low and whole + slack <= high:
                sure, beyond = min(sure, row), row + 1
            elif whole + slack >= low and whole - slack <= high:
                ask(window, frame, raster, source, heights, panel, row, 0, frame.columns)
        first, end = sure, beyond
        if end <= first:
            return
    west, east, tied = runs(edges, frame, first, end - first, window)
    if tied:
        for row in range(first, end):
            _settle(window, frame, raster, source, heights, panel, edges, row)
    own = math.floor(-frame.y / frame.step + 0.5)
    if first <= own < end and abs(frame.y + own * frame.step) < LEVEL:
        window.first[own], window.last[own] = 0, 0
        ask(window, frame, raster, source, heights, panel, own, 0, frame.columns)
    if east <= west:
        return
    if f == 0:
        lay(window.lowest[g], window, first, end - first, west, east)
    else:
        for h in range(f, g):
            lay(window.alone[h], window, first, end - first, west, east)


@lean
def _settle(
    window: Window,
    frame: Frame,
    raster: Raster,
    source: Source,
    heights: Reals,
    panel: Reals,
    edges: Edges,
    row: int,
) -> None:
    """Ask for the cells at the ends of a row's run that rounding must not decide."""
    a, b = between(edges, frame, row)
    i, k = math.ceil(a - TIE), math.floor(b + TIE)
    if b < a - TIE:
        window.first[row], window.last[row] = 0, 0
        return
    if i - a < TIE:
        ask(window, frame, raster, source, heights, panel, row, i, i + 1)
        i += 1
    if b - k < TIE:
        ask(window, frame, raster, source, heights, panel, row, k, k + 1)
        k -= 1
    window.first[row], window.last[row] = i, max(i, k + 1)


@lean
def _wedge(
    x0: float,
    y0: float,
    x1: float,
    y1: float,
    ex: float,
    ey: float,
    at: float,
    most: float,
    far: float,
) -> Wedge:
    """Answer what lies behind a panel, and between which rows at most."""
    bottom, top = -far, far
    if x0 * x1 > 0.0:
        a = far * y0 / math.sqrt(x0 * x0 + y0 * y0)
        b = far * y1 / math.sqrt(x1 * x1 + y1 * y1)
        bottom, top = max(bottom, min(a, b, y0, y1)), min(top, max(a, b, y0, y1))
    # An end straight east or west bounds the shadow by the source's own row.
    if abs(y0) <= THIN:
        bottom, top = (max(bottom, -LEVEL), top) if x0 > 0.0 else (bottom, min(top, LEVEL))
    if abs(y1) <= THIN:
        bottom, top = (bottom, min(top, LEVEL)) if x1 > 0.0 else (max(bottom, -LEVEL), top)
    return Wedge(x0, y0, x1, y1, ex, ey, at, most, bottom, top)


@lean
def _sides(wedge: Wedge) -> Edges:
    """Answer the lines from the source past the two ends of a panel; far off if there is none."""
    x0, y0, x1, y1 = wedge.x0, wedge.y0, wedge.x1, wedge.y1
    left, left_at, left_too, left_too_at = 0.0, -math.inf, 0.0, -math.inf
    right, right_at, right_too, right_too_at = 0.0, math.inf, 0.0, math.inf
    if y0 < -THIN:
        left, left_at = x0 / y0, 0.0
    elif y0 > THIN:
        right, right_at = x0 / y0, 0.0
    if y1 > THIN:
        left_too, left_too_at = x1 / y1, 0.0
    elif y1 < -THIN:
        right_too, right_too_at = x1 / y1, 0.0
    return Edges(
        left,
        left_at,
        left_too,
        left_too_at,
        right,
        right_at,
        right_too,
        right_too_at,
        0.0,
        -math.inf,
        math.inf,
    )
