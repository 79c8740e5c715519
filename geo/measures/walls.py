"""Obstacles as upright panels: what light and sight have to pass.

An obstacle is a line or the rim of an area between two heights. Roofs and floors are not needed:
a ray between two places outside a house that enters through the roof leaves through a wall. Only
crowns with an open underside are approximated so.

Coordinates are metres from a corner of the scene, so that the numbers stay small and exact.
"""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.measures.arrays import Flags, Geometries, Integers, Reals

AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
LINES = (
    shapely.GeometryType.LINESTRING,
    shapely.GeometryType.LINEARRING,
    shapely.GeometryType.MULTILINESTRING,
)


@dataclass(frozen=True)
class Walls:
    """Upright panels, each part of an obstacle.

    Parameters
    ----------
    ends
        (n, 4) metres from ``origin``: x0, y0, x1, y1. Round an area the inside is to the left.
    base, top
        (n,) metres: a ray is held up at both heights and between them.
    transmittance
        (n,) the share that passes the whole obstacle: 0 for a wall.
    obstacle
        (n,) row of the obstacle. A ray through several panels of one obstacle passes it once.
    closed
        (n,) whether the panel is part of the rim of an area.
    origin
        (2,) EPSG:25832 of the local (0, 0).
    """

    ends: Reals = field(repr=False)
    base: Reals = field(repr=False)
    top: Reals = field(repr=False)
    transmittance: Reals = field(repr=False)
    obstacle: Integers = field(repr=False)
    closed: Flags = field(repr=False)
    origin: Reals

    def __len__(self) -> int:
        """Answer how many panels there are."""
        return len(self.base)

    def only(self, which: Integers | Flags) -> "Walls":
        """Answer some of the panels."""
        return Walls(
            self.ends[which],
            self.base[which],
            self.top[which],
            self.transmittance[which],
            self.obstacle[which],
            self.closed[which],
            self.origin,
        )

    def local(self, points: Reals) -> Reals:
        """Answer (n, 2) or (n, 3) points of EPSG:25832 in metres from the origin."""
        shift = np.zeros(points.shape[1])
        shift[:2] = self.origin
        return points - shift

    def panels(self) -> Reals:
        """Answer (n, 7) x0, y0, x1, y1, base, top, transmittance: what the kernels read."""
        return np.column_stack([self.ends, self.base, self.top, self.transmittance])


def walls_from(obstacles: gpd.GeoDataFrame, origin: npt.ArrayLike | None = None) -> Walls:
    """Answer the panels of obstacles.

    Parameters
    ----------
    obstacles
        Lines or areas in EPSG:25832 with ``base_m`` and ``top_m`` above the ground (or above the
        z of the geometry, where it has one) and, if wanted, ``transmittance`` (0 where absent).
        Rows without geometry, without height or that let everything pass are no obstacle.
    origin
        Where the local (0, 0) is to lie; by default a whole metre at the lower left corner.

    Raises
    ------
    ValueError
        Where a height is missing, a transmittance lies outside 0–1, or a geometry is a point.

    Examples
    --------
    >>> hedge = gpd.GeoDataFrame(
    ...     {"base_m": [0.0], "top_m": [1.8]},
    ...     geometry=[shapely.LineString([(700_010, 6_170_010), (700_040, 6_170_010)])],
    ...     crs=25832,
    ... )
    >>> walls = walls_from(hedge)
    >>> walls.ends.tolist(), walls.origin.tolist()
    ([[0.0, 0.0, 30.0, 0.0]], [700010.0, 6170010.0])
    """
    geometry = np.asarray(obstacles.geometry.to_numpy(), dtype=object)
    base, top = (_heights(obstacles, name) for name in ("base_m", "top_m"))
    passing = _shares(obstacles)
    there = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    _refuse_others(geometry[there])
    row = np.flatnonzero(there & (top > base) & (passing < 1))
    ground = _ground(geometry[row])
    parts, owner, closed = _rims(geometry[row])
    ends, of_part = _panels(parts)
    row_of = owner[of_part]
    corner = _corner(ends) if origin is None else np.asarray(origin, dtype=float)
    return Walls(
        ends=ends - np.tile(corner, 2),
        base=(base[row] + ground)[row_of],
        top=(top[row] + ground)[row_of],
        transmittance=passing[row][row_of],
        obstacle=row[row_of].astype(np.int64),
        closed=closed[of_part],
        origin=corner,
    )


def _heights(obstacles: gpd.GeoDataFrame, name: str) -> Reals:
    values = pd.to_numeric(obstacles[name]).to_numpy(dtype=float, na_value=np.nan)
    if not np.isfinite(values).all():
        raise ValueError(f"{name} must be a number for every obstacle")
    return np.asarray(values)


def _shares(obstacles: gpd.GeoDataFrame) -> Reals:
    if "transmittance" not in obstacles:
        return np.zeros(len(obstacles))
    values = pd.to_numeric(obstacles["transmittance"]).to_numpy(dtype=float, na_value=np.nan)
    values = np.nan_to_num(values, nan=0.0)
    if ((values < 0) | (values > 1)).any():
        raise ValueError("transmittance must lie in 0–1")
    return np.asarray(values)


def _refuse_others(geometry: Geometries) -> None:
    kinds = shapely.get_type_id(geometry)
    if not np.isin(kinds, [int(kind) for kind in (*AREAS, *LINES)]).all():
        raise ValueError("obstacles must be lines or areas")


def _ground(geometry: Geometries) -> Reals:
    """Answer the least z of each geometry, 0 where it has none."""
    xyz, owner = shapely.get_coordinates(geometry, include_z=True, return_index=True)
    least = np.full(len(geometry), np.inf)
    np.minimum.at(least, owner, np.nan_to_num(xyz[:, 2], nan=0.0))
    return np.where(np.isfinite(least), least, 0.0)


def _rims(geometry: Geometries) -> tuple[Geometries, Integers, Flags]:
    """Answer the lines and rings of geometries, the row of each, and whether it is a ring."""
    single, owner = shapely.get_parts(geometry, return_index=True)
    area = shapely.get_type_id(single) == int(shapely.GeometryType.POLYGON)
    rings, polygon = shapely.get_rings(shapely.orient_polygons(single[area]), return_index=True)
    lines = single[~area]
    rims = np.concatenate([rings, lines])
    of = np.concatenate([owner[area][polygon], owner[~area]]).astype(np.int64)
    ring = np.concatenate([np.ones(len(rings), dtype=bool), np.zeros(len(lines), dtype=bool)])
    order = np.argsort(of, kind="stable")
    return rims[order], of[order], ring[order]


def _panels(rims: Geometries) -> tuple[Reals, Integers]:
    """Answer the straight pieces of lines, and the line of each; pieces of no length are none."""
    xy, owner = shapely.get_coordinates(rims, return_index=True)
    follows = owner[1:] == owner[:-1]
    ends = np.column_stack([xy[:-1], xy[1:]])
    keep = follows & (ends[:, :2] != ends[:, 2:]).any(axis=1)
    return ends[keep], owner[:-1][keep].astype(np.int64)


def _corner(ends: Reals) -> Reals:
    if not len(ends):
        return np.zeros(2)
    return np.asarray(np.floor(ends.reshape(-1, 2).min(axis=0)))
