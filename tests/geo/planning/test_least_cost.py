"""The least money: its certificate holds against every purchase there is, and says what stays."""

import subprocess
import sys
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from geo.measures.arrays import Flags
from geo.planning import whole_purchase
from geo.planning.branching import Branched
from geo.planning.demand import Demand, parts_of
from geo.planning.least_cost import Purchase, buy

CLOSE = 1e-7


@st.composite
def demands(draw: st.DrawFn) -> Demand:
    """Draw a small demand with distances and limits, in tenths so that rows are filled exactly.

    Candidates serve rows near them, so that most demands fall into parts.
    """
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    m, n, k = draw(st.integers(1, 8)), draw(st.integers(1, 7)), draw(st.integers(1, 3))
    near_by = np.abs(np.linspace(0, 1, m)[:, None] - np.linspace(0, 1, n)) < chance.uniform(0.1, 1)
    gain = chance.integers(0, 31, (m, n)) / 10 * near_by
    pairs = np.triu(chance.random((m, m)) < draw(st.sampled_from([0.0, 0.15, 0.4])), 1)
    load = chance.integers(0, 6, (m, k)) / 10 * (chance.random((m, k)) < 0.5)
    return Demand(
        gain=csr_array(gain),
        price=chance.integers(1, 9, m).astype(np.float64) * 100,
        missing=chance.integers(-5, 40, n) / 10,
        near=csr_array((pairs | pairs.T).astype(float)) if draw(st.booleans()) else None,
        load=csr_array(load) if (limited := draw(st.booleans())) else None,
        limit=chance.integers(1, 12, k) / 10 if limited else None,
    )


def every_purchase(demand: Demand) -> tuple[Flags, Flags, np.ndarray[Any, Any]]:
    """Answer all choices that keep the rules, the rows each fills, and the price of each."""
    count = len(demand.price)
    choices = np.array(list(product([False, True], repeat=count)))
    kept = np.ones(len(choices), dtype=bool)
    if demand.near is not None:
        kept &= ~((choices @ demand.near.toarray() > 0) & choices).any(axis=1)
    if demand.load is not None and demand.limit is not None:
        kept &= (choices @ demand.load.toarray() <= demand.limit + CLOSE).all(axis=1)
    choices = choices[kept]
    filled = choices @ demand.gain.toarray() >= demand.missing - CLOSE
    return choices, filled, choices @ demand.price


def least_price(demand: Demand, bought: Purchase) -> float:
    """Answer the least price of what fills the rows that a purchase fills."""
    _, filled, price = every_purchase(demand)
    return float(price[filled[:, ~bought.unmet].all(axis=1)].min())


@settings(max_examples=150, deadline=None)
@given(demand=demands())
def test_no_purchase_undercuts_the_certificate(demand: Demand) -> None:
    """Bound ≤ least price of the same rows ≤ price, with rows left unmet by the rules too."""
    bought = buy(demand)
    least = least_price(demand, bought)

    assert bought.bound <= least + 1e-6
    assert least <= bought.price + 1e-6
    assert bought.price <= least * (1 + 1.1e-3)
    assert bought.price == pytest.approx(demand.price[bought.chosen].sum())


@settings(max_examples=60, deadline=None)
@given(demand=demands())
def test_patience_finds_the_least_price(demand: Demand) -> None:
    """With seconds to look, what is bought is the cheapest there is and known to be."""
    bought = buy(demand, exact_seconds=5)

    assert bought.price == pytest.approx(least_price(demand, bought))
    assert bought.gap <= 1e-5


@settings(max_examples=150, deadline=None)
@given(demand=demands())
def test_as_many_rows_are_filled_as_the_rules_allow(demand: Demand) -> None:
    """Unmet says the truth row by row, and no choice fills more of what can be filled at all."""
    bought = buy(demand)
    have = bought.chosen @ demand.gain.toarray()
    possible = demand.gain.toarray().sum(axis=0) >= demand.missing - CLOSE
    _, filled, _ = every_purchase(demand)

    assert bought.unmet.tolist() == (have < demand.missing - CLOSE).tolist()
    assert (~bought.unmet)[possible].sum() == filled[:, possible].sum(axis=1).max()
    assert demand.allows(bought.chosen)


@settings(max_examples=40, deadline=None)
@given(demand=demands())
def test_nothing_bought_is_superfluous_and_every_run_answers_alike(demand: Demand) -> None:
    """Without any one of what was bought a row would lack something; twice is the same."""
    bought = buy(demand)
    for candidate in np.flatnonzero(bought.chosen):
        without = bought.chosen.copy()
        without[candidate] = False
        assert (demand.filled(bought.chosen) & ~demand.filled(without)).any()

    again = buy(demand)
    assert again.chosen.tolist() == bought.chosen.tolist()
    assert again.bound == bought.bound


@settings(max_examples=60, deadline=None)
@given(demand=demands())
def test_parts_share_no_row_no_distance_and_no_limit(demand: Demand) -> None:
    """What every part allows and fills, the whole allows and fills."""
    parts = parts_of(demand)
    columns = np.concatenate([part.columns for part in parts]) if parts else np.zeros(0)
    chosen = np.zeros(len(demand.price), dtype=bool)
    served = np.zeros(len(demand.missing), dtype=int)
    for part in parts:
        for choice in product([False, True], repeat=len(part.columns)):
            values = np.array(choice, dtype=float)
            if (part.rules @ values <= part.most).all():
                chosen[part.columns] = choice
        served += (demand.gain.toarray()[part.columns] > 0).any(axis=0)

    assert len(np.unique(columns)) == len(columns)
    assert served[demand.missing > CLOSE].max(initial=0) <= 1
    # Each part holds the last choice its own rules allowed: together they keep the rules too.
    assert demand.allows(chosen)


def test_a_row_that_distance_leaves_unmet_is_no_part_of_the_bound() -> None:
    """Of two places too near each other the dearer fills more rows: it is bought, and is proven."""
    near = csr_array(np.array([[0.0, 1.0], [1.0, 0.0]]))
    gain = csr_array(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]]))
    bought = buy(Demand(gain, np.array([100.0, 900.0]), np.ones(3), near))

    assert bought.chosen.tolist() == [False, True]
    assert bought.unmet.tolist() == [True, False, False]
    assert bought.price == 900
    assert bought.bound == pytest.approx(900)


def test_what_the_solver_settles_beforehand_is_in_its_proof() -> None:
    """Found by chance: with a start given, HiGHS 1.16 proves 600 of a least price of 1300."""
    gain = [[2.9, 2.3, 0.9, 2, 2.1, 0, 0], [0, 0, 2.2, 0.3, 2, 0.4, 1.7]]
    load = [[0.4], [0.2], [0], [0.3], [0], [0.1], [0.4]]
    demand = Demand(
        gain=csr_array(np.array(gain).T),
        price=np.array([700.0, 800, 700, 700, 500, 800, 100]),
        missing=np.array([3.3, 3.5]),
        load=csr_array(np.array(load)),
        limit=np.array([0.8]),
    )

    assert buy(demand).bound == pytest.approx(1300)


def test_without_a_proof_none_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where HiGHS finds and proves nothing, greedy choice stands and may be all too dear."""
    gain = np.array([[1.0, 1, 1, 0, 0], [1, 1, 0, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 0, 1.0]])
    near = np.zeros((4, 4))
    near[3, 1] = near[1, 3] = 1.0
    demand = Demand(csr_array(gain), np.array([10.0, 9, 9, 50]), np.ones(5), csr_array(near))
    best = buy(demand)

    def unsolved(*_: object) -> Branched:
        return Branched(None, float("-inf"))

    monkeypatch.setattr(whole_purchase, "branch", unsolved)
    alone = buy(demand)

    assert best.gap < 1e-6
    assert alone.price >= best.price
    assert alone.bound == 0
    assert alone.gap == 1


def test_rows_no_candidate_can_fill_are_told() -> None:
    """What money cannot buy is named, and the rest is bought all the same."""
    demand = Demand(csr_array(np.array([[1.0, 0.0]])), np.ones(1), np.array([1.0, 1.0]))
    bought = buy(demand)

    assert bought.chosen.tolist() == [True]
    assert bought.unmet.tolist() == [False, True]
    assert bought.bound == pytest.approx(1)


def test_where_nothing_is_lacking_nothing_is_bought() -> None:
    """Enough today costs nothing, and that is certain."""
    bought = buy(Demand(csr_array(np.ones((2, 2))), np.ones(2), np.array([0.0, -1.0])))

    assert not bought.chosen.any()
    assert (bought.price, bought.bound, bought.gap) == (0, 0, 0)
    assert not bought.unmet.any()


def test_the_solver_says_nothing_of_its_own() -> None:
    """Whatever a verb answers as JSON stands alone on stdout: no name, no log, no stray line."""
    told = (
        "import numpy as np\n"
        "from scipy.sparse import csr_array\n"
        "from geo.planning.branching import Patience, at_least, branch\n"
        "chance = np.random.default_rng(0)\n"
        "rule = at_least(csr_array(chance.uniform(0, 1, (30, 40))), np.full(30, 5.0))\n"
        "branch(chance.uniform(1, 2, 40), [rule], Patience(branches=20))\n"
    )
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, check=True)

    assert ran.stdout == b""
    assert ran.stderr == b""
