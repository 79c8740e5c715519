"""A plan in a browser: a lamp is placed, dragged and scored, compared, and taken along on paper."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Locator, Page, expect

import geo
from api.app import create_app
from api.auth import COOKIE
from api.scorings import keep, scored
from api.settings import Settings
from geo.model.staff import Role
from geo.planning.plan import Plan
from geo.reporting.sessions import begin_session

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OWN = "9001-01"
PATIENCE_MS = 120_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Any, str]]:
    """Serve the example; answer its address, what it holds, and the cookie of a planner."""
    place = tmp_path_factory.mktemp("planer") / "ws"
    with geo.Workspace(place) as workspace:
        workspace.add(geo.read(geo.example()), accept=True)
        keep(workspace, scored(workspace, OWN))
    app = create_app(Settings(workspace=str(place)))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    held, now = app.state.services, datetime.now(UTC)
    account, _ = held.register.add("pia", Role.PLANNER, None, "test", now)
    yield f"http://127.0.0.1:{port}", held, begin_session(held.register, account, now)
    server.should_exit = True
    thread.join(20)


def sign_in(page: Page, site: tuple[str, Any, str]) -> str:
    """Let a page in and answer the address of the plans."""
    address, _, token = site
    cookie: Any = {"name": COOKIE, "value": token, "url": f"{address}/personale"}
    page.context.add_cookies([cookie])
    return f"{address}/personale/planer"


def scored_times(page: Page, least: int) -> None:
    """Wait until the model has answered so many times."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < end:
        if int(page.evaluate("document.body.dataset.scored ?? 0")) >= least:
            return
        time.sleep(0.05)
    raise AssertionError(page.locator("#plan-status").inner_text())


def begin(page: Page, home: str, name: str) -> None:
    """Begin a plan and wait for its figures."""
    page.goto(home)
    page.get_by_label("Planens navn").fill(name)
    page.locator("#department").select_option(OWN)
    page.get_by_role("button", name="Begynd planen").click()
    scored_times(page, 1)


def handed_in(page: Page, site: tuple[str, Any, str], name: str) -> None:
    """Hand a plan in as a file: the first lamp that is out is repaired."""
    lamps = site[1].workspace.department(OWN).layer("lamps")
    out = str(lamps.loc[lamps["status"] == "out", "id"].iloc[0])
    told = f'name = "{name}"\ndepartment = "{OWN}"\n[[change]]\ndo = "repair_lamp"\nlamp = "{out}"'
    assert Plan.from_toml(told).changes
    page.goto(sign_in(page, site))
    file = {"name": "plan.toml", "mimeType": "application/toml", "buffer": told.encode()}
    page.get_by_label("Planens fil").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Læg planen ind").click()
    scored_times(page, 1)


def light(page: Page) -> str:
    """Answer the row of the light in the dark."""
    return page.locator("#figures tr", has_text="Lys").first.inner_text()


def settled(what: Locator) -> dict[str, float]:
    """Answer where something lies once the page no longer scrolls to its anchor."""
    before: Any = None
    for _ in range(50):
        now: Any = what.bounding_box()
        if now is not None and now == before:
            return dict(now)
        before = now
        what.page.wait_for_timeout(150)
    raise AssertionError("the page never came to rest")


def test_a_lamp_is_placed_dragged_compared_and_printed(  # noqa: PLR0915 - one story, in its order
    site: tuple[str, Any, str],
    desktop: Page,
    axe: Callable[[Page], list[str]],
    tmp_path: Path,
) -> None:
    """With the mouse, on an office screen; what is not saved yet is said to be a draft."""
    page = desktop
    begin(page, sign_in(page, site), "Lys ved indgangen")
    nothing = light(page)
    page.get_by_role("link", name="Ny lampe").click()
    page.wait_for_url("**tilfoej=add_lamp**")
    scored_times(page, 1)
    box = settled(page.locator("#plan-map"))
    page.mouse.click(box["x"] + box["width"] * 0.42, box["y"] + box["height"] * 0.49)
    scored_times(page, 2)
    expect(page.locator("#plan-status")).to_contain_text("ikke gemt endnu")
    expect(page.locator("#sum-kroner")).not_to_have_text("0 kr.")
    placed = light(page)
    assert placed != nothing
    page.screenshot(path=tmp_path / "ny.png")
    assert axe(page) == []

    page.get_by_role("button", name="Læg i planen").click()
    scored_times(page, 1)
    marker = page.locator(".badge").first
    at = settled(marker)
    page.mouse.move(at["x"] + 15, at["y"] + 15)
    page.mouse.down()
    page.mouse.move(at["x"] - 60, at["y"] + 40, steps=6)
    page.mouse.up()
    scored_times(page, 2)
    expect(page.locator("#plan-draft")).to_contain_text("er flyttet")
    page.wait_for_timeout(300)
    page.screenshot(path=tmp_path / "flyttet.png")
    page.locator("#plan-save").click()
    expect(page.locator("#plan-draft")).to_be_hidden()
    scored_times(page, 1)
    assert light(page) != placed
    page.locator("label", has_text="I dag").first.click()
    assert axe(page) == []

    page.get_by_role("link", name="Se før og efter").first.click()
    expect(page.get_by_role("heading", name="Meter sti")).to_be_visible(timeout=PATIENCE_MS)
    page.screenshot(path=tmp_path / "sammenlign.png", full_page=True)
    assert axe(page) == []
    page.get_by_role("link", name="Papirer").click()
    expect(page.get_by_role("heading", name="Felter")).to_be_visible(timeout=PATIENCE_MS)
    assert axe(page) == []
    with page.expect_download() as kept:
        page.get_by_role("link", name=re.compile(r"^PDF Forslag")).click()
    assert Path(kept.value.path()).read_bytes().startswith(b"%PDF")


def test_the_map_of_a_plan_draws_a_curtain_between_today_and_the_plan(
    site: tuple[str, Any, str], desktop: Page, tmp_path: Path
) -> None:
    """Both sides from the same view, and the difference in words."""
    handed_in(desktop, site, "Reparér")
    desktop.get_by_role("link", name="Før og efter på kort").click()
    expect(desktop.locator("#gardin")).to_be_visible(timeout=PATIENCE_MS)
    expect(desktop.get_by_text("Det ændrer Reparér")).to_be_visible()
    desktop.screenshot(path=tmp_path / "gardin.png")
    desktop.locator('input[value="beside"]').check()
    expect(desktop.locator("#kort_plan")).to_be_visible()


@pytest.mark.parametrize("size", [(1280, 900), (390, 844)])
def test_a_plan_is_picked_on_the_staff_map(
    site: tuple[str, Any, str],
    new_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    tmp_path: Path,
    size: tuple[int, int],
) -> None:
    """With the keyboard: the plan is drawn beside today, what was shown stays, and back again."""
    page = new_page({"width": size[0], "height": size[1]})
    name = f"Reparér ved {size[0]}"
    handed_in(page, site, name)
    page.goto(f"{site[0]}/personale/kort")
    page.wait_for_selector("html[data-ready=yes]", state="attached", timeout=PATIENCE_MS)
    page.locator('input[value="lux"]').check()
    summary = page.locator("#planer summary")
    expect(summary).to_contain_text("kun i dag")
    summary.press("Enter")
    page.screenshot(path=tmp_path / "vaelg.png")
    assert axe(page) == []
    page.get_by_role("link", name=name).press("Enter")

    expect(page.locator("#gardin")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("#planer summary")).to_contain_text(name)
    expect(page.get_by_text(f"Det ændrer {name}")).to_be_visible()
    assert "version=swipe" in page.url
    assert "lights=lux" in page.url
    page.screenshot(path=tmp_path / "tegnet.png", full_page=True)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.locator("#planer summary").click()
    page.get_by_role("link", name="Kun i dag").click()
    expect(page.locator("#planer summary")).to_contain_text("kun i dag")
    expect(page.locator("#gardin")).to_be_hidden()
    assert "?plan" not in page.url
    assert "lights=lux" in page.url


def test_all_of_it_is_done_on_a_phone_with_the_keyboard_alone(
    site: tuple[str, Any, str],
    new_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    tmp_path: Path,
) -> None:
    """Without a script: a lamp from a list, two coordinates, and nothing to scroll across."""
    page = new_page({"width": 390, "height": 844}, java_script_enabled=False)
    home = sign_in(page, site)
    page.goto(home)
    page.get_by_label("Planens navn").fill("Uden mus")
    page.locator("#department").select_option(OWN)
    page.locator("#department").press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Flyt lampe").press("Enter")
    page.get_by_label("Lampe", exact=True).select_option(index=1)
    spot = site[1].workspace.department(OWN).boundary.representative_point()
    page.get_by_label("Øst, m").fill(f"{spot.x:.1f}".replace(".", ","))
    page.get_by_label("Nord, m").fill(f"{spot.y:.1f}")
    page.get_by_role("button", name="Læg i planen").press("Enter")
    expect(page.locator(".changes")).to_contain_text("Flyt lampe")

    phone = new_page({"width": 390, "height": 844}, has_touch=True)
    sign_in(phone, site)
    phone.goto(page.url)
    scored_times(phone, 1)
    phone.screenshot(path=tmp_path / "telefon.png", full_page=True)
    assert axe(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("size", [(1280, 900), (390, 844)])
def test_what_each_krone_buys_is_picked_with_the_keyboard_and_opened(
    site: tuple[str, Any, str],
    new_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    tmp_path: Path,
    size: tuple[int, int],
) -> None:
    """From the sum to a plan, without a mouse; nothing to scroll across on a phone."""
    page = new_page({"width": size[0], "height": size[1]})
    page.goto(sign_in(page, site))
    page.locator("#money-department").select_option(OWN)
    page.get_by_role("button", name="Se, hvad hver krone giver").press("Enter")
    expect(page.locator(".plot.upper a").first).to_be_visible(timeout=PATIENCE_MS)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.locator(".plot.upper a.best").last.press("Enter")
    expect(page.locator("#valgt")).to_be_visible()
    expect(page.locator("tr.picked")).to_have_count(1)
    page.screenshot(path=tmp_path / "afvejning.png", full_page=True)
    assert axe(page) == []
    page.get_by_role("button", name="Åbn som plan").press("Enter")
    expect(page.locator(".changes > li").first).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", level=1)).to_contain_text("kr.")
