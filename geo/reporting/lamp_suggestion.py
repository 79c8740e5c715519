"""Suggest up to three lamps a resident may mean, with number, state and owner. Never compulsory.

Nearest as one walks and sees, not as the crow flies: a lamp behind the block is not the one.
"""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.measures.arrays import Integers, Reals
from geo.measures.network import Network
from geo.measures.walking import distances
from geo.model.assumptions import Assumptions, default_assumptions
from geo.reporting.ownership import kind_of, owner_at

AT_MOST = 3
HIDDEN_COSTS = 2.0
"""A lamp that cannot be seen from the place counts as twice as far away."""


@dataclass(frozen=True)
class LampSuggestion:
    """A lamp that may be meant.

    Parameters
    ----------
    lamp
        Id of the layer.
    number
        Number on the mast, or None.
    status
        ``on``, ``out`` or None where the register does not say.
    owner, owner_kind
        Who owns the lamp: the register of lamps first, else the ground it stands on.
    border
        Whether the ground's owner is uncertain.
    metres
        Metres to walk there, or through the air where no path leads.
    in_sight
        Whether nothing stands between.
    x, y
        Where it stands, in metres.
    """

    lamp: str
    number: str | None
    status: str | None
    owner: str | None
    owner_kind: str | None
    border: bool
    metres: float
    in_sight: bool
    x: float
    y: float


@dataclass(frozen=True)
class Surroundings:
    """What lies round a place, in EPSG:25832; a layer that was not delivered is None."""

    lamps: gpd.GeoDataFrame | None
    buildings: gpd.GeoDataFrame | None = None
    boundaries: gpd.GeoDataFrame | None = None
    owner_areas: gpd.GeoDataFrame | None = None
    network: Network | None = None


def suggest_lamps(
    around: Surroundings, x: float, y: float, assumptions: Assumptions | None = None
) -> list[LampSuggestion]:
    """Answer up to three lamps within reach, the likeliest first.

    Parameters
    ----------
    around
        Lamps and what may stand between.
    x, y
        Place in metres.
    assumptions
        ``reporting.lamp_reach_m``; the defaults if None.
    """
    lamps = around.lamps
    if lamps is None or lamps.empty:
        return []
    reach = (assumptions or default_assumptions())["reporting.lamp_reach_m"]
    places = shapely.get_coordinates(shapely.centroid(lamps.geometry.to_numpy()))
    air = np.hypot(places[:, 0] - x, places[:, 1] - y)
    near = np.flatnonzero(air <= reach)
    if not len(near):
        return []
    seen = _in_sight(around, x, y, places[near])
    metres = _walk(around.network, x, y, places[near], air[near])
    cost = np.where(seen, metres, HIDDEN_COSTS * metres)
    order: Integers = np.lexsort((lamps["id"].astype(str).to_numpy()[near], cost))[:AT_MOST]
    return [
        _suggestion(
            around, int(near[one]), places[near[one]], (float(metres[one]), bool(seen[one]))
        )
        for one in order
    ]


def _walk(network: Network | None, x: float, y: float, places: Reals, air: Reals) -> Reals:
    """Answer the walk to each place; through the air where no path is near either end."""
    if network is None or network.edges.empty:
        return air
    walk = distances(network, np.array([[x, y]]), places, limit=10 * float(air.max()) + 100)[0]
    return np.where(np.isfinite(walk), np.maximum(walk, air), HIDDEN_COSTS * air)


def _in_sight(around: Surroundings, x: float, y: float, places: Reals) -> np.ndarray[Any, Any]:
    """Tell which places no building, wall or dense hedge stands before, as a person sees."""
    ends = np.stack([np.broadcast_to([x, y], places.shape), places], axis=1)
    lines = np.asarray(shapely.linestrings(ends))
    seen = np.ones(len(places), dtype=bool)
    for walls in (around.buildings, _opaque(around.boundaries)):
        if walls is None or walls.empty:
            continue
        line, _ = shapely.STRtree(walls.geometry.to_numpy()).query(lines, predicate="crosses")
        seen[line] = False
    return seen


EYE_M = 1.6


def _opaque(boundaries: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    if boundaries is None:
        return None
    tall = boundaries["height_m"].astype(float) > EYE_M
    return boundaries[tall & (boundaries["opaque"] == "yes")]


def _suggestion(
    around: Surroundings, row: int, place: Reals, found: tuple[float, bool]
) -> LampSuggestion:
    assert around.lamps is not None
    lamp, (metres, seen) = around.lamps.iloc[row], found
    ground = owner_at(around.owner_areas, float(place[0]), float(place[1]), accuracy_m=2.0)
    named = _text(lamp["owner"])
    same = ground is not None and (named is None or named == ground.name)
    kind = ground.kind if ground and same else kind_of(around.owner_areas, named)
    return LampSuggestion(
        lamp=str(lamp["id"]),
        number=_text(lamp["number"]),
        status=_text(lamp["status"]),
        owner=named or (ground.name if ground else None),
        owner_kind=kind,
        border=named is None and ground is not None and ground.border,
        metres=metres,
        in_sight=seen,
        x=float(place[0]),
        y=float(place[1]),
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
