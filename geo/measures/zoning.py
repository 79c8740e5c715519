"""Private, half private, half public, public: as the plan says, else by rule (methods §5)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import shapely

from geo.measures.arrays import Geometries, Integers, Reals
from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.crs import METRES
from geo.model.estimate import Grade

ZONES = ("private", "semi_private", "semi_public", "public")
"""From the home outwards."""

NOWHERE = -1
"""Level of a point that lies in no zone: inside a building, or off the map."""

PUBLIC_OWNERS = ("municipality", "state")

OWN_DOOR = 1
"""Dwellings behind a door that is somebody's own."""

DOOR_REACH_M = 4.0
"""How far an entrance may lie from the wall it belongs to."""


@dataclass(frozen=True)
class Zoning:
    """The zones of a department and the ground round it.

    Parameters
    ----------
    areas
        One geometry per zone in the order of ``ZONES``, empty where there is none; none overlaps.
    grade
        A for a plan, B by rule from known owners, C by rule alone.
    planned
        Whether a plan was delivered.
    """

    areas: Geometries = field(repr=False)
    grade: Grade
    planned: bool

    def area(self, zone: str) -> shapely.Geometry:
        """Answer the ground of a zone."""
        found: shapely.Geometry = self.areas[ZONES.index(zone)]
        return found

    def levels(self, xy: Reals) -> Integers:
        """Answer the zone of each point by its place in ``ZONES``, ``NOWHERE`` where in none.

        A point on the edge of two belongs to the more private.
        """
        level = np.full(len(xy), NOWHERE, dtype=np.int64)
        for number in reversed(range(len(ZONES))):
            shapely.prepare(self.areas[number])
            level[shapely.intersects_xy(self.areas[number], xy)] = number
        return level

    def frame(self) -> gpd.GeoDataFrame:
        """Answer the zones that are there, from the home outwards."""
        there = [number for number, area in enumerate(self.areas) if not area.is_empty]
        return gpd.GeoDataFrame(
            {"zone": [ZONES[number] for number in there], "planned": self.planned},
            geometry=list(self.areas[there]),
            crs=METRES,
        )


def zones_of_plan(
    zones: gpd.GeoDataFrame, boundary: shapely.Geometry, assumptions: Assumptions | None = None
) -> Zoning:
    """Answer the zones as a landscape plan draws them; of two that overlap the more private holds.

    What lies round the department and in no zone of the plan is public.

    Parameters
    ----------
    zones
        The ``zones`` layer with the column ``zone``.
    boundary
        The department.
    assumptions
        ``boundaries.public_ring_m``; the defaults if None.
    """
    named, shapes = zones["zone"].to_numpy(), zones.geometry.to_numpy()
    areas = [shapely.union_all(shapes[named == zone]) for zone in ZONES]
    areas[-1] = shapely.union(areas[-1], _round_about(boundary, assumptions))
    return _zoning(areas, Grade.A, planned=True)


def _round_about(boundary: shapely.Geometry, assumptions: Assumptions | None) -> shapely.Geometry:
    width = (assumptions or default_assumptions())["boundaries.public_ring_m"]
    return shapely.difference(shapely.buffer(boundary, width), boundary)


def zones_by_rule(
    boundary: shapely.Geometry,
    buildings: gpd.GeoDataFrame,
    entrances: gpd.GeoDataFrame,
    owner_areas: gpd.GeoDataFrame | None = None,
    assumptions: Assumptions | None = None,
) -> Zoning:
    """Answer the zones where nobody has drawn them.

    Before a façade with somebody's own door lies a private strip and then a half private one;
    before a façade with a common door a half private one only. The rest of the department is half
    public, but for what the municipality or the state owns; round about is public.

    Parameters
    ----------
    boundary
        The department.
    buildings, entrances
        Layers; a door belongs to the wall it lies at, and is somebody's own with one dwelling
        behind it. Doors without a count are common.
    owner_areas
        Layer with ``kind``, or None where the owners are not known.
    assumptions
        ``boundaries.private_m``, ``.semi_private_m``, ``.public_ring_m``; the defaults if None.
    """
    chosen = assumptions or default_assumptions()
    houses = shapely.union_all(buildings.geometry.to_numpy())
    own, common = _facades(buildings, entrances)
    near, far = chosen["boundaries.private_m"], chosen["boundaries.semi_private_m"]
    private = _strip(own, near)
    half_private = _strip(np.concatenate([own, common]), far)
    public = _round_about(boundary, chosen)
    if owner_areas is not None and "kind" in owner_areas:
        of_all = owner_areas.geometry.to_numpy()[owner_areas["kind"].isin(PUBLIC_OWNERS)]
        public = shapely.union(public, shapely.intersection(shapely.union_all(of_all), boundary))
    ground = shapely.difference(boundary, public)
    inside = [shapely.intersection(strip, ground) for strip in (private, half_private)]
    areas = [shapely.difference(area, houses) for area in (*inside, ground, public)]
    return _zoning(areas, Grade.C if owner_areas is None else Grade.B, planned=False)


def _zoning(areas: Sequence[shapely.Geometry], grade: Grade, *, planned: bool) -> Zoning:
    """Take from each zone what a more private one holds already."""
    kept: list[shapely.Geometry] = []
    taken: shapely.Geometry = shapely.GeometryCollection()
    for area in areas:
        kept.append(shapely.difference(area, taken))
        taken = shapely.union(taken, area)
    return Zoning(np.array(kept, dtype=object), grade, planned)


def _facades(
    buildings: gpd.GeoDataFrame, entrances: gpd.GeoDataFrame
) -> tuple[Geometries, Geometries]:
    """Answer the walls with somebody's own door, and those with a common one."""
    walls = _walls(buildings)
    doors = entrances.geometry.to_numpy()
    if not len(walls) or not len(doors):
        none = np.empty(0, dtype=object)
        return none, none
    door, wall = shapely.STRtree(walls).query_nearest(doors, max_distance=DOOR_REACH_M)
    order = np.lexsort((wall, door))
    door, wall = door[order], wall[order]
    first = np.append(True, np.diff(door) != 0)[: len(door)]
    door, wall = door[first], wall[first]
    known = "dwellings" in entrances
    homes = entrances["dwellings"].to_numpy(dtype=float) if known else np.full(len(doors), np.nan)
    own = homes[door] == OWN_DOOR
    return walls[np.unique(wall[own])], walls[np.unique(wall[~own])]


def _walls(buildings: gpd.GeoDataFrame) -> Geometries:
    """Answer every side of every house as a line of two ends."""
    rings = shapely.get_exterior_ring(shapely.get_parts(buildings.geometry.to_numpy()))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    along = np.flatnonzero(np.diff(ring) == 0)
    return np.asarray(shapely.linestrings(np.stack([xy[along], xy[along + 1]], axis=1)))


def _strip(walls: Geometries, width: float) -> shapely.Geometry:
    return shapely.union_all(shapely.buffer(walls, width, cap_style="flat"))
