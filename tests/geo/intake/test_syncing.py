"""Standing sources: landed whole, or left as they were and told."""

import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import pytest

from geo.intake import StandingSource, standing_sources, sync
from geo.model.errors import DeliveryError
from geo.store import Workspace

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, lamps: gpd.GeoDataFrame) -> Path:
    """Answer a folder into which a supplier writes."""
    place = tmp_path / "levering"
    place.mkdir()
    lamps.to_file(place / "lys.shp", encoding="UTF-8")
    return place


@pytest.fixture
def source(folder: Path) -> StandingSource:
    """Answer it as a standing source."""
    return StandingSource("lys", "folder", role="lamps", path=str(folder))


def test_a_source_is_read_when_it_is_due(workspace: Workspace, source: StandingSource) -> None:
    """Landed the first time, not due an hour later, unchanged the next day."""
    outcomes = [
        sync(workspace, [source], now=NOW + timedelta(hours=hours))[0] for hours in (0, 1, 25)
    ]

    assert [outcome.outcome for outcome in outcomes] == ["landed", "not_due", "unchanged"]
    assert workspace.layers() == {"lamps": 10}
    assert all(outcome.fine for outcome in outcomes)


def test_a_source_that_is_down_leaves_yesterday_and_says_so(
    workspace: Workspace, source: StandingSource, folder: Path
) -> None:
    """The data and their date stay; the officer is told; when it is back it is read at once."""
    sync(workspace, [source], now=NOW)
    hidden = folder.rename(folder.with_name("væk"))
    down = sync(workspace, [source], now=NOW + timedelta(days=1))[0]

    assert (down.outcome, down.fine) == ("down", False)
    assert "2026-11-24" in down.message
    assert workspace.layers() == {"lamps": 10}
    assert workspace.standing()["lys"]["good"] == down.good == "2026-11-24T03:00:00+00:00"
    hidden.rename(folder)
    back = sync(workspace, [source], now=NOW + timedelta(days=1, minutes=5))[0]
    assert back.outcome == "unchanged"


def test_a_source_that_loses_much_is_held_back(
    workspace: Workspace, source: StandingSource, folder: Path, lamps: gpd.GeoDataFrame
) -> None:
    """Half the lamps gone overnight is a person's decision, not the clock's."""
    sync(workspace, [source], now=NOW)
    lamps.head(4).to_file(folder / "lys.shp", encoding="UTF-8")

    held = sync(workspace, [source], now=NOW + timedelta(days=1))[0]

    assert held.outcome == "held_back"
    assert "60 %" in held.message
    assert workspace.layers() == {"lamps": 10}


def test_what_a_person_would_be_asked_waits_for_one(
    workspace: Workspace, source: StandingSource, folder: Path, lamps: gpd.GeoDataFrame
) -> None:
    """Without a coordinate system nothing lands; with one configured it does."""
    (folder / "lys.prj").unlink()

    assert sync(workspace, [source], now=NOW)[0].outcome == "waiting"
    assert workspace.layers() == {}
    told = replace(source, crs="EPSG:25832")
    assert sync(workspace, [told], now=NOW)[0].outcome == "landed"
    assert len(lamps) == workspace.layers()["lamps"]


def test_one_source_that_fails_does_not_stop_the_next(
    workspace: Workspace, source: StandingSource
) -> None:
    """Each is its own matter."""
    broken = StandingSource("væk", "folder", role="paths", path="/findes/ikke")

    outcomes = sync(workspace, [broken, source], now=NOW)

    assert [outcome.outcome for outcome in outcomes] == ["down", "landed"]


@pytest.fixture
def wfs(lamps: gpd.GeoDataFrame) -> Iterator[tuple[str, list[dict[str, list[str]]], list[str]]]:
    """Run a WFS of our own: what it was asked, and what it shall answer (empty: the lamps)."""
    asked: list[dict[str, list[str]]] = []
    answers: list[str] = []
    whole = json.loads(lamps.to_json())

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            asked.append(query)
            start, count = int(query["startIndex"][0]), int(query["count"][0])
            page = {**whole, "features": whole["features"][start : start + count]}
            body = (answers[0] if answers else json.dumps(page)).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/wfs", asked, answers
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_wfs_is_read_page_by_page(
    workspace: Workspace,
    wfs: tuple[str, list[dict[str, list[str]]], list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Pages are joined, the key comes from the environment and stands in no message."""
    monkeypatch.setattr("geo.intake.fetching.PAGE", 4)
    monkeypatch.setenv("PRØVE_NØGLE", "hemmelig-4711")
    address, asked, answers = wfs
    source = StandingSource(
        "lys", "wfs", role="lamps", url=address, typename="kom:lys", key_env="PRØVE_NØGLE"
    )

    assert sync(workspace, [source], now=NOW)[0].outcome == "landed"
    assert workspace.layers() == {"lamps": 10}
    assert [query["startIndex"] for query in asked] == [["0"], ["4"], ["8"]]
    assert asked[0]["apikey"] == ["hemmelig-4711"]
    answers.append("<ServiceExceptionReport/>")
    down = sync(workspace, [source], now=NOW + timedelta(days=2))[0]
    assert down.outcome == "down"
    assert "hemmelig" not in json.dumps(workspace.standing())
    assert workspace.layers() == {"lamps": 10}


CONFIG = """
[[source]]
name = "lys"
kind = "folder"
path = "/data/lys"
role = "lamps"
every_hours = 12
"""


def test_sources_are_read_from_toml(tmp_path: Path) -> None:
    """What the operator wrote is what is read."""
    path = tmp_path / "kilder.toml"
    path.write_text(CONFIG, "utf-8")

    assert standing_sources(path) == (
        StandingSource("lys", "folder", role="lamps", every_hours=12, path="/data/lys"),
    )


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ('kind = "folder"', 'kind = "ftp"', "standing.kind"),
        ('path = "/data/lys"', "", "standing.lacks"),
        ("every_hours", "hver_time", "standing.unknown_key"),
        ('"lamps"', '"lygter"', "layer.unknown"),
        ('"lys"', '"Lys!"', "standing.name"),
        ("[[source]]", "[[source", "standing.no_toml"),
        ("[[source]]", "[[kilde]]", "standing.none"),
        ("every_hours = 12", CONFIG, "standing.same_name"),
    ],
)
def test_a_wrong_configuration_says_what_is_wrong(
    tmp_path: Path, before: str, after: str, rule: str
) -> None:
    """Each mistake has its sentence and its remedy."""
    path = tmp_path / "kilder.toml"
    path.write_text(CONFIG.replace(before, after, 1), "utf-8")

    with pytest.raises(DeliveryError) as caught:
        standing_sources(path)

    assert caught.value.rule == rule
    assert caught.value.remedy != f"{rule}/remedy"
