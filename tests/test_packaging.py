"""Our three import names are ours alone (decision 0001)."""

import subprocess
import sys
from importlib.metadata import Distribution, distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

OURS = "tryghedskort"
NAMES = ("geo", "maps", "api")


def rivals() -> dict[str, str]:
    """Answer the distributions, ours aside, that install one of our import names."""
    return {
        dist.metadata["Name"]: name
        for dist in distributions()
        for name in NAMES
        if dist.metadata["Name"] != OURS and name in top_levels(dist)
    }


def top_levels(dist: Distribution) -> set[str]:
    """Answer the import names a distribution says or shows that it installs."""
    said = (dist.read_text("top_level.txt") or "").split()
    shown = {path.parts[0].removesuffix(".py") for path in dist.files or () if path.parts}
    return {*said, *shown}


def test_no_other_distribution_owns_our_names() -> None:
    """Nothing else in this environment installs geo, maps or api."""
    assert rivals() == {}


def test_our_names_are_imported_from_one_place() -> None:
    """All three lie beside each other: no geo.py or maps/ of somebody else hides ours."""
    homes = set()
    for name in NAMES:
        spec = find_spec(name)
        assert spec is not None, name
        assert spec.origin is not None, f"{name} is a folder without __init__.py"
        homes.add(Path(spec.origin).resolve().parent.parent)

    assert len(homes) == 1


@pytest.mark.parametrize("file", ["geo/__init__.py", "maps.py"])
def test_a_rival_would_be_found(file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A distribution that installs a package or module of our name is told by name."""
    info = tmp_path / "rival-1.0.dist-info"
    info.mkdir()
    # Newer readers of metadata pass over files that are listed and not there.
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text("", "utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: rival\nVersion: 1.0\n", "utf-8")
    (info / "RECORD").write_text(f"{file},,\nrival-1.0.dist-info/METADATA,,\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))

    assert set(rivals()) == {"rival"}


def test_a_file_in_the_working_folder_does_not_hide_the_library_from_the_command(
    tmp_path: Path,
) -> None:
    """With -P, as the installed command runs, a stray geo.py beside a notebook is not imported."""
    (tmp_path / "geo.py").write_text("raise RuntimeError('the wrong geo')\n", "utf-8")
    program = "import geo; print(geo.score.__name__)"

    run = subprocess.run(
        [sys.executable, "-P", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.returncode, run.stdout.strip()) == (0, "score"), run.stderr
