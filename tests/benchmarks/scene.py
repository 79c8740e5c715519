"""Synthetic towns to measure on: one, four, sixteen or fifty departments among villas.

Nothing is drawn from a real place. A department is a square of rows of blocks (slabs, courtyards,
terraces or towers) with paths, lamps, hedges and trees, turned at random; villas with their roads
fill the ground between. The same count gives the same town, to the last bit.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.measures.obstacles import Passing, obstacles_from
from geo.measures.sampling import area_grid
from geo.measures.walls import Walls, walls_from
from geo.model.crs import METRES

SIZES = (1, 4, 16, 50)
CELL = 820.0
"""Metres of the square each department stands in the middle of."""

CORNER = np.array([700_000.0, 6_170_000.0])
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


@dataclass(frozen=True)
class Town:
    """A benchmark town in EPSG:25832.

    Parameters
    ----------
    departments, buildings, paths, lamps, vegetation
        Layers as the model has them; buildings, paths and lamps also say in ``department`` which
        they belong to, -1 for the villas.
    facades
        Columns of windows on the department's buildings: x, y, outward x, outward y, metres of
        the lowest eye, storeys, department.
    """

    departments: gpd.GeoDataFrame = field(repr=False)
    buildings: gpd.GeoDataFrame = field(repr=False)
    paths: gpd.GeoDataFrame = field(repr=False)
    lamps: gpd.GeoDataFrame = field(repr=False)
    vegetation: gpd.GeoDataFrame = field(repr=False)
    facades: Points = field(repr=False)

    @cached_property
    def walls(self) -> Walls:
        """Panels of buildings and vegetation, for sight in leaf."""
        layers = {"buildings": self.buildings, "vegetation": self.vegetation}
        return walls_from(obstacles_from(layers, Passing.SIGHT), CORNER)

    @cached_property
    def path_points(self) -> tuple[Points, npt.NDArray[np.int64]]:
        """(n, 2) points every metre along the paths outside buildings, and their department."""
        lines = self.paths.geometry.to_numpy()
        count = np.floor(shapely.length(lines)).astype(np.int64)
        row = np.repeat(np.arange(len(lines)), count)
        along = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count) + 0.5
        xy = shapely.get_coordinates(shapely.line_interpolate_point(lines[row], along))
        free = self._outside(xy)
        return xy[free], self.paths["department"].to_numpy(dtype=np.int64)[row][free]

    def grid(self, department: int) -> Points:
        """Answer the (n, 2) centres of the 1 m squares of a department outside buildings."""
        area = self.departments.geometry.iloc[department]
        west, south, east, north = np.floor(shapely.bounds(area))
        cells = area_grid(shapely.box(west, south, east + 1, north + 1), 1.0).points[:, :2]
        inside = cells[shapely.contains_xy(area, cells[:, 0], cells[:, 1])]
        return inside[self._outside(inside)]

    def _outside(self, xy: Points) -> npt.NDArray[np.bool_]:
        tree = shapely.STRtree(self.buildings.geometry.to_numpy())
        hit = tree.query(shapely.points(xy), predicate="intersects")[0]
        free = np.ones(len(xy), dtype=bool)
        free[hit] = False
        return free


def town(departments: int) -> Town:
    """Build a town of so many departments."""
    rng = np.random.default_rng(departments)
    across = int(np.ceil(np.sqrt(departments)))
    parts = _Parts()
    for number in range(departments):
        hectares = 12.0 if departments == 1 else float(np.clip(rng.lognormal(2.44, 0.4), 5, 30))
        centre = (np.array([number % across, number // across]) + 0.5) * CELL
        _department(rng, parts, number, hectares, _placing(rng, hectares, centre))
    _villas(rng, parts, across * CELL, 366 * departments)
    return parts.town()


@dataclass
class _Parts:
    """What a town is gathered in while it is built."""

    departments: list[shapely.Polygon] = field(default_factory=list)
    buildings: list[tuple[Points, int, float, int]] = field(default_factory=list)
    paths: list[tuple[Points, int]] = field(default_factory=list)
    lamps: list[tuple[float, float, float, int]] = field(default_factory=list)
    plants: list[tuple[Points, str, float]] = field(default_factory=list)

    def town(self) -> Town:
        rings, storeys, heights, owner = zip(*self.buildings, strict=True)
        shapes = [shapely.Polygon(ring) for ring in rings]
        # Two dwellings to a staircase and storey in a department, one dwelling in a villa.
        lived = [
            2 * max(1, round(shape.length / 2 / 15)) * s if k >= 0 else 1
            for shape, s, k in zip(shapes, storeys, owner, strict=True)
        ]
        x, y, mast, whose = (np.array(column) for column in zip(*self.lamps, strict=True))
        buildings = _layer(
            "b",
            shapes,
            height_m=heights,
            storeys=storeys,
            dwellings=lived,
            use=["dwelling"] * len(shapes),
            department=owner,
        )
        return Town(
            departments=_layer("d", self.departments),
            buildings=buildings,
            paths=_layer(
                "p",
                [shapely.LineString(line) for line, _ in self.paths],
                kind=["path"] * len(self.paths),
                department=[k for _, k in self.paths],
            ),
            lamps=_layer(
                "l",
                [shapely.Point(place) for place in zip(x, y, strict=True)],
                height_m=mast,
                flux_lm=[3000.0] * len(x),
                light_source=["LED"] * len(x),
                department=whose.astype(int),
            ),
            vegetation=_layer(
                "v",
                [shapely.Polygon(ring) for ring, _, _ in self.plants],
                kind=[kind for _, kind, _ in self.plants],
                height_m=[height for _, _, height in self.plants],
            ),
            facades=_facades(self.buildings) + np.r_[CORNER, np.zeros(5)],
        )


def _layer(letter: str, shapes: list[Any], **columns: Any) -> gpd.GeoDataFrame:
    moved = shapely.transform(np.array(shapes, dtype=object), lambda xy: xy + CORNER)
    ids = [f"{letter}{number:06d}" for number in range(len(shapes))]
    return gpd.GeoDataFrame({"id": ids, **columns}, geometry=moved, crs=METRES)


def _placing(rng: np.random.Generator, hectares: float, centre: Points) -> Place:
    """Answer how a department's own coordinates are turned and put down."""
    turn = rng.uniform(0, np.pi)
    half = np.sqrt(hectares * 1e4) / 2
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return lambda xy: (np.asarray(xy, dtype=float) - half) @ matrix + centre


def _department(
    rng: np.random.Generator, parts: _Parts, number: int, hectares: float, place: Place
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
    parts: _Parts,
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
    rng: np.random.Generator, parts: _Parts, number: int, way: Points, place: Place
) -> None:
    along = way[1] - way[0]
    length = float(np.hypot(*along))
    if length < 10:
        return
    step, side = along / length, np.array([along[1], -along[0]]) / length
    for metres in np.arange(rng.uniform(3, 12), length, 24.0):
        x, y = place(way[0] + step * metres + side + rng.normal(0, 0.3, 2))
        parts.lamps.append((float(x), float(y), float(rng.choice([3.5, 4.0, 4.5, 6.0])), number))


def _villas(rng: np.random.Generator, parts: _Parts, extent: float, count: int) -> None:
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


def _road(parts: _Parts, plots: Points, y: float) -> None:
    near = np.sort(plots[np.abs(plots[:, 1] - y) < 40, 0])
    for stretch in np.split(near, np.flatnonzero(np.diff(near) > 60) + 1):
        if len(stretch) < 5 or stretch[-1] - stretch[0] <= 60:
            continue
        start, end = float(stretch[0]), float(stretch[-1])
        parts.paths.append((np.array([(start, y), (end, y)]), -1))
        parts.lamps.extend((float(x), y + 3, 6.0, -1) for x in np.arange(start + 10, end, 38.0))


def _facades(buildings: list[tuple[Points, int, float, int]]) -> Points:
    """Answer a column of windows every 3 m along the walls of the departments' buildings."""
    rows = []
    for ring, storeys, _, owner in buildings:
        if owner < 0:
            continue
        for start, end in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            length = float(np.hypot(*(end - start)))
            count = int(length // 3)
            out = np.array([end[1] - start[1], start[0] - end[0]]) / length
            for share in (np.arange(count) + 0.5) / max(count, 1):
                xy = start + (end - start) * share + 0.06 * out
                rows.append((*xy, *out, 2.5, storeys, owner))
    return np.array(rows)
