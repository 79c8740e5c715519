"""Routes, flows and meeting places as a department meets them."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely

import geo
from geo.measures.walk_home import perceived_cost
from geo.model.assumptions import default_assumptions
from geo.model.department import Department
from geo.model.estimate import Estimate
from geo.scoring.aggregation import factor_result
from geo.scoring.joined import measures
from geo.scoring.measurement import IndicatorResult, Measurement, State
from geo.scoring.scene import Measure, Scene, missing
from geo.scoring.scoring import ordered, score_scene
from geo.testing import department, layer

Shapes = list[tuple[float, float]]


def estate(*, lamps: Shapes | None = None, **changed: object) -> Department:
    """Build a department of one block with two doors, a dark short way and a long one to a stop.

    The short way runs 200 m straight along y = 0, the long one 320 m over y = 60.
    """
    lines = [[(0, 0), (200, 0)], [(0, 0), (0, 60), (200, 60), (200, 0)], [(200, 0), (260, 0)]]
    layers = {
        "paths": layer(
            "paths",
            [shapely.LineString(line) for line in lines],
            kind=["path"] * len(lines),
            name=["Lige", "Rundt", "Ud"],
        ),
        "entrances": layer(
            "entrances", [shapely.Point(0, -3), shapely.Point(5, -3)], dwellings=[6, 4]
        ),
        "destinations": layer(
            "destinations", [shapely.Point(260, 0)], kind=["stop"], name=["Stop"]
        ),
        "buildings": layer("buildings", [shapely.box(-10, -15, 15, -3)], dwellings=[10]),
        "boundaries": layer("boundaries", [], kind=[]),
        "meeting_places": layer(
            "meeting_places", [shapely.Point(60, 2)], kind=["bench"], seats=[2]
        ),
    }
    if lamps is not None:
        places = [shapely.Point(place) for place in lamps]
        layers["lamps"] = layer(
            "lamps",
            places,
            height_m=[4.0] * len(places),
            flux_lm=[3000.0] * len(places),
            light_source=["LED"] * len(places),
        )
    whole = department(layers, boundary=shapely.box(-20, -20, 230, 80))
    for name in changed:
        whole = whole.without_layer(name)
    return whole


ROUND_LIT = [(0.0, y) for y in (20.0, 40.0)] + [(float(x), 60.0) for x in range(0, 201, 20)]


def scene(place: Department, more: Mapping[str, Measure] | None = None) -> Scene:
    """Answer the scene of a department with the built measures, but no eyes, and some more."""
    built: dict[str, Measure] = {**measures(), "eyes": lambda _: missing("eyes"), **(more or {})}
    return Scene(ordered(place), default_assumptions(), None, built)


def scored(place: Department) -> geo.Profile:
    """Answer the profile of a department without eyes."""
    return score_scene(scene(place))


def seen(openings: Callable[[pd.Index], pd.DataFrame]) -> Measure:
    """Answer a measure of eyes that gives columns and asks how much each path is walked."""

    def measure(asked: Scene) -> Measurement:
        assert asked.samples is not None
        weight = asked.exposure
        assert (weight > 0).all()
        return replace(missing("eyes"), segments=openings(asked.samples.segments.index))

    return measure


def test_flows_are_the_exposure_of_every_factor() -> None:
    """Ten dwellings walk to the stop; light weighs the paths they take, none is forgotten."""
    place = estate(lamps=ROUND_LIT)
    here = scene(place)
    profile = score_scene(here)
    exposure = profile.segments["exposure"]

    assert here.flow is not None
    assert exposure.max() > exposure.min()
    assert (exposure > 0).all()
    # To the bench all ten; to the stop by the straight way all but the quarter that takes the lit.
    assert here.flow.max() == pytest.approx(10 + 7.5)
    even = scored(place.without_layer("destinations").without_layer("meeting_places"))
    assert (even.segments["exposure"] == 1).all()
    asked = {row.key: row.assumptions for row in profile.results["lighting"][State.DARK].indicators}
    assert "routes.shortest_share" in asked["1a"]
    assert "scoring.exposure" not in asked["1a"]
    uniform = even.results["lighting"][State.DARK].indicators
    assert "scoring.exposure" in {row.key: row.assumptions for row in uniform}["1a"]


def test_the_dark_says_how_long_it_is_walked_in() -> None:
    """Where doors and goals are known it is minutes a year; without doors nobody knows."""
    frame = scored(estate(lamps=[(0, 60)])).frames["dark_stretches"]
    unknown = scored(estate(lamps=[(0, 60)], entrances=None)).frames["dark_stretches"]

    walked = frame.set_index("name")["walked_dark_minutes"]
    assert (walked > 0).any()
    assert (frame["under_target_m"] <= frame["length_m"] + 1e-9).all()
    assert len(unknown)
    assert unknown["walked_dark_minutes"].isna().all()


def test_a_wall_takes_the_light_of_a_meeting_place() -> None:
    """A lamp 4 m from the bench lights it; behind a wall of 5 m it does not, by dark alone."""
    open_ground = estate(lamps=[(60, 6)])
    line = shapely.LineString([(40, 4), (80, 4)])
    wall = layer("boundaries", [line], kind=["wall"], height_m=[5.0], opaque=["yes"])
    behind = open_ground.with_layer("boundaries", wall)

    lit, dark = (
        scene(place).result("meeting_places").frames["meeting_places"].iloc[0]
        for place in (open_ground, behind)
    )

    assert lit["quality_dark"] > dark["quality_dark"]
    assert lit["quality_day"] == dark["quality_day"]


def test_half_take_the_shortest_way_and_some_the_lit_one() -> None:
    """By length all walk straight; in the dark the lit way round is felt shorter."""
    moves = scene(estate(lamps=ROUND_LIT)).movement

    assert moves is not None
    flow = pd.Series(moves.flow, index=moves.laid.names)
    edges = moves.network.edges
    of_edge = {name: flow[flow.index.str.startswith(f"{name}-")] for name in edges.index}
    straight = next(n for n, row in edges.iterrows() if row["path"] == "paths-0")
    round_about = next(n for n, row in edges.iterrows() if row["path"] == "paths-1")
    stop = next(n for n, row in edges.iterrows() if row["path"] == "paths-2")

    assert of_edge[stop].tolist() == pytest.approx([10, 10, 10])
    assert of_edge[round_about].max() == pytest.approx(2.5)
    assert of_edge[straight].iloc[-1] == pytest.approx(7.5)


def test_the_walk_home_is_scored_on_what_is_known() -> None:
    """Light alone is half of what the dark asks; by day nothing is known; the rest is geometry."""
    profile = scored(estate(lamps=ROUND_LIT))
    day, dark = (
        {row.key: row for row in profile.results["routes"][state].indicators} for state in State
    )

    assert day["5a"].score == Estimate.missing()
    assert dark["5a"].score.value is not None
    assert 0 < dark["5a"].score.coverage < 0.5
    assert dark["5a"].raw == pytest.approx(320 + 60 - 2, abs=6)
    assert {row.rule for row in profile.findings} >= {"routes.without_eyes", "routes.worst_tenth"}
    assert {"routes.flow", "routes.dark"} <= set(profile.segments.columns)
    assert "routes.day" not in profile.segments.columns


def test_eyes_are_used_as_soon_as_they_are_there() -> None:
    """Segments seen by all give 100 by day; in the dark light and eyes both count."""
    eyes = seen(
        lambda index: pd.DataFrame({"eyes.score": 100.0, "eyes.openings": 9.0}, index=index)
    )
    profile = score_scene(scene(estate(lamps=ROUND_LIT), {"eyes": eyes}))
    day, dark = (
        {row.key: row for row in profile.results["routes"][state].indicators} for state in State
    )

    assert day["5a"].score.value == pytest.approx(100)
    assert dark["5a"].score.coverage > 0.7
    assert "routes.without_eyes" not in {row.rule for row in profile.findings}
    quality = {row.key: row for row in profile.results["meeting_places"][State.DAY].indicators}[
        "3c"
    ]
    assert quality.score.value == 100
    assert quality.score.coverage == pytest.approx(2 / 5)


def test_a_tunnel_weighs_on_the_walk_unless_it_is_lit_and_straight() -> None:
    """The same dark path as a tunnel is felt at 0.6 of it."""
    eyes = seen(lambda index: pd.DataFrame({"eyes.score": 50.0}, index=index))
    place = estate(lamps=[])
    paths = place.layers["paths"]
    paths["tunnel"] = np.array(["yes", None, None], dtype=object)
    through = scene(place.with_layer("paths", paths), {"eyes": eyes}).movement

    assert through is not None
    felt = through.experience[State.DAY]
    assert felt is not None
    own = felt[np.isfinite(felt)]
    assert sorted(set(np.round(own, 6))) == [30, 50]
    cost = perceived_cost(np.array([200.0]), np.array([30.0]), 2.0)
    assert cost == pytest.approx(480)


def test_an_absent_layer_lowers_the_coverage_and_says_what_would_raise_it() -> None:
    """Without boundaries half of 5c is known; without doors 5a and 5b are missing, never 0."""
    whole = scored(estate(lamps=ROUND_LIT))
    unfenced = scored(estate(lamps=ROUND_LIT, boundaries=None))
    doorless = scored(estate(lamps=ROUND_LIT, entrances=None))

    def row(profile: geo.Profile, key: str) -> IndicatorResult:
        return {r.key: r for r in profile.results["routes"][State.DAY].indicators}[key]

    assert row(whole, "5c").score.coverage == 1
    assert row(unfenced, "5c").score.coverage == 0.5
    said = {(i.layer, i.feature) for i in unfenced.findings if i.rule == "factor.layer_absent"}
    assert ("boundaries", "routes") in said
    assert row(doorless, "5b").score.value is None
    said = {(i.layer, i.feature) for i in doorless.findings if i.rule == "factor.layer_absent"}
    assert {("entrances", "routes"), ("entrances", "meeting_places")} <= said
    assert "Indgange" in next(
        i.message for i in doorless.findings if i.rule == "factor.layer_absent"
    )


def test_a_department_without_paths_is_missing_not_zero() -> None:
    """No paths: routes and meeting places have no value, and say which layer would give one."""
    profile = scored(estate(paths=None))

    for factor in ("routes", "meeting_places"):
        assert profile[factor]["dag"].value is None
        assert profile[factor]["dag"].coverage == 0
    rules = {(row.layer, row.rule) for row in profile.findings}
    assert ("paths", "factor.layer_absent") in rules


def test_the_order_of_rows_changes_no_byte() -> None:
    """Registers deliver rows in any order: all is the same to the last bit."""
    place = estate(lamps=ROUND_LIT)
    turned = {name: frame.iloc[::-1].reset_index(drop=True) for name, frame in place.layers.items()}

    again = geo.score(replace(place, layers=turned)).to_record()

    assert again == geo.score(place).to_record()


def test_the_eyes_of_the_house_take_part() -> None:
    """With the measures as they are built the walk home is known by day as well."""
    profile = geo.score(estate(lamps=ROUND_LIT))
    by_day = {row.key: row for row in profile.results["routes"][State.DAY].indicators}["5a"]

    assert by_day.score.value is not None
    assert "routes.without_eyes" not in {row.rule for row in profile.findings}


def test_own_places_have_room_and_only_the_dark_asks_for_light() -> None:
    """A bench serves 80 dwellings; it is lit or not in the dark only."""
    dark_place = scored(estate(lamps=[]))
    rows = {
        state: {row.key: row for row in dark_place.results["meeting_places"][state].indicators}
        for state in State
    }

    assert rows[State.DAY]["3b"].score.value == pytest.approx(20)
    assert rows[State.DAY]["3c"].score.value == 100
    assert rows[State.DARK]["3c"].score.value == 50
    by_day, in_the_dark = (rows[state]["3a"].score.value for state in State)
    assert by_day is not None
    assert in_the_dark is not None
    assert by_day > in_the_dark
    (place,) = dark_place.frames["meeting_places"].itertuples()
    assert (place.near_dwellings, place.serves) == (10, "ældre")
    none_for = {i.feature for i in dark_place.findings if i.rule == "meeting_places.none_for"}
    assert none_for == {"toddlers", "children", "youth", "all"}


def test_nobodys_own_walk_is_put_on_a_map() -> None:
    """The worst 50 m are shown for three dwellings or more; with two they are not."""
    place = estate(lamps=ROUND_LIT)
    entrances = place.layers["entrances"]
    few = place.with_layer("entrances", entrances.assign(dwellings=[1, 1]))

    shown = scored(place).frames["walk_home"]

    assert (shown["dwellings"] >= 3).all()
    assert shown.geometry.length.max() <= 50.1
    assert "walk_home" not in scored(few).frames


def test_own_factor_helper_keeps_the_weights_of_the_registry() -> None:
    """An indicator carries the weight of the registry, so that nothing is weighed twice."""
    profile = scored(estate(lamps=ROUND_LIT))
    for factor in ("routes", "meeting_places"):
        rows = profile.results[factor][State.DARK].indicators
        value = profile.results[factor][State.DARK].estimate.value
        assert factor_result(factor, rows).estimate.value == value
