"""A safety walk as a drawing: its stops, the way that was planned, and where agreed the way walked.

Only lines and circles of numbers, and words from the catalogue: nothing that a person typed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import shapely

from maps.basemap import LayerStore
from maps.drawing import WIDTH, Sheet, apart, plan_of
from maps.palette import THEMES
from maps.words import say

INK = THEMES["day"]

FONT = "IBM Plex Sans, sans-serif"

MARK = 21.0
"""Radius of the number of a stop."""

LEAST_M = 60.0
"""Half of the least width of what is shown."""

TEXT, ROW = 26.0, 40.0

BARS = (10, 20, 25, 50, 100, 200, 500)
"""Lengths of the scale bar in metres."""

PLANNED = f'stroke="{INK["outline"]}" stroke-width="5" stroke-dasharray="3 10"'
WALKED = {"dark": INK["found"], "day": INK["on_target"]}
"""Colours of the lines walked: dots, a dark line and a light one differ on grey paper too."""

WORDS = {"dark": "Walked in the dark, stop to stop", "day": "Walked by day, stop to stop"}


@dataclass(frozen=True)
class WalkLines:
    """What is drawn of a walk, in metres.

    Parameters
    ----------
    stops
        Points in order.
    planned
        The way along the paths, leg by leg.
    walked
        Line through the stops in the order they were walked, by ``dark`` and ``day``.
    """

    stops: Sequence[shapely.Point]
    planned: Sequence[shapely.LineString] = ()
    walked: dict[str, shapely.LineString] = field(default_factory=dict)


def walk_figure(store: LayerStore, lines: WalkLines) -> str:
    """Answer the drawing of a walk as SVG.

    Parameters
    ----------
    store
        Where layers are read from.
    lines
        What is drawn of the walk.
    """
    shapes = [*lines.stops, *lines.planned]
    middle = shapely.buffer(shapely.envelope(shapely.union_all(shapes)).centroid, LEAST_M)
    sheet, ground = plan_of(store, shapely.union_all([*shapes, middle]))
    frame = f'width="{WIDTH:.0f}" height="{sheet.height:.1f}"'
    legend = _legend(sheet, lines)
    height = sheet.height + 24 + ROW * len(legend)
    foot = "".join(
        f'<g transform="translate(0 {sheet.height + 30 + ROW * row:.1f})">{part}</g>'
        for row, part in enumerate(legend)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 {WIDTH + 4:.0f} {height:.0f}" '
        f'width="{WIDTH + 4:.0f}" height="{height:.0f}" font-family="{FONT}">'
        f'<clipPath id="clip"><rect {frame}/></clipPath>'
        f'<g clip-path="url(#clip)"><rect {frame} fill="{INK["land"]}"/>'
        f'<path d="{ground["areas"]}" fill="{INK["area"]}" fill-rule="evenodd"/>'
        f"{_stroke(ground['paths'], INK['way_edge'], 11)}{_stroke(ground['paths'], INK['way'], 8)}"
        f'<path d="{ground["buildings"]}" fill="{INK["building"]}" '
        f'stroke="{INK["building_edge"]}" stroke-width="1.5" fill-rule="evenodd"/>'
        f"{_ways(sheet, lines)}{_marks(sheet, lines.stops)}</g>"
        f'<rect {frame} fill="none" stroke="{INK["outline"]}" stroke-width="2"/>{foot}</svg>'
    )


def _stroke(trace: str, colour: str, width: float) -> str:
    return f'<path d="{trace}" fill="none" stroke="{colour}" stroke-width="{width:.0f}"/>'


def _ways(sheet: Sheet, lines: WalkLines) -> str:
    walked = [
        f'<path d="{sheet.trace([line])}" fill="none" stroke="{colour}" stroke-width="{width}" '
        'stroke-linejoin="round"/>'
        for light, line in lines.walked.items()
        for colour, width in ((INK["way"], 11), (WALKED[light], 6))
    ]
    planned = (
        f'<path d="{sheet.trace(lines.planned)}" fill="none" {PLANNED} stroke-linecap="round"/>'
        if lines.planned
        else ""
    )
    return "".join([*walked, planned])


def _marks(sheet: Sheet, stops: Sequence[shapely.Point]) -> str:
    places = apart([sheet.point(stop) for stop in stops], 2 * MARK + 4)
    return "".join(
        f'<circle cx="{x}" cy="{y}" r="{MARK:.0f}" fill="{INK["outline"]}" stroke="#ffffff" '
        f'stroke-width="3"/><text x="{x}" y="{y + 8:.1f}" font-size="24" fill="#ffffff" '
        f'text-anchor="middle">{number}</text>'
        for number, (x, y) in enumerate(places, 1)
    )


def _legend(sheet: Sheet, lines: WalkLines) -> list[str]:
    """Answer a row per kind of line, and the scale bar."""
    rows = [
        _row(_stroke("M4 0h60", WALKED[light], 6), 64.0, say(WORDS[light]))
        for light in lines.walked
    ]
    if lines.planned:
        line = f'<path d="M4 0h60" {PLANNED} stroke-linecap="round"/>'
        rows.insert(0, _row(line, 64.0, say("The way that was planned")))
    metres = max((m for m in BARS if m * sheet.scale <= WIDTH / 4), default=BARS[0])
    length = metres * sheet.scale
    bar = f'<path d="M4 0h{length:.1f}" stroke="{INK["ink"]}" stroke-width="4"/>'
    return [*rows, _row(bar, length, f"{metres} m · {say('north is up')}")]


def _row(sign: str, length: float, words: str) -> str:
    return (
        f'{sign}<text x="{length + 18:.1f}" y="9" font-size="{TEXT:.0f}" '
        f'fill="{INK["ink"]}">{escape(words)}</text>'
    )
