"""A page of a layer's features for the web: rows as they are kept, geometry decoded at once.

No frame is built: a page of a thousand features costs little more than the query itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from geo.store.conditions import Condition, Every, clause
from geo.store.geometry_type import Box, RawGeometry, decoded
from geo.store.tables import Tables


@dataclass(frozen=True)
class Query:
    """What is wanted of a table.

    Parameters
    ----------
    columns
        Columns to answer, in their order.
    where
        Condition on the features.
    limit, offset
        A page, in the order of the delivery.
    """

    columns: tuple[str, ...]
    where: Condition = field(default_factory=lambda: Every(()))
    limit: int = 10
    offset: int = 0


@dataclass(frozen=True)
class Page:
    """Rows of a table without their geometry, and the geometry in metres beside them."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    shapes: npt.NDArray[np.object_]


def query(connection: sa.Connection, table: sa.Table, asked: Query) -> Page:
    """Answer a page of features."""
    raw = sa.type_coerce(table.c.geom, RawGeometry())
    chosen = sa.select(*(table.c[name] for name in asked.columns), raw)
    chosen = _where(chosen, table, asked.where, connection).order_by(table.c.fid)
    found = connection.execute(chosen.limit(asked.limit).offset(asked.offset)).all()
    width = len(asked.columns)
    return Page(asked.columns, [row[:width] for row in found], decoded([row[-1] for row in found]))


def count(connection: sa.Connection, table: sa.Table, where: Condition) -> int:
    """Answer how many features a condition holds of."""
    chosen = sa.select(sa.func.count()).select_from(table)
    return int(connection.execute(_where(chosen, table, where, connection)).scalar_one())


def _where(
    chosen: sa.Select[Any], table: sa.Table, where: Condition, connection: sa.Connection
) -> sa.Select[Any]:
    if where == Every(()):
        return chosen
    return chosen.where(clause(where, table, connection.dialect.name))


def extent(connection: sa.Connection, known: Tables, name: str) -> Box | None:
    """Answer the box around a table's features, from the index where there is one."""
    table = table_of(known, name)
    if connection.dialect.name == "sqlite":
        text = f'SELECT min(minx), min(miny), max(maxx), max(maxy) FROM "rtree_{table.name}_geom"'  # noqa: S608 - names of the model
        row: Mapping[int, Any] | Any = connection.exec_driver_sql(text).one()
    else:
        box = sa.func.ST_Extent(table.c.geom)
        edges = [getattr(sa.func, f"ST_{edge}")(box) for edge in ("XMin", "YMin", "XMax", "YMax")]
        row = connection.execute(sa.select(*edges)).one()
    if row[0] is None:
        return None
    return float(row[0]), float(row[1]), float(row[2]), float(row[3])


def table_of(known: Tables, name: str) -> sa.Table:
    """Answer the table of a layer or of a table of results."""
    return known.results[name] if name in known.results else known.layers[name]
