"""Windows of homes that a plan may light or lay open: counted by side of a building, never shown.

Where no survey tells of them they are taken to lie as buildings of that size usually have them.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.obstacles import Texts, numbers, texts
from geo.measures.openings import ON_FACADE_M, openings_of
from geo.model.language import sentence
from geo.scoring.scene import Scene

SIDES = ("north", "east", "south", "west")
"""Sides of a building, by where its windows look."""

FEW = 3
"""Fewer windows than so many on one side are told as few: nobody's own window is pointed at."""


@dataclass(frozen=True)
class SideCount:
    """Windows on one side of one building; ``windows`` is None where they are fewer than three."""

    building: str
    side: str
    windows: int | None

    @property
    def label(self) -> str:
        """Answer the count in words."""
        facts = {"side": sentence(f"side.{self.side}"), "count": self.windows, "few": FEW}
        return sentence("others.few" if self.windows is None else "others.count", facts)

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "building": self.building,
            "side": self.side,
            "windows": self.windows,
            "label": self.label,
        }


@dataclass(frozen=True)
class Windows:
    """Windows of homes.

    Parameters
    ----------
    xyz
        (n, 3) metres, a hand outside the façade; z is the height of the eye.
    facing_deg
        (n,) degrees clockwise from north.
    building
        (n,) row of the building.
    names
        Id of each building.
    surveyed
        Whether any of them was surveyed.
    """

    xyz: Reals = field(repr=False)
    facing_deg: Reals = field(repr=False)
    building: Integers = field(repr=False)
    names: Texts = field(repr=False)
    surveyed: bool = False

    def __len__(self) -> int:
        """Answer how many there are."""
        return len(self.xyz)

    def only(self, which: Flags) -> "Windows":
        """Answer some of them."""
        return Windows(
            self.xyz[which],
            self.facing_deg[which],
            self.building[which],
            self.names,
            self.surveyed,
        )

    def by_side(self, which: Flags) -> tuple[SideCount, ...]:
        """Count some of them by building and side, in the order of the buildings."""
        side = np.round(np.mod(self.facing_deg[which], 360) / 90).astype(int) % len(SIDES)
        count = Counter(zip(self.building[which].tolist(), side.tolist(), strict=True))
        return tuple(
            SideCount(str(self.names[of]), SIDES[way], number if number >= FEW else None)
            for (of, way), number in sorted(count.items())
        )


def windows_of(scene: Scene) -> Windows:
    """Answer the windows of homes near a department; none where no buildings were delivered."""
    return scene.apart("planning.windows", _windows)


def told(counts: Iterable[SideCount]) -> tuple[str, ...]:
    """Say how many windows there are per side, over all buildings.

    >>> told([SideCount("a", "south", 12), SideCount("b", "south", None)])
    ('mod syd: mindst 13 vinduer på 2 bygninger',)
    """
    found = list(counts)
    said = []
    for side in SIDES:
        rows = [row for row in found if row.side == side]
        if not rows:
            continue
        few = any(row.windows is None for row in rows)
        facts = {
            "side": sentence(f"side.{side}"),
            "count": sum(row.windows or 1 for row in rows),
            "buildings": len({row.building for row in rows}),
            "few": FEW,
        }
        if len(rows) == 1:
            said.append(sentence("others.few" if few else "others.one", facts))
        else:
            said.append(sentence("others.at_least" if few else "others.exactly", facts))
    return tuple(said)


def _windows(scene: Scene) -> Windows:
    buildings = scene.department.layer("buildings")
    if buildings is None or buildings.empty:
        nothing = np.empty(0)
        return Windows(
            np.empty((0, 3)), nothing, nothing.astype(np.int64), np.empty(0, dtype=object)
        )
    surveyed = _not_doors(scene.department.layer("openings"))
    found = openings_of(buildings, surveyed, None, scene.assumptions)
    tree = shapely.STRtree(buildings.geometry.to_numpy())
    points = np.asarray(shapely.points(found.xyz[:, :2]))
    place, of = tree.query_nearest(points, max_distance=ON_FACADE_M, all_matches=False)
    building = np.full(len(found), -1, dtype=np.int64)
    building[place] = of
    home = np.append(lived_in(buildings), False)
    homes = home[building] & np.isfinite(found.facing_deg) & (found.weight > 0).any(axis=1)
    return Windows(
        found.xyz[homes],
        found.facing_deg[homes],
        building[homes],
        texts(buildings, "id"),
        bool(found.surveyed[homes].any()),
    )


def _not_doors(openings: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    if openings is None:
        return None
    windows = openings[texts(openings, "kind") != "door"]
    return gpd.GeoDataFrame(windows.reset_index(drop=True))


def lived_in(buildings: gpd.GeoDataFrame) -> Flags:
    """Tell the buildings that hold dwellings: as counted, else by their use."""
    dwellings = numbers(buildings, "dwellings")
    named = texts(buildings, "use") == "dwelling"
    return np.asarray((dwellings > 0) | (np.isnan(dwellings) & named), dtype=bool)
