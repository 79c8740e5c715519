"""Cases as files, feeds and totals: right for their reader, and nothing of what residents wrote."""

import csv
import io
import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import sqlalchemy as sa
from defusedxml.ElementTree import fromstring

from api.logs import JsonLines
from geo.model.reports import stamp
from geo.model.staff import Role
from geo.reporting.staff import release

ATOM = "{http://www.w3.org/2005/Atom}"
WORDS = "hemmelige ord fra en beboer"


def test_three_formats_hold_the_same_cases(house: Any, tmp_path: Path) -> None:
    """CSV, GeoJSON and GeoPackage agree; metres in one, degrees in the other; no report's words."""
    house.report(text=WORDS)
    house.report(None, x=None, y=None, place_text=WORDS)
    client = house.staff(Role.PLANNER)
    answers = {fmt: client.get(f"/personale/sager.{fmt}") for fmt in ("csv", "geojson", "gpkg")}
    table = list(csv.DictReader(io.StringIO(answers["csv"].text.lstrip("\ufeff")), delimiter=";"))
    features = answers["geojson"].json()["features"]
    (tmp_path / "sager.gpkg").write_bytes(answers["gpkg"].content)
    frame = gpd.read_file(tmp_path / "sager.gpkg")

    assert [row["number"] for row in table] == ["S2", "S1"]
    assert [one["properties"]["number"] for one in features] == ["S2", "S1"]
    assert list(frame["number"]) == ["S2", "S1"]
    assert (table[1]["x"], table[0]["x"]) == ("710050.0", "")
    assert features[0]["geometry"] is None
    assert 11 < features[1]["geometry"]["coordinates"][0] < 13
    assert frame.crs == 25832
    for answer in answers.values():
        assert WORDS.encode() not in answer.content
        assert "attachment" in answer.headers["content-disposition"]
    assert client.get("/personale/sager.exe").status_code == 422


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_is_a_formula(house: Any, start: str) -> None:
    """What staff typed cannot make a spreadsheet compute."""
    number, _ = house.report()
    release(house.held.desk.database, number, f"{start}1+1", "test", datetime.now(UTC))
    text = house.staff(Role.PLANNER).get("/personale/sager.csv").text

    assert f";'{start}1+1;" in text


def test_a_feed_holds_released_cases_of_its_department(house: Any) -> None:
    """Staff's words, escaped; nothing of another department, nothing that is not released."""
    own, _ = house.report(text=WORDS)
    house.report(text=WORDS)
    other, _ = house.report("9001-09")
    for number, place in ((own, "Stien & <hækken>"), (other, "Et andet sted")):
        release(house.held.desk.database, number, place, "test", datetime.now(UTC))
    answer = house.anybody().get("/feed/9001-01")
    feed = fromstring(answer.text)

    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == [
        "Stien & <hækken>"
    ]
    assert WORDS not in answer.text
    assert house.anybody().get("/feed/andeby").status_code == 404


def test_totals_are_of_five_and_delayed(house: Any) -> None:
    """Four say nothing, five of last month do, five of today do not."""
    client = house.anybody()
    for number in range(5):
        house.report(device=f"telefon-{number:014d}", x=700_000.0 + 500 * number)
    assert client.get("/tal/meldinger.json").json() == []
    database = house.held.desk.database
    old = stamp(datetime.now(UTC) - timedelta(days=30))
    with database.writing() as connection:
        connection.execute(sa.update(database.tables.events).values(created=old))

    assert [one["least"] for one in client.get("/tal/meldinger.json").json()] == [5]
    assert client.get("/tal/meldinger.csv").text.splitlines()[1].endswith(";5")
    with database.writing() as connection:
        events = database.tables.events
        connection.execute(
            sa.delete(events).where((events.c.kind == "counted") & (events.c.cases_id == 1))
        )
    assert client.get("/tal/meldinger.json").json() == []


def test_the_log_knows_nobody(house: Any, caplog: pytest.LogCaptureFixture) -> None:
    """The route's pattern and how it went; no code, no name, no address."""
    _, code = house.report()
    with caplog.at_level(logging.INFO, "tryghedskort"):
        house.anybody().get(f"/sag/{code}", headers={"user-agent": "Mettes telefon"})
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    (line,) = [one for one in lines if one["message"] == "request"]

    assert (line["method"], line["route"], line["status"]) == ("GET", "/sag/{where}", 200)
    assert set(line) == {"time", "level", "message", "method", "route", "status", "ms"}
    assert code not in str(lines)
    assert "Mette" not in str(lines)
    kind = (ValueError, ValueError(WORDS), None)
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "failed", (), kind)
    assert WORDS not in JsonLines().format(record)
