"""Planning at a terminal: proposals, differences and papers, and plain refusals."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest
from typer.testing import Result

from geo.planning.plan import Plan


class Run(Protocol):
    """Run a verb in this process."""

    def __call__(self, *arguments: object) -> Result: ...


TOWERS = "9002-07"


@pytest.fixture(scope="module")
def planned(run: Run, example_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Plan for a sum, and answer where the plan lies."""
    file = tmp_path_factory.mktemp("plan") / "plan.toml"
    answer = run("plan", TOWERS, "--budget", 60000, "--out", file, "--workspace", example_workspace)
    assert answer.exit_code == 0, answer.stderr
    assert "eksempelpriser" in answer.stderr
    return file


def test_a_plan_is_a_file_that_people_can_read(planned: Path) -> None:
    """The last proposal, whole."""
    assert Plan.read(planned).department == TOWERS
    assert "[[change]]" in planned.read_text("utf-8")


def test_compare_tells_every_factor_and_what_falls(
    run_json: Callable[..., Any], planned: Path, example_workspace: Path
) -> None:
    """Before, after, how likely, metres of path, price and the guard of what gets worse."""
    told = run_json("compare", TOWERS, planned, "--workspace", example_workspace)

    assert set(told) == {
        *("id", "name", "factors", "indicators", "metres", "better", "worse", "lifted"),
        *("others", "costing"),
    }
    assert told["factors"]["lighting"]["mørke"]["change"] > 0
    assert 0 < told["costing"]["kroner"] <= 60000


@pytest.mark.parametrize(("paper", "ending"), [("proposal", ".pdf"), ("application", ".docx")])
def test_a_brief_is_written_by_the_ending_of_its_file(
    run: Run, planned: Path, example_workspace: Path, tmp_path: Path, paper: str, ending: str
) -> None:
    """PDF or Word, with the marked fields counted."""
    out = tmp_path / f"papir{ending}"
    options = ("--out", out, "--paper", paper, "--workspace", example_workspace)
    answer = run("brief", TOWERS, planned, *options)

    assert answer.exit_code == 0, answer.stderr
    assert out.read_bytes()[:4] == {".pdf": b"%PDF", ".docx": b"PK\x03\x04"}[ending]
    assert "udfyldes" in answer.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("plan", TOWERS, "--budget", 0), "0 kroner"),
        (("brief", TOWERS, "{plan}", "--out", "x.odt"), ".pdf eller .docx"),
        (("brief", TOWERS, "{plan}", "--out", "x.pdf", "--paper", "digt"), "proposal"),
        (("compare", "9001-09", "{plan}"), "9002-07"),
        (("compare", TOWERS, "findes-ikke.toml"), "findes-ikke.toml"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_remedy(
    run: Run, planned: Path, example_workspace: Path, arguments: tuple[object, ...], words: str
) -> None:
    """One Danish sentence, exit 2, and no file."""
    given = [planned if part == "{plan}" else part for part in arguments]
    answer = run(*given, "--workspace", example_workspace)

    assert answer.exit_code == 2
    assert words in answer.stderr
    assert "Traceback" not in answer.stderr
