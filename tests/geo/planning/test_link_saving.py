"""Links: what they save is what walking anew says, and no choice saves more than the bound."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import floyd_warshall

from geo.measures.arrays import Reals
from geo.planning import link_siting
from geo.planning.changes import Change
from geo.planning.link_saving import (
    LinkOptions,
    Walks,
    joined,
    most_any_saves,
    saved,
    saved_at_best,
    saved_by_each,
    walked,
)
from geo.planning.link_siting import OPEN_LINK


def options(u: list[int], v: list[int], cost: Reals, price: Reals) -> LinkOptions:
    """Lay out links between nodes."""
    changes = tuple(
        Change(OPEN_LINK, {"line": [[a, 0], [b, 0]]}) for a, b in zip(u, v, strict=True)
    )
    return LinkOptions(changes, np.array(u), np.array(v), cost, price)


@st.composite
def places(draw: st.DrawFn) -> tuple[csr_array, Walks, LinkOptions]:
    """Draw a ring of paths with chords, up to six links across it, and walks of any weight."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    nodes = draw(st.integers(5, 9))
    table = np.zeros((nodes, nodes))
    for a in range(nodes - draw(st.integers(0, 2))):
        table[a, (a + 1) % nodes] = table[(a + 1) % nodes, a] = chance.uniform(1, 20)
    count = draw(st.integers(1, 6))
    u = chance.integers(0, nodes, count)
    v = (u + chance.integers(1, nodes, count)) % nodes
    door, goal = chance.integers(0, nodes, 8), chance.integers(0, nodes, 8)
    found = options(
        u.tolist(), v.tolist(), chance.uniform(1, 8, count), chance.uniform(1, 9, count)
    )
    return csr_array(table), Walks(door, goal, chance.uniform(1, 30, 8)), found


def walked_anew(paths: csr_array, walks: Walks, found: LinkOptions, chosen: list[int]) -> float:
    """Save by another algorithm: all pairs of nodes, with links laid into the table by hand."""
    table = paths.toarray()
    table[table == 0] = np.inf
    before = floyd_warshall(table)[walks.door, walks.goal]
    for k in chosen:
        for a, b in ((found.u[k], found.v[k]), (found.v[k], found.u[k])):
            table[a, b] = min(table[a, b], found.cost[k])
    after = floyd_warshall(table)[walks.door, walks.goal]
    known = np.isfinite(before)
    return float((before[known] - after[known]) @ walks.weight[known])


def best_of_all(paths: csr_array, walks: Walks, found: LinkOptions, money: float) -> float:
    """Walk every choice that can be paid."""
    return max(
        walked_anew(paths, walks, found, list(members))
        for size in range(len(found) + 1)
        for members in combinations(range(len(found)), size)
        if found.price[list(members)].sum() <= money
    )


@settings(max_examples=60, deadline=None)
@given(place=places(), money=st.floats(0, 25))
def test_no_choice_of_links_saves_more_than_the_bound(
    place: tuple[csr_array, Walks, LinkOptions], money: float
) -> None:
    """Chosen ≤ best of every choice that can be paid ≤ bound, also where two help only together."""
    paths, walks, found = place
    best = best_of_all(paths, walks, found, money)
    at_best = saved_at_best(paths, walks, found)

    assert best <= most_any_saves(at_best, walks.weight, found.price, money) + 1e-6


@pytest.mark.parametrize("few", [10, 0])
@settings(max_examples=40, deadline=None)
@given(place=places(), money=st.floats(0, 25))
def test_what_is_chosen_is_as_near_to_the_best_as_is_said(
    few: int, place: tuple[csr_array, Walks, LinkOptions], money: float
) -> None:
    """Of few the best itself, but for a metre a link; of many never over it, and bounded."""
    paths, walks, found = place
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(link_siting, "FEW", few)
        taken, bound = link_siting.most_saved(paths, walks, found, money)
    best, reached = best_of_all(paths, walks, found, money), saved(paths, walks, found, taken)

    assert found.price[taken].sum() <= money + 1e-9
    assert reached <= best + 1e-6
    assert best <= bound + 2 * len(found) * link_siting.LEAST_SAVED_M
    if few:
        assert reached >= best - 2 * len(found) * link_siting.LEAST_SAVED_M


def test_where_not_every_choice_is_tried_the_rest_bounds_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With one try only, what the next best choice promises is told as the bound."""
    table = np.zeros((4, 4))
    for a, b, metres in ((0, 1, 100.0), (1, 2, 100.0), (2, 3, 100.0)):
        table[a, b] = table[b, a] = metres
    paths, walks = csr_array(table), Walks(np.array([0]), np.array([3]), np.array([2.0]))
    found = options([0, 1], [2, 3], np.array([10.0, 20.0]), np.array([1.0, 1.0]))
    monkeypatch.setattr(link_siting, "TRIES", 0)

    untried, promised = link_siting.most_saved(paths, walks, found, 1.0)
    monkeypatch.setattr(link_siting, "TRIES", 200)
    taken, proven = link_siting.most_saved(paths, walks, found, 1.0)

    assert (untried, taken) == ([], [0])
    assert [promised, proven] == pytest.approx([380, 380])


@settings(max_examples=40, deadline=None)
@given(place=places())
def test_what_links_save_is_what_walking_anew_says(
    place: tuple[csr_array, Walks, LinkOptions],
) -> None:
    """Alone and together, by shortest ways of all pairs."""
    paths, walks, found = place
    each = [walked_anew(paths, walks, found, [k]) for k in range(len(found))]
    every = list(range(len(found)))

    assert saved_by_each(paths, walks, found) == pytest.approx(each, abs=1e-6)
    together = walked_anew(paths, walks, found, every)
    assert saved(paths, walks, found, every) == pytest.approx(together, abs=1e-6)
    # With money for all of them nothing is left to be proven.
    at_best = saved_at_best(paths, walks, found)
    rich = most_any_saves(at_best, walks.weight, found.price, 1e9)
    assert rich == pytest.approx(together, rel=1e-3, abs=1e-6)


def test_two_links_that_help_only_together_are_found() -> None:
    """A walk of 100 m is 20 m by two bridges over an island; one bridge alone saves nothing."""
    table = np.zeros((3, 3))
    table[0, 1] = table[1, 0] = 100.0
    paths = csr_array(table)
    walks = Walks(np.array([0]), np.array([1]), np.array([5.0]))
    found = options([0, 1], [2, 2], np.array([10.0, 10.0]), np.array([1.0, 1.0]))

    assert saved_by_each(paths, walks, found).tolist() == [0, 0]
    taken, bound = link_siting.most_saved(paths, walks, found, 2.0)
    assert taken == [0, 1]
    assert bound == pytest.approx(400)
    assert link_siting.most_saved(paths, walks, found, 1.0)[0] == []
    assert walked(joined(paths, found, [0, 1]), walks).tolist() == [20]


def test_a_cheaper_way_stays_where_a_dearer_link_is_made() -> None:
    """A link over a path that is there already changes nothing."""
    table = np.array([[0.0, 3.0], [3.0, 0.0]])
    found = options([0], [1], np.array([8.0]), np.array([1.0]))

    assert joined(csr_array(table), found, [0]).toarray().tolist() == table.tolist()
