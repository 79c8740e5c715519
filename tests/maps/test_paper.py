"""What hangs on a wall or lies in a letter box: the site, the welcome card, the noticeboard."""

import dataclasses
import html
import itertools
import json
import math
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import shapely

from geo.model.errors import NotFoundError
from maps.drawing import apart
from maps.lit_way import lit_ways
from maps.noticeboard import noticeboard_sheet
from maps.qr import qr_path
from maps.site import page_name, save_site
from maps.testing import EAST, NORTH, invented_cases
from maps.welcome import LANGUAGES, SIGNS, welcome_card
from maps.words import catalogue

FORM = "https://eksempel.dk/indberet"

HOSTILE = '</title><script>x</script><img src=x onerror="x">{{7*191}}{% if x %}'


class Asked(HTMLParser):
    """Collect the elements of a page and the addresses it names."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: set[str | None] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses |= {value for name, value in attrs if name in {"src", "href"}}


def is_whole(page: str) -> bool:
    """Tell whether a page asks nobody for anything: no script, and links only beside itself."""
    asked = Asked()
    asked.feed(page)
    outside = [a for a in asked.addresses if a and not a.startswith(("afdelinger/", "kort.html"))]
    policy = "default-src 'none'" in html.unescape(page)
    return policy and not outside and not asked.tags & {"script", "img", "iframe", "link"}


def test_a_site_is_an_index_a_whole_map_and_a_page_per_department(
    invented: Callable[..., Any], tmp_path: Path
) -> None:
    """Every link of the index leads to a file, and a page of a department that left is gone."""
    workspace, profiles = invented()
    (tmp_path / "afdelinger").mkdir()
    (tmp_path / "afdelinger" / "gammel.html").write_text("x", "utf-8")
    written = save_site(workspace, profiles, tmp_path)
    index = written[0].read_text("utf-8")
    links = re.findall(r'href="([^"]+)"', index)

    assert written[0] == tmp_path / "index.html"
    assert len(links) == 4
    assert all((tmp_path / link).is_file() for link in links)
    assert not (tmp_path / "afdelinger" / "gammel.html").exists()
    assert list(tmp_path.rglob("*.ny")) == []
    assert is_whole(index)


def test_a_page_of_the_site_holds_only_its_department(
    invented: Callable[..., Any], tmp_path: Path
) -> None:
    """A board's page does not carry the neighbours' scores."""
    workspace, profiles = invented()
    save_site(workspace, profiles, tmp_path)
    page = (tmp_path / "afdelinger" / page_name(profiles[0].id)).read_text("utf-8")

    assert f'"id":{json.dumps(profiles[0].id)}' in page
    assert page.count('"dwellings":') == 1


def test_no_id_names_a_file_outside_the_folder() -> None:
    """Whatever an id holds, its page lies in the folder and two ids never share one."""
    ids = ["9001-01", "../../etc/passwd", "a/b", "A B", "æ", "", "con.", "a" * 200]
    names = [page_name(key) for key in ids]

    assert len(set(names)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9-]+\.html", name) for name in names)


@pytest.mark.parametrize("text", [HOSTILE])
def test_hostile_names_stay_text_on_paper(
    text: str, invented: Callable[..., Any], tmp_path: Path
) -> None:
    """Card, sheet and index carry the attack escaped, and no element of it."""
    workspace, profiles = invented(text)
    card = welcome_card(workspace, profiles[0], notes={"waste": text}, form=FORM)
    sheet = noticeboard_sheet(profiles[0], invented_cases(text), form=FORM)
    index = save_site(workspace, profiles, tmp_path)[0].read_text("utf-8")

    for page in (card, sheet, index):
        assert is_whole(page)
        assert "<img" not in page
        assert "1337" not in page
        assert html.escape(text, quote=True).replace("&quot;", "&#34;") in page


def test_a_card_speaks_the_chosen_languages(invented: Callable[..., Any]) -> None:
    """Each language stands with its code and direction; one that is not known is refused."""
    workspace, profiles = invented()
    card = welcome_card(workspace, profiles[0], languages=("ar", "da"))

    assert '<html lang="ar" dir="rtl">' in card
    assert f"Velkommen til {profiles[0].name}" in card
    with pytest.raises(ValueError, match="fr"):
        welcome_card(workspace, profiles[0], languages=("fr",))


def test_every_language_has_every_word_of_the_card() -> None:
    """No card falls back to a code: signs and sentences are there in all eight languages."""
    wanted = set(catalogue("en", "welcome"))

    assert {*SIGNS.values(), "waste", "way", "home"} <= wanted
    for language in LANGUAGES:
        words = catalogue(language, "welcome")
        assert set(words) == wanted, language
        assert "{name}" in words["Welcome to {name}"], language


def test_a_card_shows_the_places_of_its_own_department(invented: Callable[..., Any]) -> None:
    """The playground stands on it, the neighbour's does not, and no dwelling is named."""
    workspace, profiles = invented()
    places = workspace.frames["meeting_places"]
    places["name"] = [f"Sted {key}" for key in places["id"]]
    card = welcome_card(workspace, profiles[0])

    assert "Sted m0" in card
    assert "Sted m1" not in card
    assert "Sted m2" not in card


def test_a_card_of_an_unknown_department_is_refused(invented: Callable[..., Any]) -> None:
    """A profile from another workspace gives no card."""
    workspace, _ = invented("Her")
    _, others = invented("Der")

    with pytest.raises(NotFoundError):
        welcome_card(workspace, others[0])


def test_the_noticeboard_shows_only_what_staff_have_released(invented: Callable[..., Any]) -> None:
    """Of three cases two are released: one under way, one closed; no number of reports stands."""
    _, profiles = invented()
    cases = invented_cases("x")
    cases["place"] = ["Åben sti", "Lukket sti", "Hemmelig sti"]
    sheet = noticeboard_sheet(profiles[0], cases, form=FORM, as_of="2026-11-24")

    assert "Åben sti" in sheet
    assert "Lukket sti" in sheet
    assert "Hemmelig sti" not in sheet
    assert "Forventet 1. december 2026" in sheet
    assert "Pr. 24. november 2026." in sheet
    assert "meldinger" not in sheet


def test_a_square_code_draws_the_modules_of_the_library() -> None:
    """The path covers exactly the dark modules, and the quiet zone is left white."""
    path, side = qr_path(FORM)
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path)
    dark = sum(int(width) for _, _, width in runs)

    assert 0.3 < dark / side**2 < 0.6
    assert min(int(x) for x, _, _ in runs) == 4
    assert max(int(y) for _, y, _ in runs) == side - 5


def test_ways_lead_to_every_place_that_is_drawn(invented: Callable[..., Any]) -> None:
    """A place off the path adds its way; one farther than a walk adds none; no light, no way."""
    workspace, profiles = invented()
    paths = workspace.layer("paths")
    doors = [shapely.Point(EAST + 200, NORTH + 86)]
    near, far = shapely.Point(EAST + 60, NORTH + 84), shapely.Point(EAST + 180, NORTH + 170)
    scored = profiles[0].segments.assign(**{"lighting.score": 50.0, "edge": 0})
    lit = dataclasses.replace(profiles[0], segments=scored)

    one = shapely.union_all(lit_ways(lit, paths, doors, [near]))
    both = shapely.union_all(lit_ways(lit, paths, doors, [near, far]))
    assert both.contains(one)
    assert both.length > one.length
    assert lit_ways(lit, paths, doors, [shapely.Point(EAST, NORTH + 900)]) == []
    assert lit_ways(profiles[0], paths, doors, [near]) == []


def test_a_far_place_stands_at_the_edge_with_its_metres(invented: Callable[..., Any]) -> None:
    """The department stays as large as without it."""
    workspace, profiles = invented(count=1)
    stops = workspace.frames["destinations"]
    stops["kind"] = "stop"
    plain = welcome_card(workspace, profiles[0])
    stops.loc[0, "geometry"] = shapely.Point(EAST + 100, NORTH + 520)
    far = welcome_card(workspace, profiles[0])

    assert 'class="off"' not in plain
    assert re.search(r'class="off"[^>]*>340 m<', far)


def test_signs_do_not_cover_each_other() -> None:
    """Any number on one spot part; those apart already stay where they are."""
    crowd = apart([(100.0, 100.0)] * 4 + [(500.0, 500.0)], 48.0)

    assert crowd[-1] == (500.0, 500.0)
    gaps = [math.dist(a, b) for a, b in itertools.combinations(crowd, 2)]
    assert min(gaps) > 40
    assert apart([], 48.0) == []
