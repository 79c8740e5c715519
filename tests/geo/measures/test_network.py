"""The network is the same however its paths were cut, turned or ordered."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
import shapely.affinity
import shapely.ops
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.measures.network import Network, build_network
from geo.measures.network_findings import network_findings
from geo.measures.sampling import sample_segments
from geo.measures.walking import access, distances

Layer = Callable[..., gpd.GeoDataFrame]

places = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda p: (p[0] * 7.0, p[1] * 7.0))
polylines = st.lists(places, min_size=2, max_size=4, unique=True).map(shapely.LineString)
nets = st.lists(polylines, min_size=1, max_size=6, unique_by=lambda line: line.wkb)


def lines_of(network: Network) -> list[tuple[Any, ...]]:
    """Answer what must not change: id, ends, length, attributes; not the delivered path's id."""
    edges = network.edges
    names = edges["name"].astype(object).where(edges["name"].notna(), None)
    return list(zip(edges.index, edges["length_m"].round(6), names, strict=True))


def assert_same(one: Network, other: Network) -> None:
    assert lines_of(one) == lines_of(other)
    a, b = sample_segments(one), sample_segments(other)
    assert list(a.segments.index) == list(b.segments.index)
    np.testing.assert_allclose(a.points, b.points, atol=1e-6)
    np.testing.assert_allclose(a.weight, b.weight, atol=1e-6)


@given(nets, st.randoms(use_true_random=False))
def test_turning_and_reordering_paths_changes_no_sample(
    paths: Layer, lines: list[shapely.LineString], chance: Any
) -> None:
    """Rows in any order, drawn from either end, give the same edges and the same points."""
    names = [chance.choice(["Elmevej", "Stien", None]) for _ in lines]
    order = chance.sample(range(len(lines)), len(lines))
    turned = [lines[k].reverse() if chance.random() < 0.5 else lines[k] for k in order]

    assert_same(
        build_network(paths(lines, name=names)),
        build_network(paths(turned, name=[names[k] for k in order])),
    )


@given(nets, st.integers(0, 5), st.floats(0.05, 0.95))
def test_cutting_a_path_changes_no_sample(
    paths: Layer, lines: list[shapely.LineString], which: int, where: float
) -> None:
    """A path delivered in two parts is measured in the same points as in one."""
    whole = build_network(paths(lines))
    line = lines[which % len(lines)]
    place = line.interpolate(where, normalized=True)
    # A cut beside a node is snapped to the node: there the law is about half a metre.
    assume(shapely.distance(shapely.points(whole.nodes), place).min() > 1)
    along = line.project(place)
    parts = [shapely.ops.substring(line, 0, along), shapely.ops.substring(line, along, line.length)]
    cut = [*(other for other in lines if other is not line), *parts]

    assert_same(whole, build_network(paths(cut)))


@given(nets, st.integers(-5000, 5000), st.integers(-5000, 5000))
def test_moving_everything_moves_the_points_along(
    paths: Layer, lines: list[shapely.LineString], east: int, north: int
) -> None:
    """Shifting all coordinates shifts the sample points and changes no length."""
    moved = [shapely.affinity.translate(line, east, north) for line in lines]
    here, there = (sample_segments(build_network(paths(group))) for group in (lines, moved))

    np.testing.assert_allclose(here.points + np.array([east, north, 0]), there.points, atol=1e-6)
    np.testing.assert_allclose(here.weight, there.weight, atol=1e-6)


@given(nets, st.integers(0, 2**32 - 1))
@settings(max_examples=60)
def test_distances_agree_with_networkx(
    paths: Layer, lines: list[shapely.LineString], seed: int
) -> None:
    """Shortest walks between random places equal those of networkx on an own graph."""
    chance = np.random.default_rng(seed)
    noded = shapely.get_parts(shapely.node(shapely.MultiLineString(lines)))
    # Where lines meet within the snapping distance without touching, the graphs differ on purpose.
    ends = {tuple(np.round(xy, 6)) for line in noded for xy in (line.coords[0], line.coords[-1])}
    corner = np.array(sorted(ends))
    corners = np.asarray(shapely.points(corner))[:, None]
    gaps = shapely.distance(corners, shapely.union_all(noded.tolist()))
    assert gaps.max() < 1e-6
    apart = np.hypot(*(corner[:, None] - corner[None]).T)
    assume(apart[~np.eye(len(corner), dtype=bool)].min() > 0.6)
    near = shapely.distance(corners, noded[None, :])
    assume(((near < 1e-6) | (near > 0.6)).all())
    picked = chance.integers(len(noded), size=(2, 4))
    along = chance.uniform(0, 1, size=(2, 4)) * shapely.length(noded[picked])
    graph = nx.MultiGraph()
    cuts: dict[int, list[tuple[float, Any]]] = {k: [] for k in range(len(noded))}
    for side in (0, 1):
        for k in range(4):
            cuts[int(picked[side, k])].append((float(along[side, k]), ("at", side, k)))
    for k, line in enumerate(noded):
        first, last = (tuple(np.round(xy, 6)) for xy in (line.coords[0], line.coords[-1]))
        stops = [(0.0, first), *sorted(cuts[k]), (line.length, last)]
        for (a, one), (b, two) in pairwise(stops):
            graph.add_edge(one, two, weight=b - a)
    points = shapely.get_coordinates(shapely.line_interpolate_point(noded[picked], along))

    found = distances(build_network(paths(lines)), points[:4], points[4:])

    for i in range(4):
        reach = nx.single_source_dijkstra_path_length(graph, ("at", 0, i))
        for j in range(4):
            assert found[i, j] == pytest.approx(reach.get(("at", 1, j), np.inf), abs=1e-6)


def test_crossing_paths_meet_and_a_tunnel_passes_under(paths: Layer) -> None:
    """Two paths that cross meet in a node; one in a tunnel meets nothing on its way."""
    cross = [[(0, 0), (40, 0)], [(20, -20), (20, 20)]]
    met = build_network(paths(cross))
    under = build_network(paths(cross, tunnel=[None, "yes"]))

    assert sorted(met.edges["length_m"]) == [20, 20, 20, 20]
    assert sorted(under.edges["length_m"]) == [40, 40]


def test_a_tunnel_is_entered_at_its_mouth(paths: Layer) -> None:
    """The end of a tunnel on a street joins it, and a cut inside the tunnel joins nothing."""
    street, other = [(0, 0), (40, 0)], [(0, 30), (40, 30)]
    crossed = [(0, 10), (40, 10)]
    tunnel = [[(20, 0), (20, 10)], [(20, 10), (20, 30)]]
    network = build_network(
        paths([street, other, crossed, *tunnel], tunnel=["no", "no", "no", "yes", "yes"])
    )

    assert sorted(network.edges["length_m"]) == [20, 20, 20, 20, 30, 40]
    walk = distances(network, np.array([[0.0, 0.0]]), np.array([[40.0, 30.0]]))
    assert walk[0, 0] == pytest.approx(70)


def test_an_end_that_misses_by_less_than_the_snap_is_joined(paths: Layer) -> None:
    """A path that stops 0.4 m before a road is joined to it; at 0.7 m it is a finding."""
    road = [(0, 0), (100, 0)]
    joined = build_network(paths([road, [(30, 0.4), (30, 40)]], name=["Parkvej", None]))
    short = build_network(paths([road, [(30, 0.7), (30, 40)]], name=["Parkvej", None]))

    assert len(joined.edges) == 3
    assert network_findings(joined) == ()
    assert len(short.edges) == 2
    gap, loose = network_findings(short)
    assert gap.message == "Stien »p1« når ikke »Parkvej«: 0,7 m mangler."
    assert (loose.rule, loose.facts["metres"]) == ("network.loose", 39)


def test_a_gap_between_two_dead_ends_is_said_once(paths: Layer) -> None:
    """Two paths that stop short of each other are one finding, not two."""
    network = build_network(paths([[(0, 0), (30, 0)], [(32, 0), (60, 0)]]))

    assert [issue.rule for issue in network_findings(network)] == ["network.gap", "network.loose"]


def test_an_end_beside_a_path_it_reaches_round_the_corner_is_no_gap(paths: Layer) -> None:
    """A dead end close to a path that is a short walk away is left alone."""
    hook = [(0, 0), (10, 0), (10, 2), (8, 2)]

    assert network_findings(build_network(paths([[(-20, 0), (0, 0)], hook]))) == ()


def test_a_closed_gate_is_not_walked_and_steps_are_kept(paths: Layer) -> None:
    """Behind a closed gate there is no way; what the path is stays with its edge."""
    lines = [[(0, 0), (50, 0)], [(50, 0), (100, 0)]]
    network = build_network(
        paths(lines, kind=["footway", "steps"], gate=[None, "closed"], width_m=[2.5, None])
    )
    place = np.array([[10.0, 0.0]]), np.array([[90.0, 0.0]])

    assert network.edges["kind"].tolist() == ["footway", "steps"]
    assert network.edges["walkable"].tolist() == [True, False]
    assert distances(network, *place)[0, 0] == pytest.approx(40 + 40)
    assert access(network, place[1]).edge.tolist() == [0]


def test_a_point_far_from_every_path_is_not_reached(paths: Layer) -> None:
    """Beyond the longest access there is no walk, and that is not a distance of 0."""
    network = build_network(paths([[(0, 0), (50, 0)]]))

    far = distances(network, np.array([[10.0, 150.0]]), np.array([[20.0, 0.0]]))
    assert far.tolist() == [[np.inf]]


def test_a_path_delivered_twice_counts_once(paths: Layer) -> None:
    """The same line in two rows is one edge."""
    line = [(0, 0), (30, 0), (30, 12)]

    assert build_network(paths([line, line[::-1]])).edges["length_m"].tolist() == [42]


def test_no_paths_give_an_empty_network(paths: Layer) -> None:
    """An empty layer is a network without edges, samples or findings."""
    network = build_network(paths([]))

    assert len(network.edges) == len(sample_segments(network).points) == 0
    assert network_findings(network) == ()
    assert distances(network, np.array([[0.0, 0.0]]), np.array([[1.0, 0.0]])).tolist() == [[np.inf]]


def test_a_ring_has_one_start_wherever_it_was_drawn_from(paths: Layer) -> None:
    """A ring path alone starts in its lowest vertex and runs counter-clockwise."""
    ring = [(0.0, 0.0), (30.0, 0.0), (30.0, 20.0), (0.0, 20.0)]
    drawn = [ring[2], ring[1], ring[0], ring[3], ring[2]]

    assert_same(build_network(paths([[*ring, ring[0]]])), build_network(paths([drawn])))


def test_cells_are_two_and_a_half_metres_and_the_last_one_shorter(paths: Layer) -> None:
    """11 m give four cells of 2.5 m and one of 1 m, three points each at thirds of the width."""
    samples = sample_segments(build_network(paths([[(0, 0), (11, 0)]], width_m=[3.0])))

    assert samples.cells["length_m"].tolist() == [2.5, 2.5, 2.5, 2.5, 1]
    np.testing.assert_allclose(samples.points[-3:], [[10.5, -1, 0], [10.5, 0, 0], [10.5, 1, 0]])
    assert set(samples.bearing) == {90.0}
    np.testing.assert_allclose(samples.mean(samples.points[:, 0]), [11 / 2])


def test_only_segments_with_their_midpoint_inside_belong(paths: Layer) -> None:
    """A segment that only reaches into the area is not the department's."""
    network = build_network(paths([[(0, 0), (60, 0)]]))
    inside = sample_segments(network, shapely.box(-1, -1, 40, 1))

    assert inside.segments["length_m"].tolist() == [25, 25]
    assert inside.points[:, 0].max() < 50
