"""Figures of a plan as its page and its script read them: the model's, and said to be."""

from collections.abc import Sequence
from typing import Any

from api.language import say
from geo.model.estimate import Estimate
from geo.model.language import sentence
from geo.planning.comparison import Comparison, Difference
from geo.planning.costing import Costing
from geo.planning.moment import LitSegment
from geo.planning.papers.wording import chance, kroner, number
from geo.planning.review import Review
from geo.scoring.factors import FACTORS
from geo.scoring.words import standing
from maps.palette import light_class

STRETCHES = 12
"""Stretches a page tells of; the map has them all."""

SHOWN_POINTS = 0.05
"""What moves by less is said to stand as it did."""


def sums(cost: Costing) -> dict[str, Any]:
    """Answer the sum of a plan in words."""
    each, kwh = cost.kroner_per_dwelling_month, cost.kwh_a_year
    return {
        "kroner": kroner(cost.kroner),
        "example": cost.example and bool(cost.kroner),
        "each": None if each is None else say("plan.each", kroner=number(each, 2)),
        "years": say("plan.years", years=number(cost.years)),
        "kwh": say("plan.kwh_unknown") if kwh is None else say("plan.kwh", kwh=signed(kwh, 0)),
        "agrees": [sentence(f"agrees.{who}") for who in cost.agrees],
    }


def figures(comparison: Comparison) -> list[dict[str, Any]]:
    """Answer one row per factor and state that is measured."""
    return [
        {
            "factor": FACTORS[key].label,
            "key": f"{key}.{state.name.lower()}",
            "state": say(f"state.{state.value}"),
            "before": side(difference.before),
            "after": side(difference.after),
            "change": change(difference),
            "way": way(difference),
            "better": _better(comparison, (key, state)) if way(difference) != "same" else None,
        }
        for (key, state), difference in comparison.factors.items()
        if difference.before.value is not None or difference.after.value is not None
    ]


def side(estimate: Estimate) -> dict[str, Any]:
    """Answer one side of a difference: number, interval, and words."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return {"value": None, "words": standing(None).words, "standing": "unknown"}
    place = standing(estimate.value)
    return {
        "value": number(estimate.value),
        "interval": f"{number(estimate.low)}–{number(estimate.high)}",
        "low": round(estimate.low, 1),
        "high": round(estimate.high, 1),
        "at": round(estimate.value, 1),
        "words": place.words,
        "standing": place.value,
    }


def change(difference: Difference) -> str:
    """Answer by how much a number moves, as a reader writes it."""
    if difference.change is None:
        return say("plan.unknown_change")
    return signed(difference.change, 1) if abs(difference.change) >= SHOWN_POINTS else "0"


def way(difference: Difference) -> str:
    """Answer whether it rises, falls or stands."""
    if difference.change is None or abs(difference.change) < SHOWN_POINTS:
        return "same"
    return "up" if difference.change > 0 else "down"


def worse(comparison: Comparison) -> list[str]:
    """Answer every indicator that falls, in words."""
    return [
        f"{sentence(f'indicator.{key}')} ({say(f'state.{state.value}')}): "
        f"{change(comparison.indicators[key, state])}"
        for key, state in comparison.worse
    ]


def lifted(comparison: Comparison) -> list[dict[str, str]]:
    """Answer metres of path per class, before and after."""
    return [
        {
            "class": key.upper(),
            "before": number(before),
            "after": number(after),
            "change": signed(after - before, 0) if abs(after - before) >= 1 else "0",
        }
        for key, (before, after) in comparison.metres.items()
    ]


def paths(segments: Sequence[LitSegment]) -> list[dict[str, str]]:
    """Answer the stretches whose light moves most, the largest first, as a table of the map."""

    def moved(one: LitSegment) -> float:
        return abs((one.lux[1] or 0.0) - (one.lux[0] or 0.0))

    return [
        {
            "name": one.name or sentence("paper.unnamed_path"),
            "metres": number(one.length_m),
            "before": _lux(one.lux[0]),
            "after": _lux(one.lux[1]),
            "light_before": say(f"plan.light.{light_class(one.light[0])}"),
            "light_after": say(f"plan.light.{light_class(one.light[1])}"),
        }
        for one in sorted(segments, key=moved, reverse=True)[:STRETCHES]
    ]


def _lux(value: float | None) -> str:
    return "–" if value is None else number(value, 1)


def problems(found: Review) -> list[str]:
    """Answer why some changes of a plan cannot be made."""
    return [f"{error.message} {error.remedy}" for error in found.problems]


def difference_words(comparison: Comparison, cost: Costing) -> list[str]:
    """Answer what the map's panel cannot tell itself: price, what gets worse, who else pays."""
    said = [say("plan.map.price", kroner=kroner(cost.kroner))]
    if cost.example:
        said[0] += f" ({say('plan.example')})"
    fallen = worse(comparison)
    said.append(
        say("plan.map.worse", names="; ".join(fallen)) if fallen else say("plan.map.nothing_worse")
    )
    return said if comparison.others is None else [*said, *comparison.others.sentences]


def _better(comparison: Comparison, key: Any) -> str | None:
    share = comparison.better.get(key)
    return None if share is None else chance(share)


def signed(value: float, decimals: int) -> str:
    """Answer a number with its sign; what rounds to nothing has none.

    >>> signed(1234.4, 0), signed(-0.04, 1)
    ('+1.234', '0,0')
    """
    text = number(abs(value), decimals)
    if not any(letter in "123456789" for letter in text):
        return text
    return f"{'+' if value > 0 else '−'}{text}"
