"""The web side on a workspace on PostgreSQL with PostGIS: a case, maps, deliveries, backup."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

import geo
from api.app import create_app
from api.settings import Settings
from geo.model.errors import WorkspaceError
from geo.model.reports import Status
from geo.model.staff import Role
from geo.reporting.backup import back_up, restore
from geo.reporting.owners import Owner, keep_owner, new_link
from geo.reporting.staff import all_cases, all_reports, one_case
from geo.store.field_tables import field_tables, prepare_field
from tests.postgres import new_database, private_server

pytestmark = [pytest.mark.postgis, pytest.mark.slow]

FieldOf = Callable[[Any, str], str]
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Answer the address of a private server."""
    with private_server() as address:
        yield address


@pytest.fixture
def there(house: Any, server: str, tmp_path: Path, request: pytest.FixtureRequest) -> Any:
    """Answer the product on the server, laid out there from a backup of the folder."""
    name = re.sub(r"\W", "", request.node.name)[:40]
    address, private = new_database(server, name), tmp_path / "privat"
    copied = back_up(house.workspace, tmp_path / "mappe.zip")
    restore(copied.path, address, private)
    app = create_app(Settings(workspace=address, private=str(private)))
    made = type(house)(app, private)
    yield made
    made.held.workspace.close()
    made.held.desk.database.close()


def picture() -> bytes:
    written = BytesIO()
    Image.new("RGB", (40, 30), (9, 9, 30)).save(written, "JPEG")
    return written.getvalue()


def test_a_case_from_report_to_verified_repair(  # noqa: PLR0915 - one story, told in its order
    there: Any, field_of: FieldOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Handed in by the form, looked at, ordered, answered by its owner and by whoever reported."""
    monkeypatch.setattr("geo.reporting.spam.LEAST_S", -1.0)
    from api.form.places import degrees  # noqa: PLC0415 - after the app

    lamps = there.held.workspace.layer("lamps")
    inside = lamps[lamps.within(there.held.workspace.department("9001-01").boundary)]
    number, lamp = inside["id"].iloc[0], inside.geometry.iloc[0]
    latitude, longitude = degrees(lamp.x, lamp.y)
    resident = there.anybody()
    form = dict(HIDDEN.findall(resident.get("/indberet").text))
    place = {"lat": str(latitude), "lon": str(longitude), "located": "gps", "accuracy": "5"}
    sent = resident.post(
        "/indberet",
        data={**form, **place, "kind": "lamp_out", "lamp": number, "seen": "1", "text": "Sort"},
        files=[("photos", ("a.jpg", picture(), "image/jpeg"))],
    )
    assert sent.status_code == 303, sent.text
    code = re.search(r"/sag/([^?]+)", sent.headers["location"])[1]  # type: ignore[index]
    asked = {"lat": str(latitude), "lon": str(longitude)}
    assert resident.get("/indberet/lamper", params=asked).json()["lamps"][0]["id"] == number
    assert resident.get("/indberet/omkring", params=asked).status_code == 200

    (case,) = all_cases(there.held.desk.database)
    assert (case.lamp, case.department) == (number, "9001-01")
    office, here = there.staff(Role.OPERATIONS), f"/personale/sager/{case.id}"
    for path in ("/personale", here, f"{here}?lys=1", f"{here}/kort.png", "/personale/lys",
                 "/personale/sager.csv", "/personale/sager.geojson", "/personale/sager.gpkg",
                 "/personale/ny", "/personale/ejere", "/personale/ark", "/personale/venter",
                 "/personale/ark/lamper.pdf?afdeling=9001-01"):  # fmt: skip
        assert office.get(path).status_code == 200, path
    assert "<b>" in office.get(f"{here}?lys=1").text.split('class="compare"')[1]
    (name,) = all_reports(there.held.desk.database)[0].photos
    assert office.get(f"/personale/billeder/{name}").content[:2] == b"\xff\xd8"
    step = {"csrf": field_of(office, here), "status": "ordered", "expected": "2026-12-20"}
    assert office.post(f"{here}/status", data=step).status_code == 303
    shown = {"csrf": step["csrf"], "place": "Stien ved porten"}
    assert office.post(f"{here}/vis", data=shown).status_code == 303
    assert "Stien ved porten" in resident.get("/sager").text

    now = datetime.now(UTC)
    keep_owner(there.held.register, Owner("Ejeren", "drift@example.dk", ""), "test", now)
    token = new_link(there.held.register, case.id, "Ejeren", now)
    assert resident.get(f"/ejer/{token}/kort.png").status_code == 200
    assert resident.post(f"/ejer/{token}", data={"answer": "done"}).status_code == 303
    assert one_case(there.held.desk.database, case.id)[0].status is Status.FIXED
    assert "Er det i orden nu?" in resident.get(f"/sag/{code}?lang=da").text
    resident.post(f"/sag/{code}/orden")
    assert "1 svar: i orden" in office.get(here).text
    resident.post(f"/sag/{code}/moerkt")
    assert one_case(there.held.desk.database, case.id)[0].status is Status.RECEIVED
    assert "Stadig mørkt" in office.get(here).text


def test_maps_profiles_and_interfaces_answer(there: Any) -> None:
    """Every page that shows the workspace, public and staff, and its machine faces."""
    there.report()
    anybody, planner = there.anybody(), there.staff(Role.PLANNER)
    for path in ("/", "/kort", "/kort/9001-01", "/afdelinger", "/afdelinger/9001-01", "/metode",
                 "/rute", "/sager", "/indberet", "/health", "/ogc/collections",
                 "/ogc/collections/lamps/items?limit=3", "/open311/v2/services.json",
                 "/open311/v2/requests.xml", "/vaegtning"):  # fmt: skip
        assert anybody.get(path).status_code == 200, path
    for path in ("/personale/kort", "/personale/lys", "/personale/leverancer"):
        assert planner.get(path).status_code == 200, path


def test_a_delivery_lands_by_the_pages(there: Any, field_of: FieldOf) -> None:
    """Handed in, looked at, approved and undone."""
    planner = there.staff(Role.PLANNER)
    field = field_of(planner, "/personale/leverancer")
    before = len(there.held.workspace.imports())
    content = Path(geo.example()).read_bytes()
    sent = planner.post(
        "/personale/leverancer",
        data={"csrf": field},
        files=[("files", ("eksempelkoebing.zip", content, "application/zip"))],
    )
    assert sent.status_code == 303, sent.text
    where = sent.headers["location"]
    patience = time.monotonic() + 120
    while "/godkend" not in planner.get(where).text:
        assert time.monotonic() < patience
        time.sleep(0.2)
    answer = planner.post(f"{where}/godkend", data={"csrf": field_of(planner, where)})
    assert answer.status_code == 303, answer.text
    assert len(there.held.workspace.imports()) >= before


def test_a_backup_of_the_server_comes_back_anywhere(  # noqa: PLR0915 - there and back in its order
    there: Any, server: str, tmp_path: Path
) -> None:
    """From server to folder and to another server: equal counts, checksums and codes."""
    number, code = there.report(photos=(picture(),), text="mørkt ved skuret", email="a@b.dk")
    there.staff(Role.BOARD)
    address = there.held.settings.workspace
    walks = field_tables("sager").walks
    moment = "2026-11-25T19:00:00Z"
    walk = {"key_mark": "tur-1", "created": moment, "by": "test"}
    walk |= {"department": "9001-01", "day": "2026-11-25"}
    prepare_field(there.held.desk.database)
    with there.held.desk.database.writing() as connection:
        connection.execute(sa.insert(walks).values(**walk))
    copied = back_up(address, tmp_path / "server.zip", there.workspace)
    assert copied.counts["sager.db/reports"] == 1
    assert copied.counts["sager.db/accounts"] == 1
    assert copied.counts["sager.db/walks"] == 1

    folder = restore(copied.path, tmp_path / "mappe")
    assert folder.counts == copied.counts
    elsewhere, private = new_database(server, "andetsteds"), tmp_path / "privat-2"
    restore(copied.path, elsewhere, private)
    again = back_up(elsewhere, tmp_path / "igen.zip", private)
    assert again.counts == copied.counts
    for settings in (
        Settings(workspace=str(tmp_path / "mappe")),
        Settings(workspace=elsewhere, private=str(private)),
    ):
        held = create_app(settings).state.services
        found = held.desk.follow(code)
        assert (found.case.id, found.report.text) == (number, "mørkt ved skuret")
        assert (held.desk.database.photos / found.report.photos[0]).is_file()
        assert held.workspace.fingerprint("9001-01") == there.held.workspace.fingerprint("9001-01")
        more = held.desk.receive(*_another(held))
        assert more.case == number + 1
        held.workspace.close()
        held.desk.database.close()
    with pytest.raises(WorkspaceError) as full:
        restore(copied.path, elsewhere, tmp_path / "privat-3")
    assert full.value.rule == "workspace.not_empty"
    with pytest.raises(WorkspaceError) as kept:
        restore(copied.path, address, private)
    assert kept.value.rule == "backup.not_empty"


def _another(_held: Any) -> Any:
    from geo.model.reports import Draft, Kind  # noqa: PLC0415 - only here
    from geo.reporting.receiving import Circumstances  # noqa: PLC0415 - only here

    draft = Draft(key="formular-en-til-1", kind=Kind.GLARE, place_text="ved porten")
    return draft, Circumstances(), datetime.now(UTC)
