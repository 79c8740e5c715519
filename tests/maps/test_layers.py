"""Light on the ground, cases, tiles and what only staff may see."""

import base64
import io
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from PIL import Image

import maps
from geo import illuminance
from geo.model.crs import METRES
from geo.testing import layer, lit_street
from maps import Background
from maps.cases import coarse, packed
from maps.packing import pack_numbers, unpack
from maps.segments import night_light
from maps.stretches import mended
from maps.surface import MOST_CELLS, STEPS, Ground, cells, image_of, surface, surfaces
from maps.testing import invented_cases
from maps.tiles import TilesError


def test_the_surface_is_the_light_of_the_measure() -> None:
    """At the ground under a cell the image holds the lux that ``geo.illuminance`` answers."""
    street = lit_street(100, 25)
    lamps = street.layers["lamps"]
    made = surface(Ground(lamps, street.boundary), 21.0)
    assert made is not None
    levels = np.asarray(Image.open(io.BytesIO(base64.b64decode(made["image"]))))
    west, south, east, north = made["bounds"]
    row, column = np.unravel_index(levels.argmax(), levels.shape)
    lon = west + (column + 0.5) / levels.shape[1] * (east - west)
    lat = north - (row + 0.5) / levels.shape[0] * (north - south)
    spot = gpd.GeoSeries([shapely.Point(lon, lat)], crs="EPSG:4326").to_crs(METRES)
    told = 2 ** (levels[row, column] / STEPS) - 1

    assert told == pytest.approx(illuminance(spot, lamps)[0], rel=0.05)
    assert levels[0, 0] == 0


def test_an_image_tells_lux_within_a_twentieth() -> None:
    """From a tenth of a lux to a thousand the byte is the logarithm, and darkness is zero."""
    lux = np.array([[0.0, 0.1, 1.0, 5.0, 50.0, 1000.0]])
    levels = np.asarray(Image.open(io.BytesIO(image_of(lux))))
    told = 2 ** (levels / STEPS) - 1

    assert levels[0, 0] == 0
    assert np.abs(np.log2((1 + told) / (1 + lux))).max() <= 0.5 / STEPS + 1e-9


def test_a_whole_municipality_stays_under_five_million_cells() -> None:
    """Six by six kilometres give larger cells, not more; the same ground, the same cells."""
    wide = shapely.box(700_000, 6_170_000, 706_000, 6_176_000)
    x, y = cells(wide)

    assert len(x) * len(y) <= MOST_CELLS * 1.01
    assert np.array_equal(x, cells(wide)[0])
    assert (np.diff(x) > 0).all()
    assert (np.diff(y) < 0).all()


def test_without_light_there_is_no_surface() -> None:
    """No lamps, or only lamps that are out, give no image: dark is not the same as not known."""
    street = lit_street(50, 25)
    out = street.layers["lamps"].assign(status="out")

    assert surfaces(Ground(None, street.boundary)) is None
    assert surfaces(Ground(out, street.boundary)) is None


def test_a_wall_shades_the_ground_and_dimming_gives_the_night_its_own_image() -> None:
    """Behind a wall it is darker; at 02:00 dimmed lamps give less, and undimmed ones no image."""
    street = lit_street(100, 25)
    lamps, view = street.layers["lamps"], street.boundary
    middle = shapely.centroid(view)
    wall = gpd.GeoDataFrame(
        {"base_m": [0.0], "top_m": [3.0]},
        geometry=[shapely.LineString([(middle.x - 60, middle.y), (middle.x + 60, middle.y)])],
        crs=METRES,
    )
    dimmed = lamps.assign(dimming="22:00-05:00=0.25")

    assert light_of(Ground(lamps, view, wall), 21.0) < 0.9 * light_of(Ground(lamps, view), 21.0)
    assert light_of(Ground(dimmed, view), 2.0) < 0.4 * light_of(Ground(lamps, view), 2.0)
    assert set(surfaces(Ground(lamps, view)) or {}) == {"evening"}
    assert set(surfaces(Ground(dimmed, view)) or {}) == {"evening", "night"}


def light_of(ground: Ground, hour: float) -> float:
    """Answer the light of an image, summed."""
    made = surface(ground, hour)
    assert made is not None
    levels = np.asarray(Image.open(io.BytesIO(base64.b64decode(made["image"]))))
    return float((2 ** (levels / STEPS) - 1).sum())


def test_a_public_case_is_released_and_stands_on_its_piece_of_path(
    invented: Callable[..., Any],
) -> None:
    """The exact point is nowhere in the page; unreleased cases are for staff."""
    workspace, profiles = invented()
    cases = invented_cases("Stien")
    segments = profiles[0].segments
    public, staff = (packed(cases, segments, staff=flag) for flag in (False, True))
    middles = shapely.line_interpolate_point(segments.geometry.to_numpy(), 0.5, normalized=True)

    assert public is not None
    assert staff is not None
    assert public["number"]["words"] == ["S0", "S1"]
    assert staff["number"]["words"] == ["S0", "S1", "S2"]
    for place in coarse(cases, segments):
        assert shapely.distance(middles, place).min() < 1e-9
    data = maps.planner_map(workspace, profiles, cases=cases).data
    assert data["cases"]["number"]["words"] == ["S0", "S1"]


def test_a_case_far_from_any_path_stands_in_its_square() -> None:
    """Where no path is near, 25 m squares hide where somebody stood."""
    cases = invented_cases("x").head(1)
    place = coarse(cases, gpd.GeoDataFrame(geometry=[], crs=METRES))[0]

    assert place.x % 25 == 12.5
    assert place.y % 25 == 12.5
    assert shapely.distance(place, cases.geometry.iloc[0]) <= 25 / 2**0.5


def test_frames_of_later_factors_are_for_staff_until_named(invented: Callable[..., Any]) -> None:
    """Hiding places and any frame this room does not know stay out of the public page."""
    workspace, profiles = invented()

    assert maps.planner_map(workspace, profiles).data["found"] == {}
    assert set(maps.planner_map(workspace, profiles, staff=True).data["found"]) == {"hiding_places"}


def test_eyes_per_segment_are_for_staff(invented: Callable[..., Any]) -> None:
    """Where nobody sees you is told to staff; what others score is told to all."""
    workspace, profiles = invented()
    for profile in profiles:
        profile.segments["eyes.score"] = 12.0
        profile.segments["routes.score"] = 80.0
    public = maps.planner_map(workspace, profiles).data["sides"][0]["segments"]["scores"]
    staff = maps.planner_map(workspace, profiles, staff=True).data["sides"][0]["segments"]["scores"]

    assert set(public) == {"routes"}
    assert set(staff) == {"eyes", "routes"}


def test_night_is_the_evening_only_where_no_lamp_is_dimmed() -> None:
    """Without dimming the same; with dimming unknown until it is measured; then as measured."""
    street = lit_street(50, 25)
    lamps = street.layers["lamps"]
    segments = gpd.GeoDataFrame({"light_class": ["dark"]}, geometry=[street.boundary], crs=METRES)

    assert night_light(segments, lamps) == "same"
    assert night_light(segments, lamps.assign(dimming="22:00-05:00=0.5")) is None
    measured = segments.assign(**{"lighting.night_class": ["under"]})
    assert unpack(night_light(measured, lamps) or "") == [1]


def test_numbers_keep_what_is_missing_apart_from_zero() -> None:
    """Zero is zero, and None is -1."""
    assert unpack(pack_numbers([0.0, None, 1.25], 2)["packed"]) == [0, -1, 125]


def test_a_plan_mends_a_stretch_whole_in_part_or_not() -> None:
    """By what its segments are under the plan."""
    after = gpd.GeoDataFrame(
        {"light": ["on_target", "dark", "over"]},
        index=["a", "b", "c"],
        geometry=layer("lamps", [shapely.Point(0, 0)] * 3).geometry.to_numpy(),
        crs=METRES,
    )

    assert mended("a,c", after) == "whole"
    assert mended("a,b", after) == "part"
    assert mended("b", after) == "not"
    assert mended("a", None) is None


def test_a_plan_stands_beside_today(invented: Callable[..., Any]) -> None:
    """Two sides; the plan's own profiles and layers, and today's where it has none."""
    workspace, profiles = invented()
    lamps = workspace.frames["lamps"].head(2)
    plan = maps.Alternative("Plan A", profiles[:1], {"lamps": lamps}, ["En lampe mindre."])
    today, after = maps.planner_map(workspace, profiles, compare=plan).data["sides"]

    assert (today["name"], after["name"]) == (None, "Plan A")
    assert after["words"] == ["En lampe mindre."]
    assert len(unpack(after["lamps"]["status"]["packed"])) == 2
    assert len(unpack(today["lamps"]["status"]["packed"])) == 12
    assert today["stretches"]["records"][0]["plan"] == "not"


def test_a_department_is_set_beside_its_own_past(invented: Callable[..., Any]) -> None:
    """The last score and its date stand with each factor; nobody else's do."""
    workspace, profiles = invented()
    data = maps.planner_map(workspace, profiles, past=profiles[:1]).data
    first, second = (s["factors"]["lighting"]["dark"] for s in data["sides"][0]["scores"][:2])

    assert first["past"] == {"value": 38.0, "date": "1. oktober 2026"}
    assert second["past"] is None


def test_tiles_are_allowed_only_from_where_the_operator_said(invented: Callable[..., Any]) -> None:
    """The policy names the one origin; without tiles it names none."""
    tiles = Background("/fliser/{z}/{x}/{y}", "Klimadatastyrelsen")
    page = maps.planner_map(*invented(), background=tiles).html()
    bare = maps.planner_map(*invented()).html()

    assert "img-src data: blob: &#39;self&#39;;" in page
    assert "Klimadatastyrelsen" in page
    assert "img-src data: blob:;" in bare


@pytest.mark.parametrize(
    ("template", "attribution"),
    [
        ("/fliser/{z}/{x}", "x"),
        ("/fliser/{z}/{x}/{y}", " "),
        ("http://kort.eksempel.dk/{z}/{x}/{y}", "x"),
        ("javascript:{z}{x}{y}", "x"),
        ("https://a; script-src 'unsafe-eval'/{z}/{x}/{y}", "x"),
    ],
)
def test_tiles_that_cannot_be_used_are_refused(template: str, attribution: str) -> None:
    """No place for the tile, no attribution, no safe origin: each is an error."""
    with pytest.raises(TilesError):
        Background(template, attribution)


def test_tiles_go_by_name() -> None:
    """An xyzservices name gives template and attribution; one that needs a key says so."""
    assert "{z}" in Background.named("OpenStreetMap.Mapnik").template
    with pytest.raises(TilesError, match="key"):
        Background.named("Thunderforest.OpenCycleMap")
    with pytest.raises(TilesError, match="Ingensteds"):
        Background.named("Ingensteds.Kort")


def test_report_and_light_is_for_staff_alone(invented: Callable[..., Any]) -> None:
    """Each piece of path has its own cell in the staff's page; the public page has none at all."""
    workspace, profiles = invented()
    index = pd.concat([profile.segments for profile in profiles]).index
    cells = gpd.GeoDataFrame(
        {"cell": ["dark_silent"] * len(index), "reports": 0},
        index=index,
        geometry=[shapely.Point(0, 0)] * len(index),
        crs=METRES,
    )
    cells["cell"] = ["lit_reported" if key == "p0-0" else "dark_silent" for key in index]
    evidence = cells.iloc[::-1]

    public = maps.planner_map(workspace, profiles, evidence=evidence)
    staff = maps.planner_map(workspace, profiles, evidence=evidence, staff=True).data
    told = staff["report_light"]
    words = [told["cell"]["words"][code] for code in unpack(told["cell"]["packed"])]
    assert words.count("lit_reported") == 1
    assert len(words) == len(index)
    assert words[list(index).index("p0-0")] == "lit_reported"
    assert public.data["report_light"] is None
    assert "lit_reported" not in str(public.data["sides"]) + str(public.data["cases"])
    assert maps.planner_map(workspace, profiles, staff=True).data["report_light"] is None
