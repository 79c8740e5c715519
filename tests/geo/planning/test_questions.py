"""Questions: each siting against every choice there is, and figures that the whole model made."""

from itertools import combinations
from math import exp

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.measures.seating import seats_along
from geo.model.department import Department
from geo.model.errors import PlanError
from geo.model.language import sentence
from geo.planning.bench_siting import BENCH, bench_plan
from geo.planning.comparison import compare
from geo.planning.dead_end_siting import dead_end_plan, most_metres
from geo.planning.found import Found
from geo.planning.hedge_siting import hedge_plan, hedge_siting, hedges_to_cut
from geo.planning.link_siting import link_plan
from geo.planning.plan import Plan, apply
from geo.planning.prices import example_prices
from geo.planning.questions import QUESTIONS, Terms, answer
from geo.planning.siting import choose
from geo.planning.youth_siting import most_served, youth_plan, youth_sites
from geo.scoring.joined._places import seat_walks
from geo.scoring.rescoring import Rescoring
from geo.scoring.scoring import scene_of, score
from geo.testing import department, layer

PRICES = example_prices()
QUIET = {"uncertainty.draws": 0.0}


def town(**more: gpd.GeoDataFrame) -> Department:
    """Build a U of paths, 160 m long, with a door at one end and a stop at the other."""
    line, point, box = shapely.LineString, shapely.Point, shapely.box
    layers = {
        "paths": layer(
            "paths",
            [line([(0, 0), (0, 60)]), line([(0, 60), (40, 60)]), line([(40, 60), (40, 0)])],
            id=["vest", "nord", "øst"],
            kind=["path"] * 3,
        ),
        "buildings": layer("buildings", [box(-20, -30, -8, 70)], height_m=[9.0], dwellings=[24.0]),
        "entrances": layer("entrances", [point(-7.9, 2)], dwellings=[24.0]),
        "destinations": layer("destinations", [point(43, 2)], kind=["stop"]),
        "common_areas": layer("common_areas", [box(-5, -40, 120, 80)], kind=["lawn"]),
        **more,
    }
    return department(layers, boundary=box(-25, -45, 125, 85))


def gaps(place: Department) -> list[float]:
    """Answer the longest way between seats on every walk of the old."""
    moves = scene_of(place).walks
    assert moves is not None
    places = place.layers.get("meeting_places")
    seats = seats_along(
        moves.network, moves.laid, layer("meeting_places", []) if places is None else places
    )
    _, walks = seat_walks(moves)
    return [seats.longest_gap(moves.laid, walk) for walk in walks]


def done(place: Department, found: Found) -> Department:
    """Answer the place with what was found."""
    return apply(place, Plan("x", place.id, found.changes))


def test_every_question_has_a_name() -> None:
    """Planners read Danish."""
    assert all(sentence(f"question.{key}") != f"question.{key}" for key in QUESTIONS)


def test_benches_leave_no_walk_without_a_seat_for_a_hundred_metres() -> None:
    """A walk of 160 m needs one seat, and one bench is what is bought."""
    place = town()
    found = bench_plan(scene_of(place), PRICES, exact_seconds=5)

    assert max(gaps(place)) > 150
    assert [change.kind for change in found.changes] == [BENCH]
    assert max(gaps(done(place, found))) <= 100
    assert found.gap == 0
    assert bench_plan(scene_of(done(place, found)), PRICES).changes == ()


@settings(max_examples=6, deadline=None)
@given(length=st.integers(120, 480))
def test_the_fewest_benches_on_a_straight_walk_are_known(length: int) -> None:
    """Along a straight walk the least number follows from its length alone."""
    line, point = shapely.LineString, shapely.Point
    place = department(
        {
            "paths": layer("paths", [line([(0, 0), (length, 0)])], kind=["path"]),
            "entrances": layer("entrances", [point(0, 1)], dwellings=[4.0]),
            "destinations": layer("destinations", [point(length, 1)], kind=["stop"]),
        }
    )
    found = bench_plan(scene_of(place), PRICES, exact_seconds=5)
    least = int(np.ceil(length / 100 - 1e-9)) - 1

    assert max(gaps(done(place, found))) <= 100 + 1e-6
    # Benches stand every few metres, so that a walk may need one more than a ruler says.
    assert least <= len(found.changes) <= least + 1
    assert found.gap is not None


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 3))
def test_places_for_the_young_are_bounded_truly(seed: int, count: int) -> None:
    """Greedy is at least 63 % of the best of all choices, and the best is within the gap."""
    chance = np.random.default_rng(seed)
    score = chance.uniform(0, 100, (6, 5)) * (chance.random((6, 5)) < 0.6)
    today, weight = chance.uniform(0, 40, 5), chance.uniform(1, 20, 5)

    def worth(members: tuple[int, ...]) -> float:
        best = np.maximum(today, score[list(members)].max(axis=0, initial=0.0))
        return float((best - today) @ weight)

    taken, gap = most_served(score, today, weight, count)
    best = max(worth(members) for members in combinations(range(6), count))

    assert worth(tuple(taken)) <= best + 1e-9
    assert worth(tuple(taken)) >= (1 - exp(-1)) * best - 1e-9
    assert (1 - gap) * best <= worth(tuple(taken)) + 1e-6
    if count == 1:
        assert worth(tuple(taken)) == pytest.approx(best)


def test_a_place_for_the_young_meets_its_constraints() -> None:
    """Within 50 m of a used path, 30 m from homes, in sight of them, on free common ground."""
    place = town()
    found = youth_plan(scene_of(place))
    at = shapely.Point(found.changes[0].told["at"])
    paths = shapely.union_all(place.layers["paths"].geometry.to_numpy())
    homes = shapely.union_all(place.layers["buildings"].geometry.to_numpy())

    assert shapely.distance(at, paths) <= 50
    assert shapely.distance(at, homes) >= 30
    assert shapely.contains(place.boundary, at)
    sites = youth_sites(scene_of(place))
    assert list(sites.left.values()) == sorted(sites.left.values(), reverse=True)


def test_where_no_place_suits_the_young_it_is_said_why() -> None:
    """Common ground too small: nothing is proposed and the constraints are counted."""
    small = layer("common_areas", [shapely.box(38, 0, 42, 4)], kind=["lawn"])
    found = youth_plan(scene_of(town(common_areas=small)))

    assert found.changes == ()
    assert "0 steder" in found.told[0]


def hedged() -> Department:
    """Build the town with three hedges before its windows."""
    hedges = layer(
        "boundaries",
        [shapely.LineString([(-4, y), (-4, y + 18)]) for y in (0, 20, 40)],
        id=["a", "b", "c"],
        kind=["hedge"] * 3,
        height_m=[2.0, 2.0, 1.0],
        opaque=["yes"] * 3,
    )
    return town(boundaries=hedges)


def test_hedges_are_chosen_as_well_as_by_trying_every_choice() -> None:
    """The certificate lies on or over the best; a low hedge is no candidate."""
    scene = scene_of(hedged())
    changes = hedges_to_cut(scene)
    assert [change.told["boundary"] for change in changes] == ["a", "b"]
    siting = hedge_siting(scene, changes, np.array([1.0, 1.0]))
    choice = choose(siting, 1.0)
    best = max(siting.worth(np.array(members)) for members in ([1, 0], [0, 1]))

    assert choice.worth == pytest.approx(best)
    assert choice.bound >= best - 1e-9
    assert len(hedge_plan(scene, PRICES, 1e6).changes) == 2


def test_a_missing_link_is_found_where_it_saves_most() -> None:
    """The two ends of a U are joined; with too little money nothing is."""
    scene = scene_of(town())
    found = link_plan(scene, PRICES, 40_000)
    ends = sorted(round(x - 700_000) for x, _ in found.changes[0].told["line"])

    assert ends == [0, 40]
    assert found.gap == 0
    assert link_plan(scene, PRICES, 1000).changes == ()


def test_a_shut_gate_is_cheaper_than_a_new_path() -> None:
    """Where a gate across the U is shut, it is opened before anything is built."""
    line = shapely.LineString
    paths = layer(
        "paths",
        [line([(0, 0), (0, 60), (40, 60), (40, 0)]), line([(0, 0), (40, 0)])],
        id=["u", "låge"],
        kind=["path"] * 2,
        gate=[None, "closed"],
    )
    found = link_plan(scene_of(town(paths=paths)), PRICES, 5000)

    assert [change.kind for change in found.changes] == ["open_gate"]


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_dead_ends_are_closed_within_the_money(seed: int) -> None:
    """Never more than there is, and never less than half of the best of all choices that fit."""
    chance = np.random.default_rng(seed)
    metres = chance.uniform(10, 90, 5)
    price, money = 250 * metres, float(chance.uniform(5_000, 60_000))
    taken = most_metres(metres, price, money)
    best = max(
        metres[list(members)].sum()
        for size in range(6)
        for members in combinations(range(5), size)
        if price[list(members)].sum() <= money
    )

    assert price[taken].sum() <= money + 1e-6
    assert metres[taken].sum() >= best / 2 - 1e-9


def test_a_path_that_leads_nowhere_is_closed_and_one_that_is_walked_is_not() -> None:
    """A blind arm of 45 m is a dead end; the U is not."""
    line = shapely.LineString
    paths = layer(
        "paths",
        [line([(0, 0), (0, 60), (40, 60), (40, 0)]), line([(40, 60), (85, 60)])],
        id=["u", "blind"],
        kind=["path"] * 2,
    )
    found = dead_end_plan(scene_of(town(paths=paths)), PRICES, 1e6)

    assert [change.told["path"] for change in found.changes] == ["blind"]
    assert found.gap == 0


@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_every_answer_is_judged_by_the_whole_model(street: Department, question: str) -> None:
    """Its figures are those of scoring the changed place anew."""
    again = Rescoring(street, {"assumptions": QUIET})
    found = answer(again, question, Terms(money=60_000, count=2))
    changed = apply(street, found.plan)
    anew = compare(score(street, assumptions=QUIET), score(changed, assumptions=QUIET))

    assert found.comparison.factors == anew.factors
    assert found.costing.kroner >= 0
    if found.plan.changes:
        assert found.told


@pytest.mark.parametrize(
    ("rule", "terms"),
    [
        ("plan.no_money", {"money": -1.0}),
        ("plan.no_count", {"count": 0}),
        ("plan.class", {"p_class": "p9"}),
    ],
)
def test_terms_that_make_no_sense_are_refused(rule: str, terms: dict[str, object]) -> None:
    """One sentence and what to do."""
    with pytest.raises(PlanError) as refused:
        Terms(**terms)  # type: ignore[arg-type]

    assert refused.value.rule == rule


def test_an_unknown_question_is_refused(street: Department) -> None:
    """With the list of those that are known."""
    with pytest.raises(PlanError) as refused:
        answer(Rescoring(street), "alt")

    assert refused.value.rule == "plan.question"


def test_proven_search_is_never_worse(street: Department) -> None:
    """HiGHS within its time finds light at least as good, and says how near it is."""
    again = Rescoring(street, {"assumptions": QUIET})
    quick = answer(again, "lamps", Terms(count=2))
    proven = answer(again, "lamps", Terms(count=2, exact_seconds=5))

    assert quick.gap is not None
    assert proven.gap is not None
    assert proven.gap <= quick.gap + 1e-9
