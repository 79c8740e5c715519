"""Kernels are kept between runs where they can be, and work where they cannot."""

import os
import subprocess
import sys
from pathlib import Path

from geo.measures.compiled import kernel_fingerprint

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
