"""Light kept apart by what is uncertain: scaled and interpolated it is what geometry would say."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.measures.flux_doubts import doubted_flux
from geo.measures.lamps import Flux, lamp_light
from geo.measures.lattice import area_lattice
from geo.measures.light_ranges import corners
from geo.measures.light_raster import (
    STEP,
    levels_of,
    lux_of_levels,
    lux_raster,
    unpacked,
)
from geo.measures.lighting_grid import strip_grid, strip_light
from geo.measures.network import build_network
from geo.measures.path_light import Draw, PathLight, path_light
from geo.measures.path_points import PathPoints, path_points
from geo.measures.photometry import illuminance, lux_from
from geo.measures.sampling import sample_segments
from geo.measures.segment_light import Where, printed_classes, segment_light
from geo.measures.walls import Walls, walls_from
from geo.model.assumptions import default_assumptions
from geo.model.estimate import Grade

Layer = Callable[..., gpd.GeoDataFrame]
CHOSEN = default_assumptions()
HEIGHTS, LEAVES = (3.5, 4.0, 5.0), (0.2, 0.4, 0.6)


def hedge(passes: float) -> Walls:
    """Answer a hedge of 3 m across the way, so dense, beside a wall."""
    shapes = [shapely.box(18, -4, 19, 4), shapely.LineString([(40, 1), (46, 1)])]
    frame = gpd.GeoDataFrame(
        {"base_m": [0.0, 0.0], "top_m": [3.0, 3.0], "transmittance": [passes, 0.0]},
        geometry=shapes,
        crs=25832,
    )
    return walls_from(frame, (0.0, -50.0))


def mixed(lamps: Layer, height: float | None = None) -> gpd.GeoDataFrame:
    """Answer lamps of known and unknown height, flux and optics."""
    return lamps(
        [(5, 2), (30, 2), (55, 2)],
        height_m=[4.5, height, 6.0],
        flux_lm=[2000, None, None],
        power_w=[None, None, 40],
        light_source=[None, None, "LED"],
        luminaire=["lambert", None, None],
    )


def street(paths: Layer) -> PathPoints:
    return path_points(sample_segments(build_network(paths([[(0, 0), (60, 0)]]))))


def measured(points: PathPoints, lamps: gpd.GeoDataFrame, passes: float = 0.4) -> PathLight:
    return path_light(
        points, lamp_light(lamps), hedge(passes), heights=HEIGHTS, leaves=LEAVES, reach=5.0
    )


def test_without_a_draw_it_is_the_light_as_registered_and_assumed(
    paths: Layer, lamps: Layer
) -> None:
    """The parts are what one asks for directly: on the path, beside it, and on faces."""
    points = street(paths)
    found = measured(points, mixed(lamps))
    light, walls = lamp_light(mixed(lamps)), hedge(0.4)
    samples = points.samples

    def asked(where: Any, **how: Any) -> Any:
        return pytest.approx(lux_from(where, light, walls, **how))

    assert found.part("horizontal") == asked(samples.points)
    assert found.part("hemispherical") == asked(samples.points, kind="hemispherical")
    assert found.part("beside") == asked(points.beside)
    for part, turn in (("ahead", 0), ("behind", 180)):
        how = {"kind": "semicylindrical", "facing": samples.bearing + turn}
        assert found.part(part) == asked(samples.points, **how)  # type: ignore[arg-type]


@given(st.floats(0.3, 2), st.floats(0.3, 2))
@settings(max_examples=10)
def test_flux_scales_each_source_alone(
    paths: Layer, lamps: Layer, assumed: float, watts: float
) -> None:
    """A factor on assumed lumens leaves the registered ones as they are."""
    points = street(paths)
    found = measured(points, mixed(lamps))
    scaled = mixed(lamps)
    scaled["flux_lm"] = [2000, CHOSEN["lighting.lamp_flux_lm"] * assumed, 40 * 120 * watts]
    scaled["maintenance_factor"], scaled["power_w"] = 0.8, None
    draw = Draw(flux={Flux.ASSUMED: assumed, Flux.WATTS: watts})

    np.testing.assert_allclose(
        found.part("horizontal", draw), measured(points, scaled).part("horizontal"), rtol=1e-9
    )


def test_optics_heights_and_leaves_are_tried_where_they_are_not_known(
    paths: Layer, lamps: Layer
) -> None:
    """At the stored levels a draw gives what geometry gives; what is registered stays."""
    points = street(paths)
    found = measured(points, mixed(lamps))
    flat = mixed(lamps).assign(luminaire=["lambert", "lambert", "lambert"])
    for draw, expected in (
        (Draw(optics=1), measured(points, flat)),
        (Draw(height_m=3.5), measured(points, mixed(lamps, 3.5))),
        (Draw(height_m=5.0), measured(points, mixed(lamps, 5.0))),
        (Draw(leaves=0.2), measured(points, mixed(lamps), 0.2)),
        (Draw(leaves=0.6), measured(points, mixed(lamps), 0.6)),
    ):
        for part in ("horizontal", "ahead", "beside", "grid"):
            np.testing.assert_allclose(
                found.part(part, draw),
                expected.part(part),
                rtol=1e-9,
                atol=1e-12,
            )
    between = found.part("horizontal", Draw(height_m=4.5))
    ends = np.array([found.part("horizontal", Draw(height_m=h)) for h in (4.0, 5.0)])
    assert (between >= ends.min(axis=0) - 1e-12).all()
    assert (between <= ends.max(axis=0) + 1e-12).all()


def test_the_printed_class_is_that_of_the_standards_grid(paths: Layer, lamps: Layer) -> None:
    """A 20 m segment between lamps of an endless row has the class of the strip's own grid."""
    places = [(20.0 * k, -2.0) for k in range(-8, 10)]
    row = lamps(places, height_m=[4.0] * 18, flux_lm=[3000] * 18, luminaire=["lambert"] * 18)
    points = street_of(paths, 20)
    where = whole(points, paths)
    light = path_light(
        points, lamp_light(row), walls_from(nothing()), heights=HEIGHTS, leaves=LEAVES, reach=5.0
    )
    classes = printed_classes(where, light, ())
    strip = strip_light(illuminance(strip_grid(20, 3) - np.array([0, 1.5, 0]), row))

    assert strip.mean == pytest.approx(10.655, abs=1e-3)
    assert light.part("grid").mean() == pytest.approx(strip.mean, rel=1e-6)
    assert classes["p_class"].tolist() == [strip.p_class] == ["p3"]
    assert classes["p_class_low"].tolist() == ["p3"]


def test_weak_data_give_a_class_from_and_to(paths: Layer, lamps: Layer) -> None:
    """Bare positions every 25 m reach P7 at worst and more than P5 at best, E likewise."""
    bare = lamps([(25.0 * k, -2.0) for k in range(-4, 7)])
    points = street_of(paths, 25)
    where = whole(points, paths)
    light = path_light(
        points, lamp_light(bare), walls_from(nothing()), heights=HEIGHTS, leaves=LEAVES, reach=5.0
    )
    row = printed_classes(where, light, corners(light, CHOSEN)).iloc[0]

    assert row["p_class_low"] == "p7"
    assert row["p_class_high"] <= "p4"
    assert row["p_class_high"] <= row["p_class"] <= row["p_class_low"]
    assert row["e_class_high"] <= row["e_class"] <= row["e_class_low"]


def test_a_lit_path_through_the_dark_has_little_light_beside_it(paths: Layer, lamps: Layer) -> None:
    """A wall close along both sides takes the light beside the path and leaves that on it."""
    points = street_of(paths, 50)
    row = lamps([(x, 0) for x in (0, 25, 50)], height_m=[4.0] * 3, flux_lm=[3000] * 3)
    hedges = nothing().iloc[:0]
    sides = gpd.GeoDataFrame(
        {"base_m": [0.0] * 2, "top_m": [9.0] * 2},
        geometry=[shapely.LineString([(-9, y), (60, y)]) for y in (-1.7, 1.7)],
        crs=25832,
    )
    ratios = []
    for standing in (hedges, sides):
        light = path_light(
            points, lamp_light(row), walls_from(standing), heights=HEIGHTS, leaves=LEAVES, reach=5.0
        )
        found = segment_light(whole(points, paths), light)
        ratios.append(found["surround_ratio"].tolist())
        assert found["1a"].min() > 50

    assert min(ratios[0]) > 0.5
    assert ratios[1] == [0, 0]


def street_of(paths: Layer, length: float) -> PathPoints:
    return path_points(sample_segments(build_network(paths([[(0, 0), (length, 0)]]))))


def whole(points: PathPoints, paths: Layer) -> Where:
    """Answer what is measured on: one straight path, held to P4."""
    length = float(points.samples.segments["length_m"].sum())
    network = build_network(paths([[(0, 0), (length, 0)]]))
    classes = points.samples.segments["edge"].map(lambda _: "p4").astype("str")
    return Where(network, points, classes, Grade.B, CHOSEN)


def nothing() -> gpd.GeoDataFrame:
    """Answer obstacles of which there are none."""
    return gpd.GeoDataFrame({"base_m": [], "top_m": []}, geometry=[], crs=25832).astype(float)


@given(st.lists(st.floats(0, 500), min_size=1, max_size=30))
def test_packed_lux_comes_back_within_a_level(lux: list[float]) -> None:
    """What the map unpacks lies within a twentieth of what was measured, dark stays dark."""
    values = np.array(lux)
    back = lux_of_levels(levels_of(values))
    bright = (values >= 0.05) & (values < 10_000)

    assert (back[values < 0.05] == 0).all()
    assert (np.abs(np.log(back[bright] / values[bright])) <= np.log(STEP) / 2 + 1e-6).all()


def test_the_raster_lies_where_its_squares_lie() -> None:
    """Box, rows from the south, and squares outside the ground left empty."""
    ground = shapely.box(700_000, 6_170_000, 700_004, 6_170_003).difference(
        shapely.box(700_000, 6_170_000, 700_001, 6_170_001)
    )
    lattice = area_lattice(ground, 1.0)
    lux = lattice.points[:, 1] - 6_170_000
    (row,) = lux_raster(lattice, lux).to_dict("records")
    levels = unpacked(row["levels"], row["columns"], row["rows"])

    assert (row["west_m"], row["south_m"], row["columns"], row["rows"]) == (
        700_000,
        6_170_000,
        4,
        3,
    )
    assert levels[0, 0] == 0
    assert (levels[0, 1:] == levels_of(np.array([0.5]))).all()
    assert (levels[2] == levels_of(np.array([2.5]))).all()
    assert len(lux_raster(area_lattice(shapely.Polygon(), 1.0), np.empty(0))) == 0


def test_lumens_that_cannot_be_are_not_believed() -> None:
    """A colour temperature beside different watts, and an efficacy no lamp has, are unknown."""
    watts = np.array([15.0, 20, 35, 60, 90, 150])
    kelvin = np.full(6, 3000.0)

    assert doubted_flux(kelvin, watts).all()
    assert not doubted_flux(np.full(6, 3000.0), np.full(6, 25.0)).any()
    assert doubted_flux(np.array([4000.0, 90.0]), np.array([10.0, 40.0])).all()
    assert not doubted_flux(np.array([4000.0, np.nan]), np.array([np.nan, 40.0])).any()
