"""The residents' pages in a real browser, as a phone in the dark and as a screen at home."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from PIL import Image
from playwright.sync_api import Page, expect

import geo
from api.app import create_app
from api.dependencies import Services
from api.form.places import degrees, middle
from api.settings import Settings
from geo.model.reports import Located, Status
from geo.reporting import staff
from geo.reporting.cases import Move

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
SMALL = {"width": 320, "height": 640}
SCREENS = {"phone": PHONE, "desktop": DESKTOP}
NowOpen = Callable[..., Page]


class Site:
    """A running server on the example, and what it holds."""

    def __init__(self, address: str, services: Services) -> None:
        self.address = address
        self.services = services

    @property
    def desk(self) -> Any:
        return self.services.desk

    def reports(self) -> list[Any]:
        return list(staff.all_reports(self.desk.database))

    @property
    def position(self) -> dict[str, float]:
        """Answer where the phone is: among the departments."""
        lat, lon = degrees(*middle(self.services))
        return {"latitude": lat, "longitude": lon, "accuracy": 8}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the example on this machine."""
    folder = tmp_path_factory.mktemp("beboere") / "ws"
    with geo.Workspace(folder) as workspace:
        workspace.add(geo.read(geo.example()), accept=True)
    app = create_app(Settings(workspace=str(folder)))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    patch = pytest.MonkeyPatch()
    patch.setattr("geo.reporting.spam.LEAST_S", -1.0)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Site(f"http://127.0.0.1:{port}", app.state.services)
    server.should_exit = True
    thread.join(timeout=20)
    patch.undo()


def ready(page: Page, site: Site, language: str = "da") -> Page:
    page.goto(f"{site.address}/indberet?lang={language}")
    page.wait_for_selector("html[data-ready=yes]")
    return page


def at(new_page: NowOpen, site: Site, screen: dict[str, int] = PHONE, **options: Any) -> Page:
    """Open a page of a phone that knows where it is."""
    return new_page(
        screen, geolocation=site.position, permissions=["geolocation"], has_touch=True, **options
    )


def until(page: Page, script: str) -> None:
    """Wait until a script says yes; the page's own policy forbids waiting inside it."""
    for _ in range(100):
        if page.evaluate(script):
            return
        page.wait_for_timeout(100)
    raise AssertionError(script)


def expected(guard: Any, *words: str) -> None:
    """Take away errors of the console that the test itself provoked."""
    guard.errors[:] = [text for text in guard.errors if not any(word in text for word in words)]


@pytest.mark.parametrize(
    "view",
    [
        ("phone", "da", "night"),
        ("phone", "ar", "day"),
        ("desktop", "da", "day"),
        ("desktop", "ar", "night"),
    ],
)
def test_a_report_takes_six_touches_and_every_step_is_clean(
    new_page: NowOpen,
    site: Site,
    axe: Callable[[Page], list[str]],
    monkeypatch: pytest.MonkeyPatch,
    view: tuple[str, str, str],
) -> None:
    """Here, next, tile, next, send: axe finds nothing on any step, also not with a mistake."""
    screen, language, light = view
    monkeypatch.setattr("api.form.showing.is_night", lambda *_: light == "night")
    page = ready(at(new_page, site, SCREENS[screen]), site, language)
    found = {"first": axe(page)}
    page.click("#next")
    expect(page.locator("#summary")).to_be_focused()
    found["mistake"] = axe(page)
    page.click("#start-here")
    expect(page.locator("#place-status")).to_contain_text("8")
    expect(page.locator("#lamps .chip").last).to_be_visible()
    found["lamps"] = axe(page)
    page.click("#next")
    expect(page.locator("#what")).to_be_focused()
    page.check("[name=kind][value=no_lamp]")
    found["what"] = axe(page)
    page.click("#next")
    expect(page.locator("#danger")).to_be_focused()
    found["send"] = axe(page)
    expect(page.locator("html")).to_have_class(re.compile(light))
    page.click("#send")
    page.wait_for_url("**/sag/**")
    found["case"] = axe(page)
    expect(page.locator("#code")).to_have_text(re.compile(r"^[A-Z2-9]{4}-[A-Z2-9]{4}$"))

    assert [line for lines in found.values() for line in lines] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    report = site.reports()[-1]
    assert (report.located, report.accuracy_m, report.language) == (Located.GPS, 8.0, language)
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")


@pytest.mark.parametrize("language", ["da", "ar"])
@pytest.mark.parametrize("screen", SCREENS)
def test_without_javascript_the_same_page_is_one_long_form(
    new_page: NowOpen, site: Site, guard: Any, language: str, screen: str
) -> None:
    """A mistake is led to, and the report lands in words."""
    page = new_page(SCREENS[screen], java_script_enabled=False)
    page.goto(f"{site.address}/indberet?lang={language}")
    before = len(site.reports())
    for hidden in ("#first", ".starts", "#map-part", "#next", "#mine"):
        expect(page.locator(hidden)).to_be_hidden()

    page.click("#send")
    expect(page.locator("#summary")).to_be_visible()
    assert len(site.reports()) == before
    page.check("[name=kind][value=lamp_out]")
    page.fill("#place", "Opgang 7")
    page.click("#send")

    expect(page.locator(".alert-success")).to_be_visible()
    assert site.reports()[-1].place_text == "Opgang 7"
    expected(guard, "422")


def test_the_map_is_moved_by_keys_and_leaflet_is_mended(
    new_page: NowOpen, site: Site, axe: Callable[[Page], list[str]]
) -> None:
    """Arrow keys put the pin, its place is said, text is 14 px, buttons hold a thumb."""
    page = ready(new_page(PHONE), site)
    page.click("#start-map")
    page.wait_for_selector("#map[data-ready=yes]")
    expect(page.locator("#map")).to_be_focused()

    page.keyboard.press("ArrowRight")
    expect(page.locator("[name=lat]")).not_to_have_value("")
    first = page.input_value("[name=lon]")
    page.keyboard.press("ArrowRight")
    until(page, f"() => document.forms[0].elements.lon.value !== '{first}'")

    style = "selector => getComputedStyle(document.querySelector(selector))"
    assert page.evaluate(f"({style})('#map').fontSize") == "14px"
    size = page.locator(".leaflet-control-zoom-in").bounding_box()
    assert size is not None
    assert min(size["width"], size["height"]) >= 44
    expect(page.locator(".door").first).to_be_attached()
    assert page.input_value("[name=located]") == "hand"
    assert axe(page) == []


def test_layer_controls_are_not_made_invisible(new_page: NowOpen, site: Site) -> None:
    """The design system gives Leaflet's radios the size nought; ours are 20 × 20."""
    page = ready(new_page(PHONE), site)
    script = """() => {
        const box = document.createElement('input');
        box.type = 'radio';
        box.className = 'leaflet-control-layers-selector';
        document.body.append(box);
        const { width, height } = box.getBoundingClientRect();
        return [width, height, getComputedStyle(box).appearance];
    }"""

    assert page.evaluate(script) == [20, 20, "auto"]


def test_the_place_is_remembered_and_the_rest_written_at_home(
    new_page: NowOpen, site: Site, axe: Callable[[Page], list[str]]
) -> None:
    """One press in the dark; next time it is offered; used, it is the place of the report."""
    page = ready(at(new_page, site), site)
    page.click("#keep")
    expect(page.locator("#status")).to_contain_text("Stedet er husket")
    expect(page.locator("#kept")).to_be_visible()
    assert axe(page) == []

    ready(page, site, "en")
    expect(page.locator("#kept-text")).to_contain_text("You remembered a place")
    page.click("#kept-use")
    expect(page.locator("[name=lat]")).not_to_have_value("")
    expect(page.locator("#next")).to_be_focused()
    assert page.evaluate("localStorage.getItem('melding.place')") is None


def test_without_connection_the_report_waits_and_goes_once(
    new_page: NowOpen, site: Site, guard: Any, tmp_path: Path
) -> None:
    """Kept on the phone with its picture, sent by itself when there is connection, never twice."""
    photo = tmp_path / "sted.jpg"
    Image.new("RGB", (3000, 2000), (20, 20, 60)).save(photo)
    page = ready(at(new_page, site), site)
    before = len(site.reports())
    page.click("#start-words")
    page.fill("#place", "Tunnelen")
    page.click("#next")
    page.check("[name=kind][value=glare]")
    page.click("#next")
    page.set_input_files("#photos", photo)
    expect(page.locator("#previews canvas")).to_have_count(1)
    page.context.set_offline(offline=True)

    page.click("#send")
    expect(page.locator("#status")).to_contain_text("Der er ikke forbindelse")
    expect(page.locator("#waiting")).to_contain_text("1")
    assert len(site.reports()) == before
    page.context.set_offline(offline=False)
    expect(page.locator("#mine-list a")).to_have_count(1, timeout=15_000)
    expect(page.locator("#waiting")).to_be_hidden()

    expected(guard, "ERR_INTERNET_DISCONNECTED")
    report = site.reports()[-1]
    assert len(site.reports()) == before + 1
    assert (report.place_text, len(report.photos)) == ("Tunnelen", 1)
    kept = site.desk.database.photos / report.photos[0]
    with Image.open(kept) as picture:
        assert max(picture.size) == 1600


def test_what_was_written_survives_a_reload_and_a_change_of_language(
    new_page: NowOpen, site: Site
) -> None:
    """The draft is on the phone: tile, hours, words and place are there in Arabic too."""
    page = ready(new_page(PHONE), site)
    page.click("#start-words")
    page.fill("#place", "Bag vaskeriet")
    page.click("#next")
    page.check("[name=kind][value=blinking]")
    page.check("[name=hours][value=night]")
    page.click("#next")
    page.fill("#text", "Hver aften")
    until(page, "() => (localStorage.getItem('melding.draft') || '').includes('Hver aften')")

    page.click("summary")
    page.click(".languages a[lang=ar]")
    page.wait_for_selector("html[data-ready=yes][dir=rtl]")

    assert page.input_value("#place") == "Bag vaskeriet"
    assert page.is_checked("[name=kind][value=blinking]")
    assert page.is_checked("[name=hours][value=night]")
    assert page.input_value("#text") == "Hver aften"


def test_my_reports_are_on_this_phone_only_and_can_be_forgotten(
    new_page: NowOpen, site: Site, axe: Callable[[Page], list[str]]
) -> None:
    """A sent report is listed here, leads to its case, and goes from the list at a press."""
    page = ready(at(new_page, site), site)
    page.click("#start-here")
    expect(page.locator("[name=lat]")).not_to_have_value("")
    page.click("#next")
    page.check("[name=kind][value=hidden_by_leaves]")
    page.click("#next")
    page.click("#send")
    page.wait_for_url("**/sag/**")
    code = page.inner_text("#code")

    ready(page, site)
    expect(page.locator("#mine-list a")).to_have_count(1)
    assert axe(page) == []
    page.click("#mine-list a")
    expect(page.locator("#code")).to_have_text(code)
    ready(page, site)
    page.click("#mine-forget")
    expect(page.locator("#mine")).to_be_hidden()


def test_what_may_not_be_kept_is_told_with_112_and_114(
    new_page: NowOpen, site: Site, guard: Any, axe: Callable[[Page], list[str]]
) -> None:
    """The text stays in the field, nothing is kept, and the numbers stand before it."""
    page = ready(at(new_page, site), site)
    before = len(site.reports())
    page.click("#start-here")
    expect(page.locator("[name=lat]")).not_to_have_value("")
    page.click("#next")
    page.check("[name=kind][value=other]")
    page.click("#next")
    page.fill("#text", "De sælger hash")
    page.click("#send")

    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#text-error")).to_contain_text("Ring 114")
    for number in ("112", "114"):
        expect(page.locator(f".call[href='tel:{number}'] b")).to_have_text(number)
    assert axe(page) == []
    assert len(site.reports()) == before
    page.fill("#text", "")
    page.click("#send")
    page.wait_for_url("**/sag/**")
    expected(guard, "422")


def test_the_step_before_sending_and_the_public_pages(
    new_page: NowOpen, site: Site, axe: Callable[[Page], list[str]]
) -> None:
    """A released case near by is offered; joining it counts once; the list shows what happens."""
    position = site.position
    options = {"geolocation": position, "permissions": ["geolocation"], "has_touch": True}
    first, second = (ready(new_page(PHONE, **options), site) for _ in range(2))
    reported(first, "several_lamps_out")
    first.wait_for_url("**/sag/**")
    now, number = datetime.now(UTC), site.reports()[-1].case
    staff.release(site.desk.database, number, "Stien bag blok 7", "driften", now)
    step = Move(Status.ORDERED, "driften", "Elektrikeren er bestilt", expected="2026-12-12")
    staff.move(site.desk.database, number, step, now)

    reported(second, "several_lamps_out")
    expect(second.locator("#nearby-title")).to_be_focused()
    assert axe(second) == []
    second.click("#nearby-list button")
    expect(second.locator(".alert-success")).to_contain_text("talt med")
    assert axe(second) == []
    second.goto(f"{site.address}/sager?lang=da")
    expect(second.locator(".case-card")).to_contain_text("Stien bag blok 7")
    expect(second.locator(".case-card")).to_contain_text("12. december 2026")
    assert axe(second) == []
    assert staff.one_case(site.desk.database, number)[0].counted == 2


def reported(page: Page, kind: str) -> None:
    """Report from where the phone is."""
    page.click("#start-here")
    expect(page.locator("[name=lat]")).not_to_have_value("")
    page.click("#next")
    page.check(f"[name=kind][value={kind}]")
    page.click("#next")
    page.click("#send")


@pytest.mark.parametrize("language", ["da", "ar", "uk", "ur"])
def test_it_fits_the_smallest_phone_and_large_letters(
    new_page: NowOpen, site: Site, language: str
) -> None:
    """On 320 pixels nothing is wider than the screen, on any step; a target holds a thumb."""
    page = ready(new_page(SMALL, has_touch=True), site, language)
    page.click("#start-words")
    page.fill("#place", "Stien")
    for _ in range(3):
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        small = page.evaluate(
            """() => [...document.querySelectorAll('main button, main .chip, main .tile, .foot a')]
                .filter(one => one.offsetParent)
                .map(one => [one.textContent.trim(), one.getBoundingClientRect()])
                .filter(([, box]) => box.height < 44 || box.width < 44)
                .map(([text]) => text)"""
        )
        assert small == []
        if page.locator("#next").is_visible():
            if page.locator("#step2").is_visible():
                page.check("[name=kind][value=other]")
            page.click("#next")


def test_everything_can_be_done_by_keys_alone(new_page: NowOpen, site: Site) -> None:
    """From the first Tab to the code, without a pointer."""
    page = ready(new_page(DESKTOP), site)
    before = len(site.reports())

    def reach(selector: str) -> None:
        for _ in range(40):
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{selector} is never reached")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skipnav"
    reach("#start-words")
    page.keyboard.press("Enter")
    reach("#place")
    page.keyboard.type("Svalegangen i blok 4")
    reach("#next")
    page.keyboard.press("Enter")
    reach("[name=kind]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    reach("#next")
    page.keyboard.press("Enter")
    reach("#text")
    page.keyboard.type("Helt sort")
    reach("#send")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sag/**")

    assert len(site.reports()) == before + 1
    assert site.reports()[-1].text == "Helt sort"


def test_one_cookie_and_it_is_technical(new_page: NowOpen, site: Site) -> None:
    """After a whole visit the browser holds one cookie, of ours."""
    page = ready(new_page(PHONE), site)
    page.goto(f"{site.address}/sager")

    cookies = page.context.cookies()
    assert [cookie["name"] for cookie in cookies] == ["melding"]
    assert cookies[0]["httpOnly"]
