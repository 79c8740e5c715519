"""Light on squares is the light at their middles: laws against single points, nasty ties too."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.measures.lamps import LampLight, lamp_light
from geo.measures.lattice import Lattice, area_lattice
from geo.measures.lattice_light import lux_on
from geo.measures.luminaires import Distribution
from geo.measures.photometry import lux_from
from geo.measures.walls import Walls, walls_from

Layer = Callable[..., gpd.GeoDataFrame]


def squares(step: float = 1.0, half: float = 40.0, z: float = 0.0) -> Lattice:
    """Answer a square of squares round (0, 0)."""
    along = np.arange(-half + step / 2, half, step)
    return Lattice(along, along, np.ones((len(along), len(along)), dtype=bool), step, z)


def same(lattice: Lattice, light: LampLight, walls: Walls | None, reach: float | None) -> None:
    """Assert that squares and points get the same light."""
    (lux,) = lux_on([lattice], light, walls, reach=reach)
    expected = lux_from(lattice.points, light, walls, reach=reach)
    assert lux.shape == expected.shape
    assert ((lux == 0) == (expected == 0)).all()
    np.testing.assert_allclose(lux, expected, rtol=1e-13, atol=0)


def standing(shapes: list[Any], **columns: list[float]) -> Walls:
    """Answer walls from the ground to 9 m, unless said otherwise."""
    full = {"base_m": [0.0] * len(shapes), "top_m": [9.0] * len(shapes), **columns}
    return walls_from(gpd.GeoDataFrame(full, geometry=shapes, crs=25832))


def test_an_open_square_is_lit_as_its_middle(lamps: Layer) -> None:
    """3,000 lm from a flat downlight at 4 m: 59.68 lx below it, 9.09 lx 5 m away."""
    layer = lamps(
        [(0, 0)], height_m=[4], flux_lm=[3000], luminaire=["lambert"], maintenance_factor=[1]
    )
    line = Lattice(np.arange(-5.0, 6), np.zeros(1), np.ones((1, 11), dtype=bool), 1.0)
    (lux,) = lux_on([line], lamp_light(layer))

    assert lux[[5, 0, 10]].round(4).tolist() == [59.6831, 9.0892, 9.0892]
    assert (lux == lux[::-1]).all()


def test_only_squares_that_are_wanted_are_answered_row_by_row(lamps: Layer) -> None:
    """A mask of any shape leaves squares out; what is asked for keeps its light to the last bit."""
    light = lamp_light(lamps([(1.3, 2.1), (-9, 4)]))
    whole = squares(half=20)
    wanted = np.random.default_rng(4).random(whole.wanted.shape) < 0.3
    part = Lattice(whole.x, whole.y, wanted, 1.0)
    walls = standing([shapely.box(3, 3, 9, 6), shapely.box(-4, -9, -2, -3)])
    full, some = lux_on([whole, part], light, walls)

    assert (some == full[wanted.ravel()]).all()
    assert part.points[:, 1].tolist() == sorted(part.points[:, 1].tolist())


def test_nothing_wanted_or_nothing_burning_is_no_light(lamps: Layer) -> None:
    """Empty ground has no lux; ground without lamps, or far from them, has none anywhere."""
    light = lamp_light(lamps([(0, 0)]))
    none = area_lattice(shapely.Polygon(), 1.0)
    unwanted = Lattice(np.arange(3.0), np.arange(2.0), np.zeros((2, 3), dtype=bool), 1.0)
    far = Lattice(np.arange(500.0, 520), np.arange(4.0), np.ones((4, 20), dtype=bool), 1.0)

    assert [len(lux) for lux in lux_on([none, unwanted, far], light)] == [0, 0, 80]
    assert lux_on([far], light)[0].sum() == 0
    assert lux_on([squares()], light.only(np.zeros(1, dtype=bool)))[0].sum() == 0


def test_a_lattice_is_even() -> None:
    """Rows of other lengths, or that lie otherwise than a step apart, are refused."""
    wanted = np.ones((2, 3), dtype=bool)
    with pytest.raises(ValueError, match="rows, columns"):
        Lattice(np.arange(3.0), np.arange(3.0), wanted, 1.0)
    for x in ([0.0, 1.0, 2.1], [0.0, 2.0, 4.0], [2.0, 1.0, 0.0]):
        with pytest.raises(ValueError, match="1 m apart"):
            Lattice(np.array(x), np.arange(2.0), wanted, 1.0)


def test_the_squares_of_an_area_keep_to_it() -> None:
    """Their middles lie in the area, not in its hole."""
    ground = shapely.box(0, 0, 10, 10).difference(shapely.box(2, 2, 5, 5))
    squares = area_lattice(ground, 1)

    assert len(squares.points) == 91
    assert shapely.contains_xy(ground, squares.points[:, 0], squares.points[:, 1]).all()


place = st.tuples(st.floats(-30, 30), st.floats(-30, 30))
whole = st.integers(-20, 20)
half = whole.map(lambda k: k + 0.5)
nasty = st.one_of(whole, half)
SHARES = st.sampled_from([0.0, 0.0, 0.4, 0.7])


@given(
    st.lists(
        st.tuples(place, st.floats(0.3, 15), st.floats(0.3, 15), st.floats(0, 180), SHARES),
        min_size=1,
        max_size=12,
    ),
    st.lists(st.tuples(place, st.floats(1.0, 9)), min_size=1, max_size=5),
    st.lists(st.tuples(st.floats(0, 3), st.floats(0.5, 8)), min_size=12, max_size=12),
    st.sampled_from([5.0, 5.0, 12.0, None]),
    st.tuples(st.sampled_from([1.0, 1.0, 0.7, 2.5]), st.sampled_from([0.0, 0.0, 1.25, -0.5])),
)
@settings(max_examples=60, deadline=None)
def test_squares_and_points_get_the_same_light(
    lamps: Layer, solids: Any, masts: Any, heights: Any, reach: Any, laid: tuple[float, float]
) -> None:
    """Boxes turned any way, crowns off the ground, plants over plants: blocked to the last cell."""
    shapes = [
        shapely.affinity.rotate(shapely.box(x, y, x + w, y + d), turn)
        for (x, y), w, d, turn, _ in solids
    ]
    walls = standing(
        shapes,
        base_m=[low for low, _ in heights[: len(shapes)]],
        top_m=[low + high for low, high in heights[: len(shapes)]],
        transmittance=[solid[4] for solid in solids],
    )
    layer = lamps([mast[0] for mast in masts], height_m=[mast[1] for mast in masts])
    same(squares(laid[0], z=laid[1]), lamp_light(layer), walls, reach)


@given(
    st.lists(st.tuples(nasty, nasty, st.integers(0, 12), st.integers(0, 12)), max_size=9),
    st.lists(st.tuples(nasty, nasty, nasty, nasty), max_size=6),
    st.lists(st.tuples(nasty, nasty, st.sampled_from([2.0, 4.0, 5.0])), min_size=1, max_size=4),
    st.sampled_from([5.0, None]),
    SHARES,
)
@settings(max_examples=60, deadline=None)
def test_rounding_decides_for_squares_as_for_points(
    lamps: Layer, solids: Any, lines: Any, masts: Any, reach: Any, share: float
) -> None:
    """Lamps over middles and on walls, walls through middles, corners in line with both.

    Where a ray grazes, the square is asked what its middle would be.
    """
    shapes: list[Any] = [shapely.box(x, y, x + w, y + d) for x, y, w, d in solids if w and d]
    shapes += [shapely.LineString([(a, b), (c, d)]) for a, b, c, d in lines if (a, b) != (c, d)]
    tops = [2.0 + 2.0 * (k % 3) for k in range(len(shapes))]
    passing = [share if k % 2 else 0.0 for k in range(len(shapes))]
    walls = standing(shapes, top_m=tops, transmittance=passing) if shapes else None
    layer = lamps([mast[:2] for mast in masts], height_m=[mast[2] for mast in masts])
    same(squares(half=30), lamp_light(layer), walls, reach)


@given(place, st.floats(0, 360), st.floats(-30, 30), st.floats(0.5, 6), st.sampled_from([1, 4]))
@settings(max_examples=20, deadline=None)
def test_luminaires_that_are_tilted_or_shine_one_way_do_so_on_squares(
    lamps: Layer, where: Any, turn: float, tilt: float, height: float, planes: int
) -> None:
    """Whatever a luminaire's file and mounting say, squares get what points get."""
    layer = lamps([where, (3.0, -7.0)], height_m=[height, 4.0], azimuth_deg=[turn, 0.0])
    layer["tilt_deg"], layer["luminaire"] = [tilt, 0.0], ["own", "iso"]
    turned = np.arange(1.0, planes + 1)[:, None]
    known = {"own": Distribution(turned * np.linspace(0.3, 0.0, 37)[None, :], 2.5)}
    light = lamp_light(layer, luminaires=known)

    same(squares(z=0.5), light, standing([shapely.box(2, 2, 6, 9)]), 6.0)


def test_far_from_the_origin_squares_lie_where_points_do(lamps: Layer) -> None:
    """In EPSG:25832 a step is not even to the last bit; the answers are those of the points."""
    rng = np.random.default_rng(7)
    corner = np.array([700_000.0, 6_170_000.0])
    ground = shapely.Point(*(corner + 60)).buffer(70)
    shapes = [
        shapely.affinity.rotate(shapely.box(*low, *(low + rng.uniform(1, 12, 2))), turn)
        for low, turn in zip(corner + rng.uniform(0, 120, (40, 2)), range(40), strict=True)
    ]
    walls = standing(shapes, transmittance=[0.0, 0.4] * 20, top_m=[3.0, 7.0, 12.0, 2.0] * 10)
    layer = lamps([tuple(xy) for xy in corner + rng.uniform(0, 120, (30, 2))], height_m=[4.0] * 30)
    for step in (1.0, 0.7, 0.3):
        same(area_lattice(ground, step), lamp_light(layer), walls, 5.0)
