"""Where people walk from a door: the goals of a department, and which of them each door is led to.

Only dwellings are counted, never persons (methods §6.3).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Geometries, Integers, Reals
from geo.measures.columns import kinds, numbers
from geo.measures.links import green_areas
from geo.model.assumptions import Assumptions, default_assumptions

PURPOSES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "stop": frozenset({"stop", "station"}),
        "parking": frozenset({"parking"}),
        "shop": frozenset({"shop"}),
        "school": frozenset({"school"}),
        "common_house": frozenset({"common_house"}),
        "neighbour": frozenset({"neighbour"}),
        "green": frozenset({"green"}),
    }
)
"""What a walk is for, and the kinds of destination that serve it."""

MEETING = "meeting_place"

OUTLINE_M = 20
"""Metres between the points along the edge of a large place from which it can be entered."""


@dataclass(frozen=True)
class Goals:
    """Points where a goal is reached; an area has several.

    Parameters
    ----------
    xy
        (n, 2) metres.
    purpose
        What a walk there is for.
    thing
        Number of the goal; the points of one area share it.
    """

    xy: Reals = field(repr=False)
    purpose: "np.ndarray[tuple[int], np.dtype[np.str_]]" = field(repr=False)
    thing: Integers = field(repr=False)

    def of(self, purpose: str) -> Integers:
        """Answer the rows of a purpose."""
        return np.flatnonzero(self.purpose == purpose)


def goals(
    destinations: gpd.GeoDataFrame | None,
    meeting_places: gpd.GeoDataFrame | None,
    common_areas: gpd.GeoDataFrame | None,
    assumptions: Assumptions | None = None,
) -> Goals:
    """Answer where walks lead: stops, parking, school or shop, common house, neighbours, green.

    Parameters
    ----------
    destinations, meeting_places, common_areas
        Layers of the model, or None where not delivered.
    assumptions
        ``routes.green_area_m2``; the defaults if None.
    """
    parts: list[tuple[str, Geometries]] = []
    if destinations is not None:
        kind = kinds(destinations)
        shapes = destinations.geometry.to_numpy()
        parts += [(purpose, shapes[kind.isin(served)]) for purpose, served in PURPOSES.items()]
    if meeting_places is not None:
        kind = kinds(meeting_places)
        shapes = meeting_places.geometry.to_numpy()
        parts.append((MEETING, shapes))
        parts.append(("common_house", shapes[kind.isin({"common_house", "common_room"})]))
    parts.append(("green", green_areas(common_areas, assumptions)))
    names = np.concatenate([np.repeat(name, len(shapes)) for name, shapes in parts])
    shapes = np.concatenate([shapes for _, shapes in parts])
    xy, thing = ways_in(shapes)
    return Goals(xy, names[thing].astype(np.str_), thing)


def ways_in(shapes: Geometries) -> tuple[Reals, Integers]:
    """Answer points where each place can be reached, and the place of each."""
    area = shapely.get_dimensions(shapes) > 1
    outline = shapely.segmentize(shapely.boundary(shapes[area]), OUTLINE_M)
    edge, owner = shapely.get_coordinates(outline, return_index=True)
    single, at = shapely.get_coordinates(shapes[~area], return_index=True)
    return (
        np.concatenate([single, edge]),
        np.concatenate([np.flatnonzero(~area)[at], np.flatnonzero(area)[owner]]),
    )


def errands(metres: Reals, found: Goals, assumptions: Assumptions | None = None) -> pd.DataFrame:
    """Answer the walks from each door: to the two nearest stops, and the nearest of the rest.

    Parameters
    ----------
    metres
        (doors, goals) walk, infinite where there is no way.
    found
        The goals.
    assumptions
        ``routes.stops``; the defaults if None.

    Returns
    -------
    pandas.DataFrame
        Row per walk: ``door``, ``goal``, ``purpose``, ``rank`` (0 for the nearest).
    """
    stops = int((assumptions or default_assumptions())["routes.stops"])
    rows: list[pd.DataFrame] = []
    for purpose in (*PURPOSES, MEETING):
        members = found.of(purpose)
        if not len(members) or not len(metres):
            continue
        # Nearest first; at equal distance the first in the order of the layer.
        order = np.argsort(np.round(metres[:, members], 6), axis=1, kind="stable")
        for rank in range(min(stops if purpose == "stop" else 1, len(members))):
            goal = members[order[:, rank]]
            door = np.flatnonzero(np.isfinite(metres[np.arange(len(metres)), goal]))
            walk = {"door": door, "goal": goal[door], "purpose": purpose, "rank": rank}
            rows.append(pd.DataFrame(walk))
    columns = {"door": "int64", "goal": "int64", "purpose": "object", "rank": "int64"}
    if not rows:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
    return pd.concat(rows, ignore_index=True).astype(columns)


def doors_of(entrances: gpd.GeoDataFrame) -> Reals:
    """Answer the (n, 2) coordinates of entrances."""
    return shapely.get_coordinates(shapely.centroid(entrances.geometry.to_numpy()))


def dwellings_of(entrances: gpd.GeoDataFrame) -> Reals:
    """Answer the dwellings behind each entrance; one not counted has as many as the others."""
    counted = numbers(entrances, "dwellings")
    known = counted[np.isfinite(counted)]
    usual = known.mean() if known.sum() > 0 else 1.0
    filled = np.where(np.isfinite(counted), counted, usual)
    return filled if filled.sum() > 0 else np.ones(len(entrances))
