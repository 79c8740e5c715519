"""What the workspace knows of a place that is being reported: lamps, ground, department.

Only the square round the place is read, so that an answer does not grow with the municipality.
"""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from geo.measures.network import build_network
from geo.model.assumptions import default_assumptions
from geo.model.reports import Draft, Located
from geo.reporting.lamp_suggestion import Surroundings
from geo.reporting.ownership import Owner, owner_at
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


def department_at(workspace: Workspace, x: float, y: float) -> str | None:
    """Answer the id of the department a place lies in, or None."""
    around = workspace.layer("departments", bbox=(x, y, x, y))
    if around is None or around.empty:
        return None
    inside = np.flatnonzero(shapely.covers(around.geometry.to_numpy(), shapely.Point(x, y)))
    return str(around["id"].iloc[inside[0]]) if len(inside) else None


def owner_of(workspace: Workspace, draft: Draft, lamps: gpd.GeoDataFrame | None) -> Owner | None:
    """Answer who is to act: the owner of the lamp that was picked, else of the ground."""
    if draft.x is None or draft.y is None:
        return None
    wide = (draft.x - ROUND_M, draft.y - ROUND_M, draft.x + ROUND_M, draft.y + ROUND_M)
    ground = owner_at(workspace.layer("owner_areas", bbox=wide), draft.x, draft.y, draft.accuracy_m)
    named = _owner_of_lamp(lamps, draft.lamp)
    if named is None or (ground is not None and ground.name == named):
        return ground
    other = None if ground is None else ground.name
    return Owner(named, None, float("inf"), other, 1.0, border=False)


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
