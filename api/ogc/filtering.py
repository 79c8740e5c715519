"""CQL2 to a condition of the store.

A kept library reads the language and answers a tree; the tree is translated by us, node by node,
and what is not listed here is refused. Letters and brackets are counted first: a reader that tries
every way of closing a bracket would try for years.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import cql2
import numpy as np
import shapely

from api.degrees import into_metres
from api.ogc.collections import Collection, Property
from geo.model.errors import TryghedError
from geo.store.conditions import (
    COMPARISONS,
    Between,
    Compare,
    Condition,
    Every,
    Like,
    Missing,
    Not,
    OneOf,
    Some,
    Touches,
)

LONGEST = 2_000
DEEPEST = 10
MOST_PARTS = 200

GEOMETRY = frozenset({"geom", "geometry", ""})
"""What a filter may call the geometry."""

MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class FilterError(TryghedError, ValueError):
    """A filter that cannot be understood, or asks what nobody may."""


def condition_of(text: str, language: str, found: Collection, *, in_degrees: bool) -> Condition:
    """Answer a filter as a condition.

    Parameters
    ----------
    text, language
        The filter, in ``cql2-text`` or ``cql2-json``.
    found
        Collection it is asked of.
    in_degrees
        Whether its coordinates are degrees, longitude first, rather than metres.

    Raises
    ------
    FilterError
        Where it cannot be understood.
    """
    _count(text)
    try:
        read = cql2.parse_text if language == "cql2-text" else cql2.parse_json
        tree = read(text).to_json()
    except (cql2.ParseError, cql2.ValidationError, ValueError) as error:
        raise FilterError("ogc.filter", why=_first_line(str(error))) from error
    return _Translation(found, in_degrees=in_degrees).of(tree)


def _count(text: str) -> None:
    """Refuse what is too long, too deep or not closed before anybody tries to read it."""
    depth = 0
    if len(text) > LONGEST:
        raise FilterError("ogc.filter_long", most=LONGEST)
    for letter in re.sub(r"'[^']*'", "''", text):
        depth += (letter in "([{") - (letter in ")]}")
        if not 0 <= depth <= DEEPEST:
            raise FilterError("ogc.filter_deep", most=DEEPEST)
    if depth:
        raise FilterError("ogc.filter_deep", most=DEEPEST)


def _first_line(text: str) -> str:
    return " ".join(text.split())[:120]


class _Translation:
    """One filter on its way, with the parts counted."""

    def __init__(self, found: Collection, *, in_degrees: bool) -> None:
        self._found = found
        self._in_degrees = in_degrees
        self._parts = 0

    def of(self, node: Any) -> Condition:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise FilterError("ogc.filter_long", most=LONGEST)
        if not isinstance(node, dict) or "op" not in node:
            raise FilterError("ogc.filter", why=json.dumps(node, ensure_ascii=False)[:60])
        operator, args = str(node["op"]).lower(), node.get("args", [])
        if operator in COMPARISONS:
            return self._compare(operator, args)
        if operator not in self._kinds:
            raise FilterError("ogc.filter_operator", operator=operator)
        return self._kinds[operator](self, args)

    def _and(self, args: Sequence[Any]) -> Condition:
        return Every(tuple(self.of(part) for part in args))

    def _or(self, args: Sequence[Any]) -> Condition:
        return Some(tuple(self.of(part) for part in args))

    def _not(self, args: Sequence[Any]) -> Condition:
        return Not(self.of(args[0]))

    def _compare(self, operator: str, args: Sequence[Any]) -> Condition:
        one, other = self._two(args)
        if _named(other) is not None and _named(one) is None:
            one, other, operator = other, one, MIRRORED.get(operator, operator)
        entry = self._property(one)
        return Compare(entry.name, operator, typed(other, entry, entry.name))

    def _like(self, args: Sequence[Any]) -> Condition:
        one, pattern = self._two(args)
        entry = self._property(one)
        if entry.numeric or not isinstance(pattern, str):
            raise FilterError("ogc.filter_operator", operator="like")
        return Like(entry.name, pattern)

    def _between(self, args: Sequence[Any]) -> Condition:
        if len(args) != 3:  # noqa: PLR2004 - what, from, to
            raise FilterError("ogc.filter_operator", operator="between")
        entry = self._property(args[0])
        low, high = (typed(value, entry, entry.name) for value in args[1:])
        return Between(entry.name, low, high)

    def _in(self, args: Sequence[Any]) -> Condition:
        one, values = self._two(args)
        entry = self._property(one)
        if not isinstance(values, list) or len(values) > MOST_PARTS:
            raise FilterError("ogc.filter_operator", operator="in")
        return OneOf(entry.name, tuple(typed(value, entry, entry.name) for value in values))

    def _missing(self, args: Sequence[Any]) -> Condition:
        return Missing(self._property(args[0]).name)

    def _intersects(self, args: Sequence[Any]) -> Condition:
        one, other = self._two(args)
        if _named(one) not in GEOMETRY:
            one, other = other, one
        if _named(one) not in GEOMETRY or not isinstance(other, dict):
            raise FilterError("ogc.filter_operator", operator="s_intersects")
        if "bbox" in other:
            numbers = [float(n) for n in other["bbox"]]
            west, south, *_, east, north = [*numbers[:2], *numbers[-2:]]
            shape: Any = shapely.box(west, south, east, north)
        else:
            try:
                shape = shapely.from_geojson(json.dumps(other))
            except (shapely.GEOSException, TypeError) as error:
                raise FilterError("ogc.filter", why="geometri") from error
        return Touches(self._metres(shape))

    def _metres(self, shape: Any) -> Any:
        if shape is None or shapely.is_empty(shape) or not shapely.is_valid(shape):
            raise FilterError("ogc.filter", why="geometri")
        if not self._in_degrees:
            return shapely.force_2d(shape)
        moved = shapely.transform(
            shapely.force_2d(shape), lambda xy: np.column_stack(into_metres(xy[:, 0], xy[:, 1]))
        )
        if not all(abs(edge) < 1e8 for edge in shapely.bounds(moved)):  # noqa: PLR2004 - off the map
            raise FilterError("ogc.filter", why="geometri")
        return moved

    def _property(self, node: Any) -> Property:
        name = _named(node)
        if name is None or name not in self._found.properties:
            known = ", ".join(self._found.properties)
            raise FilterError("ogc.filter_property", name=str(name or node)[:60], known=known)
        return self._found.properties[name]

    def _two(self, args: Sequence[Any]) -> tuple[Any, Any]:
        if len(args) != 2:  # noqa: PLR2004 - the one and the other
            raise FilterError("ogc.filter", why=str(len(args)))
        return args[0], args[1]

    _kinds: Mapping[str, Callable[..., Condition]] = {
        "and": _and, "or": _or, "not": _not, "like": _like, "between": _between, "in": _in,
        "isnull": _missing, "s_intersects": _intersects,
    }  # fmt: skip


def _named(node: Any) -> str | None:
    """Answer the property a node names, or None where it is a value."""
    return str(node["property"]) if isinstance(node, dict) and "property" in node else None


def typed(value: Any, entry: Property, name: str) -> Any:
    """Answer a value of the kind its column holds.

    Raises
    ------
    FilterError
        Where it is of another kind: a number against a text finds nothing and misleads.
    """
    if isinstance(value, dict) and len(value) == 1 and next(iter(value)) in {"date", "timestamp"}:
        value = str(next(iter(value.values())))
    if entry.numeric:
        try:
            number = float(value) if not isinstance(value, bool | dict | list) else float("nan")
        except (TypeError, ValueError):
            number = float("nan")
        if number != number or abs(number) > 1e15:  # noqa: PLR0124, PLR2004 - not a number
            raise FilterError("ogc.filter_value", name=name, value=str(value)[:60])
        return int(number) if number.is_integer() else number
    if isinstance(value, bool):  # a yes or no of the model is a text
        return "yes" if value else "no"
    if not isinstance(value, str) or "\x00" in value:
        raise FilterError("ogc.filter_value", name=name, value=str(value)[:60])
    return value
