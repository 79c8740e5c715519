"""The two measured factors as a department meets them."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.measures.light_raster import unpacked
from geo.model.department import Department
from geo.model.estimate import Grade
from geo.scoring.profile import Profile
from geo.scoring.scoring import score

Layer = Callable[..., gpd.GeoDataFrame]

FULL = {"height_m": 4.0, "flux_lm": 3000.0, "maintenance_factor": 0.8, "luminaire": "generic_path"}


def department(**layers: gpd.GeoDataFrame) -> Department:
    """Answer a department of 300 × 40 m."""
    return Department("d", "Elmegården", shapely.box(0, -20, 300, 20), layers)


def lamp_row(lamps: Layer, spacing: int, **columns: Any) -> gpd.GeoDataFrame:
    """Answer lamps along the path, 2 m beside its middle."""
    places = [(x, 2.0) for x in range(0, 301, spacing)]
    full = {**FULL, **columns}
    return lamps(places, **{name: [value] * len(places) for name, value in full.items()})


def path(paths: Layer, **columns: Any) -> gpd.GeoDataFrame:
    """Answer one straight path through the department."""
    return paths([[(0, 0), (300, 0)]], **{name: [value] for name, value in columns.items()})


def light(profile: Profile) -> Any:
    """Answer the estimate of light in the dark."""
    return profile["lighting"]["mørke"]


def light_rules(profile: Profile) -> list[str]:
    """Answer what was found about light."""
    return [issue.rule for issue in profile.findings if issue.rule.startswith("lighting.")]


def indicator(profile: Profile, key: str) -> Any:
    """Answer the score of one indicator of light in the dark."""
    (result,) = profile.results["lighting"].values()
    return next(found.score.value for found in result.indicators if found.key == key)


def only_stretch(profile: Profile) -> Any:
    """Answer the one dark stretch there is."""
    (stretch,) = profile.frames["dark_stretches"].itertuples()
    return stretch


def test_a_well_lit_path_reaches_its_target(paths: Layer, lamps: Layer) -> None:
    """Lamps every 25 m light the path to P4: on target everywhere, no dark stretch."""
    profile = score(department(paths=path(paths, lighting_class="p4"), lamps=lamp_row(lamps, 25)))
    segments = profile.segments

    assert set(segments["light_class"]) == {"on_target"}
    assert set(segments["target_class"]) == {"p4"}
    assert segments["lighting.mean_lux"].between(6, 8).all()
    assert set(segments["lighting.gap_m"]) == {0}
    assert light(profile).value > 90
    assert (light(profile).coverage, light(profile).grade) == (0.95, Grade.B)
    assert len(profile.frames["dark_stretches"]) == 0


def test_without_a_lamp_layer_light_is_missing_whatever_the_tags_say(paths: Layer) -> None:
    """A path tagged as lit is no measurement: no value, coverage 0, and a finding."""
    profile = score(department(paths=path(paths, lit="yes")))

    assert (light(profile).value, light(profile).coverage, light(profile).grade) == (None, 0, "E")
    assert profile.segments["light_class"].isna().all()
    assert light_rules(profile) == ["lighting.only_tags"]


def test_a_lamp_layer_that_holds_nothing_here_is_measured_darkness(
    paths: Layer, lamps: Layer
) -> None:
    """Delivered and empty is not the same as never delivered: 0 lx, and the score is 0."""
    profile = score(department(paths=path(paths), lamps=lamps([])))

    assert light(profile).value == 0
    assert light(profile).coverage == 0.95
    assert set(profile.segments["lighting.mean_lux"]) == {0}
    stretch = only_stretch(profile)
    assert (stretch.length_m, stretch.cause, stretch.lamp) == (300, "no_lamp", None)


def test_lamps_without_a_place_are_no_darkness(paths: Layer, lamps: Layer) -> None:
    """Lamps that lie nowhere leave light missing and say so."""
    layer = lamp_row(lamps, 100)
    layer["geometry"] = None
    profile = score(department(paths=path(paths), lamps=layer))

    assert light(profile).value is None
    assert light_rules(profile) == ["lighting.nowhere"]


def test_a_lamp_that_is_out_makes_a_stretch_that_names_it(paths: Layer, lamps: Layer) -> None:
    """The dark between two burning lamps lies where the one between them is out."""
    layer = lamp_row(lamps, 25, number="x", owner="Kommunen")
    layer["number"] = [f"M{row}" for row in range(len(layer))]
    layer["status"] = ["out" if row == 5 else "on" for row in range(len(layer))]
    profile = score(department(paths=path(paths, name="Elmestien"), lamps=layer))
    stretch = only_stretch(profile)

    assert (stretch.lamp_number, stretch.lamp_owner, stretch.cause) == (
        "M5",
        "Kommunen",
        "lamp_out",
    )
    assert stretch.name == "Elmestien"
    assert 5 < stretch.length_m < 50
    assert stretch.geometry.length == pytest.approx(stretch.length_m)
    assert stretch.geometry.distance(shapely.Point(125, 0)) < 0.01
    assert stretch.lux < 1 < stretch.target_lux
    assert "dark" in set(profile.segments["light_class"])


def test_light_over_the_need_earns_nothing(paths: Layer, lamps: Layer) -> None:
    """Ten times the light the class asks for scores no more, and is said to be over."""
    enough, far_more = (
        score(
            department(
                paths=path(paths, lighting_class="p5"), lamps=lamp_row(lamps, 15, flux_lm=lm)
            )
        )
        for lm in (3000.0, 30000.0)
    )

    for key in ("1a", "1b"):
        assert indicator(enough, key) == indicator(far_more, key) == pytest.approx(100)
    assert set(far_more.segments["light_class"]) == {"over"}
    assert far_more.segments["lighting.overlit"].all()


def test_a_thin_register_is_graded_and_covers_less(paths: Layer, lamps: Layer) -> None:
    """Bare positions give a number, C made one worse for so little, and say what was assumed."""
    layer = lamp_row(lamps, 25)[["id", "geometry"]]
    profile = score(department(paths=path(paths), lamps=layer))
    rules = {issue.rule for issue in profile.findings}

    assert light(profile).value is not None
    assert light(profile).coverage == pytest.approx(0.475)
    assert light(profile).grade == Grade.D
    assert {"lighting.no_height", "lighting.no_flux"} <= rules
    said = [issue.message.replace("Privat eller fælles?", "") for issue in profile.findings]
    assert all("?" not in message for message in said)


def test_the_department_is_the_mean_over_metres_of_its_segments(paths: Layer, lamps: Layer) -> None:
    """A lit long path and a dark short one count by their lengths."""
    both = paths([[(0, 0), (200, 0)], [(200, 15), (240, 15)]])
    profile = score(department(paths=both, lamps=lamp_row(lamps, 25).iloc[:8]))
    rows = profile.segments

    mean = np.average(rows["lighting.score"], weights=rows["length_m"])
    assert light(profile).value == pytest.approx(mean)


def test_meeting_places_are_measured_by_day_and_in_the_dark(paths: Layer, lamps: Layer) -> None:
    """Access and room count 0.75 of the factor; a sandpit at the door serves one group."""
    profile = score(
        department(
            paths=path(paths),
            entrances=lamps([(10, 0)], dwellings=[12]),
            meeting_places=lamps([(60, 0)], kind=["sandpit"]),
        )
    )
    day, dark = profile["meeting_places"]["dag"], profile["meeting_places"]["mørke"]

    assert day == dark
    assert day.value == pytest.approx(20)
    assert day.coverage == pytest.approx(0.75)


@pytest.mark.parametrize("absent", ["paths", "entrances", "meeting_places"])
def test_without_a_needed_layer_meeting_places_are_missing(
    paths: Layer, lamps: Layer, absent: str
) -> None:
    """A layer that was not delivered leaves the factor without value."""
    layers = {
        "paths": path(paths),
        "entrances": lamps([(10, 0)]),
        "meeting_places": lamps([(60, 0)], kind=["sandpit"]),
    }
    layers.pop(absent)

    assert score(department(**layers))["meeting_places"]["dag"].value is None


def test_an_empty_layer_of_places_is_a_measured_nothing(paths: Layer, lamps: Layer) -> None:
    """Delivered without a single place: 0 points, not missing."""
    profile = score(
        department(paths=path(paths), entrances=lamps([(10, 0)]), meeting_places=lamps([]))
    )

    assert profile["meeting_places"]["dag"].value == 0


def test_light_dimmed_by_a_plan_is_no_fault_and_said_where_it_makes_dark(
    paths: Layer, lamps: Layer
) -> None:
    """Half light at night is judged against the class of the night; dimmed away at 21 is told."""
    lit = path(paths, lighting_class="p4")
    halved = score(
        department(paths=lit, lamps=lamp_row(lamps, 20, dimming="22:00-05:00=0.5", status="on"))
    )
    off = score(
        department(paths=lit, lamps=lamp_row(lamps, 20, dimming="20:00-06:00=0.05", status="on"))
    )

    assert set(halved.segments["lighting.night_class"]) <= {"on_target", "over"}
    assert halved.segments["lighting.night_lux"].to_numpy() == pytest.approx(
        halved.segments["lighting.mean_lux"].to_numpy() / 2
    )
    assert indicator(halved, "1f") == 100
    assert {row.cause for row in off.frames["dark_stretches"].itertuples()} == {"dimmed"}


@pytest.mark.parametrize(
    ("layer", "cause"), [("buildings", "blocked_building"), ("vegetation", "blocked_plants")]
)
def test_what_stands_in_the_way_is_named_as_the_cause(
    paths: Layer, lamps: Layer, layer: str, cause: str
) -> None:
    """A house or three dense shrubs between lamps and path make a dark stretch that says so."""
    strips = [shapely.box(100, y, 200, y + 0.3) for y in (1.55, 1.95, 2.35)]
    frame = gpd.GeoDataFrame({"id": list("abc"), "kind": "shrub"}, geometry=strips, crs=25832)
    frame["height_m"] = 9.0
    row = lamp_row(lamps, 25, flux_lm=800.0)
    row["geometry"] = row.translate(0, 1.0)
    profile = score(department(paths=path(paths), lamps=row, **{layer: frame}))
    stretches = profile.frames["dark_stretches"]
    inside = stretches[stretches.geometry.centroid.x.between(110, 190)]

    assert len(inside)
    assert set(inside["cause"]) == {cause}


def test_a_cabinet_that_is_out_is_one_finding_with_its_planned_work(
    paths: Layer, lamps: Layer
) -> None:
    """All lamps of a circuit out: the stretch says the circuit, the finding the planned work."""
    row = lamp_row(lamps, 25)
    row["circuit"] = ["TS-1 (udskiftes 2027)" if 3 < n < 8 else "TS-2" for n in range(len(row))]
    row["status"] = ["out" if 3 < n < 8 else "on" for n in range(len(row))]
    profile = score(department(paths=path(paths), lamps=row))
    stretch = only_stretch(profile)
    rules = [issue for issue in profile.findings if issue.rule.startswith("lighting.circuit")]

    assert (stretch.cause, stretch.planned) == ("circuit_out", "udskiftes 2027")
    assert [issue.facts["count"] for issue in rules] == [4]
    assert "udskiftes 2027" in rules[0].message
    assert indicator(profile, "1f") == pytest.approx(100 * 9 / 13)
    assert stretch.dark_minutes > 50_000


def test_the_grid_covers_the_ground_between_the_houses(paths: Layer, lamps: Layer) -> None:
    """Every square metre of the department that is no house has its lux in one packed picture."""
    house = gpd.GeoDataFrame(
        {"id": ["b"], "height_m": [9.0]}, geometry=[shapely.box(50, 5, 80, 15)], crs=25832
    )
    profile = score(department(paths=path(paths), lamps=lamp_row(lamps, 25), buildings=house))
    (row,) = profile.frames["lux_grid"].to_dict("records")
    levels = unpacked(row["levels"], row["columns"], row["rows"])

    assert levels.shape == (40, 300)
    assert int((levels == 0).sum()) == 300
    assert 0 < row["dark_share"] < 1


def test_a_bollard_is_flagged_for_it_lights_no_face(paths: Layer, lamps: Layer) -> None:
    """Lamps under 1.5 m give no light on faces, and the segments say why."""
    profile = score(department(paths=path(paths), lamps=lamp_row(lamps, 3, height_m=1.0)))

    assert profile.segments["lighting.bollards"].all()
    assert set(profile.segments["lighting.face_lux"]) == {0}
