"""What the light of a department is measured on: lamps, walls and points, understood once."""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Flags, Reals
from geo.measures.dark_stretches import lamps_that_matter
from geo.measures.lamp_grades import grade_of
from geo.measures.lamp_walls import clear_of_walls
from geo.measures.lamps import LampLight, lamp_light
from geo.measures.lattice import area_lattice
from geo.measures.lattice_light import lux_on
from geo.measures.light_ranges import heights_of, leaves_of
from geo.measures.light_raster import lux_raster
from geo.measures.lighting_class import target_classes
from geo.measures.luminaire_files import luminaires_of
from geo.measures.network import Network
from geo.measures.obstacles import LAYERS, Leaves, Passing, obstacles_from
from geo.measures.path_light import PathLight, path_light
from geo.measures.path_points import PathPoints, path_points
from geo.measures.photometry import lux_from
from geo.measures.sampling import Samples
from geo.measures.segment_light import Where
from geo.measures.walls import Walls, walls_from
from geo.model.assumptions import Assumptions
from geo.model.department import Department
from geo.model.errors import LuminaireError
from geo.model.estimate import Grade
from geo.scoring.scene import Scene


@dataclass(frozen=True, eq=False)
class Lit:
    """A department's paths and its lamps as they burn at 21:00, with trees in leaf.

    Parameters
    ----------
    network, points
        The network and the points of the department's paths.
    target_class
        Class each of its segments is held to.
    lamps
        The lamps layer.
    light, at_night, undimmed
        Lamps at 21:00, at 02:00, and as they burn in full; those on walls hung before them.
    near
        Those at 21:00 that light the paths.
    hidden
        Which of ``light`` lie deep inside a building.
    walls, bare
        What stands in the way in leaf, and when trees are bare.
    chosen
        Every judged number.
    refused
        Luminaire files that contradict themselves.
    """

    network: Network = field(repr=False)
    points: PathPoints = field(repr=False)
    target_class: "pd.Series[str]" = field(repr=False)
    lamps: gpd.GeoDataFrame = field(repr=False)
    light: LampLight = field(repr=False)
    at_night: LampLight = field(repr=False)
    undimmed: LampLight = field(repr=False)
    near: LampLight = field(repr=False)
    hidden: Flags = field(repr=False)
    walls: Walls = field(repr=False)
    bare: Walls = field(repr=False)
    chosen: Assumptions = field(repr=False)
    refused: tuple[LuminaireError, ...] = ()

    @property
    def samples(self) -> Samples:
        """Answer the samples of the paths."""
        return self.points.samples

    @property
    def grade(self) -> Grade:
        """Answer the grade of the lamps that light the paths."""
        return grade_of(self.near)

    @property
    def where(self) -> Where:
        """Answer what is measured and how it is judged."""
        return Where(self.network, self.points, self.target_class, self.grade, self.chosen)

    def path_light(self) -> PathLight:
        """Answer the light of the paths, kept apart by what is uncertain of it."""
        heights, leaves = heights_of(self.chosen), leaves_of(self.chosen)
        return path_light(
            self.points, self.near, self.walls, heights=heights, leaves=leaves, reach=self._reach
        )

    def ifs(self) -> dict[str, Reals]:
        """Answer lux at the samples at night, in winter, and without what dims or blocks it."""
        solid = self.walls.only(self.walls.transmittance == 0)
        return {
            "night": self._lux(self.at_night, self.walls),
            "winter": self._lux(self.light, self.bare),
            "undimmed": self._lux(self.undimmed, self.walls),
            "without_plants": self._lux(self.light, solid),
            "without_walls": self._lux(self.light, None),
        }

    def at(self, points: Reals) -> Reals:
        """Answer lux (n,) at (n, 3) points on any ground of the department."""
        return lux_from(points, self.light, self.walls, reach=self._reach)

    def raster(self, ground: shapely.Geometry) -> gpd.GeoDataFrame:
        """Answer lux on squares over some ground."""
        step = self.chosen["lighting.grid_m"]
        lattice = area_lattice(ground, step)
        (lux,) = lux_on([lattice], self.light, self.walls, reach=self._reach)
        return lux_raster(lattice, lux)

    @property
    def _reach(self) -> float:
        return self.chosen["lighting.reach_heights"]

    def _lux(self, light: LampLight, walls: Walls | None) -> Reals:
        return lux_from(self.samples.points, light, walls, reach=self._reach)


def lit(scene: Scene, lamps: gpd.GeoDataFrame) -> Lit | None:
    """Answer the lit department; None where there are no paths or no lamp lies anywhere."""
    samples, network, chosen = scene.samples, scene.network, scene.assumptions
    if network is None or samples is None or samples.segments.empty:
        return None
    department = scene.department
    known, refused = luminaires_of(department.layer("luminaires"))
    hours = (chosen["lighting.evening_hour"], chosen["lighting.night_hour"], None)
    standing = [lamp_light(lamps, chosen, luminaires=known, hour=hour) for hour in hours]
    if len(lamps) and not len(standing[0]):
        return None
    in_the_way = scene.apart("lighting.walls", _in_the_way)
    green = in_the_way.green
    hung = [clear_of_walls(light, green, chosen["lighting.wall_lamp_m"]) for light in standing]
    light, hidden = hung[0]
    return Lit(
        network=network,
        points=scene.apart("lighting.points", _points),
        target_class=scene.apart("lighting.targets", _targets),
        lamps=lamps,
        light=light,
        at_night=hung[1][0],
        undimmed=hung[2][0],
        near=light.only(lamps_that_matter(samples, light, chosen["lighting.reach_heights"])),
        hidden=hidden,
        walls=in_the_way.walls,
        bare=in_the_way.bare,
        chosen=chosen,
        refused=refused,
    )


@dataclass(frozen=True, eq=False)
class _InTheWay:
    """What stands in the way of light: as obstacles in leaf, and as walls in leaf and bare."""

    green: gpd.GeoDataFrame = field(repr=False)
    walls: Walls = field(repr=False)
    bare: Walls = field(repr=False)


def _in_the_way(scene: Scene) -> _InTheWay:
    department, chosen = scene.department, scene.assumptions
    corner = np.floor(np.array(shapely.bounds(department.boundary)[:2]))
    layers = {name: frame for name in LAYERS if (frame := department.layer(name)) is not None}
    green, bare = (obstacles_from(layers, Passing.LIGHT, leaves, chosen) for leaves in Leaves)
    return _InTheWay(green, walls_from(green, corner), walls_from(bare, corner))


def _points(scene: Scene) -> PathPoints:
    samples = scene.samples
    assert samples is not None, "asked for where there are samples"
    return path_points(samples)


def _targets(scene: Scene) -> "pd.Series[str]":
    samples = scene.samples
    assert samples is not None, "asked for where there are samples"
    return target_classes(samples.segments, scene.assumptions)


def common_ground(department: Department) -> shapely.Geometry:
    """Answer the common areas inside the department, else all of it, without its buildings."""
    areas, buildings = (department.layer(name) for name in ("common_areas", "buildings"))
    ground = department.boundary
    if areas is not None and len(areas):
        ground = shapely.intersection(ground, shapely.union_all(areas.geometry.to_numpy()))
    if buildings is not None and len(buildings):
        ground = shapely.difference(ground, shapely.union_all(buildings.geometry.to_numpy()))
    return ground
