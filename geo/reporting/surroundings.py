"""What the workspace knows of a place that is being reported: lamps, ground, department.

Only the square round the place is read, so that an answer does not grow with the municipality.
"""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely

from geo.measures.network import build_network
from geo.model.assumptions import default_assumptions
from geo.model.reports import Draft, Located
from geo.reporting.lamp_suggestion import Surroundings
from geo.reporting.ownership import Owner, kind_of, owner_at
from geo.store import Workspace

ROUND_M = 150.0
"""How far round the place paths and walls are looked at."""


def surroundings(workspace: Workspace, x: float, y: float) -> Surroundings:
    """Answer what lies round a place in metres, for the suggestion of lamps."""
    reach = default_assumptions()["reporting.lamp_reach_m"]
    close = (x - reach, y - reach, x + reach, y + reach)
    wide = (x - ROUND_M, y - ROUND_M, x + ROUND_M, y + ROUND_M)
    paths = workspace.layer("paths", bbox=wide)
    return Surroundings(
        lamps=workspace.layer("lamps", bbox=close),
        buildings=workspace.layer("buildings", bbox=close),
        boundaries=workspace.layer("boundaries", bbox=close),
        owner_areas=workspace.layer("owner_areas", bbox=wide),
        network=None if paths is None or paths.empty else build_network(paths),
    )


@dataclass(frozen=True)
class Grounds:
    """Whose and which ground is where: read once per state of the workspace, asked often."""

    departments: gpd.GeoDataFrame
    owner_areas: gpd.GeoDataFrame | None

    def department_at(self, x: float, y: float) -> str | None:
        """Answer the id of the department a place lies in, or None."""
        inside = self.departments.sindex.query(shapely.Point(x, y), predicate="intersects")
        return str(self.departments["id"].iloc[inside[0]]) if len(inside) else None

    def owner_at(self, x: float, y: float, accuracy_m: float | None) -> Owner | None:
        """Answer the owner of the ground at a place, or None where no register knows it."""
        if self.owner_areas is None:
            return None
        wide = shapely.box(x - ROUND_M, y - ROUND_M, x + ROUND_M, y + ROUND_M)
        near = self.owner_areas.iloc[np.sort(self.owner_areas.sindex.query(wide))]
        return owner_at(near, x, y, accuracy_m)


def grounds_of(workspace: Workspace) -> Grounds:
    """Read departments and owners' grounds with their index."""
    found = Grounds(workspace.departments(), workspace.layer("owner_areas"))
    for frame in (found.departments, found.owner_areas):
        if frame is not None:
            _ = frame.sindex  # made now, so that threads do not make it twice
    return found


def owner_of(grounds: Grounds, draft: Draft, lamps: gpd.GeoDataFrame | None) -> Owner | None:
    """Answer who is to act: the owner of the lamp that was picked, else of the ground."""
    if draft.x is None or draft.y is None:
        return None
    ground = grounds.owner_at(draft.x, draft.y, draft.accuracy_m)
    named = _owner_of_lamp(lamps, draft.lamp)
    if named is None or (ground is not None and ground.name == named):
        return ground
    other = None if ground is None else ground.name
    kind = kind_of(grounds.owner_areas, named)
    return Owner(named, kind, float("inf"), other, 1.0, border=False)


def with_lamp(draft: Draft, lamps: gpd.GeoDataFrame | None) -> Draft:
    """Answer the draft with the lamp that was picked or whose number was written, and its place.

    A number that no lamp or more than one bears is left as the words it is.
    """
    if lamps is None or lamps.empty or (draft.lamp is None and not draft.lamp_number.strip()):
        return draft
    if draft.lamp is not None:
        meant = lamps[lamps["id"] == draft.lamp]
    else:
        numbers = lamps["number"].fillna("").str.strip().str.casefold()
        meant = lamps[numbers == draft.lamp_number.strip().casefold()]
    if len(meant) != 1:
        return replace(draft, lamp=None)
    lamp = meant.iloc[0]
    there = shapely.centroid(lamp.geometry)
    placed = draft if draft.x is not None else replace(draft, x=there.x, y=there.y)
    located = draft.located if draft.x is not None else Located.LAMP
    return replace(placed, lamp=str(lamp["id"]), located=located)


def _owner_of_lamp(lamps: gpd.GeoDataFrame | None, lamp: str | None) -> str | None:
    if lamps is None or lamp is None:
        return None
    owners = lamps.loc[lamps["id"] == lamp, "owner"].dropna()
    return str(owners.iloc[0]) if len(owners) == 1 else None
