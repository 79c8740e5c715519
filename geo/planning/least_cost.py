"""The least money that gives every point what it is asked for.

"No path under P5", "never more than 100 m between seats": a demand per point that candidates add
up to. Greedy choice per krone and a tidying pass, with a Lagrangian bound from below.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from geo.measures.arrays import Flags, Reals
from geo.planning.siting import apart, conflicts_with

NOTHING = 1e-9
"""What is missing by less counts as met."""


@dataclass(frozen=True)
class Demand:
    """What is asked for, row by row, and what candidates add to it.

    Parameters
    ----------
    gain
        (m, n) sparse: what each candidate adds to each row, never negative.
    price
        (m,) price of each candidate, above 0.
    missing
        (n,) what each row lacks now; 0 or less where nothing is lacking.
    near
        (m, m) sparse: pairs that must not both be chosen; None for none.
    load
        (m, k) sparse: what each candidate adds to things with a limit; None for none.
    limit
        (k,) what each of them still bears.
    """

    gain: csr_array = field(repr=False)
    price: Reals = field(repr=False)
    missing: Reals = field(repr=False)
    near: csr_array | None = field(default=None, repr=False)
    load: csr_array | None = field(default=None, repr=False)
    limit: Reals | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Purchase:
    """What was bought, what it costs, what no purchase can undercut, and what stays lacking.

    ``unmet`` marks rows that all candidates together cannot fill, or that the distance between
    candidates left unfilled: they are told, not hidden.
    """

    chosen: Flags = field(repr=False)
    price: float
    bound: float
    unmet: Flags = field(repr=False)

    @property
    def gap(self) -> float:
        """Answer the share of the price that may be too much, 0–1."""
        return 0.0 if self.price <= 0 else max(0.0, (self.price - self.bound) / self.price)


def buy(demand: Demand, *, exact_seconds: float = 0.0) -> Purchase:
    """Buy what fills every row for little money.

    Parameters
    ----------
    demand
        What is asked for.
    exact_seconds
        Time HiGHS may look for something cheaper; 0 asks it only for the bound.
    """
    possible = np.asarray(demand.gain.sum(axis=0)) >= demand.missing - NOTHING
    wanted = np.where(possible, np.maximum(demand.missing, 0.0), 0.0)
    chosen = _tidied(demand, wanted, _greedy(demand, wanted))
    if exact_seconds > 0:
        chosen = _exact(demand, wanted, chosen, exact_seconds)
    left = wanted - chosen.astype(float) @ demand.gain
    price = float(demand.price[chosen].sum())
    return Purchase(
        chosen=chosen,
        price=price,
        bound=min(price, _bound(demand, wanted)),
        unmet=~possible | (left > NOTHING),
    )


def _greedy(demand: Demand, wanted: Reals) -> Flags:
    chosen = np.zeros(len(demand.price), dtype=bool)
    blocked = chosen.copy()
    left = wanted.copy()
    bears = None if demand.limit is None else np.array(demand.limit, dtype=float)
    gain = demand.gain.tocsr()
    rows = np.repeat(np.arange(len(chosen)), np.diff(gain.indptr))
    while (left > NOTHING).any():
        useful = np.minimum(gain.data, np.maximum(left, 0.0)[gain.indices])
        worth = np.bincount(rows, weights=useful, minlength=len(chosen)) / demand.price
        worth[chosen | blocked] = 0.0
        best = int(np.argmax(worth))
        if worth[best] <= NOTHING:
            break
        if demand.load is not None and bears is not None:
            carried = demand.load[[best]].toarray()[0]
            if (carried > bears + NOTHING).any():
                blocked[best] = True
                continue
            bears -= carried
        chosen[best] = True
        blocked |= conflicts_with(demand.near, best, len(chosen))
        left -= gain[[best]].toarray()[0]
    return chosen


def _tidied(demand: Demand, wanted: Reals, chosen: Flags) -> Flags:
    """Take out, dearest first, whatever the rest does without."""
    kept = chosen.copy()
    have = kept.astype(float) @ demand.gain
    met = have >= wanted - NOTHING
    for c in np.argsort(-demand.price, kind="stable"):
        if not kept[c]:
            continue
        without = have - demand.gain[[c]].toarray()[0]
        if (without[met] >= wanted[met] - NOTHING).all():
            kept[c], have = False, without
    return kept


def _bound(demand: Demand, wanted: Reals) -> float:
    """Answer the price of buying in parts: no whole purchase is cheaper."""
    lacking = np.flatnonzero(wanted > NOTHING)
    if not len(lacking):
        return 0.0
    gain = demand.gain.T.tocsr()[lacking]
    # No candidate fills more of a row than the row lacks, also not in parts.
    gain.data = np.minimum(gain.data, np.repeat(wanted[lacking], np.diff(gain.indptr)))
    result = linprog(demand.price, A_ub=-gain, b_ub=-wanted[lacking], bounds=(0, 1), method="highs")
    return float(result.fun) if result.status == 0 else 0.0


def _exact(demand: Demand, wanted: Reals, start: Flags, seconds: float) -> Flags:
    lacking = np.flatnonzero(wanted > NOTHING)
    have = start.astype(float) @ demand.gain
    # What distances and limits keep from being filled would leave the solver without an answer.
    lacking = lacking[have[lacking] >= wanted[lacking] - NOTHING]
    if not len(lacking):
        return start
    gain = demand.gain.T.tocsr()[lacking]
    least: Any = wanted[lacking]
    result = milp(
        demand.price,
        integrality=np.ones(len(demand.price)),
        bounds=(0, 1),
        constraints=[LinearConstraint(gain, lb=least), *_rules(demand)],
        options={"time_limit": seconds},
    )
    if result.x is None:
        return start
    found: Flags = result.x > 0.5  # noqa: PLR2004  (0 or 1 but for rounding)
    met = (found.astype(float) @ demand.gain)[lacking] >= wanted[lacking] - NOTHING
    cheaper = demand.price[found].sum() < demand.price[start].sum()
    return found if met.all() and cheaper else start


def _rules(demand: Demand) -> list[LinearConstraint]:
    """Keep what must stay apart apart, and what has a limit within it."""
    rules = []
    if demand.near is not None:
        rules.append(LinearConstraint(apart(demand.near), ub=1.0))
    if demand.load is not None and demand.limit is not None:
        most: Any = demand.limit
        rules.append(LinearConstraint(csr_array(demand.load.T), ub=most))
    return rules
