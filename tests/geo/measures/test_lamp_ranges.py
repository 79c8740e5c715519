"""A lamp's own range of height and watts is drawn instead of what holds for any lamp."""

from collections.abc import Callable
from math import pi
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.measures.lamps import Flux, lamp_light
from geo.measures.light_ranges import corners, heights_of, leaves_of
from geo.measures.network import build_network
from geo.measures.path_light import Draw, PathLight, path_light
from geo.measures.path_points import path_points
from geo.measures.sampling import sample_segments
from geo.measures.walls import walls_from
from geo.model.assumptions import default_assumptions

Layer = Callable[..., gpd.GeoDataFrame]
CHOSEN = default_assumptions()

COUNTED = {
    "height_m": [4.0], "height_low_m": [3.0], "height_high_m": [5.0],
    "power_w": [30.0], "power_low_w": [18.0], "power_high_w": [60.0], "luminaire": ["lambert"],
}  # fmt: skip
"""A globe as a count puts it down: 3–5 m, 18–60 W, no light source."""


def light_under(paths: Layer, lamps: gpd.GeoDataFrame) -> PathLight:
    """Answer the light on a path of one cell whose middle row of samples lies at x = 1.25."""
    points = path_points(sample_segments(build_network(paths([[(0, 0), (2.5, 0)]]))))
    bare = walls_from(
        gpd.GeoDataFrame({"base_m": [], "top_m": [], "transmittance": []}, geometry=[], crs=25832),
        (0.0, 0.0),
    )
    return path_light(
        points, lamp_light(lamps), bare,
        heights=heights_of(CHOSEN), leaves=leaves_of(CHOSEN), reach=5.0,
    )  # fmt: skip


def nadir(light: PathLight, draw: Draw | None = None) -> float:
    """Answer the lux of the sample under the lamp: the brightest, for one lamp over the path."""
    return float(light.part("horizontal", draw).max())


def counted(lamps: Layer, **changed: Any) -> gpd.GeoDataFrame:
    return lamps([(1.25, 0)], **{**COUNTED, **changed})


def test_the_light_of_a_counted_lamp_lies_where_it_is_calculated_by_hand(
    paths: Layer, lamps: Layer
) -> None:
    """A flat lamp right over the path gives flux / (pi h²).

    As taken: 30 W at 80 lm/W and 0.8 is 1920 lm, from 4 m 38.20 lx. From 3 m it is 67.91, from
    5 m 24.45; at 18 W it is 0.6 times that, at 60 W twice. Least of all: 18 W, 40 lm/W and 0.75
    from 5 m, 540 lm and 6.88 lx; most of all: 60 W, 120 lm/W and 0.85 from 3 m, 6120 lm, 216.5 lx.
    """
    light = light_under(paths, counted(lamps))
    low, middle, high = heights_of(CHOSEN)

    assert nadir(light) == pytest.approx(1920 / pi / 16)
    assert nadir(light, Draw(height_m=low)) == pytest.approx(1920 / pi / 9)
    assert nadir(light, Draw(height_m=high)) == pytest.approx(1920 / pi / 25)
    assert nadir(light, Draw(height_m=middle)) == nadir(light)
    assert nadir(light, Draw(watts=-1)) == pytest.approx(0.6 * 1920 / pi / 16)
    assert nadir(light, Draw(watts=1)) == pytest.approx(2 * 1920 / pi / 16)
    assert nadir(light, Draw(watts=-0.5)) == pytest.approx(0.8 * 1920 / pi / 16)
    assert nadir(light, Draw(watts=0.5)) == pytest.approx(1.5 * 1920 / pi / 16)
    drawn = [nadir(light, draw) for draw in corners(light, CHOSEN)]
    assert min(drawn) == pytest.approx(540 / pi / 25)
    assert max(drawn) == pytest.approx(6120 / pi / 9)


def test_a_registered_lamp_and_one_without_a_range_are_as_before(
    paths: Layer, lamps: Layer
) -> None:
    """No range is never 0: a registered height stays, an unknown one has the general range."""
    blank = {name: [None] for name in COUNTED if "low" in name or "high" in name}
    known = light_under(paths, counted(lamps, **blank))
    unknown = light_under(paths, counted(lamps, height_m=[None], **blank))
    low, _, high = heights_of(CHOSEN)

    assert not known.ranged
    for height, watts in ((low, -1.0), (high, 1.0)):
        draw = Draw(height_m=height, watts=watts)
        assert nadir(known, draw) == nadir(known)
        assert nadir(unknown, draw) == pytest.approx(1920 / pi / height**2)


@pytest.mark.parametrize(
    "changed",
    [
        {"height_low_m": [None]}, {"height_high_m": [0.0]}, {"height_low_m": [4.5]},
        {"height_low_m": [6.0], "height_high_m": [5.0]}, {"height_high_m": [3.5]},
    ],
)  # fmt: skip
def test_what_is_no_range_of_the_height_is_not_drawn(
    paths: Layer, lamps: Layer, changed: dict[str, list[float | None]]
) -> None:
    """An end is missing or 0, they are the wrong way round, or the height lies outside them."""
    light = light_under(paths, counted(lamps, **changed))

    for height in heights_of(CHOSEN):
        assert nadir(light, Draw(height_m=height)) == nadir(light)


def test_a_range_without_a_height_is_taken_in_its_middle(paths: Layer, lamps: Layer) -> None:
    """3–5 m and no height is 4 m; 6–8 m is 7 m and not the 4 m of any lamp."""
    for low, high in ((3.0, 5.0), (6.0, 8.0)):
        ends = {"height_low_m": [low], "height_high_m": [high]}
        light = light_under(paths, counted(lamps, height_m=[None], **ends))
        assert nadir(light) == pytest.approx(1920 / pi / ((low + high) / 2) ** 2)


def test_registered_lumens_do_not_follow_the_watts(paths: Layer, lamps: Layer) -> None:
    """Where the register says 3000 lm, a range of watts says nothing about its light."""
    light = light_under(paths, counted(lamps, flux_lm=[3000.0]))

    assert light.sources == (Flux.REGISTERED,)
    assert nadir(light, Draw(watts=1)) == nadir(light)


def test_each_lamp_moves_within_its_own_range(paths: Layer, lamps: Layer) -> None:
    """A lamp on a mast of 5–8 m beside a globe of 3–5 m: at one draw each is at its own end."""
    two = lamps(
        [(1.25, 0), (1.25, 0)],
        height_m=[4.0, 6.0], height_low_m=[3.0, 5.0], height_high_m=[5.0, 8.0],
        power_w=[30.0, 40.0], power_low_w=[18.0, 20.0], power_high_w=[60.0, 80.0],
        luminaire=["lambert"] * 2,
    )  # fmt: skip
    light = light_under(paths, two)
    low, _, high = heights_of(CHOSEN)

    def at(globe: float, mast: float, share: tuple[float, float] = (1, 1)) -> float:
        return (share[0] * 1920 / globe**2 + share[1] * 2560 / mast**2) / pi

    assert nadir(light, Draw(height_m=low)) == pytest.approx(at(3, 5))
    assert nadir(light, Draw(height_m=high, watts=-1)) == pytest.approx(at(5, 8, (0.6, 0.5)))


def test_the_arms_of_lamps_hold_at_any_height(lamps: Layer) -> None:
    """The light is moved up and down above its own ground, not above the sea."""
    frame = counted(lamps).set_geometry([shapely.Point(0, 0, 30)])
    light = lamp_light(frame)

    assert light.xyz[0, 2] == 34.0
    assert light.at_heights(np.array([3.0])).xyz[0, 2] == 33.0
