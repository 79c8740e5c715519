"""Light from real lamps: what is there is used, what is not is reported and never filled."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from geo import delivery
from geo.measures.lamp_grades import coverage_of, grade_of
from geo.measures.lamps import Flux, lamp_light
from geo.measures.network import build_network
from geo.measures.obstacles import Passing, obstacles_from
from geo.measures.photometry import lux_from
from geo.measures.sampling import sample_segments
from geo.measures.walls import walls_from
from geo.model.estimate import Grade

SHARED = Path(__file__).parents[4] / "shared" / "data"


@pytest.fixture(scope="module")
def shared() -> Path:
    """Answer the folder of real data beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("no real data beside the checkout")
    return SHARED


def test_a_norwegian_register_keeps_its_holes(shared: Path) -> None:
    """Watts and heights of some hundred lamps are used; the rest is assumed, graded, counted."""
    path = shared / "no-streetlights-nvdb" / "gjoevik_lysarmatur_25833.gpkg"
    lamps = delivery.read(path).layers["lamps"]
    light = lamp_light(lamps)

    assert len(light) == 2020
    assert int(light.height_known.sum()) == int(lamps["height_m"].notna().sum()) == 494
    assert int((light.flux == Flux.REGISTERED).sum()) == 28
    assert int((light.flux == Flux.WATTS_ONLY).sum()) == int(
        (lamps["power_w"].notna() & lamps["flux_lm"].isna()).sum()
    )
    assert grade_of(light) is Grade.C
    assert coverage_of(light) == pytest.approx(0.5 + 0.25 * 494 / 2020 + 0.25 * 28 / 2020)


def test_helsinki_is_lit_where_its_lamps_are(shared: Path) -> None:
    """1,128 bare positions light what lies near them, houses keep light out of what lies behind."""
    path = shared / "fi-helsinki-osm-2019" / "helsinki_centre_2019-04.osm.pbf"
    layers = dict(delivery.read(path).layers)
    samples = sample_segments(build_network(layers["paths"]))
    light = lamp_light(layers["lamps"])
    walls = walls_from(obstacles_from(layers, Passing.LIGHT))
    lux = lux_from(samples.points, light, walls)
    free = lux_from(samples.points, light)
    away = shapely.STRtree(layers["lamps"].geometry.to_numpy()).query_nearest(
        shapely.points(samples.points[:, :2]), return_distance=True, all_matches=False
    )[1]

    assert (grade_of(light), coverage_of(light)) == (Grade.C, 0.5)
    assert np.isfinite(lux).all()
    assert (lux <= free * (1 + 1e-9)).all()
    assert (lux[away > 20.01] == 0).all()
    assert np.median(lux[away < 5]) > 5
    blocked = (lux == 0) & (free > 0.2)
    assert 0.001 < blocked.mean() < 0.2
