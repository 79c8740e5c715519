"""OpenStreetMap's objects, drawn and sorted into the layers of the model.

Nothing here says who owns a place, so no municipality and no departments come out. Named
residential areas and the street of each building are handed on: departments may be drawn from
them (decision 6).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import osmium
import osmium.filter
import osmium.geom
import pandas as pd
import shapely

from geo.delivery.arrow import Geometries
from geo.delivery.tags import AREAS, things

SURFACE = 2
"""Dimensions of an area."""

KEYS = (
    "highway", "building", "amenity", "leisure", "landuse", "place", "barrier", "natural",
    "entrance", "addr:housenumber", "railway", "shop", "public_transport",
)  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """What a file of OpenStreetMap holds for the model.

    Parameters
    ----------
    layers
        Columns and geometry in degrees per layer.
    areas
        Named residential or neighbourhood polygons.
    streets
        Commonest street per building id.
    date
        ISO date of the newest object, or None.
    """

    layers: Mapping[str, tuple[pd.DataFrame, Geometries]]
    areas: tuple[pd.DataFrame, Geometries] | None
    streets: Mapping[str, str]
    date: str | None


@dataclass
class _Collected:
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    shapes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    newest: str = ""

    def put(self, layer: str, row: dict[str, Any], wkb: str) -> None:
        self.rows[layer].append(row)
        self.shapes[layer].append(wkb)


def read_osm(path: str) -> Taken:
    """Read one file of OpenStreetMap, areas of ways and relations assembled."""
    collected = _Collected()
    draw = osmium.geom.WKBFactory()
    wanted = osmium.filter.KeyFilter(*KEYS)
    processor: Any = osmium.FileProcessor(path)
    found: Iterable[Any] = processor.with_areas(wanted).with_filter(wanted)
    for item in found:
        drawn = _drawn(item, draw)
        if drawn is None:
            continue
        family, wkb = drawn
        tags = {tag.k: tag.v for tag in item.tags}
        for layer, row in things(tags, family):
            collected.put(layer, {"id": _identity(item), **row}, wkb)
        stamp = item.timestamp.date().isoformat()
        collected.newest = max(collected.newest, stamp if stamp > "1971" else "")
    return _finished(collected)


def _identity(item: Any) -> str:
    if item.is_area():
        return f"osm-{'w' if item.from_way() else 'r'}{item.orig_id()}"
    return f"osm-{'n' if item.is_node() else 'w'}{item.id}"


def _drawn(item: Any, draw: Any) -> tuple[str, str] | None:
    """Answer family and geometry of an object, or None where it cannot be drawn."""
    try:
        if item.is_node():
            return "Point", draw.create_point(item)
        if item.is_area():
            return "Polygon", draw.create_multipolygon(item)
        if item.is_way():
            return "LineString", draw.create_linestring(item)
    except (RuntimeError, ValueError, osmium.InvalidLocationError):
        return None  # a way whose nodes lie outside the extract
    return None


def _finished(collected: _Collected) -> Taken:
    frames: dict[str, tuple[pd.DataFrame, Geometries]] = {}
    for layer in sorted(collected.rows):
        frame = pd.DataFrame(collected.rows[layer])
        shapes = shapely.from_wkb(np.array(collected.shapes[layer], dtype=object))
        if layer == "destinations":  # a school or car park drawn as an area is one place to go to
            shapes = np.where(
                shapely.get_dimensions(shapes) == SURFACE, shapely.point_on_surface(shapes), shapes
            )
        frames[layer] = (frame, shapes)
    areas = frames.pop(AREAS, None)
    streets: dict[str, str] = {}
    if "buildings" in frames:
        buildings, walls = frames["buildings"]
        streets = _streets(buildings, walls, frames.get("entrances"))
        frames["buildings"] = (buildings.drop(columns="street"), walls)
    return Taken(frames, areas, streets, collected.newest or None)


def _streets(
    buildings: pd.DataFrame, walls: Geometries, entrances: tuple[pd.DataFrame, Geometries] | None
) -> dict[str, str]:
    """Answer the commonest street per building, of addresses inside it and its own."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    own = buildings[buildings["street"].notna()]
    for name, street in zip(own["id"], own["street"], strict=True):
        votes[name][street] += 1
    if entrances is not None:
        frame, points = entrances
        named = np.flatnonzero(frame["address"].notna())
        hits = shapely.STRtree(walls).query(points[named], predicate="intersects")
        for entrance, building in zip(*hits, strict=True):
            street = street_of(str(frame["address"].iloc[int(named[entrance])]))
            votes[buildings["id"].iloc[building]][street] += 1
    return {
        name: min(count, key=lambda street: (-count[street], street))
        for name, count in sorted(votes.items())
    }


def street_of(address: str) -> str:
    """Answer an address without its house number.

    >>> street_of("Nygårds Plads 12B"), street_of("Agerkær")
    ('Nygårds Plads', 'Agerkær')
    """
    return re.sub(r"\s+\d+\s?[A-Za-zÆØÅæøå]?(?:[-,].*)?$", "", address).strip()
