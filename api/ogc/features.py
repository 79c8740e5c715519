"""Features as GeoJSON in the system that was asked for: a page at a time, columns at a time."""

import json
from collections.abc import Iterable, Mapping
from itertools import repeat
from json.encoder import encode_basestring
from typing import Any

import numpy as np
import shapely

from api.degrees import into_degrees
from api.dependencies import Services
from api.ogc.asking import CRS84, Asked
from api.ogc.collections import Collection
from geo.model.errors import NotFoundError
from geo.store.conditions import Compare, Condition, Every
from geo.store.querying import Page, Query

DIGITS = {CRS84: 7}
"""Decimals of a coordinate: a centimetre in degrees, a millimetre in metres."""

METRE_DIGITS = 3


def page_of(held: Services, found: Collection, wanted: Asked) -> tuple[Page, int]:
    """Answer the features of a page, and how many there are in all."""
    columns = (found.key, *(name for name in found.properties if name != found.key))
    query = Query(columns, wanted.condition, wanted.limit, wanted.offset)
    page = held.workspace.query(found.name, query)
    return page, matched(held, found, wanted.condition)


def matched(held: Services, found: Collection, where: Condition) -> int:
    """Answer how many features a condition holds of; of all of them it is counted once."""
    if where == Every(()):
        whole: int = held.kept(
            ("ogc", "count", found.name), lambda: held.workspace.count(found.name, where)
        )
        return whole
    return held.workspace.count(found.name, where)


def one(held: Services, found: Collection, feature: str) -> Page:
    """Answer one feature.

    Raises
    ------
    NotFoundError
        Where there is none of that id.
    """
    columns = (found.key, *(name for name in found.properties if name != found.key))
    value: Any = feature
    if found.key == "fid":
        value = int(feature) if feature.isascii() and feature.isdigit() else -1
    if found.key == "fid" and not -1 <= value < 2**63:
        value = -1
    query = Query(columns, Compare(found.key, "=", value), limit=1)
    page = held.workspace.query(found.name, query)
    if not page.rows:
        raise NotFoundError("ogc.no_feature", id=feature, collection=found.name)
    return page


def geojson(page: Page, crs: str) -> list[str]:
    """Answer each feature as text; geometry is told in the system, columns as they are."""
    if not page.rows:
        return []
    ids, *columns = zip(*page.rows, strict=True)
    shape = ",".join(f"{encode_basestring(name)}:%s" for name in page.columns[1:])
    texts = (_values(ids), _shapes(page, crs), *map(_values, columns))
    feature = f'{{"type":"Feature","id":%s,"geometry":%s,"properties":{{{shape}}}}}'
    return [feature % values for values in zip(*texts, strict=True)]


def _values(column: tuple[Any, ...]) -> Iterable[str]:
    """Answer a column as JSON: a page of a thousand rows is a handful of long lists."""
    if column.count(None) == len(column):
        return repeat("null", len(column))
    if str in set(map(type, column)):
        return ["null" if value is None else encode_basestring(value) for value in column]
    # Numbers hold no comma, so that a whole column is told in one go.
    return json.dumps(column, allow_nan=False, separators=(",", ":"))[1:-1].split(",")


def _shapes(page: Page, crs: str) -> list[str]:
    """Answer each geometry as text, null where there is none."""
    shapes = _placed(page, crs)
    if (shapely.get_type_id(shapes) == POINT).all() and not shapely.is_empty(shapes).any():
        pairs = shapely.get_coordinates(shapes).tolist()
        return [f'{{"type":"Point","coordinates":[{x!r},{y!r}]}}' for x, y in pairs]
    return [text or "null" for text in shapely.to_geojson(shapes).tolist()]


def _placed(page: Page, crs: str) -> Any:
    """Answer the geometry in the system, all of its coordinates moved at once."""
    digits = DIGITS.get(crs, METRE_DIGITS)
    if crs != CRS84:
        return shapely.transform(page.shapes, lambda xy: np.round(xy, digits))

    def moved(xy: Any) -> Any:
        told = np.column_stack(into_degrees(xy[:, 0], xy[:, 1])) if len(xy) else xy
        return np.round(told, digits)

    return shapely.transform(page.shapes, moved)


POINT = 0
"""Shapely's number of the type."""


def rows_of(page: Page, found: Collection) -> list[Mapping[str, Any]]:
    """Answer the rows for a table a person reads."""
    names = [name for name in found.properties if name != found.key]
    return [
        {"id": str(row[0]), "values": [(names[n], value) for n, value in enumerate(row[1:])]}
        for row in page.rows
    ]
