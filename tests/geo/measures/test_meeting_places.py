"""How far it is from each door to a place for each group."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.measures.meeting_places import GROUPS, distance_score, places_by_group, reach_of_places
from geo.measures.network import build_network
from geo.model.assumptions import default_assumptions

Layer = Callable[..., gpd.GeoDataFrame]


@pytest.mark.parametrize(
    ("group", "good", "far"),
    [
        ("toddlers", 100, 400),
        ("children", 400, 1000),
        ("youth", 500, 1000),
        ("elders", 150, 400),
        ("all", 300, 800),
    ],
)
def test_a_place_counts_fully_up_to_good_and_not_beyond_far(
    group: str, good: float, far: float
) -> None:
    """The score falls in a straight line from 100 at the good to 0 at the far distance."""
    metres = np.array([0, good, (good + far) / 2, far, far + 1, np.inf])

    assert distance_score(metres, group, default_assumptions()).tolist() == [100, 100, 50, 0, 0, 0]


def test_the_best_place_counts_for_each_door(paths: Layer, lamps: Layer) -> None:
    """Two doors at 250 and 50 m from a sandpit; nothing there is for anybody else."""
    network = build_network(paths([[(0, 0), (500, 0)]]))
    doors = lamps([(50, 0), (250, 0)], dwellings=[10, 30])
    places = lamps([(300, 0), (500, 0)], kind=["sandpit", "sandpit"])

    reach = reach_of_places(network, doors, places)

    assert reach.metres["toddlers"].tolist() == [250, 50]
    assert reach.score["toddlers"].tolist() == pytest.approx([50, 100])
    assert (reach.score.drop(columns="toddlers") == 0).all(axis=None)
    assert reach.coverage == 1


def test_the_walk_follows_the_paths_not_the_crow(paths: Layer, lamps: Layer) -> None:
    """A place across a fence is as far as the way round to it."""
    network = build_network(paths([[(0, 0), (200, 0), (200, 20), (0, 20)]]))
    reach = reach_of_places(network, lamps([(0, 0)]), lamps([(0, 20)], kind=["sandpit"]))

    assert reach.metres["toddlers"].tolist() == [420]


def test_a_large_place_is_reached_at_its_edge(paths: Layer, lamps: Layer) -> None:
    """An area counts from where the path meets it, not from its middle."""
    network = build_network(paths([[(0, 0), (300, 0)]]))
    square = lamps([(0, 0)], kind=["square"]).set_geometry([shapely.box(100, -50, 300, 50)])

    reach = reach_of_places(network, lamps([(0, 0)]), square)
    assert reach.metres["all"].iloc[0] == pytest.approx(110, abs=10)


def test_a_door_without_any_path_is_missing_not_zero(paths: Layer, lamps: Layer) -> None:
    """A door far from every path lowers the coverage and not the score."""
    network = build_network(paths([[(0, 0), (300, 0)]]))
    doors = lamps([(0, 0), (0, 900)], dwellings=[30, 10])
    reach = reach_of_places(network, doors, lamps([(50, 0)], kind=["sandpit"]))

    assert reach.score["toddlers"].tolist() == pytest.approx([100, float("nan")], nan_ok=True)
    assert reach.coverage == 0.75


def test_groups_are_as_delivered_else_by_kind(lamps: Layer) -> None:
    """A named group holds; a sheltered bench is for the young too, an adult-run place is not."""
    served = places_by_group(
        lamps(
            [(0, 0)] * 5,
            kind=["playground", "bench", "bench", "youth_spot", "laundry"],
            groups=[None, None, "toddlers", None, None],
            shelter=[None, "yes", "yes", None, None],
            adult_run=[None, None, None, "yes", None],
        )
    )

    named = [[group for group in GROUPS if row[group]] for _, row in served.iterrows()]

    assert named == [
        ["toddlers", "children"],
        ["youth", "elders"],
        ["toddlers"],
        [],
        ["all"],
    ]


@given(st.lists(st.integers(0, 600), min_size=1, max_size=5), st.integers(0, 600))
def test_another_place_never_lowers_the_reach(
    paths: Layer, lamps: Layer, places: list[int], another: int
) -> None:
    """With one more place every door reaches at least as well as before."""
    network = build_network(paths([[(0, 0), (600, 0)]]))
    doors = lamps([(0, 0), (200, 10), (599, 0)])

    def scores(at: list[int]) -> pd.DataFrame:
        return reach_of_places(
            network, doors, lamps([(x, 0) for x in at], kind=["bench"] * len(at))
        ).score

    assert (scores([*places, another]) >= scores(places)).all(axis=None)
