"""Eyes as a department meets them: states, classes, what is missing, and what staff alone see."""

import math

import geopandas as gpd
import pytest
import shapely

from geo.model.department import Department
from geo.scoring.joined._sight import sight
from geo.scoring.profile import Profile
from geo.scoring.scoring import scene_of, score
from geo.testing import department, layer

PATHS = layer("paths", [shapely.LineString([(0, 0), (100, 0)])], kind=["path"], width_m=[3.0])
BLOCK = layer(
    "buildings",
    [shapely.box(0, 15, 100, 26)],
    storeys=[3],
    use=["dwelling"],
    dwellings=[36],
    height_m=[9.4],
)
LAMPS = layer(
    "lamps",
    [shapely.Point(x, 2) for x in range(5, 100, 15)],
    height_m=[4.0] * 7,
    flux_lm=[3000.0] * 7,
    light_source=["LED"] * 7,
)
NO_PLANTS = layer("vegetation", [])
NO_FENCES = layer("boundaries", [])
DOORS = layer("entrances", [shapely.Point(x, 15) for x in (25, 75)], dwellings=[18, 18])


def place(**more: gpd.GeoDataFrame) -> Department:
    """Answer a department of one path before one block, all layers that matter delivered."""
    layers = {"paths": PATHS, "buildings": BLOCK, "vegetation": NO_PLANTS, "boundaries": NO_FENCES}
    return department({**layers, **more}, boundary=shapely.box(-5, -20, 105, 30))


def hedge(top: float) -> gpd.GeoDataFrame:
    line = shapely.LineString([(-20, 8), (120, 8)])
    return layer("boundaries", [line], kind=["wall"], height_m=[top])


@pytest.fixture(scope="module")
def lit() -> Profile:
    """Score the place with lamps and doors."""
    return score(place(lamps=LAMPS, entrances=DOORS))


def test_a_path_under_windows_is_seen_by_day_and_in_the_light(lit: Profile) -> None:
    """Both states are measured; the dark is no better than the day; nothing is blind by day."""
    day, dark = lit["eyes"]["dag"], lit["eyes"]["mørke"]
    rows = lit.segments

    assert day.value is not None
    assert dark.value is not None
    assert 60 < dark.value <= day.value < 100
    assert set(rows["eyes.blind"]) == {0}
    assert set(rows["eyes_class"]) <= {"many", "some"}
    assert (rows["eyes.score_dark"] <= rows["eyes.score"]).all()
    assert day.coverage == 1
    assert day.low is not None
    assert day.high is not None
    assert day.low < day.value < day.high


def test_without_known_light_the_dark_is_not_measured() -> None:
    """Decision 22: no lux, no figure in the dark; the day stands."""
    profile = score(place())

    assert profile["eyes"]["dag"].value is not None
    assert profile["eyes"]["mørke"].value is None
    assert (
        "eyes_class_dark" not in profile.segments
        or profile.segments["eyes_class_dark"].isna().all()
    )


def test_a_wall_before_the_windows_takes_the_eyes_of_the_ground_floor() -> None:
    """A wall of 2 m costs points, a wall of 12 m makes the path blind; blind is not named."""
    free, low, high = (score(place(boundaries=hedge(top))) for top in (0.5, 2.0, 12.0))
    values = [profile["eyes"]["dag"].value or 0.0 for profile in (free, low, high)]

    assert values == sorted(values, reverse=True)
    assert values[0] - values[2] > 30
    assert set(high.segments["eyes.blind"]) == {1}
    assert set(high.segments["eyes_class"]) == {"few"}
    assert len(high.frames["blind_spots"]) == 40
    assert len(free.frames["blind_spots"]) == 0


@pytest.mark.parametrize(
    ("gone", "rule"), [("vegetation", "eyes.no_vegetation"), ("boundaries", "eyes.no_boundaries")]
)
def test_missing_hedges_or_trees_are_said_and_cover_less(gone: str, rule: str) -> None:
    """The figure is too high rather than too low: a finding, less coverage, a lower low."""
    whole, less = score(place()), score(place().without_layer(gone))
    one, other = whole["eyes"]["dag"], less["eyes"]["dag"]

    assert other.value == one.value
    assert (one.coverage, other.coverage) == (1, 0.75)
    assert one.low is not None
    assert other.low is not None
    assert other.low <= one.low
    assert rule not in {issue.rule for issue in whole.findings}
    (said,) = [issue for issue in less.findings if issue.rule == rule]
    assert "ikke medtaget" in said.message


def test_without_buildings_or_paths_eyes_are_missing() -> None:
    """Nothing to look from, or nothing to look at: no value, never 0."""
    for gone in ("buildings", "paths"):
        estimate = score(place().without_layer(gone))["eyes"]["dag"]
        assert (estimate.value, estimate.coverage) == (None, 0)


def test_single_places_are_for_staff_alone(lit: Profile) -> None:
    """The public profile keeps segments in classes and loses numbers, spots and doors."""
    public = lit.public()
    names = {"blind_spots", "hiding_places", "own_doors"}

    assert names <= set(lit.frames)
    assert names <= lit.staff
    assert not names & set(public.frames)
    assert "dark_stretches" in public.frames
    assert [name for name in public.segments if str(name).startswith("eyes.")] == []
    assert {"eyes_class", "eyes_class_dark"} <= set(public.segments)
    assert public["eyes"] == lit["eyes"]
    assert Profile.from_record(lit.to_record()).staff == lit.staff


def test_no_result_names_a_window(lit: Profile) -> None:
    """No frame and no column holds an opening, its height or its direction."""
    known = {str(name) for frame in lit.frames.values() for name in frame.columns}

    assert not {"facing_deg", "surveyed", "weight", "opening"} & known
    assert "openings" not in lit.frames


def test_the_own_door_is_told_per_door_to_staff_and_once_to_anybody(lit: Profile) -> None:
    """Light and eyes at each door and on the last 25 m; the mean is indicator 2e, of no weight."""
    doors = lit.frames["own_doors"]
    (own,) = [row for row in lit.results["eyes"]["mørke"].indicators if row.key == "2e"]  # type: ignore[index]

    assert len(doors) == 2
    assert own.weight == 0
    assert own.score.value == pytest.approx(doors["score_dark"].mean())
    assert doors["lux"].between(0.5, 2).all()
    assert (doors["way_lux"] > doors["lux"]).all()
    assert doors["score"].between(0, 100).all()
    assert float(doors.geometry.y.iloc[0]) == pytest.approx(PATHS.total_bounds[1] + 14)


def test_leaves_that_fall_let_more_be_seen_and_change_no_score() -> None:
    """Behind a wood the winter shows more; the score is that of the summer (decision 15)."""
    wood = layer("vegetation", [shapely.box(-20, 5, 120, 10)], kind=["wood"], height_m=[12.0])
    rows = score(place(vegetation=wood)).segments

    assert (rows["eyes.openings_winter"] > rows["eyes.openings"]).all()


def test_eyes_of_the_scene_answer_at_any_point() -> None:
    """Other factors ask the scene's sight; it answers by day and in the dark."""
    found = sight(scene_of(place()))
    assert found is not None
    ground = shapely.get_coordinates(PATHS.geometry.to_numpy())

    seen = found.at(ground)

    assert seen.shape == (2, 2)
    assert (seen > 0).all()
    assert not math.isnan(float(found.in_winter(ground).sum()))
