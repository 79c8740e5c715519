"""Why, weights and the method: on the web in words, in the terminal in numbers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

import geo
from geo.scoring.factors import FACTORS
from geo.scoring.method import method
from geo.scoring.unmeasured import unmeasured

HERE = "9002-07"


def test_the_reasons_of_a_department_are_told_in_words(web: TestClient) -> None:
    """Factors, indicators, data and clause stand there; no total and no hiding place."""
    text = web.get(f"/hvorfor/{HERE}").text

    assert "Hvorfor? Tårnparken" in text
    assert "punkt 4.2.1" in text
    assert "(registreret)" in text
    assert "Ensomhed" in text
    assert "/100" not in text
    assert "blind" not in text.lower()


def test_an_unknown_department_has_no_reasons(web: TestClient) -> None:
    """404, with a page that says so."""
    assert web.get("/hvorfor/9999").status_code == 404


def test_the_method_page_holds_every_formula(web: TestClient) -> None:
    """What the code computes is what the page tells, and what no map measures with it."""
    text = web.get("/metode").text.replace("&#39;", "'")
    whole = method()

    for part in whole.factors:
        for row in part.indicators:
            assert row.formula[:60] in text
    for statement in unmeasured():
        assert statement.text in text


def test_weights_follow_from_the_ratings_in_the_address(web: TestClient) -> None:
    """Seven ratings give seven weights and the command that keeps them; without a 100 a remedy."""
    ratings = [100, 60, 40, 0, 0, 0, 0]
    text = web.get("/vaegtning", params={"rating": ratings}).text
    without = web.get("/vaegtning", params={"rating": [50] * 7}).text

    assert "50 %" in text
    assert "lighting=100 eyes=60" in text
    assert 'role="alert"' in without
    assert "Ingen faktor har fået 100" in without
    assert web.get("/vaegtning").status_code == 200


def test_a_decided_set_is_kept_listed_and_scored_under(
    run: Any, run_json: Callable[..., Any], own_workspace: Path
) -> None:
    """Who and when stand beside it, and ``score --weights`` takes its name."""
    kept = run_json(
        "weights", "Beboermøde", "lighting=100", "upkeep=50",
        "--by", "Bestyrelsen", "--on", "2026-11-01", "--workspace", own_workspace,
    )  # fmt: skip
    scored = run("score", HERE, "--weights", "Beboermøde", "--workspace", own_workspace)
    refused = run("weights", "A", "lighting=100", "--by", "x", "--workspace", own_workspace)

    assert kept[0]["decided_by"] == "Bestyrelsen"
    assert kept[0]["weights"]["lighting"] == pytest.approx(2 / 3)
    assert scored.exit_code == 0
    with geo.Workspace(own_workspace) as workspace:
        (newest, *_) = workspace.scorings(HERE)
        assert newest["weights"] == "Beboermøde"
    assert refused.exit_code == 2
    assert "kan ikke hedde" in refused.stderr


def test_the_explanation_goes_down_to_the_stretch(
    run: Any, run_json: Callable[..., Any], example_workspace: Path
) -> None:
    """The JSON has points per indicator and per path; the text says the dearest in words."""
    reasons = run_json("explain", HERE, "--workspace", example_workspace)
    light = next(row for row in reasons if row["factor"] == "lighting")
    said = run("explain", HERE, "--workspace", example_workspace).stdout

    assert {row["factor"] for row in reasons} == set(FACTORS)
    assert sum(light["indicator_points"].values()) == pytest.approx(light["points"], abs=0.01)
    assert light["stretches"][0]["segments"]
    assert light["dark_year"]["months"][11]["clock"] == "kl. 16–08"
    assert light["dark_year"]["text"] in " ".join(said.split())
    assert "trækker mest fra" in said


@pytest.mark.slow
def test_two_workers_score_a_workspace_and_go_on_where_they_stopped(
    run: Any, run_json: Callable[..., Any], own_workspace: Path
) -> None:
    """What is kept is not scored again, and the entries are those of one worker."""
    entries = run_json("score", "--workers", 2, "--workspace", own_workspace)
    with geo.Workspace(own_workspace) as workspace:
        before = len(workspace.scorings())
    again = run("score", "--workers", 2, "--workspace", own_workspace)
    with geo.Workspace(own_workspace) as workspace:
        after = len(workspace.scorings())

    assert again.exit_code == 0
    assert before == after
    assert entries == run_json("score", "--workspace", own_workspace)
