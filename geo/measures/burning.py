"""Lamps as they burn in the evening, with what stands in their light: lux on any ground."""

from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from geo.measures.arrays import Reals
from geo.measures.lamp_walls import clear_of_walls
from geo.measures.lamps import LampLight, lamp_light
from geo.measures.luminaire_files import luminaires_of
from geo.measures.photometry import lux_from
from geo.measures.walls import Walls, walls_from
from geo.model.assumptions import Assumptions, default_assumptions


@dataclass(frozen=True, eq=False)
class Burning:
    """What some ground is lit by.

    Parameters
    ----------
    light
        The lamps at an hour; those on walls hung before them.
    walls
        What stands in the way, or None for open country.
    reach
        Mounting heights beyond which a lamp is left out.
    """

    light: LampLight = field(repr=False)
    walls: Walls | None = field(repr=False)
    reach: float

    def at(self, points: Reals) -> Reals:
        """Answer the horizontal lux (n,) at (n, 3) points on the ground."""
        return lux_from(points, self.light, self.walls, reach=self.reach)


def burning(
    lamps: gpd.GeoDataFrame,
    obstacles: gpd.GeoDataFrame | None = None,
    luminaires: pd.DataFrame | None = None,
    assumptions: Assumptions | None = None,
) -> Burning | None:
    """Answer the lamps as they burn in the evening; None where lamps were named and lie nowhere.

    Parameters
    ----------
    lamps
        The ``lamps`` layer.
    obstacles
        As of ``obstacles_from`` for light; None where nothing was delivered that could stand in
        the way.
    luminaires
        The ``luminaires`` table; a file that contradicts itself is passed over.
    assumptions
        ``lighting.*``; the defaults if None.
    """
    chosen = assumptions or default_assumptions()
    known, _ = luminaires_of(luminaires)
    hour = chosen["lighting.evening_hour"]
    light = lamp_light(lamps, chosen, luminaires=known, hour=hour)
    if len(lamps) and not len(light):
        return None
    walls = None
    if obstacles is not None and len(obstacles):
        light, _ = clear_of_walls(light, obstacles, chosen["lighting.wall_lamp_m"])
        walls = walls_from(obstacles)
    return Burning(light, walls, chosen["lighting.reach_heights"])
