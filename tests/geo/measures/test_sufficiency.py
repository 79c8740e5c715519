"""Room on the places, their quality, and benches: hand-calculated values and laws."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.measures.flows import links, trees
from geo.measures.meeting_places import reach_of_places
from geo.measures.network import build_network
from geo.measures.place_quality import lit_enough, points_of_places, quality, quality_items
from geo.measures.route_graph import route_graph
from geo.measures.seating import seats_along, spacing_score
from geo.measures.segmentation import segmentation
from geo.measures.sufficiency import catchment, floating_catchment
from geo.measures.walk_pieces import walk_pieces
from geo.measures.walking import access
from geo.measures.youth_sites import suits_youth

Layer = Callable[..., gpd.GeoDataFrame]


def test_the_methods_example_of_three_doors_and_two_places() -> None:
    """P = 40, 60, 20; C = 60, 40; far 400 m: A = .8923, .9222, .4489, and all is handed out."""
    metres = np.array([[80.0, 300], [200, 150], [450, 90]])
    dwellings, capacity = np.array([40.0, 60, 20]), np.array([60.0, 40])

    share = floating_catchment(catchment(metres, 400.0), dwellings, capacity)

    assert share == pytest.approx([0.8923, 0.9222, 0.4489], abs=5e-5)
    assert dwellings @ share == pytest.approx(100)


def test_a_published_example_comes_out() -> None:
    """Three populations of 100, two suppliers of 10, a Gaussian of width 1."""
    walk = np.array([[0.0, 2], [1, 1], [2, 0]])

    share = floating_catchment(np.exp(-(walk**2) / 2), np.full(3, 100.0), np.full(2, 10.0))

    assert share == pytest.approx([0.065179, 0.069641, 0.065179], abs=5e-7)


@given(st.integers(0, 2**32 - 1))
def test_what_is_handed_out_is_what_there_was(seed: int) -> None:
    """ΣPA = ΣC over the places that some door reaches; the others hand out nothing."""
    chance = np.random.default_rng(seed)
    metres = chance.uniform(0, 900, size=(6, 5))
    dwellings, capacity = chance.uniform(1, 40, 6), chance.uniform(10, 150, 5)

    share = floating_catchment(catchment(metres, 400.0), dwellings, capacity)

    reached = (metres < 400).any(axis=0)
    assert dwellings @ share == pytest.approx(capacity[reached].sum())


def test_unknown_items_are_left_out_of_the_quality(lamps: Layer) -> None:
    """Two seats and no shelter are a half; nothing known is neither good nor bad."""
    places = lamps([(0, 0)] * 3, seats=[2, None, 1], shelter=["no", None, "yes"])
    places["condition"] = [None, None, 3]

    mean, known = quality(quality_items(places))

    assert mean == pytest.approx([0.5, np.nan, 2 / 3], nan_ok=True)
    assert known == pytest.approx([0.4, 0, 0.6])


def test_light_counts_in_the_dark_only(lamps: Layer) -> None:
    """A place of two seats is whole by day and a half in the dark without light."""
    places = lamps([(0, 0), (0, 0)], seats=[2, 2])
    lit = np.array([0.0, np.nan])

    assert quality(quality_items(places))[0].tolist() == [1, 1]
    assert quality(quality_items(places, None, lit))[0].tolist() == [0.5, 1]


def test_a_place_is_lit_where_mean_and_least_reach_the_class(lamps: Layer) -> None:
    """Five points round a bench, a grid over a square; a place elsewhere is not known."""
    places = lamps([(0, 0)] * 3).set_geometry(
        [shapely.Point(0, 0), shapely.box(0, 0, 10, 10), shapely.Point(500, 0)]
    )
    points, owner = points_of_places(places)
    lux = np.where(owner == 1, 5.0, 3.0)
    lux[np.flatnonzero(owner == 1)[0]] = 0.5

    lit = lit_enough(lux, owner, np.array([True, True, False]), 3.0, 0.6)

    assert np.bincount(owner).tolist() == [5, 25, 5]
    assert points.shape == (35, 3)
    assert lit == pytest.approx([1, 0, np.nan], nan_ok=True)


def test_quality_is_weighed_into_the_reach(paths: Layer, lamps: Layer) -> None:
    """A poor place close by loses to a good one farther off; an unknown one counts in full."""
    network = build_network(paths([[(0, 0), (500, 0)]]))
    places = lamps([(0, 0), (250, 0)], kind=["sandpit", "sandpit"])

    def toddlers(*worth: float) -> float:
        reach = reach_of_places(network, lamps([(0, 0)]), places, None, np.array(worth))
        return float(reach.score["toddlers"].iloc[0])

    assert toddlers(0.3, 1.0) == 50
    assert toddlers(0.8, 1.0) == 80
    assert toddlers(np.nan, 1.0) == 100


def longest_gap(paths: Layer, benches: gpd.GeoDataFrame, start: float, goal: float) -> float:
    """Answer the longest stretch without a seat on a straight path of 300 m."""
    network = build_network(paths([[(0, 0), (300, 0)]]))
    laid = segmentation(network)
    graph = route_graph(network, access(network, np.array([[start, 0.0], [goal, 0.0]])))
    grown = trees(links(graph, graph.length_m), graph.place[1:])
    cut = walk_pieces(graph, laid)
    piece, way = cut.pieces(grown, 0, int(graph.place[0]))
    seats = seats_along(network, laid, benches)
    walk = (cut.edge[piece], cut.start_m[piece], cut.end_m[piece], way)
    return seats.longest_gap(laid, walk)


@given(st.lists(st.integers(0, 300), max_size=6), st.integers(0, 300), st.integers(0, 300))
def test_the_longest_gap_is_that_of_the_benches_passed(
    paths: Layer, lamps: Layer, at: list[int], start: int, goal: int
) -> None:
    """Along a straight path the gap is the largest step between door, benches and goal."""
    benches = lamps([(x, 5.0) for x in at], kind=["bench"] * len(at))
    low, high = sorted((start, goal))
    if low == high:
        return
    passed = [x for x in at if low <= x <= high]
    expected = np.diff(sorted([low, *passed, high])).max()

    assert longest_gap(paths, benches, float(start), float(goal)) == pytest.approx(expected)


def test_only_seats_by_the_path_count(paths: Layer, lamps: Layer) -> None:
    """A bench 40 m off and a playground without seats do not rest anybody; one with seats does."""
    places = lamps(
        [(50, 40), (100, 0), (150, 0)], kind=["bench", "playground", "playground"], seats=[2, 0, 4]
    )

    assert longest_gap(paths, places, 0.0, 200.0) == pytest.approx(150)
    assert spacing_score(np.array([150.0])).tolist() == [40]


def test_a_place_for_the_young_is_seen_and_not_under_a_window() -> None:
    """20 m from a used path; too far, behind a house, by the houses, or by a blind path: no."""
    used = np.array([shapely.LineString([(0, 0), (200, 0)])])
    homes = np.array([shapely.box(90, 8, 110, 15)])
    dead = np.array([shapely.LineString([(180, 0), (180, 40)])])
    spots = np.array([[20.0, 20], [20, 80], [100, 48], [125, 10], [178, 30]])

    assert suits_youth(spots, used, homes, dead).tolist() == [True, False, False, False, False]
    assert suits_youth(spots, used[:0], homes, dead).tolist() == [False] * 5
