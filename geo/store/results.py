"""Scorings as tables a map program opens: scores, segments and dark stretches, the newest of each.

The record of a scoring is the truth; these tables are written from it, so that QGIS or a portal
that reads the schema shows the results without knowing anything of us.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import shapely
import sqlalchemy as sa

from geo.store.geometry_type import RawGeometry, encoded
from geo.store.tables import FACTORS, Tables

STATES: Mapping[str, str] = {"dag": "dag", "mørke": "moerke", "samlet": "samlet"}
"""Part of a column's name, by the state in a record."""

BESIDE = ("p_class", "p_class_low", "p_class_high", "face_lux", "night_lux", "winter_lux")
"""What the factor light says of a segment beside its mean and its least."""

Row = dict[str, Any]
Drawn = tuple[Row, shapely.Geometry | None]


def save_results(connection: sa.Connection, known: Tables, record: Mapping[str, Any]) -> None:
    """Write the tables of one department from the record of its newest scoring."""
    department = str(record["id"])
    forget_results(connection, known, department)
    shared = {"department_id": department, "as_of": record.get("as_of")}
    found: dict[str, Iterator[Drawn]] = {
        "scores": iter([(_scores(record), _boundary(connection, known, department))]),
        "segments": _rows(record.get("segments"), _segment),
        "dark_stretches": _rows(record.get("frames", {}).get("dark_stretches"), _stretch),
    }
    for name, drawn in found.items():
        table = known.results[name]
        dialect = connection.dialect.name
        rows = [{**shared, **row, "geom": encoded([shape], dialect)[0]} for row, shape in drawn]
        if rows:
            raw = sa.type_coerce(sa.bindparam("geom"), RawGeometry())
            connection.execute(sa.insert(table).values(geom=raw), rows)


def forget_results(connection: sa.Connection, known: Tables, department: str) -> None:
    """Take the rows of one department away."""
    for table in known.results.values():
        connection.execute(sa.delete(table).where(table.c.department_id == department))


def _boundary(connection: sa.Connection, known: Tables, department: str) -> shapely.Geometry | None:
    table = known.layers["departments"]
    chosen = sa.select(table.c.geom).where(table.c.id == department)
    found: shapely.Geometry | None = connection.execute(chosen).scalar_one_or_none()
    return found


def _scores(record: Mapping[str, Any]) -> Row:
    overall, factors = record.get("overall", {}), record.get("factors", {})
    row: Row = {"name": record.get("name"), "coverage": record.get("coverage")}
    for state, part in STATES.items():
        for key in ("value", "low", "high"):
            row[part if key == "value" else f"{part}_{key}"] = _of(overall, state).get(key)
    for factor in FACTORS:
        for state in ("dag", "mørke"):
            found = _of(_of(factors, factor), state)
            row[f"{factor}_{STATES[state]}"] = found.get("value")
    return row


def _of(record: Any, key: str) -> Mapping[str, Any]:
    found = record.get(key) if isinstance(record, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _rows(frame: Mapping[str, Any] | None, translate: Any) -> Iterator[Drawn]:
    """Answer the rows of a frame as the record keeps it: one array per column."""
    if not frame:
        return
    columns = frame["columns"]
    shapes = [None if g is None else shapely.from_geojson(json.dumps(g)) for g in frame["geometry"]]
    labels = (frame["index"] or {}).get("values") or list(range(1, len(shapes) + 1))
    for number, (label, shape) in enumerate(zip(labels, shapes, strict=True)):
        yield translate(label, {name: values[number] for name, values in columns.items()}), shape


def _segment(label: Any, row: Row) -> Row:
    return {
        "segment_id": str(label),
        "name": row.get("name"),
        "kind": row.get("kind"),
        "length_m": row.get("length_m"),
        "mean_lux": row.get("lighting.mean_lux"),
        "min_lux": row.get("lighting.min_lux"),
        "gap_m": row.get("lighting.gap_m"),
        "target_class": row.get("target_class"),
        "light": row.get("light_class") or "unknown",
        "exposure": row.get("exposure"),
        **{name: row.get(f"lighting.{name}") for name in BESIDE},
    }


def _stretch(label: Any, row: Row) -> Row:
    names = (
        "name", "length_m", "under_target_m", "lux", "target_lux", "target_class", "exposure",
        "lamp_number", "lamp_m", "lamp_owner", "circuit", "planned", "cause", "dark_minutes",
        "walked_dark_minutes",
    )  # fmt: skip
    return {"number": int(label), **{name: row.get(name) for name in names}}
