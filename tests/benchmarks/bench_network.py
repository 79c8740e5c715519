"""Flows on 100,000 edges against bare scipy and networkx, and a department's five factors.

Everything is measured in one run on one machine, so only the ratios mean anything. The bounds of
the project: flow within 1.2 times bare scipy Dijkstra per source, at least 40 times networkx; the
five factors of places under half a second warm. Run it with ``make bench-network``.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise

import networkx as nx
import numpy as np
from scipy.sparse.csgraph import dijkstra

import geo
from geo.measures.flows import links, stretch_flows, trees
from geo.measures.route_graph import RouteGraph
from geo.model.assumptions import default_assumptions
from geo.scoring.joined import measures
from geo.scoring.scene import Scene
from geo.scoring.scoring import ordered

SIDE = 224
"""Junctions along one side of the net: with its streets 100,000 edges."""

SOURCES, DOORS, ROUNDS = 20, 200, 5
BOUND_SCIPY, BOUND_NETWORKX, BOUND_SECONDS = 1.2, 40.0, 0.5

FIVE = ("meeting_places", "boundaries", "routes", "arrival", "upkeep")


def net() -> tuple[RouteGraph, np.ndarray]:
    """Answer a net of crooked streets, and what each stretch costs as it is felt."""
    chance = np.random.default_rng(11)
    number = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    u = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    v = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    length = chance.uniform(8, 40, len(u))
    cost = length * (1 + 2 * chance.uniform(0, 1, len(u)))
    zero = np.zeros(len(u))
    nobody = np.empty(0, dtype=np.int64)
    graph = RouteGraph(u, v, np.arange(len(u)), zero, length, SIDE * SIDE, nobody, np.empty(0))
    return graph, cost


def seconds(work: Callable[[], object]) -> float:
    """Answer the processor time something takes once: the machine may be shared."""
    start = time.process_time()
    work()
    return time.process_time() - start


def flows() -> None:
    """Measure flows side by side."""
    graph, cost = net()
    chance = np.random.default_rng(12)
    joined = links(graph, cost)
    goals = chance.choice(graph.count, SOURCES, replace=False)
    doors = chance.choice(graph.count, DOORS, replace=False)
    tree = np.repeat(np.arange(SOURCES), DOORS)
    door = np.tile(doors, SOURCES)
    weight = chance.uniform(1, 12, len(door))

    def ours() -> np.ndarray:
        return stretch_flows(trees(joined, goals), tree, door, weight, len(cost))

    ours()
    bare, flow = [], []
    for _ in range(ROUNDS):
        bare.append(seconds(lambda: dijkstra(joined.matrix, indices=goals)))
        flow.append(seconds(ours))
    theirs, expected = networkx_flow(graph, cost, int(goals[0]), doors, weight[:DOORS])
    one = stretch_flows(
        trees(joined, goals[:1]), tree[:DOORS], door[:DOORS], weight[:DOORS], len(cost)
    )
    per_source = statistics.median(flow) / SOURCES
    ratio = statistics.median(f / b for f, b in zip(flow, bare, strict=True))
    print(f"edges {len(cost):,}, nodes {graph.count:,}, {DOORS} doors to each of {SOURCES} goals")
    print(f"bare scipy Dijkstra {1000 * statistics.median(bare) / SOURCES:7.2f} ms per source")
    print(f"flow                {1000 * per_source:7.2f} ms per source")
    print(f"networkx            {1000 * theirs:7.2f} ms per source")
    print(f"flow / scipy    {ratio:6.2f}  (bound {BOUND_SCIPY})")
    print(f"networkx / flow {theirs / per_source:6.1f}  (bound {BOUND_NETWORKX})")
    print(f"largest difference from networkx {np.abs(one - expected).max():.1e} dwellings")


def networkx_flow(
    graph: RouteGraph, cost: np.ndarray, goal: int, doors: np.ndarray, weight: np.ndarray
) -> tuple[float, np.ndarray]:
    """Answer the seconds networkx takes for one goal, and the flow it finds."""
    oracle = nx.Graph()
    rows = zip(graph.u.tolist(), graph.v.tolist(), cost.tolist(), strict=True)
    oracle.add_edges_from((u, v, {"weight": w, "row": k}) for k, (u, v, w) in enumerate(rows))
    flow = np.zeros(len(cost))

    def work() -> None:
        _, paths = nx.single_source_dijkstra(oracle, goal)
        for door, dwellings in zip(doors.tolist(), weight.tolist(), strict=True):
            path = paths[door]
            for a, b in pairwise(path):
                flow[oracle[a][b]["row"]] += dwellings

    return seconds(work), flow


def _measured(scene: Scene) -> None:
    for key in FIVE:
        scene.result(key)


def five_factors() -> None:
    """Measure the five factors of each department of the example, warm."""
    with tempfile.TemporaryDirectory() as folder, geo.Workspace(folder) as workspace:
        workspace.add(geo.read(geo.example()), accept=True)
        for identity in workspace.department_ids():
            place = ordered(workspace.department(identity))
            taken = []
            for _ in range(ROUNDS + 1):
                scene = Scene(place, default_assumptions(), None, measures())
                # The paths, their light and their eyes are other factors' work.
                parts = (scene.network, scene.samples, scene.even.result("lighting"))
                assert all(part is not None for part in (*parts, scene.even.result("eyes")))
                taken.append(seconds(partial(_measured, scene)))
            print(f"{place.name:18} {statistics.median(taken[1:]):6.3f} s  (bound {BOUND_SECONDS})")


if __name__ == "__main__":
    flows()
    five_factors()
