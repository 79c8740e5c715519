"""Score against kroner as a small drawing; the size of a dot is the light that is added."""

from collections.abc import Sequence
from html import escape
from math import ceil, floor, sqrt

from geo.planning.pareto import Trade
from maps.palette import THEMES
from maps.words import say

WIDTH, HEIGHT, EDGE = 640.0, 360.0, 64.0

LEAST_DOT, MOST_DOT = 5.0, 16.0


def trade_figure(trades: Sequence[Trade]) -> str:
    """Answer plans as dots: further right is dearer, higher is better lit, larger is more light.

    Parameters
    ----------
    trades
        As of ``geo.planning.pareto.trade_offs``.
    """
    ink, quiet = THEMES["day"]["ink"], THEMES["day"]["outline"]
    money = max((trade.kroner for trade in trades), default=0.0) or 1.0
    light = max((abs(trade.lumens) for trade in trades), default=0.0) or 1.0
    wide, tall = WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE
    least, most = _range([trade.score for trade in trades])

    def up(score: float) -> float:
        return HEIGHT - EDGE - tall * (score - least) / (most - least)

    def at(trade: Trade) -> tuple[float, float]:
        return EDGE + wide * trade.kroner / money, up(trade.score)

    places = [at(trade) for trade in trades]
    line = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    dots = [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_size(trade.lumens, light):.1f}" '
        f'fill="#2b7bb0" fill-opacity="0.75" stroke="#ffffff" stroke-width="1.5"/>'
        for trade, (x, y) in zip(trades, places, strict=True)
    ]
    levels = [
        f'<path d="M{EDGE} {up(level):.1f}h{wide}" stroke="#c9d0da"/>'
        f'<text x="{EDGE - 8}" y="{up(level) + 5:.1f}" text-anchor="end" '
        f'fill="{quiet}">{level:.0f}</text>'
        for level in (least, (least + most) / 2, most)
    ]
    kroner = f"{money:,.0f}".replace(",", ".")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" '
        f'width="{WIDTH:.0f}" height="{HEIGHT:.0f}" font-family="IBM Plex Sans" font-size="15">'
        f"{''.join(levels)}"
        f'<path d="M{line}" fill="none" stroke="{quiet}" stroke-dasharray="4 4"/>{"".join(dots)}'
        f'<text x="{EDGE}" y="{EDGE - 26}" fill="{ink}">{escape(say("Score of the light"))}</text>'
        f'<text x="{EDGE}" y="{HEIGHT - EDGE + 26}" fill="{quiet}">0 kr.</text>'
        f'<text x="{WIDTH - EDGE}" y="{HEIGHT - EDGE + 26}" text-anchor="end" fill="{quiet}">'
        f"{kroner} kr.</text>"
        f'<text x="{WIDTH - EDGE}" y="{EDGE - 26}" text-anchor="end" fill="{quiet}">'
        f"{escape(say('Larger dot: more light added'))}</text></svg>"
    )


def _range(scores: Sequence[float]) -> tuple[float, float]:
    """Answer the ends of the scale: whole tens round the scores."""
    if not scores:
        return 0.0, 100.0
    return 10.0 * floor(min(scores) / 10), max(10.0 * ceil(max(scores) / 10), 10.0)


def _size(lumens: float, most: float) -> float:
    return LEAST_DOT + (MOST_DOT - LEAST_DOT) * sqrt(max(lumens, 0.0) / most)
