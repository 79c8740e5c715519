"""The façades of buildings: where they stand, which way they look, which are gables."""

import geopandas as gpd
import numpy as np
import shapely

from geo.measures.arrays import Flags, Geometries, Integers, Reals
from geo.measures.obstacles import building_heights, numbers
from geo.measures.walls import Walls, walls_from
from geo.model.assumptions import Assumptions

STRAIGHT_M = 0.05
"""Metres a façade may bend and still be one."""


def facades_of(buildings: gpd.GeoDataFrame, chosen: Assumptions) -> tuple[Walls, Integers]:
    """Answer the straight façades of buildings, and (n,) the row of each one's building.

    Parameters
    ----------
    buildings
        The ``buildings`` layer in EPSG:25832.
    chosen
        ``obstacles.*`` and ``department.*``, for heights nobody registered.
    """
    straight = shapely.simplify(buildings.geometry.to_numpy(), STRAIGHT_M)
    frame = gpd.GeoDataFrame(
        {"base_m": 0.0, "top_m": building_heights(buildings, chosen)},
        geometry=shapely.force_2d(straight),
        crs=buildings.crs,
    )
    walls = walls_from(frame, (0.0, 0.0))
    return walls, walls.obstacle


def facade_lines(walls: Walls) -> Geometries:
    """Answer (n,) each façade as a line on the ground."""
    return np.asarray(shapely.linestrings(walls.ends.reshape(-1, 2, 2)), dtype=object)


def outward(walls: Walls) -> tuple[Reals, Reals]:
    """Answer (n,) metres of each façade and (n, 2) its outward normal."""
    along = walls.ends[:, 2:] - walls.ends[:, :2]
    length = np.hypot(along[:, 0], along[:, 1])
    return length, np.column_stack([along[:, 1], -along[:, 0]]) / length[:, None]


def gables(
    buildings: gpd.GeoDataFrame, facades: Walls, building: Integers, chosen: Assumptions
) -> Flags:
    """Tell (n,) the ends of long buildings: short façades across the long axis."""
    box = shapely.oriented_envelope(buildings.geometry.to_numpy())
    corners = np.full((len(buildings), 5, 2), np.nan)
    whole = shapely.get_num_coordinates(box) == corners.shape[1]
    corners[whole] = shapely.get_coordinates(box[whole]).reshape(-1, 5, 2)
    sides = corners[:, 1:3] - corners[:, :2]
    long = np.hypot(sides[:, :, 0], sides[:, :, 1])
    axis = np.where((long[:, 0] >= long[:, 1])[:, None], sides[:, 0], sides[:, 1])
    length, out = outward(facades)
    # The outward normal of a gable runs along the long axis.
    ahead = np.abs((out * axis[building]).sum(axis=1)) / long.max(axis=1)[building]
    slab = long.max(axis=1)[building] >= chosen["eyes.slab_m"]
    return np.asarray(slab & (length < chosen["eyes.gable_m"]) & (ahead > np.sqrt(0.5)))


def counting_storeys(buildings: gpd.GeoDataFrame, chosen: Assumptions) -> Integers:
    """Answer per building the storeys that count, the lowest: registered, else from the height.

    Eyes from higher up do not make out what happens on the ground.
    """
    known = numbers(buildings, "storeys")
    guess = np.round(building_heights(buildings, chosen) / chosen["department.storey_height_m"])
    storeys = np.where(np.isnan(known), guess, known)
    return np.clip(storeys, 1, chosen["eyes.counting_storeys"]).astype(np.int64)


def azimuth(out: Reals) -> Reals:
    """Answer (n,) degrees clockwise from north of (n, 2) directions."""
    return np.asarray(np.degrees(np.arctan2(out[:, 0], out[:, 1])) % 360)
