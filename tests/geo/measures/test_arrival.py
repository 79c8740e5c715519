"""What a visitor meets: ways in, boards, doors, houses, and when they are open."""

from collections.abc import Callable

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.measures.arrival import (
    Arrivals,
    arrival_points,
    board_scores,
    clear_of,
    house_scores,
)
from geo.measures.network import Network, build_network
from geo.measures.opening_hours import is_open, open_in_the_evening
from geo.measures.wayfinding import fewest_turns, legible

Layer = Callable[..., gpd.GeoDataFrame]
ESTATE = shapely.box(0, 0, 100, 100)
NO_WALLS = clear_of(np.empty(0, dtype=object))

CORNERS = st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans())
"""A street of a grid: from which corner, and whether it runs north."""


def points(rows: list[tuple[float, float]], **columns: list[object]) -> gpd.GeoDataFrame:
    """Answer a layer of points."""
    ids = [f"x{number}" for number in range(len(rows))]
    shapes = [shapely.Point(row) for row in rows]
    return gpd.GeoDataFrame({"id": ids, **columns}, geometry=shapes, crs=25832)


def cross(paths: Layer) -> Network:
    """Answer two streets that cross in the middle of the estate, four ways in."""
    return build_network(paths([[(-50, 50), (150, 50)], [(50, -50), (50, 150)]]))


def arrived(rows: list[tuple[float, float]], weights: list[float] | None = None) -> Arrivals:
    """Answer arrivals at places."""
    share = weights or [1 / len(rows)] * len(rows)
    return Arrivals(points(rows, kind=["crossing"] * len(rows), weight=list(share)), modelled=True)


def test_the_ways_in_are_where_paths_cross_the_edge(paths: Layer) -> None:
    """Homes in the west are reached from the west; a way that nobody uses is none."""
    doors = points([(10, 52), (20, 52), (50, 95)], dwellings=[8, 8, 4])
    ways = arrival_points(cross(paths), ESTATE, doors, None)

    assert sorted(shapely.get_coordinates(ways.points.geometry).tolist()) == [[0, 50], [50, 100]]
    assert ways.points["weight"].sum() == pytest.approx(1)
    assert ways.points["weight"].max() == pytest.approx(0.8)


def test_the_stop_and_the_car_park_count_beside_the_ways_in(paths: Layer) -> None:
    """Half the ways in, three tenths the stop, two the car park; a far stop is not theirs."""
    goals = points(
        [(-20, 50), (900, 50), (80, 80), (150, 80)],
        kind=["stop", "stop", "parking", "parking"], name=["Busstop", "Fjernt", "P", "Nabo-P"],
    )  # fmt: skip
    ways = arrival_points(cross(paths), ESTATE, points([(10, 50)], dwellings=[1]), goals).points
    weight = ways.groupby("kind")["weight"].sum()

    assert set(ways["name"].dropna()) == {"Busstop", "P"}
    assert weight.to_dict() == pytest.approx({"crossing": 0.5, "stop": 0.3, "parking": 0.2})


def test_modelled_arrivals_are_taken_when_they_are_there(paths: Layer) -> None:
    """Shares per edge decide; under a tenth is no way in."""
    network = cross(paths)
    ways = arrival_points(
        network, ESTATE, points([(10, 50)]), None, lambda xy: np.where(xy[:, 1] > 99, 97.0, 1.0)
    )

    assert shapely.get_coordinates(ways.points.geometry).tolist() == [[50, 100]]
    assert ways.modelled


def test_a_board_counts_by_how_near_and_whether_it_is_seen() -> None:
    """In sight within 25 m 100, behind a house or within 75 m 50, beyond that nothing."""
    ways = arrived([(0, 0), (100, 0), (200, 0), (400, 0)])
    boards = points([(20, 0), (120, 0), (260, 0)])
    behind = clear_of(np.array([shapely.box(105, -5, 115, 5)]))

    assert board_scores(ways, boards, NO_WALLS).tolist() == [100, 100, 50, 0]
    assert board_scores(ways, boards, behind).tolist() == [100, 50, 50, 0]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-90, 90)), min_size=1, max_size=5))
def test_one_more_board_never_lowers_a_score(rows: list[tuple[float, float]]) -> None:
    """Boards help or do nothing."""
    ways = arrived([(0, 0), (30, 40)])

    more = board_scores(ways, points(rows), NO_WALLS)
    assert (more >= board_scores(ways, points(rows[:-1]), NO_WALLS)).all()


def test_the_common_house_is_walked_to(paths: Layer) -> None:
    """300 m of walk is good, 800 m too far, 550 m half way between."""
    network = build_network(paths([[(0, 0), (1000, 0)]]))
    house = points([(900, 0)])

    score = house_scores(network, arrived([(600, 0), (350, 0), (50, 0)]), house)
    assert score.tolist() == pytest.approx([100, 50, 0])
    assert house_scores(network, arrived([(600, 0)]), points([])).tolist() == [0]


def test_numbers_are_legible_where_somebody_has_looked() -> None:
    """The nearest audit speaks for the doors round it, and for none far away."""
    doors = np.array([[0.0, 0.0], [100.0, 0.0], [900.0, 0.0]])
    found = legible(doors, np.array([[10.0, 0.0], [110.0, 0.0]]), np.array([3.0, 1.0]))

    assert found[:2].tolist() == [100, 0]
    assert np.isnan(found[2])


def test_turns_are_counted_on_the_simplest_way(paths: Layer) -> None:
    """A straight street has none, round one corner one; a bend inside a path counts as well."""
    network = build_network(
        paths(
            [[(0, 0), (200, 0)], [(100, 0), (100, 80)], [(200, 0), (260, 0), (260, 60), (300, 60)]]
        )
    )
    doors = np.array([[190.0, 0.0], [100.0, 70.0], [299.0, 60.0]])

    assert fewest_turns(network, np.array([[5.0, 0.0]]), doors).tolist() == [0, 1, 2]


def test_a_door_off_the_network_has_no_turns(paths: Layer) -> None:
    """No way there is not no turns."""
    network = build_network(paths([[(0, 0), (50, 0)], [(500, 0), (550, 0)]]))

    turns = fewest_turns(network, np.array([[5.0, 0.0]]), np.array([[40.0, 0.0], [520.0, 0.0]]))
    assert turns.tolist() == [0, np.inf]


@settings(max_examples=10, deadline=None)
@given(st.sets(CORNERS, min_size=6, max_size=24), st.integers(0, 15))
def test_turns_agree_with_networkx_on_street_grids(
    streets: set[tuple[int, int, bool]], door: int
) -> None:
    """An oracle that walks corner by corner and direction by direction finds as few turns."""
    cells = sorted(streets)
    lines = [[(50 * x, 50 * y), (50 * x + 50 * (not up), 50 * y + 50 * up)] for x, y, up in cells]
    shapes = [shapely.LineString(line) for line in lines]
    network = build_network(
        gpd.GeoDataFrame({"id": range(len(shapes))}, geometry=shapes, crs=25832)
    )
    start = np.array([[*np.mean(lines[0], axis=0)]])
    goal = np.array([[*np.mean(lines[door % len(lines)], axis=0)]])

    assert fewest_turns(network, start, goal)[0] == _oracle(lines, door % len(lines))


def _oracle(lines: list[list[tuple[int, int]]], door: int) -> float:
    graph = nx.DiGraph()
    for number, (a, b) in enumerate(lines):
        for here, there in ((a, b), (b, a)):
            graph.add_node((number, here, there))
    nodes = list(graph)
    for one in nodes:
        for two in nodes:
            if one[2] == two[1] and one[0] != two[0]:
                straight = (
                    np.subtract(one[2], one[1]).tolist() == np.subtract(two[2], two[1]).tolist()
                )
                graph.add_edge(one, two, weight=0 if straight else 1)
    best = np.inf
    for source in (node for node in nodes if node[0] == 0):
        found = nx.single_source_dijkstra_path_length(graph, source)
        best = min([best, *(turns for node, turns in found.items() if node[0] == door)])
    return float(best)


@pytest.mark.parametrize(
    ("text", "weekday", "hour", "answer"),
    [
        ("man-fre 10-21", 0, 20.9, True),
        ("man-fre 10-21", 5, 12, False),
        ("tir-søn 11-16", 0, 12, False),
        ("Mo-Fr 10:00-21:00; Sa 10:00-14:00", 5, 13.5, True),
        ("Mo-Fr 10:00-21:00; Sa off", 5, 13.5, False),
        ("alle dage 9-22", 6, 21, True),
        ("24/7", 3, 3, True),
        ("fre-lør 20-02", 5, 1, True),
        ("fre-lør 20-02", 4, 1, False),
        ("mandag, onsdag kl. 18.30-21.00", 2, 18.75, True),
        ("efter aftale", 2, 20, None),
        ("sommerferie lukket", 2, 20, None),
        ("", 2, 20, None),
        (None, 2, 20, None),
    ],
)
def test_opening_hours_are_read_as_people_write_them(
    text: str | None, weekday: int, hour: float, answer: object
) -> None:
    """What is not understood is unknown, never closed."""
    assert is_open(text, weekday, hour) is answer


def test_a_place_for_the_evening_can_be_asked_for() -> None:
    """Wednesday at eight."""
    hours = ["man-fre 10-21", "man-tor 16-20", "døgnåbent", None]

    assert [open_in_the_evening(text) for text in hours] == [True, False, True, None]


@given(st.text(max_size=30), st.integers(0, 6), st.floats(0, 23.9))
def test_no_text_breaks_the_reading_of_hours(text: str, weekday: int, hour: float) -> None:
    """Whatever a register holds is answered."""
    assert is_open(text, weekday, hour) in {True, False, None}
