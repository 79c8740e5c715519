"""What is known of the meeting places of a department: their light, who sees them, their walks."""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.columns import kinds
from geo.measures.errands import dwellings_of
from geo.measures.lighting_class import P_CLASSES
from geo.measures.meeting_places import GROUPS, WalksToPlaces, walks_to_places
from geo.measures.place_quality import lit_enough, points_of_places, quality, quality_items
from geo.measures.seating import Walk, seats_along, spacing_score
from geo.measures.sufficiency import COMMUNITY
from geo.measures.walk_pieces import walk_pieces
from geo.model.language import sentence
from geo.scoring.joined._lit import lit
from geo.scoring.measurement import State
from geo.scoring.movement import Movement
from geo.scoring.scene import Scene

SEATED_WALKS = ("stop", "shop", "common_house")
"""Purposes of the walks along which benches are counted."""

ROUNDED_TO = 5
"""Dwellings are told in fives: a place says how many may use it, not who."""


@dataclass(frozen=True)
class Places:
    """The meeting places within walking distance, as the indicators need them.

    Parameters
    ----------
    frame, entrances
        The layers: places, and the department's own entrances.
    own
        Which places lie in the department.
    walked
        The walks from the entrances.
    """

    frame: gpd.GeoDataFrame = field(repr=False)
    entrances: gpd.GeoDataFrame = field(repr=False)
    own: Flags = field(repr=False)
    walked: WalksToPlaces = field(repr=False)

    @property
    def community(self) -> Flags:
        """Answer which places serve a community rather than a group of neighbours."""
        return kinds(self.frame).isin(COMMUNITY).to_numpy(dtype=bool)


def places_of(scene: Scene) -> Places | None:
    """Answer the places, or None where places, doors or paths are missing."""
    return scene.apart("meeting_places.places", _places)


def _places(scene: Scene) -> Places | None:
    frame, entrances = scene.department.layer("meeting_places"), scene.entrances
    network = scene.network
    if frame is None or entrances is None or network is None or entrances.empty:
        return None
    own = np.asarray(shapely.intersects(scene.scored_area, frame.geometry.to_numpy()), dtype=bool)
    walked = walks_to_places(network, entrances, frame, scene.assumptions)
    return Places(frame, entrances, own, walked) if walked.connected.any() else None


def quality_of(scene: Scene, places: Places, state: State) -> tuple[Reals, Reals]:
    """Answer the quality of each place in a state, and the share of its items that are known."""
    lit = None if state is State.DAY else _lit(scene, places)
    return quality(quality_items(places.frame, _seen(scene, places), lit))


def _lit(scene: Scene, places: Places) -> Reals:
    """Tell which of the own places are lit to class P5; the lamps of others are not known.

    By the lamps of the factor light as they burn in the evening, past what stands in their way.
    """
    unknown = np.full(len(places.frame), np.nan)
    lamps = scene.department.layer("lamps")
    if lamps is None:
        return unknown
    found = scene.once("lighting.lit", lambda: lit(scene, lamps))
    own = np.flatnonzero(places.own)
    if found is None or not len(own):
        return unknown
    points, owner = points_of_places(places.frame.iloc[own])
    return lit_enough(found.at(points), own[owner], places.own, *P_CLASSES["p5"])


def _seen(scene: Scene, places: Places) -> Reals | None:
    """Answer the effective openings that see each place, from the paths close by."""
    columns = scene.even.result("eyes").segments
    if "eyes.openings" not in columns or scene.samples is None:
        return None
    lines = scene.samples.segments.geometry.to_numpy()
    reach = scene.assumptions["meeting_places.seen_m"]
    shapes = places.frame.geometry.to_numpy()
    place, row = shapely.STRtree(lines).query(shapes, predicate="dwithin", distance=reach)
    known = columns["eyes.openings"].reindex(scene.samples.segments.index)
    openings = np.asarray(known, dtype=np.float64)
    found = pd.Series(openings[row]).groupby(place).mean()
    return np.asarray(found.reindex(np.arange(len(shapes))), dtype=np.float64)


def seating(moves: Movement, places: Places) -> Reals:
    """Answer the seats of 3a per door: the mean of its walks up to 600 m; NaN without."""
    seats = seats_along(moves.network, moves.laid, places.frame, moves.assumptions)
    door, walks = seat_walks(moves)
    gaps = np.array(
        [seats.longest_gap(moves.laid, walk) if len(walk[0]) else 0.0 for walk in walks]
    )
    count = np.bincount(door, minlength=len(moves.door))
    total = np.bincount(door, weights=spacing_score(gaps), minlength=len(moves.door))
    return np.asarray(total / np.where(count > 0, count, np.nan))


def seat_walks(moves: Movement) -> tuple[Integers, list[Walk]]:
    """Answer the walks along which seats are counted: the door of each and its pieces in order."""
    chosen = moves.assumptions
    near = moves.walks[moves.walks["purpose"].isin(SEATED_WALKS) & (moves.walks["rank"] == 0)]
    door, goal = (near[name].to_numpy(dtype=np.int64) for name in ("door", "goal"))
    short = moves.metres[door, goal] <= chosen["meeting_places.seat_walk_m"]
    door, goal = door[short], goal[short]
    root = np.searchsorted(moves.roots, moves.goal[goal])
    cut = walk_pieces(moves.graph, moves.laid)
    walks: list[Walk] = []
    for start, end in zip(door.tolist(), root.tolist(), strict=True):
        piece, way = cut.pieces(moves.shortest, end, int(moves.door[start]))
        walks.append((cut.edge[piece], cut.start_m[piece], cut.end_m[piece], way))
    return door, walks


def places_frame(scene: Scene, places: Places, worth: dict[State, Reals]) -> gpd.GeoDataFrame:
    """Answer the department's places as a map shows them.

    ``near_dwellings`` is how many dwellings lie within 200 m, in fives: who may meet there, shown
    and never scored.
    """
    own = np.flatnonzero(places.own)
    near = places.walked.metres[:, own] <= scene.assumptions["meeting_places.near_m"]
    dwellings = dwellings_of(places.entrances) @ near
    served = places.walked.served.to_numpy(dtype=bool)[own]
    names = [
        ", ".join(
            sentence(f"group.{group}") for group, serves in zip(GROUPS, row, strict=True) if serves
        )
        for row in served
    ]
    frame = places.frame.iloc[own].reset_index(drop=True)
    return gpd.GeoDataFrame(
        {
            "id": frame["id"],
            "name": frame.get("name"),
            "kind": kinds(frame),
            "serves": names,
            "quality_day": 100 * worth[State.DAY][own],
            "quality_dark": 100 * worth[State.DARK][own],
            "near_dwellings": ROUNDED_TO * np.round(dwellings / ROUNDED_TO),
        },
        geometry=frame.geometry,
        crs=frame.crs,
    )
