"""The least money that gives every point what it is asked for.

"No path under P5", "never more than 100 m between seats": a demand per point that candidates add
up to. Greedy choice per krone and a tidying pass, then a whole purchase by integer programming.
"""

from dataclasses import dataclass, field

import numpy as np

from geo.measures.arrays import Flags
from geo.planning.demand import NOTHING, Demand
from geo.planning.siting import conflicts_with
from geo.planning.whole_purchase import cheapest, fullest


@dataclass(frozen=True)
class Purchase:
    """What was bought, what it costs, what no purchase can undercut, and what stays lacking.

    ``unmet`` marks rows that all candidates together cannot fill, or that distances and limits
    left unfilled: they are told, not hidden. ``bound`` speaks of the other rows alone: no
    purchase that fills those and keeps every rule costs less.
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
    """Buy what fills as many rows as the rules allow, for little money.

    Parameters
    ----------
    demand
        What is asked for.
    exact_seconds
        Time HiGHS may look for something cheaper; 0 lets it try a number of branches, so that
        the answer is the same on every run.
    """
    possible = np.asarray(demand.gain.sum(axis=0)) >= demand.missing - NOTHING
    asked = demand.asking(possible)
    chosen = _tidied(asked, _greedy(asked))
    if not asked.filled(chosen).all():
        fuller = fullest(asked, chosen)
        # What the rules keep from being filled is no part of the price, nor of its bound.
        asked = asked.asking(asked.filled(fuller))
        tried = [_tidied(asked, choice) for choice in (fuller, _greedy(asked))]
        chosen = min(
            (choice for choice in tried if asked.filled(choice).all()),
            key=lambda choice: float(demand.price[choice].sum()),
        )
    chosen, bound = cheapest(asked, chosen, seconds=exact_seconds)
    chosen = _tidied(asked, chosen)
    price = float(demand.price[chosen].sum())
    return Purchase(
        chosen=chosen, price=price, bound=min(price, bound), unmet=~demand.filled(chosen)
    )


def _greedy(demand: Demand) -> Flags:
    chosen = np.zeros(len(demand.price), dtype=bool)
    blocked = chosen.copy()
    left = demand.missing.copy()
    bears = None if demand.limit is None else np.array(demand.limit, dtype=float)
    gain = demand.gain.tocsr()
    rows = np.repeat(np.arange(len(chosen)), np.diff(gain.indptr))
    while (left > NOTHING).any():
        useful = np.minimum(gain.data, np.where(left > NOTHING, left, 0.0)[gain.indices])
        worth = np.bincount(rows, weights=useful, minlength=len(chosen)) / demand.price
        worth[chosen | blocked] = 0.0
        best = int(np.argmax(worth))
        if worth[best] <= 0:
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


def _tidied(demand: Demand, chosen: Flags) -> Flags:
    """Take out, dearest first, whatever the rest does without."""
    kept = chosen.copy()
    met = demand.filled(chosen)
    for c in np.argsort(-demand.price, kind="stable"):
        if kept[c]:
            kept[c] = False
            kept[c] = not demand.filled(kept)[met].all()
    return kept
