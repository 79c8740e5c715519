"""Score and added light against kroner as one drawing to be put into a paper."""

from collections.abc import Sequence
from html import escape

from geo.planning.pareto import Trade
from maps.palette import THEMES
from maps.trade_chart import Dot, trade_chart
from maps.words import say

WIDTH, LEFT, RIGHT = 720.0, 72.0, 24.0
"""Pixels of the drawing, and the room beside its panels."""

UPPER, LOWER = (48.0, 250.0), (358.0, 80.0)
"""Top and height of either panel."""

HEIGHT = 486.0

INK = THEMES["day"]

BEST, OTHER, LINE = "#0f5fb8", "#ffffff", "#d5dae3"

DOT, SMALL = 9.0, 5.0


def trade_figure(trades: Sequence[Trade]) -> str:
    """Answer plans as dots: further right is dearer, higher is better lit; below, the light added.

    Parameters
    ----------
    trades
        As of ``geo.planning.pareto.trade_offs``; their numbers are those of this order.
    """
    chart = trade_chart(trades)
    corners = "L".join(f"{_x(x):.1f} {_y(y, UPPER):.1f}" for x, y in chart.stairs)
    parts = [
        *(_across(level.at, _number(level.value, 1), UPPER) for level in chart.scores),
        *(_across(level.at, _number(level.value), LOWER) for level in chart.lumens),
        *(
            f'<text x="{_x(level.at):.1f}" y="{sum(LOWER) + 24:.1f}" text-anchor="middle" '
            f'fill="{INK["outline"]}">{_number(level.value)}</text>'
            for level in chart.kroner
        ),
        f'<path d="M{corners}" fill="none" stroke="{BEST}" stroke-width="2"/>' if corners else "",
        *(_light(dot, chart.ground) for dot in chart.dots),
        # The best are drawn last and lie on top.
        *(_dot(k, dot) for k, dot in enumerate(chart.dots, 1) if not dot.best),
        *(_dot(k, dot) for k, dot in enumerate(chart.dots, 1) if dot.best),
        _words("Score of the light", LEFT, UPPER[0] - 24),
        _words("Added light, lumens", LEFT, LOWER[0] - 18),
        _words("Kroner without VAT", LEFT, HEIGHT - 6),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" '
        f'width="{WIDTH:.0f}" height="{HEIGHT:.0f}" font-family="IBM Plex Sans" font-size="14">'
        f"{''.join(parts)}</svg>"
    )


def _x(percent: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * percent / 100


def _y(percent: float, panel: tuple[float, float]) -> float:
    return panel[0] + panel[1] * percent / 100


def _across(at: float, words: str, panel: tuple[float, float]) -> str:
    y = _y(at, panel)
    return (
        f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{LINE}"/>'
        f'<text x="{LEFT - 10}" y="{y + 5:.1f}" text-anchor="end" '
        f'fill="{INK["outline"]}">{words}</text>'
    )


def _light(dot: Dot, ground: float) -> str:
    return (
        f'<path d="M{_x(dot.x):.1f} {_y(ground, LOWER):.1f}V{_y(dot.lumens, LOWER):.1f}" '
        f'stroke="{BEST if dot.best else INK["outline"]}" stroke-width="4" stroke-opacity="0.7"/>'
    )


def _dot(number: int, dot: Dot) -> str:
    x, y = _x(dot.x), _y(dot.score, UPPER)
    name = (
        f'<text x="{x:.1f}" y="{y - 13:.1f}" text-anchor="middle" font-weight="600" '
        f'fill="{INK["ink"]}">{number}</text>'
    )
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{DOT if dot.best else SMALL}" '
        f'fill="{BEST if dot.best else OTHER}" stroke="{OTHER if dot.best else INK["outline"]}" '
        f'stroke-width="1.5"/>{name if dot.named else ""}'
    )


def _words(msgid: str, x: float, y: float) -> str:
    return (
        f'<text x="{x}" y="{y}" font-weight="600" fill="{INK["ink"]}">{escape(say(msgid))}</text>'
    )


def _number(value: float, decimals: int = 0) -> str:
    """Answer a number as Danes write it, without decimals that say nothing."""
    whole = abs(value - round(value)) < 1e-9  # noqa: PLR2004 - the last bit of a float
    text = f"{value:,.{0 if whole else decimals}f}"
    return text.translate(str.maketrans(",.", ".,"))
