"""What a request asks of a collection, one parameter each; what is not understood is refused."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from starlette.datastructures import QueryParams

from api.degrees import box_into_metres
from api.ogc.collections import Collection
from api.ogc.filtering import condition_of, typed
from geo.model.errors import TryghedError
from geo.store.conditions import Between, Compare, Condition, Every, InBoxes

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
UTM32 = "http://www.opengis.net/def/crs/EPSG/0/25832"
SYSTEMS = (CRS84, UTM32)
"""Systems on offer; the first is what is answered where none is asked for."""

LIMIT, MOST = 100, 1_000
"""Features of a page, and the most: a larger wish is clipped and not refused."""

DEEPEST = 10_000_000

EDGE = (-60.0, -80.0, 80.0, 84.0)
"""Where degrees can be told in metres of zone 32 at all."""

Box = tuple[float, float, float, float]


class AskedError(TryghedError, ValueError):
    """A parameter that cannot be understood."""


@dataclass(frozen=True)
class Asked:
    """What a request for features asks.

    Parameters
    ----------
    limit, offset
        The page.
    crs
        System of the answer.
    where
        Conditions, all of which must hold.
    """

    limit: int = LIMIT
    offset: int = 0
    crs: str = CRS84
    where: tuple[Condition, ...] = ()

    @property
    def condition(self) -> Condition:
        """Answer the conditions as one."""
        return Every(self.where)


def asked(params: QueryParams, found: Collection) -> Asked:
    """Read the parameters of a request for features.

    Raises
    ------
    AskedError
        Where one is unknown, comes twice or cannot be understood.
    """
    single(params, {"f", *_READERS, *found.properties, "bbox-crs", "filter-lang", "filter-crs"})
    wanted = Asked()
    for name, value in params.items():
        if name in _READERS:
            wanted = _READERS[name](wanted, value, params, found)
        elif name in found.properties and name not in _READERS:
            entry = found.properties[name]
            where = Compare(name, "=", typed(value, entry, name))
            wanted = replace(wanted, where=(*wanted.where, where))
    return wanted


def single(params: QueryParams, known: set[str]) -> None:
    """Refuse parameters nobody knows, and such as come twice."""
    for name in params:
        if name not in known:
            raise AskedError("ogc.unknown_parameter", name=name, known=", ".join(sorted(known)))
        if len(params.getlist(name)) > 1:
            raise AskedError("ogc.twice", name=name)


def only_format(params: QueryParams) -> None:
    """Refuse every parameter but ``f``."""
    single(params, {"f"})


def asked_system(params: QueryParams) -> str:
    """Read the system of a single feature; ``crs`` and ``f`` are all it may ask."""
    single(params, {"f", "crs"})
    return system(params.get("crs") or CRS84, "crs")


def system(value: str, name: str) -> str:
    """Answer a system on offer."""
    if value not in SYSTEMS:
        raise AskedError("ogc.crs", name=name, value=value, known=", ".join(SYSTEMS))
    return value


def _limit(wanted: Asked, value: str, _params: QueryParams, _found: Collection) -> Asked:
    number = _whole(value, "limit", 1, DEEPEST)
    return replace(wanted, limit=min(number, MOST))


def _offset(wanted: Asked, value: str, _params: QueryParams, _found: Collection) -> Asked:
    return replace(wanted, offset=_whole(value, "offset", 0, DEEPEST))


def _whole(value: str, name: str, low: int, high: int) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
        raise AskedError("ogc.number", name=name, value=value, low=low, high=high)
    return int(value)


def _crs(wanted: Asked, value: str, _params: QueryParams, _found: Collection) -> Asked:
    return replace(wanted, crs=system(value, "crs"))


def _bbox(wanted: Asked, value: str, params: QueryParams, _found: Collection) -> Asked:
    frame = system(params.get("bbox-crs") or CRS84, "bbox-crs")
    try:
        numbers = [float(part) for part in value.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:  # noqa: PLR2004 - heights, which no feature has
        numbers = [*numbers[:2], *numbers[3:5]]
    finite = len(numbers) == 4 and all(math.isfinite(n) for n in numbers)  # noqa: PLR2004
    if not finite or numbers[1] > numbers[3] or (frame == UTM32 and numbers[0] > numbers[2]):
        raise AskedError("ogc.bbox", value=value)
    boxes = boxes_in_metres((numbers[0], numbers[1], numbers[2], numbers[3]), frame)
    return replace(wanted, where=(*wanted.where, InBoxes(boxes)))


def boxes_in_metres(box: Box, frame: str) -> tuple[Box, ...]:
    """Answer a box in metres; one across the date line is two, one off the map is none."""
    if frame == UTM32:
        return (box,)
    west, south, east, north = box
    parts = [box] if west <= east else [(west, south, 180.0, north), (-180.0, south, east, north)]
    found = []
    for one in parts:
        clipped = (
            max(one[0], EDGE[0]), max(one[1], EDGE[1]), min(one[2], EDGE[2]), min(one[3], EDGE[3]),
        )  # fmt: skip
        if clipped[0] <= clipped[2] and clipped[1] <= clipped[3]:
            found.append(box_into_metres(clipped))
    return tuple(found)


def _datetime(wanted: Asked, value: str, _params: QueryParams, found: Collection) -> Asked:
    """Read an instant or an interval, open at either end with ``..`` or nothing."""
    parts = value.split("/")
    if len(parts) > 2 or (len(parts) == 1 and parts[0] in {"", ".."}):  # noqa: PLR2004 - from, to
        raise AskedError("ogc.datetime", value=value)
    days = [None if part in {"", ".."} else _day(part, value) for part in parts]
    first, last = days[0], days[-1]
    if len(days) == 2 and (first or "") > (last or "9"):  # noqa: PLR2004 - from, to
        raise AskedError("ogc.datetime", value=value)
    if found.date is None or first is last is None:
        return wanted
    when = Between(found.date, first or "0000", f"{last or '9999'}T")
    return replace(wanted, where=(*wanted.where, when))


def _day(text: str, value: str) -> str:
    form = r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?"
    if not re.fullmatch(form, text, re.IGNORECASE | re.ASCII):
        raise AskedError("ogc.datetime", value=value)
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError as error:
        raise AskedError("ogc.datetime", value=value) from error


def _filter(wanted: Asked, value: str, params: QueryParams, found: Collection) -> Asked:
    language = params.get("filter-lang") or "cql2-text"
    frame = system(params.get("filter-crs") or CRS84, "filter-crs")
    if language not in {"cql2-text", "cql2-json"}:
        raise AskedError("ogc.filter_lang", value=language)
    where = condition_of(value, language, found, in_degrees=frame == CRS84)
    return replace(wanted, where=(*wanted.where, where))


_READERS: Mapping[str, Callable[[Asked, str, QueryParams, Collection], Asked]] = {
    "limit": _limit,
    "offset": _offset,
    "crs": _crs,
    "bbox": _bbox,
    "datetime": _datetime,
    "filter": _filter,
}

PARAMETERS: tuple[dict[str, Any], ...] = (
    {"name": "limit", "schema": {"type": "integer", "minimum": 1, "maximum": MOST,
                                 "default": LIMIT}},
    {"name": "offset", "schema": {"type": "integer", "minimum": 0, "default": 0}},
    {"name": "bbox", "explode": False, "style": "form",
     "schema": {"type": "array", "oneOf": [{"minItems": 4, "maxItems": 4},
                                           {"minItems": 6, "maxItems": 6}],
                "items": {"type": "number"}}},
    {"name": "bbox-crs", "schema": {"type": "string", "format": "uri", "enum": list(SYSTEMS)}},
    {"name": "datetime", "schema": {"type": "string"}},
    {"name": "crs", "schema": {"type": "string", "format": "uri", "enum": list(SYSTEMS)}},
    {"name": "filter", "schema": {"type": "string"}},
    {"name": "filter-lang", "schema": {"type": "string", "enum": ["cql2-text", "cql2-json"],
                                       "default": "cql2-text"}},
    {"name": "filter-crs", "schema": {"type": "string", "format": "uri", "enum": list(SYSTEMS)}},
)  # fmt: skip
"""The parameters as OpenAPI describes them, besides ``f`` and the columns."""
