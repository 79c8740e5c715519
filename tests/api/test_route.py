"""The brightest way on the command line and on the web."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

FROM, TO = "Solgården 17", "Eksempelkøbing Station"


def test_both_ways_are_told_with_length_and_dark_metres(
    run_json: Callable[..., Any], example_workspace: Path
) -> None:
    """The brightest is no darker than the shortest, the shortest no longer than the brightest."""
    ways = run_json("route", FROM, TO, "--rounds", "--workspace", example_workspace)

    assert set(ways) == {"from", "to", "footing", "shortest", "brightest", "rounds"}
    assert ways["from"]["name"] == FROM
    assert ways["shortest"]["length_m"] <= ways["brightest"]["length_m"]
    assert ways["brightest"]["dark_m"] <= ways["shortest"]["dark_m"]
    assert all(1000 <= way["length_m"] <= 3000 for way in ways["rounds"])
    assert ways["rounds"]


def test_a_place_that_is_not_there_ends_with_its_sentence(
    run: Callable[..., Any], example_workspace: Path
) -> None:
    """Exit 2, and the place as it was written."""
    answer = run("route", "Ingensteds 1", TO, "--workspace", example_workspace)

    assert answer.exit_code == 2
    assert "»Ingensteds 1«" in answer.stderr


def test_the_page_asks_then_draws(web: TestClient) -> None:
    """Empty it is a form; filled in it shows both ways and says nothing of safety."""
    asked = web.get("/rute")
    found = web.get("/rute", params={"fra": FROM, "til": TO})

    assert (asked.status_code, found.status_code) == (200, 200)
    assert "<svg" not in asked.text.split("<main")[1]
    assert 'class="brightest"' in found.text
    assert "Lyseste vej" in found.text
    assert "sikre" not in found.text.lower()


def test_a_place_is_text_and_never_markup(web: TestClient) -> None:
    """What was typed comes back escaped, with 404 and the sentence beside the form."""
    answer = web.get("/rute", params={"fra": "<script>x</script>", "til": TO})

    assert answer.status_code == 404
    assert "<script>x" not in answer.text
    assert "&lt;script&gt;x" in answer.text


def test_programs_get_the_same_as_the_command_line(
    web: TestClient, run_json: Callable[..., Any], example_workspace: Path
) -> None:
    """The JSON of the page is the verb's, with the rounds always there."""
    told = web.get("/rute", params={"fra": FROM, "til": TO}, headers={"Accept": "application/json"})
    verb = run_json("route", FROM, TO, "--rounds", "--workspace", example_workspace)

    assert told.json() == verb
    refused = web.get(
        "/rute", params={"fra": "x", "til": TO}, headers={"Accept": "application/json"}
    )
    assert refused.status_code == 404
    assert refused.json()["error"]["rule"] == "routes.place_unknown"
