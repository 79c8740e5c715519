"""The counterexamples are what their generator writes."""

import zipfile
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "data" / "counterexamples"
PACKED = {"archive.unreadable", "archive.password", "archive.nested"}
"""Zips that cannot be opened and compared by member."""


def _content(path: Path) -> object:
    """Answer what a file holds: of a zip its members, since another zlib may pack better."""
    if path.suffix != ".zip" or path.parent.name in PACKED:
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return [(entry.filename, entry.CRC, entry.file_size) for entry in archive.infolist()]


def test_the_generator_writes_the_committed_folders(
    run_script: Callable[..., None], tmp_path: Path
) -> None:
    """Every folder, manifest and delivery is written anew the same, and none is left over."""
    run_script(FOLDER / "generate.py", tmp_path)

    written = {str(path.relative_to(tmp_path)): _content(path) for path in tmp_path.glob("*/*")}
    kept = {str(path.relative_to(FOLDER)): _content(path) for path in FOLDER.glob("*/*")}
    assert written == kept
