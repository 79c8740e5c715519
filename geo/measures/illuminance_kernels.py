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
    """Points in the order of their cells, and the way each is faced (east, north)."""

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
    count: int


@compiled
def cells_of_points(
    xy: Reals, west: float, south: float, size: float, columns: int, rows: int
) -> Cells:
    """Sort points into squares, keeping their order inside each."""
    count = len(xy)
    first = np.zeros(columns * rows + 1, dtype=np.int64)
    place = np.empty(count, dtype=np.int64)
    for i in range(count):
        column = min(max(int((xy[i, 0] - west) / size), 0), columns - 1)
        row = min(max(int((xy[i, 1] - south) / size), 0), rows - 1)
        place[i] = row * columns + column
        first[place[i] + 1] += 1
    for k in range(columns * rows):
        first[k + 1] += first[k]
    at = first[:-1].copy()
    members = np.empty(count, dtype=np.int64)
    for i in range(count):
        members[at[place[i]]] = i
        at[place[i]] += 1
    return Cells(west, south, size, columns, rows, first, members)


@compiled
def cells_of_boxes(  # noqa: PLR0913, PLR0917 - a grid is as many numbers
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
def panels_round(  # noqa: PLR0913, PLR0917 - the lamp, its reach and what may matter
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
def let_through(  # noqa: PLR0913, PLR0917 - a ray, and what stands round its lamp
    dx: float, dy: float, square: float, from_z: float, to_z: float, around: Round
) -> float:
    """Answer the share of light that passes from a lamp to a point (dx, dy) away over ground.

    A panel holds up a ray that crosses it between its base and its top. Panels of one obstacle
    count once, and of all that let something through the two densest count.
    """
    direction = 0
    if square > 0.0:
        direction = min(int(diamond(dx, dy) * (around.count / 4.0)), around.count - 1)
    one, other = -1, -1
    densest, second = 1.0, 1.0
    near = around.near
    for m in range(around.first[direction], around.first[direction + 1]):
        panel = around.members[m]
        if near[panel, 0] > square:
            break
        if not crosses(near[panel], dx, dy, from_z, to_z):
            continue
        share = near[panel, 7]
        if share <= 0.0:
            return 0.0
        owner = around.obstacle[panel]
        if owner in (one, other):
            continue
        if share < densest:
            other, second = one, densest
            one, densest = owner, share
        elif share < second:
            other, second = owner, share
    return densest * second


@compiled
def crosses(panel: Reals, dx: float, dy: float, from_z: float, to_z: float) -> bool:
    """Tell whether the ray to a point is held up by a panel (as ``Round.near`` holds it)."""
    ax, ay, ex, ey = panel[1], panel[2], panel[3], panel[4]
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
    return bool(panel[5] <= z <= panel[6])


@compiled
def intensity(curves: Curves, which: int, plane: float, gamma: float) -> float:
    """Answer cd per lm at degrees of plane and of angle from straight down; linear both ways."""
    begin, planes, angles = curves.shape[which]
    place = gamma / curves.step[which]
    below = int(place)
    if below >= angles - 1:
        if place > angles - 1:
            return 0.0
        below = angles - 2
    share = place - below
    if planes == 1:
        k = begin + below
        return float(curves.values[k] * (1.0 - share) + curves.values[k + 1] * share)
    turn = plane * planes / 360.0
    left = int(turn)
    part = turn - left
    left %= planes
    k = begin + left * angles + below
    n = begin + ((left + 1) % planes) * angles + below
    one = curves.values[k] * (1.0 - share) + curves.values[k + 1] * share
    other = curves.values[n] * (1.0 - share) + curves.values[n + 1] * share
    return float(one * (1.0 - part) + other * part)


@compiled
def seen_from_luminaire(
    dx: float, dy: float, rise: float, flat: float, frame: Reals
) -> tuple[float, float]:
    """Answer plane and angle, in degrees, in which a luminaire sees a point ``rise`` below it."""
    east, north, sine, cosine = frame[0], frame[1], frame[2], frame[3]
    if sine == 0.0:
        gamma = math.degrees(math.atan2(flat, rise))
        ahead, left = dx * east + dy * north, dy * east - dx * north
    else:
        toward, left = dx * east + dy * north, dy * east - dx * north
        ahead = toward * cosine - rise * sine
        down = rise * cosine + toward * sine
        gamma = math.degrees(math.atan2(math.sqrt(ahead * ahead + left * left), down))
    if ahead == 0.0 and left == 0.0:
        return 0.0, gamma
    plane = math.degrees(math.atan2(left, ahead))
    return plane if plane >= 0.0 else plane + 360.0, gamma


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
        (quantities, optics, points) lux, points as ``places`` holds them.
    """
    xyz, cells = places.xyz, places.cells
    optics = lights.optics.shape[1]
    lux = np.zeros((len(quantities), optics, len(xyz)))
    seen = np.full(len(panels.rows), -1, dtype=np.int64)
    low, high = np.inf, -np.inf
    for i in range(len(xyz)):
        low, high = min(low, xyz[i, 2]), max(high, xyz[i, 2])
    for k in range(len(lights.lumens)):
        x, y, z = lights.xyz[k, 0], lights.xyz[k, 1], lights.xyz[k, 2]
        reach = lights.reach[k]
        left, right, south, north = window(cells, x, y, reach)
        if not anybody(cells, left, right, south, north):
            continue
        around = panels_round(x, y, reach, min(low, z), max(high, z), panels, seen, k)
        flat_all = True
        for o in range(optics):
            flat_all = flat_all and curves.shape[lights.optics[k, o], 1] == 1
        flat_all = flat_all and lights.frame[k, 2] == 0.0
        for row in range(south, north + 1):
            begin = cells.first[row * cells.columns + left]
            end = cells.first[row * cells.columns + right + 1]
            for i in range(begin, end):
                dx, dy = xyz[i, 0] - x, xyz[i, 1] - y
                square = dx * dx + dy * dy
                if square > reach * reach:
                    continue
                passing = 1.0
                if len(around.members):
                    passing = let_through(dx, dy, square, z, xyz[i, 2], around)
                    if passing == 0.0:
                        continue
                flat, rise = math.sqrt(square), z - xyz[i, 2]
                if flat_all:
                    plane, gamma = 0.0, math.degrees(math.atan2(flat, rise))
                else:
                    plane, gamma = seen_from_luminaire(dx, dy, rise, flat, lights.frame[k])
                toward = 0.0
                if flat > 0.0:
                    toward = -(dx * places.facing[i, 0] + dy * places.facing[i, 1]) / flat
                for o in range(optics):
                    candela = intensity(curves, lights.optics[k, o], plane, gamma)
                    candela *= lights.lumens[k] * passing
                    for q in range(len(quantities)):
                        lux[q, o, i] += contribution(quantities[q], flat, rise, candela, toward)
    return lux


@compiled
def anybody(cells: Cells, left: int, right: int, south: int, north: int) -> bool:
    """Tell whether any point lies in some squares."""
    for row in range(south, north + 1):
        k = row * cells.columns
        if cells.first[k + right + 1] > cells.first[k + left]:
            return True
    return False
