"""Yes or no for unknowns, at the least price under linear rules: HiGHS.

Asked through its own package, not through scipy: the HiGHS within scipy 1.17 prints a line on
stdout now and then, into what a verb answers as JSON. No start is given: HiGHS 1.16 forgets the
price of what it has settled beforehand when it takes one over, and then proves too little.
"""

from dataclasses import dataclass, field

import highspy
import numpy as np
from scipy.sparse import csr_array, vstack

from geo.measures.arrays import Flags, Reals


class Silent(highspy.Highs):
    """HiGHS that says nothing: it tells its name when callbacks are set, before it can be asked."""

    def enableCallbacks(self) -> None:  # noqa: N802  (its own name)
        """Set callbacks in silence."""
        self.setOptionValue("output_flag", False)  # noqa: FBT003  (its own signature)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Rules:
    """Linear rules: ``least <= table @ values <= most``, row by row.

    Parameters
    ----------
    table
        (r, c) sparse.
    least, most
        (r,) bounds; infinite where there is none.
    """

    table: csr_array = field(repr=False)
    least: Reals = field(repr=False)
    most: Reals = field(repr=False)


@dataclass(frozen=True)
class Patience:
    """When HiGHS may stop.

    Parameters
    ----------
    branches
        How many it may try; None for any number.
    seconds
        How long it may look; None for as long as it takes, and the same answer on every run.
    settled
        Share of the price by which what was found may be over the least.
    """

    branches: int | None = None
    seconds: float | None = None
    settled: float = 0.0


@dataclass(frozen=True)
class Branched:
    """The best found, None where nothing was, and what nothing can undercut.

    Of what may be taken in parts ``chosen`` says whether it is taken by more than half.
    """

    chosen: Flags | None = field(repr=False)
    bound: float


def at_least(table: csr_array, amount: Reals) -> Rules:
    """Answer the rule that a table reaches an amount."""
    return Rules(table, amount, np.full(len(amount), np.inf))


def at_most(table: csr_array, amount: Reals) -> Rules:
    """Answer the rule that a table stays within an amount."""
    return Rules(table, np.full(len(amount), -np.inf), amount)


def branch(price: Reals, rules: list[Rules], patience: Patience, *, parts: int = 0) -> Branched:
    """Look for the cheapest choice that keeps the rules.

    Parameters
    ----------
    price
        (c,) price of each unknown; below 0 for what is worth having.
    rules
        What every choice keeps.
    patience
        When to stop.
    parts
        So many of the last unknowns may be taken in parts, 0–1.

    Returns
    -------
    The best found. HiGHS keeps rules to a millionth: who needs more looks again.
    """
    table = csr_array(vstack([rule.table for rule in rules], format="csr"))
    count = len(price)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = count, len(table.indptr) - 1
    model.col_cost_ = np.asarray(price, dtype=float)
    model.col_lower_, model.col_upper_ = np.zeros(count), np.ones(count)
    model.row_lower_ = np.concatenate([rule.least for rule in rules])
    model.row_upper_ = np.concatenate([rule.most for rule in rules])
    whole, any_part = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    model.integrality_ = [whole] * (count - parts) + [any_part] * parts
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.asarray(table.indptr, dtype=np.int32)
    model.a_matrix_.index_ = np.asarray(table.indices, dtype=np.int32)
    model.a_matrix_.value_ = np.asarray(table.data, dtype=np.float64)
    solver = _solver(patience)
    solver.passModel(model)
    solver.run()
    bound = float(solver.getInfo().mip_dual_bound)
    values = np.array(solver.getSolution().col_value)
    found = (
        solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    )
    return Branched(values > 0.5 if found else None, bound)  # noqa: PLR2004  (0 or 1 but for rounding)


def _solver(patience: Patience) -> highspy.Highs:
    """Answer a solver of one thread, so that every machine answers alike."""
    solver = Silent()  # type: ignore[no-untyped-call]
    options: dict[str, bool | float | str] = {
        "output_flag": False,
        "parallel": "off",
        "mip_rel_gap": patience.settled,
    }
    if patience.branches is not None:
        options["mip_max_nodes"] = patience.branches
    if patience.seconds is not None:
        options["time_limit"] = patience.seconds
    for name, value in options.items():
        solver.setOptionValue(name, value)
    return solver
