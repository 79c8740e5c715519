"""Questions a planner may ask, and the plan that answers each, judged by the whole model.

A new question is one entry of ``QUESTIONS``. Danish names are the sentences ``question.<key>``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from geo.measures.arrays import Flags
from geo.measures.lighting_class import P_CLASSES
from geo.model.errors import PlanError
from geo.model.language import sentence
from geo.planning.bench_siting import bench_plan
from geo.planning.changes import Change
from geo.planning.comparison import Comparison, compare_plan
from geo.planning.costing import costing
from geo.planning.dead_end_siting import dead_end_plan
from geo.planning.exact import choose_exactly
from geo.planning.found import Found
from geo.planning.hedge_siting import CUT_HEDGE, hedge_plan
from geo.planning.lamp_options import NEW, LampOptions, lamp_options
from geo.planning.lamp_siting import (
    demand_for_class,
    light_field,
    siting_for_score,
    window_light,
)
from geo.planning.least_cost import buy
from geo.planning.link_siting import link_plan
from geo.planning.plan import Plan
from geo.planning.prices import PriceList, example_prices
from geo.planning.proposals import Proposal, assumed_of
from geo.planning.siting import choose
from geo.planning.youth_siting import youth_plan
from geo.scoring.rescoring import Rescoring
from geo.scoring.scene import Scene

LAMPS = 10
"""Lamps that are asked for where nobody says how many."""

GUARDED = "4a"
"""Cutting hedges may not make it less clear what is private (methods §8.3)."""


@dataclass(frozen=True)
class Terms:
    """What is given with a question.

    Parameters
    ----------
    prices
        The user's price list; the example prices if None.
    money
        Kroner, without VAT; None where no sum is given.
    count
        How many lamps or places are wanted, where the question counts them; None for ten lamps
        or one place.
    p_class
        Class no path may lie under.
    exact_seconds
        Time HiGHS may look for a proven best; 0 does without.
    """

    prices: PriceList = field(default_factory=example_prices)
    money: float | None = None
    count: int | None = None
    p_class: str = "p5"
    exact_seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.money is not None and not (np.isfinite(self.money) and self.money > 0):
            raise PlanError("plan.no_money", money=self.money)
        if self.count is not None and self.count < 1:
            raise PlanError("plan.no_count", count=self.count)
        if self.p_class not in P_CLASSES:
            raise PlanError("plan.class", p_class=self.p_class, known=", ".join(P_CLASSES))

    @property
    def most(self) -> float:
        """Answer the money there is; without a sum there is no end to it."""
        return 1e12 if self.money is None else self.money


Search: TypeAlias = Callable[[Scene, Terms], Found]


def answer(again: Rescoring, question: str, terms: Terms | None = None) -> Proposal:
    """Answer a question with a plan; its figures come of the whole model run on it.

    Parameters
    ----------
    again
        The department, with what was scored of it.
    question
        A key of ``QUESTIONS``.
    terms
        What is given with it.

    Raises
    ------
    PlanError
        Where the question is not known, or what it needs was not delivered.
    """
    if question not in QUESTIONS:
        raise PlanError("plan.question", question=question, known=", ".join(QUESTIONS))
    given = terms or Terms()
    again.before()
    found = QUESTIONS[question](again.scene, given)
    plan = Plan(question_name(question, given), again.department.id, found.changes)
    compared = compare_plan(again, plan.apply(again.department))
    plan, compared, dropped = _guarded(again, plan, compared)
    told = [found.certificate, *found.told] if found.changes else [*found.told]
    if dropped:
        told.append(sentence("found.guarded", {"count": dropped}))
    return Proposal(
        key=question,
        plan=plan,
        costing=costing(again.department, plan, given.prices, again.scene.assumptions),
        comparison=compared,
        gap=found.gap,
        assumed=assumed_of(again.scene, plan),
        told=tuple(told),
    )


def question_name(question: str, terms: Terms) -> str:
    """Answer the Danish name of a question under its terms."""
    facts = {"count": terms.count or LAMPS, "p_class": terms.p_class.upper()}
    return sentence(f"question.{question}", facts)


def most_light(scene: Scene, terms: Terms) -> Found:
    """Answer the repairs, replacements and new lamps that do most for the money."""
    return _most_light(scene, terms, lamp_options(scene, terms.prices), terms.most)


def ten_lamps(scene: Scene, terms: Terms) -> Found:
    """Answer the new lamps, as many as are asked for, that do most."""
    options = lamp_options(scene, terms.prices)
    new = options.only([NEW])
    each = replace(new, price=np.ones(len(new)))
    return _most_light(scene, terms, each, float(terms.count or LAMPS))


def _most_light(scene: Scene, terms: Terms, options: LampOptions, money: float) -> Found:
    lit, windows = light_field(scene, options), window_light(scene, options)
    siting = siting_for_score(lit, options, scene.assumptions, windows)
    choice = (
        choose_exactly(siting, money, seconds=terms.exact_seconds)
        if terms.exact_seconds > 0
        else choose(siting, money)
    )
    return Found(_taken(options.changes, choice.chosen), choice.gap)


def no_path_under(scene: Scene, terms: Terms) -> Found:
    """Answer the least money found under which no path lies under a class."""
    options = lamp_options(scene, terms.prices)
    lit, windows = light_field(scene, options), window_light(scene, options)
    demand = demand_for_class(lit, options, terms.p_class, scene.assumptions, windows)
    bought = buy(demand, exact_seconds=terms.exact_seconds)
    # Rows are segments first, then points: a stretch with one dark point does not reach the class.
    of_point = lit.segment[lit.weight > 0]
    segments = np.unique(of_point)
    under = np.union1d(
        segments[bought.unmet[: len(segments)]], of_point[bought.unmet[len(segments) :]]
    )
    facts = {"p_class": terms.p_class.upper(), "count": len(under)}
    told = (sentence("found.class.unmet", facts),) if len(under) else ()
    return Found(_taken(options.changes, bought.chosen), bought.gap, told)


def _taken(changes: tuple[Change, ...], chosen: Flags) -> tuple[Change, ...]:
    return tuple(change for change, yes in zip(changes, chosen, strict=True) if yes)


QUESTIONS: Mapping[str, Search] = MappingProxyType(
    {
        "light": most_light,
        "lamps": ten_lamps,
        "class": no_path_under,
        "benches": lambda scene, terms: bench_plan(
            scene, terms.prices, exact_seconds=terms.exact_seconds
        ),
        "youth": lambda scene, terms: youth_plan(scene, count=terms.count or 1),
        "hedges": lambda scene, terms: hedge_plan(
            scene, terms.prices, terms.most, exact_seconds=terms.exact_seconds
        ),
        "links": lambda scene, terms: link_plan(scene, terms.prices, terms.most),
        "dead_ends": lambda scene, terms: dead_end_plan(scene, terms.prices, terms.most),
    }
)
"""What may be asked, by its name on the command line."""


def _guarded(again: Rescoring, plan: Plan, compared: Comparison) -> tuple[Plan, Comparison, int]:
    """Take hedges out of a plan, the last first, until it is as clear what is private as before."""
    dropped = 0
    while plan.changes and plan.changes[-1].kind == CUT_HEDGE and _blurs(compared):
        plan = replace(plan, changes=plan.changes[:-1])
        compared = compare_plan(again, plan.apply(again.department))
        dropped += 1
    return plan, compared, dropped


def _blurs(compared: Comparison) -> bool:
    return any(key == GUARDED for key, _ in compared.worse)
