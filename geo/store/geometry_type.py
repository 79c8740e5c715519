"""Geometry in a column: a GeoPackage blob on SQLite, EWKB on PostGIS, shapely in Python.

The database only keeps and finds geometry; all work on it is shapely's. Many geometries at once go
through ``encoded`` and ``decoded``, one at a time through the column type.
"""

import struct
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import UserDefinedType

from geo.model.crs import METRES

SRID = int(METRES.rpartition(":")[2])

HEADER = np.dtype(
    [("magic", "S2"), ("version", "u1"), ("flags", "u1"), ("srid", "<i4"), ("box", "<f8", 4)]
)
"""Header of a GeoPackage blob with a box, as the standard lays out its bytes (§2.1.3)."""

TOUCHES = "tryghed_touches"
"""Name of our own function in SQLite that holds a geometry's box against another."""

SHORT_HEADER = 8
LITTLE_ENDIAN, WITH_BOX, EMPTY = 0x01, 0x02, 0x10
BOX_BYTES = (0, 32, 48, 48, 64)
"""Bytes of each kind of box a blob may carry."""

Geometries = npt.NDArray[np.object_]


def encoded(shapes: Sequence[Any] | Geometries, dialect: str) -> list[Any]:
    """Answer what the database keeps for each geometry; None stays None.

    >>> shape = shapely.Point(1, 2)
    >>> decoded(encoded([shape, None], "sqlite")).tolist() == [shape, None]
    True
    """
    flat = np.asarray(shapes, dtype=object)
    if shapely.has_z(flat).any():
        flat = shapely.force_2d(flat)
    if dialect != "sqlite":
        return list(shapely.to_wkb(shapely.set_srid(flat, SRID), include_srid=True, hex=True))
    headers = np.zeros(len(flat), dtype=HEADER)
    headers["magic"], headers["srid"] = b"GP", SRID
    empty = shapely.is_empty(flat)
    headers["flags"] = np.where(empty, LITTLE_ENDIAN | EMPTY, LITTLE_ENDIAN | WITH_BOX)
    bounds = shapely.bounds(flat)
    headers["box"] = np.where(empty[:, None], 0.0, bounds[:, [0, 2, 1, 3]])
    raw, size = headers.tobytes(), HEADER.itemsize
    lengths = np.where(empty, SHORT_HEADER, size).tolist()
    bodies = shapely.to_wkb(flat, byte_order=1).tolist()
    return [
        None if body is None else raw[row * size : row * size + length] + body
        for row, (length, body) in enumerate(zip(lengths, bodies, strict=True))
    ]


def decoded(values: Sequence[Any]) -> Geometries:
    """Answer the geometry of each value the database kept, whatever its dialect."""
    plain = [_body(value) if isinstance(value, bytes) else value for value in values]
    out = np.empty(len(plain), dtype=object)
    out[:] = shapely.from_wkb(np.array([*plain, None], dtype=object))[:-1]
    # A copy of each, so only where one carries a number: those of PostGIS do.
    return shapely.set_srid(out, 0) if shapely.get_srid(out).any() else out


def _body(blob: bytes) -> bytes:
    return blob[SHORT_HEADER + BOX_BYTES[(blob[3] >> 1) & 7] :]


def is_empty(blob: bytes | None) -> bool | None:
    """Tell whether a GeoPackage blob holds an empty geometry."""
    return None if blob is None else bool(blob[3] & EMPTY)


def intersects(blob: bytes | None, other: bytes) -> bool | None:
    """Tell whether a GeoPackage blob shares a point with a geometry in WKB."""
    if blob is None:
        return None
    return bool(shapely.intersects(shapely.from_wkb(_body(blob)), shapely.from_wkb(other)))


def touches(blob: bytes | None, west: float, south: float, east: float, north: float) -> bool:
    """Tell whether the box of a GeoPackage blob touches a box."""
    if blob is None or blob[3] & EMPTY:
        return False
    if (blob[3] >> 1) & 7:  # another program may leave the box out
        order = "<4d" if blob[3] & LITTLE_ENDIAN else ">4d"
        left, right, low, high = struct.unpack_from(order, blob, SHORT_HEADER)
    else:
        left, low, right, high = shapely.bounds(shapely.from_wkb(_body(blob))).tolist()
    return bool(right >= west and left <= east and high >= south and low <= north)


def edge(place: int) -> Callable[[bytes | None], float | None]:
    """Answer the function that reads one edge of a blob's box: west, east, south, north."""

    def read(blob: bytes | None) -> float | None:
        if blob is None or blob[3] & EMPTY:
            return None
        if (blob[3] >> 1) & 7:  # another program may leave the box out
            order = "<4d" if blob[3] & LITTLE_ENDIAN else ">4d"
            return float(struct.unpack_from(order, blob, SHORT_HEADER)[place])
        return float(shapely.bounds(shapely.from_wkb(_body(blob)))[[0, 2, 1, 3][place]])

    return read


class Geometry(UserDefinedType[Any]):
    """The column type: a shapely geometry in EPSG:25832."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Name the type as a GeoPackage does."""
        return "GEOMETRY"

    def bind_processor(self, dialect: sa.Dialect) -> Any:
        """Answer how one geometry is written."""
        name = dialect.name
        return lambda shape: encoded([shape], name)[0]

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Any:
        """Answer how one geometry is read."""
        del dialect, coltype
        return lambda value: decoded([value])[0]


class RawGeometry(UserDefinedType[Any]):
    """The same column read or written as the database keeps it, for many rows at once."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Name the type as a GeoPackage does."""
        return "GEOMETRY"


@compiles(Geometry, "postgresql")
@compiles(RawGeometry, "postgresql")
def _postgis_type(_type: Geometry, _compiler: Any, **_: Any) -> str:
    return f"geometry(GEOMETRY,{SRID})"


Box = tuple[float, float, float, float]
"""West, south, east, north in metres."""


class InBox(FunctionElement[bool]):
    """True where the box of a geometry touches a box; found through the spatial index.

    The edges are bound values, so that a statement is compiled once for all boxes.
    """

    inherit_cache = True
    name = "in_box"
    type = sa.Boolean()
    _is_implicitly_boolean = True

    def self_group(self, against: Any = None) -> "InBox":
        """Stand as it is: what is appended to it would lose the index."""
        del against
        return self


def in_bbox(column: sa.Column[Any], box: Box) -> InBox:
    """Answer the condition that a geometry's box touches ``box``.

    The index rounds outwards to single precision, so the exact edges are asked besides.

    Raises
    ------
    ValueError
        Where an edge is not finite.
    """
    if not np.isfinite(box).all():
        raise ValueError(f"a box is four finite numbers, not {box}")
    edges: list[sa.BindParameter[float]] = [sa.literal(float(edge), sa.Double()) for edge in box]
    return InBox(column, *edges)


def index_name(table: str) -> str:
    """Answer the name of a layer's R*Tree."""
    return f"rtree_{table}_geom"


@compiles(InBox, "sqlite")
def _sqlite_box(element: InBox, compiler: Any, **options: Any) -> str:
    column, west, south, east, north = element.clauses
    table, quote = column.table.name, compiler.preparer.quote
    geom = f"{quote(table)}.{quote(column.name)}"

    def told(edge: Any) -> str:
        return str(compiler.process(edge, **options))

    near = (
        f"maxx >= {told(west)} AND minx <= {told(east)}"
        f" AND maxy >= {told(south)} AND miny <= {told(north)}"
    )
    exact = f"{TOUCHES}({geom}, {told(west)}, {told(south)}, {told(east)}, {told(north)})"
    index = quote(index_name(table))
    return f"({quote(table)}.fid IN (SELECT id FROM {index} WHERE {near}) AND {exact})"  # noqa: S608 - names of the model


@compiles(InBox, "postgresql")
def _postgis_box(element: InBox, compiler: Any, **options: Any) -> str:
    column, west, south, east, north = element.clauses

    def told(edge: Any) -> str:
        return f"CAST({compiler.process(edge, **options)} AS double precision)"

    geom = compiler.process(column, **options)
    box = ", ".join(told(edge) for edge in (west, south, east, north))
    return (
        f"({geom} && ST_MakeEnvelope({box}, {SRID})"
        f" AND ST_XMax({geom}) >= {told(west)} AND ST_XMin({geom}) <= {told(east)}"
        f" AND ST_YMax({geom}) >= {told(south)} AND ST_YMin({geom}) <= {told(north)})"
    )
