"""Papers to hang up: the welcome card and the noticeboard sheet, on the web and in files."""

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import Result

from api.app import create_app
from api.settings import Settings
from geo.model.reports import Draft, Kind, Located
from geo.reporting.receiving import Circumstances
from geo.reporting.staff import release

OWN = "9001-01"


@pytest.fixture
def board_web(own_workspace: Path) -> TestClient:
    """Answer the web side with two cases of the department: one released, one not."""
    client = TestClient(create_app(Settings(workspace=str(own_workspace))))
    desk: Any = client.app.state.services.desk  # type: ignore[attr-defined]
    now = datetime.now(UTC)
    for number, words in enumerate(("Stien bag vaskeriet", "Ved min dør")):
        draft = Draft(
            key=f"formular-{number:08d}", kind=Kind.LAMP_OUT, located=Located.TEXT, place_text=words
        )
        made = desk.receive(draft, Circumstances(department=OWN), now)
        if not number:
            release(desk.database, made.case, words, "test", now)
    return client


@pytest.mark.parametrize("path", [f"/velkomst/{OWN}?sprog=da&sprog=ar", f"/opslag/{OWN}"])
def test_a_paper_carries_all_it_shows(board_web: TestClient, path: str) -> None:
    """It runs nothing, asks nobody, and its code leads to our own form."""
    answer = board_web.get(path)

    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src")
    assert "<script" not in answer.text
    assert not re.search(r"(?:src|href)\s*=", answer.text)
    assert "http://testserver/indberet" in answer.text


def test_a_card_speaks_what_was_chosen(board_web: TestClient) -> None:
    """The first is the largest; what is unknown is passed over; without a choice there are two."""
    arabic = board_web.get(f"/velkomst/{OWN}?sprog=ar&sprog=da&sprog=xx&sprog=ar").text
    plain = board_web.get(f"/velkomst/{OWN}").text

    assert '<html lang="ar" dir="rtl">' in arabic
    assert arabic.count("<h1>") == 1
    assert '<html lang="da" dir="ltr">' in plain
    assert "Welcome to" in plain


def test_a_draft_is_not_hung_up_by_anybody(tmp_path: Path, own_workspace: Path) -> None:
    """Outside the example only languages that are offered stand on the public card."""
    place = tmp_path / "ikke-eksempel"
    shutil.copytree(own_workspace, place)
    client = TestClient(create_app(Settings(workspace=str(place))))
    client.app.state.services.kept(("form", "example"), lambda: False)  # type: ignore[attr-defined]

    assert 'lang="ar"' not in client.get(f"/velkomst/{OWN}?sprog=ar").text
    assert 'value="ar"' not in client.get(f"/afdelinger/{OWN}").text


def test_the_sheet_shows_released_cases_alone(board_web: TestClient) -> None:
    """Also one that was told in words; no other department's sheet has it."""
    own, others = (board_web.get(f"/opslag/{key}").text for key in (OWN, "9003-05"))

    assert "Stien bag vaskeriet" in own
    assert "Ved min dør" not in own
    assert "Stien bag vaskeriet" not in others


@pytest.mark.parametrize("path", ["/velkomst/nix", "/opslag/nix"])
def test_an_unknown_department_has_no_paper(board_web: TestClient, path: str) -> None:
    """404 with its sentence."""
    assert board_web.get(path).status_code == 404


def test_a_department_leads_to_its_papers(board_web: TestClient) -> None:
    """A form that needs no script, with a box per language, and a link to the sheet."""
    page = board_web.get(f"/afdelinger/{OWN}").text

    assert f'<form action="/velkomst/{OWN}">' in page
    assert page.count('name="sprog"') == 8
    assert f'href="/opslag/{OWN}"' in page


def test_papers_are_written_in_files(
    run: Callable[..., Result], own_workspace: Path, tmp_path: Path
) -> None:
    """Two per department, with what staff say of waste; a second run writes the same."""
    out = tmp_path / "ark"
    asked = (
        *("papers", OWN, "--workspace", own_workspace, "--out", out, "--languages", "da,so"),
        *("--waste", "Skuret ved <P-pladsen>", "--address", "https://kort.example.dk/"),
    )
    assert run(*asked).exit_code == 0
    card, sheet = out / f"velkomst-{OWN}.html", out / f"opslag-{OWN}.html"
    before = card.read_bytes(), sheet.read_bytes()
    assert run(*asked).exit_code == 0

    assert sorted(out.iterdir()) == [sheet, card]
    assert (card.read_bytes(), sheet.read_bytes()) == before
    assert "Skuret ved &lt;P-pladsen&gt;" in card.read_text("utf-8")
    assert "https://kort.example.dk/indberet" in sheet.read_text("utf-8")
    assert not (own_workspace / "sager.db").exists()


@pytest.mark.parametrize(
    "wrong", [("--languages", "da,fr"), ("--languages", ""), ("--address", "javascript:x")]
)
def test_a_paper_that_would_be_wrong_is_not_written(
    run: Callable[..., Result], own_workspace: Path, tmp_path: Path, wrong: tuple[str, str]
) -> None:
    """An unknown language and an address that is none end with 2 and no folder."""
    out = tmp_path / "ark"
    known = ("papers", OWN, "--workspace", own_workspace, "--out", out, "--address", "https://a.dk")
    assert run(*known, *wrong).exit_code == 2
    assert not out.exists()
