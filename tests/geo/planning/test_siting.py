"""Siting: the toy path's optima, laws, and a certificate that holds on every small instance."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from geo.measures.anchors import LEAST_LUX, MEAN_LUX, Anchors, anchor_score
from geo.planning.curve import COVERED, Curve, concave_majorant
from geo.planning.exact import choose_exactly
from geo.planning.siting import Siting, choose

PLACES, CANDIDATES = np.arange(0, 61, 5.0), np.arange(0, 61, 10.0)


def toy_path() -> Siting:
    """Answer the 60 m path of the method: a lamp serves what lies within 7.885 m of it."""
    serves = np.abs(CANDIDATES[:, None] - PLACES[None]) <= 7.885
    return Siting(csr_array(serves.astype(float)), np.ones(7), np.ones(13), np.zeros(13), COVERED)


@pytest.mark.parametrize(("lamps", "served"), [(2, 6), (3, 9), (4, 10), (5, 11), (7, 13)])
def test_the_toy_path_reaches_its_known_optima(lamps: int, served: int) -> None:
    """Methods §8.1: 6, 9, 10, 11 and 13 points with 2, 3, 4, 5 and 7 lamps."""
    choice = choose(toy_path(), lamps)

    assert choice.worth == served
    assert choice.bound == pytest.approx(served, abs=0.01)


def test_three_lamps_on_the_toy_path_have_one_best_place() -> None:
    """Methods §8.1: 10, 30 and 50 m, and nothing else."""
    assert CANDIDATES[choose(toy_path(), 3).chosen].tolist() == [10, 30, 50]


@pytest.mark.parametrize("lamps", [2, 4])
def test_integer_programming_agrees_on_the_toy_path(lamps: int) -> None:
    """HiGHS finds the same worth and proves it."""
    choice = choose_exactly(toy_path(), lamps)

    assert choice.worth == choose(toy_path(), lamps).worth
    assert choice.gap <= 1e-6


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the library's own, of its solver
def test_spopt_finds_the_same_worth_on_the_toy_path() -> None:
    """A library nobody here wrote solves the same covering problem."""
    import pulp  # noqa: PLC0415  (slow to import, and only here)
    from spopt.locate import MCLP  # noqa: PLC0415

    distance = np.abs(PLACES[:, None] - CANDIDATES[None])
    model = MCLP.from_cost_matrix(distance, np.ones(13), 7.885, p_facilities=3)
    solved = model.solve(pulp.HiGHS(msg=False))

    assert pulp.value(solved.problem.objective) == choose(toy_path(), 3).worth


@pytest.mark.parametrize("anchors", [MEAN_LUX, LEAST_LUX])
def test_the_majorant_lies_on_or_over_the_score_and_close(anchors: Anchors) -> None:
    """Never under the score; where the score is concave, within two hundredths of a point of it."""
    curve = concave_majorant(anchors)
    lux = np.linspace(1e-4, 1.2 * anchors[0][-1], 50_001)
    over = curve(lux) - anchor_score(lux, anchors)

    assert over.min() >= -1e-5
    assert over[lux >= anchors[0][-2]].max() < 0.05
    assert (np.diff(curve.slopes) <= 1e-9).all()


def test_the_majorant_is_no_more_than_the_method_says_over_the_score() -> None:
    """Methods §8.1: the hull of the anchors lies up to 3.6 points under the curve; ours not."""
    curve = concave_majorant(MEAN_LUX)
    hull = np.interp(4.0, [0, 5], [0, 80])

    assert curve(np.array([4.0]))[0] >= anchor_score(4.0, MEAN_LUX) > hull


@st.composite
def sitings(draw: st.DrawFn, *, priced: bool = False) -> Siting:
    """Draw a small choice: up to eight candidates, ten points, any gains."""
    m, n = draw(st.integers(1, 8)), draw(st.integers(1, 10))
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    gain = chance.uniform(0, 6, (m, n)) * (chance.random((m, n)) < 0.6)
    price = chance.integers(1, 6, m).astype(float) if priced else np.ones(m)
    near = None
    if draw(st.booleans()):
        apart = np.triu(chance.random((m, m)) < 0.2, 1)
        near = csr_array((apart | apart.T).astype(float))
    curve = draw(st.sampled_from([COVERED, concave_majorant(MEAN_LUX)]))
    base = chance.uniform(0, 3, n) * (chance.random(n) < 0.5)
    return Siting(csr_array(gain), price, chance.uniform(0, 2, n), base, curve, near)


def best_by_enumeration(siting: Siting, money: float) -> float:
    """Try every set of candidates."""
    count = len(siting.price)
    apart = np.zeros((count, count)) if siting.near is None else siting.near.toarray()
    best = 0.0
    for size in range(count + 1):
        for members in combinations(range(count), size):
            chosen = np.isin(np.arange(count), members)
            if siting.price[chosen].sum() <= money and not apart[np.ix_(chosen, chosen)].any():
                best = max(best, siting.worth(chosen))
    return best


@settings(max_examples=60)
@given(siting=sitings(), money=st.integers(0, 6))
def test_the_certificate_never_lies_under_the_true_optimum(siting: Siting, money: int) -> None:
    """Choice ≤ optimum ≤ bound, the choice keeps distance, and is as good as greedy promises."""
    choice = choose(siting, money)
    best = best_by_enumeration(siting, money)

    assert choice.worth <= best + 1e-9
    assert choice.bound >= best - 1e-6
    assert choice.price <= money
    if siting.near is None:
        assert choice.worth - choice.before >= (1 - 1 / math.e) * (best - choice.before) - 1e-9


@settings(max_examples=40)
@given(siting=sitings(priced=True), money=st.integers(0, 14))
def test_the_certificate_holds_under_prices_too(siting: Siting, money: int) -> None:
    """The same with candidates of different price."""
    choice = choose(siting, money)
    best = best_by_enumeration(siting, money)

    assert choice.worth <= best + 1e-9
    assert choice.bound >= best - 1e-6
    assert choice.price <= money


@settings(max_examples=25)
@given(siting=sitings(priced=True), money=st.integers(0, 14))
def test_integer_programming_equals_enumeration(siting: Siting, money: int) -> None:
    """Exact means exact."""
    choice = choose_exactly(siting, money)

    assert choice.worth == pytest.approx(best_by_enumeration(siting, money), abs=1e-5)
    assert choice.gap < 1e-4


@settings(max_examples=25)
@given(siting=sitings(priced=True))
def test_the_optimum_rises_with_the_money(siting: Siting) -> None:
    """What a smaller budget buys a larger one buys too."""
    worth = [choose_exactly(siting, money).worth for money in (2, 5, 9, 20)]

    assert (np.diff(worth) >= -1e-6).all()


@settings(max_examples=25)
@given(siting=sitings(), money=st.integers(1, 5))
def test_one_more_never_makes_greedy_choice_worse_without_exchange(
    siting: Siting, money: int
) -> None:
    """The gain of a choice may not fall when one more may be chosen and nothing stands apart."""
    if siting.near is None:
        less, more = choose(siting, money), choose(siting, money + 1)
        assert more.bound >= less.worth - 1e-6


def test_a_limit_is_kept() -> None:
    """What a candidate adds to a window with a limit adds up, and stops it at the limit."""
    gain = csr_array(np.eye(3) * 5)
    load, limit = csr_array(np.array([[1.5], [1.0], [0.2]])), np.array([2.0])
    siting = Siting(
        gain, np.ones(3), np.array([3.0, 2.0, 1.0]), np.zeros(3), COVERED, load=load, limit=limit
    )

    assert choose(siting, 3).chosen.tolist() == [True, False, True]
    assert choose_exactly(siting, 3).chosen.tolist() == [True, False, True]


def test_a_curve_that_bends_upward_is_refused() -> None:
    """Without concavity no certificate would hold."""
    with pytest.raises(ValueError, match="ever less"):
        Curve(np.array([0.0, 1, 2]), np.array([0.0, 1, 3]))


def test_points_without_weight_cost_nothing_and_change_nothing() -> None:
    """A path held to no light is none of the choice's business."""
    toy = toy_path()
    wide = Siting(
        csr_array(np.hstack([toy.gain.toarray(), np.ones((7, 4))])),
        toy.price,
        np.append(toy.weight, np.zeros(4)),
        np.zeros(17),
        COVERED,
    )

    assert choose(wide, 3).chosen.tolist() == choose(toy, 3).chosen.tolist()
