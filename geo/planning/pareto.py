"""Score against kroner against light: plans of which none is better in one thing and no worse.

More light is not better light: what is sent up disturbs the dark sky and those who sleep. So added
lumens stand beside the price as something one pays, and the choice is left to people.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from geo.measures.arrays import Flags, Reals
from geo.measures.lamps import lamp_light
from geo.measures.luminaire_files import luminaires_of
from geo.model.department import Department
from geo.model.errors import PlanError
from geo.model.estimate import Estimate
from geo.model.language import sentence
from geo.planning.costing import Costing, costing
from geo.planning.lamp_options import NEW, REPAIR, REPLACE, lamp_options
from geo.planning.lamp_siting import light_field, siting_for_score, window_light
from geo.planning.plan import Plan
from geo.planning.prices import PriceList, example_prices
from geo.planning.siting import choose
from geo.scoring.measurement import State
from geo.scoring.rescoring import Rescoring
from geo.scoring.scene import Scene

SHARES = (0.25, 0.5, 0.75, 1.0)
"""Parts of the money that are tried."""

FLUX = ("low", "middle", "high")
"""New lamps of little, usual and much light."""

NEW_FLUX = "planning.new_lamp_flux_lm"

KINDS = ((REPAIR,), (REPAIR, REPLACE, NEW))
"""Repair alone, and everything."""


@dataclass(frozen=True)
class Trade:
    """A plan, what it costs, what light it adds, and how the light of the place then scores.

    Parameters
    ----------
    plan, costing
        What is done and what it costs.
    light
        The factor light in the dark after it, by the whole model.
    lumens
        Maintained lumens added in the evening; below 0 where they become fewer.
    """

    plan: Plan
    costing: Costing = field(repr=False)
    light: Estimate
    lumens: float

    @property
    def kroner(self) -> float:
        """Answer the price."""
        return self.costing.kroner

    @property
    def score(self) -> float:
        """Answer the value of the light."""
        assert self.light.value is not None
        return self.light.value

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "plan": self.plan.to_dict(),
            "kroner": self.kroner,
            "example": self.costing.example,
            "score": self.score,
            "low": self.light.low,
            "high": self.light.high,
            "lumens": self.lumens,
        }


@dataclass(frozen=True)
class Step:
    """What a trade gives over the best of those that cost less.

    Parameters
    ----------
    kroner, points, lumens
        How much dearer it is, how much better its light scores, how much more light it adds.
    best
        Whether no plan of its price or less scores as much.
    """

    kroner: float
    points: float
    lumens: float
    best: bool

    @property
    def points_each_10_000(self) -> float:
        """Answer the points that 10,000 kroner more buy at this step."""
        return self.points / self.kroner * 10_000


def steps(trades: Sequence[Trade]) -> tuple[Step | None, ...]:
    """Answer what each trade gives over the best cheaper one; None where nothing is cheaper.

    Parameters
    ----------
    trades
        As of ``trade_offs``.
    """
    return tuple(_step(trades, trade) for trade in trades)


def _step(trades: Sequence[Trade], trade: Trade) -> Step | None:
    cheaper = [other for other in trades if other.kroner < trade.kroner]
    if not cheaper:
        return None
    under = max(cheaper, key=lambda other: (other.score, -other.lumens))
    within = [other for other in trades if other.kroner <= trade.kroner and other is not trade]
    return Step(
        kroner=trade.kroner - under.kroner,
        points=trade.score - under.score,
        lumens=trade.lumens - under.lumens,
        best=all(other.score < trade.score for other in within),
    )


def trade_offs(
    again: Rescoring, money: float, prices: PriceList | None = None
) -> tuple[Trade, ...]:
    """Answer plans for the light of which none beats another in everything, cheapest first.

    The first does nothing. Each is scored by the whole model; between them lie plans that nobody
    looked for.

    Parameters
    ----------
    again
        The department as it stands.
    money
        The most that may be spent, kroner without VAT.
    prices
        The user's price list; the example prices if None.

    Raises
    ------
    PlanError
        Where there is no money, or nothing to light.
    """
    if not np.isfinite(money) or money <= 0:
        raise PlanError("plan.no_money", money=money)
    listed = prices or example_prices()
    again.before()
    nothing = Plan(sentence("trade.nothing"), again.department.id)
    plans = [nothing, *(p for flux in FLUX for p in _plans(again.scene, money, listed, flux))]
    tried = {plan.to_toml(): plan for plan in plans if plan is nothing or plan.changes}
    found = [_traded(again, plan, listed) for plan in tried.values()]
    trades = sorted(
        (trade for trade in found if trade is not None),
        key=lambda trade: (trade.kroner, trade.lumens, -trade.score),
    )
    rows = np.array([(trade.kroner, trade.lumens, -trade.score) for trade in trades])
    kept = not_dominated(rows.reshape(-1, 3))
    return tuple(trade for trade, keep in zip(trades, kept, strict=True) if keep)


def not_dominated(rows: Reals) -> Flags:
    """Tell the rows that no other is at most as dear as in everything and dearer in nothing.

    Parameters
    ----------
    rows
        (n, k) things of which less is better; of equal rows the first is kept.

    Examples
    --------
    >>> not_dominated(np.array([[1.0, 3.0], [2.0, 2.0], [2.0, 3.0], [1.0, 3.0]])).tolist()
    [True, True, False, False]
    """
    kept = np.ones(len(rows), dtype=bool)
    for k, row in enumerate(rows):
        no_worse = (rows <= row).all(axis=1)
        better = (rows < row).any(axis=1)
        same_before = (rows == row).all(axis=1) & (np.arange(len(rows)) < k)
        kept[k] = not ((no_worse & better) | same_before).any()
    return kept


def _plans(scene: Scene, money: float, prices: PriceList, flux: str) -> list[Plan]:
    """Answer plans with new lamps of some light, for parts of the money."""
    assumed = scene.assumptions
    spec = assumed.entry(NEW_FLUX)
    lumens = {"low": spec.low, "middle": spec.value, "high": spec.high}[flux]
    tuned = replace(scene, assumptions=assumed.with_values({NEW_FLUX: lumens}))
    options = lamp_options(tuned, prices)
    lit, windows = light_field(tuned, options), window_light(tuned, options)
    plans = []
    for kinds in KINDS:
        rows = np.flatnonzero([change.kind in kinds for change in options.changes])
        some = options.only(kinds)
        part = replace(lit, gain=lit.gain[rows]), replace(windows, load=windows.load[rows])
        siting = siting_for_score(part[0], some, tuned.assumptions, part[1])
        for share in SHARES:
            chosen = choose(siting, share * money).chosen
            taken = tuple(c for c, yes in zip(some.changes, chosen, strict=True) if yes)
            name = sentence("trade.plan", {"count": len(taken)})
            plans.append(Plan(name, scene.department.id, taken))
    return plans


def _traded(again: Rescoring, plan: Plan, prices: PriceList) -> Trade | None:
    changed = plan.apply(again.department)
    profile = again.profile_of(again.scene_after(changed))
    light = profile.results["lighting"][State.DARK].estimate
    if light.value is None:
        return None
    added = _lumens(changed, again.scene) - _lumens(again.department, again.scene)
    cost = costing(again.department, plan, prices, again.scene.assumptions)
    return Trade(plan, cost, light, added)


def _lumens(place: Department, scene: Scene) -> float:
    lamps, chosen = place.layer("lamps"), scene.assumptions
    if lamps is None:
        return 0.0
    known, _ = luminaires_of(place.layer("luminaires"))
    light = lamp_light(lamps, chosen, luminaires=known, hour=chosen["lighting.evening_hour"])
    return float(light.lumens.sum())
