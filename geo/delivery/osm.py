"""OpenStreetMap's tags as the layers of the model.

A tag that says a path is lit becomes the column ``lit`` and never a number. Nothing here says who
owns a place, so no municipality and no departments come out; named residential areas and the
street of each building are handed on, from which departments may be drawn (decision 6).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import osmium
import pandas as pd
import shapely

from geo.delivery.folding import fold
from geo.delivery.opening import Geometries
from geo.delivery.registers import translations

Tags = Mapping[str, str]

ROADS = frozenset(
    [
        "residential",
        "service",
        "unclassified",
        "tertiary",
        "tertiary_link",
        "secondary",
        "secondary_link",
        "primary",
        "primary_link",
        "trunk",
        "trunk_link",
        "road",
    ]
)
WALKS = {
    "footway": "footway", "pedestrian": "footway", "living_street": "footway", "path": "path",
    "track": "path", "bridleway": "path", "trail": "path", "cycleway": "cycleway",
    "steps": "steps", "corridor": "footway",
}  # fmt: skip

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
    for item in osmium.FileProcessor(path).with_areas(wanted).with_filter(wanted):
        drawn = _drawn(item, draw)
        if drawn is None:
            continue
        family, wkb = drawn
        tags = {tag.k: tag.v for tag in item.tags}
        for layer, row in _things(tags, family):
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


def _things(tags: Tags, family: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for layer, families, translate in _TRANSLATORS:
        if family in families:
            row = translate(tags)
            if row is not None:
                yield layer, row


def _path(tags: Tags) -> dict[str, Any] | None:
    highway = tags.get("highway", "")
    if tags.get("area") == "yes" or tags.get("access") == "private":
        return None
    kind = "road" if highway in ROADS else WALKS.get(highway)
    if kind is None:
        return None
    if tags.get("footway") == "sidewalk":
        kind = "pavement"
    return {
        "name": tags.get("name"),
        "kind": kind,
        "width_m": tags.get("width"),
        "surface": tags.get("surface"),
        "lit": _lit(tags.get("lit")),
        "tunnel": _yes(tags.get("tunnel"), no=("no", "culvert")),
        "owner": tags.get("operator"),
    }


def _lit(value: str | None) -> str | None:
    if value is None:
        return None
    return "no" if value in {"no", "disused"} else "yes"


def _yes(value: str | None, no: tuple[str, ...] = ("no",)) -> str | None:
    return None if value is None else "no" if value in no else "yes"


def _building(tags: Tags) -> dict[str, Any] | None:
    use = tags.get("building")
    if use is None or use in {"no", "entrance"} or tags.get("location") == "underground":
        return None
    return {
        "height_m": tags.get("height"),
        "storeys": tags.get("building:levels"),
        "dwellings": tags.get("building:flats"),
        "use": _use(use),
        "street": tags.get("addr:street"),
    }


def _use(value: str) -> str | None:
    """Answer a building's use; any use we have no word for is not a dwelling."""
    return None if value == "yes" else translations("buildings", "use").get(fold(value), "other")


def _lamp(tags: Tags) -> dict[str, Any] | None:
    if tags.get("highway") != "street_lamp":
        return None
    return {
        "number": tags.get("ref"),
        "height_m": tags.get("height"),
        "light_source": tags.get("light:method") or tags.get("lamp_type"),
        "owner": tags.get("operator"),
    }


_COMMON = {
    ("leisure", "park"): "park", ("leisure", "garden"): "garden", ("landuse", "grass"): "lawn",
    ("landuse", "village_green"): "lawn", ("landuse", "recreation_ground"): "park",
    ("leisure", "recreation_ground"): "park", ("landuse", "allotments"): "garden",
    ("place", "square"): "square", ("highway", "pedestrian"): "square",
    ("amenity", "parking"): "parking",
}  # fmt: skip


def _common_area(tags: Tags) -> dict[str, Any] | None:
    kind = _first(tags, _COMMON)
    if kind is None or tags.get("access") == "private":
        return None
    return {"name": tags.get("name"), "kind": kind}


_MEETING = {
    ("amenity", "bench"): "bench", ("leisure", "playground"): "playground",
    ("leisure", "pitch"): "ball_court", ("leisure", "fitness_station"): "fitness",
    ("leisure", "picnic_table"): "picnic_table", ("amenity", "bbq"): "barbecue",
    ("leisure", "firepit"): "barbecue", ("amenity", "shelter"): "terrace",
    ("leisure", "outdoor_seating"): "terrace", ("amenity", "community_centre"): "common_house",
    ("amenity", "cafe"): "cafe", ("leisure", "bandstand"): "terrace",
}  # fmt: skip
_SPORTS = {
    "skateboard": "skate", "table_tennis": "table_tennis", "boules": "petanque",
    "fitness": "fitness",
}  # fmt: skip


def _meeting_place(tags: Tags) -> dict[str, Any] | None:
    kind = _first(tags, _MEETING)
    if kind is None or tags.get("shelter_type") == "public_transport":
        return None
    if kind == "ball_court":
        kind = _SPORTS.get(tags.get("sport", ""), kind)
    return {
        "name": tags.get("name"),
        "kind": kind,
        "seats": tags.get("seats") or tags.get("capacity:persons"),
        "shelter": _yes(tags.get("covered")),
        "step_free": {"yes": "yes", "designated": "yes", "no": "no"}.get(
            tags.get("wheelchair", "")
        ),
        "opening_hours": tags.get("opening_hours"),
    }


_BARRIERS = {
    "fence": "fence", "hedge": "hedge", "wall": "wall", "retaining_wall": "wall",
    "city_wall": "wall", "guard_rail": "fence", "kerb": "edge", "handrail": "fence",
}  # fmt: skip


def _boundary(tags: Tags) -> dict[str, Any] | None:
    kind = _BARRIERS.get(tags.get("barrier", ""))
    if kind is None:
        return None
    return {"kind": kind, "height_m": tags.get("height")}


_GREEN = {
    ("natural", "tree"): "tree", ("natural", "scrub"): "shrub", ("natural", "shrub"): "shrub",
    ("natural", "wood"): "wood", ("landuse", "forest"): "wood",
}  # fmt: skip


def _vegetation(tags: Tags) -> dict[str, Any] | None:
    kind = _first(tags, _GREEN)
    if kind is None and tags.get("barrier") == "hedge":
        kind = "shrub"
    if kind is None:
        return None
    return {
        "kind": kind,
        "height_m": tags.get("height"),
        "crown_m": tags.get("diameter_crown"),
        "deciduous": {"deciduous": "yes", "evergreen": "no"}.get(tags.get("leaf_cycle", "")),
    }


def _entrance(tags: Tags) -> dict[str, Any] | None:
    entrance = tags.get("entrance", "no") != "no" or tags.get("building") == "entrance"
    address = "addr:housenumber" in tags and "shop" not in tags and "amenity" not in tags
    if not entrance and not address:
        return None
    if tags.get("entrance") in {"garage", "service", "emergency", "exit", "shop"}:
        return None
    return {"address": _address(tags), "dwellings": tags.get("addr:flats:count")}


def _address(tags: Tags) -> str | None:
    parts = [tags.get("addr:street"), tags.get("addr:housenumber")]
    return " ".join(part for part in parts if part) or None


_STOPS = {
    ("highway", "bus_stop"): "stop", ("railway", "tram_stop"): "stop",
    ("railway", "station"): "station", ("railway", "halt"): "station",
    ("railway", "subway_entrance"): "station", ("amenity", "school"): "school",
    ("amenity", "kindergarten"): "school", ("amenity", "parking"): "parking",
    ("amenity", "bicycle_parking"): "parking", ("amenity", "library"): "common_house",
    ("amenity", "community_centre"): "common_house",
}  # fmt: skip
_SHOPS = frozenset(
    {"supermarket", "convenience", "mall", "bakery", "department_store", "kiosk", "greengrocer"}
)


def _destination(tags: Tags) -> dict[str, Any] | None:
    kind = _first(tags, _STOPS)
    if kind is None and tags.get("shop") in _SHOPS:
        kind = "shop"
    if kind is None or tags.get("access") == "private":
        return None
    return {"name": tags.get("name"), "kind": kind}


def _first(tags: Tags, table: Mapping[tuple[str, str], str]) -> str | None:
    return next((kind for (key, value), kind in table.items() if tags.get(key) == value), None)


def _area(tags: Tags) -> dict[str, Any] | None:
    kind = "residential" if tags.get("landuse") == "residential" else tags.get("place")
    if kind not in {"residential", "neighbourhood"} or not tags.get("name"):
        return None
    return {"name": tags["name"], "kind": kind}


AREAS = "areas"
_TRANSLATORS: tuple[tuple[str, frozenset[str], Callable[[Tags], dict[str, Any] | None]], ...] = (
    ("paths", frozenset({"LineString"}), _path),
    ("buildings", frozenset({"Polygon"}), _building),
    ("lamps", frozenset({"Point"}), _lamp),
    ("common_areas", frozenset({"Polygon"}), _common_area),
    ("meeting_places", frozenset({"Point", "Polygon"}), _meeting_place),
    ("boundaries", frozenset({"LineString"}), _boundary),
    ("vegetation", frozenset({"Point", "Polygon"}), _vegetation),
    ("entrances", frozenset({"Point"}), _entrance),
    ("destinations", frozenset({"Point", "Polygon"}), _destination),
    (AREAS, frozenset({"Polygon"}), _area),
)


def _finished(collected: _Collected) -> Taken:
    frames: dict[str, tuple[pd.DataFrame, Geometries]] = {}
    for layer in sorted(collected.rows):
        frame = pd.DataFrame(collected.rows[layer])
        shapes = shapely.from_wkb(np.array(collected.shapes[layer], dtype=object))
        if layer == "destinations":  # a school or car park drawn as an area is one place to go to
            shapes = np.where(
                shapely.get_dimensions(shapes) == 2, shapely.point_on_surface(shapes), shapes
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
            street = street_of(frame["address"].iloc[named[entrance]])
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
