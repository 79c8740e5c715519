"""A room that lists its files in its docstring lists them all, and none that is gone."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LISTED = re.compile(r"^([a-z_]+) {2,}\S", re.MULTILINE)


def contents(room: Path) -> str:
    return ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8"))) or ""


def files(room: Path) -> set[str]:
    """Answer the modules and rooms inside; kernels are named with what calls them."""
    modules = {file.stem for file in room.glob("*.py")} - {"__init__"}
    rooms = {file.parent.name for file in room.glob("*/__init__.py")}
    return {name for name in modules | rooms if not name.endswith("_kernels")}


ROOMS = [
    file.parent
    for top in ("geo", "maps", "api")
    for file in sorted((ROOT / top).rglob("__init__.py"))
    if LISTED.search(contents(file.parent))
]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.relative_to(ROOT)))
def test_the_contents_of_a_room_are_whole(room: Path) -> None:
    """Every file stands in the table of contents; every entry has its file."""
    told = contents(room)

    assert {name for name in files(room) if not re.search(rf"\b{name}\b", told)} == set()
    known = files(room) | {file.stem for file in room.glob("*_kernels.py")}
    assert set(LISTED.findall(told)) - known == set()


def test_the_rooms_that_matter_have_a_table_of_contents() -> None:
    """The check above has something to look at."""
    names = {str(room.relative_to(ROOT)) for room in ROOMS}

    assert {"geo/model", "geo/store", "geo/measures", "geo/scoring", "maps", "api"} <= names
