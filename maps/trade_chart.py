"""Where plans lie between kroner, the score of the light and lumens: places in percent of a panel.

Two panels under each other share the kroner: the score above, the light that is added below. The
page and the file are both drawn from here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, log10

from geo.planning.pareto import Trade, steps

MOST_LEVELS = 5
"""Lines of a scale at the most."""

LEAST_SPAN = 2.0
"""Points of score that a panel spans at the least: less is no difference."""

CLOSE_X, CLOSE_Y = 5.0, 9.0
"""Percent round a dot in which its number would lie under another dot."""


@dataclass(frozen=True)
class Level:
    """A line of a scale: where it lies, in percent, and what it stands for."""

    at: float
    value: float


@dataclass(frozen=True)
class Dot:
    """A plan on both panels, in percent from the left and from above.

    Parameters
    ----------
    x, score, lumens
        Its kroner, and its height on either panel.
    best
        Whether no plan of its price or less scores as much; the line runs through these.
    named
        Whether its number has room beside it.
    """

    x: float
    score: float
    lumens: float
    best: bool
    named: bool


@dataclass(frozen=True)
class TradeChart:
    """The dots of some plans, the stairs of the best of them, and three scales.

    Parameters
    ----------
    dots
        One per plan, in their order.
    stairs
        The corners of the line through the best: money buys nothing between two plans.
    kroner, scores, lumens
        Levels of the scales.
    ground
        Height of no light added, on the lower panel.
    """

    dots: tuple[Dot, ...]
    stairs: tuple[tuple[float, float], ...]
    kroner: tuple[Level, ...]
    scores: tuple[Level, ...]
    lumens: tuple[Level, ...]
    ground: float

    @property
    def lines(self) -> tuple[tuple[float, float, float, float], ...]:
        """Answer the stairs as lines from corner to corner."""
        ends = zip(self.stairs[:-1], self.stairs[1:], strict=True)
        return tuple((*start, *end) for start, end in ends)


def trade_chart(trades: Sequence[Trade]) -> TradeChart:
    """Answer where plans lie.

    Parameters
    ----------
    trades
        As of ``geo.planning.pareto.trade_offs``.
    """
    money = _scale(0.0, max((trade.kroner for trade in trades), default=0.0) or 1.0)
    scores = [trade.score for trade in trades] or [0.0, 100.0]
    middle = (min(scores) + max(scores)) / 2
    half = max((max(scores) - min(scores)) / 2, LEAST_SPAN / 2)
    worth = _scale(max(middle - half, 0.0), min(middle + half, 100.0))
    light = [trade.lumens for trade in trades]
    lumens = _scale(min([0.0, *light]), max([0.0, *light]) or 1.0)
    found: list[Dot] = []
    for trade, step in zip(trades, steps(trades), strict=True):
        best = step is None or step.best
        x, y = _at(trade.kroner, money), 100 - _at(trade.score, worth)
        found.append(Dot(x, y, 100 - _at(trade.lumens, lumens), best, named=best))
    found = [replace(dot, named=dot.best and _room(dot, found)) for dot in found]
    return TradeChart(
        dots=tuple(found),
        stairs=_stairs([dot for dot in found if dot.best]),
        kroner=tuple(Level(_at(value, money), value) for value in money),
        scores=tuple(Level(100 - _at(value, worth), value) for value in worth),
        lumens=tuple(Level(100 - _at(value, lumens), value) for value in lumens),
        ground=100 - _at(0.0, lumens),
    )


def _room(dot: Dot, dots: list[Dot]) -> bool:
    """Tell whether no better dot lies where the number of this one would stand: above it."""
    return not any(
        other.best and abs(other.x - dot.x) < CLOSE_X and 0 < dot.score - other.score < CLOSE_Y
        for other in dots
    )


def _stairs(best: list[Dot]) -> tuple[tuple[float, float], ...]:
    if not best:
        return ()
    corners = [(best[0].x, best[0].score)]
    for dot in best[1:]:
        corners += [(dot.x, corners[-1][1]), (dot.x, dot.score)]
    return (*corners, (100.0, corners[-1][1]))


def _scale(low: float, high: float) -> list[float]:
    """Answer round numbers, evenly apart, from not above the low to not under the high."""
    rough = max(high - low, 1e-9) / (MOST_LEVELS - 1)
    tens = 10.0 ** floor(log10(rough))
    # The widest of these always leaves few enough levels.
    for apart in (tens, 2 * tens, 2.5 * tens, 5 * tens, 10 * tens):
        if ceil(high / apart - 1e-9) - floor(low / apart + 1e-9) < MOST_LEVELS:
            return _levels(low, high, apart)
    return _levels(low, high, 20 * tens)


def _levels(low: float, high: float, apart: float) -> list[float]:
    first, last = floor(low / apart + 1e-9), ceil(high / apart - 1e-9)
    return [apart * k for k in range(first, max(last, first + 1) + 1)]


def _at(value: float, scale: list[float]) -> float:
    return 100 * (value - scale[0]) / (scale[-1] - scale[0])
