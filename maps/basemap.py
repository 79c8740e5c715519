"""The quiet background: buildings, green, paths – the workspace's own layers, no tiles."""

from collections.abc import Mapping
from typing import Any, Protocol

import geopandas as gpd
import shapely

from geo.model.provenance import Source
from maps.packing import pack_codes, pack_lines, pack_numbers, pack_polygons
from maps.payload import column

SURROUNDINGS_M = 250.0
"""How much of the surroundings is drawn beyond the departments."""

SIMPLIFY_M = 0.25
"""Detail below this is not seen at any zoom of the map."""

OUTLINE_M = 5.0
"""Detail of the municipality's outline."""

HARD_AREAS = ("parking", "square", "courtyard")


class LayerStore(Protocol):
    """What a map needs of a workspace."""

    def layer(self, name: str, /) -> gpd.GeoDataFrame | None:
        """Answer a layer in EPSG:25832, or None where it was never delivered."""
        raise NotImplementedError

    def departments(self) -> gpd.GeoDataFrame:
        """Answer the departments, alphabetical by name."""
        raise NotImplementedError

    def sources(self) -> Mapping[str, Source]:
        """Answer the source of each layer."""
        raise NotImplementedError


def background(store: LayerStore, view: shapely.Geometry | None) -> dict[str, Any]:
    """Answer what lies under everything: each layer cut to the view and packed."""
    buildings = within(store.layer("buildings"), view, "Polygon")
    areas = within(store.layer("common_areas"), view, "Polygon")
    paths = within(store.layer("paths"), view, "LineString")
    return {
        "buildings": pack_polygons(simplified(buildings)),
        "areas": {
            **pack_polygons(simplified(areas)),
            "name": pack_codes(column(areas, "name")),
            "kind": pack_codes(column(areas, "kind")),
            "hard": [int(kind in HARD_AREAS) for kind in column(areas, "kind")],
        },
        "paths": {
            **pack_lines(simplified(paths)),
            "width": pack_numbers(column(paths, "width_m"), 1),
            "lit": pack_codes(column(paths, "lit")),
        },
    }


def municipality(store: LayerStore) -> dict[str, str]:
    """Answer the outline of the municipality, packed; coarse, for it is seen from far away."""
    whole = within(store.layer("municipality"), None, "Polygon")
    return pack_polygons(whole.set_geometry(whole.geometry.simplify(OUTLINE_M), crs=whole.crs))


def within(
    frame: gpd.GeoDataFrame | None, view: shapely.Geometry | None, family: str
) -> gpd.GeoDataFrame:
    """Answer the features of one geometry family that meet the view, single parts, in order.

    Polygons stay whole (a part of a building is not a building); lines are taken apart.
    """
    if frame is None:
        return gpd.GeoDataFrame({"id": []}, geometry=[], crs="EPSG:25832")
    kept = frame[frame.geometry.notna() & ~frame.geometry.is_empty]
    if view is not None:
        kept = kept[kept.geometry.intersects(view)]
    kept = kept[kept.geom_type.str.removeprefix("Multi") == family]
    if family != "Polygon":
        kept = kept.explode(index_parts=False)
    return kept.reset_index(drop=True)


def simplified(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Answer the frame without detail that no zoom shows."""
    return frame.set_geometry(frame.geometry.simplify(SIMPLIFY_M), crs=frame.crs)
