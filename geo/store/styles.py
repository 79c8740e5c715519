"""Which style each layer and each table of results has, and where a GeoPackage keeps it."""

import sqlite3
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from geo.model.language import sentence
from geo.model.layers import LAYERS
from geo.store.qml import Entry, Look, style
from geo.store.tables import RESULTS

RESULT_FAMILIES = {"scores": "Polygon", "segments": "LineString", "dark_stretches": "LineString"}

STYLES_TABLE = """CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
    f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
    styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
    owner TEXT(30), ui TEXT(30),
    update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"""


@cache
def looks() -> Mapping[str, Any]:
    """Answer the looks as they are written down."""
    return tomllib.loads(Path(__file__).with_name("styles.toml").read_text("utf-8"))


def families(name: str) -> tuple[str, ...]:
    """Answer the geometry families a layer or a table of results may hold."""
    return (RESULT_FAMILIES[name],) if name in RESULTS else LAYERS[name].geometry


def label(name: str) -> str:
    """Answer what people call a layer or a table of results."""
    return sentence(f"result.{name}") if name in RESULTS else LAYERS[name].label


def aliases(name: str) -> dict[str, str]:
    """Answer what people call each column."""
    shared = {"id": sentence("column.id"), "source": sentence("column.source")}
    if name in RESULTS:
        own = {"department_id": sentence("column.department_id"), "as_of": sentence("column.as_of")}
        return own | {column: sentence(f"column.{name}.{column}") for column in RESULTS[name]}
    spec = LAYERS[name]
    return shared | {column: spec.column_label(column) for column in spec.columns}


def qml(name: str, family: str) -> str:
    """Answer the QGIS style of a layer or a table of results, for one geometry family."""
    row = looks()[name]
    plain = _look(row, row["colour"])
    if "steps" in row:
        entries = [
            Entry(sentence(f"choice.{name}.{word}"), _look(row, colour), rule=rule)
            for word, rule, colour in row["steps"]
        ]
        return style(family, entries, None, aliases(name))
    by = row.get("by")
    if by is None:
        return style(family, [Entry(label(name), plain)], None, aliases(name))
    entries = [
        Entry(sentence(f"choice.{name}.{by}.{code}"), _look(row, colour), value=code)
        for code, colour in row["colours"].items()
    ]
    return style(family, [*entries, Entry(sentence("choice.other"), plain)], by, aliases(name))


def _look(row: Mapping[str, Any], colour: str) -> Look:
    given = {key: row[key] for key in ("edge", "size", "width") if key in row}
    return Look(colour, **given)


def write_styles(raw: sqlite3.Connection, names: Sequence[str]) -> None:
    """Write the styles into a GeoPackage where QGIS looks for them by itself."""
    raw.execute(STYLES_TABLE)
    raw.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)"
        " VALUES ('layer_styles', 'attributes', 'layer_styles', 0)"
    )
    rows = []
    for name in names:
        kinds = families(name)
        for number, family in enumerate(kinds):
            text = label(name) if len(kinds) == 1 else f"{label(name)}: {_called(family)}"
            rows.append((name, text[:30], qml(name, family), number == len(kinds) - 1, text))
    raw.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
        " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner)"
        " VALUES ('', '', ?, 'geom', ?, ?, '', ?, ?, 'Tryghedskort')",
        rows,
    )


def _called(family: str) -> str:
    return sentence(f"geometry.{family}")
