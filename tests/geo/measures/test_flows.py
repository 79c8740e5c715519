"""Walks and flows in the network, against networkx and by their laws."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.measures.errands import Goals, errands
from geo.measures.flows import links, stretch_flows, trees, walking_metres
from geo.measures.network import Network, build_network
from geo.measures.route_graph import RouteGraph, route_graph
from geo.measures.segmentation import segmentation
from geo.measures.walk_pieces import walk_pieces
from geo.measures.walking import access, distances
from geo.model.assumptions import default_assumptions

Layer = Callable[..., gpd.GeoDataFrame]

seeds = st.integers(0, 2**32 - 1)


def random_graph(seed: int) -> tuple[RouteGraph, np.ndarray]:
    """Answer a graph of 30 nodes with parallel stretches and loops, and a cost per stretch."""
    chance = np.random.default_rng(seed)
    count, stretches = 30, int(chance.integers(20, 80))
    u, v = chance.integers(0, count, size=(2, stretches))
    cost = chance.uniform(0.1, 10, stretches)
    start = np.zeros(stretches)
    places = np.arange(count)
    row = np.arange(stretches)
    return RouteGraph(u, v, row, start, cost, count, places, np.zeros(count)), cost


def as_networkx(graph: RouteGraph, cost: np.ndarray) -> nx.MultiGraph:
    """Answer the same graph for the oracle."""
    oracle = nx.MultiGraph()
    oracle.add_nodes_from(range(graph.count))
    rows = zip(graph.u.tolist(), graph.v.tolist(), cost.tolist(), strict=True)
    for key, (u, v, weight) in enumerate(rows):
        oracle.add_edge(u, v, key=key, weight=weight)
    return oracle


@given(seeds)
def test_costs_and_flows_equal_those_of_networkx(seed: int) -> None:
    """Costs to three goals, and the dwellings on every stretch, on random graphs."""
    graph, cost = random_graph(seed)
    chance = np.random.default_rng(seed + 1)
    grown = trees(links(graph, cost), np.array([0, 1, 2]))
    oracle = as_networkx(graph, cost)
    pairs = [(root, node) for root in range(3) for node in range(3, graph.count)]
    reached = [(r, n) for r, n in pairs if np.isfinite(grown.cost[r, n])]
    weight = chance.uniform(0.5, 20, len(reached))
    expected = np.zeros(len(cost))
    for (root, node), dwellings in zip(reached, weight, strict=True):
        path = nx.dijkstra_path(oracle, node, root)
        for a, b in pairwise(path):
            cheapest = {data["weight"]: key for key, data in oracle[a][b].items()}
            expected[cheapest[min(cheapest)]] += dwellings
    tree, door = (np.array([pair[side] for pair in reached], dtype=np.int64) for side in (0, 1))

    flow = stretch_flows(grown, tree, door, weight, len(cost))

    for number in range(3):
        lengths = nx.single_source_dijkstra_path_length(oracle, number)
        found = grown.cost[number]
        assert found == pytest.approx([lengths.get(k, np.inf) for k in range(graph.count)])
    assert flow == pytest.approx(expected)


@given(seeds)
def test_what_walks_is_what_lives_there(seed: int) -> None:
    """Flow times cost over all stretches is dwellings times cost over all walks."""
    graph, cost = random_graph(seed)
    grown = trees(links(graph, cost), np.array([0]))
    node = np.flatnonzero(np.isfinite(grown.cost[0]))
    weight = np.random.default_rng(seed).uniform(0.5, 20, len(node))

    flow = stretch_flows(grown, np.zeros(len(node), dtype=np.int64), node, weight, len(cost))

    assert (flow * cost).sum() == pytest.approx((weight * grown.cost[0, node]).sum())
    into_root = flow[(graph.u == 0) != (graph.v == 0)].sum()
    assert into_root == pytest.approx(weight[node != 0].sum())


@given(seeds, st.integers(0, 29), st.integers(0, 29), st.floats(0.1, 10))
def test_another_stretch_never_raises_a_cost(seed: int, u: int, v: int, length: float) -> None:
    """With one more stretch every node is at most as far from every other."""
    graph, cost = random_graph(seed)
    longer = replace(
        graph,
        u=np.append(graph.u, u),
        v=np.append(graph.v, v),
        edge=np.append(graph.edge, len(graph.u)),
        start_m=np.append(graph.start_m, 0.0),
        end_m=np.append(graph.end_m, length),
    )
    every = np.arange(graph.count)

    before = trees(links(graph, cost), every).cost
    after = trees(links(longer, np.append(cost, length)), every).cost

    assert (after <= before).all()


def grid_network(paths: Layer, **columns: list[str | None]) -> Network:
    """Answer a net of 3 × 3 streets, 100 m apart; the columns hold the middle street's value."""
    lines = [[(100 * k, 0), (100 * k, 200)] for k in range(3)]
    lines += [[(0, 100 * k), (200, 100 * k)] for k in range(3)]
    return build_network(paths(lines, **columns))


def test_a_closed_gate_makes_the_walk_longer(paths: Layer) -> None:
    """From one side of the net to the other: straight on, or round when the middle is closed."""
    here, there = np.array([[0.0, 100.0]]), np.array([[200.0, 100.0]])
    gates: list[str | None] = [None] * 6
    open_net = grid_network(paths, gate=gates)
    closed = grid_network(paths, gate=[*gates[:4], "closed", None])

    assert distances(open_net, here, there)[0, 0] == pytest.approx(200)
    assert distances(closed, here, there)[0, 0] == pytest.approx(400)


def test_places_split_the_path_they_meet(paths: Layer) -> None:
    """Two places on one path walk between each other, not round over its ends."""
    network = build_network(paths([[(0, 0), (100, 0)]]))
    graph = route_graph(network, access(network, np.array([[70.0, 5.0], [30.0, 0.0]])))

    assert graph.length_m.tolist() == [30, 40, 30]
    assert walking_metres(graph, graph.place[:1], graph.place[1:]).tolist() == [[40]]


@given(seeds)
def test_walks_of_the_graph_equal_the_walks_of_the_network(paths: Layer, seed: int) -> None:
    """Metres between random places are the same in the split graph and in ``distances``."""
    chance = np.random.default_rng(seed)
    network = grid_network(paths)
    xy = chance.uniform(0, 200, size=(6, 2))
    graph = route_graph(network, access(network, xy))
    off = graph.off_m

    between = walking_metres(graph, graph.place[:3], graph.place[3:])

    expected = distances(network, xy[:3], xy[3:])
    assert between + off[:3, None] + off[None, 3:] == pytest.approx(expected)


@given(seeds)
def test_a_walk_in_pieces_is_as_long_as_the_walk(paths: Layer, seed: int) -> None:
    """The segments of a walk add up to it, whichever way it leads."""
    chance = np.random.default_rng(seed)
    network = grid_network(paths)
    graph = route_graph(network, access(network, chance.uniform(0, 200, size=(2, 2))))
    laid = segmentation(network)
    grown = trees(links(graph, graph.length_m), graph.place[:1])

    segment, metres = walk_pieces(graph, laid).walk(grown, 0, int(graph.place[1]))

    assert metres.sum() == pytest.approx(grown.cost[0, graph.place[1]])
    assert (metres <= laid.length_m[segment] + 1e-9).all()


def test_flow_is_told_per_segment_as_far_as_it_is_walked(paths: Layer) -> None:
    """Ten dwellings enter 10 m into the second segment of a path and walk to its start."""
    network = build_network(paths([[(0, 0), (75, 0)]]))
    graph = route_graph(network, access(network, np.array([[35.0, 0.0], [0.0, 0.0]])))
    grown = trees(links(graph, graph.length_m), graph.place[1:])
    zero = np.zeros(1, dtype=np.int64)
    flow = stretch_flows(grown, zero, graph.place[:1], np.array([10.0]), len(graph.u))

    told = segmentation(network).means(flow, graph.edge, graph.start_m, graph.end_m)

    assert told.tolist() == [10, 4, 0]


def test_each_door_walks_to_two_stops_and_the_nearest_of_the_rest() -> None:
    """Three stops and two shops: the two near stops, the near shop; unreached is not walked to."""
    found = Goals(
        np.zeros((5, 2)), np.array(["stop", "stop", "stop", "shop", "shop"]), np.arange(5)
    )
    metres = np.array([[30.0, 10, 20, 500, 400], [np.inf, 5, np.inf, np.inf, np.inf]])

    walks = errands(metres, found, default_assumptions())

    rows = list(walks[["door", "goal", "rank"]].itertuples(index=False, name=None))
    assert sorted(rows) == [(0, 1, 0), (0, 2, 1), (0, 4, 0), (1, 1, 0)]
