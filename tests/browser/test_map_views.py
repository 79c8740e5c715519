"""The map's views in a real browser: compare, tables, link, paper, small screens, and pictures.

``REWRITE_GOLDEN=1`` takes the expected pictures anew.
"""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

import maps
from maps.noticeboard import noticeboard_sheet
from maps.site import save_site
from maps.testing import invented, invented_cases
from maps.welcome import welcome_card

pytestmark = pytest.mark.browser

READY = "html[data-lit=yes]"

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "maps"

SCREEN = {"width": 1000, "height": 700}

ALIKE, DIFFERENT = 4.0, 0.03
"""Mean difference of 255, and share of pixels clearly apart, that are still taken as same."""


@pytest.fixture(scope="module")
def plan_map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Draw three invented departments, a plan and their cases: public."""
    workspace, profiles = invented()
    lamps = workspace.frames["lamps"].assign(status="on")
    better = profiles[2].segments.assign(light_class="on_target")
    mended = maps.Alternative(
        "Plan A",
        [
            type(p)(**{**vars_of(p), "segments": segments})
            for p, segments in [(profiles[2], better)]
        ],
        {"lamps": lamps},
        ["Tre lamper tændes."],
    )
    drawn = maps.planner_map(
        workspace, profiles, compare=mended, past=profiles, cases=invented_cases("Stien")
    )
    return drawn.save(tmp_path_factory.mktemp("plan") / "kort.html")


def vars_of(profile: Any) -> dict[str, Any]:
    """Answer the fields of a profile."""
    return {name: getattr(profile, name) for name in profile.__dataclass_fields__}


def opened(page: Page, file: Path, address: str = "") -> Page:
    page.context.set_offline(offline=True)
    page.goto(file.as_uri() + address)
    page.wait_for_selector(READY, state="attached")
    return page


def choose(page: Page, group: str, value: str) -> None:
    page.locator(f"#{group} input[value='{value}']").check(force=True)


def centre(page: Page, chart: str) -> list[float]:
    script = (
        f"(() => {{ const c = {chart}.getCenter(); return [c.lat, c.lng, {chart}.getZoom()]; }})()"
    )
    return [float(part) for part in page.evaluate(script)]


def test_the_curtain_shows_one_place_twice(new_page: Callable[..., Page], plan_map: Path) -> None:
    """Both maps have the same centre and zoom, also after a move; arrow keys draw the curtain."""
    page = opened(new_page(SCREEN), plan_map)
    choose(page, "side", "swipe")
    page.evaluate("map.setView(map.getCenter(), 17.25, { animate: false })")
    assert centre(page, "map") == pytest.approx(centre(page, "second.chart"), abs=1e-9)

    page.locator("#gardin-greb").focus()
    before = page.evaluate("second.holder.style.clipPath")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("second.holder.style.clipPath") != before
    assert "Plan A" in (page.locator("#gardin-greb").get_attribute("aria-valuetext") or "")


def test_two_maps_move_as_one(new_page: Callable[..., Page], plan_map: Path) -> None:
    """Side by side, moving either moves the other; together they fill the room."""
    page = opened(new_page(SCREEN), plan_map)
    choose(page, "side", "beside")
    for mover, follower in (("map", "second.chart"), ("second.chart", "map")):
        page.evaluate(f"{mover}.panBy([40, 25], {{ animate: false }})")
        # The middle of an odd number of pixels lies half a pixel off that of an even one.
        assert centre(page, mover) == pytest.approx(centre(page, follower), abs=4e-5)
    widths = page.evaluate("[map.getSize().x, second.chart.getSize().x, $('kort').clientWidth]")
    assert widths[0] + widths[1] <= widths[2]


def test_the_plan_is_told_in_words_and_numbers(
    desktop: Page, plan_map: Path, axe: Callable[[Page], list[str]]
) -> None:
    """The plan's own sentence, metres of dark path before and after, and shares in the legend."""
    page = opened(desktop, plan_map)
    choose(page, "side", "swipe")

    expect(page.locator("#forskel")).to_contain_text("Tre lamper tændes.")
    expect(page.locator("#forskel")).to_contain_text("Mørk sti: fra 220 m til 147 m")
    expect(page.locator("#straekninger .mended")).to_have_count(1)
    expect(page.locator("#signatur")).to_contain_text("→")
    assert axe(page) == []
    choose(page, "side", "beside")
    assert axe(page) == []


def test_pages_on_paper_and_the_index_pass_axe(
    desktop: Page, tmp_path: Path, axe: Callable[[Page], list[str]]
) -> None:
    """Card, sheet and index have titles, languages, headings in order and contrast."""
    workspace, profiles = invented()
    form = "https://eksempel.dk/indberet"
    card = welcome_card(workspace, profiles[0], languages=("da", "ar", "uk"), form=form)
    sheet = noticeboard_sheet(profiles[0], invented_cases("Stien"), form=form)
    (tmp_path / "kort.html").write_text(card, "utf-8")
    (tmp_path / "opslag.html").write_text(sheet, "utf-8")
    index = save_site(workspace, profiles[:1], tmp_path / "side")[0]
    found = []
    for page in (tmp_path / "kort.html", tmp_path / "opslag.html", index):
        desktop.goto(page.as_uri())
        found += axe(desktop)

    assert found == []
    desktop.goto((tmp_path / "kort.html").as_uri())
    pdf = desktop.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == 1


def test_one_department_shows_its_own_past_in_the_switch(desktop: Page, tmp_path: Path) -> None:
    """Alone on its map a department's factor says where it stands and where it stood."""
    workspace, profiles = invented()
    drawn = maps.planner_map(workspace, profiles[:1], past=profiles[:1])
    page = opened(desktop, drawn.save(tmp_path / "kort.html"))

    expect(page.locator("#faktor label", has_text="Lys")).to_contain_text(
        "lever ikke op · sidst 38"
    )


def test_the_table_twin_holds_what_the_map_shows(
    desktop: Page, plan_map: Path, axe: Callable[[Page], list[str]]
) -> None:
    """Every layer has its table with as many rows; axe finds nothing; Escape closes it."""
    page = opened(desktop, plan_map)
    page.locator("#tabelknap").click()
    page.evaluate("document.querySelectorAll('#tabel details').forEach(d => { d.open = true; })")
    page.wait_for_timeout(200)
    rows = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('#tabel details')].map(d =>"
        " [d.querySelector('summary').textContent, d.querySelectorAll('tbody tr').length]))"
    )

    assert rows["Boligafdelinger, i mørke"] == 3
    assert rows["Mørke strækninger"] == 3
    assert rows["Lamper"] == 12
    assert rows["Mødesteder"] == 6
    assert rows["Sager"] == 2
    assert rows["Stier, stykke for stykke"] == page.evaluate("today.segments.count")
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#tabel")).to_be_hidden()


def test_a_spreadsheet_runs_nothing(desktop: Page, tmp_path: Path) -> None:
    """A name that begins like a formula is text in the CSV; quotes and semicolons survive."""
    name = '=HYPERLINK("x");a'
    file = maps.planner_map(*invented(name)).save(tmp_path / "kort.html")
    page = opened(desktop, file)
    text = page.evaluate("csvOf(tables()[0])")

    assert text.startswith("\ufeff")
    assert '"\'=HYPERLINK(""x"");a' in text
    with page.expect_download() as download:
        page.locator("#csv").click()
    assert download.value.suggested_filename == "tryghedskort-moerke-straekninger.csv"


def test_a_link_opens_the_same_view(new_page: Callable[..., Page], plan_map: Path) -> None:
    """State, side, factor, layers, place and the open answer come back from the address."""
    page = opened(new_page(SCREEN), plan_map)
    choose(page, "tid", "night")
    choose(page, "side", "plan")
    choose(page, "faktor", "lighting")
    choose(page, "lag", "boundaries")
    page.locator("#afdelinger button").nth(1).click()
    page.wait_for_timeout(600)
    address = page.evaluate("addressOf()")
    again = opened(new_page(SCREEN), plan_map, address)

    state = "[view.state, view.version, view.factor, view.layers.boundaries, view.selected.row]"
    assert again.evaluate(state) == ["night", "plan", "lighting", True, 1]
    assert centre(again, "map") == pytest.approx(centre(page, "map"), abs=0.02)


@pytest.mark.parametrize(
    "address", ["#state=<img src=x>&faktor=__proto__", "#valgt=constructor.0.0&kort=a/b/c", "#%"]
)
def test_a_strange_link_opens_the_plain_map(
    new_page: Callable[..., Page], plan_map: Path, address: str
) -> None:
    """What an address says is taken only where the page knows it."""
    page = opened(new_page(SCREEN), plan_map, address)

    assert page.evaluate("[view.state, view.factor, view.selected]") == ["evening", None, None]


def test_no_day_score_has_a_light_cause(desktop: Page, plan_map: Path) -> None:
    """By day light is not among the causes of a department, and the note says so."""
    page = opened(desktop, plan_map)
    choose(page, "tid", "day")
    causes = page.evaluate(
        "records.flatMap((_, row) => largestCauses(today, row)).map(({ factor }) => factor.key)"
    )

    assert causes
    assert "lighting" not in causes
    expect(page.locator("#tid-note")).to_contain_text("Om dagen tæller lamperne ikke")


def test_lists_are_alphabetical_and_nothing_is_ranked(desktop: Page, plan_map: Path) -> None:
    """The departments stand in the workspace's order, whatever the factor."""
    page = opened(desktop, plan_map)
    names = page.locator("#afdelinger .title").all_inner_texts()
    choose(page, "faktor", "lighting")

    assert page.locator("#afdelinger .title").all_inner_texts() == names == sorted(names)


def test_the_public_answer_gives_no_overall_number(desktop: Page, plan_map: Path) -> None:
    """A department's answer holds its factors, its own past and causes, and no total."""
    page = opened(desktop, plan_map)
    page.locator("#afdelinger button").first.click()
    text = page.locator("#svar").inner_text()

    assert "De tre største årsager" in text
    assert "Sidst 38 (1. oktober 2026)" in text
    assert "Stedets rammer" not in text


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_every_width_fits(new_page: Callable[..., Page], plan_map: Path, width: int) -> None:
    """From 320 pixels up nothing makes the page scroll sideways, with and without an answer."""
    page = opened(new_page({"width": width, "height": 800}), plan_map)
    fits = "document.documentElement.scrollWidth <= innerWidth"

    assert page.evaluate(fits)
    page.locator(".stretch").first.click()
    assert page.evaluate(fits)


def test_still_and_forced_colours(new_page: Callable[..., Page], plan_map: Path) -> None:
    """Who asks for less motion gets none; forced colours keep the switch's choice visible."""
    page = opened(new_page(SCREEN, reduced_motion="reduce", forced_colors="active"), plan_map)
    page.locator(".stretch").first.click()
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].some(e => e.getAnimations().length)"
    )
    outline = page.evaluate(
        "getComputedStyle(document.querySelector('#tid input:checked + .label')).outlineStyle"
    )

    assert not moving
    assert not page.evaluate("map._animatingZoom === true || !!map._panAnim?._inProgress")
    assert outline == "solid"


def test_a_board_reads_its_sheet_at_a_metre(new_page: Callable[..., Page], tmp_path: Path) -> None:
    """One department on A3: its name as title, every sign in the legend, the date, 4 mm type."""
    workspace, profiles = invented("Solgården")
    file = maps.planner_map(workspace, profiles[:1], cases=invented_cases("x")).save(
        tmp_path / "kort.html"
    )
    page = opened(new_page({"width": 900, "height": 700}), file)
    page.evaluate("paper(true)")
    text = page.locator("#kort").inner_text()
    sizes = page.evaluate(
        "[...document.querySelectorAll('#signatur li, #papir-liste li, .pill')]"
        ".map(e => parseFloat(getComputedStyle(e).fontSize) * 400 / 1500)"
    )

    assert page.locator("#papir-titel").inner_text() == profiles[0].name
    assert page.locator("#signatur li").count() > 10
    for words in ("Mørkt", "Lampe, der er slukket", "Mødested: ældre", "Målpunkt", "Bestilt"):
        assert words in text, words
    assert "data fra 1. oktober 2026" in text
    assert min(sizes) >= 3.7


VIEWS = {
    "aften": "",
    "dag": "#state=day&faktor=meeting_places",
    "gardin": "#version=swipe",
    "lux": "#lights=lux&lag=light.departments.lamps.names.boundaries.areas",
}


@pytest.mark.parametrize("view", [*VIEWS, "papir"])
def test_the_views_look_as_agreed(new_page: Callable[..., Page], plan_map: Path, view: str) -> None:
    """Each main view differs from its golden picture by less than the tolerance."""
    page = opened(new_page(SCREEN), plan_map, VIEWS.get(view, ""))
    if view == "papir":
        page.evaluate("paper(true)")
    page.wait_for_timeout(400)
    taken = Image.open(io.BytesIO(page.screenshot(full_page=view == "papir"))).convert("RGB")
    small = taken.resize((600, round(600 * taken.height / taken.width)), Image.Resampling.BOX)
    expected = GOLDEN / f"{view}.png"
    if os.environ.get("REWRITE_GOLDEN"):
        small.quantize(128).save(expected, optimize=True)
    agreed = np.asarray(Image.open(expected).convert("RGB"), dtype=float)
    away = np.abs(np.asarray(small, dtype=float) - agreed)

    assert away.mean() < ALIKE
    assert (away.max(axis=2) > 48).mean() < DIFFERENT
