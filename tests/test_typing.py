"""Typing is part of the API: a notebook's code type-checks, and a mistake in it is seen."""

from pathlib import Path

import pytest
from mypy import api

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.slow

MISTAKES = """
import geo
import maps

def mistakes(workspace: geo.Workspace, profile: geo.Profile) -> None:
    profile["lighting"]["mørke"].value + 1
    geo.score("0151-007")
    workspace.department(7)
    geo.read("leverance.zip").layer
    maps.planner_map([profile])
"""


def mypy(*arguments: str) -> tuple[str, int]:
    config = f"--config-file={ROOT / 'pyproject.toml'}"
    output, errors, code = api.run([config, "--no-error-summary", *arguments])
    return output + errors, code


def test_typical_notebook_code_type_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the README and the tutorial do passes mypy strict."""
    monkeypatch.chdir(ROOT)

    assert mypy("tests/typing/notebook.py") == ("", 0)


def test_typical_mistakes_are_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A number that may be missing, a wrong argument and a name that is not there are errors."""
    monkeypatch.chdir(ROOT)

    file = tmp_path / "mistakes.py"
    file.write_text(MISTAKES, "utf-8")
    output, code = mypy(str(file))

    assert code == 1
    lines = {int(line.split(":")[1]) for line in output.splitlines() if ": error:" in line}
    assert lines == {6, 7, 8, 9, 10}, output
