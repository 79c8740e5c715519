"""How much any choice within the money can be worth at the most."""

from typing import Any

import numpy as np

from geo.measures.arrays import Reals
from geo.measures.compiled import compiled
from geo.planning.siting_kernels import NOTHING, Offer, put, worth

PATIENCE, SHORTER, LEAST_PACE = 12, 0.6, 1e-4
"""Steps of the bound without gain before the stride is shortened, by how much, and its end."""


@compiled
def bound(
    price_of_light: Reals,
    base: Reals,
    offer: Offer,
    money: float,
    reached: float,
    rounds: int,
    close: float,
) -> Any:
    """Answer an upper bound of what any choice within the money can be worth.

    Every point pays ``price_of_light`` for what it uses and candidates sell at that price: for
    any prices the points' best use plus the candidates' best sale under the budget (in parts, so
    never too little) bounds the true optimum. Prices are moved along the surplus (subgradient,
    Polyak steps, averaged direction); the least bound seen is answered.
    """
    weight, gain, price, ends, values = offer
    n, m, last = base.shape[0], price.shape[0], ends.shape[0] - 1
    prices = price_of_light.copy()
    best_prices = prices.copy()
    sold = np.zeros(m)
    take = np.zeros(m)
    slack = np.zeros(n)
    way = np.zeros(n)
    pace, idle = 1.0, 0
    best: Any = 1e300
    for step in range(rounds):
        total = 0.0
        for i in range(n):
            if weight[i] <= 0.0:
                slack[i] = 0.0
                continue
            k = 0
            while k < last and weight[i] * (values[k + 1] - values[k]) > prices[i] * (
                ends[k + 1] - ends[k]
            ):
                k += 1
            # What is there already is used for nothing.
            use = max(ends[k], base[i]) if prices[i] > 0.0 else max(ends[last], base[i])
            spent = prices[i] * (use - base[i])
            total += weight[i] * worth(use, ends, values) - spent
            slack[i] = base[i] - use
        for c in range(m):
            value = 0.0
            for e in range(gain.first[c], gain.first[c + 1]):
                value += prices[gain.at[e]] * gain.by[e]
            sold[c] = value
            take[c] = 0.0
        left = money
        for c in np.argsort(-sold / price):
            if sold[c] <= 0.0 or left <= 0.0:
                break
            part = min(1.0, left / price[c])
            left -= part * price[c]
            take[c] = part
            total += part * sold[c]
            put(c, part, slack, gain)
        if total < best - 1e-12 * abs(best):
            best = total
            best_prices[:] = prices
            idle = 0
        else:
            idle += 1
        if best - reached <= close * abs(reached):
            break
        if idle >= PATIENCE:
            pace *= SHORTER
            idle = 0
            prices[:] = best_prices
            way[:] = 0.0
            if pace < LEAST_PACE:
                break
            continue
        length = 0.0
        for i in range(n):
            way[i] = 0.6 * way[i] + 0.4 * slack[i] if step else slack[i]
            length += way[i] * way[i]
        if length <= NOTHING**2:  # nothing to move: the bound is exact
            break
        stride = pace * (total - reached) / length
        for i in range(n):
            # At more than its first slope a point uses nothing; dearer changes nothing.
            dearest = weight[i] * (values[1] - values[0]) / (ends[1] - ends[0])
            prices[i] = min(max(prices[i] - stride * way[i], 0.0), dearest)
    return best
