"""Whole purchases by integer programming: as many rows as the rules allow, for the least money.

HiGHS stops at a number of branches, not at an hour, so that the same demand gives the same
answer on every run; with patience in seconds it stops at those.
"""

import numpy as np
from scipy.sparse import csr_array, diags_array, hstack

from geo.measures.arrays import Flags
from geo.planning.branching import Patience, Rules, at_least, at_most, branch
from geo.planning.demand import NOTHING, Demand, Part, parts_of

BRANCHES = 500
"""Branches HiGHS may try for a part; nearly all parts need fewer."""

SETTLED = 1e-3
"""A price so near to the least is near enough, as a share of it."""

SETTLED_EXACTLY = 1e-6
"""The same where time was given to look for a proven best."""


def fullest(demand: Demand, start: Flags) -> Flags:
    """Answer a choice that fills more rows than one that is there, or that one.

    Distances and limits may forbid that every row is filled; which rows are left out is then a
    choice too. Parts where the start fills every row stay as they are.

    Parameters
    ----------
    demand
        What is asked for.
    start
        (m,) a choice that keeps every rule.
    """
    best = start
    for part in parts_of(demand):
        filled = part.gain @ best[part.columns].astype(float) >= part.need - NOTHING
        if filled.all():
            continue
        rows, columns = len(part.need), len(part.columns)
        told = csr_array(hstack([part.gain, -diags_array(part.need)]))
        wide = csr_array(hstack([part.rules, csr_array((len(part.most), rows))]))
        found = branch(
            np.concatenate([np.zeros(columns), -np.ones(rows)]),
            [at_least(told, np.full(rows, -NOTHING)), at_most(wide, part.most + NOTHING)],
            Patience(branches=BRANCHES),
        ).chosen
        fuller = _with(best, part, found)
        if demand.allows(fuller) and demand.filled(fuller).sum() > demand.filled(best).sum():
            best = fuller
    return best


def cheapest(demand: Demand, start: Flags, *, seconds: float = 0.0) -> tuple[Flags, float]:
    """Answer the cheapest choice found that fills every row, and what no such choice undercuts.

    Parameters
    ----------
    demand
        What is asked for; the start fills all of it.
    start
        (m,) a choice that keeps every rule.
    seconds
        Time HiGHS may take altogether; 0 for the same answer on every run.

    Returns
    -------
    (m,) the choice, and a price that every choice that fills the same rows and keeps the rules
    reaches.
    """
    best, bound = start, 0.0
    parts = parts_of(demand)
    count = sum(len(part.columns) for part in parts)
    for part in parts:
        price = demand.price[part.columns]
        patience = Patience(branches=BRANCHES, settled=SETTLED)
        if seconds > 0:
            share = seconds * len(part.columns) / count
            patience = Patience(seconds=share, settled=SETTLED_EXACTLY)
        found = branch(price, _filling(part), patience)
        other = _with(best, part, found.chosen)
        cheaper = demand.price[other].sum() < demand.price[best].sum()
        if cheaper and demand.allows(other) and demand.filled(other).all():
            best = other
        # Where nothing was proven a part may cost nothing, for all that is known.
        bound += min(max(found.bound, 0.0), float(price[best[part.columns]].sum()))
    return best, bound


def _filling(part: Part) -> list[Rules]:
    return [at_least(part.gain, part.need - NOTHING), at_most(part.rules, part.most + NOTHING)]


def _with(chosen: Flags, part: Part, found: Flags | None) -> Flags:
    """Answer a choice with what was found for a part in place of what it had there."""
    if found is None:
        return chosen
    other = chosen.copy()
    other[part.columns] = found[: len(part.columns)]
    return other
