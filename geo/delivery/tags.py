"""What OpenStreetMap's tags mean for the model: one small function per layer.

Each answers the layer's columns for a feature, or None where the tags make no such thing of it.
A tag that says a path is lit becomes the column ``lit`` and never a number.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from geo.delivery.folding import fold
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


def things(tags: Tags, family: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Answer every layer a feature belongs to, with its columns."""
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
    if kind is None and tags.get("natural") == "tree_row":
        kind = "planting"
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
