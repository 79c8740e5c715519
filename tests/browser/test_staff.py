"""A whole case in a browser: reported, sent on, answered by its owner, and checked."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from PIL import Image
from playwright.sync_api import Page, expect

import geo
from api.app import create_app
from api.scorings import keep, scored
from api.settings import Settings
from geo.model.reports import Draft, Kind
from geo.model.staff import Role
from geo.reporting.owners import Owner, keep_owner, new_link
from geo.reporting.receiving import Circumstances
from geo.reporting.staff import all_cases, one_case, reports_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "lygte sti hæk bænk"  # noqa: S105 - of the tests
LAMP = "M1082"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Any]]:
    """Serve the example; a planner has a one-time link, an owner an address."""
    place = tmp_path_factory.mktemp("personale") / "ws"
    with geo.Workspace(place) as workspace:
        workspace.add(geo.read(geo.example()), accept=True)
        keep(workspace, scored(workspace, "9001-01"))
    app = create_app(Settings(workspace=str(place)))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}", app.state.services
    server.should_exit = True
    thread.join(20)


def sign_in(page: Page, address: str, held: Any, name: str) -> None:
    """Choose a password by the link, then sign in at the door."""
    _, token = held.register.add(name, Role.ADMINISTRATOR, None, "test", datetime.now(UTC))
    page.goto(f"{address}/personale/adgangskode/{token}")
    page.get_by_label("Adgangskode").fill(PASSWORD)
    page.get_by_role("button", name="Gem").click()
    page.get_by_label("Brugernavn").fill(name)
    page.get_by_label("Adgangskode").fill(PASSWORD)
    page.get_by_role("button", name="Log ind").click()
    expect(page.get_by_role("heading", name="Sager")).to_be_visible()


def test_a_case_from_report_to_verified_repair(  # noqa: PLR0915 - one story, told in its order
    site: tuple[str, Any],
    desktop: Page,
    phone: Page,
    axe: Callable[[Page], list[str]],
    tmp_path: Path,
) -> None:
    """Made at the counter, sent to its owner, answered on a phone, still dark, fixed, and shown."""
    address, held = site
    sign_in(desktop, address, held, "pia")
    desktop.get_by_role("link", name="For en beboer").click()
    desktop.get_by_label("Lampen er slukket").check()
    desktop.get_by_label("Lampens nummer").fill(LAMP)
    desktop.get_by_role("button", name="Opret").click()
    code = desktop.locator(".code").inner_text()
    desktop.screenshot(path=tmp_path / "seddel.png", full_page=True)
    desktop.get_by_role("link", name=re.compile("^S1$")).click()
    (case,) = all_cases(held.desk.database)
    assert case.lamp == LAMP

    desktop.locator("#status").select_option("ordered")
    desktop.locator("#expected").fill("2026-12-20")
    desktop.get_by_role("button", name="Gem skridtet").click()
    expect(desktop.get_by_text("Ventes 20. december 2026")).to_be_visible()
    now = datetime.now(UTC)
    keep_owner(held.register, Owner("Ejeren", "drift@example.dk", ""), "test", now)
    token = new_link(held.register, case.id, "Ejeren", now)
    phone.goto(f"{address}/ejer/{token}")
    phone.screenshot(path=tmp_path / "ejer.png", full_page=True)
    assert axe(phone) == []
    phone.get_by_role("button", name="Udført").click()
    expect(phone.get_by_text("Linket er brugt")).to_be_visible()
    phone.goto(f"{address}/sag/{code}")
    expect(phone.get_by_role("heading", name="Er det i orden nu?")).to_be_visible()
    assert axe(phone) == []
    phone.screenshot(path=tmp_path / "i-orden.png", full_page=True)
    phone.get_by_role("button", name="Ja, det er i orden").click()
    expect(phone.get_by_text("Tak for dit svar.")).to_be_visible()
    desktop.goto(f"{address}/personale/sager/{case.id}")
    expect(desktop.locator(".compare")).to_contain_text("1 svar: i orden")
    phone.get_by_role("button", name=re.compile("mørkt", re.IGNORECASE)).click()
    assert not one_case(held.desk.database, case.id)[0].status.closed

    desktop.goto(f"{address}/personale/sager/{case.id}")
    expect(desktop.locator(".story")).to_contain_text("stadig er mørkt")
    desktop.get_by_role("link", name="Regn lyset før og efter").click()
    expect(desktop.locator(".compare")).to_contain_text("Stadig mørkt", timeout=90_000)
    assert axe(desktop) == []
    desktop.screenshot(path=tmp_path / "sag.png", full_page=True)
    desktop.goto(f"{address}/personale/lys", timeout=150_000)
    expect(desktop.get_by_role("link", name=f"S{case.id}")).to_be_visible()
    assert axe(desktop) == []
    desktop.get_by_role("link", name="Sager", exact=True).click()
    desktop.screenshot(path=tmp_path / "kø.png", full_page=True)
    assert axe(desktop) == []
    desktop.get_by_role("button", name="Log ud").click()
    desktop.goto(f"{address}/personale/sager/{case.id}")
    expect(desktop.get_by_role("heading", name="Log ind")).to_be_visible()


def test_faces_are_covered_on_the_picture_itself(
    site: tuple[str, Any], desktop: Page, axe: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    """Drawn with a pointer and with the keyboard; what was drawn is black, the rest is not."""
    address, held = site
    written = BytesIO()
    Image.new("RGB", (400, 300), (250, 250, 250)).save(written, "JPEG")
    draft = Draft(
        key="formular-billede-1", kind=Kind.GLARE, place_text="ved porten",
        photos=(written.getvalue(),),
    )  # fmt: skip
    got = held.desk.receive(draft, Circumstances(), datetime.now(UTC))
    sign_in(desktop, address, held, "dagny")
    desktop.goto(f"{address}/personale/sager/{got.case}")
    desktop.get_by_text("Dæk noget på billedet").click()
    layer = desktop.locator(".box-layer")
    layer.scroll_into_view_if_needed()
    edge = layer.bounding_box()
    assert edge is not None
    desktop.mouse.move(edge["x"] + 2, edge["y"] + 2)
    desktop.mouse.down()
    desktop.mouse.move(edge["x"] + edge["width"] * 0.25, edge["y"] + edge["height"] * 0.5)
    desktop.mouse.up()
    desktop.get_by_role("button", name="Tilføj et felt").click()
    for key in ["ArrowRight"] * 40 + ["Shift+ArrowDown"] * 60:
        desktop.keyboard.press(key)
    expect(desktop.get_by_text("2 felter")).to_be_visible()
    assert axe(desktop) == []
    desktop.screenshot(path=tmp_path / "felter.png", full_page=True)
    desktop.get_by_role("button", name="Dæk felterne").click()
    expect(desktop.locator(".report img")).to_be_visible()
    (name,) = reports_of(held.desk.database, got.case)[0].photos
    with Image.open(held.desk.database.photos / name) as covered:
        grey = covered.convert("L")
    spots = ((50, 75), (360, 200), (360, 290), (200, 75), (360, 50), (50, 250))
    assert [grey.crop((*spot, spot[0] + 1, spot[1] + 1)).tobytes() < b"\x80" for spot in spots] == [
        True
    ] * 3 + [False] * 3
