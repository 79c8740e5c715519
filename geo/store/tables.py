"""The tables of a workspace, made from the layers of the model.

``<layer>``          one row per feature: fid, id (unique), the model's columns, import_id, geom
``<layer>_history``  rows that were replaced, with the import that brought and the one that took
``imports``          one row per delivery that landed
``sources``          who said it, per layer and import
``scorings``         profiles as JSON
``workspace``        schema version and the columns the file was last made for
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from geo.model.layers import LAYERS, Column, LayerSpec
from geo.store.geometry_type import Geometry

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A whole number of 64 bits; a GeoPackage calls it INTEGER."""

KINDS: Mapping[str, sa.types.TypeEngine[Any]] = {
    "text": sa.Text(),
    "integer": WHOLE,
    "real": sa.Double(),
    "date": sa.Text(),
}
"""Column type per kind of the model. Text, never VARCHAR: QGIS warns of it in a GeoPackage."""


@dataclass(frozen=True)
class Tables:
    """Every table of one database, with or without a schema's name before them."""

    metadata: sa.MetaData
    layers: Mapping[str, sa.Table]
    history: Mapping[str, sa.Table]
    imports: sa.Table
    sources: sa.Table
    scorings: sa.Table
    workspace: sa.Table


@cache
def tables(schema: str | None = None) -> Tables:
    """Answer the tables, in a schema where the database has schemas."""
    metadata = sa.MetaData(schema=schema)
    imports = sa.Table(
        "imports",
        metadata,
        _key(),
        _text("created"),
        _text("name"),
        _text("fingerprint"),
        _text("content"),
        _text("layers"),
        _text("issues"),
        sa.Column("undone", sa.Text()),
        sqlite_autoincrement=True,
    )
    sources = sa.Table(
        "sources",
        metadata,
        _key(),
        _text("layer"),
        _import(imports),
        _text("record"),
        sa.UniqueConstraint("layer", "import_id"),
    )
    scorings = sa.Table(
        "scorings",
        metadata,
        _key(),
        sa.Column("department_id", sa.Text(), nullable=False, index=True),
        _text("created"),
        sa.Column("fingerprint", sa.Text()),
        _text("record"),
        sqlite_autoincrement=True,
    )
    workspace = sa.Table("workspace", metadata, _key(), _whole("version"), _text("columns"))
    layers = {name: _layer(spec, metadata, imports) for name, spec in LAYERS.items()}
    history = {name: _history(spec, metadata, imports) for name, spec in LAYERS.items()}
    return Tables(metadata, layers, history, imports, sources, scorings, workspace)


def _layer(spec: LayerSpec, metadata: sa.MetaData, imports: sa.Table) -> sa.Table:
    return sa.Table(
        spec.name,
        metadata,
        _key(),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        *(_column(column) for column in spec.columns.values()),
        sa.Column("source", sa.Text()),
        _import(imports),
        *([sa.Column("geom", Geometry())] if spec.geometry else []),
        sqlite_autoincrement=True,
    )


def _history(spec: LayerSpec, metadata: sa.MetaData, imports: sa.Table) -> sa.Table:
    return sa.Table(
        f"{spec.name}_history",
        metadata,
        _key(),
        _whole("former_fid"),
        _text("id"),
        *(_column(column) for column in spec.columns.values()),
        sa.Column("source", sa.Text()),
        _import(imports),
        sa.Column("replaced_by", WHOLE, sa.ForeignKey(imports.c.fid), index=True),
        *([sa.Column("geom", Geometry())] if spec.geometry else []),
        sqlite_autoincrement=True,
    )


def _column(column: Column) -> sa.Column[object]:
    return sa.Column(column.name, KINDS[column.kind])


def _key() -> sa.Column[object]:
    return sa.Column("fid", WHOLE, primary_key=True)


def _text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=False)


def _whole(name: str) -> sa.Column[object]:
    return sa.Column(name, WHOLE, nullable=False)


def _import(imports: sa.Table) -> sa.Column[object]:
    return sa.Column("import_id", WHOLE, sa.ForeignKey(imports.c.fid), nullable=False)
