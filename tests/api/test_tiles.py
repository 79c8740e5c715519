"""The operator's basemap: asked for by us, where it was set, within limits, never by a page."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

import geo
from api.app import create_app
from api.settings import Settings
from api.tiles import fetching
from api.tiles.fetching import NoTileError
from api.tiles.service import IN_A_ROW, TileService
from api.tiles.source import BasemapError, TileSource, background_in_files, source_of

PNG = b"\x89PNG\r\n\x1a\n" + b"tile"
HERE = (13, 4351, 2571)
"""A tile with the example's departments."""

SECRET = "hemmelig-noegle"  # noqa: S105 - of the tests


@dataclass
class Supplier:
    """A server of tiles: what it was asked, and what it answers next."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    status: int = 200
    kind: str = "image/png"
    body: bytes = PNG
    drip_s: float = 0.0

    @property
    def template(self) -> str:
        return f"http://127.0.0.1:{self.port}/{{z}}/{{x}}/{{y}}.png?token={{token}}"


class Answering(BaseHTTPRequestHandler):
    supplier: ClassVar[Supplier]

    def do_GET(self) -> None:
        known = self.supplier
        known.asked.append(self.path)
        self.send_response(known.status)
        self.send_header("Content-Type", known.kind)
        self.send_header("Location", f"http://127.0.0.1:{known.port}/andetsteds")
        self.end_headers()
        for start in range(0, len(known.body), 4 if known.drip_s else 2**16):
            self.wfile.write(known.body[start : start + (4 if known.drip_s else 2**16)])
            self.wfile.flush()
            time.sleep(known.drip_s)

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def supplier() -> Iterator[Supplier]:
    """Answer a supplier on this machine."""
    known = Supplier()
    handler = type("Own", (Answering,), {"supplier": known})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        known.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield known
        server.shutdown()
        thread.join(10)


@pytest.fixture
def asking(example_workspace: Path, supplier: Supplier) -> Callable[..., TestClient]:
    """Answer the web side with the supplier set."""

    def make(**more: Any) -> TestClient:
        known = {
            "workspace": str(example_workspace),
            "basemap": supplier.template,
            "basemap_attribution": "Klimadatastyrelsen",
            "basemap_token": SECRET,
            **more,
        }
        return TestClient(create_app(Settings(**known)))

    return make


def address(place: tuple[int, int, int]) -> str:
    return "/fliser/" + "/".join(map(str, place))


def test_without_a_setting_nobody_is_asked(
    web: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no tile, the map names no origin, and nothing opens a connection."""
    monkeypatch.setattr("urllib.request.build_opener", lambda *_: pytest.fail("asked"))
    page = web.get("/kort/9001-01")

    assert web.get(address(HERE)).status_code == 404
    assert "img-src data: blob:;" in page.headers["Content-Security-Policy"]
    assert '"tiles":null' in page.text


def test_a_tile_comes_through_us(asking: Callable[..., TestClient], supplier: Supplier) -> None:
    """The supplier is asked once, with the key; the browser gets the picture and keeps it."""
    client = asking()
    first, again = client.get(address(HERE)), client.get(address(HERE))

    assert (first.content, first.headers["content-type"]) == (PNG, "image/png")
    assert again.content == PNG
    assert "max-age=604800" in first.headers["cache-control"]
    assert supplier.asked == [f"/13/4351/2571.png?token={SECRET}"]


def test_the_page_asks_us_and_holds_no_key(
    asking: Callable[..., TestClient], supplier: Supplier
) -> None:
    """Its pictures may come from ourselves; the attribution stands on it, the supplier does not."""
    page = asking().get("/kort/9001-01")

    assert "img-src data: blob: 'self';" in page.headers["Content-Security-Policy"]
    assert '"/fliser/{z}/{x}/{y}"' in page.text
    assert "Klimadatastyrelsen" in page.text
    assert SECRET not in page.text
    assert f"127.0.0.1:{supplier.port}" not in page.text


@pytest.mark.parametrize(
    "place", ["20/1/1", "13/8192/0", "13/0/8192", "-1/0/0", "13/-1/0", "30/1/1", "0/1/0"]
)
def test_no_tile_outside_the_square_is_asked_for(
    asking: Callable[..., TestClient], supplier: Supplier, place: str
) -> None:
    """Such a tile does not exist."""
    assert asking().get(f"/fliser/{place}").status_code == 404
    assert supplier.asked == []


@pytest.mark.parametrize("place", ["13/a/1", "13/1/1.5", "13/..%2f/1", "13/1e3/1", "13/1/1/1"])
def test_only_numbers_name_a_tile(
    asking: Callable[..., TestClient], supplier: Supplier, place: str
) -> None:
    """What is no whole number is refused before anybody is asked."""
    assert asking().get(f"/fliser/{place}").status_code in {404, 422}
    assert supplier.asked == []


def test_the_key_is_for_this_place_alone(
    asking: Callable[..., TestClient], supplier: Supplier
) -> None:
    """A tile of another part of the world is transparent, and nobody is asked for it."""
    answer = asking().get("/fliser/13/1000/1000")

    assert answer.headers["content-type"] == "image/png"
    assert len(answer.content) < 100
    assert supplier.asked == []


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (500, "image/png", PNG),
        (302, "image/png", PNG),
        (403, "text/html", b"no"),
        (200, "text/html", b"<script>alert(1)</script>"),
        (200, "image/svg+xml", b"<svg onload='alert(1)'/>"),
        (200, "image/png", b"<html>"),
        (200, "image/png", PNG + b"x" * (fetching.LARGEST + 1)),
    ],
)
def test_what_is_no_tile_is_not_passed_on(
    asking: Callable[..., TestClient], supplier: Supplier, status: int, kind: str, body: bytes
) -> None:
    """502 without a body, kept by nobody; a detour is not taken."""
    supplier.status, supplier.kind, supplier.body = status, kind, body
    answer = asking().get(address(HERE))

    assert (answer.status_code, answer.content) == (502, b"")
    assert answer.headers["cache-control"] == "no-store"
    assert all("andetsteds" not in path for path in supplier.asked)


def test_nothing_there_is_no_fault(asking: Callable[..., TestClient], supplier: Supplier) -> None:
    """Where the supplier's map ends a transparent tile is answered, and remembered."""
    supplier.status = 404
    client = asking()

    assert [client.get(address(HERE)).status_code for _ in range(2)] == [200, 200]
    assert len(supplier.asked) == 1


def test_a_supplier_that_drips_is_cut_off(
    supplier: Supplier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tile has its seconds in all, however often a few bytes come."""
    supplier.drip_s, supplier.body = 0.05, PNG * 40
    monkeypatch.setattr(fetching, "SECONDS", 0.3)
    with pytest.raises(NoTileError, match="slow"):
        fetching.fetch_tile(f"http://127.0.0.1:{supplier.port}/1")


def test_a_supplier_that_is_down_is_left_in_peace(supplier: Supplier) -> None:
    """After some failures in a row it is not asked for a while, and then again."""
    now = [0.0]
    supplier.status = 500
    service = TileService(TileSource(supplier.template, "x", 19, "n"), lambda: now[0])

    def ask(row: int) -> None:
        with pytest.raises(NoTileError):
            service.tile((13, 4376, row))

    for row in range(IN_A_ROW + 3):
        ask(row)
    assert len(supplier.asked) == IN_A_ROW
    now[0], supplier.status = 31.0, 200
    assert service.tile((13, 4376, 0))


def test_old_and_many_tiles_go(supplier: Supplier, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest make room, and after a week a tile is fetched again."""
    now = [0.0]
    monkeypatch.setattr("api.tiles.service.KEPT_BYTES", 700)
    service = TileService(TileSource(supplier.template, "x", 19, "n"), lambda: now[0])
    for row in range(6):
        assert service.tile((13, 1, row))
    assert service.tile((13, 1, 5))
    assert (len(supplier.asked), len(service._kept)) == (6, 3)
    now[0] = 8 * 24 * 3600.0
    assert service.tile((13, 1, 5))
    assert len(supplier.asked) == 7


def test_a_wms_is_asked_by_its_box() -> None:
    """The box of a tile in the web's projection; the four of one zoom make up the world."""
    source = TileSource("https://k.example/wms?bbox={bbox}&token={token}", "x", 19, "n")

    assert source.address(0, 0, 0) == (
        "https://k.example/wms?bbox=-20037508.343,-20037508.343,20037508.343,20037508.343&token=n"
    )
    assert "bbox=0.000,0.000,20037508.343,20037508.343" in source.address(1, 1, 0)


def test_a_supplier_goes_by_name() -> None:
    """An xyzservices name brings template and attribution; its key is put in here."""
    named = source_of(Settings(basemap="Thunderforest.Landscape", basemap_token=SecretStr(SECRET)))

    assert named is not None
    assert named.address(1, 0, 1).endswith(f"/1/0/1.png?apikey={SECRET}")
    assert "Thunderforest" in named.attribution
    assert SECRET not in repr(named)
    assert source_of(Settings()) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"basemap": "Ingensteds.Kort"},
        {"basemap": "https://k.example/{z}/{x}/{y}"},
        {"basemap": "https://k.example/{z}/{x}", "basemap_attribution": "x"},
        {"basemap": "http://k.example/{z}/{x}/{y}", "basemap_attribution": "x"},
        {"basemap": "file:///etc/{z}/{x}/{y}", "basemap_attribution": "x"},
        {"basemap": "/fliser/{z}/{x}/{y}", "basemap_attribution": "x"},
        {"basemap": "https://k.example/{z}/{x}/{y}?k={token}", "basemap_attribution": "x"},
        {"basemap": "Thunderforest.Landscape"},
    ],
)
def test_a_wrong_setting_is_told_at_the_start(wrong: dict[str, str]) -> None:
    """The application does not begin with a basemap that can never come."""
    with pytest.raises(BasemapError) as told:
        create_app(Settings(**wrong))  # type: ignore[arg-type]
    assert told.value.remedy


def test_a_file_asks_only_where_the_operator_said(example_workspace: Path) -> None:
    """By default a map in a file asks nobody; else our server, and never with the key in it."""
    known: dict[str, Any] = {
        "basemap": "https://k.example/{z}/{x}/{y}?k={token}",
        "basemap_attribution": "x",
        "basemap_token": SECRET,
    }
    allowed = {**known, "basemap_in_files": True}
    through_us = background_in_files(Settings(**allowed, base_url="https://kort.example.dk/"))
    plain = {**allowed, "basemap": "https://k.example/{z}/{x}/{y}.png"}
    direct = background_in_files(Settings(**plain))

    assert background_in_files(Settings(**known)) is None
    assert background_in_files(Settings()) is None
    assert through_us is not None
    assert through_us.template == "https://kort.example.dk/fliser/{z}/{x}/{y}"
    assert direct is not None
    assert direct.template == "https://k.example/{z}/{x}/{y}.png"
    with pytest.raises(BasemapError, match="nøglen"):
        background_in_files(Settings(**allowed))
    with geo.Workspace(example_workspace) as place:
        assert place.department_ids()


def test_other_pages_may_show_our_tiles_only_where_files_do(
    asking: Callable[..., TestClient],
) -> None:
    """A file is another origin; without that setting tiles are for our own pages."""
    own = asking().get(address(HERE)).headers["Cross-Origin-Resource-Policy"]
    open_to_files = asking(basemap_in_files=True, base_url="https://kort.example.dk")

    assert own == "same-origin"
    there = open_to_files.get(address(HERE)).headers["Cross-Origin-Resource-Policy"]
    assert there == "cross-origin"
