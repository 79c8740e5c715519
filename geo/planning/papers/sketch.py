"""The figure of a paper: the place with its paths as the plan leaves them, changes numbered.

Light is told by lightness and by pattern, so that a grey copy says the same.
"""

from collections.abc import Iterable, Sequence
from html import escape

import geopandas as gpd
import shapely

from geo.model.department import Department
from geo.model.language import sentence
from geo.planning.fields import line_of, point_of
from geo.planning.layer_changes import feature
from geo.planning.papers.blocks import Figure
from geo.planning.papers.wording import number
from geo.planning.plan import Plan
from geo.scoring.profile import Profile

WIDTH = 680.0
"""Points across; the height follows the place."""

TALLEST = 380.0
AROUND_M = 25.0
LEGEND = 34.0

LIGHT = {
    "dark": ("#111318", "3 2.5"),
    "under": ("#8d6424", None),
    "on_target": ("#f2b91d", None),
    "over": ("#fff1b8", None),
}
"""Colour and dashes per class of light; what is not measured is grey."""

UNKNOWN = ("#8a8f9c", "1 3")
FONT = "font-family='IBM Plex Sans'"


def sketch(department: Department, plan: Plan, after: Profile) -> Figure:
    """Draw a department under a plan.

    Parameters
    ----------
    department
        As it stands.
    plan
        What is done.
    after
        Its scoring after the plan.
    """
    west, south, east, north = shapely.bounds(shapely.buffer(department.boundary, AROUND_M))
    scale = min(WIDTH / (east - west), TALLEST / (north - south))
    # A narrow place is shown with more of what lies beside it: the figure is always as wide.
    west -= (WIDTH / scale - (east - west)) / 2
    width, height = WIDTH, (north - south) * scale
    frame = _Frame(west, north, scale)
    parts = [
        *_areas(department.layer("common_areas"), frame, "#e9eee4", "none"),
        *_lines(department.layer("paths"), frame, "#d3d5da", 1.2),
        *_areas(department.layer("buildings"), frame, "#c9ccd4", "#9095a3"),
        *_lit(after.segments, frame),
        *_lamps(plan.apply(department).layer("lamps"), frame),
        _stroke(frame.path(department.boundary), "#3b4256", 1.0, "1 3"),
        *_numbers(department, plan, frame),
    ]
    body = "".join(parts)
    whole = height + LEGEND
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width:.1f} {whole:.1f}'"
        f" width='{width:.1f}' height='{whole:.1f}'>"
        f"<clipPath id='c'><rect width='{width:.1f}' height='{height:.1f}'/></clipPath>"
        f"<rect width='{width:.1f}' height='{height:.1f}' fill='#f6f6f3'/>"
        f"<g clip-path='url(#c)'>{body}</g>{_legend(height, scale)}</svg>"
    )
    facts = {"name": department.name, "plan": plan.name, "count": len(plan.changes)}
    return Figure(
        svg, sentence("paper.figure.told", facts), sentence("paper.figure.caption", facts)
    )


class _Frame:
    """From metres to points of the drawing."""

    def __init__(self, west: float, north: float, scale: float) -> None:
        self._west, self._north, self._scale = west, north, scale

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Answer where a place is drawn."""
        return (x - self._west) * self._scale, (self._north - y) * self._scale

    def path(self, shape: shapely.Geometry) -> str:
        """Answer the outline of areas and lines as a path."""
        told = []
        for part in shapely.get_parts(shape):
            rings = shapely.get_rings(part) if isinstance(part, shapely.Polygon) else [part]
            for ring in rings:
                corners = [self.at(x, y) for x, y in shapely.get_coordinates(ring)]
                told.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners))
        return "".join(told)


def _areas(frame: gpd.GeoDataFrame | None, drawn: _Frame, fill: str, stroke: str) -> list[str]:
    shapes = _shapes(frame, "Polygon")
    return [
        f"<path d='{drawn.path(s)}' fill='{fill}' stroke='{stroke}' fill-rule='evenodd'"
        " stroke-width='.6'/>"
        for s in shapes
    ]


def _lines(frame: gpd.GeoDataFrame | None, drawn: _Frame, colour: str, wide: float) -> list[str]:
    return [_stroke(drawn.path(s), colour, wide) for s in _shapes(frame, "LineString")]


def _lit(segments: gpd.GeoDataFrame, drawn: _Frame) -> list[str]:
    if segments.empty:
        return []
    parts = []
    for shape, code in zip(segments.geometry, segments["light_class"], strict=True):
        if not isinstance(shape, shapely.LineString):
            continue
        colour, dashes = LIGHT.get(str(code), UNKNOWN)
        path = drawn.path(shape)
        parts += [_stroke(path, "#5f6472", 4.2), _stroke(path, colour, 3.0, dashes)]
    return parts


def _stroke(path: str, colour: str, wide: float, dashes: str | None = None) -> str:
    pattern = f" stroke-dasharray='{dashes}'" if dashes else ""
    under = f"<path d='{path}' fill='none' stroke='#fff' stroke-width='{wide}'/>" if dashes else ""
    return (
        f"{under}<path d='{path}' fill='none' stroke='{colour}' stroke-width='{wide}'"
        f"{pattern} stroke-linejoin='round'/>"
    )


def _lamps(frame: gpd.GeoDataFrame | None, drawn: _Frame) -> list[str]:
    if frame is None or frame.empty:
        return []
    parts = []
    for shape, state in zip(frame.geometry, frame["status"], strict=True):
        x, y = drawn.at(*shapely.get_coordinates(shape)[0])
        fill = "#1b2031" if state == "out" else "#fffbe6"
        parts.append(
            f"<circle cx='{x:.1f}' cy='{y:.1f}' r='2.1' fill='{fill}' stroke='#3b4256'"
            " stroke-width='.7'/>"
        )
    return parts


def _numbers(department: Department, plan: Plan, drawn: _Frame) -> list[str]:
    parts, here, taken = [], department, list[tuple[float, float]]()
    for place, change in enumerate(plan.changes, 1):
        told = change.told
        if "line" in told:
            shape: shapely.Geometry = line_of(told["line"])
            parts.append(_stroke(drawn.path(shape), "#0f5fb8", 2.4, "5 3"))
        elif "at" in told or "to" in told:
            shape = point_of(told.get("at", told.get("to")))
        else:
            named = next(told[n] for n in ("lamp", "boundary", "path", "place") if n in told)
            shape = feature(here, change.of.layer, str(named))["geometry"]
            if not isinstance(shape, shapely.Point):
                parts.append(_stroke(drawn.path(shape), "#0f5fb8", 2.4, "5 3"))
        spot = shapely.point_on_surface(shape)
        x, y = drawn.at(*shapely.get_coordinates(spot)[0])
        while any(abs(x - a) < 12 and abs(y - b) < 12 for a, b in taken):  # noqa: PLR2004 - a badge
            y -= 13
        taken.append((x, y))
        parts.append(
            f"<circle cx='{x:.1f}' cy='{y:.1f}' r='7' fill='#0f5fb8' stroke='#fff'/>"
            f"<text x='{x:.1f}' y='{y + 3:.1f}' {FONT} font-size='8.5' fill='#fff'"
            f" text-anchor='middle'>{place}</text>"
        )
        here = change.apply(here)
    return parts


def _legend(top: float, scale: float) -> str:
    y, x, parts = top + 20, 0.0, []
    for code, (colour, dashes) in LIGHT.items():
        path = f"M{x:.0f} {y}H{x + 26:.0f}"
        words = sentence(f"paper.figure.{code}")
        parts += [
            _stroke(path, "#5f6472", 4.2),
            _stroke(path, colour, 3.0, dashes),
            _words(x + 31, y + 3, escape(words)),
        ]
        x += 44 + 5.2 * len(words)
    metres = _round(90 / scale)
    end = x + 16 + metres * scale
    parts.append(
        f"<path d='M{x + 16:.1f} {y - 4}V{y}H{end:.1f}V{y - 4}' fill='none' stroke='#1b2333'/>"
        + _words(end + 6, y + 3, f"{number(metres)} m")
    )
    return "".join(parts)


def _words(x: float, y: float, words: str) -> str:
    return f"<text x='{x:.1f}' y='{y:.1f}' {FONT} font-size='9.5' fill='#1b2333'>{words}</text>"


def _round(metres: float) -> float:
    """Answer the largest of 1, 2, 5 times ten that is no longer."""
    steps: Sequence[float] = [
        base * ten for ten in (1.0, 10.0, 100.0, 1000.0) for base in (1.0, 2.0, 5.0)
    ]
    return max([step for step in steps if step <= metres], default=1.0)


def _shapes(frame: gpd.GeoDataFrame | None, family: str) -> Iterable[shapely.Geometry]:
    if frame is None or frame.empty:
        return []
    shapes = frame.geometry.to_numpy()
    return [
        s for s in shapes[shapely.get_dimensions(shapes) == _DIMENSION[family]] if s is not None
    ]


_DIMENSION = {"LineString": 1, "Polygon": 2}
