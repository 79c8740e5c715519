"""What a register says about lamps, and what is assumed where it is silent."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pytest

from geo.measures.lamp_grades import coverage_of, grade_of
from geo.measures.lamps import lamp_light
from geo.model.estimate import Grade

Layer = Callable[..., gpd.GeoDataFrame]


def test_flux_is_delivered_or_from_watts_or_assumed(lamps: Layer) -> None:
    """Lumens come first, then watts times efficacy of the source, then the assumption."""
    light = lamp_light(
        lamps(
            [(0, 0)] * 5,
            flux_lm=[3000, None, None, None, None],
            power_w=[99, 20, 50, 50, None],
            light_source=["LED", "LED", "HPS", None, None],
        )
    )

    assert light.lumens == pytest.approx(
        [3000 * 0.8, 2400 * 0.8, 4000 * 0.7, 4000 * 0.8, 2000 * 0.8]
    )
    assert light.flux_known.tolist() == [True, True, True, False, False]


def test_a_height_that_cannot_be_is_unknown_not_a_number(lamps: Layer) -> None:
    """0, negative and missing heights are assumed and counted as unknown."""
    light = lamp_light(lamps([(0, 0)] * 4, height_m=[0.0, -999.0, None, 6.0]))

    assert light.height_m.tolist() == [4, 4, 4, 6]
    assert light.height_known.tolist() == [False, False, False, True]


def test_the_registers_own_maintenance_factor_holds(lamps: Layer) -> None:
    """A delivered maintenance factor is used, and a lamp that is out gives nothing."""
    light = lamp_light(
        lamps(
            [(0, 0)] * 2, flux_lm=[1000, 1000], maintenance_factor=[0.5, 0.5], status=["on", "out"]
        )
    )

    assert light.lumens.tolist() == [500, 0]


def test_lamps_without_a_place_are_left_out(lamps: Layer) -> None:
    """A lamp with no geometry lights nothing; the others keep their row."""
    layer = lamps([(0, 0), (1, 1), (2, 2)])
    layer.loc[1, "geometry"] = None

    assert lamp_light(layer).row.tolist() == [0, 2]


def test_grade_and_coverage_follow_what_is_registered(lamps: Layer) -> None:
    """A full register is B and covers all; bare positions are C and cover half."""
    full = lamp_light(
        lamps([(0, 0)] * 2, height_m=[4, 4], power_w=[20, 20], light_source=["LED"] * 2)
    )
    bare = lamp_light(lamps([(0, 0)] * 2))
    half = lamp_light(lamps([(0, 0)] * 2, height_m=[4, None], flux_lm=[1000, None]))

    assert [(grade_of(light), coverage_of(light)) for light in (full, bare, half)] == [
        (Grade.B, 1.0),
        (Grade.C, 0.5),
        (Grade.C, 0.75),
    ]
    assert (
        grade_of(full.only(np.empty(0, np.int64))),
        coverage_of(full.only(np.empty(0, np.int64))),
    ) == (
        Grade.C,
        1.0,
    )
