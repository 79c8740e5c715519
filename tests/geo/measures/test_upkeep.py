"""Open faults and the walk-round."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.measures.upkeep import audit_score, fault_score, fault_weight, open_faults
from geo.model.assumptions import default_assumptions

CHOSEN = default_assumptions()
TODAY = "2026-11-02"
Row = tuple[float, str | None, str | None, str | None]


def faults(rows: Sequence[Row]) -> gpd.GeoDataFrame:
    """Answer faults along a line: metres, status, reported, closed."""
    return gpd.GeoDataFrame(
        {
            "id": [f"f{number}" for number in range(len(rows))],
            "kind": "Glasskår",
            "status": [row[1] for row in rows],
            "reported_on": [row[2] for row in rows],
            "closed_on": [row[3] for row in rows],
        },
        geometry=[shapely.Point(row[0], 0) for row in rows],
        crs=25832,
    )


def audits(rows: Sequence[tuple[float, str, float, str]]) -> gpd.GeoDataFrame:
    """Answer audits along a line: metres, item, rating, day."""
    return gpd.GeoDataFrame(
        {
            "id": [f"a{number}" for number in range(len(rows))],
            "item": [row[1] for row in rows],
            "rating": [row[2] for row in rows],
            "rated_on": [row[3] for row in rows],
        },
        geometry=[shapely.Point(row[0], 0) for row in rows],
        crs=25832,
    )


def test_faults_weigh_as_the_method_says() -> None:
    """A new one a half, one of 15 days three quarters, one of a month or more one."""
    rows: list[Row] = [
        (0, "open", TODAY, None),
        (100, "open", "2026-10-18", None),
        (200, "open", "2026-05-01", None),
    ]
    found = open_faults(faults(rows), TODAY)

    assert found.places["weight"].tolist() == [0.5, 0.75, 1.0]
    assert found.score(0.75, CHOSEN) == pytest.approx(100 * np.exp(-2.25 / 0.75 / 3))
    assert fault_score(0) == 100


def test_faults_in_one_place_count_once() -> None:
    """Glass and graffiti within ten metres are one place, weighed by the older."""
    rows: list[Row] = [
        (0, "open", TODAY, None),
        (8, "open", "2026-05-01", None),
        (99, "open", TODAY, None),
    ]
    found = open_faults(faults(rows), TODAY).places

    assert found[["weight", "faults"]].to_numpy().tolist() == [[1.0, 2], [0.5, 1]]


def test_a_scoring_of_an_earlier_day_sees_what_was_open_then() -> None:
    """Reported later is not there yet; closed later was still open."""
    rows: list[Row] = [
        (0, "closed", "2026-08-20", "2026-08-27"),
        (100, "open", "2026-10-01", None),
        (200, "closed", "2026-01-01", None),
    ]

    assert open_faults(faults(rows), "2026-08-22").places.geometry.x.tolist() == [0]
    assert open_faults(faults(rows), TODAY).places.geometry.x.tolist() == [100]


def test_a_fault_of_unknown_age_weighs_one_and_may_weigh_a_half() -> None:
    """The doubt is in the interval."""
    found = open_faults(faults([(0, "open", None, None)]), TODAY).places

    assert found[["weight", "least"]].to_numpy().tolist() == [[1.0, 0.5]]


@given(st.lists(st.floats(0, 4000), max_size=8), st.floats(0, 4000))
def test_one_more_open_fault_never_raises_the_score(days: list[float], more: float) -> None:
    """And an older one never weighs less."""
    weight = fault_weight(np.array([*days, more]))

    assert fault_score(float(weight.sum())) <= fault_score(float(weight[:-1].sum()))
    assert fault_weight(np.array([more + 1]))[0] >= fault_weight(np.array([more]))[0]


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(5)))
def test_the_order_of_the_register_changes_nothing(order: list[int]) -> None:
    """Places, weights and kinds are the same."""
    rows: list[Row] = [(x, "open", f"2026-0{month}-01", None) for x, month in
            ((0, 5), (6, 9), (12, 7), (300, 9), (309, 9))]  # fmt: skip
    frame = faults(rows)
    one = open_faults(frame, TODAY).places.sort_values("weight")
    other = open_faults(frame.iloc[order].reset_index(drop=True), TODAY).places.sort_values(
        "weight"
    )

    assert sorted(one["weight"]) == sorted(other["weight"])
    assert set(one.geometry.x) == set(other.geometry.x)


def test_the_walk_round_is_a_mean_of_places() -> None:
    """0–3 becomes 0–100; the newest of a place counts, house numbers do not."""
    rows = [
        (0, "Sti", 0, "2026-01-01"),
        (1, "Sti", 3, "2026-10-01"),
        (50, "Legeplads", 0, "2026-10-01"),
        (60, "Husnumre", 0, "2026-10-01"),
        (70, "Tunnel", 0, "2027-01-01"),
    ]

    assert audit_score(audits(rows), TODAY) == (50, 2)
    assert audit_score(audits([]), TODAY) is None
