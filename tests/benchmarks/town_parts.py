"""What a town to measure on is drawn from: departments of blocks, and villas between them.

Every number comes from the generator that is handed in, in one order: the same seed draws the
same town.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import shapely

STOREY = 2.9
KINDS = ("slab", "slab", "slab", "court", "terrace", "tower")

Points = npt.NDArray[np.float64]
Place = Callable[[npt.ArrayLike], Points]


@dataclass(frozen=True)
class Shape:
    """What rows of one kind look like: depth, distance, storeys, length and gaps, in metres."""

    depth: float
    apart: float
    storeys: int
    length: tuple[float, float]
    gap: tuple[float, float] = (10.0, 18.0)


SHAPES = {
    "slab": Shape(11, 31, 3, (45, 78)),
    "court": Shape(11, 31, 3, (45, 78)),
    "terrace": Shape(9, 26, 2, (24, 56)),
    "tower": Shape(21, 44, 9, (20, 24), (28.0, 45.0)),
}


@dataclass
class Parts:
    """What a town is gathered in while it is built."""

    departments: list[shapely.Polygon] = field(default_factory=list)
    buildings: list[tuple[Points, int, float, int]] = field(default_factory=list)
    paths: list[tuple[Points, int]] = field(default_factory=list)
    lamps: list[tuple[float, float, float, int]] = field(default_factory=list)
    plants: list[tuple[Points, str, float]] = field(default_factory=list)


def placing(rng: np.random.Generator, hectares: float, centre: Points) -> Place:
    """Answer how a department's own coordinates are turned and put down."""
    turn = rng.uniform(0, np.pi)
    half = np.sqrt(hectares * 1e4) / 2
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return lambda xy: (np.asarray(xy, dtype=float) - half) @ matrix + centre


def department(
    rng: np.random.Generator, parts: Parts, number: int, hectares: float, place: Place
) -> None:
    side = float(np.sqrt(hectares * 1e4))
    kind = str(rng.choice(KINDS))
    parts.departments.append(shapely.Polygon(place([(0, 0), (side, 0), (side, side), (0, side)])))
    shape = SHAPES[kind]
    ways: list[list[tuple[float, float]]] = []
    y = 14.0
    while y + shape.depth < side - 6:
        ways.append([(4, y - 5), (side - 4, y - 5)])
        doors = _row(rng, parts, number, (kind, y, side), place)
        ways.extend([(door, y - 1.3), (door, y - 5)] for door in doors)
        y += shape.depth + shape.apart + rng.uniform(-2, 4)
    crossing = np.linspace(5, side - 5, max(3, int(side / 95)))
    ways.extend([(float(x), 4), (float(x), side - 4)] for x in crossing)
    for way in ways:
        parts.paths.append((place(way), number))
        _lamps_along(rng, parts, number, np.array(way), place)
    for _ in range(int(8 * hectares)):
        ring = _circle(rng.uniform(3, side - 3, 2), rng.uniform(1.5, 3.2), rng.random())
        parts.plants.append((place(ring), "tree", float(rng.uniform(5, 11))))


def _row(
    rng: np.random.Generator,
    parts: Parts,
    number: int,
    where: tuple[str, float, float],
    place: Place,
) -> list[float]:
    """Put up one row of blocks; answer where along it the doors are."""
    kind, y, side = where
    shape = SHAPES[kind]
    doors: list[float] = []
    x = 12.0 + rng.uniform(0, 10)
    while True:
        length = rng.uniform(*shape.length)
        if x + length > side - 8:
            return doors
        more = rng.integers(-1, 2) if kind != "slab" else int(rng.random() < 0.25)
        storeys = max(1, shape.storeys + int(more))
        height = 1.0 + STOREY * storeys
        parts.buildings.append((place(_block(x, y, length, shape.depth)), storeys, height, number))
        if kind == "court" and rng.random() < 0.5:
            wing = _box(x, y + shape.depth, 10.0, 13.0)
            parts.buildings.append((place(wing), storeys, height, number))
        doors.extend(float(x + step) for step in np.arange(7.5, length, 15.0))
        if rng.random() < 0.6:
            hedge = _box(x + 2, y + shape.depth + 4, length - 4, 1.0)
            parts.plants.append((place(hedge), "shrub", float(rng.uniform(1.6, 2.4))))
        x += length + rng.uniform(*shape.gap)


def _block(x: float, y: float, length: float, depth: float) -> Points:
    """Answer a block whose staircases stand out a little on one side."""
    ring = [(x, y)]
    count = max(1, int(length // 15))
    for step in (np.arange(count) + 0.5) * length / count:
        at = x + float(step)
        ring += [(at - 2, y), (at - 2, y - 1.2), (at + 2, y - 1.2), (at + 2, y)]
    return np.array([*ring, (x + length, y), (x + length, y + depth), (x, y + depth)])


def _box(x: float, y: float, length: float, depth: float) -> Points:
    return np.array([(x, y), (x + length, y), (x + length, y + depth), (x, y + depth)])


def _circle(centre: Points, radius: float, turn: float) -> Points:
    angle = turn + np.arange(8) * np.pi / 4
    return centre + radius * np.column_stack([np.cos(angle), np.sin(angle)])


def _lamps_along(
    rng: np.random.Generator, parts: Parts, number: int, way: Points, place: Place
) -> None:
    along = way[1] - way[0]
    length = float(np.hypot(*along))
    if length < 10:
        return
    step, side = along / length, np.array([along[1], -along[0]]) / length
    for metres in np.arange(rng.uniform(3, 12), length, 24.0):
        x, y = place(way[0] + step * metres + side + rng.normal(0, 0.3, 2))
        parts.lamps.append((float(x), float(y), float(rng.choice([3.5, 4.0, 4.5, 6.0])), number))


def villas(rng: np.random.Generator, parts: Parts, extent: float, count: int) -> None:
    """Put villas on a lattice where no department is, in districts, with a road to two rows."""
    x, y = np.meshgrid(np.arange(10, extent, 21.0), np.arange(10, extent, 33.0))
    plots = np.column_stack([x.ravel(), y.ravel()])
    taken = shapely.STRtree(parts.departments).query(
        shapely.buffer(shapely.points(plots), 16), predicate="intersects"
    )[0]
    plots = np.delete(plots, np.unique(taken), axis=0)
    wave = np.sin(plots[:, 0] / 310 + 1) + np.cos(plots[:, 1] / 270)
    wave += np.sin(plots.sum(axis=1) / 450)
    plots = plots[np.argsort(-wave, kind="stable")[:count]]
    for px, py in plots + rng.uniform(-2, 2, plots.shape):
        length, depth, height = rng.uniform(9, 14), rng.uniform(7, 10), rng.uniform(3.2, 7.5)
        ring = _box(0, 0, length, depth)
        if rng.random() < 0.3:
            wing = [(length / 2, depth), (length / 2, depth + 4), (0, depth + 4)]
            ring = np.vstack([ring[:3], wing])
        low = ring + np.array([px - length / 2, py - depth / 2])
        parts.buildings.append((low, 1 if height < 5 else 2, float(height), -1))
    for road in np.arange(26.5 + 33, extent, 132.0):
        _road(parts, plots, float(road))


def _road(parts: Parts, plots: Points, y: float) -> None:
    near = np.sort(plots[np.abs(plots[:, 1] - y) < 40, 0])
    for stretch in np.split(near, np.flatnonzero(np.diff(near) > 60) + 1):
        if len(stretch) < 5 or stretch[-1] - stretch[0] <= 60:
            continue
        start, end = float(stretch[0]), float(stretch[-1])
        parts.paths.append((np.array([(start, y), (end, y)]), -1))
        parts.lamps.extend((float(x), y + 3, 6.0, -1) for x in np.arange(start + 10, end, 38.0))
