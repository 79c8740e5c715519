"""The example in a workspace, the command line in the process, and the web on it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

import geo
from api.app import create_app
from api.cli import app
from api.scorings import keep, scored
from api.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
UNSCORED = "9001-01"
"""The department of the example whose scoring the tests make themselves."""

SHARED = ROOT.parent / "shared" / "data"


class Run(Protocol):
    """Run a verb in this process."""

    def __call__(self, *arguments: object) -> Result: ...


@pytest.fixture(scope="session")
def run() -> Run:
    """Answer how a verb is run; stdout and stderr are kept apart."""

    def running(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    return running


@pytest.fixture(scope="session")
def run_json(run: Run) -> Callable[..., Any]:
    """Answer how a verb's JSON is read: all of stdout is one document."""

    def reading(*arguments: object) -> Any:
        return json.loads(run(*arguments, "--json").stdout)

    return reading


@pytest.fixture(scope="session")
def example_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Answer a workspace with the example, scored; tests that write take ``own_workspace``."""
    place = tmp_path_factory.mktemp("api") / "eksempel"
    with geo.Workspace(place) as workspace:
        assert workspace.add(geo.read(geo.example()), accept=True).committed
        for department_id in workspace.department_ids():
            if department_id != UNSCORED:
                keep(workspace, scored(workspace, department_id))
    return place


@pytest.fixture
def own_workspace(example_workspace: Path, tmp_path: Path) -> Path:
    """Answer a copy of the example that a test may change."""
    place = tmp_path / "eget"
    shutil.copytree(example_workspace, place)
    return place


@pytest.fixture(scope="session")
def web(example_workspace: Path) -> TestClient:
    """Answer the web side on the example."""
    return TestClient(create_app(Settings(workspace=str(example_workspace))))


@pytest.fixture
def empty_web(tmp_path: Path) -> TestClient:
    """Answer the web side on a workspace with nothing in it."""
    return TestClient(create_app(Settings(workspace=str(tmp_path / "tomt"))))
