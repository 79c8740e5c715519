"""The inner loops of the light calculation: lamps near a point, and what each adds.

Formulas: inverse-square law and cosine law per lamp, summed (EN 13201-3; methods §2.3).
"""

import math

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import compiled

HORIZONTAL, VERTICAL, SEMICYLINDRICAL, HEMISPHERICAL = 0, 1, 2, 3

STEPS = 10
"""Values of a table per degree."""

NEAREST = 0.01
"""Square metres: no point is taken to be nearer to a lamp than 0.1 m."""


@compiled
def intensity(table: Reals, gamma: float) -> float:
    """Answer cd per lm at an angle from straight down, in degrees."""
    place = gamma * STEPS
    below = min(int(place), table.shape[0] - 2)
    share = place - below
    return float(table[below] * (1.0 - share) + table[below + 1] * share)


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
    if quantity == SEMICYLINDRICAL:
        if rise <= 0.0:
            return 0.0
        return candela * flat * (1.0 + toward) / (math.pi * square * distance)
    return candela * (1.0 + rise / distance) / (4.0 * square)


@compiled
def lux_at_points(
    points: Reals,
    facing: Reals,
    lamps: Reals,
    optics: Integers,
    tables: Reals,
    quantity: int,
    cell: float,
    corner: Reals,
    columns: int,
    rows: int,
    first: Integers,
    members: Integers,
) -> Reals:
    """Sum the light of every lamp within its reach of each point.

    ``lamps`` holds x, y, z of the light, its lumens and its reach in metres; ``first`` and
    ``members`` list the lamps of each cell of a grid. Lamps are added in the order of the grid
    and, inside a cell, of the rows: the same sum in every run.
    """
    lux = np.zeros(points.shape[0])
    for i in range(points.shape[0]):
        x, y, z = points[i, 0], points[i, 1], points[i, 2]
        north, east = math.cos(facing[i]), math.sin(facing[i])
        column = math.floor((x - corner[0]) / cell)
        line = math.floor((y - corner[1]) / cell)
        for r in range(max(line - 1, 0), min(line + 2, rows)):
            for c in range(max(column - 1, 0), min(column + 2, columns)):
                place = r * columns + c
                for m in range(first[place], first[place + 1]):
                    k = members[m]
                    dx, dy, rise = lamps[k, 0] - x, lamps[k, 1] - y, lamps[k, 2] - z
                    flat = math.sqrt(dx * dx + dy * dy)
                    if flat > lamps[k, 4]:
                        continue
                    toward = (dx * east + dy * north) / flat if flat > 0.0 else 0.0
                    gamma = math.degrees(math.atan2(flat, rise))
                    candela = lamps[k, 3] * intensity(tables[optics[k]], gamma)
                    lux[i] += contribution(quantity, flat, rise, candela, toward)
    return lux
