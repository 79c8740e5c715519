"""The same choice to proven optimality, as far as the time allows: HiGHS.

Only when exactness is asked for: the bound of ``geo.planning.siting`` is near enough for most
plans and takes a fraction of a second.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import block_array, csr_array, eye_array

from geo.measures.arrays import Integers
from geo.planning.siting import Choice, Siting, apart, choose


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
    useful = np.flatnonzero(siting.weight > 0)
    result = milp(
        np.concatenate([np.zeros(len(siting.price)), -siting.weight[useful]]),
        integrality=np.concatenate([np.ones(len(siting.price)), np.zeros(len(useful))]),
        bounds=(0, np.concatenate([np.ones(len(siting.price)), np.full(len(useful), np.inf)])),
        constraints=_constraints(siting, useful, money),
        options={"time_limit": seconds, "mip_rel_gap": 1e-6},
    )
    best = quick
    if result.x is not None:
        chosen = result.x[: len(siting.price)] > 0.5  # noqa: PLR2004  (0 or 1 but for rounding)
        worth = siting.worth(chosen)
        if worth > quick.worth:
            best = replace(
                quick, chosen=chosen, price=float(siting.price[chosen].sum()), worth=worth
            )
    proven = -result.mip_dual_bound if getattr(result, "mip_dual_bound", None) is not None else None
    bound = quick.bound if proven is None else min(quick.bound, proven)
    return replace(best, bound=max(best.worth, bound))


def _constraints(siting: Siting, useful: Integers, money: float) -> list[LinearConstraint]:
    """Worth under every line of the curve, money, distances and limits."""
    gain = csr_array(siting.gain.T)[useful]
    base = siting.base[useful]
    curve = siting.curve
    slopes = np.append(curve.slopes, 0.0)
    level = curve.worth - slopes * curve.amount
    one = eye_array(len(useful), format="csr")
    none = csr_array((1, len(useful)))
    rows = [
        LinearConstraint(
            block_array([[-slope * gain, one]], format="csr"), -np.inf, at + slope * base
        )
        for slope, at in zip(slopes, level, strict=True)
    ]
    price = block_array([[csr_array(siting.price[None, :]), none]], format="csr")
    rows.append(LinearConstraint(price, ub=money))
    if siting.near is not None:
        both = apart(siting.near)
        none = csr_array((len(both.indptr) - 1, len(useful)))
        rows.append(LinearConstraint(block_array([[both, none]], format="csr"), ub=1.0))
    if siting.load is not None and siting.limit is not None:
        loads = csr_array(siting.load.T)
        nothing = csr_array((len(siting.limit), len(useful)))
        wide = block_array([[loads, nothing]], format="csr")
        most: Any = siting.limit
        rows.append(LinearConstraint(wide, ub=most))
    return rows
