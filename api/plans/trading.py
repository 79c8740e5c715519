"""Plans between kroner, score and light as a page tells them: a row each, and what a step buys."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from api.language import say
from api.plans import telling
from api.plans.desk import PlanDesk
from geo.planning.papers.wording import kroner, number
from geo.planning.pareto import Step, Trade, steps
from geo.planning.plan import Plan
from maps.trade_chart import trade_chart

SHOWN_POINTS = 0.05
"""Points that are told as none."""


@dataclass(frozen=True)
class Told:
    """One plan of a trade-off, in words.

    Parameters
    ----------
    number
        Its place in the list, and on the drawing.
    key
        What names its content: it stays, whatever else is in the list.
    trade
        The plan itself.
    facts
        What its row shows.
    """

    number: int
    key: str
    trade: Trade
    facts: dict[str, Any]


def told_of(trades: Sequence[Trade]) -> list[Told]:
    """Answer a row for each plan, in their order."""
    rows = zip(trades, steps(trades), strict=True)
    return [Told(k, key_of(t.plan), t, _facts(t, step)) for k, (t, step) in enumerate(rows, 1)]


def key_of(plan: Plan) -> str:
    """Answer a short name of what a plan does."""
    return sha256(PlanDesk.content_of(plan).encode()).hexdigest()[:16]


def drawn(trades: Sequence[Trade]) -> dict[str, Any]:
    """Answer the drawing: places in percent, and its scales in words."""
    chart = trade_chart(trades)
    return {
        "chart": chart,
        "scores": [(level.at, plainly(level.value)) for level in chart.scores],
        "lumens": [(level.at, plainly(level.value)) for level in chart.lumens],
        "kroner": [(level.at, plainly(level.value)) for level in chart.kroner],
    }


def plainly(value: float) -> str:
    """Answer a number with no more decimals than it has, one at the most.

    >>> plainly(60000.0), plainly(72.5)
    ('60.000', '72,5')
    """
    return number(value, 0 if abs(value - round(value)) < 1e-9 else 1)  # noqa: PLR2004 - last bit


def _facts(trade: Trade, step: Step | None) -> dict[str, Any]:
    changes: dict[str, int] = {}
    for change in trade.plan.changes:
        changes[change.of.label] = changes.get(change.of.label, 0) + 1
    light = trade.light
    return {
        "sums": telling.sums(trade.costing),
        "kroner": kroner(trade.kroner),
        "score": number(trade.score, 1),
        "interval": f"{number(light.low or 0.0)}–{number(light.high or 0.0)}",
        "lumens": telling.signed(trade.lumens, 0),
        "changes": list(changes.items()),
        "step": _step_words(step),
        "best": step is None or step.best,
    }


def _step_words(step: Step | None) -> str:
    if step is None:
        return say("trade.step.none")
    if step.points < SHOWN_POINTS:
        return say("trade.step.darker" if step.lumens < 0 else "trade.step.nothing")
    return say(
        "trade.step.each",
        points=number(step.points, 1),
        kroner=kroner(step.kroner),
        each=number(step.points_each_10_000, 1),
    )
