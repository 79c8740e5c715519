"""The map of a walk: its stops, the way that was planned, and where agreed the way walked.

Only stops are drawn, which are places. No phone's position is kept, and none is drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import shapely

import geo
from api.dependencies import Services
from api.field.proposing import network_of
from api.form.places import degrees
from geo.measures.way_lines import leg_lines
from geo.model.language import sentence
from geo.model.provenance import Source
from geo.model.walks import Light, Walk
from geo.planning.papers.blocks import Figure
from geo.reporting.walk_lines import line_agreed, walked_stops
from geo.reporting.walk_summaries import StopSummary
from maps.walk_figure import WalkLines, walk_figure

HEIGHT_MM = 150.0
"""The most a map of a walk stands high on A4: the lead and the legend fit on its page."""

FEWEST = 2
"""Stops that make a line."""

ROUND_M = 200.0
"""Metres round a walk within which layers are read: more than its map shows."""

Corners = list[tuple[float, float]]


@dataclass(frozen=True)
class Near:
    """What lies near: a map of one walk need not read a whole municipality."""

    workspace: geo.Workspace
    box: tuple[float, float, float, float]

    def layer(self, name: str, /) -> gpd.GeoDataFrame | None:
        """Answer what of a layer lies in the box."""
        return self.workspace.layer(name, bbox=self.box)

    def departments(self) -> gpd.GeoDataFrame:
        """Answer the departments, alphabetical by name."""
        return self.workspace.departments()

    def sources(self) -> Mapping[str, Source]:
        """Answer the source of each layer."""
        return self.workspace.sources()


def lines_of(held: Services, walk: Walk, told: Sequence[StopSummary] = ()) -> WalkLines:
    """Answer what is drawn of a walk in metres; what was walked only where that was agreed.

    Parameters
    ----------
    told
        Its stops with their notes; without them only the plan is drawn.
    """
    planned = leg_lines(
        network_of(held, walk.department), [(stop.x, stop.y) for stop in walk.stops]
    )
    walked: dict[str, shapely.LineString] = {}
    if told and line_agreed(held.book, walk.id):
        for light in (Light.DARK, Light.DAY):
            stops = walked_stops(told, light)
            if len(stops) >= FEWEST:
                walked[light.value] = shapely.LineString([(stop.x, stop.y) for stop in stops])
    return WalkLines([shapely.Point(stop.x, stop.y) for stop in walk.stops], planned, walked)


def corners_of(lines: WalkLines) -> dict[str, list[Corners]]:
    """Answer the lines of a walk in degrees, as the map on a phone draws them."""
    told = {"planned": list(lines.planned), **{key: [one] for key, one in lines.walked.items()}}
    return {
        key: [[degrees(x, y) for x, y in shapely.get_coordinates(line)] for line in every]
        for key, every in told.items()
    }


def in_words(lines: WalkLines) -> str:
    """Answer what the map of a walk shows, for those who do not see it."""
    key = "walk.paper.map"
    if lines.planned:
        key += ".walked" if lines.walked else ".planned"
    return sentence(key, {"stops": len(lines.stops)})


def figure_of(held: Services, walk: Walk, told: Sequence[StopSummary]) -> Figure:
    """Answer the map of a walk with what it shows in words."""
    lines = lines_of(held, walk, told)
    box = shapely.total_bounds([*lines.stops, *lines.planned])
    west, south, east, north = (float(side) for side in box)
    near = Near(held.workspace, (west - ROUND_M, south - ROUND_M, east + ROUND_M, north + ROUND_M))
    caption = sentence("walk.paper.map.caption")
    return Figure(walk_figure(near, lines), in_words(lines), caption, HEIGHT_MM)
