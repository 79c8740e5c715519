"""Synthetic towns to measure on: one, four, sixteen or fifty departments among villas.

Nothing is drawn from a real place. A department is a square of rows of blocks (slabs, courtyards,
terraces or towers) with paths, lamps, hedges and trees, turned at random; villas with their roads
fill the ground between. The same count gives the same town, to the last bit.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.measures.lattice import Lattice, area_lattice
from geo.measures.obstacles import Passing, obstacles_from
from geo.measures.walls import Walls, walls_from
from geo.model.crs import METRES
from tests.benchmarks.town_parts import Parts, Points, department, placing, villas

CELL = 820.0
"""Metres of the square each department stands in the middle of."""

CORNER = np.array([700_000.0, 6_170_000.0])


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
        return self.lattice(department).points[:, :2]

    def lattice(self, department: int) -> Lattice:
        """Answer the 1 m squares of a department outside its buildings."""
        area: Any = self.departments.geometry.iloc[department]
        west, south, east, north = np.floor(shapely.bounds(area))
        every = area_lattice(shapely.box(west, south, east + 1, north + 1), 1.0)
        wanted = shapely.contains_xy(area, *np.meshgrid(every.x, every.y))
        inside = replace(every, wanted=np.asarray(wanted))
        wanted[wanted] = self._outside(inside.points[:, :2])
        return replace(every, wanted=wanted)

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
    parts = Parts()
    for number in range(departments):
        hectares = 12.0 if departments == 1 else float(np.clip(rng.lognormal(2.44, 0.4), 5, 30))
        centre = (np.array([number % across, number // across]) + 0.5) * CELL
        department(rng, parts, number, hectares, placing(rng, hectares, centre))
    villas(rng, parts, across * CELL, 366 * departments)
    return _town_of(parts)


def _town_of(parts: Parts) -> Town:
    rings, storeys, heights, owner = zip(*parts.buildings, strict=True)
    shapes = [shapely.Polygon(ring) for ring in rings]
    # Two dwellings to a staircase and storey in a department, one dwelling in a villa.
    lived = [
        2 * max(1, round(shape.length / 2 / 15)) * s if k >= 0 else 1
        for shape, s, k in zip(shapes, storeys, owner, strict=True)
    ]
    x, y, mast, whose = (np.array(column) for column in zip(*parts.lamps, strict=True))
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
        departments=_layer("d", parts.departments),
        buildings=buildings,
        paths=_layer(
            "p",
            [shapely.LineString(line) for line, _ in parts.paths],
            kind=["path"] * len(parts.paths),
            department=[k for _, k in parts.paths],
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
            [shapely.Polygon(ring) for ring, _, _ in parts.plants],
            kind=[kind for _, kind, _ in parts.plants],
            height_m=[height for _, _, height in parts.plants],
        ),
        facades=_facades(parts.buildings) + np.r_[CORNER, np.zeros(5)],
    )


def _layer(letter: str, shapes: list[Any], **columns: Any) -> gpd.GeoDataFrame:
    moved = shapely.transform(np.array(shapes, dtype=object), lambda xy: xy + CORNER)
    ids = [f"{letter}{number:06d}" for number in range(len(shapes))]
    return gpd.GeoDataFrame({"id": ids, **columns}, geometry=moved, crs=METRES)


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
