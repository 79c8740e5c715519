"""Edges between zones, no-man's-land and the steps to the street."""

from collections.abc import Callable, Sequence

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.measures.boundaries import Edges, stretches
from geo.measures.edge_markers import marked_edges
from geo.measures.network import build_network
from geo.measures.no_mans_land import no_mans_land
from geo.measures.zone_edges import zone_edges
from geo.measures.zone_steps import count_steps, steps_to_public
from geo.measures.zoning import ZONES, Zoning, zones_by_rule, zones_of_plan
from geo.model.assumptions import default_assumptions
from geo.model.estimate import Grade
from geo.testing import layer

Layer = Callable[..., gpd.GeoDataFrame]
CHOSEN = default_assumptions()
NO_HOUSES = np.empty(0, dtype=object)
EVERYWHERE = shapely.box(-1e4, -1e4, 1e4, 1e4)
KINDS = st.sampled_from(["fence", "hedge", "wall", "planting", "surface"])
MARKERS = st.tuples(KINDS, st.floats(0.2, 3.0), st.floats(0, 150), st.floats(5, 50))
GROUNDS = st.tuples(st.sampled_from(ZONES), st.floats(0, 60), st.floats(0, 60), st.floats(5, 40))


def frame(columns: dict[str, list[object]], shapes: Sequence[shapely.Geometry]) -> gpd.GeoDataFrame:
    """Answer a layer near (0, 0)."""
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=25832)


def plan() -> gpd.GeoDataFrame:
    """Answer a private strip under common ground, 200 m along the x axis."""
    shapes = [shapely.box(0, -10, 200, 0), shapely.box(0, 0, 200, 30)]
    return frame({"zone": ["private", "semi_public"]}, shapes)


def straight_edge() -> gpd.GeoDataFrame:
    """Answer the 200 m where the two meet, in pieces of a metre."""
    zoning = zones_of_plan(plan(), shapely.box(0, -10, 200, 30))
    edges = zone_edges(zoning, shapely.box(-1, -1, 201, 1), NO_HOUSES)
    return edges[edges["zones"] == "private/semi_public"].reset_index(drop=True)


def lines(*rows: tuple[str | None, float, float, float, str | None]) -> gpd.GeoDataFrame:
    """Answer boundaries along the edge: kind, height, from, to, opaque."""
    return frame(
        {
            "id": [f"b{number}" for number in range(len(rows))],
            "kind": [row[0] for row in rows],
            "height_m": [row[1] for row in rows],
            "opaque": [row[4] for row in rows],
        },
        [shapely.LineString([(row[2], 0.3), (row[3], 0.3)]) for row in rows],
    )


# A marker reaches two metres beyond its ends, so the stretches of the vector stand that far apart.
VECTOR = lines(
    ("fence", 1.0, 0, 48, "no"), ("hedge", 1.8, 52, 108, "yes"), ("surface", 0.0, 142, 158, "no")
)
PATH = frame(
    {"id": ["p"], "kind": ["footway"], "surface": ["paved"]},
    [shapely.LineString([(112, 1), (138, 1)])],
)


def marked(boundaries: gpd.GeoDataFrame, paths: gpd.GeoDataFrame | None = None) -> Edges:
    """Answer the straight edge with its markers."""
    return marked_edges(straight_edge(), boundaries, paths)


def test_the_vector_of_the_method_is_63() -> None:
    """50 m low fence, 60 m tall hedge, 30 m path, 20 m surface and 40 m of nothing."""
    assert marked(VECTOR, PATH).clarity() == pytest.approx(63.0, abs=0.3)


def test_a_tall_hedge_is_clear_and_blocks_eyes() -> None:
    """Of 160 m marked, 60 m keep the eyes out: both are answered, and the stretch is named."""
    edges = marked(VECTOR, PATH)
    conflict = ((edges.pieces["marker"] > 0) & (edges.pieces["blocks"] == 1)).to_numpy(dtype=bool)
    found = stretches(edges, conflict, ["kind", "boundary"])

    assert edges.transparency() == pytest.approx(62.5, abs=0.5)
    assert found[["kind", "boundary"]].to_numpy().tolist() == [["hedge", "b1"]]
    assert found["length_m"].sum() == pytest.approx(60, abs=0.6)


def test_a_hedge_nobody_has_measured_marks_at_least_as_a_tall_one() -> None:
    """Its marker is 0.7 and could be 1; whether eyes pass is not known, not no."""
    edges = marked(lines(("hedge", np.nan, -5, 205, None)))

    assert edges.clarity() == pytest.approx(70)
    assert edges.clarity("most") == pytest.approx(100)
    assert (edges.transparency(), edges.seen) == (None, 0)


def test_a_line_of_unknown_kind_leaves_the_edge_unknown() -> None:
    """It is neither a marker nor none: half the metres are not counted."""
    edges = marked(lines((None, np.nan, -5, 98, None)))

    assert edges.known == pytest.approx(0.5, abs=0.01)
    assert edges.clarity() == 0


def test_an_open_fence_lets_the_eyes_through_however_tall() -> None:
    """Mesh of three metres marks as tall and blocks nothing."""
    edges = marked(lines(("fence", 3.0, -5, 205, "no")))

    assert [edges.clarity(), edges.transparency()] == pytest.approx([70, 100])


def test_a_path_across_an_edge_does_not_mark_it() -> None:
    """Only what runs along it does, and only when paved."""
    across = frame({"id": ["p"], "surface": ["paved"]}, [shapely.LineString([(100, -9), (100, 9)])])
    gravel = PATH.assign(surface="unpaved")

    assert marked(lines(), across).clarity() == 0
    assert marked(lines(), gravel).clarity() == 0


@settings(max_examples=15, deadline=None)
@given(st.lists(MARKERS, min_size=1, max_size=4))
def test_one_more_marker_never_makes_an_edge_less_clear(
    rows: list[tuple[str, float, float, float]],
) -> None:
    """And never lets more eyes through: clarity and sight pull apart."""
    everything = lines(*((kind, height, x, x + long, "yes") for kind, height, x, long in rows))
    before, after = marked(everything[:-1]), marked(everything)

    assert (after.clarity() or 0) >= (before.clarity() or 0) - 1e-9
    assert (after.pieces["blocks"] >= before.pieces["blocks"]).all()


@settings(max_examples=10, deadline=None)
@given(st.floats(-50, 50), st.floats(-50, 50), st.randoms())
def test_moving_everything_and_turning_the_rows_changes_nothing(
    dx: float, dy: float, chance: "np.random.RandomState"
) -> None:
    """The clearness belongs to the place."""
    order = list(range(len(VECTOR)))
    chance.shuffle(order)
    moved = VECTOR.iloc[order].translate(dx, dy)
    edges = straight_edge()
    again = marked_edges(
        edges.set_geometry(edges.translate(dx, dy)),
        VECTOR.iloc[order].set_geometry(moved),
        PATH.set_geometry(PATH.translate(dx, dy)),
    )

    assert again.clarity() == pytest.approx(marked(VECTOR, PATH).clarity(), abs=0.6)


def test_where_a_house_stands_on_the_edge_there_is_nothing_to_mark() -> None:
    """The wall is no missing fence."""
    zoning = zones_of_plan(plan(), shapely.box(0, -10, 200, 30))
    house = np.array([shapely.box(0, -8, 100, 0)], dtype=object)
    edges = zone_edges(zoning, shapely.box(-1, -1, 201, 1), house)
    inner = edges[edges["zones"] == "private/semi_public"]

    assert inner["length_m"].sum() == pytest.approx(100, abs=1)


def test_the_edge_of_the_estate_is_asked_for_and_that_inside_a_home_is_not() -> None:
    """Private to half private is the home's own; half public to public is everybody's."""
    shapes = [shapely.box(0, 0, 10, 5), shapely.box(0, 5, 10, 10), shapely.box(0, 10, 10, 40)]
    zones = frame({"zone": ["private", "semi_private", "semi_public"]}, shapes)
    found = zone_edges(zones_of_plan(zones, shapely.box(0, 0, 10, 40)), EVERYWHERE, NO_HOUSES)
    metres = found.groupby("zones")["length_m"].sum()

    assert "private/semi_private" not in metres
    assert metres["semi_private/semi_public"] == pytest.approx(10, abs=1)
    assert metres["semi_public/public"] == pytest.approx(70, abs=2)


def test_by_rule_a_home_of_its_own_has_a_private_strip_and_a_staircase_has_not() -> None:
    """One dwelling: 3 m private and 3 m half private; eight behind a door: 6 m half private."""
    houses = frame({"id": ["h", "k"]}, [shapely.box(10, 10, 30, 20), shapely.box(60, 10, 80, 20)])
    doors = frame({"dwellings": [1.0, 8.0]}, [shapely.Point(20, 20), shapely.Point(70, 20)])
    zoning = zones_by_rule(shapely.box(0, 0, 100, 50), houses, doors)

    assert shapely.area(zoning.area("private")) == pytest.approx(20 * 3)
    assert shapely.area(zoning.area("semi_private")) == pytest.approx(20 * 3 + 20 * 6)
    assert shapely.area(zoning.area("semi_public")) == pytest.approx(100 * 50 - 2 * 200 - 60 - 180)
    assert (zoning.grade, zoning.planned) == (Grade.C, False)


def test_what_the_municipality_owns_inside_is_public_and_known_owners_are_better_data() -> None:
    """A road of the municipality through the estate is not the estate's."""
    nothing = frame({"id": []}, [])
    owners = frame({"kind": ["municipality", "housing"]}, [shapely.box(40, -9, 50, 99), EVERYWHERE])
    zoning = zones_by_rule(shapely.box(0, 0, 100, 50), nothing, nothing, owners)

    assert shapely.area(zoning.area("semi_public")) == pytest.approx(90 * 50)
    assert zoning.grade is Grade.B


@settings(max_examples=15, deadline=None)
@given(st.lists(GROUNDS, min_size=1, max_size=6))
def test_zones_never_overlap(rows: list[tuple[str, float, float, float]]) -> None:
    """However badly a plan is drawn, each place has one zone: the more private."""
    shapes = [shapely.box(x, y, x + size, y + size) for _, x, y, size in rows]
    zoning = zones_of_plan(
        frame({"zone": [row[0] for row in rows]}, shapes), shapely.box(0, 0, 100, 100)
    )

    total = shapely.area(zoning.areas).sum()
    assert total == pytest.approx(shapely.area(shapely.union_all(zoning.areas)))


def test_ground_far_from_everything_and_for_nothing_is_nobodys() -> None:
    """A door at one end of 100 m × 10 m: beyond 25 m nobody feels it is theirs."""
    ground = shapely.box(0, 0, 100, 10)
    near = dict.fromkeys(("meeting_places", "paths"), NO_HOUSES)
    door = np.array([shapely.Point(0, 5)], dtype=object)
    alone = no_mans_land(ground, {**near, "entrances": door}, NO_HOUSES)
    used = no_mans_land(
        ground, {**near, "entrances": door}, np.array([shapely.box(50, 0, 100, 10)], dtype=object)
    )

    assert alone.share == pytest.approx(0.754, abs=0.002)
    assert used.share == pytest.approx(0.254, abs=0.002)
    assert (alone.most, alone.coverage) == (1.0, 0.8)


def test_ground_that_no_window_sees_is_nobodys_too() -> None:
    """With eyes the share is known exactly: the half they do not reach counts."""
    ground = shapely.box(0, 0, 100, 10)
    path = np.array([shapely.LineString([(0, 5), (100, 5)])], dtype=object)
    near = {"paths": path, "entrances": NO_HOUSES, "meeting_places": NO_HOUSES}
    found = no_mans_land(
        ground, near, NO_HOUSES, lambda points: np.where(points[:, 0] < 50, 5.0, 0.0)
    )

    assert [found.share, found.least, found.most] == pytest.approx([0.5] * 3)
    assert found.coverage == 1


def test_a_layer_that_was_not_delivered_never_counts_as_none_there() -> None:
    """Without the paths all of the ground could lie at one, or none of it."""
    found = no_mans_land(shapely.box(0, 0, 100, 10), {"entrances": NO_HOUSES}, NO_HOUSES)

    assert (found.least, found.most) == (0, 1)
    assert found.coverage < 0.6


FORECOURT = (("semi_private", 6.0), ("semi_public", 44.0), ("public", 50.0))


def zoned(*widths: tuple[str, float]) -> Zoning:
    """Answer zones side by side along the x axis."""
    shapes: list[shapely.Geometry] = []
    x = 0.0
    for _, width in widths:
        shapes.append(shapely.box(x, -50, x + width, 50))
        x += width
    zones = frame({"zone": [zone for zone, _ in widths]}, shapes)
    return zones_of_plan(zones, shapely.box(0, -50, x, 50))


@pytest.mark.parametrize(
    ("widths", "steps", "score"),
    [
        ((("public", 100.0),), 1, 60),
        ((("semi_public", 50.0), ("public", 50.0)), 2, 100),
        (FORECOURT, 3, 100),
        ((("private", 3.0), *FORECOURT), 3, 100),
        ((("semi_private", 9.0), ("semi_public", 9.0), *FORECOURT), 5, 60),
    ],
)
def test_the_steps_from_the_door_to_the_street(
    paths: Layer, widths: tuple[tuple[str, float], ...], steps: int, score: float
) -> None:
    """A door on the street has one, two or three are good, more make a long way in."""
    network = build_network(paths([[(0.5, 0), (45, 0)], [(45, 0), (95, 0)]]).pipe(split_public))
    found = steps_to_public(network, np.array([[0.5, 0.0]]), zoned(*widths))

    assert (found.steps.tolist(), found.score.tolist()) == ([steps], [score])


def split_public(frame_: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep the two paths apart by name, so that a node stands between them."""
    return frame_.assign(name=["a", "b"])


def test_a_door_without_a_way_out_has_no_steps(paths: Layer) -> None:
    """Not known is not many: the score is missing."""
    network = build_network(paths([[(0, 0), (20, 0)]]))
    found = steps_to_public(network, np.array([[0.0, 0.0]]), zoned(("semi_public", 500.0)))

    assert found.steps.tolist() == [-1]
    assert np.isnan(found.score).all()


@given(st.lists(st.integers(0, 2), max_size=20))
def test_the_steps_are_the_changes_of_zone(levels: list[int]) -> None:
    """From home (private) through each zone to the public one."""
    walked = [0, *levels, 3]

    assert count_steps(np.array([*levels, 3])) == np.count_nonzero(np.diff(walked))


def test_the_example_layer_of_the_notebook_is_measured_the_same_far_from_the_origin() -> None:
    """Coordinates of a real place do not change the vector."""
    edges = straight_edge()
    shapes = list(VECTOR.geometry)
    columns = {name: VECTOR[name].tolist() for name in ("kind", "height_m", "opaque")}
    there = layer("boundaries", shapes, **columns)
    moved = edges.set_geometry(edges.translate(700_000, 6_170_000)).set_crs(25832)

    assert marked_edges(moved, there).clarity() == pytest.approx(marked(VECTOR).clarity(), abs=1e-6)
