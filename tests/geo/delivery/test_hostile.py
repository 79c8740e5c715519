"""Hostile and damaged files: no host asked, no file read besides, no traceback at the end."""

import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import delivery
from geo.delivery.describing import Named, described, nothing, private_folder, staged
from geo.delivery.limits import LOCAL, UPLOAD
from geo.delivery.understanding import Given, understand
from geo.model.errors import DeliveryError

CANARY = "kanariefugl-7391"

Writer = Callable[..., Path]


@pytest.mark.parametrize("name", ["lys.geojson", "lys.shp", "lys.gpkg", "lys.tab", "lys.mif"])
@pytest.mark.parametrize("form", ["vrt", "csv", "gdalg"])
def test_no_file_besides_the_delivery_is_read(tmp_path: Path, name: str, form: str) -> None:
    """A description that names a file of the machine is refused, and nothing of it is told."""
    secret = tmp_path / "hemmeligt" / "lamper.csv"
    secret.parent.mkdir()
    secret.write_text(f"navn,x,y\n{CANARY},713500,6181500\n", "utf-8")
    forms = {
        "vrt": f'<OGRVRTDataSource><OGRVRTLayer name="lamper"><SrcDataSource>{secret}'
        "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
        "csv": f'!table\n!version 300\nDefinition Table\n Type LINKED Charset "{secret}"\n',
        "gdalg": json.dumps({"type": "gdal_streamed_alg", "command_line": f"vector read {secret}"}),
    }
    path = tmp_path / "post" / name
    path.parent.mkdir()
    path.write_text(forms[form], "utf-8")

    with pytest.raises(DeliveryError) as caught:
        delivery.read(path)

    assert CANARY not in str(caught.value) + repr(caught.value.facts) + repr(caught.value.__cause__)


def test_a_geojson_that_names_other_places_only_names_them(
    tmp_path: Path, lamps: gpd.GeoDataFrame
) -> None:
    """A link in a property or a crs of kind link is text and is followed by nobody."""
    content = json.loads(lamps.to_crs("EPSG:4326").to_json())
    address = "http://127.0.0.1:9/hemmeligt"
    content["crs"] = {"type": "link", "properties": {"href": address, "type": "proj4"}}
    content["features"][0]["properties"]["vejnavn"] = f"/vsicurl/{address}"
    path = tmp_path / "lys.geojson"
    path.write_text(json.dumps(content), "utf-8")

    assert len(delivery.read(path).layers["lamps"]) == 6


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """Answer the same lamps as a shapefile, a GeoJSON, a zip and a FlatGeobuf, byte by byte."""
    folder = tmp_path_factory.mktemp("hel")
    frame = gpd.GeoDataFrame(
        {"mast_nr": ["L1", "L2", "L3"], "hoejde": [4.5, 5.0, 6.0], "vejnavn": ["Ågade"] * 3},
        geometry=gpd.points_from_xy([713500, 713520, 713540], [6181500] * 3),
        crs="EPSG:25832",
    )
    frame.to_file(folder / "lys.shp", encoding="UTF-8")
    frame.to_crs("EPSG:4326").to_file(folder / "lys.geojson")
    frame.to_file(folder / "lys.fgb")
    shapefile = {path.name: path.read_bytes() for path in folder.glob("lys.[sdpc]*")}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in shapefile.items():
            archive.writestr(name, content)
    return {
        "shp": shapefile,
        "geojson": {"lys.geojson": (folder / "lys.geojson").read_bytes()},
        "fgb": {"lys.fgb": (folder / "lys.fgb").read_bytes()},
        "zip": {"lys.zip": packed.getvalue()},
    }


Mutation = tuple[int, int, bytes]


@st.composite
def damage(draw: st.DrawFn) -> tuple[str, list[Mutation]]:
    """Answer which file to damage, and where: bytes overwritten, cut out or put in."""
    kind = draw(st.sampled_from(["shp", "geojson", "zip", "fgb"]))
    spots = st.tuples(st.integers(0, 4000), st.integers(0, 60), st.binary(max_size=12) | _telling)
    return kind, draw(st.lists(spots, min_size=1, max_size=4))


_telling = st.sampled_from(
    [struct.pack("<i", number) for number in (-1, 0, 2**31 - 1, 15, 31)]
    + [b"\xff\xff\xff\xff", b"\x00" * 8, b"NaN", b"1e999", b'"coordinates":', b"[[[[[[", b"]}"]
)


def damaged(files: dict[str, bytes], spots: list[Mutation]) -> dict[str, bytes]:
    names = sorted(files)
    out = dict(files)
    for number, (place, length, content) in enumerate(spots):
        name = names[(place + number) % len(names)]
        at = place % (len(out[name]) + 1)
        out[name] = out[name][:at] + content + out[name][at + length :]
    return out


def outcome(files: dict[str, bytes], folder: Path) -> str:
    """Read in this very process, so that a crash of the child would be one of the test."""
    first = "lys.shp" if "lys.shp" in files else next(iter(files))
    for name, content in files.items():
        (folder / name).write_bytes(content)
    place = folder / "privat"
    place.mkdir()
    try:
        laid = staged(folder / first, place / "main", UPLOAD)
        found, issues = described(laid, Named(None, {}, {}), UPLOAD)
        if not found:
            return nothing(issues, first).rule
        understood = understand(found, Given(features=UPLOAD.features))
    except DeliveryError as error:
        return "" if error.message == error.rule else error.rule
    for parts in understood.parts.values():
        for part in parts:
            assert len(part.frame) == len(part.geometry) == len(part.ids)
    return "taken"


@settings(
    max_examples=250,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(harm=damage())
@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::RuntimeWarning")
def test_a_damaged_file_is_refused_or_mended(
    whole: dict[str, dict[str, bytes]], harm: tuple[str, list[Mutation]]
) -> None:
    """Whatever bytes are overwritten, cut or put in: a clear refusal, or layers that are whole."""
    kind, spots = harm
    with private_folder() as folder:
        assert outcome(damaged(whole[kind], spots), folder)


def test_a_record_with_damaged_parts_is_listed_and_asked_about(
    write: Writer, departments: gpd.GeoDataFrame
) -> None:
    """GDAL answers such a row without a geometry and says nothing; an empty row is not one."""
    path = write(departments, "afdelinger.shp", encoding="UTF-8")
    content = bytearray(path.read_bytes())
    content[100 + 8 + 36 : 100 + 8 + 40] = struct.pack("<i", 900_000)  # number of parts
    path.write_bytes(bytes(content))

    found = delivery.read(path, limits=LOCAL)

    rules = [(issue.rule, issue.feature) for issue in found.issues]
    assert ("geometry.unreadable", "#1") in rules
    assert found.needs_confirmation
    assert found.layers["departments"]["id"].tolist() == ["002", "003"]


def test_two_kinds_of_geometry_in_one_table_are_asked_about(
    tmp_path: Path, lamps: gpd.GeoDataFrame
) -> None:
    """Points and a polygon under the name of lamps: the points come, and somebody must say yes."""
    shapes = [lamps.geometry.iloc[0].buffer(3), *lamps.geometry.iloc[1:]]
    frame = lamps.set_geometry(gpd.GeoSeries(shapes, crs=lamps.crs))
    path = tmp_path / "lys.geojson"
    path.write_text(frame.to_crs("EPSG:4326").to_json(), "utf-8")

    found = delivery.read(path)

    assert len(found.layers["lamps"]) == 5
    assert found.needs_confirmation
