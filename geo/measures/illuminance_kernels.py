"""The inner loops of the light calculation: what stands round a lamp, and what it adds to points.

Formulas: inverse-square law and cosine law per lamp, summed (EN 13201-3; methods §2.3). One lamp
at a time: the panels near it are sorted into directions once, and each point looks only at those
of its own direction that stand nearer than it does.
"""

import math
from typing import NamedTuple

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import compiled

HORIZONTAL, VERTICAL, SEMICYLINDRICAL, HEMISPHERICAL, SEMICYLINDRICAL_BACK = range(5)
"""Quantities; the last is semicylindrical light on a face that looks the other way."""

NEAREST = 0.01
"""Square metres: no point is taken to be nearer to a lamp than 0.1 m."""

FEWEST, MOST = 64, 512
"""Directions the panels round a lamp are sorted into."""

CORNER = 1e-9
"""Part of a quarter turn by which every panel is taken to be wider when directions are sorted."""


class Cells(NamedTuple):
    """A grid of squares and what lies in each: members of cell k from first[k] to first[k + 1]."""

    west: float
    south: float
    size: float
    columns: int
    rows: int
    first: Integers
    members: Integers


class Places(NamedTuple):
    """Points in the order of their cells, and the way each is faced (east, north), if any is."""

    xyz: Reals
    facing: Reals
    cells: Cells


class Lights(NamedTuple):
    """Lamps: place, reach in metres, lumens, frame (east and north of C0, sine and cosine of tilt).

    ``optics`` (lamps, k) are the tables to be tried for each.
    """

    xyz: Reals
    reach: Reals
    lumens: Reals
    frame: Reals
    optics: Integers


class Panels(NamedTuple):
    """Panels (x0, y0, x1, y1, base, top, transmittance) with their obstacle and their cells."""

    rows: Reals
    obstacle: Integers
    cells: Cells


class Curves(NamedTuple):
    """Light distributions end to end: values, (begin, planes, angles), degrees per angle."""

    values: Reals
    shape: Integers
    step: Reals


class Round(NamedTuple):
    """The panels round one lamp by direction.

    ``near`` holds per panel its square distance, start, way, base, top and transmittance seen
    from the lamp; ``first`` and ``members`` the panels of each direction, the nearest first.
    """

    near: Reals
    obstacle: Integers
    first: Integers
    members: Integers
    directions: int


@compiled
def bounds_of(xy: Reals) -> tuple[float, float, float, float]:
    """Answer west, south, east and north of some points."""
    west, south, east, north = np.inf, np.inf, -np.inf, -np.inf
    for i in range(len(xy)):
        west, east = min(west, xy[i, 0]), max(east, xy[i, 0])
        south, north = min(south, xy[i, 1]), max(north, xy[i, 1])
    return west, south, east, north


@compiled
def cells_of_points(
    xyz: Reals,
    shift: Reals,
    west: float,
    south: float,
    size: float,
    columns: int,
    rows: int,
) -> tuple[Reals, Cells]:
    """Sort shifted points into squares, keeping their order inside each; answer them so ordered."""
    count = len(xyz)
    first = np.zeros(columns * rows + 1, dtype=np.int64)
    place = np.empty(count, dtype=np.int64)
    for i in range(count):
        column = min(max(int((xyz[i, 0] + shift[0] - west) / size), 0), columns - 1)
        row = min(max(int((xyz[i, 1] + shift[1] - south) / size), 0), rows - 1)
        place[i] = row * columns + column
        first[place[i] + 1] += 1
    for k in range(columns * rows):
        first[k + 1] += first[k]
    at = first[:-1].copy()
    members = np.empty(count, dtype=np.int64)
    ordered = np.empty((count, 3))
    for i in range(count):
        k = at[place[i]]
        members[k] = i
        for axis in range(3):
            ordered[k, axis] = xyz[i, axis] + shift[axis]
        at[place[i]] += 1
    return ordered, Cells(west, south, size, columns, rows, first, members)


@compiled
def cells_of_boxes(
    boxes: Reals, west: float, south: float, size: float, columns: int, rows: int
) -> Cells:
    """List every box (x0, y0, x1, y1) in each square that it may touch."""
    first = np.zeros(columns * rows + 1, dtype=np.int64)
    span = np.empty((len(boxes), 4), dtype=np.int64)
    for i in range(len(boxes)):
        span[i, 0] = max(int((boxes[i, 0] - west) / size), 0)
        span[i, 1] = max(int((boxes[i, 1] - south) / size), 0)
        span[i, 2] = min(int((boxes[i, 2] - west) / size), columns - 1)
        span[i, 3] = min(int((boxes[i, 3] - south) / size), rows - 1)
        for row in range(span[i, 1], span[i, 3] + 1):
            for column in range(span[i, 0], span[i, 2] + 1):
                first[row * columns + column + 1] += 1
    for k in range(columns * rows):
        first[k + 1] += first[k]
    at = first[:-1].copy()
    members = np.empty(first[-1], dtype=np.int64)
    for i in range(len(boxes)):
        for row in range(span[i, 1], span[i, 3] + 1):
            for column in range(span[i, 0], span[i, 2] + 1):
                k = row * columns + column
                members[at[k]] = i
                at[k] += 1
    return Cells(west, south, size, columns, rows, first, members)


@compiled
def window(cells: Cells, x: float, y: float, reach: float) -> tuple[int, int, int, int]:
    """Answer the columns and rows of the squares within reach, the last ones included."""
    if not math.isfinite(reach):
        return 0, cells.columns - 1, 0, cells.rows - 1
    # A hair more, so that what lies just on the edge of a square is not lost to rounding.
    wide = reach + CORNER * cells.size
    left = math.floor((x - wide - cells.west) / cells.size)
    right = math.floor((x + wide - cells.west) / cells.size)
    low = math.floor((y - wide - cells.south) / cells.size)
    high = math.floor((y + wide - cells.south) / cells.size)
    # What lies outside the grid was put into its outermost squares.
    return (
        min(max(left, 0), cells.columns - 1),
        min(max(right, 0), cells.columns - 1),
        min(max(low, 0), cells.rows - 1),
        min(max(high, 0), cells.rows - 1),
    )


@compiled
def columns_within(cells: Cells, x: float, y: float, reach: float, row: int) -> tuple[int, int]:
    """Answer the first and the last column of a row that comes within reach."""
    if not math.isfinite(reach):
        return 0, cells.columns - 1
    south = cells.south + row * cells.size
    away = max(south - y, y - south - cells.size, 0.0)
    half = math.sqrt(max(reach * reach - away * away, 0.0)) + CORNER * cells.size
    return (
        min(max(math.floor((x - half - cells.west) / cells.size), 0), cells.columns - 1),
        min(max(math.floor((x + half - cells.west) / cells.size), 0), cells.columns - 1),
    )


@compiled
def diamond(dx: float, dy: float) -> float:
    """Answer a number from 0 to 4 that rises with the angle: cheaper than the angle itself."""
    share = dx / (abs(dx) + abs(dy))
    return 1.0 - share if dy >= 0.0 else 3.0 + share


@compiled
def square_distance(ax: float, ay: float, ex: float, ey: float) -> float:
    """Answer the square distance from the origin to the line from a along e."""
    length = ex * ex + ey * ey
    share = min(1.0, max(0.0, -(ax * ex + ay * ey) / length))
    x, y = ax + share * ex, ay + share * ey
    return x * x + y * y


@compiled
def panels_round(
    x: float,
    y: float,
    reach: float,
    low: float,
    high: float,
    panels: Panels,
    seen: Integers,
    lamp: int,
) -> Round:
    """Sort the panels within reach that rise into the heights between ``low`` and ``high``."""
    cells = panels.cells
    left, right, south, north = window(cells, x, y, reach)
    most = 0
    for row in range(south, north + 1):
        k = row * cells.columns
        most += cells.first[k + right + 1] - cells.first[k + left]
    near = np.empty((most, 8))
    owner = np.empty(most, dtype=np.int64)
    count = 0
    for row in range(south, north + 1):
        k = row * cells.columns
        for m in range(cells.first[k + left], cells.first[k + right + 1]):
            panel = cells.members[m]
            if seen[panel] == lamp:
                continue
            seen[panel] = lamp
            if panels.rows[panel, 5] < low or panels.rows[panel, 4] > high:
                continue
            ax, ay = panels.rows[panel, 0] - x, panels.rows[panel, 1] - y
            ex = panels.rows[panel, 2] - panels.rows[panel, 0]
            ey = panels.rows[panel, 3] - panels.rows[panel, 1]
            square = square_distance(ax, ay, ex, ey)
            if square > reach * reach:
                continue
            near[count, 0], near[count, 1], near[count, 2] = square, ax, ay
            near[count, 3], near[count, 4] = ex, ey
            near[count, 5] = panels.rows[panel, 4]
            near[count, 6] = panels.rows[panel, 5]
            near[count, 7] = panels.rows[panel, 6]
            owner[count] = panels.obstacle[panel]
            count += 1
    return by_direction(near[:count], owner[:count])


@compiled
def by_direction(near: Reals, owner: Integers) -> Round:
    """List panels by the directions they cover, the nearest first."""
    count = len(near)
    directions = FEWEST
    while directions < 4 * count and directions < MOST:
        directions *= 2
    per_turn = directions / 4.0
    first = np.zeros(directions + 1, dtype=np.int64)
    order = np.argsort(near[:, 0])
    span = np.empty((count, 2), dtype=np.int64)
    for i in range(count):
        panel = order[i]
        span[i, 0], span[i, 1] = directions_of(near[panel], per_turn, directions)
        for d in range(span[i, 0], span[i, 1] + 1):
            first[d % directions + 1] += 1
    for d in range(directions):
        first[d + 1] += first[d]
    at = first[:-1].copy()
    members = np.empty(first[directions], dtype=np.int64)
    for i in range(count):
        for d in range(span[i, 0], span[i, 1] + 1):
            members[at[d % directions]] = order[i]
            at[d % directions] += 1
    return Round(near, owner, first, members, directions)


@compiled
def directions_of(panel: Reals, per_turn: float, directions: int) -> tuple[int, int]:
    """Answer the first and the last direction a panel covers; the last may pass the turn."""
    ax, ay = panel[1], panel[2]
    bx, by = ax + panel[3], ay + panel[4]
    if panel[0] < CORNER * CORNER or (ax == 0.0 and ay == 0.0) or (bx == 0.0 and by == 0.0):
        return 0, directions - 1
    one, other = diamond(ax, ay), diamond(bx, by)
    low, high = min(one, other), max(one, other)
    if high - low <= 2.0:  # noqa: PLR2004 - half a turn
        return max(int((low - CORNER) * per_turn), 0), min(
            int((high + CORNER) * per_turn), directions - 1
        )
    return int((high - CORNER) * per_turn), int((low + CORNER) * per_turn) + directions


@compiled
def held_up(
    ax: float,
    ay: float,
    ex: float,
    ey: float,
    base: float,
    top: float,
    dx: float,
    dy: float,
    from_z: float,
    to_z: float,
) -> bool:
    """Tell whether the ray from a lamp to a point (dx, dy) away crosses a panel at its heights."""
    across = dx * ey - dy * ex
    if across == 0.0:
        return False
    along = ax * dy - ay * dx
    far = ax * ey - ay * ex
    if across < 0.0:
        across, along, far = -across, -along, -far
    if along < 0.0 or along > across or far <= 0.0 or far >= across:
        return False
    z = from_z + (to_z - from_z) * (far / across)
    return bool(base <= z <= top)


@compiled
def seen_from_luminaire(
    dx: float, dy: float, rise: float, east: float, north: float, sine: float, cosine: float
) -> tuple[float, float]:
    """Answer plane and angle, in degrees, in which a luminaire sees a point ``rise`` below it."""
    toward, left = dx * east + dy * north, dy * east - dx * north
    ahead = toward * cosine - rise * sine
    down = rise * cosine + toward * sine
    gamma = math.degrees(math.atan2(math.sqrt(ahead * ahead + left * left), down))
    if ahead == 0.0 and left == 0.0:
        return 0.0, gamma
    plane = math.degrees(math.atan2(left, ahead))
    return (plane if plane >= 0.0 else plane + 360.0), gamma


@compiled
def contribution(quantity: int, flat: float, rise: float, candela: float, toward: float) -> float:
    """Answer the lux that one lamp gives at a point.

    ``flat`` metres away over ground and ``rise`` metres above it, ``toward`` the cosine of the
    angle between the way faced and the way to the lamp.
    """
    square = max(flat * flat + rise * rise, NEAREST)
    distance = math.sqrt(square)
    if quantity == HORIZONTAL:
        return candela * max(rise, 0.0) / (square * distance)
    if quantity == VERTICAL:
        return candela * flat * max(toward, 0.0) / (square * distance)
    if quantity == HEMISPHERICAL:
        return candela * (1.0 + rise / distance) / (4.0 * square)
    if rise <= 0.0:
        return 0.0
    front = 1.0 + toward if quantity == SEMICYLINDRICAL else 1.0 - toward
    return candela * flat * front / (math.pi * square * distance)


@compiled
def lux_at_points(
    places: Places, lights: Lights, curves: Curves, panels: Panels, quantities: Integers
) -> Reals:
    """Sum the light of every lamp within its reach of each point, past what stands in its way.

    Lamps are added in the order they are given: the same sum in every run.

    Returns
    -------
    Reals
        (quantities, optics, points) lux, points in the order they were given.
    """
    cells, frame = places.cells, lights.frame
    points, facing = places.xyz, places.facing
    lux = np.zeros((len(quantities), lights.optics.shape[1], len(points)))
    seen = np.full(len(panels.rows), -1, dtype=np.int64)
    low, high = np.inf, -np.inf
    for i in range(len(points)):
        low, high = min(low, points[i, 2]), max(high, points[i, 2])
    for k in range(len(lights.lumens)):
        x, y, z = lights.xyz[k, 0], lights.xyz[k, 1], lights.xyz[k, 2]
        reach = lights.reach[k]
        left, right, south, north = window(cells, x, y, reach)
        if not anybody(cells, left, right, south, north):
            continue
        around = panels_round(x, y, reach, min(low, z), max(high, z), panels, seen, k)
        lamp = np.array(
            [x, y, z, reach, lights.lumens[k], frame[k, 0], frame[k, 1], frame[k, 2], frame[k, 3]]
        )
        for row in range(south, north + 1):
            first, last = columns_within(cells, x, y, reach, row)
            begin = cells.first[row * cells.columns + max(first, left)]
            end = cells.first[row * cells.columns + min(last, right) + 1]
            shine(
                lamp, lights.optics[k], curves.values, curves.shape, curves.step, around.near,
                around.obstacle, around.first, around.members, points, facing, quantities, begin,
                end, lux,
            )  # fmt: skip
    given = np.empty_like(lux)
    for q in range(lux.shape[0]):
        for o in range(lux.shape[1]):
            for i in range(len(points)):
                given[q, o, cells.members[i]] = lux[q, o, i]
    return given


@compiled
def shine(
    lamp: Reals,
    optics: Integers,
    values: Reals,
    shape: Integers,
    step: Reals,
    near: Reals,
    obstacle: Integers,
    first: Integers,
    members: Integers,
    points: Reals,
    facing: Reals,
    quantities: Integers,
    begin: int,
    end: int,
    lux: Reals,
) -> None:
    """Add one lamp's light to the points from ``begin`` to ``end``.

    Panels of one obstacle count once, and of all that let something through the two densest
    count. ``lamp`` holds x, y, z, reach, lumens and frame; the rest are the arrays of
    ``Curves``, ``Round`` and ``Places``.
    """
    x, y, z, farthest, lumens = lamp[0], lamp[1], lamp[2], lamp[3] * lamp[3], lamp[4]
    east, north, sine, cosine = lamp[5], lamp[6], lamp[7], lamp[8]
    same_all_round = sine == 0.0
    for o in range(len(optics)):
        same_all_round = same_all_round and shape[optics[o], 1] == 1
    walled, directed = len(members) > 0, len(facing) > 0
    count, per_turn = len(first) - 1, (len(first) - 1) * 0.25
    for i in range(begin, end):
        dx, dy = points[i, 0] - x, points[i, 1] - y
        square = dx * dx + dy * dy
        if square > farthest:
            continue
        densest, second = 1.0, 1.0
        if walled:
            direction, one, other = 0, -1, -1
            if square > 0.0:
                direction = min(int(diamond(dx, dy) * per_turn), count - 1)
            for m in range(first[direction], first[direction + 1]):
                p = members[m]
                if near[p, 0] > square:
                    break
                share = near[p, 7]
                if share >= second or not held_up(
                    near[p, 1], near[p, 2], near[p, 3], near[p, 4], near[p, 5], near[p, 6],
                    dx, dy, z, points[i, 2],
                ):  # fmt: skip
                    continue
                if share <= 0.0:
                    densest = 0.0
                    break
                owner = obstacle[p]
                if owner in (one, other):
                    continue
                if share < densest:
                    other, second = one, densest
                    one, densest = owner, share
                else:
                    other, second = owner, share
            if densest == 0.0:
                continue
        flat, rise = math.sqrt(square), z - points[i, 2]
        plane = 0.0
        if same_all_round:
            gamma = math.degrees(math.atan2(flat, rise))
        else:
            plane, gamma = seen_from_luminaire(dx, dy, rise, east, north, sine, cosine)
        toward = 0.0
        if directed and flat > 0.0:
            toward = -(dx * facing[i, 0] + dy * facing[i, 1]) / flat
        power = lumens * densest * second
        for o in range(len(optics)):
            t = optics[o]
            planes, angles = shape[t, 1], shape[t, 2]
            at = gamma / step[t]
            below = min(int(at), angles - 2)
            if at > angles - 1:
                continue
            upper = at - below
            k = shape[t, 0] + below
            if planes == 1:
                candela = values[k] * (1.0 - upper) + values[k + 1] * upper
            else:
                turn = plane * planes / 360.0
                left = int(turn)
                part = turn - left
                left %= planes
                n = k + ((left + 1) % planes) * angles
                k += left * angles
                candela = (values[k] * (1.0 - upper) + values[k + 1] * upper) * (1.0 - part)
                candela += (values[n] * (1.0 - upper) + values[n + 1] * upper) * part
            for q in range(len(quantities)):
                lux[q, o, i] += contribution(quantities[q], flat, rise, power * candela, toward)


@compiled
def anybody(cells: Cells, left: int, right: int, south: int, north: int) -> bool:
    """Tell whether any point lies in some squares."""
    for row in range(south, north + 1):
        k = row * cells.columns
        if cells.first[k + right + 1] > cells.first[k + left]:
            return True
    return False
