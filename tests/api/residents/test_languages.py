"""Eight languages say everything; drafts say so, and are offered when an operator wants them."""

import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.pofile import read_po
from fastapi.testclient import TestClient

import api
from api.app import create_app
from api.form.answering import FIELDS, OWN
from api.form.languages import FACE, ORDER, approved
from api.language import LOCALES
from api.routes.report import SCRIPT_WORDS
from api.settings import Settings
from geo.model.reports import Hour, Kind, Setting, Status

Site = Any
API = Path(api.__file__).parent
SAID = re.compile(r"""["'](form\.[a-z_.0-9]*[a-z0-9])["']""")


def catalogue(language: str) -> dict[str, str]:
    """Answer every sentence of a language; one that is marked as unsure is none."""
    with (LOCALES / language / FACE).open("rb") as lines:
        messages = [one for one in read_po(lines, locale=language) if one.id and not one.fuzzy]
    return {str(one.id): str(one.string) for one in messages if one.string}


def wanted() -> set[str]:
    """Answer every sentence that a page, a route or a script may say."""
    files = [*API.glob("form/*.py"), *API.glob("routes/*.py")]
    files += API.glob("templates/resident/*.html")
    literal = {key for file in files for key in SAID.findall(file.read_text("utf-8"))}
    made = {
        *(f"form.kind.{kind}" for kind in Kind),
        *(f"form.setting.{setting}" for setting in Setting),
        *(f"form.hours.{hour}" for hour in Hour),
        *(f"form.status.{status}" for status in Status),
        *(f"form.{key}" for key in SCRIPT_WORDS),
        *(f"form.error.{key}" for _, key in FIELDS.values()),
        *(f"form.error.{key}" for key in OWN.values()),
        *(f"form.error.{key}" for key in ("again", "refused", "kind", "size")),
    }
    return (literal | made) - {"form.po", "form.html", "form.js"}


@pytest.mark.parametrize("language", ORDER)
def test_a_language_says_all_and_nothing_else(language: str) -> None:
    """An untranslated sentence, a leftover, or another set of facts fails the build."""
    said, danish = catalogue(language), catalogue("da")

    assert sorted(wanted() - set(said)) == []
    assert sorted(set(said) - wanted()) == []
    for key, text in said.items():
        facts = {name for _, name, _, _ in Formatter().parse(text) if name}
        assert facts == {name for _, name, _, _ in Formatter().parse(danish[key]) if name}, key


@pytest.mark.parametrize("language", [code for code in ORDER if code != "da"])
def test_a_language_is_not_danish_in_disguise(language: str) -> None:
    """Hardly any sentence reads as the Danish one does."""
    said, danish = catalogue(language), catalogue("da")

    same = [key for key, text in said.items() if text == danish[key]]
    assert len(same) <= 3, same


def test_a_missing_sentence_would_be_seen() -> None:
    """The search finds what templates and routes say, and more than a hundred of them."""
    assert {"form.title", "form.mine", "form.agreed.not", "form.error.sensitive"} <= wanted()
    assert len(wanted()) > 120


@pytest.mark.parametrize("language", ORDER)
def test_every_page_speaks_every_language_and_switches(site: Site, language: str) -> None:
    """Form, errors, case and list; the direction of its script; a switch on every page."""
    number = site.released()
    pages = [
        site.client.get(path, params={"lang": language}).text
        for path in ("/indberet", "/sager", f"/sag/{number}")
    ] + [site.send(language).text]

    for text in pages:
        direction = "rtl" if language in {"ar", "ur"} else "ltr"
        assert f'<html lang="{language}" dir="{direction}"' in text
        assert [f"lang={code}" in text for code in ORDER] == [True] * 8
        assert "form." not in re.sub(r"<[^>]+>", " ", text.split("page-facts")[0])
    assert (catalogue(language)["form.draft_language"] in pages[0]) == (language != "da")


def test_a_draft_is_offered_only_when_it_is_switched_on(tmp_path: Path) -> None:
    """On a workspace of one's own: Danish alone, or with those an operator let in."""

    def page(wish: str, asked: str) -> str:
        settings = Settings(workspace=str(tmp_path / "ws"), draft_languages=wish)
        return TestClient(create_app(settings)).get("/indberet", params={"lang": asked}).text

    assert approved() == {"da"}
    assert '<html lang="da"' in page("", "ar")
    assert 'class="languages"' not in page("", "ar")
    assert '<html lang="ar"' in page("ar,pl", "ar")
    assert '<html lang="da"' in page("ar,pl", "tr")
    assert '<html lang="uk"' in page("alle", "uk")


def test_the_browsers_language_is_taken_where_none_is_asked(site: Site) -> None:
    """And the language is not kept beyond the reply: a step of staff forgets it."""
    polish = site.client.get("/indberet", headers={"accept-language": "pl-PL,pl;q=0.9,da;q=0.5"})

    assert '<html lang="pl"' in polish.text
