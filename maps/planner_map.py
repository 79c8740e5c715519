"""The planner's map: one page that opens anywhere and answers why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from geo.model.crs import to_degrees
from geo.scoring.profile import Profile
from maps import basemap, departments, labels, legend, places, segments, stretches
from maps.basemap import LayerStore
from maps.canvas import Canvas, folium_map
from maps.palette import (
    FACTOR_CLASSES,
    FACTOR_COLOURS,
    FACTOR_WORDS,
    LIGHT_CLASSES,
    LIGHT_WORDS,
    THEMES,
)
from maps.panel import after_map, before_map
from maps.payload import column, payload_script
from maps.words import catalogue, say

DENMARK = (55.73, 12.36)
"""Where an empty map opens: Ballerup."""


@dataclass(frozen=True)
class PlannerMap:
    """A finished map.

    Parameters
    ----------
    data
        Everything the page shows, as its JSON script carries it.
    """

    data: Mapping[str, Any]

    def html(self) -> str:
        """Answer the page: one file, no outside host, same data same bytes."""
        west, south, east, north = self.data["bounds"] or (*DENMARK[::-1], *DENMARK[::-1])
        canvas = Canvas(
            title=say("Safety map"),
            before=before_map(),
            after=after_map(),
            payload=payload_script(dict(self.data)),
        )
        canvas.add_child(folium_map(((south + north) / 2, (west + east) / 2), 15))
        return canvas.render()

    def save(self, path: Path | str) -> Path:
        """Write the page and answer where it lies."""
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self.html(), "utf-8")
        return target


def planner_map(
    workspace: LayerStore, profiles: Sequence[Profile], *, staff: bool = False
) -> PlannerMap:
    """Draw the departments of a workspace with their profiles.

    The public product has neither the overall number nor hiding places nor blind stretches;
    the staff one shows the overall number. Without profiles every department is drawn, and says
    that nothing is measured yet.
    """
    frame, matched = _matched(workspace.departments(), profiles)
    view = _view(frame)
    scored = [(place, profile) for place, profile in enumerate(matched) if profile is not None]
    found = segments.gathered(scored)
    dark = stretches.gathered(scored, found)
    paths, lamps = workspace.layer("paths"), workspace.layer("lamps")
    sources = workspace.sources()
    drawn_paths = basemap.within(paths, view, "LineString")
    data = {
        "staff": staff,
        "municipality": _municipality(workspace),
        "bounds": _bounds(frame, workspace),
        "words": dict(catalogue()),
        "themes": THEMES,
        "light_classes": [[code, LIGHT_WORDS[code]] for code in LIGHT_CLASSES],
        "factor_classes": [[c, FACTOR_WORDS[c], FACTOR_COLOURS[c]] for c in FACTOR_CLASSES],
        "factors": departments.factors(),
        "departments": departments.packed_departments(frame, matched, staff=staff),
        "background": basemap.background(workspace, view),
        "labels": labels.path_names(drawn_paths),
        "segments": segments.packed(found, lamps, paths, stretches.membership(dark, found)),
        "stretches": stretches.packed(dark),
        "exposure_known": _exposure_known(found),
        "lamps": places.lamps(workspace, view),
        "meeting_places": places.meeting_places(workspace, view),
        "destinations": places.destinations(workspace, view),
        "shares": legend.light_shares(found),
        "credits": legend.credits_of(sources, private=staff),
        "dates": legend.date_of_data(sources),
    }
    return PlannerMap(data)


def _matched(
    frame: gpd.GeoDataFrame, profiles: Sequence[Profile]
) -> tuple[gpd.GeoDataFrame, list[Profile | None]]:
    by_id = {profile.id: profile for profile in profiles}
    if by_id:
        frame = frame[frame["id"].isin(list(by_id))]
    frame = frame.reset_index(drop=True)
    return frame, [by_id.get(key) for key in frame["id"]]


def _municipality(workspace: LayerStore) -> str | None:
    """Answer the name of the municipality where the workspace holds just one."""
    layer = workspace.layer("municipality")
    names = set() if layer is None else {name for name in column(layer, "name") if name}
    return names.pop() if len(names) == 1 else None


def _view(frame: gpd.GeoDataFrame) -> shapely.Geometry | None:
    if not len(frame):
        return None
    return frame.geometry.union_all().convex_hull.buffer(basemap.SURROUNDINGS_M)


def _bounds(frame: gpd.GeoDataFrame, workspace: LayerStore) -> list[float] | None:
    layers = [frame, *(workspace.layer(name) for name in ("paths", "buildings"))]
    for layer in layers:
        if layer is not None and len(layer):
            return [round(float(edge), 6) for edge in to_degrees(layer).total_bounds]
    return None


def _exposure_known(found: gpd.GeoDataFrame) -> bool:
    return "exposure" in found and bool(found["exposure"].dropna().nunique() > 1)
