"""The child process: few drivers, bounds, no network, and an honest word about it."""

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest

from geo import delivery
from geo.delivery import sandbox
from geo.model.errors import DeliveryError, RefusedFileError


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """Run a server of our own that writes down every request."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # GDAL's curl asks GET where HEAD answers 501
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/x.geojson", asked
    server.shutdown()
    thread.join()
    server.server_close()


DISGUISES = ["lys.geojson", "lys.shp", "lys.gpkg", "lys.tab", "lys.fgb", "lys.mif", "lys.json"]


@pytest.mark.parametrize("name", DISGUISES)
def test_a_driver_description_asks_no_host(
    tmp_path: Path, listener: tuple[str, list[str]], name: str
) -> None:
    """A VRT in any disguise is refused without a single request."""
    address, asked = listener
    source = f"<SrcDataSource>/vsicurl/{address}</SrcDataSource>"
    path = tmp_path / name
    path.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="x">{source}</OGRVRTLayer></OGRVRTDataSource>'
    )

    with pytest.raises(DeliveryError):
        delivery.read(path)

    assert asked == []


def test_the_child_itself_refuses_a_description_that_got_past_the_door(
    tmp_path: Path, listener: tuple[str, list[str]]
) -> None:
    """With the drivers skipped GDAL finds nothing to open, and the listener hears nothing."""
    address, asked = listener
    path = tmp_path / "x.vrt"
    path.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/vsicurl/{address}'
        "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )
    code = "import sys, pyogrio; pyogrio.read_info(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        env=sandbox.environment(gml=False),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert "not recognized" in done.stderr
    assert asked == []


def test_a_name_with_an_archive_mark_is_only_a_name(
    tmp_path: Path, lamps: gpd.GeoDataFrame
) -> None:
    """What a person calls a file never reaches GDAL."""
    path = tmp_path / "lys!a.zip!b http:.geojson"
    path.write_text(lamps.to_crs("EPSG:4326").to_json(), "utf-8")

    assert list(delivery.read(path).layers) == ["lamps"]


def test_isolation_says_what_was_possible() -> None:
    """The drivers and limits hold where we run; the network word is a plain yes or no."""
    told = delivery.isolation()

    assert told["drivers"] is True
    assert told["limits"] is (os.name == "posix")
    assert isinstance(told["network"], bool)


def test_a_slow_file_is_ended(tmp_path: Path, lamps: gpd.GeoDataFrame) -> None:
    """The time limit ends the child and says so."""
    path = tmp_path / "lys.geojson"
    path.write_text(lamps.to_crs("EPSG:4326").to_json(), "utf-8")

    with pytest.raises(RefusedFileError) as caught:
        delivery.read(path, limits=replace(delivery.LOCAL, seconds=0.05))

    assert caught.value.rule == "file.too_slow"


def test_a_heavy_file_is_ended(tmp_path: Path, lamps: gpd.GeoDataFrame) -> None:
    """Too little memory is told as that, not as a traceback."""
    path = tmp_path / "lys.geojson"
    path.write_text(lamps.to_crs("EPSG:4326").to_json(), "utf-8")

    with pytest.raises(RefusedFileError) as caught:
        delivery.read(path, limits=replace(delivery.LOCAL, memory=300 * 2**20))

    assert caught.value.rule in {"file.too_heavy", "file.crashed"}


def test_an_upload_is_read_within_its_limits(tmp_path: Path, lamps: gpd.GeoDataFrame) -> None:
    """The limits for uploads leave room for an honest file."""
    path = tmp_path / "lys.geojson"
    path.write_text(lamps.to_crs("EPSG:4326").to_json(), "utf-8")

    assert len(delivery.read(path, limits=delivery.UPLOAD).layers["lamps"]) == 6


def test_no_secret_of_the_parent_reaches_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child's environment is written from nothing."""
    monkeypatch.setenv("TRYGHED_DATABASE_URL", "postgresql://x:hemmelig@y/z")

    assert "hemmelig" not in str(sandbox.environment(gml=False))
