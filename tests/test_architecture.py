"""The house keeps its floors: import-linter holds the contracts of pyproject.toml."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    *("testing", "planning", "scoring", "reporting", "intake"),
    *("measures", "delivery", "store", "model"),
)


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the packages and the configuration of a folder."""
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [command, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def small_house(tmp_path: Path) -> Path:
    """Build the same floors and rooms with nothing in them, under the real contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in ("geo", "maps", "api"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    for room in ROOMS:
        (tmp_path / "geo" / f"{room}.py").touch()
    return tmp_path


def test_no_arrow_runs_back_up() -> None:
    """Every contract is kept by the code as it stands."""
    run = lint_imports(ROOT)

    assert run.returncode == 0, run.stdout[-3000:] + run.stderr
    assert "0 broken" in run.stdout


def test_an_empty_house_keeps_the_contracts(small_house: Path) -> None:
    """What the next test breaks is whole to begin with."""
    run = lint_imports(small_house)

    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("geo/model.py", "import geo.measures"),
        ("geo/measures.py", "import geo.store"),
        ("geo/scoring.py", "import geo.testing"),
        ("geo/store.py", "import maps"),
        ("maps/__init__.py", "import api"),
        ("geo/delivery.py", "import fastapi"),
        ("geo/scoring.py", "import folium"),
        ("geo/utils.py", "import math"),
    ],
)
def test_the_contracts_can_be_broken(small_house: Path, file: str, line: str) -> None:
    """An arrow up or sideways, the web inside geo, or a room without a place is caught."""
    (small_house / file).write_text(f"{line}\n", "utf-8")

    run = lint_imports(small_house)

    assert run.returncode == 1
    assert "BROKEN" in run.stdout
