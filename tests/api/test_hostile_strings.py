"""Texts meant to become code come out as the text they are, in every field, on every page."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from fastapi.testclient import TestClient

import geo
from api.app import create_app
from api.settings import Settings
from geo.model.layers import LAYERS
from geo.model.provenance import Source
from geo.testing import layer

HOSTILE = (
    "{{7*191}}",
    "{% for x in (1).__class__.__mro__ %}{{x}}{% endfor %}",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
)
JSON = {"accept": "application/json"}
SHAPES = {
    "Point": shapely.Point(50, 3),
    "LineString": shapely.LineString([(0, 0), (100, 0)]),
    "Polygon": shapely.box(-10, -10, 110, 40),
}


class Reader(HTMLParser):
    """Reads a page as a browser does: its elements, their attributes, its texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.scripts = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.scripts += tag == "script" and dict(attrs).get("type") != "application/json"


def poisoned(name: str, number: int) -> gpd.GeoDataFrame:
    """Answer a layer of one feature whose every free text is hostile."""
    spec = LAYERS[name]
    text = HOSTILE[number % len(HOSTILE)]
    columns: dict[str, list[Any]] = {"id": [f"{text}-{name}"]}
    for column in spec.columns.values():
        if column.kind == "text" and not column.choices:
            columns[column.name] = [text]
    shapes = [SHAPES[spec.geometry[0]]] if spec.geometry else []
    return layer(name, shapes, **columns)


@pytest.fixture(scope="module", params=range(len(HOSTILE)))
def poison(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Answer one text, and the web side on a workspace poisoned with it."""
    place = tmp_path_factory.mktemp("gift")
    frames = {name: poisoned(name, request.param) for name, spec in LAYERS.items() if spec.geometry}
    source = Source(HOSTILE[request.param], licence=HOSTILE[request.param])
    delivery = geo.Delivery(
        name=HOSTILE[request.param],
        layers={name: _typed(name, frame) for name, frame in frames.items()},
        sources=dict.fromkeys(frames, source),
        counts={},
        issues=(),
        fingerprint=str(request.param),
    )
    with geo.Workspace(place) as workspace:
        assert workspace.add(delivery, accept=True).committed
    return HOSTILE[request.param], TestClient(create_app(Settings(workspace=str(place)))), place


def _typed(name: str, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    for column in LAYERS[name].columns.values():
        if column.kind == "integer":
            frame[column.name] = pd.Series([pd.NA] * len(frame), dtype="Int64")
    return frame


def pages(client: TestClient) -> Iterator[tuple[str, str]]:
    """Answer every page that shows what was delivered."""
    (entry,) = client.get("/afdelinger", headers=JSON).json()["departments"]
    for route in ("/", "/afdelinger", "/kort"):
        yield route, client.get(route).text
    for stem in ("/afdelinger/", "/kort/"):
        answer = client.get(stem + "".join(f"%{byte:02X}" for byte in entry["id"].encode()))
        assert answer.status_code == 200, answer.text[:300]
        yield stem, answer.text


def test_every_page_shows_the_text_as_text(poison: Any) -> None:
    """No element, attribute or script comes of it; nothing is calculated; the text is there."""
    _, client, _ = poison
    calm = {"/": 0, "/afdelinger": 0, "/afdelinger/": 0}
    for route, page in pages(client):
        read = Reader(page)
        assert "1337" not in page, route
        assert "&lt;class" not in page, route
        assert not [name for name in read.attributes if name.startswith("on")], route
        if route in calm:
            assert read.scripts == 0, route
            assert read.tags.count("img") == 1, route


def test_json_brings_the_text_back_whole(poison: Any) -> None:
    """Name, organisation, id and sources come back letter by letter."""
    text, client, _ = poison
    (entry,) = client.get("/afdelinger", headers=JSON).json()["departments"]

    assert entry["name"] == text
    assert entry["organisation"] == text
    assert entry["id"] == f"{text}-departments"
    assert text in {source["dataset"] for source in entry["sources"]}
    assert text in {source["licence"] for source in entry["sources"]}


def test_the_command_line_prints_it_as_it_is(poison: Any, run: Any) -> None:
    """As JSON and in a table."""
    text, _, place = poison
    told = json.loads(run("departments", "--json", "--workspace", place).stdout)

    assert told[0]["name"] == text
    assert text in run("departments", "--workspace", place).stdout


def test_an_error_page_shows_an_address_as_text(web: TestClient) -> None:
    """The id asked for stands on the page as text."""
    answer = web.get("/afdelinger/%3Cimg src=x onerror=alert(1)%3E{{7*191}}")

    assert answer.status_code == 404
    assert Reader(answer.text).tags.count("img") == 1
    assert "{{7*191}}" in answer.text
    assert "1337" not in answer.text


def test_the_reader_can_see_an_attack() -> None:
    """What the first test looks for is found where it is."""
    read = Reader('<p>a</p><img src=x onerror="b"><script>c</script>')

    assert "onerror" in read.attributes
    assert read.scripts == 1
