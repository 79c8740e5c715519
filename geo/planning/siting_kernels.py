"""The inner loops of siting: what a candidate adds, greedy choice and exchange.

Candidates are rows of a sparse table: ``first[c]:first[c + 1]`` are the entries of candidate c,
``point`` names the point of each and ``gain`` how much it adds there.
"""

import heapq
from typing import Any

import numpy as np

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.compiled import compiled

NOTHING = 1e-12
"""A gain of less is rounding."""


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
def added(
    c: int,
    amount: Reals,
    weight: Reals,
    first: Integers,
    point: Integers,
    gain: Reals,
    ends: Reals,
    values: Reals,
) -> Any:
    """Answer what candidate c adds to the worth of all points."""
    total: Any = 0.0
    for e in range(first[c], first[c + 1]):
        i = point[e]
        before = worth(amount[i], ends, values)
        total += weight[i] * (worth(amount[i] + gain[e], ends, values) - before)
    return total


@compiled
def allowed(
    c: int,
    chosen: Flags,
    load: Reals,
    limit: Reals,
    near_first: Integers,
    near: Integers,
    load_first: Integers,
    load_at: Integers,
    load_by: Reals,
) -> bool:
    """Tell whether a candidate keeps its distance and no limit is broken by it."""
    for e in range(near_first[c], near_first[c + 1]):
        if chosen[near[e]]:
            return False
    for e in range(load_first[c], load_first[c + 1]):
        if load[load_at[e]] + load_by[e] > limit[load_at[e]] + 1e-9:
            return False
    return True


@compiled
def put(c: int, sign: float, amount: Reals, first: Integers, point: Integers, gain: Reals) -> None:
    """Add or take away what a candidate gives, in place."""
    for e in range(first[c], first[c + 1]):
        amount[point[e]] += sign * gain[e]


@compiled
def greedy(
    chosen: Flags,
    money: float,
    per_price: bool,  # noqa: FBT001  (numba has no keyword-only arguments)
    amount: Reals,
    weight: Reals,
    first: Integers,
    point: Integers,
    gain: Reals,
    price: Reals,
    ends: Reals,
    values: Reals,
    load: Reals,
    limit: Reals,
    near_first: Integers,
    near: Integers,
    load_first: Integers,
    load_at: Integers,
    load_by: Reals,
) -> float:
    """Choose again and again what adds most, by itself or per krone; answer the money left.

    Gains only shrink as more is chosen, so an old gain is an upper bound: a candidate whose
    fresh gain still tops the heap is the best there is (lazy greedy). ``chosen``, ``amount``
    and ``load`` are brought up to date in place. Ties go to the lower number.
    """
    heap = [(0.0, 0)]
    heap.pop()
    for c in range(first.shape[0] - 1):
        if not chosen[c] and price[c] <= money:
            value = added(c, amount, weight, first, point, gain, ends, values)
            heap.append((-value / (price[c] if per_price else 1.0), c))
    heapq.heapify(heap)
    while len(heap) > 0:
        bound, c = heapq.heappop(heap)
        if bound >= -NOTHING:
            break
        if price[c] > money + 1e-9 or not allowed(
            c, chosen, load, limit, near_first, near, load_first, load_at, load_by
        ):
            continue
        value = added(c, amount, weight, first, point, gain, ends, values)
        fresh = -value / (price[c] if per_price else 1.0)
        if len(heap) > 0 and (fresh, c) > heap[0]:
            heapq.heappush(heap, (fresh, c))
            continue
        chosen[c] = True
        money -= price[c]
        put(c, 1.0, amount, first, point, gain)
        put(c, 1.0, load, load_first, load_at, load_by)
    return money


@compiled
def refresh(
    moved: int,
    gains: Reals,
    seen: Integers,
    mark: int,
    amount: Reals,
    weight: Reals,
    first: Integers,
    point: Integers,
    gain: Reals,
    ends: Reals,
    values: Reals,
    giver_first: Integers,
    giver: Integers,
) -> None:
    """Bring the gains up to date of all candidates that share a point with one that moved."""
    for e in range(first[moved], first[moved + 1]):
        i = point[e]
        for g in range(giver_first[i], giver_first[i + 1]):
            c = giver[g]
            if seen[c] != mark:
                seen[c] = mark
                gains[c] = added(c, amount, weight, first, point, gain, ends, values)


@compiled
def exchange(
    chosen: Flags,
    money: float,
    rounds: int,
    amount: Reals,
    weight: Reals,
    first: Integers,
    point: Integers,
    gain: Reals,
    price: Reals,
    ends: Reals,
    values: Reals,
    load: Reals,
    limit: Reals,
    near_first: Integers,
    near: Integers,
    load_first: Integers,
    load_at: Integers,
    load_by: Reals,
    giver_first: Integers,
    giver: Integers,
) -> float:
    """Exchange one chosen candidate for a better one while that helps; answer the money left.

    What a candidate adds changes only where it shares a point with one that was moved;
    ``giver_first`` and ``giver`` list the candidates of each point.
    """
    count = first.shape[0] - 1
    gains, seen, mark = np.zeros(count), np.zeros(count, dtype=np.int64), 0
    for c in range(count):
        gains[c] = added(c, amount, weight, first, point, gain, ends, values)
    for _ in range(rounds):
        better = False
        for out in range(count):
            if not chosen[out]:
                continue
            chosen[out] = False
            put(out, -1.0, amount, first, point, gain)
            put(out, -1.0, load, load_first, load_at, load_by)
            mark += 1
            refresh(
                out, gains, seen, mark, amount, weight, first, point, gain, ends, values,
                giver_first, giver,
            )  # fmt: skip
            best, into = gains[out] * (1 + 1e-9) + NOTHING, out
            for c in range(count):
                if gains[c] <= best or chosen[c] or price[c] > money + price[out] + 1e-9:
                    continue
                if allowed(c, chosen, load, limit, near_first, near, load_first, load_at, load_by):
                    best, into = gains[c], c
            better = better or into != out
            chosen[into] = True
            money += price[out] - price[into]
            put(into, 1.0, amount, first, point, gain)
            put(into, 1.0, load, load_first, load_at, load_by)
            mark += 1
            refresh(
                into, gains, seen, mark, amount, weight, first, point, gain, ends, values,
                giver_first, giver,
            )  # fmt: skip
        if not better:
            break
    return money
