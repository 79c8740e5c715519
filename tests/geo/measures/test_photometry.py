"""Lux at points: hand-calculated values first, then the laws."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.measures.lighting_grid import strip_grid, strip_light
from geo.measures.luminaires import DISTRIBUTIONS
from geo.measures.photometry import Kind, illuminance

Layer = Callable[..., gpd.GeoDataFrame]

AWAY = (0, 2, 5, 8, 10, 15, 20)
KINDS: tuple[Kind, ...] = ("horizontal", "vertical", "semicylindrical", "hemispherical")


def row_of(lamps: Layer, places: list[tuple[float, float]], **columns: Any) -> gpd.GeoDataFrame:
    """Answer lamps of 3000 lm at 4 m, new, unless said otherwise."""
    full = {
        "height_m": 4.0,
        "flux_lm": 3000.0,
        "maintenance_factor": 1.0,
        "luminaire": "generic_path",
        **columns,
    }
    return lamps(places, **{name: [value] * len(places) for name, value in full.items()})


@pytest.mark.parametrize(
    ("luminaire", "lux"),
    [
        ("iso", (14.9208, 10.6764, 3.6374, 1.3346, 0.7643, 0.2552, 0.1125)),
        ("hemisphere", (29.8416, 21.3529, 7.2749, 2.6691, 1.5287, 0.5105, 0.2251)),
        ("lambert", (59.6831, 38.1972, 9.0892, 2.3873, 1.1355, 0.2631, 0.0883)),
        ("generic_path", (25.4719, 20.81, 10.188, 4.29, 2.2016, 0.4012, 0.097)),
    ],
)
def test_horizontal_lux_of_one_lamp(lamps: Layer, luminaire: str, lux: tuple[float, ...]) -> None:
    """One lamp of 3000 lm at 4 m gives the hand-calculated lux at 0 to 20 m."""
    found = illuminance([(r, 0) for r in AWAY], row_of(lamps, [(0, 0)], luminaire=luminaire))

    assert found == pytest.approx(lux, abs=6e-4 if luminaire != "generic_path" else 5e-3)


def test_lambert_lux_has_a_closed_form(lamps: Layer) -> None:
    """Φ·h²/(π(h²+r²)²) holds to six digits at any distance, also at another height."""
    away = np.linspace(0, 20, 41)
    for height, expected in ((4.0, (59.6831, 9.0892, 1.1355)), (4.5, (47.157, 9.4441, 1.3373))):
        found = illuminance(
            np.column_stack([away, 0 * away]),
            row_of(lamps, [(0, 0)], luminaire="lambert", height_m=height),
            reach=None,
        )
        closed = 3000 * height**2 / (np.pi * (height**2 + away**2) ** 2)
        np.testing.assert_allclose(found, closed, rtol=2e-6)
        assert found[[0, 10, 20]] == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize(("luminaire", "lumens"), [("lambert", 2884.62), ("hemisphere", 2411.65)])
def test_the_flux_that_falls_inside_a_circle(lamps: Layer, luminaire: str, lumens: float) -> None:
    """Lux summed over the ground within 20 m is the flux sent there."""
    away = np.linspace(0, 20, 20001)
    lux = illuminance(
        np.column_stack([away, 0 * away]), row_of(lamps, [(0, 0)], luminaire=luminaire), reach=None
    )

    assert np.trapezoid(lux * 2 * np.pi * away, away) == pytest.approx(lumens, rel=1e-4)


@pytest.mark.parametrize("name", sorted(DISTRIBUTIONS))
def test_a_distribution_sends_out_the_flux_it_states(name: str) -> None:
    """Intensity over the whole sphere adds up to one lumen per lumen."""
    assert DISTRIBUTIONS[name].flux() == pytest.approx(1, abs=2e-3)


def test_light_on_faces_and_from_all_sides(lamps: Layer) -> None:
    """Vertical, semicylindrical and hemispherical lux of a Lambert lamp at 2, 5 and 10 m."""
    lamp = row_of(lamps, [(0, 0)], luminaire="lambert")
    points = [(2, 0), (5, 0), (10, 0)]

    def lux(kind: Kind, facing: float) -> Any:
        return pytest.approx(illuminance(points, lamp, kind=kind, facing=facing), abs=6e-5)

    assert lux("vertical", 270) == np.array([45.4458, 12.2231, 2.1147])
    assert lux("vertical", 90) == np.zeros(3)
    assert lux("semicylindrical", 270) == np.array([28.9317, 7.7815, 1.3463])
    assert lux("semicylindrical", 0) == np.array([28.93172, 7.78148, 1.34625]) / 2
    assert lux("semicylindrical", 90) == np.zeros(3)
    assert lux("hemispherical", 0) == np.array([20.2257, 5.9097, 1.0482])


@pytest.mark.parametrize(
    ("spacing", "height", "flux", "luminaire", "mean", "least", "uniformity", "reached"),
    [
        (20, 4, 3000, "lambert", 10.655, 1.661, 0.156, "p3"),
        (20, 4, 3000, "generic_path", 8.678, 3.196, 0.368, "p3"),
        (25, 4, 3000, "generic_path", 6.950, 1.438, 0.207, "p4"),
        (25, 4, 3000, "lambert", 8.521, 0.799, 0.094, "p5"),
        (30, 4, 3000, "lambert", 7.092, 0.423, 0.060, "p6"),
        (30, 4, 3000, "generic_path", 5.794, 0.660, 0.114, "p5"),
        (35, 4, 3000, "generic_path", 4.962, 0.314, 0.063, "p7"),
        (35, 4, 3000, "lambert", 6.080, 0.236, 0.039, "p7"),
        (25, 4.5, 1500, "generic_path", 3.176, 0.911, 0.287, "p5"),
        (30, 4.5, 2000, "generic_path", 3.525, 0.593, 0.168, "p6"),
    ],
)
def test_a_straight_strip_between_lamps(  # noqa: PLR0913, PLR0917
    lamps: Layer,
    spacing: float,
    height: float,
    flux: float,
    luminaire: str,
    mean: float,
    least: float,
    uniformity: float,
    reached: str,
) -> None:
    """Mean, least, evenness and class of a 3 m path with poles 0.5 m outside its edge."""
    places = [(k * spacing, -0.5) for k in range(-12, 14)]
    row = row_of(
        lamps,
        places,
        height_m=height,
        flux_lm=float(flux),
        luminaire=luminaire,
        maintenance_factor=0.8,
    )
    found = strip_light(illuminance(strip_grid(spacing, 3), row))

    assert (found.mean, found.least) == pytest.approx((mean, least), abs=6e-4)
    assert found.uniformity == pytest.approx(uniformity, abs=6e-4)
    assert found.p_class == reached


coordinates = st.floats(-60, 60).map(lambda value: round(value, 2))
spots = st.tuples(coordinates, coordinates)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "place": spots,
            "height_m": st.floats(2, 12),
            "flux_lm": st.floats(50, 20000),
            "luminaire": st.sampled_from(sorted(DISTRIBUTIONS)),
            "status": st.sampled_from(["on", "on", "out", None]),
        }
    ),
    min_size=1,
    max_size=8,
)
points = st.lists(spots, min_size=1, max_size=8)
kinds = st.sampled_from(KINDS)


def layer_of(lamps: Layer, rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Answer a lamps layer of generated rows."""
    columns = {name: [row[name] for row in rows] for name in rows[0] if name != "place"}
    return lamps([row["place"] for row in rows], **columns)


@given(rows, points, kinds, st.floats(0, 360))
def test_lamps_add_up(
    lamps: Layer, rows: list[dict[str, Any]], at: list[tuple[float, float]], kind: Kind, way: float
) -> None:
    """The light of all lamps is the sum of each one's alone, and no lamp takes light away."""
    together = illuminance(at, layer_of(lamps, rows), kind=kind, facing=way)
    alone = [illuminance(at, layer_of(lamps, [row]), kind=kind, facing=way) for row in rows]
    fewer = illuminance(at, layer_of(lamps, rows[:-1] or rows), kind=kind, facing=way)

    np.testing.assert_allclose(together, np.sum(alone, axis=0), rtol=1e-9, atol=1e-12)
    assert (together >= fewer * (1 - 1e-12)).all() or len(rows) == 1


@given(rows, points, kinds, st.floats(0.1, 10))
def test_light_is_linear_in_flux(
    lamps: Layer, rows: list[dict[str, Any]], at: list[tuple[float, float]], kind: Kind, by: float
) -> None:
    """So many times the flux is so many times the lux."""
    brighter = [{**row, "flux_lm": row["flux_lm"] * by} for row in rows]
    once, more = (
        illuminance(at, layer_of(lamps, group), kind=kind, facing=90) for group in (rows, brighter)
    )

    np.testing.assert_allclose(more, once * by, rtol=1e-9, atol=1e-12)


@given(rows, points, kinds)
def test_a_lamp_that_is_out_is_as_if_it_were_not_there(
    lamps: Layer, rows: list[dict[str, Any]], at: list[tuple[float, float]], kind: Kind
) -> None:
    """Lamps out of order give exactly the light of the others."""
    burning = [row for row in rows if row["status"] != "out"]
    expected = (
        illuminance(at, layer_of(lamps, burning), kind=kind, facing=0)
        if burning
        else np.zeros(len(at))
    )

    assert illuminance(at, layer_of(lamps, rows), kind=kind, facing=0).tolist() == expected.tolist()


@given(rows, points, kinds, st.integers(-5000, 5000), st.integers(-5000, 5000))
def test_moving_everything_changes_no_lux(
    lamps: Layer,
    rows: list[dict[str, Any]],
    at: list[tuple[float, float]],
    kind: Kind,
    east: int,
    north: int,
) -> None:
    """Lux depends on where lamps and points lie to each other, not on the map."""
    layer = layer_of(lamps, rows)
    moved = layer.set_geometry(layer.translate(east, north))
    there = np.array(at) + np.array([east, north])
    # All lamps, so that none lies just on the edge of the reach.
    here = illuminance(at, layer, kind=kind, facing=45, reach=None)

    np.testing.assert_allclose(
        illuminance(there, moved, kind=kind, facing=45, reach=None), here, rtol=1e-6, atol=1e-9
    )


@given(rows, points, kinds, st.floats(0, 360))
def test_turning_the_scene_changes_no_lux(
    lamps: Layer, rows: list[dict[str, Any]], at: list[tuple[float, float]], kind: Kind, by: float
) -> None:
    """Rotational luminaires, points and faces turned together give the same lux."""
    layer = layer_of(lamps, rows)
    # Compass bearings run clockwise, plane angles counter-clockwise.
    turned = layer.set_geometry(layer.rotate(-by, origin=(0, 0)))
    there = gpd.GeoSeries(gpd.points_from_xy(*np.array(at).T)).rotate(-by, origin=(0, 0))
    here = illuminance(at, layer, kind=kind, facing=30, reach=None)

    np.testing.assert_allclose(
        illuminance(there, turned, kind=kind, facing=30 + by, reach=None),
        here,
        rtol=1e-5,
        atol=1e-8,
    )


@given(rows, points, kinds, st.randoms(use_true_random=False))
def test_the_order_of_lamps_changes_no_bit(
    lamps: Layer, rows: list[dict[str, Any]], at: list[tuple[float, float]], kind: Kind, chance: Any
) -> None:
    """Lamps are summed in one order however the register lists them."""
    mixed = chance.sample(rows, len(rows))
    one, other = (
        illuminance(at, layer_of(lamps, group), kind=kind, facing=0) for group in (rows, mixed)
    )

    assert one.tolist() == other.tolist()


@given(rows, points, kinds)
@settings(max_examples=60)
def test_the_reach_leaves_out_exactly_what_lies_beyond(
    lamps: Layer, rows: list[dict[str, Any]], at: list[tuple[float, float]], kind: Kind
) -> None:
    """The grid finds every lamp within five mounting heights and no other."""
    expected = np.zeros(len(at))
    for row in rows:
        away = np.hypot(*(np.array(at) - row["place"]).T)
        lux = illuminance(at, layer_of(lamps, [row]), kind=kind, facing=0, reach=None)
        expected += np.where(away <= 5 * row["height_m"], lux, 0)

    np.testing.assert_allclose(
        illuminance(at, layer_of(lamps, rows), kind=kind, facing=0), expected, rtol=1e-9, atol=1e-12
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("height", [0.5, 1.5, 4.0])
def test_there_is_a_number_under_and_in_a_lamp(lamps: Layer, kind: Kind, height: float) -> None:
    """Straight under a lamp, and where an eye and a bollard meet, lux is finite."""
    lux = illuminance([(0, 0)], row_of(lamps, [(0, 0)], height_m=height), kind=kind, facing=0)

    assert np.isfinite(lux).all()


def test_the_ground_may_lie_higher_or_lower(lamps: Layer) -> None:
    """A lamp on a slope is so much higher over the point as the ground there is lower."""
    hill = row_of(lamps, [(0, 0)], luminaire="lambert")
    hill = hill.set_geometry([shapely.Point(0, 0, 2)])

    assert illuminance([(0, 0, 2)], hill) == pytest.approx(59.6831, abs=1e-4)
    assert illuminance([(0, 0, 0)], hill) == pytest.approx(59.6831 * 16 / 36, abs=1e-3)
    assert illuminance([(3, 0, 9)], hill) == pytest.approx(0)


def test_questions_that_cannot_be_answered(lamps: Layer) -> None:
    """Points without coordinates, unknown kinds and faces without direction are refused."""
    lamp = row_of(lamps, [(0, 0)])

    with pytest.raises(ValueError, match="finite"):
        illuminance([(np.nan, 0)], lamp)
    with pytest.raises(ValueError, match="n, 3"):
        illuminance([1, 2, 3], lamp)
    with pytest.raises(ValueError, match="facing"):
        illuminance([(0, 0)], lamp, kind="vertical")
    with pytest.raises(ValueError, match="kind must be one of"):
        illuminance([(0, 0)], lamp, kind="sideways")  # type: ignore[arg-type]
