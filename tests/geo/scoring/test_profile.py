"""A profile as JSON: its shape, its way to the store and back, and its bytes."""

import itertools
import json
from collections.abc import Callable, Mapping

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.model.department import Department
from geo.model.errors import NotFoundError
from geo.model.estimate import Estimate, Grade
from geo.scoring import record
from geo.scoring.factors import FACTORS
from geo.scoring.profile import Profile
from geo.scoring.scene import Measure, Scene
from geo.scoring.scoring import ordered, score_scene

SceneOf = Callable[[Department, Mapping[str, Measure]], Scene]


@pytest.fixture
def profile(street: Department, full_measures: dict[str, Measure], scene_of: SceneOf) -> Profile:
    return score_scene(scene_of(ordered(street), full_measures))


def as_bytes(profile: Profile) -> bytes:
    return json.dumps(profile.to_record(), ensure_ascii=False, allow_nan=False).encode()


def test_an_estimate_is_reached_by_factor_and_state(profile: Profile) -> None:
    """``profile["lighting"]["mørke"]`` is an estimate: 40 points, graded B."""
    estimate = profile["lighting"]["mørke"]

    assert isinstance(estimate, Estimate)
    assert estimate.value == pytest.approx(40)
    assert (estimate.low or 0) < 40 < (estimate.high or 0)
    assert estimate.grade is Grade.B


def test_an_unknown_factor_is_told_with_the_known(profile: Profile) -> None:
    """A typing mistake in a notebook gets a sentence and the list."""
    with pytest.raises(NotFoundError, match=r"»belysning« kendes ikke.*lighting, eyes"):
        profile["belysning"]


def test_the_json_entry_has_the_shape_others_rely_on(profile: Profile) -> None:
    """Keys, states and estimates exactly as ``score --json`` promises."""
    entry = profile.to_json()

    assert list(entry) == [
        "id", "name", "overall", "factors", "coverage", "assumptions", "version",
    ]  # fmt: skip
    assert list(entry["overall"]) == ["dag", "mørke", "samlet"]
    assert list(entry["factors"]) == list(FACTORS)
    for by_state in entry["factors"].values():
        assert list(by_state) == ["dag", "mørke"]
    estimate = entry["factors"]["lighting"]["mørke"]
    assert list(estimate) == ["value", "low", "high", "coverage", "grade"]
    assert (estimate["value"], estimate["coverage"], estimate["grade"]) == (40, 1, "B")
    assert estimate["low"] < 40 < estimate["high"]
    assert entry["factors"]["lighting"]["dag"] is None
    assert entry["assumptions"]["lighting.path_width_m"] == 3
    assert json.loads(json.dumps(entry, allow_nan=False)) == entry


def test_a_record_is_read_back_as_it_was(profile: Profile) -> None:
    """Through JSON text and back: the same record, estimates, segments, places and sentences."""
    again = Profile.from_record(json.loads(as_bytes(profile)))

    assert as_bytes(again) == as_bytes(profile)
    assert set(again["eyes"]) == {"dag", "mørke"}
    assert again["eyes"]["dag"].value == 45
    assert again.uncertainty == profile.uncertainty
    assert again.overall.keys() == profile.overall.keys()
    assert again.assumptions.entry("lighting.lamp_flux_lm").high == 3000
    assert [issue.message for issue in again.findings] == [
        issue.message for issue in profile.findings
    ]
    assert list(again.segments.index) == list(profile.segments.index)
    assert again.segments.crs == "EPSG:25832"
    apart = again.segments.distance(profile.segments.geometry, align=False)
    assert apart.max() < 0.01
    assert set(again.frames) == set(profile.frames)


def test_the_same_input_gives_the_same_bytes_five_times(
    street: Department, full_measures: dict[str, Measure], scene_of: SceneOf
) -> None:
    """Five scorings, one record."""
    scorings = {as_bytes(score_scene(scene_of(ordered(street), full_measures))) for _ in range(5)}

    assert len(scorings) == 1


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_order_of_the_rows_changes_no_byte(
    order: tuple[int, ...],
    street: Department,
    profile: Profile,
    full_measures: dict[str, Measure],
    scene_of: SceneOf,
) -> None:
    """Paths delivered in any order, and lamps the other way round, give the same record."""
    shuffled = street.with_layer("paths", street.layers["paths"].iloc[list(order)])
    shuffled = shuffled.with_layer("lamps", street.layers["lamps"].iloc[::-1])

    assert as_bytes(score_scene(scene_of(ordered(shuffled), full_measures))) == as_bytes(profile)


def test_coordinates_are_kept_to_the_centimetre() -> None:
    """A frame leaves with whole centimetres and four decimals, and missing as null."""
    point = shapely.Point(700000.123456, 6170000.987654)
    columns = {"lux": [0.123456, np.nan], "name": ["Æ", None]}
    frame = gpd.GeoDataFrame(columns, geometry=np.array([point, None], dtype=object), crs=25832)

    saved = record.from_frame(frame)

    assert saved["columns"] == {"lux": [0.1235, None], "name": ["Æ", None]}
    assert saved["geometry"][0]["coordinates"] == [700000.12, 6170000.99]
    assert saved["geometry"][1] is None
    assert record.from_frame(record.to_frame(saved)) == saved


def test_an_empty_frame_keeps_its_columns() -> None:
    """Nothing to draw is not nothing delivered."""
    frame = gpd.GeoDataFrame({"lux": []}, geometry=[], crs=25832)

    again = record.to_frame(record.from_frame(frame))

    assert len(again) == 0
    assert list(again.columns) == ["lux", "geometry"]
    assert again.crs == "EPSG:25832"


def test_a_department_is_summed_up_over_its_segments(profile: Profile) -> None:
    """Mean, worst tenth and weak share of a score column; none where the column is not there."""
    summary = profile.summary("lighting.score")

    assert summary is not None
    assert (summary.mean, summary.p10, summary.weak_share, summary.coverage) == (50, 50, 0, 1)
    assert profile.summary("lighting.nothing") is None
