"""Boundaries with their height, trees, and what else the factors found that is worth drawing."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.scoring.profile import Profile
from maps.basemap import LayerStore, simplified, within
from maps.packing import pack_codes, pack_lines, pack_numbers, pack_points, pack_polygons
from maps.payload import column

EDGE_COLUMNS = ("kind", "opaque")

LINES, POINTS, POLYGONS = "LineString", "Point", "Polygon"

PUBLIC_FRAMES = ("zones", "arrival_points", "open_faults")
"""Frames of a profile that anybody may see, in the order of the panel."""

OWN_LAYER = frozenset(
    {"dark_stretches", "lux_grid", "own_doors", "meeting_places", "arrival_boards", "indoor_places"}
)
"""Frames that the map shows elsewhere, or not at all: a single door is never coloured."""

TREE_M = 3.0
"""Radius of a crown where none is known."""


def boundaries(store: LayerStore, view: shapely.Geometry | None) -> dict[str, Any] | None:
    """Answer fences, hedges and walls in view; None where never delivered."""
    frame = store.layer("boundaries")
    if frame is None:
        return None
    lines = within(frame, view, LINES)
    return {
        **pack_lines(simplified(lines)),
        **{name: pack_codes(column(lines, name)) for name in EDGE_COLUMNS},
        "height": pack_numbers(column(lines, "height_m"), 1),
    }


def vegetation(store: LayerStore, view: shapely.Geometry | None) -> dict[str, Any]:
    """Answer trees as points with a crown, and planting as areas."""
    frame = store.layer("vegetation")
    trees, areas = within(frame, view, POINTS), within(frame, view, POLYGONS)
    crowns = [TREE_M if m is None else m / 2 for m in column(trees, "crown_m")]
    return {
        "trees": {"steps": pack_points(trees), "radius": pack_numbers(crowns, 1)},
        "areas": pack_polygons(simplified(areas)),
    }


def found(profiles: Sequence[Profile], *, staff: bool) -> dict[str, dict[str, Any]]:
    """Answer what the factors found, by the name of the frame; in public only the allowed ones.

    Hiding places, blind stretches and whatever a later factor adds stay with staff.
    """
    frames: dict[str, list[gpd.GeoDataFrame]] = {}
    for profile in profiles:
        for name, frame in profile.frames.items():
            if name not in OWN_LAYER and (staff or name in PUBLIC_FRAMES) and len(frame):
                frames.setdefault(name, []).append(frame)
    return {name: _drawn(parts) for name, parts in sorted(frames.items())}


def _drawn(parts: Sequence[gpd.GeoDataFrame]) -> dict[str, Any]:
    together = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=parts[0].crs)
    return {
        "lines": pack_lines(within(together, None, LINES)),
        "areas": pack_polygons(within(together, None, POLYGONS)),
        "points": {"steps": pack_points(within(together, None, POINTS))},
    }
