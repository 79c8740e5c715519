"""Lamps on walls: a register's point lies a little inside the building that carries the lamp."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from geo.measures.arrays import Flags
from geo.measures.lamps import LampLight

CLEAR_M = 0.1
"""Metres in front of the wall at which such a lamp is taken to hang."""


def clear_of_walls(
    light: LampLight, obstacles: gpd.GeoDataFrame, depth_m: float
) -> tuple[LampLight, Flags]:
    """Answer the lamps with those just inside a building hung before its nearest wall.

    Parameters
    ----------
    light
        The lamps.
    obstacles
        Obstacles with ``transmittance``; only areas that let nothing through and rise above the
        lamp can hide one.
    depth_m
        How deep inside a lamp may lie to be taken as hanging on the wall.

    Returns
    -------
    tuple
        The lamps, and which of them lie deeper inside and light nothing outside.
    """
    inside = np.zeros(len(light), dtype=bool)
    solid = obstacles[
        (obstacles["transmittance"] == 0)
        & obstacles.geom_type.isin(["Polygon", "MultiPolygon"]).to_numpy()
    ]
    if not len(light) or not len(solid):
        return light, inside
    shapes, top = solid.geometry.to_numpy(), solid["top_m"].to_numpy(dtype=float)
    places = np.asarray(shapely.points(light.xyz[:, :2]))
    lamp, shape = shapely.STRtree(shapes).query(places, predicate="within")
    covered = light.height_m[lamp] <= top[shape]
    lamp, shape = lamp[covered], shape[covered]
    rims = shapely.boundary(shapes[shape])
    near = shapely.line_interpolate_point(rims, shapely.line_locate_point(rims, places[lamp]))
    way = shapely.get_coordinates(near) - light.xyz[lamp, :2]
    depth = np.hypot(*way.T)
    shallow = (depth <= depth_m) & (depth > 0)
    inside[lamp[~shallow]] = True
    xyz = light.xyz.copy()
    step = way[shallow] * (1 + CLEAR_M / depth[shallow])[:, None]
    xyz[lamp[shallow], :2] += step
    return replace(light, xyz=xyz), inside
