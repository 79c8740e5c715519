"""Kernels are kept between runs where they can be, and work where they cannot."""

import importlib
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import geo
from geo.measures.compiled import announce, kernel_fingerprint
from geo.model.language import sentences

ASK = """
import geo.measures.compiled as compiled
from geo.measures.horizon_kernels import direction
print(compiled.CACHE, direction(1.0, 1.0))
"""


def ask(environment: dict[str, str]) -> str:
    """Run a kernel in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_kernels_are_stored_in_the_users_cache(tmp_path: Path) -> None:
    """Machine code lands in a folder named after the sources, under the user's cache."""
    said = ask({"XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path)})

    assert said == f"{tmp_path / 'tryghedskort' / 'kernels' / kernel_fingerprint()} 0.5"
    assert list(tmp_path.rglob("*.nbc"))


def test_kernels_work_where_nothing_can_be_stored(tmp_path: Path) -> None:
    """A cache folder that cannot be made is no reason to fail."""
    file = tmp_path / "a_file"
    file.write_text("in the way")

    assert ask({"XDG_CACHE_HOME": str(file), "HOME": str(file)}) == "None 0.5"


def test_any_change_of_a_kernel_names_another_folder(tmp_path: Path) -> None:
    """A helper in another kernel file that changes makes the stored code stale."""
    (tmp_path / "a_kernels.py").write_text("one")
    (tmp_path / "b_kernels.py").write_text("two")
    before = kernel_fingerprint(tmp_path)
    (tmp_path / "b_kernels.py").write_text("three")

    assert kernel_fingerprint(tmp_path) != before


ANNOUNCED = re.compile(r'announce\(\s*"(\w+)\.(\w+)",\s*"([\w.]+)"')


def test_what_is_said_to_be_compiled_is_there_and_has_its_words() -> None:
    """A renamed kernel would be told of at every run, or a wait would pass in silence."""
    measures = Path(geo.__file__).parent / "measures"
    text = "".join(file.read_text("utf-8") for file in sorted(measures.glob("*.py")))
    told = ANNOUNCED.findall(text)

    assert {what for _, _, what in told} <= set(sentences())
    assert len({(module, name) for module, name, _ in told}) == 4
    for module, name, _ in told:
        assert hasattr(importlib.import_module(f"geo.measures.{module}"), name)


def test_a_wait_is_told_once_and_only_where_nothing_is_stored(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where machine code lies ready nothing is said."""
    (tmp_path / "ready_kernels.run-7.py311.1.nbc").touch()

    with caplog.at_level(logging.WARNING, "geo"):
        assert not announce("ready_kernels.run", "kernels.light_at_points", folder=tmp_path)
        assert announce("other_kernels.run", "kernels.eyes_on_squares", folder=tmp_path)
        assert not announce("other_kernels.run", "kernels.eyes_on_squares", folder=tmp_path)

    assert len(caplog.messages) == 1
    assert "øjne på pladser" in caplog.text
