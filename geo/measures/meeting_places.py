"""Reach of meeting places: how far it is from each door to the nearest place for each group."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.network import Network
from geo.measures.walking import access, distances
from geo.model.assumptions import Assumptions, default_assumptions

GROUPS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "toddlers": frozenset({"sandpit", "playground"}),
        "children": frozenset({"playground", "ball_court"}),
        "youth": frozenset({"youth_spot", "ball_court", "skate", "table_tennis", "fitness"}),
        "elders": frozenset({"bench", "picnic_table", "petanque", "cafe", "terrace"}),
        "all": frozenset(
            ["common_garden", "common_room", "common_house", "barbecue", "square", "laundry"]
        ),
    }
)
"""Kinds of place that serve each group, where the place does not say itself whom it is for."""

SHELTERED_SEAT = "bench"
"""A seat with shelter is also a place for young people to hang out."""

OUTLINE_M = 20
"""Metres between the points along the edge of a large place from which it can be entered."""


@dataclass(frozen=True)
class Reach:
    """What the doors of a department reach.

    Parameters
    ----------
    score
        0–100 per entrance (rows) and group (columns); NaN where the door meets no path.
    metres
        Walk to the nearest place of the group, infinite where there is none on the network.
    dwellings
        Dwellings behind each entrance, as counted.
    connected
        Whether the entrance meets a path.
    """

    score: pd.DataFrame = field(repr=False)
    metres: pd.DataFrame = field(repr=False)
    dwellings: Reals = field(repr=False)
    connected: Flags = field(repr=False)

    @property
    def coverage(self) -> float:
        """Answer the share of dwellings whose door meets a path."""
        return float(self.dwellings[self.connected].sum() / self.dwellings.sum())

    def group_scores(self) -> "pd.Series[float]":
        """Answer the mean over dwellings of each group's score."""
        weight = self.dwellings[self.connected]
        values = self.score.to_numpy(dtype=float)[self.connected]
        return pd.Series(weight @ values / weight.sum(), index=self.score.columns)

    def group_metres(self) -> "pd.Series[float]":
        """Answer the median walk of each group over the entrances."""
        return self.metres[self.connected].median()


def reach_of_places(
    network: Network,
    entrances: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    assumptions: Assumptions | None = None,
) -> Reach:
    """Answer how well each door reaches a place for each group (methods §4, 3a).

    A place gives 100 up to its group's good distance, falling in a straight line to 0 at the far
    one; of several places the best counts. Distances are walked along the network; quality is
    not weighed.

    Parameters
    ----------
    network
        The walking network.
    entrances
        The ``entrances`` layer. Where dwellings are not counted, an entrance has as many as the
        others have on average, or one.
    places
        The ``meeting_places`` layer, points or areas.
    assumptions
        ``meeting_places.*`` and ``network.access_m``; the defaults if None.
    """
    chosen = assumptions or default_assumptions()
    doors = shapely.get_coordinates(shapely.centroid(entrances.geometry.to_numpy()))
    xy, place = _ways_in(places)
    served = places_by_group(places)
    walk = distances(network, doors, xy, limit=_farthest(chosen), assumptions=chosen)
    connected = access(network, doors, chosen).edge >= 0
    metres = pd.DataFrame(index=entrances.index)
    score = pd.DataFrame(index=entrances.index)
    for group in GROUPS:
        of_group = walk[:, served[group].to_numpy(dtype=bool)[place]]
        nearest = of_group.min(axis=1, initial=np.inf)
        metres[group] = nearest
        score[group] = np.where(connected, distance_score(nearest, group, chosen), np.nan)
    return Reach(score, metres, _dwellings(entrances), connected)


def distance_score(metres: Reals, group: str, chosen: Assumptions) -> Reals:
    """Answer 100 up to the good distance of a group, 0 from the far one on.

    >>> distance_score(np.array([100.0, 250.0, 500.0]), "toddlers", default_assumptions()).tolist()
    [100.0, 50.0, 0.0]
    """
    good = chosen[f"meeting_places.good_{group}_m"]
    far = chosen[f"meeting_places.far_{group}_m"]
    return np.asarray(np.interp(metres, [good, far], [100.0, 0.0]))


def places_by_group(places: gpd.GeoDataFrame) -> pd.DataFrame:
    """Tell which places serve which group: as delivered, else by their kind.

    A place for all serves the group ``all``. One run by adults is none for the young.
    """
    kind, groups = _texts(places, "kind"), _texts(places, "groups")
    sheltered = (_texts(places, "shelter") == "yes") & (kind == SHELTERED_SEAT)
    adult_run = _texts(places, "adult_run") == "yes"
    served = pd.DataFrame(index=places.index)
    for group, kinds in GROUPS.items():
        named = groups.str.split(r"[;,\s]+").map(lambda names, g=group: g in names)
        served[group] = np.where(groups == "", kind.isin(kinds), named)
    served["youth"] = (served["youth"] | (sheltered & (groups == ""))) & ~adult_run
    return served


def _ways_in(places: gpd.GeoDataFrame) -> tuple[Reals, Integers]:
    """Answer points where each place can be reached, and the place of each."""
    geometry = places.geometry.to_numpy()
    area = shapely.get_dimensions(geometry) > 1
    outline = shapely.segmentize(shapely.boundary(geometry[area]), OUTLINE_M)
    edge, owner = shapely.get_coordinates(outline, return_index=True)
    single, at = shapely.get_coordinates(geometry[~area], return_index=True)
    return (
        np.concatenate([single, edge]),
        np.concatenate([np.flatnonzero(~area)[at], np.flatnonzero(area)[owner]]),
    )


def _farthest(chosen: Assumptions) -> float:
    return max(chosen[f"meeting_places.far_{group}_m"] for group in GROUPS)


def _dwellings(entrances: gpd.GeoDataFrame) -> Reals:
    if "dwellings" not in entrances:
        return np.ones(len(entrances))
    counted = pd.to_numeric(entrances["dwellings"], errors="coerce").to_numpy(dtype=float)
    known = counted[np.isfinite(counted)]
    usual = known.mean() if known.sum() > 0 else 1.0
    filled = np.where(np.isfinite(counted), counted, usual)
    return filled if filled.sum() > 0 else np.ones(len(entrances))


def _texts(frame: gpd.GeoDataFrame, column: str) -> "pd.Series[str]":
    if column not in frame:
        return pd.Series("", index=frame.index, dtype="str")
    values = [value.lower() if isinstance(value, str) else "" for value in frame[column]]
    return pd.Series(values, index=frame.index, dtype="str")
