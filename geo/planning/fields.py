"""What a change needs to be told: its fields, their kinds and ranges, read without guessing."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely

from geo.model.errors import PlanError
from geo.model.layers import LAYERS

PLACE, LINE, NUMBER, TEXT = "place", "line", "number", "text"


@dataclass(frozen=True)
class Field:
    """One field of a change.

    Parameters
    ----------
    kind
        ``place`` [x, y], ``line`` [[x, y], …], ``number`` or ``text``; metres in EPSG:25832.
    required
        Whether a change without it is refused.
    minimum, maximum
        Range of a number, both included.
    choices
        Words allowed; empty where any text is.
    """

    kind: str
    required: bool = False
    minimum: float = -math.inf
    maximum: float = math.inf
    choices: tuple[str, ...] = ()


def column_field(layer: str, column: str, *, required: bool = False) -> Field:
    """Answer the field of a column: the layers are the one truth of ranges and codes."""
    spec = LAYERS[layer].columns[column]
    if spec.kind == "text":
        return Field(TEXT, required=required, choices=spec.choices)
    low = -math.inf if spec.minimum is None else spec.minimum
    high = math.inf if spec.maximum is None else spec.maximum
    return Field(NUMBER, required=required, minimum=low, maximum=high)


def read_fields(
    kind: str, known: Mapping[str, Field], given: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Answer the fields of a change as they were given, checked.

    Raises
    ------
    PlanError
        Where one is unknown, missing, of another kind or outside its range.
    """
    for name in given:
        if name not in known:
            known_names = ", ".join(sorted(known))
            raise PlanError("change.field_unknown", kind=kind, field=name, known=known_names)
    for name, field in known.items():
        if field.required and given.get(name) is None:
            raise PlanError("change.field_missing", kind=kind, field=name)
    told = {name: value for name, value in given.items() if value is not None}
    return MappingProxyType(
        {name: _checked(kind, name, known[name], value) for name, value in told.items()}
    )


def point_of(place: Any) -> shapely.Point:
    """Answer the point of a checked place."""
    return shapely.Point(place)


def line_of(places: Any) -> shapely.LineString:
    """Answer the line of checked places."""
    return shapely.LineString(places)


def _checked(kind: str, name: str, field: Field, value: Any) -> Any:
    if field.kind == TEXT:
        if not isinstance(value, str) or (field.choices and value not in field.choices):
            allowed = ", ".join(field.choices) or "tekst"
            raise PlanError("change.word", kind=kind, field=name, value=value, allowed=allowed)
        return value
    if field.kind == NUMBER:
        return _number(kind, name, field, value)
    places = _places(value, one=field.kind == PLACE)
    if places is None:
        rule = "change.place" if field.kind == PLACE else "change.line"
        raise PlanError(rule, kind=kind, field=name)
    return places


def _number(kind: str, name: str, field: Field, value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not field.minimum <= value <= field.maximum:
        facts = {"minimum": field.minimum, "maximum": field.maximum}
        raise PlanError("change.number", kind=kind, field=name, value=value, **facts)
    return float(value)


def _places(value: Any, *, one: bool) -> Any:
    """Answer coordinates as tuples, or None where they are none."""
    try:
        places = np.array(value, dtype=float)
    except (TypeError, ValueError):
        return None
    shape = (2,) if one else (len(places), 2)
    if places.shape != shape or not np.isfinite(places).all() or (not one and len(places) < 2):  # noqa: PLR2004
        return None
    return tuple(places.tolist()) if one else tuple(map(tuple, places.tolist()))
