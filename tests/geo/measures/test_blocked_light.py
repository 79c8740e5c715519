"""What stands in the way of light: hand cases, laws, and every ray tried against every panel."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.measures.lamp_walls import CLEAR_M, clear_of_walls
from geo.measures.lamps import lamp_light
from geo.measures.photometry import illuminance, lux_from
from geo.measures.walls import Walls, walls_from

Layer = Callable[..., gpd.GeoDataFrame]


def standing(shapes: list[Any], **columns: list[float]) -> gpd.GeoDataFrame:
    """Answer obstacles from the ground to 9 m, unless said otherwise."""
    full = {"base_m": [0.0] * len(shapes), "top_m": [9.0] * len(shapes), **columns}
    return gpd.GeoDataFrame(full, geometry=shapes, crs=25832)


def one_lamp(lamps: Layer, height: float = 4.0) -> gpd.GeoDataFrame:
    return lamps(
        [(0, 0)], height_m=[height], flux_lm=[3000], luminaire=["lambert"], maintenance_factor=[1]
    )


WALL = shapely.LineString([(5, -3), (5, 3)])


def test_a_wall_throws_a_shadow_as_long_as_its_height_says(lamps: Layer) -> None:
    """A wall of 2 m at 5 m under a lamp of 4 m shades the ground from 5 to 10 m."""
    points = [(4.9, 0), (5.1, 0), (9.9, 0), (10.1, 0)]
    open_lux = illuminance(points, one_lamp(lamps), reach=None)
    lux = illuminance(points, one_lamp(lamps), standing([WALL], top_m=[2.0]), reach=None)

    assert lux.tolist() == [open_lux[0], 0, 0, open_lux[3]]


def test_a_face_is_seen_over_a_wall_that_shades_the_ground(lamps: Layer) -> None:
    """At 1.5 m a place behind a low wall is lit where the ground is not."""
    wall = standing([WALL], top_m=[1.4])

    assert illuminance([(6, 0)], one_lamp(lamps), wall) == 0
    assert illuminance([(6, 0)], one_lamp(lamps), wall, "vertical", 270) > 0


def test_light_passes_under_a_raised_base(lamps: Layer) -> None:
    """A crown from 3 m up shades only rays that cross it in its own heights."""
    crown = standing([WALL], base_m=[3.0], top_m=[9.0])

    near, far = illuminance([(6, 0), (30, 0)], one_lamp(lamps), crown, reach=None)
    assert near > 0
    assert far == 0


def test_plants_let_a_part_through_and_at_most_two_count(lamps: Layer) -> None:
    """One hedge 0.4, two 0.16, three 0.16 too; a hedge is crossed once, not on either side."""
    hedges = [shapely.box(x, -2, x + 0.5, 2) for x in (1, 2, 3)]
    bare = illuminance([(6, 0)], one_lamp(lamps))
    shares = [
        float(
            illuminance([(6, 0)], one_lamp(lamps), standing(hedges[:n], transmittance=[0.4] * n))[0]
            / bare[0]
        )
        for n in (1, 2, 3)
    ]

    assert shares == pytest.approx([0.4, 0.16, 0.16])
    dense = standing(hedges, transmittance=[0.7, 0.2, 0.4])
    assert illuminance([(6, 0)], one_lamp(lamps), dense) / bare == pytest.approx(0.2 * 0.4)
    house = standing([*hedges, WALL], transmittance=[0.4, 0.4, 0.4, 0.0])
    assert illuminance([(6, 0)], one_lamp(lamps), house) == 0


def test_a_lamp_registered_inside_its_house_hangs_on_the_wall(lamps: Layer) -> None:
    """Half a metre inside it lights the yard from the wall; five metres inside nothing."""
    house = standing([shapely.box(-10, -20, 0.5, 20)], transmittance=[0.0])
    light = lamp_light(one_lamp(lamps))
    hung, hidden = clear_of_walls(light, house, 1.0)
    deep, lost = clear_of_walls(lamp_light(lamps([(-5, 0)])), house, 1.0)
    walls = walls_from(house)
    yard = np.array([[4.0, 0.0, 0.0]])

    assert hung.xyz[0].tolist() == pytest.approx([0.5 + CLEAR_M, 0, 4])
    assert not hidden.any()
    assert lost.all()
    assert lux_from(yard, light, walls) == 0
    assert lux_from(yard, hung, walls) > 0
    assert lux_from(yard, deep, walls) == 0
    above, _ = clear_of_walls(light, house.assign(top_m=3.0), 1.0)
    assert above.xyz.tolist() == light.xyz.tolist()


def by_hand(points: Any, lamps: gpd.GeoDataFrame, obstacles: gpd.GeoDataFrame, reach: Any) -> Any:
    """Answer lux with every ray tried against every panel, one lamp at a time."""
    walls = walls_from(obstacles)
    total = np.zeros(len(points))
    for row in range(len(lamps)):
        one = lamps.iloc[[row]]
        lux = illuminance(points, one, reach=reach)
        height = float(one["height_m"].iloc[0])
        lamp = np.array([one.geometry.x.iloc[0], one.geometry.y.iloc[0], height])
        total += lux * [passing(lamp, point, walls) for point in points]
    return total


def passing(lamp: Any, point: Any, walls: Walls) -> float:
    """Answer the share that passes from a lamp to a point, obstacle by obstacle."""
    shares: dict[int, float] = {}
    start, end = lamp[:2] - walls.origin, np.asarray(point[:2]) - walls.origin
    for k in range(len(walls)):
        a, b = walls.ends[k, :2], walls.ends[k, 2:]
        way, edge = end - start, b - a
        across = way[0] * edge[1] - way[1] * edge[0]
        if across == 0:
            continue
        offset = a - start
        far = (offset[0] * edge[1] - offset[1] * edge[0]) / across
        along = (offset[0] * way[1] - offset[1] * way[0]) / across
        z = lamp[2] * (1 - far)
        if 0 <= along <= 1 and 0 < far < 1 and walls.base[k] <= z <= walls.top[k]:
            shares[int(walls.obstacle[k])] = float(walls.transmittance[k])
    return float(np.prod(sorted(shares.values())[:2]))


place = st.tuples(st.floats(-40, 40), st.floats(-40, 40))
boxes = st.lists(
    st.tuples(
        place,
        st.floats(0.5, 15),
        st.floats(0.5, 15),
        st.floats(0.5, 12),
        st.sampled_from([0.0, 0.0, 0.4, 0.7]),
    ),
    min_size=1,
    max_size=9,
)


@given(
    boxes,
    st.lists(st.tuples(place, st.floats(2.5, 9)), min_size=1, max_size=5),
    st.sampled_from([5.0, None]),
)
@settings(max_examples=40)
def test_the_same_light_as_by_trying_every_ray_against_every_panel(
    lamps: Layer, solids: Any, masts: Any, reach: Any
) -> None:
    """Sorting panels by direction and distance changes nothing, whatever stands where."""
    shapes = [shapely.box(x, y, x + w, y + d) for (x, y), w, d, _, _ in solids]
    obstacles = standing(shapes, top_m=[s[3] for s in solids], transmittance=[s[4] for s in solids])
    layer = lamps([mast[0] for mast in masts], height_m=[mast[1] for mast in masts])
    x, y = np.meshgrid(np.arange(-38.3, 40, 9.1), np.arange(-37.7, 40, 8.3))
    points = np.column_stack([x.ravel(), y.ravel()])
    expected = by_hand(points, layer, obstacles, reach)

    np.testing.assert_allclose(
        illuminance(points, layer, obstacles, reach=reach), expected, rtol=1e-9, atol=1e-12
    )


@given(boxes, st.lists(st.tuples(place, st.floats(2.5, 9)), min_size=1, max_size=4))
@settings(max_examples=20)
def test_an_obstacle_never_makes_it_brighter(lamps: Layer, solids: Any, masts: Any) -> None:
    """Every box that is taken away leaves each point at least as bright."""
    shapes = [shapely.box(x, y, x + w, y + d) for (x, y), w, d, _, _ in solids]
    obstacles = standing(shapes, top_m=[s[3] for s in solids], transmittance=[s[4] for s in solids])
    layer = lamps([mast[0] for mast in masts], height_m=[mast[1] for mast in masts])
    points = np.random.default_rng(1).uniform(-40, 40, (60, 2))
    full, fewer = (illuminance(points, layer, part) for part in (obstacles, obstacles.iloc[:-1]))

    assert (fewer >= full * (1 - 1e-9)).all()


@given(boxes, st.integers(-3000, 3000), st.integers(-3000, 3000))
@settings(max_examples=15)
def test_moving_lamps_and_walls_together_changes_nothing(
    lamps: Layer, solids: Any, east: int, north: int
) -> None:
    """Shadows fall where things stand to each other, not where they lie on the map."""
    shapes = [shapely.box(x, y, x + w, y + d) for (x, y), w, d, _, _ in solids]
    here = standing(shapes, top_m=[s[3] for s in solids])
    there = here.set_geometry(here.translate(700_000 + east, 6_170_000 + north))
    layer = lamps([(1.5, 2.5), (-20, 7)], height_m=[4, 6])
    moved = layer.set_geometry(layer.translate(700_000 + east, 6_170_000 + north))
    points = np.random.default_rng(2).uniform(-30, 30, (40, 2))
    # A ray that grazes a corner may fall either way: one point in forty at most.
    same = np.isclose(
        illuminance(points, layer, here),
        illuminance(points + np.array([700_000 + east, 6_170_000 + north]), moved, there),
        rtol=1e-6,
        atol=1e-9,
    )

    assert same.sum() >= len(points) - 1


@given(boxes, st.integers(1, 400), st.sampled_from([0.4, 3.0, 11.0]), st.sampled_from([0.0, 1.0]))
@settings(max_examples=15)
def test_a_point_is_lit_the_same_whatever_points_are_asked_with_it(
    lamps: Layer, solids: Any, count: int, apart: float, rise: float
) -> None:
    """Dense, sparse or mixed, flat or not: blocks of neighbours are no part of the answer."""
    shapes = [shapely.box(x, y, x + w, y + d) for (x, y), w, d, _, _ in solids]
    obstacles = standing(shapes, top_m=[s[3] for s in solids], transmittance=[s[4] for s in solids])
    layer = lamps([(1.5, 2.5), (-20, 7), (9, -30)], height_m=[4, 6, 5])
    rng = np.random.default_rng(count)
    column = np.arange(count)
    place = np.column_stack([column % 20, column // 20, 0 * column]) * apart - 37.3
    place[:, 2] = rng.uniform(0, rise, count)
    mixed = rng.permutation(count)
    together = illuminance(place, layer, obstacles)
    alone = [illuminance(place[[k]], layer, obstacles)[0] for k in range(0, count, 37)]

    np.testing.assert_allclose(together[::37], alone, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(illuminance(place[mixed], layer, obstacles), together[mixed])
