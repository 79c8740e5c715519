"""The upload page: the engine of the command line, with a person before anything lands."""

import io
import json
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest
import shapely
from fastapi import FastAPI
from fastapi.testclient import TestClient

import geo
from api.app import create_app
from api.auth import COOKIE
from api.deliveries.preview import drawing
from api.settings import Settings
from geo.model.staff import Role
from geo.reporting.sessions import begin_session, form_token
from geo.testing import layer

HOME = "/personale/leverancer"
JSON = {"Accept": "application/json"}
EAST, NORTH = 713_500.0, 6_181_500.0


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "område"


@pytest.fixture
def staff(place: Path) -> Iterator[TestClient]:
    """Answer the web side on an empty workspace, its staff pages open."""
    app = create_app(Settings(workspace=str(place)))
    yield signed_in(app)
    if hasattr(app.state, "desk"):
        app.state.desk.close()


def signed_in(app: FastAPI, role: Role = Role.PLANNER) -> TestClient:
    """Answer a browser somebody of staff is signed in with; a script of ours sends the token."""
    register, moment = app.state.services.register, datetime.now(UTC)
    accounts = {one.role: one for one in register.all()}
    department = "9001-01" if role is Role.BOARD else None
    account = accounts.get(role) or register.add(role.value, role, department, "test", moment)[0]
    cookie = begin_session(register, account, moment)
    browser = TestClient(app, follow_redirects=False)
    browser.cookies.set(COOKIE, cookie, path="/personale")
    browser.headers["x-csrf"] = form_token(register, cookie)
    return browser


def lamps(count: int = 6, **columns: Any) -> gpd.GeoDataFrame:
    data = {"mast_nr": [f"L{n:03d}" for n in range(count)], "hoejde": [4.5] * count, **columns}
    points = shapely.points([(EAST + 20 * n, NORTH + 3 * n) for n in range(count)])
    return gpd.GeoDataFrame(data, geometry=points, crs="EPSG:25832")


def packed(frame: gpd.GeoDataFrame, name: str, folder: Path, without: str = "") -> bytes:
    """Answer a zipped shapefile, one of its parts left out."""
    folder.mkdir(exist_ok=True)
    frame.to_file(folder / f"{name}.shp", encoding="UTF-8")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path in folder.glob(f"{name}.*"):
            if path.suffix != without:
                archive.write(path, path.name)
    return content.getvalue()


def send(staff: TestClient, content: bytes, name: str = "lys.zip", **form: str) -> Any:
    return staff.post(HOME, files={"filer": (name, content)}, data=form, headers=JSON)


def test_staff_pages_are_shut_but_to_those_who_may(place: Path) -> None:
    """Nobody signed in is led to the door; a board, who hand over no registers, find no page."""
    app = create_app(Settings(workspace=str(place)))
    nobody, board = TestClient(app, follow_redirects=False), signed_in(app, Role.BOARD)
    for path in (HOME, f"{HOME}/x", f"{HOME}/x/kvittering.txt", f"{HOME}/x/fund.gpkg"):
        assert nobody.get(path).headers["location"].startswith("/personale/log-ind")
        assert board.get(path).status_code == 404
    for path in (HOME, f"{HOME}/fortryd", f"{HOME}/x/godkend", f"{HOME}/x/kasser"):
        assert nobody.post(path, files={"a": ("a", b"")}).status_code == 303
        assert board.post(path, files={"a": ("a", b"")}).status_code == 404
    assert not (place / "indbakke").exists()


def test_another_site_changes_nothing(staff: TestClient) -> None:
    """A form on somebody else's page is refused, whatever cookie comes along."""
    del staff.headers["x-csrf"]
    for form in ({}, {"csrf": ""}, {"csrf": "gæt"}):
        assert staff.post(f"{HOME}/fortryd", data=form).status_code == 403


def test_a_delivery_is_seen_before_it_lands(staff: TestClient, place: Path, tmp_path: Path) -> None:
    """Preview with map, counts and rows; nothing stands before the yes, everything after it."""
    found = send(staff, packed(lamps(), "lys", tmp_path / "a")).json()
    token = found["token"]

    assert found["state"] == "ready"
    assert found["receipt"]["layers"]["lamps"]["read"] == 6
    with geo.Workspace(place) as workspace:
        assert workspace.layers() == {}
    page = staff.get(f"{HOME}/{token}")
    assert page.status_code == 200
    assert page.text.count("h0") >= 6
    assert "L003" in page.text
    done = staff.post(f"{HOME}/{token}/godkend", headers=JSON)
    assert (done.status_code, done.json()["state"]) == (200, "landed")
    assert staff.post(f"{HOME}/{token}/godkend", headers=JSON).json()["state"] == "landed"
    with geo.Workspace(place) as workspace:
        assert workspace.layers() == {"lamps": 6}
        assert len(workspace.imports()) == 1


def test_what_was_assumed_lands_only_with_a_yes(
    staff: TestClient, place: Path, tmp_path: Path
) -> None:
    """A file without .prj waits; without the tick it is not taken, with it it is."""
    found = send(staff, packed(lamps(), "lys", tmp_path / "a", without=".prj")).json()
    token = found["token"]

    assert found["confirm"] is True
    assert "crs.assumed" in {issue["rule"] for issue in found["receipt"]["issues"]}
    assert staff.post(f"{HOME}/{token}/godkend", headers=JSON).status_code == 422
    with geo.Workspace(place) as workspace:
        assert workspace.layers() == {}
    assert staff.post(f"{HOME}/{token}/godkend", data={"ja": "ja"}, headers=JSON).status_code == 200
    again = send(staff, packed(lamps(7), "lys_2", tmp_path / "b", without=".prj")).json()
    assert again["confirm"] is False


def test_what_cannot_be_read_is_422_and_asks(staff: TestClient, tmp_path: Path) -> None:
    """The page shows what opens and asks for the layer; the answer is read again."""
    frame = lamps().rename(columns={"mast_nr": "a", "hoejde": "b"})
    found = send(staff, packed(frame, "udtraek", tmp_path / "a"), "udtraek.zip")
    token = found.json()["token"]
    page = staff.get(f"{HOME}/{token}")

    assert found.status_code == page.status_code == 422
    assert found.json()["error"]["rule"] == "role.unknown"
    assert 'name="lag:udtraek.shp"' in page.text
    answer = staff.post(f"{HOME}/{token}/svar", data={"lag:udtraek.shp": "lamps", "crs": ""})
    assert answer.status_code == 303
    job = {"state": "waiting"}
    while job["state"] in {"waiting", "reading", "comparing"}:
        time.sleep(0.1)
        job = staff.get(f"{HOME}/{token}", headers=JSON).json()
    assert job["state"] == "ready"
    assert "Lamper" in staff.get(f"{HOME}/{token}").text


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("lys.geojson", b"<OGRVRTDataSource/>", "file.disguised"),
        ("lys.zip", b"PK\x03\x04 ikke et arkiv", "archive.unreadable"),
        ("brev.docx", b"kaere kommune", "delivery.no_files"),
        ("lys.gpkg", b"", "file.empty"),
    ],
)
def test_a_bad_file_is_422_with_its_remedy(
    staff: TestClient, name: str, content: bytes, rule: str
) -> None:
    """The same rule and sentence as the command line answers."""
    answer = send(staff, content, name)

    assert answer.status_code == 422
    assert answer.json()["error"]["rule"] == rule
    assert answer.json()["error"]["remedy"]


def test_what_changes_is_shown_and_can_be_undone(
    staff: TestClient, place: Path, tmp_path: Path
) -> None:
    """New, changed and gone are counted and drawn; the import before stands again after an undo."""
    first = send(staff, packed(lamps(), "lys", tmp_path / "a")).json()
    staff.post(f"{HOME}/{first['token']}/godkend")
    changed = lamps(7).drop(index=[0]).assign(hoejde=[4.5, 5.0, 4.5, 4.5, 4.5, 4.5])
    second = send(staff, packed(changed, "lys", tmp_path / "b")).json()

    counts = second["receipt"]["changes"]["lamps"]
    assert (counts["new"], counts["changed"], counts["gone"], counts["same"]) == (1, 1, 1, 4)
    page = staff.get(f"{HOME}/{second['token']}").text
    assert all(colour in page for colour in ("#0f5fb8", "#c77d0a", "#b3261e"))
    staff.post(f"{HOME}/{second['token']}/godkend")
    assert staff.post(f"{HOME}/fortryd", headers=JSON).status_code == 200
    with geo.Workspace(place) as workspace:
        assert workspace.layers() == {"lamps": 6}


def test_the_receipt_and_the_findings_are_kept(staff: TestClient, tmp_path: Path) -> None:
    """What came with its mark, what was found in words, and the findings as points to click."""
    frame = lamps(hoejde=[4.5, -999.0, 4.5, 4.5, 900.0, 4.5])
    content = packed(frame, "lys", tmp_path / "a")
    token = send(staff, content).json()["token"]

    text = staff.get(f"{HOME}/{token}/kvittering.txt")
    record = staff.get(f"{HOME}/{token}/kvittering.json").json()
    layer = staff.get(f"{HOME}/{token}/fund.gpkg")

    assert "attachment" in text.headers["Content-Disposition"]
    assert "SHA-256" in text.text
    assert "lys.zip" in text.text
    assert record["files"][0]["size"] == len(content)
    path = tmp_path / "fund.gpkg"
    path.write_bytes(layer.content)
    found = pyogrio.read_dataframe(path).set_index("rule")
    place = found.loc["value.out_of_range", "geometry"]
    assert place.distance(frame.geometry.iloc[4]) < 0.01
    assert json.dumps(record)


def test_a_thrown_delivery_is_gone(staff: TestClient, place: Path, tmp_path: Path) -> None:
    """Its files are deleted, and it cannot land."""
    token = send(staff, packed(lamps(), "lys", tmp_path / "a")).json()["token"]
    folder = place / "indbakke" / token

    assert (folder / "files" / "lys.zip").exists()
    assert staff.post(f"{HOME}/{token}/kasser").status_code == 303
    assert not (folder / "files").exists()
    assert staff.post(f"{HOME}/{token}/godkend", headers=JSON).status_code == 404
    assert staff.get(HOME).status_code == 200


def test_a_restart_between_preview_and_yes_loses_nothing(
    staff: TestClient, place: Path, tmp_path: Path
) -> None:
    """The files are read again by whoever is asked to land them."""
    token = send(staff, packed(lamps(), "lys", tmp_path / "a")).json()["token"]
    other = signed_in(create_app(Settings(workspace=str(place))))

    assert other.post(f"{HOME}/{token}/godkend", headers=JSON).json()["state"] == "landed"


def test_several_parts_of_a_shapefile_are_one_delivery(staff: TestClient, tmp_path: Path) -> None:
    """Chosen together they are read together; names that lead elsewhere are only names."""
    packed(lamps(), "lys", tmp_path / "a")
    files = [
        ("filer", (f"../../{path.name}", path.read_bytes()))
        for path in sorted((tmp_path / "a").glob("lys.*"))
    ]

    found = staff.post(HOME, files=files, headers=JSON)

    assert found.status_code == 200, found.text
    assert found.json()["receipt"]["layers"]["lamps"]["read"] == 6


def test_what_is_too_large_is_refused_by_its_length(staff: TestClient) -> None:
    """Not a byte of it is read; a request that does not tell its length is refused too."""
    answer = staff.post(
        HOME, content=b"x", headers={"Content-Length": str(2**40), "Content-Type": "text/plain"}
    )

    assert answer.status_code == 413


def test_hostile_names_are_only_text(staff: TestClient, tmp_path: Path) -> None:
    """A name and a value that are markup are shown as letters, on page and map."""
    mark = "<script>alert(1)</script>"
    frame = lamps(ejer=[mark] * 6)
    token = send(staff, packed(frame, "lys", tmp_path / "a"), f"lys{mark}.zip").json()["token"]

    texts = [staff.get(path).text for path in (HOME, f"{HOME}/{token}")]

    assert not any("<script>" in text for text in texts)
    assert "&lt;script&gt;" in texts[1]


def test_a_delivery_of_one_place_can_be_drawn() -> None:
    """A single point has no width; the map still has a scale, and one of nothing is not drawn."""
    frame = layer("lamps", [shapely.Point(0, 0)])
    receipt = geo.Receipt({}, (), committed=False)

    made = drawing(geo.Delivery("x", {"lamps": frame}, {}, {}, (), "x"), receipt, {})

    assert made is not None
    assert made.strokes[0].d == "M480.0 280.0h0"
    assert drawing(geo.Delivery("x", {}, {}, {}, (), "x"), receipt, {}) is None
