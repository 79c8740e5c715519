"""One side of the map: today, or a plan, each with its light, lamps, places and scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import shapely

from geo.measures.obstacles import Leaves, Passing, obstacles_from
from geo.scoring.profile import Profile
from maps import departments, places, segments, stretches
from maps.basemap import SURROUNDINGS_M, LayerStore
from maps.payload import column
from maps.surface import Ground, surfaces

STANDING = ("buildings", "boundaries", "vegetation")
"""Layers that stand in the way of light."""

CHANGED = ("lamps", "paths", "meeting_places", "destinations", "entrances", *STANDING)
"""Layers a plan may change and the map draws anew."""


REACH_M = 60.0
"""How far outside the drawn ground something may stand and still shade it."""


@dataclass(frozen=True)
class Alternative:
    """A plan to set beside today.

    Parameters
    ----------
    name
        What it is called on the map: ``Plan A``.
    profiles
        Profiles of the departments after the plan; those it leaves out stand as today.
    layers
        Layers as they are after the plan, whole; those not given stand as today.
    words
        The difference in sentences, as the plan's room writes them.
    """

    name: str
    profiles: Sequence[Profile] = field(repr=False)
    layers: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict, repr=False)
    words: Sequence[str] = ()


@dataclass(frozen=True)
class Side:
    """What one side is drawn from."""

    name: str | None
    profiles: Sequence[Profile | None] = field(repr=False)
    layers: Mapping[str, gpd.GeoDataFrame | None] = field(repr=False)
    words: Sequence[str] = ()

    @property
    def scored(self) -> list[tuple[int, Profile]]:
        """Answer the profiles that are there, each with the place of its department."""
        return [(place, p) for place, p in enumerate(self.profiles) if p is not None]


def sides(
    workspace: LayerStore, profiles: Sequence[Profile | None], plan: Alternative | None
) -> list[Side]:
    """Answer today, and the plan where there is one."""
    layers = {name: workspace.layer(name) for name in CHANGED}
    today = Side(None, profiles, layers)
    if plan is None:
        return [today]
    after = {profile.id: profile for profile in plan.profiles}
    changed = [None if p is None else after.get(p.id, p) for p in profiles]
    return [today, Side(plan.name, changed, {**layers, **plan.layers}, tuple(plan.words))]


def packed(
    side: Side,
    view: shapely.Geometry | None,
    after: gpd.GeoDataFrame | None,
    past: Mapping[str, Profile],
    *,
    staff: bool,
) -> dict[str, Any]:
    """Answer all that one side shows.

    Parameters
    ----------
    side, view
        What to draw, and where.
    after
        Segments of the plan, where this side is today: which dark stretches it mends.
    past
        An earlier profile per department, to set beside this one.
    staff
        Whether the overall number and what only staff see are among it.
    """
    found = segments.gathered(side.scored)
    dark = stretches.gathered(side.scored, found)
    lamps, paths = side.layers["lamps"], side.layers["paths"]
    member = stretches.membership(dark, found)
    return {
        "name": side.name,
        "words": list(side.words),
        "scores": [departments.scores(p, past, staff=staff) for p in side.profiles],
        "segments": segments.packed(found, lamps, paths, member, staff=staff),
        "stretches": stretches.packed(dark, after),
        "lamps": places.lamps(lamps, view),
        "meeting_places": places.meeting_places(side.layers["meeting_places"], view),
        "destinations": places.destinations(side.layers["destinations"], view),
        "entrances": places.entrances(side.layers["entrances"], view),
        "surface": surfaces(_ground(side, view)),
        "exposure_known": len(set(column(found, "exposure")) - {None}) > 1,
    }


def _hull(side: Side, view: shapely.Geometry | None) -> shapely.Geometry | None:
    """Answer where the surface is drawn: over the departments, where anything is scored."""
    if view is None or all(p.segments.empty for _, p in side.scored):
        return None
    return shapely.box(*shapely.bounds(shapely.buffer(view, -SURROUNDINGS_M)))


def _ground(side: Side, view: shapely.Geometry | None) -> Ground:
    chosen = next((profile.assumptions for _, profile in side.scored), None)
    hull = _hull(side, view)
    standing = {name: side.layers[name] for name in STANDING}
    near = {
        name: frame[frame.geometry.intersects(shapely.buffer(hull, REACH_M))].reset_index(drop=True)
        for name, frame in standing.items()
        if frame is not None and hull is not None
    }
    obstacles = obstacles_from(near, Passing.LIGHT, Leaves.ON, chosen) if near else None
    return Ground(side.layers["lamps"], hull, obstacles, chosen)
