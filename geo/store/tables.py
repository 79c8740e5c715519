"""The tables of a workspace, made from the layers of the model.

``<layer>``          one row per feature: fid, id (unique), the model's columns, import_id, geom
``<layer>_history``  rows that were replaced, with the import that brought and the one that took
``imports``          one row per delivery that landed
``sources``          who said it, per layer and import
``scorings``         profiles as JSON
``scores`` …         the newest scoring of each department as map layers: ``RESULTS``
``column_maps``      how the tables of a source were read
``weightings``       weight sets somebody decided, with who and when; none is overwritten
``standing``         sources that are read on a schedule, and how it went
``workspace``        schema version and the columns the file was last made for
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from geo.model.layers import LAYERS, Column, LayerSpec
from geo.store.columns import WHOLE, key, maybe, single, sought, text, whole
from geo.store.geometry_type import Geometry

KINDS: Mapping[str, sa.types.TypeEngine[Any]] = {
    "text": sa.Text(),
    "integer": WHOLE,
    "real": sa.Double(),
    "date": sa.Text(),
}
"""Column type per kind of the model. Text, never VARCHAR: QGIS warns of it in a GeoPackage."""


FACTORS = ("lighting", "eyes", "meeting_places", "boundaries", "routes", "arrival", "upkeep")
"""Factors in the order of the method; a column of ``scores`` per factor and state."""

RESULTS: Mapping[str, Mapping[str, str]] = {
    "scores": {
        "name": "text", "coverage": "real",
        **{
            f"{state}{end}": "real"
            for state in ("dag", "moerke", "samlet") for end in ("", "_low", "_high")
        },
        **{f"{factor}_{state}": "real" for factor in FACTORS for state in ("dag", "moerke")},
    },
    "segments": {
        "segment_id": "text", "name": "text", "kind": "text", "length_m": "real",
        "mean_lux": "real", "min_lux": "real", "gap_m": "real", "target_class": "text",
        "light": "text", "exposure": "real", "p_class": "text", "p_class_low": "text",
        "p_class_high": "text", "face_lux": "real", "night_lux": "real", "winter_lux": "real",
    },
    "dark_stretches": {
        "number": "integer", "name": "text", "length_m": "real", "lux": "real",
        "target_lux": "real", "target_class": "text", "lamp_number": "text", "lamp_m": "real",
        "cause": "text", "under_target_m": "real", "exposure": "real", "lamp_owner": "text",
        "circuit": "text", "planned": "text", "dark_minutes": "real",
        "walked_dark_minutes": "real",
    },
}  # fmt: skip
"""Columns of the tables of results besides department, date and geometry, with their kind."""


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
    results: Mapping[str, sa.Table]
    column_maps: sa.Table
    standing: sa.Table
    weightings: sa.Table

    @property
    def content(self) -> list[sa.Table]:
        """Answer every table that holds what a person brought, those referred to first."""
        return [table for table in self.metadata.sorted_tables if table is not self.workspace]

    def by_name(self, name: str) -> sa.Table:
        """Answer the table of a name, whatever its schema."""
        return next(table for table in self.metadata.sorted_tables if table.name == name)

    def indexed(self, name: str) -> bool:
        """Tell whether a table is found by place."""
        return name in self.results or (name in self.layers and "geom" in self.layers[name].c)


@cache
def tables(schema: str | None = None) -> Tables:
    """Answer the tables, in a schema where the database has schemas."""
    metadata = sa.MetaData(schema=schema)
    imports = sa.Table(
        "imports", metadata, key(), text("created"), text("name"), text("fingerprint"),
        text("content"), text("layers"), text("issues"), maybe("undone"), maybe("changes"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    sources = sa.Table(
        "sources", metadata, key(), text("layer"), _import(imports), text("record"),
        sa.UniqueConstraint("layer", "import_id"),
    )  # fmt: skip
    scorings = sa.Table(
        "scorings", metadata, key(), sought("department_id"), text("created"),
        maybe("fingerprint"), text("record"), sqlite_autoincrement=True,
    )  # fmt: skip
    workspace = sa.Table("workspace", metadata, key(), whole("version"), text("columns"))
    layers = {name: _layer(spec, metadata, imports) for name, spec in LAYERS.items()}
    history = {name: _history(spec, metadata, imports) for name, spec in LAYERS.items()}
    results = {name: _result(name, columns, metadata) for name, columns in RESULTS.items()}
    column_maps = sa.Table(
        "column_maps", metadata, key(), text("source"), text("layer"), text("created"),
        text("record"), sa.UniqueConstraint("source", "layer"), sqlite_autoincrement=True,
    )  # fmt: skip
    standing = sa.Table("standing", metadata, key(), single("name"), text("record"))
    weightings = sa.Table(
        "weightings", metadata, key(), text("name"), text("created"), text("record"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    return Tables(
        metadata, layers, history, imports, sources, scorings, workspace, results, column_maps,
        standing, weightings,
    )  # fmt: skip


def _result(name: str, columns: Mapping[str, str], metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        name,
        metadata,
        key(),
        sought("department_id"),
        maybe("as_of"),
        *(sa.Column(column, KINDS[kind]) for column, kind in columns.items()),
        sa.Column("geom", Geometry()),
        sqlite_autoincrement=True,
    )


def _layer(spec: LayerSpec, metadata: sa.MetaData, imports: sa.Table) -> sa.Table:
    return sa.Table(
        spec.name,
        metadata,
        key(),
        single("id"),
        *(_column(column) for column in spec.columns.values()),
        maybe("source"),
        _import(imports),
        *([sa.Column("geom", Geometry())] if spec.geometry else []),
        sqlite_autoincrement=True,
    )


def _history(spec: LayerSpec, metadata: sa.MetaData, imports: sa.Table) -> sa.Table:
    return sa.Table(
        f"{spec.name}_history",
        metadata,
        key(),
        whole("former_fid"),
        text("id"),
        *(_column(column) for column in spec.columns.values()),
        maybe("source"),
        _import(imports),
        sa.Column("replaced_by", WHOLE, sa.ForeignKey(imports.c.fid), index=True),
        *([sa.Column("geom", Geometry())] if spec.geometry else []),
        sqlite_autoincrement=True,
    )


def _column(column: Column) -> sa.Column[object]:
    return sa.Column(column.name, KINDS[column.kind])


def _import(imports: sa.Table) -> sa.Column[object]:
    return sa.Column("import_id", WHOLE, sa.ForeignKey(imports.c.fid), nullable=False)
