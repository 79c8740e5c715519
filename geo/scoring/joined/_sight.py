"""What a department is seen from, and what stands in the way: shared by whoever asks for eyes."""

from dataclasses import dataclass, field, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Flags, Reals
from geo.measures.obstacles import LAYERS, Leaves, Passing, obstacles_from
from geo.measures.openings import Openings, openings_of, outside_doors
from geo.measures.sightlines import EYE_M
from geo.measures.surveillance import effective_openings
from geo.measures.walls import Walls, walls_from
from geo.model.assumptions import Assumptions
from geo.model.estimate import Grade, worst
from geo.scoring.scene import Scene

WEIGHED = (
    *("eyes.gable_weight", "eyes.other_day_weight", "eyes.other_dark_weight"),
    *("eyes.door_weight", "eyes.per_dwelling"),
)
"""What is judged of how much openings count."""

ENDS = ("low", "value", "high")

SHARES = {"buildings": 0.5, "boundaries": 0.25, "vegetation": 0.25}
"""How much of what is wanted each layer is: without buildings there are no eyes at all."""


@dataclass(frozen=True)
class Sight:
    """Openings, and what stands in the way in leaf and without.

    Parameters
    ----------
    openings
        Windows and doors.
    levels
        The same, weighted by day and in the dark at three levels of all that is judged of them.
    walls, bare
        Panels in leaf, and with bare branches.
    houses
        Whether each panel of ``walls`` is the side of a house.
    chosen
        Every judged number.
    """

    openings: Openings = field(repr=False)
    levels: Openings = field(repr=False)
    walls: Walls = field(repr=False)
    bare: Walls = field(repr=False)
    houses: Flags = field(repr=False)
    chosen: Assumptions = field(repr=False)

    def at(self, ground: Reals) -> Reals:
        """Answer the effective openings (n, 2) by day and in the dark at (n, 2 or 3) points."""
        return effective_openings(_eyes(ground), self.openings, self.walls, self.chosen)

    def levels_at(self, ground: Reals) -> Reals:
        """Answer them (n, 3, 2): with all of their ranges lowest, as assumed, and highest."""
        seen = effective_openings(_eyes(ground), self.levels, self.walls, self.chosen)
        return seen.reshape(len(seen), 3, 2)

    def by_day(self, ground: Reals) -> Reals:
        """Answer the effective openings (n,) by day at points."""
        return np.asarray(self.at(ground)[:, 0])

    def in_winter(self, ground: Reals) -> Reals:
        """Answer the effective openings (n,) by day at points when the leaves are off."""
        seen = effective_openings(_eyes(ground), self.openings, self.bare, self.chosen)
        return np.asarray(seen[:, 0])


def sight(scene: Scene) -> Sight | None:
    """Answer what the department is seen from; None where no buildings were delivered."""
    return scene.apart("eyes.sight", _sight)


def _sight(scene: Scene) -> Sight | None:
    department, chosen = scene.department, scene.assumptions
    buildings = department.layer("buildings")
    if buildings is None:
        return None
    layers = {name: frame for name in LAYERS if (frame := department.layer(name)) is not None}
    in_leaf = obstacles_from(layers, Passing.SIGHT, Leaves.ON, chosen)
    bare = obstacles_from(layers, Passing.SIGHT, Leaves.OFF, chosen)
    corner = np.floor(np.asarray(shapely.bounds(department.boundary))[:2])
    walls = walls_from(in_leaf, corner)
    of_house = (in_leaf["layer"] == "buildings").to_numpy(dtype=bool)
    surveyed, entrances = department.layer("openings"), department.layer("entrances")
    return Sight(
        openings=openings_of(buildings, surveyed, entrances, chosen),
        levels=_levels(buildings, surveyed, entrances, chosen),
        walls=walls,
        bare=walls_from(bare, corner),
        houses=walls.closed & of_house[walls.obstacle],
        chosen=chosen,
    )


def _levels(
    buildings: gpd.GeoDataFrame,
    surveyed: gpd.GeoDataFrame | None,
    entrances: gpd.GeoDataFrame | None,
    chosen: Assumptions,
) -> Openings:
    """Answer the openings with their weights at the lowest, the assumed and the highest values.

    Places and heights are the same at all levels, so visibility is found once.
    """
    entries = [chosen.entry(name) for name in WEIGHED]
    ends = ({entry.key: getattr(entry, end) for entry in entries} for end in ENDS)
    low, usual, high = (
        openings_of(buildings, surveyed, entrances, chosen.with_values(values)) for values in ends
    )
    weight = np.concatenate([low.weight, usual.weight, high.weight], axis=1)
    return replace(usual, weight=weight)


def doors_of(scene: Scene) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Answer the department's own doors a step outside, and the eyes on each but its own."""
    return scene.apart("eyes.at_doors", _doors)


def _doors(scene: Scene) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    entrances, buildings = scene.entrances, scene.department.layer("buildings")
    found = sight(scene)
    if found is None or entrances is None or buildings is None or entrances.empty:
        blank = gpd.GeoDataFrame({"id": []}, geometry=[], crs=scene.department.layers["paths"].crs)
        return blank, pd.DataFrame({"openings": [], "openings_dark": []}, dtype=float)
    xy = outside_doors(entrances, buildings, found.chosen)
    surveyed = scene.department.layer("openings")
    windows = openings_of(buildings, surveyed, None, found.chosen)
    seen = effective_openings(_eyes(xy), windows, found.walls, found.chosen)
    own = entrances.set_geometry(
        gpd.GeoSeries(np.asarray(shapely.points(xy)), index=entrances.index, crs=entrances.crs)
    )
    return own, pd.DataFrame({"openings": seen[:, 0], "openings_dark": seen[:, 1]})


def sight_coverage(scene: Scene) -> float:
    """Answer the share of what is wanted that was delivered."""
    return float(sum(share for name, share in SHARES.items() if scene.department.has(name)))


def sight_grade(scene: Scene) -> Grade:
    """Answer the worst grade of the layers that were delivered; C where storeys are guessed."""
    sources, has = scene.department.sources, scene.department.has
    there = [name for name in (*LAYERS, "openings") if has(name)]
    grades = [sources[name].grade if name in sources else Grade.C for name in there]
    guessed = "buildings.storeys" in sources or "buildings.dwellings" in sources
    return worst(*grades, *([Grade.C] if guessed else []))


def _eyes(ground: Reals) -> Reals:
    z = ground[:, 2] if ground.shape[1] > 2 else np.zeros(len(ground))  # noqa: PLR2004 - x, y, z
    return np.column_stack([ground[:, :2], z + EYE_M])
