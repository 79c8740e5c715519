"""The planner's map: one page that opens anywhere and answers why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from geo.model.assumptions import default_assumptions
from geo.model.crs import to_degrees
from geo.scoring.dark_year import dark_year, dark_year_of
from geo.scoring.eyes_surface import EyesSurface
from geo.scoring.profile import Profile
from maps import (
    basemap,
    departments,
    edges,
    labels,
    legend,
    plan_choice,
    report_light,
    segments,
    sides,
)
from maps import cases as case_layer
from maps import eyes as eyes_image
from maps.basemap import LayerStore
from maps.canvas import Canvas, folium_map
from maps.palette import (
    FACTOR_CLASSES,
    FACTOR_COLOURS,
    FACTOR_WORDS,
    LIGHT_CLASSES,
    LIGHT_WORDS,
    LUX_CLASSES,
    THEMES,
)
from maps.panel import after_map, before_map
from maps.payload import column, payload_script
from maps.plan_choice import PlanChoice
from maps.sides import Alternative
from maps.tiles import Background
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
            images=(self.data["tiles"] or {}).get("origin"),
        )
        canvas.add_child(folium_map(((south + north) / 2, (west + east) / 2), 15))
        return canvas.render()

    def save(self, path: Path | str) -> Path:
        """Write the page and answer where it lies."""
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self.html(), "utf-8")
        return target


def planner_map(  # noqa: PLR0913 – the keywords of the one call a notebook makes
    workspace: LayerStore,
    profiles: Sequence[Profile],
    *,
    staff: bool = False,
    compare: Alternative | None = None,
    past: Sequence[Profile] = (),
    cases: gpd.GeoDataFrame | None = None,
    evidence: gpd.GeoDataFrame | None = None,
    background: Background | None = None,
    eyes: Sequence[EyesSurface] = (),
    plans: Sequence[PlanChoice] = (),
) -> PlannerMap:
    """Draw the departments of a workspace with their profiles.

    The public product has neither the overall number nor hiding places nor blind stretches;
    the staff one has. Without profiles every department is drawn, and says that nothing is
    measured yet.

    Parameters
    ----------
    workspace
        Where layers and sources are read from.
    profiles
        Profiles of the departments to draw; none draws them all, unmeasured.
    staff
        Whether the page is for staff only.
    compare
        A plan to set beside today.
    past
        Earlier profiles of the same departments, to set each beside its own past.
    cases
        Cases by place, as ``maps.case_frame`` makes them; in public only those released.
    evidence
        Report × light per segment, as ``geo.reporting.work_lists.stretch_cells`` answers it;
        drawn for staff only.
    background
        Tiles an operator has chosen to lie under the map; without it no host is asked.
    eyes
        Who sees the ground of each department; drawn for staff only.
    plans
        Plans that may be picked on the page, where a server draws the one that is asked for.
    """
    frame, matched = _matched(workspace.departments(), profiles)
    view = _view(frame)
    both = sides.sides(workspace, matched, compare)
    after = segments.gathered(both[1].scored) if compare is not None else None
    before = {profile.id: profile for profile in past}
    sources = workspace.sources()
    paths = basemap.within(workspace.layer("paths"), view, "LineString")
    found = segments.gathered(both[0].scored)
    data = {
        **_constants(),
        "staff": staff,
        "municipality": _municipality(workspace),
        "bounds": _bounds(frame, workspace),
        "departments": departments.packed_departments(frame),
        "background": basemap.background(workspace, view),
        "outline": basemap.municipality(workspace),
        "boundaries": edges.boundaries(workspace, view),
        "vegetation": edges.vegetation(workspace, view),
        "found": edges.found([profile for _, profile in both[0].scored], staff=staff),
        "eyes": eyes_image.packed(eyes) if staff else None,
        "labels": labels.path_names(paths),
        "dark_year": _dark_year(profiles),
        "sides": [
            sides.packed(side, view, after if side is both[0] else None, before, staff=staff)
            for side in both
        ],
        "cases": case_layer.packed(cases, found, view, staff=staff),
        "report_light": report_light.packed(evidence, found, staff=staff),
        "plans": plan_choice.packed(plans) if staff else None,
        "tiles": None if background is None else background.to_dict(),
        "credits": legend.credits_of(sources, private=staff),
        "dates": legend.date_of_data(sources),
    }
    return PlannerMap(data)


def _dark_year(profiles: Sequence[Profile]) -> dict[str, Any]:
    """Answer the dark of the newest year that a profile speaks of."""
    newest = max(profiles, key=lambda profile: profile.as_of or "", default=None)
    if newest is None:
        return dark_year_of(None, default_assumptions()).to_dict()
    return dark_year(newest).to_dict()


def _constants() -> dict[str, Any]:
    return {
        "words": dict(catalogue()),
        "themes": THEMES,
        "light_classes": [[code, LIGHT_WORDS[code]] for code in LIGHT_CLASSES],
        "lux_classes": [[code, words, limit] for code, (words, limit) in LUX_CLASSES.items()],
        "factor_classes": [[c, FACTOR_WORDS[c], FACTOR_COLOURS[c]] for c in FACTOR_CLASSES],
        "factors": departments.factors(),
        "targets": segments.targets(),
    }


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
