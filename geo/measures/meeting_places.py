"""Reach of meeting places: how far it is from each door to the nearest place for each group."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.measures.arrays import Flags, Reals
from geo.measures.errands import doors_of, dwellings_of, ways_in
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


def reach_of_places(
    network: Network,
    entrances: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    assumptions: Assumptions | None = None,
    quality: Reals | None = None,
) -> Reach:
    """Answer how well each door reaches a place for each group (methods §4, 3a).

    A place gives 100 up to its group's good distance, falling in a straight line to 0 at the far
    one, times its quality; of several places the best counts. Distances are walked along the
    network.

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
    quality
        0–1 per place, NaN where nothing is known of it and it counts in full; None for all.
    """
    chosen = assumptions or default_assumptions()
    walked = walks_to_places(network, entrances, places, chosen)
    return reach(walked, entrances, quality, chosen)


@dataclass(frozen=True)
class WalksToPlaces:
    """Metres from each door (rows) to each place, which doors meet a path, whom places serve."""

    metres: Reals = field(repr=False)
    connected: Flags = field(repr=False)
    served: pd.DataFrame = field(repr=False)


def walks_to_places(
    network: Network,
    entrances: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    assumptions: Assumptions | None = None,
) -> WalksToPlaces:
    """Answer the walk from each door to where each place is reached first."""
    chosen = assumptions or default_assumptions()
    doors = doors_of(entrances)
    xy, place = ways_in(places.geometry.to_numpy())
    to_ways = distances(network, doors, xy, limit=_farthest(chosen), assumptions=chosen)
    metres = np.full((len(places), len(doors)), np.inf)
    np.minimum.at(metres, place, to_ways.T)
    connected = access(network, doors, chosen).edge >= 0
    return WalksToPlaces(metres.T, connected, places_by_group(places))


def reach(
    walked: WalksToPlaces,
    entrances: gpd.GeoDataFrame,
    quality: Reals | None = None,
    assumptions: Assumptions | None = None,
) -> Reach:
    """Answer the reach where the walks are known already; see ``reach_of_places``."""
    chosen = assumptions or default_assumptions()
    walk, connected = walked.metres, walked.connected
    worth = np.ones(walk.shape[1]) if quality is None else np.where(np.isnan(quality), 1.0, quality)
    served = walked.served
    metres = pd.DataFrame(index=entrances.index)
    score = pd.DataFrame(index=entrances.index)
    for group in GROUPS:
        members = served[group].to_numpy(dtype=bool)
        of_group = walk[:, members]
        best = (distance_score(of_group, group, chosen) * worth[members]).max(axis=1, initial=0.0)
        metres[group] = of_group.min(axis=1, initial=np.inf)
        score[group] = np.where(connected, best, np.nan)
    return Reach(score, metres, dwellings_of(entrances), connected)


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


def _farthest(chosen: Assumptions) -> float:
    return max(chosen[f"meeting_places.far_{group}_m"] for group in GROUPS)


def _texts(frame: gpd.GeoDataFrame, column: str) -> "pd.Series[str]":
    if column not in frame:
        return pd.Series("", index=frame.index, dtype="str")
    values = [value.lower() if isinstance(value, str) else "" for value in frame[column]]
    return pd.Series(values, index=frame.index, dtype="str")
