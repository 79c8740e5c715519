"""The planner's map in a real browser, opened from a file with the network off."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import geo
import maps
from geo.testing import department, layer
from maps.testing import InventedWorkspace, invented, invented_cases

pytestmark = pytest.mark.browser

READY = "html[data-ready=yes]"

HOSTILE = (
    "{{7*191}}{% raw %}</script><script>document.title='brudt'</script>"
    "<img src=x onerror=\"document.title='brudt'\">${document.title='brudt'}"
)


@pytest.fixture(scope="module")
def example_map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Draw the example's public map."""
    folder = tmp_path_factory.mktemp("kort")
    with geo.Workspace(folder / "eksempel") as workspace:
        workspace.add(geo.read(geo.example()), accept=True)
        profiles = [geo.score(workspace.department(key)) for key in workspace.department_ids()]
        return maps.planner_map(workspace, profiles).save(folder / "kort.html")


def opened(page: Page, file: Path) -> Page:
    page.context.set_offline(offline=True)
    page.goto(file.as_uri())
    page.wait_for_selector(READY, state="attached")
    return page


def colours(page: Page, kind: str) -> int:
    """Answer how many different colours a canvas shows: one means that nothing is drawn."""
    script = """kind => {
        const canvas = first.surfaces[kind === 'ground' ? 0 : 1]._container;
        const copy = document.createElement('canvas');
        copy.width = 300; copy.height = 300;
        const brush = copy.getContext('2d', { willReadFrequently: true });
        brush.drawImage(canvas, 0, 0, 300, 300);
        const pixels = new Uint32Array(brush.getImageData(0, 0, 300, 300).data.buffer);
        return new Set(pixels).size;
    }"""
    return int(page.evaluate(script, kind))


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_the_map_opens_from_a_file_with_the_network_off(
    request: pytest.FixtureRequest, screen: str, example_map: Path
) -> None:
    """Ground and figures are drawn, nothing asks an outside host, no error in the console."""
    page = opened(request.getfixturevalue(screen), example_map)

    assert colours(page, "ground") > 5
    assert colours(page, "figures") > 5
    expect(page.locator("#kort-titel")).to_have_text("Tryghedskort")
    scrolls = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert scrolls, "the page scrolls sideways"


def test_the_guard_sees_a_page_that_calls_out(new_page: Callable[..., Page], guard: Any) -> None:
    """A page with an outside image and a script error would fail its test."""
    page = new_page({"width": 300, "height": 300})
    page.set_content("<img src='http://example.org/spy.png'><script>nope()</script>")
    page.wait_for_timeout(200)

    assert guard.outside == ["http://example.org/spy.png"]
    assert any("nope" in error for error in guard.errors)
    guard.outside.clear()
    guard.errors.clear()


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_axe_finds_nothing(
    request: pytest.FixtureRequest,
    screen: str,
    example_map: Path,
    axe: Callable[[Page], list[str]],
) -> None:
    """By night, by day, with the answer open and with every list unfolded: no violation."""
    page = opened(request.getfixturevalue(screen), example_map)
    found = axe(page)
    page.locator(".stretch").first.click()
    page.locator("#signatur summary").first.click()
    found += axe(page)
    page.locator("#svar-luk").click()
    page.locator("#tid input[value=day]").check(force=True)
    page.locator("#faktor input[value=meeting_places]").check(force=True)
    page.locator("#afdelinger button").first.click()
    found += axe(page)

    assert found == []


def test_axe_can_find_something(desktop: Page, axe: Callable[[Page], list[str]]) -> None:
    """A page with an unnamed button is found wanting."""
    desktop.set_content("<button></button>")

    assert any(line.startswith("button-name") for line in axe(desktop))


def test_a_click_on_the_darkest_stretch_answers_why(desktop: Page, example_map: Path) -> None:
    """Length, light against target, cause, lamp, owner and how good the data are stand there."""
    page = opened(desktop, example_map)
    first = page.locator(".stretch").first
    length = first.locator(".length").inner_text()
    first.click()
    answer = page.locator("#svar")

    expect(answer).to_be_visible()
    expect(answer.locator("h2")).to_be_focused()
    text = answer.inner_text()
    for wanted in (
        length,
        "Mørkt",
        "klasse P",
        "Hvorfor?",
        "Det vil hjælpe",
        "Nærmeste lampe",
        "ejer",
        "registreret",
    ):
        assert wanted in text, wanted
    page.keyboard.press("Escape")
    expect(answer).to_be_hidden()
    expect(first).to_be_focused()


def test_a_click_on_the_map_answers_for_the_path_under_it(desktop: Page, example_map: Path) -> None:
    """The pointer finds the segment that lies there."""
    page = opened(desktop, example_map)
    spot = page.evaluate(
        """() => {
            const row = today.segments.evening.indexOf(0), v = today.segments.at[row];
            const xy = today.segments.xy, mid = L.point((xy[2*v] + xy[2*v+2]) / 2, (xy[2*v+1] + xy[2*v+3]) / 2);
            map.setView(map.options.crs.pointToLatLng(mid, 0), 19, { animate: false });
            const at = map.latLngToContainerPoint(map.options.crs.pointToLatLng(mid, 0));
            const frame = map.getContainer().getBoundingClientRect();
            return { x: frame.left + at.x, y: frame.top + at.y, row };
        }"""  # noqa: E501 – a script reads best unbroken
    )
    page.mouse.click(spot["x"], spot["y"])

    picked = page.evaluate("view.selected.kind")
    assert picked == "segment"
    expect(page.locator("#svar h2")).to_be_visible()


def test_day_and_night_switch_by_keyboard(desktop: Page, example_map: Path) -> None:
    """Arrow keys switch the state; by day no light is drawn and light's factor says so."""
    page = opened(desktop, example_map)
    night = page.evaluate("getComputedStyle(map.getContainer()).backgroundColor")
    page.locator("#tid input[value=evening]").focus()
    page.keyboard.press("ArrowLeft")

    assert page.evaluate("view.state") == "day"
    assert page.evaluate("getComputedStyle(map.getContainer()).backgroundColor") != night
    lights = page.locator("#faktor label", has_text="Lys")
    expect(lights.first).to_contain_text("kun i mørke")
    expect(page.locator("#signatur")).to_contain_text("Lys vises i mørke")


def test_the_keyboard_reaches_everything(desktop: Page, example_map: Path) -> None:
    """Skip link, search, switches, list: in that order; Enter opens, Escape returns."""
    page = opened(desktop, example_map)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#soeg")).to_be_focused()
    page.keyboard.type("solg")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.locator("#svar h2")).to_have_text("Solgården")
    page.keyboard.press("Escape")
    expect(page.locator("#soeg")).to_be_focused()


@pytest.mark.parametrize("staff", [True, False])
def test_hostile_names_are_shown_as_text(desktop: Page, tmp_path: Path, *, staff: bool) -> None:
    """Every panel, list, label and answer shows the attack as the text it is."""
    file = maps.planner_map(*invented(HOSTILE), staff=staff, cases=invented_cases(HOSTILE)).save(
        tmp_path / "kort.html"
    )
    page = opened(desktop, file)
    kinds = page.evaluate(
        """() => {
            const opened = [];
            for (const kind of Object.keys(ANSWERS)) {
                const many = kind === 'stretch' ? today.stretches.length : kind === 'boundary' ? ground.boundaries.count : countOf(today, kind);
                for (let row = 0; row < Math.min(many, 2); row++) { openDrawer({ kind, row }); opened.push(kind); }
            }
            fillTables();
            document.querySelectorAll('#tabel details').forEach((part) => { part.open = true; });
            for (const factor of data.factors) { view.factor = factor.key; changed(); }
            searchBox.value = '{{7'; find();
            return opened;
        }"""  # noqa: E501 – a script reads best unbroken
    )

    wanted = {"segment", "stretch", "department", "lamp", "meeting_place", "destination"}
    assert wanted | {"entrance", "boundary", "case"} == set(kinds)
    assert page.title() == "Tryghedskort"
    assert page.locator("img[src=x]").count() == 0
    assert page.locator("script").count() == 4
    assert "1337" not in page.locator("body").inner_text()
    assert HOSTILE in page.locator("#afdelinger").inner_text()
    assert HOSTILE in page.locator("#straekninger").inner_text()


def test_a_map_of_nothing_says_so(desktop: Page, tmp_path: Path) -> None:
    """An empty workspace opens without an error and says that nothing is measured."""
    with geo.Workspace(tmp_path / "tomt") as workspace:
        file = maps.planner_map(workspace, []).save(tmp_path / "kort.html")
    page = opened(desktop, file)

    expect(page.locator("#straekninger-regel")).to_contain_text("Lys er ikke opgjort her")


def test_lit_tags_are_shown_only_when_asked_for(desktop: Page, tmp_path: Path) -> None:
    """Without lamps light reads "ikke opgjort"; the tag is a layer that is off until chosen."""
    import shapely  # noqa: PLC0415 – only here

    path = layer("paths", [shapely.LineString([(0, 0), (200, 0)])], kind=["path"], lit=["yes"])
    estate = department({"paths": path})
    profile = geo.score(estate)
    frame = layer("departments", [shapely.box(-5, -20, 205, 20)], name=[estate.name])
    frame["id"] = [estate.id]

    held = InventedWorkspace({**estate.layers, "departments": frame}, dict(estate.sources))
    page = opened(desktop, maps.planner_map(held, [profile]).save(tmp_path / "kort.html"))

    expect(page.locator("#faktor label", has_text="Lys")).to_contain_text("ikke opgjort")
    expect(page.locator("#signatur")).to_contain_text("Lys ikke opgjort")
    assert page.locator("#signatur .value").all_inner_texts() == ["100 %"]
    expect(page.locator("#lag input[value=lit]")).not_to_be_checked()
    page.locator("#lag input[value=lit]").check()
    page.locator("#flere-signaturer summary").click()
    expect(page.locator("#signatur")).to_contain_text("Mærket som belyst i data, ikke målt")


def test_paper_is_one_page_with_every_sign(desktop: Page, example_map: Path) -> None:
    """Printed, the map fills one A3 page with the legend unfolded and ground and figures drawn."""
    page = opened(desktop, example_map)
    page.evaluate("paper(true)")

    assert colours(page, "ground") > 3
    assert page.locator("#flere-signaturer").get_attribute("open") is not None
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == 1
    page.evaluate("paper(false)")
    expect(page.locator("#panel")).to_be_visible()
