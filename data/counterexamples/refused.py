"""Deliveries that cannot be read at all: one error, exit 2, nothing taken."""

import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path

import shapely
from parts import (
    EAST,
    NORTH,
    Counterexample,
    Files,
    departments,
    lamps,
    moved,
    patched,
    shapefile,
    with_shapes,
    without,
    zipped,
    zipped_with,
)

DISGUISE = (
    '<OGRVRTDataSource><OGRVRTLayer name="lys"><SrcDataSource>CSV:/etc/hostname'
    "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
)
VIEW = """!Table
!Version 100
Open Table "/srv/andet/lys" Hide
Create View lys As
Select * From lys
"""
TAB = """!table
!version 300
!charset WindowsLatin1

Definition Table
  Type NATIVE Charset "WindowsLatin1"
"""
GML = b'<?xml version="1.0"?>\n<FeatureCollection xmlns="http://www.opengis.net/gml"/>\n'
MULTIPATCH = b"\x1f\x00\x00\x00"


def _locked(files: Files) -> Files:
    """Answer a zip whose members say that they need a password."""
    whole = bytearray(files["leverance.zip"])
    for sign, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = whole.find(sign)
        while at >= 0:
            whole[at + flag] |= 1
            at = whole.find(sign, at + 4)
    return {"leverance.zip": bytes(whole)}


def _link() -> zipfile.ZipInfo:
    link = zipfile.ZipInfo("lys.cpg.txt")
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    return link


def _store(*statements: str) -> bytes:
    """Answer a valid GeoPackage head with no layer on the map, free of SQLite's own version."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.gpkg"
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("PRAGMA application_id = 1196444487")
            database.execute(
                "CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT)"
            )
            database.execute(
                "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT)"
            )
            for statement in statements:
                database.execute(statement)
        content = bytearray(path.read_bytes())
    content[96:100] = (3040000).to_bytes(4, "big")
    return bytes(content)


def archives() -> list[Counterexample]:
    """Answer zips that are refused whole."""
    sound = shapefile(lamps())
    whole = zipped(sound)["leverance.zip"]
    bomb = b"\0" * (11 * 2**20)
    info = zipfile.ZipInfo
    return [
        _refusal("archive.unreadable", "Overførslen blev afbrudt", {"leverance.zip": whole[:-200]}),
        _refusal(
            "archive.slip",
            "En fil i arkivet vil ud af sin mappe",
            zipped_with(sound, info("../../uden_for.txt"), b"x"),
        ),
        _refusal(
            "archive.absolute",
            "En fil i arkivet har en fast plads på disken",
            zipped_with(sound, info("/etc/cron.d/lys"), b"x"),
        ),
        _refusal(
            "archive.link",
            "En fil i arkivet er en genvej til noget andet",
            zipped_with(sound, _link(), b"/etc/hostname"),
        ),
        _refusal("archive.password", "Arkivet er låst med kodeord", _locked(zipped(sound))),
        _refusal(
            "archive.bomb",
            "En fil i arkivet fylder tusind gange mere udpakket",
            zipped_with(sound, info("stor.dbf"), bomb),
        ),
        _refusal("archive.nested", "Et arkiv i arkivet", zipped({"lys.zip": whole})),
    ]


def files() -> list[Counterexample]:
    """Answer files that are not what they say."""
    sound = shapefile(lamps())
    surface = patched(
        patched(shapefile(departments()), ".shp", 32, MULTIPATCH), ".shx", 32, MULTIPATCH
    )
    broken_store = b"SQLite format 3\x00" + b"\0" * 200
    return [
        _refusal("file.empty", "Filen er på nul bytes", {"lys.geojson": b""}),
        _refusal(
            "file.disguised",
            "Filen er noget andet, end den kalder sig",
            {"lys.shp": DISGUISE.encode()},
        ),
        _refusal(
            "file.foreign_table",
            "MapInfo-tabellen viser andre tabeller",
            {"lys.tab": VIEW.encode()},
        ),
        _refusal(
            "file.part_missing", "MapInfo-tabellen kom uden .dat og .map", {"lys.tab": TAB.encode()}
        ),
        _refusal("file.unreadable", "GeoPackage-filen er skåret over", {"lys.gpkg": broken_store}),
        _refusal(
            "file.no_geometry",
            "GeoPackage-filen har kun tabeller",
            {"lys.gpkg": _store("INSERT INTO gpkg_contents VALUES ('lys', 'attributes')")},
        ),
        _refusal(
            "file.only_views",
            "GeoPackage-filen har kun en visning, og en visning åbnes ikke",
            {
                "lys.gpkg": _store(
                    "CREATE VIEW lys AS SELECT table_name FROM gpkg_contents",
                    "INSERT INTO gpkg_contents VALUES ('lys', 'features')",
                    "INSERT INTO gpkg_geometry_columns VALUES ('lys', 'geom')",
                )
            },
        ),
        _refusal("file.gml", "GML kan pege på filer andre steder", {"lys.gml": GML}),
        _refusal("geometry.surface", "Afdelingerne er 3D-flader (MultiPatch)", zipped(surface)),
        _refusal(
            "crs.unknown",
            "Ingen .prj, og tallene ligger ingen steder i Danmark",
            zipped(without(shapefile(moved(lamps(), 9.9e7, 3.3e7)), ".prj")),
        ),
        _refusal(
            "crs.impossible",
            "Mærket som grader, men tallene er millioner",
            zipped({**shapefile(moved(lamps(), 9.9e7, 3.3e7)), **_degrees_label(sound)}),
        ),
        _refusal(
            "crs.system34",
            "System 34 uden .prj",
            zipped(without(shapefile(moved(lamps(), 80_000, 130_000)), ".prj")),
        ),
    ]


def _degrees_label(sound: Files) -> Files:
    """Answer a .prj that says degrees, under the name the sound file's has."""
    label = shapefile(with_shapes(lamps(1), shapely.Point(11, 55)), crs="EPSG:4326")["lys.prj"]
    return {name: label for name in sound if name.endswith(".prj")}


def layers() -> list[Counterexample]:
    """Answer layers that no part of the model can take."""
    points = moved(lamps(), EAST, NORTH)
    nowhere = with_shapes(points, None, None, None, None)
    wrong = shapefile(type(points)("afdelinger", points.columns, points.rows))
    strange = type(points)(
        "blandet",
        {"FELT1": "text", "FELT2": "text"},
        [(shape, ("a", "b")) for shape, _ in points.rows],
    )
    return [
        _refusal("layer.empty", "Laget har ingen rækker", zipped(shapefile(lamps(0)))),
        _refusal(
            "role.unknown",
            "Hverken navn eller kolonner siger, hvad laget er",
            zipped(shapefile(strange)),
        ),
        _refusal("layer.wrong_type", "Afdelinger leveret som punkter", zipped(wrong)),
        _refusal("layer.no_geometry", "Ingen række har et sted", zipped(shapefile(nowhere))),
        _refusal(
            "delivery.no_files", "Der er kun en følgeseddel", zipped({"brev.txt": b"Hilsen GIS"})
        ),
        Counterexample(
            "crs.not_a_system",
            "error",
            2,
            "Et koordinatsystem, der ikke findes",
            zipped(shapefile(points)),
            crs="EPSG:9999999",
        ),
    ]


def _refusal(rule: str, why: str, files: Files) -> Counterexample:
    return Counterexample(rule, "error", 2, why, files)


def refused() -> list[Counterexample]:
    """Answer every delivery that is refused whole."""
    return [*archives(), *files(), *layers()]
