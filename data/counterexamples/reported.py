"""Deliveries that are taken, with a finding about their place, their files or their shapes."""

import math
import struct

import shapely
from parts import (
    EAST,
    NORTH,
    Counterexample,
    Files,
    departments,
    geojson,
    lamps,
    moved,
    notice,
    patched,
    shapefile,
    warning,
    with_rows,
    with_shapes,
    without,
    zipped,
)
from shapefiles import Layer

AARHUS = (574_000.0, 6_223_000.0)
FIRST_EAST = 112
"""Where a point shapefile keeps the first easting: behind two headers and a type."""
DEGREES = [shapely.Point(11.2 + 0.001 * number, 55.48) for number in range(4)]


def placing() -> list[Counterexample]:
    """Answer layers whose place had to be guessed or doubted."""
    swapped = [shapely.Point(NORTH, EAST + 20 * number) for number in range(4)]
    town = Layer(
        "kommune",
        {"NAVN": "text", "KOMKODE": "text"},
        [
            (
                shapely.box(EAST - 500, NORTH - 500, EAST + 500, NORTH + 500),
                ("Eksempelkøbing", "0999"),
            )
        ],
    )
    far = shapefile(moved(lamps(), *AARHUS))
    return [
        warning("crs.assumed", "Ingen .prj", without(shapefile(lamps()), ".prj")),
        warning(
            "crs.doubted", "Grader mærket som UTM32", shapefile(with_shapes(lamps(), *DEGREES))
        ),
        warning("crs.swapped", "Nord før øst", shapefile(with_shapes(lamps(), *swapped))),
        warning(
            "crs.outside_municipality",
            "Lamperne står i en anden kommune",
            {**shapefile(town), **far},
        ),
        notice("crs.transformed", "Leveret i UTM33", shapefile(_in_zone_33(), crs="EPSG:25833")),
    ]


def _in_zone_33() -> Layer:
    return moved(lamps(), 260_600.0, 6_156_300.0)


def tables() -> list[Counterexample]:
    """Answer files with missing, cut or odd companions."""
    sound = shapefile(lamps())
    letters = with_rows(lamps(), MAST_NR=("Måge 1", "Måge 2", "Måge 3", "Måge 4"))
    windows = shapefile(letters)
    windows["lys.dbf"] = _in_windows_letters(windows["lys.dbf"])
    return [
        warning("file.no_attributes", "Stierne kom uden .dbf", without(_paths(), ".dbf", ".cpg")),
        warning(
            "file.truncated",
            "Kopien blev afbrudt",
            _cut(sound),
            "geometry.missing",
            "geometry.unreadable",
        ),
        warning("file.rows_differ", "Tabellen er fra en anden udgave", _other_table(sound)),
        warning(
            "file.table_only",
            "En tabel uden kort ligger ved",
            {**sound, "ekstra.dbf": sound["lys.dbf"]},
        ),
        notice("file.deleted_rows", "En række er slettet i tabellen", _with_deleted_row(sound)),
        notice("file.index_rebuilt", ".shx mangler", without(sound, ".shx")),
        notice(
            "file.ignored", "En følgeseddel ligger ved", {**sound, "følgeseddel.txt": b"Hilsen GIS"}
        ),
        notice("encoding.detected", "Windows-bogstaver mærket som UTF-8", windows),
    ]


def _cut(sound: Files) -> Files:
    return {**sound, "lys.shp": sound["lys.shp"][:-28]}


def _with_deleted_row(sound: Files) -> Files:
    """Mark the second row of the table as deleted, as dBASE does until it is packed."""
    table = bytearray(sound["lys.dbf"])
    head, width = (int.from_bytes(table[at : at + 2], "little") for at in (8, 10))
    table[head + width] = ord("*")
    return {**sound, "lys.dbf": bytes(table)}


def _other_table(sound: Files) -> Files:
    return {**sound, "lys.dbf": shapefile(lamps(6))["lys.dbf"]}


def _paths() -> Files:
    lines = [
        shapely.LineString([(EAST, NORTH + 9 * n), (EAST + 40, NORTH + 9 * n)]) for n in range(3)
    ]
    return shapefile(
        Layer("stier", {"STINAVN": "text"}, [(line, ("Kløverstien",)) for line in lines])
    )


def _in_windows_letters(table: bytes) -> bytes:
    """Answer a .dbf with å as Windows writes it, its fields as wide as before."""
    return (
        table.replace("å".encode() + b"ge 1", b"\xe5ge 1 ")
        .replace("å".encode() + b"ge 2", b"\xe5ge 2 ")
        .replace("å".encode() + b"ge 3", b"\xe5ge 3 ")
        .replace("å".encode() + b"ge 4", b"\xe5ge 4 ")
    )


def shapes() -> list[Counterexample]:
    """Answer layers with a geometry that had to be mended or left out."""
    points = [geometry for geometry, _ in lamps().rows]
    first, second = (geometry for geometry, _ in departments().rows)
    bow = shapely.Polygon(
        [(EAST, NORTH), (EAST + 90, NORTH + 90), (EAST + 90, NORTH), (EAST, NORTH + 90)]
    )
    spike = shapely.Polygon(
        [*first.exterior.coords[:-1], (EAST + 95, NORTH), first.exterior.coords[0]]
    )
    wild = patched(shapefile(lamps()), ".shp", FIRST_EAST, struct.pack("<d", math.inf))
    wide = shapely.box(EAST + 60, NORTH, EAST + 180, NORTH + 90)
    homeless = with_shapes(lamps(), None, *points[1:])
    return [
        warning("geometry.missing", "En lampe uden sted", shapefile(homeless)),
        Counterexample(
            "geometry.not_finite", "error", 1, "En lampe uendelig langt mod øst", zipped(wild)
        ),
        notice("geometry.invalid", "En afdeling med et spyd", _estates(spike, second)),
        warning("geometry.repeated", "Den samme lampe to gange", shapefile(_twins())),
        Counterexample(
            "geometry.wrong_type", "error", 1, "En sti blandt lamperne", geojson(_mixed())
        ),
        notice_of("geometry.flattened", "Lamperne har koter", geojson(_lamps_at(12.5))),
        warning("department.overlap", "To afdelinger dækker det samme", _estates(first, wide)),
        notice_of("geometry.unclosed", "En afdeling, der ikke slutter", _open_ring()),
        notice_of("crs.member", "Koordinatsystemet står i filen", geojson(_metres(), crs=MEMBER)),
        warning("geometry.invalid_area", "En afdeling som en sløjfe", _estates(bow, second)),
    ]


MEMBER = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}
Feature = tuple[dict[str, object], dict[str, object]]


def notice_of(rule: str, why: str, files: Files) -> Counterexample:
    """Answer a single file that is taken, with something said."""
    return Counterexample(rule, "notice", 0, why, files)


def _twins() -> Layer:
    place = shapely.Point(EAST, NORTH)
    rows = [
        (place, (4.5, "LED")),
        (place, (4.5, "LED")),
        (shapely.Point(EAST + 9, NORTH), (5.0, "LED")),
    ]
    return Layer("lys", {"LPH": "real", "LYSKILDE": "text"}, rows)


def _lamps_at(*height: float) -> list[Feature]:
    return [
        (
            {"type": "Point", "coordinates": [11.2 + 0.001 * number, 55.48, *height]},
            {"MAST_NR": f"M{number + 1}", "LPH": 4.5},
        )
        for number in range(3)
    ]


def _mixed() -> list[Feature]:
    line: dict[str, object] = {
        "type": "LineString",
        "coordinates": [[11.2, 55.48], [11.201, 55.48]],
    }
    return [*_lamps_at(), (line, {"MAST_NR": "M9", "LPH": 4.5})]


def _open_ring() -> Files:
    ring = [[11.2, 55.48], [11.202, 55.48], [11.202, 55.482], [11.2, 55.482]]
    shape: dict[str, object] = {"type": "Polygon", "coordinates": [ring]}
    content = geojson([(shape, {"AFD_NR": "9001-01", "AFDNAVN": "Æblehaven"})])
    return {"afdelinger.geojson": content["lys.geojson"]}


def _metres() -> list[Feature]:
    return [
        (
            {"type": "Point", "coordinates": [EAST + 20 * n, NORTH]},
            {"MAST_NR": f"M{n + 1}", "LPH": 4.5},
        )
        for n in range(3)
    ]


def _estates(*shapes: shapely.Geometry) -> Files:
    return shapefile(with_shapes(departments(), *shapes))


def named() -> list[Counterexample]:
    """Answer a delivery whose own system was overruled by somebody."""
    overruled = zipped(shapefile(lamps(), crs="EPSG:25833"))
    why = "Mærket som UTM33, men sat til UTM32"
    return [Counterexample("crs.overruled", "notice", 0, why, overruled, crs="EPSG:25832")]


def reported() -> list[Counterexample]:
    """Answer every delivery whose place, files or shapes have a finding."""
    return [*placing(), *tables(), *shapes(), *named()]
