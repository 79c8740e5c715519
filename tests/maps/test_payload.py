"""Data reach the page as data: no template, no HTML parser and no script engine runs them."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import folium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import maps
from maps.packing import pack_codes, unpack
from maps.payload import PAYLOAD_ID, escaped_json, payload_script, plain

HOSTILE = (
    "{{7*191}}",
    "{% for x in range(9) %}dobbelt{% endfor %}",
    "{# væk #}",
    "</script><script>document.title='brudt'</script>",
    "<!--<script>",
    "<img src=x onerror=\"document.title='brudt'\">",
    "${document.title='brudt'}",
    "'\"`\\",
    "\u2028\u2029",
)


class Scripts(HTMLParser):
    """Count what a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs).get("type")))


def tags(page: str) -> list[tuple[str, str | None]]:
    parser = Scripts()
    parser.feed(page)
    return parser.tags


def payload_of(page: str) -> dict[str, Any]:
    """Answer the data of a page as a browser reads it."""
    start = page.index(f'id="{PAYLOAD_ID}">') + len(PAYLOAD_ID) + 6
    data: dict[str, Any] = json.loads(page[start : page.index("</script>", start)])
    return data


@settings(max_examples=60)
@given(st.recursive(st.text() | st.integers() | st.none(), st.lists))
def test_json_comes_back_as_it_was_and_holds_no_letter_of_html(value: Any) -> None:
    """Whatever the text, the script holds only ASCII without the letters of HTML."""
    text = escaped_json({"key": value})

    assert json.loads(text) == {"key": value}
    assert text.isascii()
    assert not set(text) & set("<>&")


def test_a_number_that_is_no_number_is_missing() -> None:
    """NaN, infinity and pandas' own missing become null; numpy numbers become plain ones."""
    import numpy as np  # noqa: PLC0415 – only here
    import pandas as pd  # noqa: PLC0415 – only here

    values = [plain(v) for v in (float("nan"), float("inf"), pd.NA, pd.NaT, np.float64(2.5))]

    assert values == [None, None, None, None, 2.5]


def test_repeated_values_are_told_once() -> None:
    """A coded column answers each row by its word."""
    words = pack_codes(["on", None, "on", "out"])

    assert [words["words"][i] for i in unpack(words["packed"])] == ["on", None, "on", "out"]
    assert len(words["words"]) == 3


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_in_every_field_changes_nothing_but_the_payload(
    text: str, invented: Callable[..., Any]
) -> None:
    """The page has the same elements as with a harmless name, and carries the name whole."""
    harmless, hostile = invented("Ærøgård"), invented(text)
    page = maps.planner_map(*hostile, staff=True).html()
    data = payload_of(page)

    assert tags(page) == tags(maps.planner_map(*harmless, staff=True).html())
    assert "1337" not in page.replace(payload_script(data), "")
    assert data["departments"]["records"][0]["name"] == text
    side = data["sides"][0]
    assert side["stretches"]["records"][0]["lamp_owner"] == text
    assert text in side["lamps"]["owner"]["words"]
    assert text in side["entrances"]["address"]["words"]


def test_no_outside_string_reaches_a_folium_object(
    monkeypatch: pytest.MonkeyPatch, invented: Callable[..., Any]
) -> None:
    """Folium is given a place and a zoom, never a text of the data."""
    given: list[Any] = []
    made = folium.Map.__init__

    def watched(self: folium.Map, *args: Any, **kwargs: Any) -> None:
        given.append((args, kwargs))
        made(self, *args, **kwargs)

    monkeypatch.setattr(folium.Map, "__init__", watched)
    drawn = maps.planner_map(*invented("UDEFRA"))
    page = drawn.html()
    outside = page.replace(payload_script(dict(drawn.data)), "")

    assert len(given) == 1
    assert "UDEFRA" not in repr(given)
    assert "UDEFRA" not in outside
    assert "UDEFRA" in page
