"""Windows and doors: as surveyed, else as buildings of that size usually have them (methods §3.1).

No opening is ever shown: they are counted at the places they look at.
"""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.facades import (
    azimuth,
    counting_storeys,
    facade_lines,
    facades_of,
    gables,
    outward,
)
from geo.measures.obstacles import is_shed, numbers, texts
from geo.measures.sightlines import EYE_M
from geo.measures.walls import Walls
from geo.model.assumptions import Assumptions, default_assumptions

OUT_M = 0.1
"""Metres an opening stands outside its façade, so that its own house does not hide it."""

ON_FACADE_M = 1.0
"""Metres within which a surveyed opening belongs to a façade."""

STEP_M = 0.9
"""Metres beyond that where one stands at a door."""

DOOR_M = 3.0
"""Metres within which an entrance belongs to a façade."""


@dataclass(frozen=True)
class Openings:
    """Openings as the eyes are counted from.

    Parameters
    ----------
    xyz
        (n, 3) metres; z is the height of the eye.
    facing_deg
        (n,) degrees clockwise from north; NaN looks all round.
    weight
        (n, 2) how much each counts by day and in the dark.
    surveyed
        (n,) whether a survey tells of it.
    """

    xyz: Reals = field(repr=False)
    facing_deg: Reals = field(repr=False)
    weight: Reals = field(repr=False)
    surveyed: Flags = field(repr=False)

    def __len__(self) -> int:
        """Answer how many openings there are."""
        return len(self.xyz)

    def only(self, which: Flags | Integers) -> "Openings":
        """Answer some of the openings."""
        return Openings(
            self.xyz[which], self.facing_deg[which], self.weight[which], self.surveyed[which]
        )


def together(*parts: Openings) -> Openings:
    """Answer several openings as one."""
    return Openings(
        np.concatenate([part.xyz for part in parts]),
        np.concatenate([part.facing_deg for part in parts]),
        np.concatenate([part.weight for part in parts]),
        np.concatenate([part.surveyed for part in parts]),
    )


def delivered_openings(frame: gpd.GeoDataFrame, assumptions: Assumptions | None = None) -> Openings:
    """Answer openings as they lie in a frame of points.

    Parameters
    ----------
    frame
        Points in EPSG:25832, z the ground (0 without). ``height_m`` of the eye above it (1.5),
        ``facing_deg`` (all round where null), ``weight``, else ``kind``: 1 for a window and 2
        for a door.
    """
    chosen = assumptions or default_assumptions()
    geometry = frame.geometry.to_numpy()
    height, weight = numbers(frame, "height_m"), numbers(frame, "weight")
    ground = np.nan_to_num(shapely.get_z(geometry), nan=0.0)
    usual = np.where(texts(frame, "kind") == "door", chosen["eyes.door_weight"], 1.0)
    counts = np.where(np.isnan(weight), usual, weight)
    z = ground + np.where(np.isnan(height), EYE_M, height)
    return Openings(
        xyz=np.column_stack([shapely.get_x(geometry), shapely.get_y(geometry), z]),
        facing_deg=_bearings(frame),
        weight=np.column_stack([counts, counts]),
        surveyed=np.ones(len(frame), dtype=bool),
    )


def openings_of(
    buildings: gpd.GeoDataFrame,
    surveyed: gpd.GeoDataFrame | None = None,
    entrances: gpd.GeoDataFrame | None = None,
    assumptions: Assumptions | None = None,
) -> Openings:
    """Answer the openings of buildings: surveyed ones, usual ones where none were, and doors.

    Parameters
    ----------
    buildings
        The ``buildings`` layer.
    surveyed
        The ``openings`` layer, or None.
    entrances
        The ``entrances`` layer: a door each where a façade is near.
    assumptions
        ``eyes.*``, ``obstacles.*`` and ``department.*``; the defaults if None.

    Examples
    --------
    >>> block = gpd.GeoDataFrame(
    ...     {"use": ["dwelling"], "storeys": [2], "dwellings": [12]},
    ...     geometry=[shapely.box(0, 0, 30, 10)],
    ...     crs=25832,
    ... )
    >>> found = openings_of(block)
    >>> len(found), round(float(found.weight[:, 0].sum()), 6)
    (52, 36.0)
    """
    chosen = assumptions or default_assumptions()
    facades, building = facades_of(buildings, chosen)
    tree = shapely.STRtree(facade_lines(facades))
    parts: list[Openings] = []
    known = np.zeros(len(buildings), dtype=bool)
    if surveyed is not None and len(surveyed):
        found, facade = _onto_facades(
            delivered_openings(surveyed, chosen), facades, tree, ON_FACADE_M
        )
        known[building[facade[facade >= 0]]] = True
        parts.append(found)
    usual = _usual(buildings, facades, building, ~known, chosen)
    parts.append(usual)
    if entrances is not None and len(entrances):
        doors, facade = _onto_facades(_doors(entrances, chosen), facades, tree, DOOR_M)
        parts.append(doors.only((facade >= 0) & _new(doors, parts[0] if known.any() else None)))
    every = together(*parts)
    return every.only(_outside(every, buildings))


def _usual(
    buildings: gpd.GeoDataFrame,
    facades: Walls,
    building: Integers,
    wanted: Flags,
    chosen: Assumptions,
) -> Openings:
    """Answer windows every 3 m and storey along the façades of the buildings wanted."""
    length, out = outward(facades)
    wanted = wanted & ~is_shed(buildings, chosen)
    row = np.flatnonzero((length >= chosen["eyes.facade_m"]) & wanted[building])
    count = np.maximum(1, np.floor(length[row] / chosen["eyes.opening_m"] + 1e-9)).astype(np.int64)
    of = np.repeat(row, count)
    number = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    share = ((number + 0.5) / np.repeat(count, count))[:, None]
    ends = facades.ends[of]
    xy = ends[:, :2] + (ends[:, 2:] - ends[:, :2]) * share + OUT_M * out[of]
    storeys = counting_storeys(buildings, chosen)[building[of]]
    weight = np.where(
        gables(buildings, facades, building, chosen)[of], chosen["eyes.gable_weight"], 1.0
    )
    column = np.repeat(np.arange(len(of)), storeys)
    level = np.arange(len(column)) - np.repeat(np.cumsum(storeys) - storeys, storeys)
    z = EYE_M + chosen["department.storey_height_m"] * level
    return Openings(
        xyz=np.column_stack([xy[column], z]).astype(np.float64),
        facing_deg=azimuth(out[of])[column],
        weight=_scaled(weight[column], building[of][column], buildings, chosen),
        surveyed=np.zeros(len(column), dtype=bool),
    )


def _scaled(
    weight: Reals, building: Integers, buildings: gpd.GeoDataFrame, chosen: Assumptions
) -> Reals:
    """Answer weights by day and in the dark: no more than three windows to a dwelling."""
    dwellings = numbers(buildings, "dwellings")
    lived_in = (dwellings > 0) | ((texts(buildings, "use") == "dwelling") & np.isnan(dwellings))
    total = np.bincount(building, weights=weight, minlength=len(buildings))
    most = np.where(np.isnan(dwellings), np.inf, chosen["eyes.per_dwelling"] * dwellings)
    scale = np.minimum(1.0, most / np.maximum(total, 1e-9))
    factors = [
        np.where(lived_in, scale, chosen[f"eyes.other_{state}_weight"]) for state in ("day", "dark")
    ]
    return np.column_stack([weight * factor[building] for factor in factors])


def _doors(entrances: gpd.GeoDataFrame, chosen: Assumptions) -> Openings:
    xy = shapely.get_coordinates(shapely.centroid(entrances.geometry.to_numpy()))
    count = len(xy)
    return Openings(
        xyz=np.column_stack([xy, np.full(count, EYE_M)]),
        facing_deg=np.full(count, np.nan),
        weight=np.full((count, 2), chosen["eyes.door_weight"]),
        surveyed=np.zeros(count, dtype=bool),
    )


def _onto_facades(
    openings: Openings, facades: Walls, tree: shapely.STRtree, within: float
) -> tuple[Openings, Integers]:
    """Move openings to just outside the façade nearest to them; answer its row, -1 without."""
    facade = np.full(len(openings), -1, dtype=np.int64)
    points = np.asarray(shapely.points(openings.xyz[:, :2]))
    one, other = tree.query_nearest(points, max_distance=within)
    order = np.lexsort((other, one))
    facade[one[order][::-1]] = other[order][::-1]
    near = facade >= 0
    lines = tree.geometries[facade[near]]
    foot = shapely.line_interpolate_point(lines, shapely.line_locate_point(lines, points[near]))
    _, out = outward(facades)
    xyz, facing = openings.xyz.copy(), openings.facing_deg.copy()
    xyz[near, :2] = shapely.get_coordinates(foot) + OUT_M * out[facade[near]]
    facing[near] = np.where(np.isnan(facing[near]), azimuth(out[facade[near]]), facing[near])
    return Openings(xyz, facing, openings.weight, openings.surveyed), facade


def _new(doors: Openings, surveyed: Openings | None) -> Flags:
    """Tell the doors that no survey tells of already."""
    if surveyed is None:
        return np.ones(len(doors), dtype=bool)
    tree = shapely.STRtree(np.asarray(shapely.points(surveyed.xyz[:, :2])))
    points = np.asarray(shapely.points(doors.xyz[:, :2]))
    told = np.zeros(len(doors), dtype=bool)
    told[tree.query(points, predicate="dwithin", distance=ON_FACADE_M)[0]] = True
    return ~told


def _outside(openings: Openings, buildings: gpd.GeoDataFrame) -> Flags:
    """Tell the openings that no other house is built against."""
    tree = shapely.STRtree(buildings.geometry.to_numpy())
    inside = tree.query(np.asarray(shapely.points(openings.xyz[:, :2])), predicate="intersects")[0]
    free = np.ones(len(openings), dtype=bool)
    free[inside] = False
    return free


def _bearings(frame: gpd.GeoDataFrame) -> Reals:
    if "facing_deg" not in frame:
        return np.full(len(frame), np.nan)
    values = pd.to_numeric(frame["facing_deg"], errors="coerce")
    return np.asarray(values.to_numpy(dtype=float, na_value=np.nan))


def outside_doors(
    entrances: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    assumptions: Assumptions | None = None,
) -> Reals:
    """Answer (n, 2) where one stands at each entrance: a step outside the façade near it.

    An entrance no façade is near to stays where it is.
    """
    chosen = assumptions or default_assumptions()
    facades, _ = facades_of(buildings, chosen)
    doors = _doors(entrances, chosen)
    moved, facade = _onto_facades(doors, facades, shapely.STRtree(facade_lines(facades)), DOOR_M)
    step = np.zeros((len(doors), 2))
    _, out = outward(facades)
    step[facade >= 0] = STEP_M * out[facade[facade >= 0]]
    return np.asarray(moved.xyz[:, :2] + step)
