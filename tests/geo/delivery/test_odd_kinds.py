"""Odd and hostile deliveries of our own invention: each is read right, or told what is wrong."""

import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo import delivery
from geo.model.delivery import Delivery
from geo.model.errors import DeliveryError

Writer = Callable[..., Path]


def rules(read: Delivery) -> set[str]:
    return {issue.rule for issue in read.issues}


def is_the_same(read: Delivery, lamps: gpd.GeoDataFrame) -> bool:
    """Tell whether the six lamps lie where they lay, whatever their order."""
    found = read.layers["lamps"].sort_values("id")
    if len(found) != len(lamps):
        return False
    far = shapely.distance(found.geometry.to_numpy(), lamps.geometry.to_numpy())
    return bool(far.max() < 0.02)


@pytest.mark.parametrize(
    ("part", "rule"),
    [
        (".dbf", "file.no_attributes"),
        (".shx", "file.index_rebuilt"),
        (".prj", "crs.assumed"),
        (".cpg", "encoding.detected"),
    ],
)
def test_a_companion_without_a_byte_is_one_that_was_not_sent(
    write: Writer, lamps: gpd.GeoDataFrame, part: str, rule: str
) -> None:
    """A copy that was cut off at nothing is told by name; the drawing is read all the same."""
    path = write(lamps, "lys.shp", encoding="CP1252")
    path.with_suffix(part).write_bytes(b"")
    read = delivery.read(path)

    assert rule in rules(read)
    assert len(read.layers["lamps"]) == 6
    if part != ".dbf":
        assert is_the_same(read, lamps)


def test_every_file_of_a_zip_has_its_own_system(
    write: Writer, lamps: gpd.GeoDataFrame, departments: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    """Zone 32, zone 33 and degrees in one zip meet in the same metres."""
    paths = [write(lamps, "lys.shp"), write(departments.to_crs(4326), "afdelinger.shp")]
    lines = [shapely.LineString(shapely.get_coordinates(lamps.geometry.to_numpy())[[0, 5]])]
    ways = gpd.GeoDataFrame({"navn": ["a"]}, geometry=lines, crs=25832).to_crs(25833)
    paths.append(write(ways, "stier.shp"))
    archive = tmp_path / "alt.zip"
    with zipfile.ZipFile(archive, "w") as pack:
        for path in paths:
            for file in path.parent.iterdir():
                pack.write(file, f"Ælde filer & sager/{file.name.upper()}")
    read = delivery.read(archive)

    assert is_the_same(read, lamps)
    there = read.layers["paths"].geometry.to_numpy()[0]
    assert shapely.hausdorff_distance(there, lines[0]) < 0.02
    ground = read.layers["departments"].sort_values("id")
    far = shapely.hausdorff_distance(ground.geometry.to_numpy(), departments.geometry.to_numpy())
    assert far.max() < 0.02


@pytest.mark.parametrize(("real", "said"), [("UTF-8", "CP437"), ("CP1252", "UTF-8")])
def test_letters_are_believed_before_what_is_said_of_them(
    write: Writer, departments: gpd.GeoDataFrame, real: str, said: str
) -> None:
    """A wrong ``.cpg`` is seen by the letters themselves."""
    frame = departments.assign(afd_navn=["Æblehaven", "Ågården", "Østervænget"])
    path = write(frame, "afdelinger.shp", encoding=real)
    path.with_suffix(".cpg").write_text(said, "ascii")
    read = delivery.read(path)

    assert set(read.layers["departments"]["name"]) == {"Æblehaven", "Ågården", "Østervænget"}
    assert "encoding.detected" in rules(read)


def test_columns_that_fold_to_one_are_taken_by_nobody(
    write: Writer, lamps: gpd.GeoDataFrame
) -> None:
    """Three heights that disagree give none, and it is said which they were."""
    read = delivery.read(write(lamps.assign(Højde=7.0, HOEJDE_=8.0), "lys.gpkg"))

    assert "column.ambiguous" in rules(read)
    assert "height_m" not in read.layers["lamps"].dropna(axis="columns", how="all")


def test_heights_and_measures_of_a_drawing_are_left(write: Writer, lamps: gpd.GeoDataFrame) -> None:
    """Z comes from elsewhere: the place is the same with it."""
    high = lamps.set_geometry(shapely.force_3d(lamps.geometry.to_numpy(), 12.5), crs=lamps.crs)
    read = delivery.read(write(high, "lys.shp"))

    assert is_the_same(read, lamps)
    assert not read.layers["lamps"].geometry.has_z.any()


@pytest.mark.parametrize("system", ["urn:ogc:def:crs:EPSG::25832", None])
def test_a_geojson_says_its_own_system(
    lamps: gpd.GeoDataFrame, tmp_path: Path, system: str | None
) -> None:
    """A ``crs`` member of the old standard holds; metres without one wait for a yes."""
    whole = json.loads(lamps.to_json(drop_id=True))
    whole.pop("crs", None)
    if system:
        whole["crs"] = {"type": "name", "properties": {"name": system}}
    path = tmp_path / "lys.geojson"
    path.write_text(json.dumps(whole), "utf-8")
    read = delivery.read(path)

    assert is_the_same(read, lamps)
    assert read.needs_confirmation == (system is None)


@pytest.mark.parametrize("beside", [False, True])
def test_a_view_is_never_opened(write: Writer, lamps: gpd.GeoDataFrame, *, beside: bool) -> None:
    """It may run its author's functions: alone it is refused by name, beside a table left out."""
    path = write(lamps, "lys.gpkg")
    with closing(sqlite3.connect(path)) as database:
        told = database.execute("SELECT table_name FROM gpkg_contents").fetchone()[0]
        database.execute(f'CREATE VIEW kig AS SELECT * FROM "{told}"')  # noqa: S608 - our own file
        for table in ("gpkg_contents", "gpkg_geometry_columns"):
            names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            values = ", ".join(
                "'kig'" if n == "table_name" else "'kig2'" if n == "identifier" else n
                for n in names
            )
            database.execute(f"INSERT INTO {table} SELECT {values} FROM {table}")  # noqa: S608 - our own file
            if not beside:
                database.execute(f"DELETE FROM {table} WHERE table_name = ?", (told,))  # noqa: S608 - our own file
        database.commit()
    if beside:
        read = delivery.read(path)
        assert "file.views_left" in rules(read)
        assert is_the_same(read, lamps)
        return
    with pytest.raises(DeliveryError, match="kig") as refused:
        delivery.read(path)
    assert refused.value.rule == "file.only_views"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lys.dwg", b"AC1032" + bytes(200)),
        ("stier.dgn", bytes([8, 9, 0xFE, 2]) + bytes(600)),
        ("lys.dxf", b"  0\nSECTION\n  2\nENTITIES\n  0\nENDSEC\n  0\nEOF\n"),
        ("lys.kml", b"<kml><Document><Placemark/></Document></kml>"),
        ("lys.topojson", b'{"type":"Topology","objects":{},"arcs":[]}'),
        ("lys.json", b'{"type":"Topology","objects":{},"arcs":[]}'),
        ("lys.csv", "\ufeffmast_nr;N;E;hoejde\r\nL1;6181500,5;713500,0;4,5\r\n".encode()),
    ],
)
def test_what_is_not_read_is_told_with_what_to_send(
    tmp_path: Path, name: str, content: bytes
) -> None:
    """Drawings, other formats and a table of numbers are refused, with a way on."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DeliveryError) as refused:
        delivery.read(path)

    assert name in refused.value.message
    assert "GeoPackage" in refused.value.remedy


def test_an_infinite_corner_costs_its_own_row_alone(
    lamps: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    """The other five land, and the one is named."""
    whole = json.loads(lamps.to_crs(4326).to_json(drop_id=True))
    whole["features"][0]["geometry"]["coordinates"] = [1e400, 55.0]
    path = tmp_path / "lys.geojson"
    path.write_text(json.dumps(whole), "utf-8")
    read = delivery.read(path)

    assert len(read.layers["lamps"]) == 5
    assert "geometry.not_finite" in rules(read)


def test_a_table_of_mapinfo_in_capitals_is_the_same(write: Writer, lamps: gpd.GeoDataFrame) -> None:
    """Endings of another time are endings."""
    path = write(lamps, "lys.tab", encoding="CP1252")
    for file in list(path.parent.glob("lys.*")):
        file.rename(file.with_name(file.name.upper()))

    assert is_the_same(delivery.read(path.with_name("LYS.TAB")), lamps)
