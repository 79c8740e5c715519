"""The inner loops of siting: what a candidate adds, greedy choice and exchange.

Candidates are rows of sparse tables: ``first[c]:first[c + 1]`` are the entries of candidate c.
"""

import heapq
from typing import Any, NamedTuple

import numpy as np

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.compiled import compiled

NOTHING = 1e-12
"""A gain of less is rounding."""


class Table(NamedTuple):
    """A sparse table by rows: where the entries of each row begin, their columns and values."""

    first: Integers
    at: Integers
    by: Reals


class Offer(NamedTuple):
    """What candidates add at points and cost, what points weigh, and the curve of worth."""

    weight: Reals
    gain: Table
    price: Reals
    ends: Reals
    values: Reals


class Rules(NamedTuple):
    """Which candidates stand too near, and what each adds to things with a limit."""

    near: Table
    load: Table
    limit: Reals


@compiled
def worth(amount: Any, ends: Any, values: Any) -> Any:
    """Answer the worth of an amount on a concave curve."""
    last = ends.shape[0] - 1
    if amount >= ends[last]:
        return values[last]
    k = 1
    while amount > ends[k]:
        k += 1
    share = (amount - ends[k - 1]) / (ends[k] - ends[k - 1])
    return values[k - 1] + share * (values[k] - values[k - 1])


@compiled
def added(c: int, amount: Reals, offer: Offer) -> Any:
    """Answer what candidate c adds to the worth of all points."""
    gain, ends, values = offer.gain, offer.ends, offer.values
    total: Any = 0.0
    for e in range(gain.first[c], gain.first[c + 1]):
        i = gain.at[e]
        before = worth(amount[i], ends, values)
        total += offer.weight[i] * (worth(amount[i] + gain.by[e], ends, values) - before)
    return total


@compiled
def allowed(c: int, chosen: Flags, carried: Reals, rules: Rules) -> bool:
    """Tell whether a candidate keeps its distance and no limit is broken by it."""
    near, load = rules.near, rules.load
    for e in range(near.first[c], near.first[c + 1]):
        if chosen[near.at[e]]:
            return False
    for e in range(load.first[c], load.first[c + 1]):
        if carried[load.at[e]] + load.by[e] > rules.limit[load.at[e]] + 1e-9:
            return False
    return True


@compiled
def put(c: int, share: Any, total: Reals, table: Table) -> None:
    """Add a share of what a candidate gives, in place; a share below 0 takes it away."""
    for e in range(table.first[c], table.first[c + 1]):
        total[table.at[e]] += share * table.by[e]


@compiled
def greedy(
    chosen: Flags,
    money: float,
    per_price: bool,  # noqa: FBT001  (numba has no keyword-only arguments)
    amount: Reals,
    carried: Reals,
    offer: Offer,
    rules: Rules,
) -> float:
    """Choose again and again what adds most, by itself or per krone; answer the money left.

    Gains only shrink as more is chosen, so an old gain is an upper bound: a candidate whose
    fresh gain still tops the heap is the best there is (lazy greedy). ``chosen``, ``amount``
    and ``carried`` are brought up to date in place. Ties go to the lower number.
    """
    price = offer.price
    heap = [(0.0, 0)]
    heap.pop()
    for c in range(price.shape[0]):
        if not chosen[c] and price[c] <= money:
            value = added(c, amount, offer)
            heap.append((-value / (price[c] if per_price else 1.0), c))
    heapq.heapify(heap)
    while len(heap) > 0:
        bound, c = heapq.heappop(heap)
        if bound >= -NOTHING:
            break
        if price[c] > money + 1e-9 or not allowed(c, chosen, carried, rules):
            continue
        value = added(c, amount, offer)
        fresh = -value / (price[c] if per_price else 1.0)
        if len(heap) > 0 and (fresh, c) > heap[0]:
            heapq.heappush(heap, (fresh, c))
            continue
        chosen[c] = True
        money -= price[c]
        put(c, 1.0, amount, offer.gain)
        put(c, 1.0, carried, rules.load)
    return money


@compiled
def move(
    moved: int,
    share: float,
    chosen: Flags,
    amount: Reals,
    carried: Reals,
    offer: Offer,
    rules: Rules,
    givers: Table,
    gains: Reals,
    seen: Integers,
    mark: int,
) -> None:
    """Choose a candidate or take it out, and bring the gains up to date of all it shares with."""
    chosen[moved] = share > 0.0
    put(moved, share, amount, offer.gain)
    put(moved, share, carried, rules.load)
    for e in range(offer.gain.first[moved], offer.gain.first[moved + 1]):
        i = offer.gain.at[e]
        for g in range(givers.first[i], givers.first[i + 1]):
            c = givers.at[g]
            if seen[c] != mark:
                seen[c] = mark
                gains[c] = added(c, amount, offer)


@compiled
def exchange(
    chosen: Flags,
    money: float,
    rounds: int,
    amount: Reals,
    carried: Reals,
    offer: Offer,
    rules: Rules,
    givers: Table,
) -> float:
    """Exchange one chosen candidate for a better one while that helps; answer the money left.

    What a candidate adds changes only where it shares a point with one that was moved;
    ``givers`` lists the candidates of each point.
    """
    price, count = offer.price, offer.price.shape[0]
    gains, seen, mark = np.zeros(count), np.zeros(count, dtype=np.int64), 0
    for c in range(count):
        gains[c] = added(c, amount, offer)
    for _ in range(rounds):
        better = False
        for out in range(count):
            if not chosen[out]:
                continue
            mark += 1
            move(out, -1.0, chosen, amount, carried, offer, rules, givers, gains, seen, mark)
            best, into = gains[out] * (1 + 1e-9) + NOTHING, out
            for c in range(count):
                if gains[c] <= best or chosen[c] or price[c] > money + price[out] + 1e-9:
                    continue
                if allowed(c, chosen, carried, rules):
                    best, into = gains[c], c
            better = better or into != out
            money += price[out] - price[into]
            mark += 1
            move(into, 1.0, chosen, amount, carried, offer, rules, givers, gains, seen, mark)
        if not better:
            break
    return money
