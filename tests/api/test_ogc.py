"""OGC API – Features: the requirements of Parts 1, 2 and 3 by their ids, and real clients.

Each test names the requirements it was written from; the classes themselves are what
``/ogc/conformance`` claims.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from fastapi.testclient import TestClient
from geopandas.testing import assert_geodataframe_equal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import geo
from api.app import create_app
from api.ogc.asking import CRS84, MOST, UTM32, boxes_in_metres
from api.ogc.collections import HIDDEN
from api.ogc.features import geojson
from api.settings import Settings
from geo.model.layers import LAYERS
from geo.store.querying import Page

LAMPS = "/ogc/collections/lamps"


def got(web: TestClient, path: str, **params: Any) -> Any:
    answer = web.get(path, params=params or None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def rels(shape: dict[str, Any]) -> set[str]:
    return {entry["rel"] for entry in shape["links"]}


def ids(shape: dict[str, Any]) -> list[str]:
    return [feature["id"] for feature in shape["features"]]


@pytest.fixture(scope="session")
def lamps(example_workspace: Path) -> gpd.GeoDataFrame:
    """Answer what stands in the workspace, to hold the answers against."""
    with geo.Workspace(example_workspace) as workspace:
        frame = workspace.layer("lamps")
    assert frame is not None
    return frame


def test_the_landing_page_leads_everywhere(web: TestClient) -> None:
    """/req/core/root-op, root-success, /rec/core/root-links: every part is linked and answers."""
    shape = got(web, "/ogc/")

    assert {"self", "alternate", "service-desc", "conformance", "data"} <= rels(shape)
    for entry in shape["links"]:
        answer = web.get(entry["href"])
        assert answer.status_code == 200, entry
        assert (
            answer.headers["content-type"].replace(" ", "").startswith(entry["type"].split(";")[0])
        )


def test_the_api_describes_itself(web: TestClient) -> None:
    """/req/core/api-definition-op, /req/oas30/oas-definition-1: every path stands in it."""
    answer = web.get("/ogc/api")
    shape = answer.json()

    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert shape["openapi"].startswith("3.0")
    items = shape["paths"]["/collections/lamps/items"]["get"]
    limit = next(row for row in items["parameters"] if row["name"] == "limit")
    assert limit["schema"]["maximum"] == MOST
    names = [row["name"] for row in items["parameters"]]
    assert len(names) == len(set(names))
    identities = [path["get"]["operationId"] for path in shape["paths"].values()]
    assert len(identities) == len(set(identities))


def test_conformance_claims_only_what_stands(web: TestClient) -> None:
    """/req/core/conformance-op, -success: the classes, and no writing among them."""
    claimed = got(web, "/ogc/conformance")["conformsTo"]

    for part in ("features-1/1.0/conf/core", "features-2/1.0/conf/crs", "cql2/1.0/conf/cql2-text"):
        assert any(part in address for address in claimed)
    assert not any("features-4" in address for address in claimed)


def test_collections_say_where_and_in_which_system(web: TestClient) -> None:
    """/req/core/rc-md-op, fc-md-*, /req/crs/fc-md-crs-list, -storageCrs: ids, links, extents."""
    shape = got(web, "/ogc/collections")

    assert {"self", "alternate"} <= rels(shape)
    assert shape["crs"][0] == CRS84
    for entry in shape["collections"]:
        assert {"self", "items"} <= rels(entry)
        assert entry["crs"][0] == CRS84
        assert entry["storageCrs"] == UTM32
        assert entry["storageCrs"] in entry["crs"]
        west, south, east, north = entry["extent"]["spatial"]["bbox"][0]
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90
        assert got(web, f"/ogc/collections/{entry['id']}") == entry


def test_only_what_may_be_public_is_public(web: TestClient) -> None:
    """No layer the model keeps, no column where a person's name may stand, no overall number."""
    listed = {entry["id"] for entry in got(web, "/ogc/collections")["collections"]}
    private = {name for name, spec in LAYERS.items() if not spec.public}

    assert not listed & (private | {"scores", "imports", "scorings", "luminaires"})
    for name in (*private, "scores", "lamps_history", "imports"):
        assert web.get(f"/ogc/collections/{name}/items").status_code == 404
    for layer, column in HIDDEN:
        page = got(web, f"/ogc/collections/{layer}/items")
        assert all(column not in feature["properties"] for feature in page["features"])
        assert web.get(f"/ogc/collections/{layer}/items", params={column: "x"}).status_code == 400


def test_pages_hold_every_feature_once(web: TestClient, lamps: gpd.GeoDataFrame) -> None:
    """/req/core/fc-op, fc-limit-*, fc-links, fc-next-1, fc-numberMatched: the links lead on."""
    seen: list[str] = []
    address: str | None = f"{LAMPS}/items?limit=100"
    while address:
        shape = got(web, address)
        assert shape["type"] == "FeatureCollection"
        assert shape["numberMatched"] == len(lamps)
        assert shape["numberReturned"] == len(shape["features"]) <= 100
        seen += ids(shape)
        address = next((one["href"] for one in shape["links"] if one["rel"] == "next"), None)

    assert sorted(seen) == sorted(lamps["id"])
    assert len(got(web, f"{LAMPS}/items", limit=10_000)["features"]) == len(lamps)


def test_a_feature_is_what_stands_in_the_workspace(
    web: TestClient, lamps: gpd.GeoDataFrame
) -> None:
    """/req/core/f-op, f-links, /req/geojson/*: in metres exactly, in degrees to a centimetre."""
    first = lamps.iloc[0]
    path = f"{LAMPS}/items/{first['id']}"
    degrees, metres = web.get(path), web.get(path, params={"crs": UTM32})

    assert degrees.headers["content-type"] == "application/geo+json"
    assert degrees.headers["Content-Crs"] == f"<{CRS84}>"
    assert metres.headers["Content-Crs"] == f"<{UTM32}>"
    assert {"self", "collection"} <= rels(degrees.json())
    there = shapely.from_geojson(json.dumps(metres.json()["geometry"]))
    assert there.distance(first.geometry) < 0.001
    lon, lat = degrees.json()["geometry"]["coordinates"]
    spot = gpd.GeoSeries([shapely.Point(lon, lat)], crs="EPSG:4326").to_crs("EPSG:25832")
    assert spot.iloc[0].distance(first.geometry) < 0.02
    assert metres.json()["properties"]["height_m"] == first["height_m"]


@pytest.mark.parametrize("frame", [CRS84, UTM32])
def test_a_box_answers_what_touches_it(
    web: TestClient, lamps: gpd.GeoDataFrame, frame: str
) -> None:
    """/req/core/fc-bbox-*, /req/crs/fc-bbox-crs-*: degrees or metres, with or without heights."""
    whole = lamps if frame == UTM32 else lamps.to_crs("EPSG:4326")
    west, south, east, north = whole.total_bounds
    half = (west, south, (west + east) / 2, north)
    inside = whole.cx[half[0] : half[2], half[1] : half[3]]
    flat = ",".join(repr(float(n)) for n in half)
    high = ",".join(repr(float(n)) for n in (*half[:2], -10, *half[2:], 99))
    params = {"bbox-crs": frame, "limit": 1000}

    found = set(ids(got(web, f"{LAMPS}/items", bbox=flat, **params)))

    # The box is drawn in degrees and asked in metres: along its edge lies a sliver more.
    assert set(inside["id"]) <= found
    assert len(found) - len(inside) <= (0 if frame == UTM32 else 5)
    assert set(ids(got(web, f"{LAMPS}/items", bbox=high, **params))) == found


def test_the_whole_world_and_the_date_line_are_boxes(web: TestClient) -> None:
    """A box of everything answers everything; one across the date line is two, here empty."""
    whole = got(web, f"{LAMPS}/items", bbox="-180,-90,180,90", limit=1)
    line = got(web, f"{LAMPS}/items", bbox="170,50,-170,60", limit=1)

    assert whole["numberMatched"] == got(web, f"{LAMPS}/items", limit=1)["numberMatched"]
    assert line["numberMatched"] == 0
    assert len(boxes_in_metres((70.0, 50.0, -50.0, 60.0), CRS84)) == 2


def test_time_is_asked_of_what_has_a_date(web: TestClient, example_workspace: Path) -> None:
    """/req/core/fc-time-*: instants, intervals and open ends; what has no date always answers."""
    with geo.Workspace(example_workspace) as workspace:
        audits = workspace.layer("audits")
    assert audits is not None
    day = sorted(audits["rated_on"].dropna())[len(audits) // 2]
    path = "/ogc/collections/audits/items"

    for value, count in (
        (day, (audits["rated_on"] == day).sum()),
        (f"../{day}", (audits["rated_on"] <= day).sum()),
        (f"{day}T00:00:00Z/..", (audits["rated_on"] >= day).sum()),
    ):
        assert got(web, path, datetime=value)["numberMatched"] == count
    assert got(web, f"{LAMPS}/items", datetime="1999-01-01")["numberMatched"] > 0


BAD: list[tuple[str, dict[str, str]]] = [
    ("/req/core/query-param-unknown", {"ukendt": "1"}),
    ("/req/core/query-param-invalid", {"limit": "0"}),
    ("/req/core/query-param-invalid", {"limit": "mange"}),
    ("/req/core/query-param-invalid", {"offset": "-1"}),
    ("/req/core/query-param-invalid", {"f": "xml"}),
    ("/req/core/fc-bbox-definition", {"bbox": "1,2,3"}),
    ("/req/core/fc-bbox-definition", {"bbox": "1,2,3,nan"}),
    ("/req/core/fc-bbox-definition", {"bbox": "1,5,3,2"}),
    ("/req/core/fc-time-definition", {"datetime": "i går"}),
    ("/req/core/fc-time-definition", {"datetime": "2026-02-30"}),
    ("/req/core/fc-time-definition", {"datetime": "2026-02-02/2026-01-01"}),
    ("/req/crs/fc-crs-valid-value", {"crs": "http://www.opengis.net/def/crs/EPSG/0/9999"}),
    ("/req/crs/fc-bbox-crs-valid-value", {"bbox": "1,2,3,4", "bbox-crs": "EPSG:25832"}),
    ("/req/filter/filter-param", {"filter": "height_m >"}),
    ("/req/filter/filter-param", {"filter": "ukendt = 1"}),
    ("/req/filter/filter-param", {"filter": "height_m = 'høj'"}),
    ("/req/filter/filter-lang-param", {"filter": "height_m > 1", "filter-lang": "ecql"}),
    ("/req/filter/filter-crs-param", {"filter": "height_m > 1", "filter-crs": "x"}),
    ("/req/queryables-query-parameters/parameters", {"height_m": "høj"}),
]


@pytest.mark.parametrize(("requirement", "params"), BAD)
def test_what_cannot_be_understood_is_400(
    web: TestClient, requirement: str, params: dict[str, str]
) -> None:
    """A code and a sentence with its remedy, never 422, never a page of the wrong thing."""
    answer = web.get(f"{LAMPS}/items", params=params)

    assert answer.status_code == 400, requirement
    assert set(answer.json()) == {"code", "description"}
    assert answer.json()["code"].startswith("ogc.")


@pytest.mark.parametrize(
    "path",
    ["/ogc/collections/nej", "/ogc/collections/nej/items", f"{LAMPS}/items/nej",
     "/ogc/collections/nej/queryables", "/ogc/collections/nej/items/1"],
)  # fmt: skip
def test_what_is_not_there_is_404(web: TestClient, path: str) -> None:
    """/req/core/query-param, http: nothing is answered for something that is not there."""
    answer = web.get(path)

    assert answer.status_code == 404
    assert set(answer.json()) == {"code", "description"}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("height_m > 4", "height_m > 4"),
        ("4 < height_m", "height_m > 4"),
        ("height_m BETWEEN 3 AND 4 OR light_source = 'LED'",
         "(height_m >= 3 and height_m <= 4) or light_source == 'LED'"),
        ("light_source IN ('LED','HPS') AND NOT (height_m <= 4)",
         "light_source in ['LED', 'HPS'] and not height_m <= 4"),
        ("flux_lm IS NULL", "flux_lm.isna()"),
        ("flux_lm IS NOT NULL AND owner LIKE 'Bo%'",
         "flux_lm.notna() and owner.str.startswith('Bo')"),
        ("owner = 'x'' OR 1=1 --'", "owner == 'umulig'"),
    ],
)  # fmt: skip
def test_a_filter_holds_of_what_pandas_says(
    web: TestClient, lamps: gpd.GeoDataFrame, text: str, holds: str
) -> None:
    """/req/filter/*, /req/cql2-text/*, /req/basic-cql2/*: as an independent oracle answers."""
    shape = got(web, f"{LAMPS}/items", filter=text, limit=1000)

    expected = lamps.query(holds, engine="python")["id"]
    assert sorted(ids(shape)) == sorted(expected)
    assert shape["numberMatched"] == len(expected)


def test_a_filter_in_json_and_by_column_is_the_same(web: TestClient) -> None:
    """/req/cql2-json/*, /req/queryables-query-parameters/*: three ways to ask one thing."""
    tree = json.dumps({"op": "=", "args": [{"property": "light_source"}, "LED"]})
    path = f"{LAMPS}/items"

    one = got(web, path, filter="light_source = 'LED'", limit=1000)
    other = got(web, path, filter=tree, **{"filter-lang": "cql2-json"}, limit=1000)
    third = got(web, path, light_source="LED", limit=1000)

    assert ids(one) == ids(other) == ids(third) != []


def test_a_filter_finds_by_place(web: TestClient, lamps: gpd.GeoDataFrame) -> None:
    """/req/basic-spatial-functions/*: a polygon in metres answers what lies in it."""
    ring = lamps.geometry.iloc[0].buffer(60)
    text = f"S_INTERSECTS(geom, {shapely.to_wkt(ring, rounding_precision=3)})"

    shape = got(web, f"{LAMPS}/items", filter=text, **{"filter-crs": UTM32}, limit=1000)

    assert sorted(ids(shape)) == sorted(lamps[lamps.intersects(ring)]["id"])


def test_queryables_are_what_can_be_asked(web: TestClient) -> None:
    """/req/queryables/*: a JSON Schema whose every property can stand in a filter."""
    shape = got(web, f"{LAMPS}/queryables")

    assert shape["$schema"].startswith("https://json-schema.org/")
    assert shape["type"] == "object"
    assert shape["properties"]["light_source"]["enum"] == list(
        LAYERS["lamps"].columns["light_source"].choices
    )
    for name in shape["properties"]:
        if name != "geom":
            assert (
                web.get(f"{LAMPS}/items", params={"filter": f"{name} IS NULL"}).status_code == 200
            )


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=st.text(alphabet="()'\"=<>%_ANDORNOTINLIKE,;-height_m0123456789. åæø\\", max_size=80))
def test_no_filter_ends_in_a_failure(web: TestClient, text: str) -> None:
    """Whatever is written, it is understood or refused, and soon."""
    assert web.get(f"{LAMPS}/items", params={"filter": text, "limit": 1}).status_code in {200, 400}


def test_terms_stand_with_the_features(own_workspace: Path) -> None:
    """A layer of OpenStreetMap carries its line and its licence to whoever reads it."""
    with geo.Workspace(own_workspace) as workspace:
        paths = workspace.layer("paths")
        source = geo.read(geo.example()).sources["paths"]
        assert paths is not None
        osm = type(source)("OpenStreetMap", "ODbL 1.0", "© OpenStreetMap contributors (ODbL)")
        delivery = geo.Delivery("osm", {"paths": paths}, {"paths": osm}, {}, (), "x")
        workspace.add(delivery)
    web = TestClient(create_app(Settings(workspace=str(own_workspace))))

    shape = got(web, "/ogc/collections/paths")
    page = got(web, "/ogc/collections/paths/items", limit=1)

    assert shape["attribution"] == page["attribution"] == osm.attribution
    assert "license" in rels(shape)


@pytest.mark.parametrize(
    "path",
    ["/ogc", "/ogc/api", "/ogc/conformance", "/ogc/collections", LAMPS, f"{LAMPS}/items",
     f"{LAMPS}/queryables"],
)  # fmt: skip
def test_a_person_reads_the_same_as_a_page(web: TestClient, path: str) -> None:
    """/req/html/*: a browser is answered in Danish, under the policy of every page."""
    answer = web.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert 'lang="da"' in answer.text
    assert "ogc." not in answer.text.split("<main")[1].split("</main>")[0].replace("/ogc.", "")
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.fixture(scope="module")
def served(example_workspace: Path) -> Iterator[str]:
    """Run the web side in a process of its own: GDAL lets no other thread of ours work."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "--factory", "api.app:create_app"]
    server = subprocess.Popen(
        [*command, "--port", str(port), "--log-level", "error"],
        env={**os.environ, "TRYGHED_WORKSPACE": str(example_workspace)},
    )
    address = f"http://127.0.0.1:{port}/ogc"
    for _ in range(600):
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(  # noqa: S310 - our own
                f"{address}/conformance"
            ),
        ):
            break
        time.sleep(0.1)
    yield address
    server.terminate()
    server.wait(timeout=30)


def test_gdal_reads_what_stands_in_the_workspace(served: str, lamps: gpd.GeoDataFrame) -> None:
    """A real client: every feature, in our own metres, with its columns; and a box of it."""
    source = f"OAPIF:{served}"
    layers = {str(row[0]) for row in pyogrio.list_layers(source)}
    frame = pyogrio.read_dataframe(source, layer="lamps")

    assert {"lamps", "paths", "departments"} <= layers
    assert len(frame) == len(lamps)
    frame = frame.to_crs("EPSG:25832").set_index("id").sort_index()
    ours = lamps.set_index("id").sort_index()
    assert_geodataframe_equal(
        frame[["height_m", "geometry"]], ours[["height_m", "geometry"]],
        check_less_precise=True, check_index_type=False,
    )  # fmt: skip


def test_links_stand_under_the_address_the_outside_knows(example_workspace: Path) -> None:
    """Behind a proxy the links carry the configured address."""
    known = Settings(workspace=str(example_workspace), base_url="https://kort.example.dk")
    shape = got(TestClient(create_app(known)), f"{LAMPS}/items", limit=1)

    following = next(one["href"] for one in shape["links"] if one["rel"] == "next")
    assert urlsplit(following).netloc == "kort.example.dk"
    assert parse_qs(urlsplit(following).query)["offset"] == ["1"]


@pytest.mark.parametrize("crs", [CRS84, UTM32])
@pytest.mark.parametrize("points", [True, False])
def test_features_are_told_a_column_at_a_time_and_mean_the_same(crs: str, *, points: bool) -> None:
    """Whatever a column holds, the text is what a plain writer of each feature would say."""
    texts = ('Æ "ø" \\ %s {x}', None, "</script>\n", "1,2")
    rows = [
        (f"M{n}", text, value, None, number, -value if value else None)
        for n, (text, value, number) in enumerate(
            zip(texts, (1.5, None, 1e-7, -0.0), (3, 2**40, None, 0), strict=True)
        )
    ]
    shapes: list[Any] = [shapely.Point(710_000 + n / 3, 6_180_000 - n) for n in range(4)]
    if not points:
        shapes[1:] = [None, shapely.Point(), shapely.box(710_000, 6_180_000, 710_001, 6_180_002)]
    page = Page(("id", "a", "b", "c", "d", "e"), rows, np.array(shapes, dtype=object))
    told = [json.loads(text) for text in geojson(page, crs)]

    for row, shape, feature in zip(rows, shapes, told, strict=True):
        assert feature["type"] == "Feature"
        assert (feature["id"], *feature["properties"].values()) == row
        assert list(feature["properties"]) == list(page.columns[1:])
        if shape is None or shape.is_empty:
            assert not (feature["geometry"] or {}).get("coordinates")
            continue
        frame = gpd.GeoSeries([shape], crs=25832).to_crs(4326 if crs == CRS84 else 25832)
        there = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert shapely.equals_exact(there, frame.iloc[0], 1e-6 if crs == CRS84 else 1e-3)
    assert geojson(Page(("id",), [], np.array([], dtype=object)), crs) == []
