"""The page is the page: its elements and ids change only when somebody means to change them.

``REWRITE_GOLDEN=1`` writes the expected pages anew.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import maps
from maps.noticeboard import noticeboard_sheet
from maps.testing import invented_cases
from maps.welcome import welcome_card

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "maps"


def skeleton(page: str) -> str:
    """Answer a page without what is long and tested elsewhere: styles, scripts, fonts, data."""
    page = re.sub(r"<style>.*?</style>", "<style></style>", page, flags=re.DOTALL)
    page = re.sub(r"(<script[^>]*>).*?</script>", r"\1</script>", page, flags=re.DOTALL)
    return re.sub(r' d="[^"]{80,}"', ' d="…"', page)


@pytest.mark.parametrize("name", ["kort", "velkomst", "opslag"])
def test_the_page_is_the_one_that_was_agreed(name: str, invented: Callable[..., Any]) -> None:
    """Elements, ids and words are those of the golden page."""
    workspace, profiles = invented()
    form = "https://eksempel.dk/indberet"
    page = {
        "kort": lambda: maps.planner_map(workspace, profiles).html(),
        "velkomst": lambda: welcome_card(workspace, profiles[0], form=form),
        "opslag": lambda: noticeboard_sheet(profiles[0], invented_cases("Stien"), form=form),
    }[name]()
    expected = GOLDEN / f"{name}.html"
    if os.environ.get("REWRITE_GOLDEN"):
        expected.write_text(skeleton(page), "utf-8")

    assert skeleton(page) == expected.read_text("utf-8")
