"""The same choice to proven optimality, as far as the time allows: HiGHS.

Only when exactness is asked for: the bound of ``geo.planning.siting`` is near enough for most
plans and takes a fraction of a second.
"""

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack

from geo.measures.arrays import Integers
from geo.planning.branching import Patience, Rules, at_most, branch
from geo.planning.siting import Choice, Siting, apart, choose

SETTLED = 1e-6
"""A worth so near to the most is the most, as a share of it."""


def choose_exactly(siting: Siting, money: float, *, seconds: float = 60.0) -> Choice:
    """Choose candidates by integer programming; the gap says what the time did not settle.

    The answer is never worse than ``choose``. Its bound is the solver's, or the Lagrangian one
    where that is nearer.

    Parameters
    ----------
    siting
        The choice to be made; few points and candidates, or much patience.
    money
        What the chosen may cost together.
    seconds
        Time the solver may take.
    """
    quick = choose(siting, money)
    useful = np.flatnonzero((siting.weight > 0) & (siting.curve.worth[-1] > 0))
    most = siting.weight[useful] * siting.curve.worth[-1]
    found = branch(
        np.concatenate([np.zeros(len(siting.price)), -most]),
        _constraints(siting, useful, money),
        Patience(seconds=seconds, settled=SETTLED),
        parts=len(useful),
    )
    best = quick
    if found.chosen is not None:
        chosen = found.chosen[: len(siting.price)]
        worth = siting.worth(chosen)
        if worth > quick.worth:
            best = replace(
                quick, chosen=chosen, price=float(siting.price[chosen].sum()), worth=worth
            )
    bound = min(quick.bound, -found.bound) if np.isfinite(found.bound) else quick.bound
    return replace(best, bound=max(best.worth, bound))


def _constraints(siting: Siting, useful: Integers, money: float) -> list[Rules]:
    """Worth under every line of the curve, money, distances and limits.

    Worth is counted as a share of the most that the curve gives.
    """
    gain = csr_array(siting.gain.T)[useful]
    base = siting.base[useful]
    curve = siting.curve
    slopes = np.append(curve.slopes, 0.0)
    level = curve.worth - slopes * curve.amount
    most = curve.worth[-1] * eye_array(len(useful), format="csr")
    rules = [
        at_most(csr_array(hstack([-slope * gain, most])), at + slope * base)
        for slope, at in zip(slopes, level, strict=True)
    ]
    rules.append(at_most(_beside(csr_array(siting.price[None, :]), useful), np.array([money])))
    if siting.near is not None:
        both = apart(siting.near)
        rules.append(at_most(_beside(both, useful), np.ones(len(both.indptr) - 1)))
    if siting.load is not None and siting.limit is not None:
        loads = _beside(csr_array(siting.load.T), useful)
        rules.append(at_most(loads, np.asarray(siting.limit, dtype=float)))
    return rules


def _beside(table: csr_array, useful: Integers) -> csr_array:
    """Answer a rule of candidates where the worth of points follows them."""
    return csr_array(hstack([table, csr_array((len(table.indptr) - 1, len(useful)))]))
