"""What is asked for row by row, what candidates add to it, and the rules a purchase must keep."""

from dataclasses import dataclass, field, replace

import numpy as np
from scipy.sparse import block_array, csr_array, vstack
from scipy.sparse.csgraph import connected_components

from geo.measures.arrays import Flags, Integers, Reals
from geo.planning.siting import apart

NOTHING = 1e-9
"""What is missing, or over a limit, by less counts as met and as kept."""


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

    def filled(self, chosen: Flags) -> Flags:
        """Answer which rows lack nothing with a choice."""
        return np.asarray(chosen.astype(float) @ self.gain >= self.missing - NOTHING)

    def asking(self, rows: Flags) -> "Demand":
        """Answer the same demand with nothing asked for outside some rows."""
        return replace(self, missing=np.where(rows, np.maximum(self.missing, 0.0), 0.0))

    def allows(self, chosen: Flags) -> bool:
        """Tell whether a choice keeps every distance and every limit."""
        whole = chosen.astype(float)
        if self.near is not None and (whole @ self.near)[chosen].any():
            return False
        if self.load is None or self.limit is None:
            return True
        return bool((whole @ self.load <= self.limit + NOTHING).all())


@dataclass(frozen=True)
class Part:
    """Candidates and the rows they serve, that share nothing with the rest of a demand.

    Parameters
    ----------
    columns
        (c,) candidates of the part.
    gain
        (r, c) sparse: what each adds to each of its rows, never more than the row lacks.
    need
        (r,) what each row lacks, above 0.
    rules
        (k, c) sparse: a line per pair that must stay apart and per limit that could be passed.
    most
        (k,) what each of those lines may add up to.
    """

    columns: Integers
    gain: csr_array = field(repr=False)
    need: Reals = field(repr=False)
    rules: csr_array = field(repr=False)
    most: Reals = field(repr=False)


def parts_of(demand: Demand) -> list[Part]:
    """Cut a demand into parts that share no row, no distance and no limit.

    Each may then be bought for itself: what fills every part fills the whole, keeps every rule,
    and the least prices add up. Rows nobody adds to and candidates that add nothing are left out.
    """
    lacking = np.flatnonzero(demand.missing > NOTHING)
    need = demand.missing[lacking]
    gain = csr_array(demand.gain.T)[lacking]
    # No candidate fills more of a row than the row lacks: sold in parts it would be too cheap.
    gain.data = np.minimum(gain.data, np.repeat(need, np.diff(gain.indptr)))
    gain.eliminate_zeros()
    useful = np.unique(gain.indices)
    if not len(useful):
        return []
    gain = gain[:, useful]
    rules, most = _rules(demand, useful)
    ties = csr_array(vstack([gain, rules]))
    both = block_array([[None, ties], [ties.T, None]], format="csr")
    _, label = connected_components(both, directed=False)
    of_candidates = label[-len(useful) :]
    parts = []
    for number in np.unique(of_candidates):
        columns = np.flatnonzero(of_candidates == number)
        rows, lines = _touching(gain, columns), _touching(rules, columns)
        if len(rows):
            of_rows, of_rules = gain[rows][:, columns], rules[lines][:, columns]
            parts.append(Part(useful[columns], of_rows, need[rows], of_rules, most[lines]))
    return parts


def _rules(demand: Demand, useful: Integers) -> tuple[csr_array, Reals]:
    """Answer pairs and loads of candidates; a limit that all of them keep together is no rule."""
    pairs = loads = csr_array((0, len(useful)))
    limit = np.zeros(0)
    if demand.near is not None:
        pairs = apart(csr_array(demand.near[useful][:, useful]))
    if demand.load is not None and demand.limit is not None:
        loads = csr_array(demand.load.T)[:, useful]
        binds = np.asarray(loads.sum(axis=1)) > demand.limit
        loads, limit = loads[binds], demand.limit[binds]
    ones = np.ones(len(pairs.indptr) - 1)
    return csr_array(vstack([pairs, loads])), np.concatenate([ones, limit])


def _touching(table: csr_array, columns: Integers) -> Integers:
    """Answer the rows of a table that hold something in some columns."""
    return np.flatnonzero(np.diff(csr_array(table[:, columns]).indptr) > 0)
