"""Cases on the public map: those staff have released, by state and piece of path, never a point."""

import html
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from api.cli import app
from api.released import released_cases
from geo.model.reports import Status
from geo.model.staff import Role
from geo.reporting.cases import Move
from geo.reporting.staff import hide, move, release
from maps.packing import unpack

OWN = "9001-01"


def payload(text: str) -> dict[str, Any]:
    """Answer the data of a map's page."""
    found = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', text, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(html.unescape(found[1]))
    return data


def places(data: dict[str, Any]) -> np.ndarray[Any, Any]:
    """Answer longitude and latitude of each case."""
    return np.cumsum(np.array(unpack(data["cases"]["steps"])).reshape(-1, 2), axis=0) / 1e6


@pytest.fixture
def told(house: Any) -> tuple[Any, int, tuple[float, float]]:
    """Answer the house with a report inside a department, its case and its exact point."""
    frame = house.held.workspace.departments().set_index("id")
    point = frame.geometry[OWN].representative_point()
    x, y = round(point.x, 2), round(point.y, 2)
    case, _ = house.report(x=x, y=y, place_text="ved min egen dør")
    return house, case, (x, y)


def test_the_public_map_follows_what_staff_release(told: Any) -> None:
    """Nothing before the release; then state and place; another state draws it anew."""
    house, case, _ = told
    client, now = house.anybody(), datetime.now(UTC)
    before = client.get("/kort")
    release(house.held.desk.database, case, "Stien bag vaskeriet", "test", now)
    shown = client.get("/kort")
    move(house.held.desk.database, case, Move(Status.PLANNED, "test"), now)
    planned = client.get("/kort")
    hide(house.held.desk.database, case, "test", now)

    assert payload(before.text)["cases"] is None
    assert payload(shown.text)["cases"]["status"]["words"] == ["received"]
    assert payload(shown.text)["cases"]["place"]["words"] == ["Stien bag vaskeriet"]
    assert payload(planned.text)["cases"]["status"]["words"] == ["planned"]
    assert len({page.headers["etag"] for page in (before, shown, planned)}) == 3
    assert payload(client.get("/kort").text)["cases"] is None


def test_no_report_is_on_a_public_map(told: Any) -> None:
    """Neither its point nor its words; the map of a department far away has not even the case."""
    house, case, (x, y) = told
    release(house.held.desk.database, case, "Stien", "test", datetime.now(UTC))
    client = house.anybody()
    page = client.get(f"/kort/{OWN}").text
    exact = house.held.workspace.departments().to_crs(4326).set_index("id")
    there = exact.geometry[OWN].representative_point()

    (place,) = places(payload(page))
    assert "ved min egen dør" not in page
    metres = np.hypot((place[0] - there.x) * 62_700, (place[1] - there.y) * 111_300)
    assert 0.01 < metres < 60
    assert f"{x:.1f}" not in page
    assert f"{y:.1f}" not in page


def test_the_map_of_staff_has_every_open_case(told: Any) -> None:
    """Released or not, by its state."""
    house, _, _ = told

    data = payload(house.staff(Role.PLANNER).get("/personale/kort").text)
    assert data["cases"]["status"]["words"] == ["received"]


def test_a_closed_case_stands_a_while(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asked for a lamp sees that it came; after 90 days the map is quiet again."""
    house, case, _ = told
    desk, now = house.held.desk, datetime.now(UTC)
    release(desk.database, case, "Stien", "test", now)
    move(desk.database, case, Move(Status.FIXED, "test", "Pæren er skiftet."), now)

    assert [one.status for one in released_cases(desk)] == [Status.FIXED]

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(tz) + timedelta(days=91)

    monkeypatch.setattr("api.released.datetime", Later)
    assert released_cases(desk) == []


@pytest.mark.parametrize("site", [False, True])
def test_a_map_in_a_file_has_them_too(told: Any, tmp_path: Path, *, site: bool) -> None:
    """``map`` and ``map --all`` show the released ones, with ``--staff`` the open ones."""
    house, case, _ = told
    asked = ["map", OWN, "--workspace", str(house.workspace)]
    out = tmp_path / ("sted" if site else "kort.html")
    more = ["--out", str(out), *(["--all"] if site else [])]
    pages = [out / "kort.html", out / "afdelinger" / f"{OWN}.html"] if site else [out]

    def states(*options: str) -> list[Any]:
        assert CliRunner().invoke(app, [*asked, *more, *options]).exit_code == 0
        found = [payload(page.read_text("utf-8"))["cases"] for page in pages]
        return [None if cases is None else cases["number"]["words"] for cases in found]

    assert states() == [None] * len(pages)
    assert states("--staff") == [[f"S{case}"]] * len(pages)
    release(house.held.desk.database, case, "Stien", "test", datetime.now(UTC))
    assert states() == [[f"S{case}"]] * len(pages)
