"""What a phone does without signal: pages open, what is written waits, and it is sent once."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Page, Route, expect

import geo
from api.app import create_app
from api.auth import COOKIE
from api.dependencies import Services
from api.field.ground import shape_of
from api.field.worker import script
from api.form.places import degrees
from api.scorings import keep, scored
from api.settings import Settings
from geo.model.field import LampState, LampType, Thing
from geo.model.staff import Role
from geo.model.walks import Light
from geo.reporting.field_counts import all_counts, one_count
from geo.reporting.sessions import begin_session
from geo.reporting.staff import all_reports
from geo.reporting.walk_summaries import summaries
from geo.reporting.walks import all_walks, one_walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"width": 390, "height": 844}
OWN = "9001-01"
NewPage = Callable[..., Page]
Axe = Callable[[Page], list[str]]


class Site:
    """A running server on the example."""

    def __init__(self, address: str, held: Services) -> None:
        self.address, self.held = address, held
        place = shape_of(held, OWN).representative_point()
        self.lat, self.lon = degrees(place.x, place.y)

    def phone(self, new_page: NewPage, role: Role | None = Role.PLANNER, **options: Any) -> Page:
        """Answer a phone that knows where it is, signed in with a role."""
        position = {"latitude": self.lat, "longitude": self.lon, "accuracy": 6}
        page = new_page(
            PHONE, has_touch=True, geolocation=position, permissions=["geolocation"], **options
        )
        if role is not None:
            self.sign_in(page, role)
        return page

    def sign_in(self, page: Page, role: Role) -> None:
        """Give a browser the cookie of a new session."""
        register, now = self.held.register, datetime.now(UTC)
        found = {one.name: one for one in register.all()}
        account = found.get(role.value)
        if account is None:
            department = OWN if role is Role.BOARD else None
            account, _ = register.add(role.value, role, department, "test", now)
        cookie = begin_session(register, account, now)
        page.context.add_cookies(
            [{"name": COOKIE, "value": cookie, "domain": "127.0.0.1", "path": "/personale"}]
        )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the example with one department scored."""
    place = tmp_path_factory.mktemp("felt") / "ws"
    with geo.Workspace(place) as workspace:
        workspace.add(geo.read(geo.example()), accept=True)
        keep(workspace, scored(workspace, OWN))
    app = create_app(Settings(workspace=str(place)))
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


@pytest.fixture(autouse=True)
def _without_signal_is_no_error(guard: Any) -> Iterator[None]:
    """Take away what a browser writes to its console because the network is off."""
    yield
    words = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "422", "401")
    guard.errors[:] = [text for text in guard.errors if not any(word in text for word in words)]


def kept(page: Page) -> Page:
    """Wait until the phone holds the page."""
    page.wait_for_selector("html[data-ready=yes]")
    page.wait_for_selector("html[data-kept=yes]", timeout=30_000)
    return page


def waiting(page: Page, count: int) -> None:
    """Wait until so many things wait to be sent."""
    expect(page.locator("#net")).to_have_attribute("data-waiting", str(count), timeout=20_000)


def begun(page: Page, site: Site) -> str:
    page.goto(f"{site.address}/personale/marken")
    page.select_option("#count-department", OWN)
    page.get_by_role("button", name="Begynd en tælling").click()
    kept(page)
    return page.url


def count_one(page: Page, kind: str, number: str) -> None:
    page.click("#start-here")
    expect(page.locator("#place-status")).to_contain_text("6 m")
    page.check(f"[name=lamp_type][value={kind}]")
    page.check("[name=state][value=out]")
    page.fill("#number", number)
    page.click("#send")
    expect(page.locator("#place-status")).to_contain_text("Gemt")


@pytest.mark.parametrize("light", ["night", "day"])
def test_lamps_are_counted_without_signal(
    new_page: NewPage, site: Site, axe: Axe, monkeypatch: pytest.MonkeyPatch, light: str
) -> None:
    """Opened once, then the network is off: open again, count two, sent when it is back, once."""
    monkeypatch.setattr("api.field.showing.is_night", lambda *_: light == "night")
    page = site.phone(new_page)
    address = begun(page, site)
    expect(page.locator("html")).to_have_class(re.compile(light))
    assert axe(page) == []
    count = all_counts(site.held.book)[0].id

    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector("html[data-ready=yes]")
    count_one(page, "arm", "F-1")
    count_one(page, "bollard", "F-2")
    waiting(page, 2)
    expect(page.locator("#unsent-list li")).to_have_count(2)
    expect(page.locator("#net")).to_contain_text("Uden net")
    page.click("#start-map")
    page.wait_for_selector("#map[data-ready=yes]")
    assert axe(page) == []
    assert one_count(site.held.book, count)[1] == []
    page.goto(address)
    waiting(page, 2)

    page.context.set_offline(False)
    waiting(page, 0)
    entries = one_count(site.held.book, count)[1]
    assert [(one.number, one.lamp_type, one.state) for one in entries] == [
        ("F-1", LampType.ARM, LampState.OUT), ("F-2", LampType.BOLLARD, LampState.OUT),
    ]  # fmt: skip
    assert {one.accuracy_m for one in entries} == {6.0}
    page.goto(f"{address}/status")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_answer_that_is_lost_makes_no_second_thing(new_page: NewPage, site: Site) -> None:
    """The server took it and the phone never heard: sent again it is still one."""
    page = site.phone(new_page)
    begun(page, site)
    count = all_counts(site.held.book)[0].id
    lost: list[int] = []

    def swallow(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.context.route("**/ting", swallow)
    page.check("[name=thing][value=bench]")
    page.click("#start-here")
    expect(page.locator("#place-status")).to_contain_text("6 m")
    page.click("#send")
    for _ in range(100):
        if lost:
            break
        page.wait_for_timeout(100)
    assert lost == [200]
    waiting(page, 1)
    assert len(one_count(site.held.book, count)[1]) == 1

    page.click("#send-now")
    waiting(page, 0)
    (entry,) = one_count(site.held.book, count)[1]
    assert entry.thing is Thing.BENCH


def test_what_is_refused_stays_and_says_why(new_page: NewPage, site: Site, axe: Axe) -> None:
    """A number of a person is told beside what waits, and goes only when it is deleted."""
    page = site.phone(new_page)
    begun(page, site)
    page.check("[name=thing][value=sign]")
    page.click("#start-here")
    expect(page.locator("#place-status")).to_contain_text("6 m")
    page.fill("#words", "Ring til Ole på 44 77 20 00")
    page.click("#send")

    expect(page.locator("#unsent-list .bad")).to_contain_text("et telefonnummer")
    assert axe(page) == []
    page.get_by_role("button", name="Ret: ").click()
    waiting(page, 0)
    assert page.input_value("#words").startswith("Ring")
    page.click("#send")
    waiting(page, 1)
    page.locator("#unsent-list").get_by_role("button", name="Slet").click()
    waiting(page, 0)
    assert one_count(site.held.book, all_counts(site.held.book)[0].id)[1] == []


def test_deleted_on_its_way_it_does_not_come_back(new_page: NewPage, site: Site) -> None:
    """What is deleted while it is being sent stays deleted, also when it is then refused."""
    page = site.phone(new_page)
    begun(page, site)
    held: list[Route] = []
    page.context.route("**/ting", lambda route: held.append(route))  # noqa: PLW0108 - a method takes no mark
    page.check("[name=thing][value=sign]")
    page.click("#start-here")
    expect(page.locator("#place-status")).to_contain_text("6 m")
    page.fill("#words", "Ring til Ole på 44 77 20 00")
    page.click("#send")
    waiting(page, 1)
    for _ in range(100):
        if held:
            break
        page.wait_for_timeout(100)
    page.locator("#unsent-list").get_by_role("button", name="Slet").click()
    waiting(page, 0)

    with page.expect_response("**/ting") as answer:
        held[0].continue_()
    assert answer.value.status == 422
    page.wait_for_timeout(1000)
    waiting(page, 0)


def test_signed_out_nothing_is_lost(new_page: NewPage, site: Site) -> None:
    """Without a session it waits and says so; signed in again it is sent."""
    page = site.phone(new_page)
    begun(page, site)
    count = all_counts(site.held.book)[0].id
    page.context.clear_cookies()
    count_one(page, "wall", "F-9")
    expect(page.locator("#net")).to_contain_text("Log ind igen")
    expect(page.locator("#net-door")).to_be_visible()
    waiting(page, 1)

    site.sign_in(page, Role.PLANNER)
    page.click("#send-now")
    waiting(page, 0)
    assert [one.number for one in one_count(site.held.book, count)[1]] == ["F-9"]


def test_a_walk_with_two_phones_one_without_signal(  # noqa: PLR0915 - one story, in its order
    new_page: NewPage, site: Site, axe: Axe
) -> None:
    """A planner's and a board's phone note at one stop; one sends late; nothing is overwritten."""
    first = site.phone(new_page)
    first.goto(f"{site.address}/personale/marken/vandring/ny?afdeling={OWN}")
    first.wait_for_selector("html[data-ready=yes]")
    assert axe(first) == []
    first.fill("#participants", "bestyrelse, varmemester")
    first.click("#send")
    kept(first)
    assert axe(first) == []
    walk = all_walks(site.held.book)[0]
    second = site.phone(new_page, Role.BOARD)
    second.goto(first.url)
    kept(second)

    first.context.set_offline(True)
    first.reload()
    first.wait_for_selector("#map[data-ready=yes]")
    for page, rating, step in ((first, 0, 1), (second, 2, 4)):
        page.check("[name=light][value=dark]")
        page.check(f"[name=item_light][value='{rating}']")
        for _ in range(2):
            page.click(f"[data-add=feeling_{step}]")
        page.fill("#decision", f"Beslutning {step}")
        page.click("#send")
        expect(page.locator("#walk-status")).to_contain_text("Gemt")
    waiting(second, 0)
    waiting(first, 1)
    first.context.set_offline(False)
    waiting(first, 0)

    told = summaries(site.held.book, walk)[0]
    assert [note.decision for note in told.notes] == ["Beslutning 4", "Beslutning 1"]
    assert told.feelings[Light.DARK] == (2, 0, 0, 2, 0, 0)
    first.goto(f"{first.url.split('?')[0]}/referat")
    assert axe(first) == []
    assert first.evaluate("document.documentElement.scrollWidth <= innerWidth")
    second.goto(first.url)
    expect(second.get_by_role("button", name="Opret som sag")).to_have_count(0)


def tapped(page: Page, x: float, y: float) -> None:
    """Tap the map so far from its corner."""
    page.locator("#map").scroll_into_view_if_needed()
    page.locator("#map").tap(position={"x": x, "y": y})


def test_a_tap_on_the_map_is_a_stop_also_without_signal(  # noqa: PLR0915 - one story, in its order
    new_page: NewPage, site: Site, axe: Axe
) -> None:
    """Tapped in the plan, on the walk with the network off, and in the minutes; none is typed."""
    page = site.phone(new_page)
    page.goto(f"{site.address}/personale/marken/vandring/ny?afdeling={OWN}")
    page.wait_for_selector("html[data-ready=yes]")
    page.click("#start-map")
    page.wait_for_selector("#map[data-ready=yes]")
    tapped(page, 120, 90)
    expect(page.locator("#place-status")).to_contain_text("Punkter sat: 1")
    page.click("#send")
    kept(page)
    walk = all_walks(site.held.book)[0]
    planned = len(walk.stops)
    assert walk.stops[-1].dark_m is None

    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector("#map[data-ready=yes]")
    expect(page.locator("#new-stop")).to_be_hidden()
    page.check("#stop-new")
    page.fill("#words", "uden sted")
    page.click("#send")
    expect(page.locator("#walk-status")).to_contain_text("Tryk på kortet")
    tapped(page, 200, 180)
    expect(page.locator(".stop-mark")).to_have_count(planned + 1)
    assert axe(page) == []
    page.fill("#place", "Cykelskuret")
    page.fill("#words", "Man ser ikke, hvem der kommer")
    page.click("#send")
    expect(page.locator("#walk-status")).to_contain_text("Gemt")
    page.reload()
    page.wait_for_selector("html[data-ready=yes]")
    expect(page.get_by_text("Et nyt stop · Cykelskuret")).to_be_visible()
    page.check("[name=stop][data-place=Cykelskuret]")
    page.fill("#words", "og så en gang til")
    page.click("#send")
    waiting(page, 2)
    page.context.set_offline(False)
    waiting(page, 0)
    told = summaries(site.held.book, one_walk(site.held.book, walk.id))
    assert [one.stop.place for one in told[planned:]] == ["Cykelskuret"]
    assert [note.words for note in told[-1].notes] == [
        "Man ser ikke, hvem der kommer", "og så en gang til",
    ]  # fmt: skip

    page.goto(f"{page.url.split('?')[0]}/referat")
    page.wait_for_selector("html[data-ready=yes]")
    expect(page.locator("#points")).to_be_hidden()
    page.get_by_role("button", name="Deltagerne er enige").click()
    page.wait_for_selector("html[data-ready=yes]")
    page.click("#start-map")
    page.wait_for_selector("#map[data-ready=yes]")
    tapped(page, 90, 200)
    expect(page.locator("#place-status")).to_contain_text("Punkter sat: 1")
    assert axe(page) == []
    page.get_by_role("button", name="Gem ruten").click()
    page.wait_for_selector("html[data-ready=yes]")
    assert len(one_walk(site.held.book, walk.id).stops) == planned + 2
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_tap_on_a_stop_chooses_it(new_page: NewPage, site: Site) -> None:
    """Its mark is under the thumb: no new stop is made of it."""
    page = site.phone(new_page)
    page.goto(f"{site.address}/personale/marken/vandring/ny?afdeling={OWN}")
    page.wait_for_selector("html[data-ready=yes]")
    page.click("#send")
    page.wait_for_selector("#map[data-ready=yes]")
    box = page.locator(".stop-mark").nth(2).bounding_box()
    frame = page.locator("#map").bounding_box()
    assert box is not None
    assert frame is not None
    tapped(page, box["x"] - frame["x"] + 20, box["y"] - frame["y"] + 8)
    third = page.locator("[name=stop]").nth(2)
    expect(third).to_be_checked()
    expect(page.locator("#new-stop")).to_be_hidden()


def test_a_phone_forgets_a_page(new_page: NewPage, site: Site) -> None:
    """Taken off the phone it opens no more without signal."""
    page = site.phone(new_page)
    address = begun(page, site)
    page.click("#forget")
    expect(page.locator("#net")).to_contain_text("fjernet")
    held = "async path => { const found = []; for (const name of await caches.keys()) for (const one of await (await caches.open(name)).keys()) if (new URL(one.url).pathname.startsWith(path)) found.push(one.url); return found; }"  # noqa: E501 - one line of the page
    assert page.evaluate(held, address.removeprefix(site.address)) == []


def test_without_javascript_a_plain_form_counts(new_page: NewPage, site: Site) -> None:
    """A place in words of numbers, sent by the browser itself."""
    page = site.phone(new_page, java_script_enabled=False)
    page.goto(f"{site.address}/personale/marken")
    page.select_option("#count-department", OWN)
    page.get_by_role("button", name="Begynd en tælling").click()
    page.locator("label", has=page.locator("[name=lamp_type][value=shade]")).click()
    page.fill("#points", f"{site.lat},{site.lon}")
    page.click("#send")
    expect(page.locator(".alert-success")).to_be_visible()

    (entry,) = one_count(site.held.book, all_counts(site.held.book)[0].id)[1]
    assert entry.lamp_type is LampType.SHADE


def test_a_resident_reports_without_signal(  # noqa: PLR0915 - one story, in its order
    new_page: NewPage, site: Site, axe: Axe
) -> None:
    """Opened once; then off: open, write, close, and when it is back the report is there once."""
    page = site.phone(new_page, None)
    page.goto(f"{site.address}/indberet?lang=ar")
    kept(page)
    page.goto(f"{site.address}/indberet?lang=da")
    kept(page)
    before = len(all_reports(site.held.desk.database))
    names = page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async name => (await (await caches.open(name)).keys()).map(one => one.url)))).flat()"  # noqa: E501 - one line of the page
    )
    assert all("/static/" in name or "skal=1" in name for name in names)

    page.context.set_offline(True)
    page.goto(f"{site.address}/indberet?lang=ar")
    page.wait_for_selector("html[data-ready=yes]")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    page.goto(f"{site.address}/indberet?lampe=M1082")
    page.wait_for_selector("html[data-ready=yes]")
    assert page.evaluate("document.documentElement.lang") == "da"
    assert page.input_value("#lamp_number") == "M1082"
    assert axe(page) == []
    page.click("#next")
    page.check("[name=kind][value=lamp_out]")
    page.click("#next")
    page.fill("#text", "Mørkt ved porten")
    page.click("#send")
    expect(page.locator("#waiting")).to_be_visible()
    context = page.context
    page.close()

    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{site.address}/indberet?lang=da")
    expect(again.locator("#mine-list li")).to_have_count(1, timeout=30_000)
    expect(again.locator("#waiting")).to_be_hidden()
    reports = all_reports(site.held.desk.database)
    assert len(reports) == before + 1
    assert (reports[-1].text, reports[-1].lamp) == ("Mørkt ved porten", "M1082")


def test_two_reports_of_one_kept_form_are_two(new_page: NewPage, site: Site) -> None:
    """Each opening makes a key of its own: the second is no resend of the first."""
    page = site.phone(new_page, None)
    page.goto(f"{site.address}/indberet?lang=da")
    kept(page)
    page.context.set_offline(True)
    keys = []
    for _ in range(2):
        page.goto(f"{site.address}/indberet?lang=da")
        page.wait_for_selector("html[data-ready=yes]")
        keys.append(page.input_value("[name=key]"))

    assert len(set(keys)) == 2
    assert all(re.fullmatch(r"[0-9a-f]{32}", key) for key in keys)


def test_a_new_version_is_picked_up(
    new_page: NewPage, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next opening with signal changes worker and files; the kept form is fetched anew."""
    page = site.phone(new_page, None)
    page.goto(f"{site.address}/indberet?lang=da")
    kept(page)
    caches = "() => caches.keys()"
    (old,) = page.evaluate(caches)
    monkeypatch.setattr("api.field.worker.version", lambda _parts: "f" * 12)
    script.cache_clear()
    try:
        page.reload()
        for _ in range(150):
            if page.evaluate(caches) == ["melding-ffffffffffff"]:
                break
            page.wait_for_timeout(100)
    finally:
        script.cache_clear()

    assert page.evaluate(caches) == ["melding-ffffffffffff"] != [old]
    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector("html[data-ready=yes]")
    assert page.input_value("[name=stamp]") == ""
