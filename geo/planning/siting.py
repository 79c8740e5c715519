"""Where to put things so that the money does most, with a certificate of how good the answer is.

The worth of an amount at a point is concave (``geo.planning.curve``) and amounts add up, so the
whole is submodular: greedy choice is good, and Lagrangian prices bound every other choice.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from scipy.sparse import csr_array

from geo.measures.arrays import Flags, Reals
from geo.planning import siting_bound_kernels, siting_kernels
from geo.planning.curve import COVERED, Curve
from geo.planning.siting_kernels import Offer, Rules, Table

EXCHANGES = 3
"""Rounds of exchange: later ones were seen to find nothing."""

BOUND_STEPS = 600
"""Steps of the bound at the most."""

CLOSE = 1e-4
"""A bound so near to what was reached is near enough."""

ROUNDING = 1e-12
"""Share of a bound that sums of many numbers may be off by."""


@dataclass(frozen=True)
class Siting:
    """A choice to be made among candidates.

    Parameters
    ----------
    gain
        (m, n) sparse: what each candidate adds at each point, never negative.
    price
        (m,) price of each candidate, above 0; all ones to count them.
    weight
        (n,) how much each point matters.
    base
        (n,) what is there already.
    curve
        What an amount is worth.
    near
        (m, m) sparse: pairs that must not both be chosen; None for none.
    load
        (m, k) sparse: what each candidate adds to things with a limit; None for none.
    limit
        (k,) what each of them still bears.
    """

    gain: csr_array = field(repr=False)
    price: Reals = field(repr=False)
    weight: Reals = field(repr=False)
    base: Reals = field(repr=False)
    curve: Curve = field(repr=False)
    near: csr_array | None = field(default=None, repr=False)
    load: csr_array | None = field(default=None, repr=False)
    limit: Reals | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if (self.price <= 0).any() or not np.isfinite(self.price).all():
            raise ValueError("a price must be above 0")
        if (self.weight < 0).any() or (self.gain.data < 0).any():
            raise ValueError("weights and gains are never negative")

    def worth(self, chosen: Flags) -> float:
        """Answer the weighted worth of a choice over all points."""
        amount = self.base + chosen.astype(float) @ self.gain
        return float(self.weight @ self.curve(amount))


@dataclass(frozen=True)
class Choice:
    """What was chosen, what it is worth and what no other choice can exceed.

    Parameters
    ----------
    chosen
        (m,) which candidates.
    price
        What they cost together.
    worth
        Worth of all points with them.
    bound
        No choice within the money is worth more.
    before
        Worth without any of them.
    """

    chosen: Flags = field(repr=False)
    price: float
    worth: float
    bound: float
    before: float

    @property
    def gap(self) -> float:
        """Answer the share of the gain that may have been missed, 0–1."""
        most = self.bound - self.before
        # A bound that lies above by rounding alone promises nothing more.
        if most <= ROUNDING * abs(self.bound):
            return 0.0
        return max(0.0, (self.bound - self.worth) / most)


def choose(siting: Siting, money: float) -> Choice:
    """Choose candidates within the money: greedy, then exchange, with a bound of the optimum.

    Under one price for all, greedy takes what adds most; under different prices the better of
    what adds most and what adds most per krone. The same input gives the same choice.

    Parameters
    ----------
    siting
        The choice to be made.
    money
        What the chosen may cost together.
    """
    siting = _clipped(siting)
    rules = (False,) if len(np.unique(siting.price)) <= 1 else (False, True)
    tried = [_greedy_and_exchange(siting, money, per_price=rule) for rule in rules]
    chosen = max(tried, key=siting.worth)
    worth, before = siting.worth(chosen), siting.worth(np.zeros_like(chosen))
    return Choice(
        chosen=chosen,
        price=float(siting.price[chosen].sum()),
        worth=worth,
        bound=max(worth, _bound(siting, money, chosen, worth - before) + before),
        before=before,
    )


def conflicts_with(near: csr_array | None, candidate: int, count: int) -> Flags:
    """Answer which candidates stand too near to one."""
    found = np.zeros(count, dtype=bool)
    if near is not None:
        found[near.indices[near.indptr[candidate] : near.indptr[candidate + 1]]] = True
    return found


def apart(near: csr_array) -> csr_array:
    """Answer a row per pair that must not both be chosen, with a one for either."""
    first, second = csr_array(near).nonzero()
    upper = first < second
    both = np.column_stack([first[upper], second[upper]]).ravel()
    line = np.repeat(np.arange(len(both) // 2), 2)
    count = len(near.indptr) - 1
    return csr_array((np.ones(len(both)), (line, both)), shape=(len(both) // 2, count))


def _clipped(siting: Siting) -> Siting:
    """Answer the same choice without what lies beyond the curve's end: the bound gets closer.

    A candidate that alone fills a point is worth no more there, but sold in parts it would be.
    """
    room = np.maximum(siting.curve.amount[-1] - siting.base, 0.0)
    gain = siting.gain.copy()
    gain.data = np.minimum(gain.data, room[gain.indices])
    return replace(siting, gain=gain)


def _greedy_and_exchange(siting: Siting, money: float, *, per_price: bool) -> Flags:
    chosen = np.zeros(len(siting.price), dtype=bool)
    offer, rules = _offer(siting), _rules(siting)
    state = (np.array(siting.base, dtype=float), np.zeros(len(rules.limit)), offer, rules)
    left = siting_kernels.greedy(chosen, money, per_price, *state)
    left = siting_kernels.exchange(
        chosen, left, EXCHANGES, *state, _table(csr_array(siting.gain.T))
    )
    # An exchange may have freed money for one more.
    siting_kernels.greedy(chosen, left, per_price, *state)
    return chosen


def _bound(siting: Siting, money: float, chosen: Flags, reached: float) -> float:
    """Answer a bound of the gain of any choice; prices start where the choice stands.

    On a concave curve several candidates never add more at a point than each would alone, nor
    more than is missing there. That turns any siting into one of covering, whose bound is close.
    """
    before = siting.curve(siting.base)
    missing = siting.curve.worth[-1] - before
    alone = siting.gain.copy()
    at = alone.indices
    with_it = siting.curve(siting.base[at] + alone.data)
    alone.data = (with_it - before[at]) / np.where(missing[at] > 0, missing[at], 1.0)
    covering = replace(
        siting,
        gain=alone,
        weight=siting.weight * missing,
        base=np.zeros_like(missing),
        curve=COVERED,
    )
    offer = _offer(covering)
    served = chosen.astype(float) @ alone
    start = offer.weight * (served < 1.0)
    return float(
        siting_bound_kernels.bound(start, covering.base, offer, money, reached, BOUND_STEPS, CLOSE)
    )


def _offer(siting: Siting) -> Offer:
    weight, price = (np.asarray(values, dtype=float) for values in (siting.weight, siting.price))
    return Offer(weight, _table(siting.gain), price, siting.curve.amount, siting.curve.worth)


def _rules(siting: Siting) -> Rules:
    count = len(siting.price)
    limit = np.zeros(0) if siting.limit is None else np.asarray(siting.limit, dtype=float)
    near = csr_array((count, count)) if siting.near is None else siting.near
    loads = csr_array((count, len(limit))) if siting.load is None else siting.load
    return Rules(_table(near), _table(loads), limit)


def _table(table: csr_array) -> Table:
    return Table(
        np.asarray(table.indptr, dtype=np.int64),
        np.asarray(table.indices, dtype=np.int64),
        np.asarray(table.data, dtype=float),
    )
