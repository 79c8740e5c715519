"""Report × light: four cells, and one advice; counts are lower bounds with an interval."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from geo.model.crs import METRES
from geo.model.language import sentence
from geo.model.reports import Case, Hour, Kind, Located, Report, Setting, Status
from geo.reporting.computed_light import held_reports, stretches
from geo.reporting.counting import NOT_SAFE, evidence, last_release, public_counts
from geo.reporting.evidence import Advice, Cell, four_cells, hold, is_dark
from geo.reporting.work_lists import case_cells, stretch_cells

NOW = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)


def report(kind: Kind = Kind.NO_LAMP, x: float | None = 0.0, dark: bool | None = True) -> Report:  # noqa: FBT001, FBT002 - one of three
    return Report(
        id=1,
        case=1,
        created=NOW,
        kind=kind,
        x=x,
        y=0.0,
        accuracy_m=None,
        located=Located.HAND,
        place_text=None,
        setting=Setting.OUTDOORS,
        hours=(),
        text=None,
        lamp=None,
        lamp_number=None,
        language=None,
        dark=dark,
        held=None,
    )


def case(counted: int, merged_into: int | None = None) -> Case:
    return Case(
        id=1,
        created=NOW,
        updated=NOW,
        kind=Kind.NO_LAMP,
        status=Status.RECEIVED,
        x=0,
        y=0,
        place=None,
        setting=Setting.OUTDOORS,
        lamp=None,
        department="a",
        owner=None,
        owner_kind=None,
        border=False,
        reason=None,
        expected=None,
        counted=counted,
        released=False,
        closed=None,
        merged_into=merged_into,
    )


@pytest.mark.parametrize(
    ("lux", "target", "dark"),
    [
        (0.99, 2.0, True),
        (1.0, 2.0, False),
        (1.0, None, False),
        (2.49, 7.5, True),
        (2.51, 7.5, False),
        (None, 2.0, None),
        (float("nan"), 2.0, None),
        (0.0, None, True),
    ],
)
def test_dark_is_under_one_lux_or_a_third_of_the_target(
    lux: float | None,
    target: float | None,
    dark: bool | None,  # noqa: FBT001
) -> None:
    """What was not computed is neither dark nor lit."""
    assert is_dark(lux, target) is dark


@given(
    st.sampled_from(Kind),
    st.one_of(st.none(), st.floats(0, 50)),
    st.one_of(st.none(), st.floats(1, 15)),
    st.sampled_from([True, False, None]),
)
@settings(max_examples=80, deadline=None)
def test_the_advice_is_always_to_go_and_look(
    kind: Kind,
    lux: float | None,
    target: float | None,
    dark: bool | None,  # noqa: FBT001
) -> None:
    """Whatever the model says of it, a report is never closed, doubted or put behind another."""
    held = hold(report(kind, dark=dark), lux, target)

    assert held.advice is Advice.LOOK
    assert held.cell.value.endswith("_reported")
    assert held.daylight is (dark is False)
    assert held.reasons
    for key in held.reasons:
        assert sentence(f"evidence.reason.{key}") != f"evidence.reason.{key}"


def test_a_report_where_it_is_computed_lit_asks_the_model_first() -> None:
    """The lamp may be out or the register wrong; the reporter is not."""
    held = hold(report(Kind.LAMP_OUT), 6.0, 3.0)

    assert held.cell is Cell.LIT_REPORTED
    assert held.reasons == ("lamp_out", "register_wrong")


def test_four_cells_of_five_stretches() -> None:
    """Dark or lit, reported or silent, and one whose light nobody knows."""
    lines = [shapely.LineString([(100 * n, 0), (100 * n + 20, 0)]) for n in range(5)]
    frame = gpd.GeoDataFrame(
        {"lux": [0.2, 6.0, 0.2, 6.0, np.nan], "target_lux": [3.0] * 5},
        geometry=lines,
        index=["a", "b", "c", "d", "e"],
        crs=METRES,
    )
    reports = [report(x=5), report(x=6), report(x=110), report(x=None), report(x=5000)]

    cells = four_cells(frame, reports)

    assert cells["cell"].to_dict() == {
        "a": "dark_reported",
        "b": "lit_reported",
        "c": "dark_silent",
        "d": "lit_silent",
        "e": "unknown_silent",
    }
    assert cells["reports"].tolist() == [2, 1, 0, 0, 0]
    assert cells["advice"].tolist() == ["look", "look", "look", "nothing", "nothing"]
    for cell in Cell:
        assert sentence(f"evidence.{cell.value}") != f"evidence.{cell.value}"


def test_a_report_is_held_against_its_own_spot_and_hour() -> None:
    """Lit in the evening and dimmed at night: the hour that was ticked, else the clock, decides."""
    lines = [shapely.LineString([(0, 0), (20, 0)]), shapely.LineString([(500, 0), (520, 0)])]
    columns = {
        "lighting.mean_lux": [6.0, np.nan],
        "lighting.night_lux": [0.3, np.nan],
        "target_class": ["p3", "p3"],
    }
    light = stretches(gpd.GeoDataFrame(columns, geometry=lines, crs=METRES))
    at_two = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
    reports = [
        replace(report(x=5), id=1),
        replace(report(x=5), id=2, hours=(Hour.NIGHT,)),
        replace(report(x=5), id=3, created=at_two),
        replace(report(x=5), id=4, created=at_two, hours=(Hour.EVENING, Hour.NIGHT)),
        replace(report(x=510), id=5),
        replace(report(x=250), id=6),
        replace(report(x=None), id=7),
    ]

    held = held_reports(light, reports)

    assert {number: one.cell.value for number, one in held.items()} == {
        1: "lit_reported",
        2: "dark_reported",
        3: "dark_reported",
        4: "lit_reported",
        5: "unknown_reported",
        6: "unknown_reported",
        7: "unknown_reported",
    }
    assert held[1].lux == 6.0
    assert held[1].target_lux == light["target_lux"].iloc[0] > 0
    bare = stretches(gpd.GeoDataFrame(geometry=lines, crs=METRES))
    assert held_reports(bare, reports[:1])[1].cell is Cell.UNKNOWN_REPORTED


@pytest.mark.parametrize("count", [0, 1, 3, 10, 40])
def test_the_interval_is_the_exact_poisson_one(count: int) -> None:
    """At its ends the number seen is just in the five-percent tail (checked against the law)."""
    cases = [case(count)] if count else []
    found = evidence(cases, NOW - timedelta(days=365.25), NOW)

    assert found.months == pytest.approx(12)
    assert poisson.cdf(count, 12 * found.high) == pytest.approx(0.05)
    if count:
        assert poisson.sf(count - 1, 12 * found.low) == pytest.approx(0.05)
    else:
        assert found.low == 0
        assert found.high > 0


def test_none_is_no_evidence_and_says_so() -> None:
    """Zero reports never read as safe: the sentence comes along."""
    found = evidence([], NOW - timedelta(days=30), NOW)

    assert (found.least, found.note) == (0, NOT_SAFE)
    assert sentence(found.note) == "Ingen indberetninger er ikke det samme som trygt."


def test_a_merged_case_is_not_counted_beside() -> None:
    """Its count went along when it was merged."""
    assert evidence([case(3), case(2, merged_into=1)], NOW - timedelta(days=9), NOW).least == 3


def test_the_public_reads_fives_of_whole_weeks() -> None:
    """Up to the Monday at least seven days ago, in multiples of five, in order of ids."""
    monday = datetime(2026, 11, 16, tzinfo=UTC)
    assert last_release(NOW, 7) == monday
    old, young = monday - timedelta(seconds=1), monday
    seen = [("b", old)] * 7 + [("a", old)] * 12 + [("c", old)] * 4 + [("c", young)] * 90

    assert list(public_counts(seen, NOW).items()) == [("a", 10), ("b", 5)]


@given(st.lists(st.integers(0, 60), max_size=80), st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_two_releases_never_differ_by_fewer_than_five(ages: list[int], later: int) -> None:
    """So nobody can be found in the difference between last week's figure and this week's."""
    seen = [("a", NOW - timedelta(days=age)) for age in ages]

    before = public_counts(seen, NOW).get("a", 0)
    after = public_counts(seen, NOW + timedelta(days=later)).get("a", 0)

    assert after == before or after - before >= 5
    assert before == 0 or before >= 5


def test_a_stretch_is_told_by_the_hours_its_reports_tell_of() -> None:
    """Lit at nine and dimmed at two: what is reported of the night is dark, the silent one lit."""
    lines = [shapely.LineString([(100 * n, 0), (100 * n + 20, 0)]) for n in range(3)]
    columns = {
        "lighting.mean_lux": [6.0, 6.0, 0.2],
        "lighting.night_lux": [0.3, 0.3, 0.1],
        "target_class": ["p3"] * 3,
    }
    segments = gpd.GeoDataFrame(columns, index=["a", "b", "c"], geometry=lines, crs=METRES)
    evening = replace(report(x=5), id=1, case=1)
    night = replace(report(x=5), id=2, case=1, hours=(Hour.NIGHT,))

    def cells(*reports: Report) -> dict[str, str]:
        return dict(stretch_cells(segments, reports)["cell"])

    assert cells() == {"a": "lit_silent", "b": "lit_silent", "c": "dark_silent"}
    assert cells(evening)["a"] == "lit_reported"
    assert cells(night)["a"] == cells(evening, night)["a"] == "dark_reported"
    both = stretch_cells(segments, [evening, night, replace(report(x=205), id=3)])
    assert both["reports"].tolist() == [2, 0, 1]
    assert both["advice"].tolist() == ["look", "nothing", "look"]
    assert both.loc["c", "cell"] == "dark_reported"
    shared = pd.concat([segments, segments.iloc[:1]])
    assert stretch_cells(shared, [night]).index.tolist() == ["a", "b", "c"]


def test_a_case_is_told_by_its_darkest_report() -> None:
    """One of its reports in the dark is enough, whichever came first; far away is not known."""
    line = shapely.LineString([(0, 0), (20, 0)])
    columns = {
        "lighting.mean_lux": [6.0],
        "lighting.night_lux": [0.3],
        "target_class": ["p3"],
    }
    segments = gpd.GeoDataFrame(columns, geometry=[line], crs=METRES)
    lit = replace(report(x=5), id=1, case=1)
    dark = replace(report(x=5), id=2, case=1, hours=(Hour.NIGHT,))
    far = replace(report(x=900), id=3, case=2)

    for order in ([lit, dark, far], [far, dark, lit]):
        found = case_cells(segments, order)
        assert {case: one.cell.value for case, one in found.items()} == {
            1: "dark_reported",
            2: "unknown_reported",
        }
        assert {one.advice for one in found.values()} == {Advice.LOOK}
