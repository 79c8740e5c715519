"""A first look at what was handed over: what opens, before anybody knows which layer it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geo.model.issues import Issue


@dataclass(frozen=True)
class TableLook:
    """One table as it opens.

    Parameters
    ----------
    file, table
        Name of the file as the sender knows it, and of the layer inside it.
    kind
        What its bytes are: shapefile, geopackage, geojson and so on.
    rows, usable
        Rows read, and rows whose geometry can be used.
    repaired
        Rows whose geometry was mended.
    families
        Rows per geometry family.
    columns
        Delivered columns, contact columns left out.
    first
        The first rows as text, in the order of ``columns``.
    crs
        System its coordinates would be taken in, or None where that cannot be told.
    layers
        Layers it would become; empty where somebody must name one.
    confirm
        Whether somebody must say yes first.
    """

    file: str
    table: str
    kind: str
    rows: int
    usable: int
    repaired: int = 0
    families: Mapping[str, int] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    first: tuple[tuple[str | None, ...], ...] = field(default=(), repr=False)
    crs: str | None = None
    layers: tuple[str, ...] = ()
    confirm: bool = False

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> "TableLook":
        """Read what the child process wrote."""
        lists = {name: tuple(record[name]) for name in ("columns", "layers")}
        return cls(**{**record, **lists, "first": tuple(tuple(row) for row in record["first"])})


@dataclass(frozen=True)
class Look:
    """Every table that opens, and what was found on the way."""

    name: str
    tables: tuple[TableLook, ...]
    issues: tuple[Issue, ...] = field(repr=False)
    fingerprint: str = ""
