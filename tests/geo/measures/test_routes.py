"""The walk home, choice, escape, links and dead ends: hand-calculated values and laws."""

from collections.abc import Callable

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.measures.choice import (
    boundary_crossings,
    choice_score,
    inside,
    leads_away,
    ways_to_leave,
)
from geo.measures.escape import closed_cells, closed_lengths, obstacles_to_leaving
from geo.measures.links import dead_ends, green_areas
from geo.measures.network import Network, build_network
from geo.measures.route_graph import RouteGraph, route_graph
from geo.measures.sampling import sample_segments
from geo.measures.walk_home import experience, perceived_cost, worst_window
from geo.measures.walking import access
from geo.model.assumptions import default_assumptions

Layer = Callable[..., gpd.GeoDataFrame]


def test_a_lit_detour_is_felt_shorter_than_a_dark_straight_line() -> None:
    """The method's vector: 200 m at 30 points cost 480, 300 m at 85 points cost 390."""
    cost = perceived_cost(np.array([200.0, 300.0]), np.array([30.0, 85.0]), 2.0)

    assert cost == pytest.approx([480, 390])


def test_experience_in_the_dark_is_the_geometric_mean_of_light_and_eyes() -> None:
    """64 and 36 give 48; one alone gives itself; none gives nothing, never 0."""
    light, eyes = np.array([64.0, 50, np.nan, 0]), np.array([36.0, np.nan, np.nan, 100])

    felt = experience(light, eyes)

    assert felt is not None
    assert felt == pytest.approx([48, 50, np.nan, 10], nan_ok=True)
    assert experience(None, None) is None


@given(
    st.lists(
        st.tuples(st.floats(1, 60), st.one_of(st.just(np.nan), st.floats(0, 100))),
        min_size=1,
        max_size=8,
    )
)
def test_no_window_of_a_walk_is_worse_than_the_worst(parts: list[tuple[float, float]]) -> None:
    """Sliding a 50 m window along a walk metre by metre never finds a lower mean."""
    length, felt = (np.array(column) for column in zip(*parts, strict=True))
    least, begins = worst_window(length, felt, 50.0)
    ends = np.cumsum(length)
    lowest = np.inf
    for start in np.arange(0, ends[-1] - 50, 0.5):
        held = np.clip(np.minimum(ends, start + 50) - np.maximum(ends - length, start), 0, None)
        if not np.isnan(felt[held > 0]).any():
            lowest = min(lowest, float((held * np.nan_to_num(felt)).sum() / 50))

    if np.isfinite(lowest):
        assert least <= lowest + 1e-6
        assert 0 <= begins <= ends[-1] - 50 + 1e-6
    elif np.isfinite(felt).any():
        assert np.nanmin(felt) - 1e-6 <= least <= np.nanmax(felt) + 1e-6
    else:
        assert np.isnan(least)


def ladder(paths: Layer, rungs: int, *without: int) -> tuple[Network, RouteGraph]:
    """Answer a ladder lying down; a door at its lower left corner, a way out at each right end."""
    length = 50 * (rungs - 1)
    lines = [[(0, 0), (length, 0)], [(0, 30), (length, 30)]]
    lines += [[(50 * k, 0), (50 * k, 30)] for k in range(rungs) if k not in without]
    network = build_network(paths(lines))
    places = np.array([[0.0, 0], [length, 0], [length, 30]])
    return network, route_graph(network, access(network, places))


def ways(graph: RouteGraph) -> int:
    """Answer the ways from the first place to the others."""
    exits = np.zeros(graph.count, dtype=bool)
    exits[graph.place[1:]] = True
    return int(ways_to_leave(graph, np.ones(len(graph.u), dtype=bool), graph.place[:1], exits)[0])


@pytest.mark.parametrize("rungs", [2, 3, 6])
def test_a_ladder_without_its_first_rung_leaves_one_way(paths: Layer, rungs: int) -> None:
    """Two ways lead out of a ladder; with the rung at the door gone there is one: 5b drops."""
    assert ways(ladder(paths, rungs)[1]) == 2
    assert ways(ladder(paths, rungs, 0)[1]) == 1
    assert choice_score(np.array([2, 1])).tolist() == [80, 30]


def test_a_way_round_that_is_too_long_is_no_choice(paths: Layer) -> None:
    """Out by the near end in 100 m, or round in 398 m to an exit that lies 2 m from it."""
    network = build_network(paths([[(0, 0), (100, 0), (100, 150), (0, 150), (0, 0)]]))
    graph = route_graph(network, access(network, np.array([[0.0, 0], [100, 0], [100, 2]])))

    assert ways(graph) == 1


@given(st.integers(0, 2**32 - 1))
def test_ways_apart_equal_the_flow_of_networkx(seed: int) -> None:
    """Where no way is too long, the ways out are the greatest flow of one unit a stretch."""
    chance = np.random.default_rng(seed)
    count = 10
    pairs = np.unique(np.sort(chance.integers(0, count, size=(18, 2)), axis=1), axis=0)
    u, v = pairs[pairs[:, 0] != pairs[:, 1]].T
    length = chance.uniform(1, 2, len(u))
    zero = np.zeros(len(u))
    places = np.arange(count)
    graph = RouteGraph(u, v, np.arange(len(u)), zero, length, count, places, np.zeros(count))
    exits = np.zeros(count, dtype=bool)
    exits[-3:] = True
    flow = nx.DiGraph()
    flow.add_nodes_from([0, "out"])
    for a, b in zip(u.tolist(), v.tolist(), strict=True):
        flow.add_edge(a, b, capacity=1)
        flow.add_edge(b, a, capacity=1)
    for node in range(count - 3, count):
        flow.add_edge(node, "out", capacity=1)

    any_length = default_assumptions().with_values({"routes.choice_detour": 1e9})
    own = np.ones(len(u), dtype=bool)
    found = ways_to_leave(graph, own, np.array([0]), exits, any_length)[0]

    assert found == nx.maximum_flow_value(flow, 0, "out")


def test_a_path_that_ends_just_over_the_border_is_no_way_out(paths: Layer) -> None:
    """Of two paths over the border one goes on for 200 m, one ends after 20 m."""
    network = build_network(paths([[(-300, 0), (100, 0)], [(0, 0), (0, 70)]]))
    area = shapely.box(-100, -50, 100, 50)
    graph = route_graph(network, boundary_crossings(network, area))

    away = leads_away(graph, inside(graph, network, area), 100.0)

    crossed = {tuple(network_xy(network, graph, node)): bool(away[node]) for node in graph.place}
    assert crossed == {(-100, 0): True, (0, 50): False, (100, 0): False}


def network_xy(network: Network, graph: RouteGraph, node: int) -> list[float]:
    """Answer where a node lies."""
    row = np.flatnonzero((graph.u == node) | (graph.v == node))[0]
    at = graph.start_m[row] if graph.u[row] == node else graph.end_m[row]
    point = network.edges.geometry.iloc[int(graph.edge[row])].interpolate(at)
    return [round(point.x), round(point.y)]


def test_a_path_between_fences_cannot_be_left_until_a_door_or_an_opening(
    paths: Layer, lamps: Layer
) -> None:
    """100 m between two hedges; a gap of 10 m, or a door, splits it; low hedges do not hold."""
    network = build_network(paths([[(0, 0), (100, 0)]]))
    samples = sample_segments(network)
    nobody = np.empty(0, dtype=np.int64)

    def longest(*hedges: tuple[float, float, float], height: float, doors: np.ndarray) -> float:
        lines = [shapely.LineString([(a, y), (b, y)]) for a, b, y in hedges]
        layer = lamps([(0, 0)] * len(lines), kind="hedge", height_m=height).set_geometry(lines)
        closed = closed_cells(samples, obstacles_to_leaving(layer, None), doors)
        return float(closed_lengths(network, samples, closed).max())

    both = [(-1.0, 101.0, 4.0), (-1.0, 101.0, -4.0)]
    gap = [(-1.0, 101.0, 4.0), (-1.0, 40.0, -4.0), (50.0, 101.0, -4.0)]

    assert longest(*both, height=1.8, doors=nobody) == 100
    assert longest(*both, height=0.5, doors=nobody) == 0
    assert longest(*both, height=np.nan, doors=nobody) == 100
    assert longest(*both[:1], height=1.8, doors=nobody) == 0
    assert longest(*gap, height=1.8, doors=nobody) == 50
    assert longest(*both, height=1.8, doors=np.array([20])) == 50


def test_a_blind_path_is_long_and_ends_at_nothing(paths: Layer) -> None:
    """A spur of 50 m is blind, one of 20 m is not, nor one that ends at a door."""
    lines = [[(0, 0), (200, 0)], [(50, 0), (50, 50)], [(100, 0), (100, 20)], [(150, 0), (150, 60)]]
    lines += [[(0, 0), (0, -50), (200, -50), (200, 0)]]
    network = build_network(paths(lines))
    at_door = np.hypot(*(network.nodes - np.array([150.0, 60.0])).T) < 10

    rows = dead_ends(network, at_door)

    assert network.edges["path"].iloc[rows].tolist() == ["p1"]


def test_green_is_large_and_green(lamps: Layer) -> None:
    """Half a hectare of park counts; a parking place and a small lawn do not."""
    shapes = [shapely.box(0, 0, 100, 50), shapely.box(0, 0, 100, 50), shapely.box(0, 0, 20, 20)]
    areas = lamps([(0, 0)] * 3, kind=["park", "parking", "lawn"]).set_geometry(shapes)

    assert shapely.area(green_areas(areas)).tolist() == [5000]
    assert len(green_areas(None)) == 0
