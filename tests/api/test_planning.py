"""Planning at a terminal: proposals, differences and papers, and plain refusals."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest
from typer.testing import Result

from api.cli.verbs.planning import ASKED
from geo.planning.plan import Plan
from geo.planning.questions import QUESTIONS


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


def test_one_question_is_answered_with_a_plan(
    run: Run, example_workspace: Path, tmp_path: Path
) -> None:
    """Two lamps that do most: in a file, with what the search says of itself."""
    assert tuple(QUESTIONS) == ASKED
    out = tmp_path / "to.toml"
    options = ("--count", 2, "--out", out, "--workspace", example_workspace)
    answer = run("plan", TOWERS, "--ask", "lamps", *options)

    assert answer.exit_code == 0, answer.stderr
    assert [change.kind for change in Plan.read(out).changes] == ["add_lamp"] * 2
    assert "De 2 nye lamper" in answer.stdout
    assert "vinduer" in answer.stdout


def test_trades_are_listed_drawn_and_saved(
    run: Run, example_workspace: Path, tmp_path: Path
) -> None:
    """A row, a dot and a plan each; doing nothing is the first."""
    figure, plans = tmp_path / "afvejning.svg", tmp_path / "planer"
    options = ("--figure", figure, "--out", plans, "--workspace", example_workspace)
    answer = run("trade-offs", TOWERS, "--budget", 20000, *options)

    assert answer.exit_code == 0, answer.stderr
    assert "Gør ingenting" in answer.stdout
    assert Plan.read(plans / "plan-1.toml").changes == ()
    assert figure.read_text("utf-8").startswith("<svg")


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
        (("plan", TOWERS), "--ask"),
        (("plan", TOWERS, "--ask", "alt"), "benches"),
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


def test_a_decided_plan_is_followed_up_from_the_terminal(
    run: Run, planned: Path, example_workspace: Path, tmp_path: Path
) -> None:
    """Begun, confirmed, measured and told, with a control area and no claim of cause."""
    place = ("--workspace", example_workspace)
    begun = run("follow-up", "begin", planned, "--control", "9001-01", "--by", "Ane", *place)
    assert begun.exit_code == 0, begun.stderr
    changes = len(Plan.read(planned).changes)
    for change in range(1, changes + 1):
        day = ("--on", "2026-06-01")
        done = run("follow-up", "confirm", 1, change, "--by", "Ane", *day, *place)
        assert done.exit_code == 0, done.stderr
    file = tmp_path / "lux.csv"
    rows = ["x;y;lux;measured_on;area", "700000,5;6170000;0,4;2026-01-01;"]
    rows += ["700000;6170000;5,1;2026-07-01;", "700900;6170000;1;2026-01-01;kontrol"]
    file.write_text("\n".join([*rows, "700900;6170000;1;2026-07-01;kontrol"]), "utf-8")
    taken = run("follow-up", "measure", 1, file, "--by", "Ane", *place)
    told = run("follow-up", "show", 1, *place)

    assert "4 målinger" in taken.stdout, taken.stderr
    assert f"{changes} af {changes}" in told.stdout
    assert "0,4 lx før og 5,1 lx efter" in told.stdout
    assert "ikke hvorfor" in told.stdout
    assert "follow-up" not in run("follow-up", "list", *place).stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [("x,y,lux\n1,2,3", "measured_on"), ("x,y,lux,measured_on\n1,2,3,i går", "dato")],
)
def test_measurements_that_cannot_be_read_are_refused(
    run: Run, example_workspace: Path, tmp_path: Path, content: str, words: str
) -> None:
    """One sentence, exit 2."""
    file = tmp_path / "lux.csv"
    file.write_text(content, "utf-8")
    answer = run("follow-up", "measure", 1, file, "--by", "x", "--workspace", example_workspace)

    assert answer.exit_code == 2
    assert words in answer.stderr


def test_compare_draws_a_map_with_both_sides(
    run: Run, planned: Path, example_workspace: Path, tmp_path: Path
) -> None:
    """One file with today and the plan; the public one bears no overall number."""
    out = tmp_path / "kort.html"
    answer = run("compare", TOWERS, planned, "--map", out, "--workspace", example_workspace)
    page = out.read_text("utf-8")

    assert answer.exit_code == 0, answer.stderr
    assert str(out) in answer.stdout.replace("\n", "")
    assert page.count('"surface":') == 2
    assert '"staff":false' in page
