"""What may be asked of a layer's features, as a tree of plain values.

Whoever asks builds the tree from a language of his own; nothing of a text ever becomes SQL. Values
are bound, columns are those of the model, geometry is asked through the index first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shapely
import sqlalchemy as sa

from geo.model.errors import LayerError
from geo.store.geometry_type import SRID, Box, in_bbox

COMPARISONS: Mapping[str, str] = {
    "=": "__eq__", "<>": "__ne__", "<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__",
}  # fmt: skip


@dataclass(frozen=True)
class Compare:
    """A column against a value."""

    column: str
    operator: str
    value: Any


@dataclass(frozen=True)
class Like:
    r"""A text against a pattern: ``%`` stands for any letters, ``_`` for one, ``\`` escapes."""

    column: str
    pattern: str


@dataclass(frozen=True)
class Between:
    """A column between two values, both included."""

    column: str
    low: Any
    high: Any


@dataclass(frozen=True)
class OneOf:
    """A column among values."""

    column: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Missing:
    """A column that holds nothing."""

    column: str


@dataclass(frozen=True)
class Touches:
    """Geometry that shares a point with another, in metres."""

    shape: shapely.Geometry


@dataclass(frozen=True)
class InBoxes:
    """Geometry whose box touches one of some boxes, in metres."""

    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Every:
    """All of some conditions."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Some:
    """At least one of some conditions."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    """The opposite of a condition; what is unknown stays unknown."""

    part: "Condition"


Condition = Compare | Like | Between | OneOf | Missing | Touches | InBoxes | Every | Some | Not


def clause(condition: Condition, table: sa.Table, dialect: str) -> sa.ColumnElement[bool]:
    """Answer a condition as SQL with bound values."""
    match condition:
        case Every(parts):
            return sa.and_(sa.true(), *(clause(part, table, dialect) for part in parts))
        case Some(parts):
            return sa.or_(sa.false(), *(clause(part, table, dialect) for part in parts))
        case Not(part):
            return sa.not_(clause(part, table, dialect))
        case Touches(shape):
            return _touches(table, shape, dialect)
        case InBoxes(boxes):
            return sa.or_(sa.false(), *(_box(table, box) for box in boxes))
    return _plain(condition, table)


def _plain(
    condition: Compare | Like | Between | OneOf | Missing, table: sa.Table
) -> sa.ColumnElement[bool]:
    column = _column(table, condition.column)
    match condition:
        case Compare(_, operator, value):
            found: sa.ColumnElement[bool] = getattr(column, COMPARISONS[operator])(value)
            return found
        case Like(_, pattern):
            return column.like(pattern, escape="\\")
        case Between(_, low, high):
            return column.between(low, high)
        case OneOf(_, values):
            return column.in_(values)
        case Missing():
            return column.is_(None)


def _column(table: sa.Table, name: str) -> sa.Column[Any]:
    if name not in table.c or name in {"geom", "import_id"}:
        raise LayerError("column.unknown", name=name, layer=table.name)
    return table.c[name]


def _box(table: sa.Table, box: Box) -> sa.ColumnElement[bool]:
    return sa.and_(in_bbox(table.c.geom, box))


def _touches(table: sa.Table, shape: shapely.Geometry, dialect: str) -> sa.ColumnElement[bool]:
    """Ask the index for the box first, then the geometry itself."""
    west, south, east, north = shapely.bounds(shape).tolist()
    near = _box(table, (west, south, east, north))
    if dialect == "sqlite":
        exact = sa.func.ST_Intersects(table.c.geom, sa.literal(shapely.to_wkb(shape)))
        return sa.and_(near, exact == 1)
    other = sa.func.ST_GeomFromEWKT(
        sa.literal(f"SRID={SRID};{shapely.to_wkt(shape, rounding_precision=6)}")
    )
    return sa.and_(near, sa.func.ST_Intersects(table.c.geom, other))
