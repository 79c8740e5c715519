"""Features as GeoJSON in the system that was asked for: a page at a time, columns at a time."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer

from api.dependencies import Services
from api.ogc.asking import CRS84, Asked
from api.ogc.collections import Collection
from geo.model.crs import DEGREES, METRES
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
    shapes = _placed(page, crs)
    texts = shapely.to_geojson(shapes)
    names = page.columns[1:]
    dump = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
    return [
        f'{{"type":"Feature","id":{dump(row[0])},"geometry":{text or "null"},'
        f'"properties":{dump(dict(zip(names, row[1:], strict=True)))}}}'
        for row, text in zip(page.rows, texts.tolist(), strict=True)
    ]


def _placed(page: Page, crs: str) -> Any:
    digits = DIGITS.get(crs, METRE_DIGITS)
    if crs != CRS84:
        return shapely.transform(page.shapes, lambda xy: np.round(xy, digits))
    move = Transformer.from_crs(METRES, DEGREES, always_xy=True).transform

    def moved(xy: Any) -> Any:
        return np.round(np.column_stack(move(xy[:, 0], xy[:, 1])), digits) if len(xy) else xy

    return shapely.transform(page.shapes, moved)


def rows_of(page: Page, found: Collection) -> list[Mapping[str, Any]]:
    """Answer the rows for a table a person reads."""
    names = [name for name in found.properties if name != found.key]
    return [
        {"id": str(row[0]), "values": [(names[n], value) for n, value in enumerate(row[1:])]}
        for row in page.rows
    ]
