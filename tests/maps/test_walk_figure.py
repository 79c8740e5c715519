"""The drawing of a walk: stops numbered in their order, lines only where there are any."""

import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
import shapely

from maps.testing import InventedWorkspace
from maps.walk_figure import WalkLines, walk_figure

Drawn = tuple[InventedWorkspace, list[shapely.Point]]


@pytest.fixture
def drawn_on(invented: Callable[..., tuple[InventedWorkspace, object]]) -> Drawn:
    """Answer an invented place and three stops in it."""
    workspace, _ = invented()
    middle = workspace.departments().geometry.iloc[0].representative_point()
    return workspace, [shapely.Point(middle.x + 40 * k, middle.y) for k in range(3)]


def words(svg: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314 - our own drawing


def test_stops_are_numbered_from_left_to_right(
    drawn_on: Drawn,
) -> None:
    """Three stops 40 m apart towards the east: 1, 2, 3 at equal steps, no line in the legend."""
    workspace, stops = drawn_on
    svg = walk_figure(workspace, WalkLines(stops))

    assert words(svg)[:3] == ["1", "2", "3"]
    x = [float(one) for one in re.findall(r'<circle cx="([\d.]+)"', svg)]
    assert x[1] - x[0] == pytest.approx(x[2] - x[1], abs=0.2)
    assert x[1] > x[0]
    assert not [text for text in words(svg) if "vej" in text or "Gået" in text]


def test_only_lines_that_are_given_are_drawn(
    drawn_on: Drawn,
) -> None:
    """The plan alone, then what was walked in the dark beside it, each named in the legend."""
    workspace, stops = drawn_on
    line = shapely.LineString(stops)

    plan = words(walk_figure(workspace, WalkLines(stops, [line])))
    both = words(walk_figure(workspace, WalkLines(stops, [line], {"dark": line})))

    assert [text for text in both if text not in plan] == ["Gået i mørke, fra stop til stop"]
    assert "Planlagt vej ad stierne" in plan


def test_one_stop_is_a_map_too(drawn_on: Drawn) -> None:
    """It lies in the middle of a piece of ground, and the drawing is no line."""
    workspace, stops = drawn_on
    root = ET.fromstring(walk_figure(workspace, WalkLines(stops[:1])))  # noqa: S314 - our own drawing

    _, _, width, height = (float(one) for one in root.attrib["viewBox"].split())
    assert 0.5 < height / width < 2
