"""The docs are held to the code: every verb, route and setting stands in them."""

import re
from pathlib import Path

import pytest
import typer
from fastapi.testclient import TestClient

from api.cli import app
from api.language import languages, words
from api.settings import Settings

DOCS = Path(__file__).resolve().parents[2] / "docs"
ROOT = DOCS.parent


def headings(page: str) -> set[str]:
    """Answer the headings of a page without their marks."""
    text = (DOCS / page).read_text("utf-8")
    return {line.strip("`") for line in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def verbs() -> set[str]:
    return set(getattr(typer.main.get_command(app), "commands", {}))


def paths(client: TestClient) -> set[str]:
    """Answer every path that is asked for by GET, the static files aside."""
    found: set[str] = set()
    for route in client.app.routes:  # type: ignore[attr-defined]
        inner = getattr(getattr(route, "original_router", None), "routes", [route])
        found |= {str(one.path) for one in inner}
    return {re.sub(r":\w+(?=})", "", path) for path in found if not path.startswith("/static")}


def test_every_verb_has_its_heading() -> None:
    """A new verb is told in docs/command-line.md."""
    assert verbs() - headings("command-line.md") == set()


def test_every_route_has_its_heading(web: TestClient) -> None:
    """A new route is told in docs/web.md."""
    assert {"/", "/kort", "/health"} <= paths(web)
    assert paths(web) - headings("web.md") == set()


def test_every_setting_is_told() -> None:
    """A new setting is told in docs/web.md and says what it means."""
    text = (DOCS / "web.md").read_text("utf-8")

    for name, field in Settings.model_fields.items():
        assert f"`TRYGHED_{name.upper()}`" in text
        assert field.description


def test_a_missing_heading_would_be_seen(web: TestClient) -> None:
    """The checks above can fail."""
    assert "fly" not in headings("command-line.md")
    assert "/fly" not in headings("web.md")
    assert verbs()
    assert paths(web)


def test_no_word_is_said_by_its_key() -> None:
    """Every key a template or the code says literally is in the Danish catalogue."""
    said = re.compile(r"""\b(?:say|count|note)\(\s*["']([a-z_.]+[a-zæøå/_]+)["']\s*[,)]""")
    known = {*words().singular, *words().plural}
    files = [*ROOT.glob("api/**/*.py"), *ROOT.glob("api/templates/*.html")]
    keys = {key for path in files for key in said.findall(path.read_text("utf-8"))}

    assert len(keys) > 50
    assert keys - known == set()


@pytest.mark.parametrize("language", languages())
def test_a_language_is_whole_enough_to_be_chosen(language: str) -> None:
    """A catalogue says who it is, and falls back to Danish for what it does not say."""
    spoken = words(language)

    assert spoken.language == language
    assert spoken.direction in {"ltr", "rtl"}
    assert spoken.say("nav.map") != "nav.map"


def test_the_notebook_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines are executed as they stand, and draw a map."""
    readme = (ROOT / "README.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    monkeypatch.chdir(tmp_path)

    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - our own lines

    assert (tmp_path / "kort.html").stat().st_size > 100_000


def test_the_picture_of_the_readme_is_a_picture() -> None:
    """A PNG of a screen, small enough to load."""
    picture = ROOT / "docs" / "pictures" / "map.png"

    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert 40_000 < picture.stat().st_size <= 400_000
