"""What makes a plain SQLite file a valid GeoPackage 1.3: its own tables, index and triggers.

SQLite needs no extension for it: the R*Tree is compiled in, and the four functions that the
triggers call are registered from Python on every connection.
"""

import sqlite3
from collections.abc import Sequence

import pyproj
import sqlalchemy as sa

from geo.store.geometry_type import (
    SRID,
    TOUCHES,
    edge,
    index_name,
    intersects,
    is_empty,
    touches,
)

APPLICATION_ID = 0x47504B47
"""The letters GPKG, in the header of the file."""

VERSION = 10300
"""GeoPackage 1.3: QGIS before 3.28 warns of 1.4."""

RTREE_TERMS = "http://www.geopackage.org/spec120/#extension_rtree"

OWN_TABLES = (
    """CREATE TABLE gpkg_spatial_ref_sys (
        srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
        organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)""",
    """CREATE TABLE gpkg_contents (
        table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
        description TEXT DEFAULT '',
        last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
        min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
        CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))""",
    """CREATE TABLE gpkg_geometry_columns (
        table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
        srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
        CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
        CONSTRAINT uk_gc_table_name UNIQUE (table_name),
        CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
        CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))""",
    """CREATE TABLE gpkg_extensions (
        table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
        scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))""",
)

FUNCTIONS = {"ST_MinX": edge(0), "ST_MaxX": edge(1), "ST_MinY": edge(2), "ST_MaxY": edge(3)}


def register_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the functions a GeoPackage's triggers call."""
    for name, function in {**FUNCTIONS, "ST_IsEmpty": is_empty}.items():
        connection.create_function(name, 1, function, deterministic=True)
    connection.create_function("ST_Intersects", 2, intersects, deterministic=True)
    connection.create_function(TOUCHES, 5, touches, deterministic=True)


def create_geopackage(connection: sa.Connection) -> None:
    """Make the file a GeoPackage with no layers yet."""
    run = connection.exec_driver_sql
    run(f"PRAGMA application_id = {APPLICATION_ID}")
    run(f"PRAGMA user_version = {VERSION}")
    for statement in OWN_TABLES:
        run(statement)
    known = [
        ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined"),
        ("Undefined geographic SRS", 0, "NONE", 0, "undefined"),
        *(_reference_system(code) for code in (4326, SRID)),
    ]
    run("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, NULL)", known)


def _reference_system(code: int) -> tuple[str, int, str, int, str]:
    crs = pyproj.CRS.from_epsg(code)
    return (crs.name, code, "EPSG", code, crs.to_wkt("WKT1_GDAL"))


def register_table(connection: sa.Connection, table: sa.Table, *, indexed: bool) -> None:
    """Tell the GeoPackage of a table: features where it has a geometry, else attributes."""
    run, name = connection.exec_driver_sql, table.name
    features = "geom" in table.c
    run(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?, ?, ?, ?)",
        (name, "features" if features else "attributes", name, SRID if features else 0),
    )
    if not features:
        return
    run("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'GEOMETRY', ?, 0, 0)", (name, SRID))
    if indexed:
        run(
            "INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', ?, 'write-only')",
            (name, RTREE_TERMS),
        )
        run(f'CREATE VIRTUAL TABLE "{index_name(name)}" USING rtree(id, minx, maxx, miny, maxy)')
        create_triggers(connection, name)


def create_triggers(connection: sa.Connection, table: str) -> None:
    """Keep the index in step with the table, also when another program writes."""
    for statement in _triggers(table):
        connection.exec_driver_sql(statement)


def drop_triggers(connection: sa.Connection, table: str) -> None:
    """Take the triggers away while many rows are written; the transaction holds both."""
    for statement in _triggers(table):
        connection.exec_driver_sql(f"DROP TRIGGER {statement.split()[2]}")


def _triggers(table: str) -> Sequence[str]:
    """Answer the six triggers of the standard (1.3, annex F.3)."""
    rtree = index_name(table)
    box = 'ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"), ST_MinY(NEW."geom"), ST_MaxY(NEW."geom")'
    row = f'INSERT OR REPLACE INTO "{rtree}" VALUES (NEW."fid", {box});'  # noqa: S608 - names of the model
    gone = f'DELETE FROM "{rtree}" WHERE id = OLD."fid";'  # noqa: S608 - names of the model
    both_gone = f'DELETE FROM "{rtree}" WHERE id IN (OLD."fid", NEW."fid");'  # noqa: S608 - same
    full = '(NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom"))'
    hollow = '(NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom"))'
    same, moved = 'OLD."fid" = NEW."fid"', 'OLD."fid" != NEW."fid"'
    when = {
        "insert": ("INSERT", full, row),
        "update1": ('UPDATE OF "geom"', f"{same} AND {full}", row),
        "update2": ('UPDATE OF "geom"', f"{same} AND {hollow}", gone),
        "update3": ("UPDATE", f"{moved} AND {full}", f"{gone} {row}"),
        "update4": ("UPDATE", f"{moved} AND {hollow}", both_gone),
        "delete": ("DELETE", 'OLD."geom" NOT NULL', gone),
    }
    return [
        f'CREATE TRIGGER "{rtree}_{name}" AFTER {event} ON "{table}"'
        f" WHEN {condition} BEGIN {action} END"
        for name, (event, condition, action) in when.items()
    ]


def note_contents(connection: sa.Connection, table: str) -> None:
    """Write the extent of a layer and the time of its change where QGIS looks for them."""
    connection.exec_driver_sql(
        "UPDATE gpkg_contents SET (min_x, min_y, max_x, max_y) ="  # noqa: S608 - names of the model
        f' (SELECT min(minx), min(miny), max(maxx), max(maxy) FROM "{index_name(table)}"),'
        " last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now') WHERE table_name = ?",
        (table,),
    )
