"""Three priced answers to "what can be done for so much money?": repair, replace, add."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from geo.model.assumptions import Assumptions
from geo.model.department import Department
from geo.model.errors import PlanError
from geo.model.language import sentence
from geo.planning.changes import Change
from geo.planning.comparison import Comparison, compare_plan
from geo.planning.costing import Costing, costing
from geo.planning.found import Found
from geo.planning.lamp_options import NEW, REPAIR, REPLACE, LampOptions, lamp_options
from geo.planning.lamp_siting import (
    LightField,
    WindowLight,
    light_field,
    siting_for_score,
    window_light,
)
from geo.planning.plan import Plan
from geo.planning.prices import PriceList, example_prices
from geo.planning.siting import choose
from geo.scoring.rescoring import Rescoring
from geo.scoring.scene import Scene

KINDS = {
    "repair": (REPAIR,),
    "replace": (REPAIR, REPLACE),
    "add": (REPAIR, REPLACE, NEW),
}
"""What each proposal may do: repair comes first in all of them."""


@dataclass(frozen=True)
class Proposal:
    """A plan with its price, and the place scored again under it.

    Parameters
    ----------
    key
        ``repair``, ``replace`` or ``add``.
    plan
        What is done.
    costing
        What it costs.
    comparison
        The whole model before and after: never the linear figure of the search.
    gap
        Share of the gain that another choice within the money might have added, at the most; of
        the price where the least money was asked for. None where nobody knows.
    assumed
        What had to be assumed, as Danish sentences.
    told
        What the search says of itself: how near to the best it is, and what stays undone.
    """

    key: str
    plan: Plan
    costing: Costing
    comparison: Comparison = field(repr=False)
    gap: float | None
    assumed: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Answer the Danish name: the plan's own."""
        return self.plan.name

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "key": self.key,
            "label": self.label,
            "plan": self.plan.to_dict(),
            "costing": self.costing.to_dict(),
            "comparison": self.comparison.to_dict(),
            "gap": self.gap,
            "assumed": list(self.assumed),
            "told": list(self.told),
        }


def propose(
    department: Department,
    money: float,
    prices: PriceList | None = None,
    *,
    rescoring: Rescoring | None = None,
) -> tuple[Proposal, ...]:
    """Answer up to three plans for the light of a department within the money.

    The cheapest kind comes first; a proposal that would be the same as the one before it, or
    that can do nothing, is left out.

    Parameters
    ----------
    department
        The department.
    money
        Kroner, without VAT.
    prices
        The user's price list; the example prices if None.
    rescoring
        Where the department was scored before; saves scoring it again.

    Raises
    ------
    PlanError
        Where there are no paths, or no money.
    """
    if not np.isfinite(money) or money <= 0:
        raise PlanError("plan.no_money", money=money)
    again = rescoring or Rescoring(department)
    again.before()
    scene = again.scene_after(department)
    listed = prices or example_prices()
    options = lamp_options(scene, listed)
    lit, windows = light_field(scene, options), window_light(scene, options)
    proposals: list[Proposal] = []
    for key, kinds in KINDS.items():
        chosen, gap = _chosen(lit, windows, options, kinds, money, scene.assumptions)
        plan = Plan(sentence(f"proposal.{key}"), department.id, chosen)
        if not chosen or any(plan.changes == other.plan.changes for other in proposals):
            continue
        found = compare_plan(again, plan.apply(department))
        cost = costing(department, plan, listed, scene.assumptions)
        said = Found(chosen, gap).certificate
        proposals.append(Proposal(key, plan, cost, found, gap, assumed_of(scene, plan), (said,)))
    return tuple(proposals)


def _chosen(
    lit: LightField,
    windows: WindowLight,
    options: LampOptions,
    kinds: Sequence[str],
    money: float,
    assumptions: Assumptions,
) -> tuple[tuple[Change, ...], float]:
    """Answer the changes that do most for the money, and the gap of the search."""
    which = np.array([change.kind in kinds for change in options.changes], dtype=bool)
    some = options.only(kinds)
    rows = np.flatnonzero(which)
    field_of = replace(lit, gain=lit.gain[rows])
    borne = replace(windows, load=windows.load[rows])
    choice = choose(siting_for_score(field_of, some, assumptions, borne), money)
    picked = [change for change, taken in zip(some.changes, choice.chosen, strict=True) if taken]
    return tuple(picked), choice.gap


def assumed_of(scene: Scene, plan: Plan) -> tuple[str, ...]:
    """Say what a plan assumes: its new lamps, whether the old ones are known, its prices' kind."""
    said = []
    if any(change.of.layer == "lamps" for change in plan.changes):
        if not scene.department.has("lamps"):
            said.append(sentence("proposal.assumed.no_lamps"))
        facts = {
            "flux": round(scene.assumptions["planning.new_lamp_flux_lm"]),
            "height": f"{scene.assumptions['planning.new_lamp_height_m']:.1f}".replace(".", ","),
        }
        if any(change.kind in {NEW, REPLACE} for change in plan.changes):
            said.append(sentence("proposal.assumed.new_lamp", facts))
    return tuple(said)
