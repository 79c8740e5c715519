"""When it is dark, when lamps are dimmed, and whether they burn."""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.measures.darkness import (
    BALLERUP,
    Spot,
    dark_minutes,
    is_dark,
    monthly_hours,
    night,
    nights,
    typical_night,
)
from geo.measures.dimming import share_at, spans
from geo.measures.lamps import lamp_light
from geo.measures.operation import circuits_out, operation

Layer = Callable[..., gpd.GeoDataFrame]
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def sun_height(spot: Spot, moment: datetime) -> float:
    """Answer the sun's height by the low-precision formulas of the Astronomical Almanac."""
    days = (moment.astimezone(UTC) - datetime(2000, 1, 1, 12, tzinfo=UTC)) / timedelta(days=1)
    mean = math.radians((280.460 + 0.9856474 * days) % 360)
    anomaly = math.radians((357.528 + 0.9856003 * days) % 360)
    ecliptic = mean + math.radians(1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly))
    tilt = math.radians(23.439 - 4e-7 * days)
    right = math.atan2(math.cos(tilt) * math.sin(ecliptic), math.cos(ecliptic))
    declination = math.asin(math.sin(tilt) * math.sin(ecliptic))
    sidereal = math.radians((280.46061837 + 360.98564736629 * days + spot.longitude) % 360)
    hour, latitude = sidereal - right, math.radians(spot.latitude)
    return math.degrees(
        math.asin(
            math.sin(latitude) * math.sin(declination)
            + math.cos(latitude) * math.cos(declination) * math.cos(hour)
        )
    )


def test_a_december_day_is_dark_from_four_to_eight() -> None:
    """In the middle of December it is dark before 8 and from 16, by the clock on the wall."""
    found = typical_night(2025, 12)

    assert found.ends is not None
    assert found.begins is not None
    assert (found.ends.hour, found.begins.hour) == (7, 16)
    assert found.minutes(6, 23) == pytest.approx(60 * (7.8 - 6 + 23 - 16.4), abs=10)


@given(st.integers(0, 3 * 365 * 24 * 60))
@settings(max_examples=60)
def test_dark_is_where_the_almanac_puts_the_sun(minutes: int) -> None:
    """The sun 6° under the horizon by another formula, to a tenth of a degree."""
    local = datetime(2024, 1, 1, tzinfo=COPENHAGEN) + timedelta(minutes=minutes)
    height = sun_height(BALLERUP, local)

    if abs(height + 6) > 0.15:
        assert is_dark(BALLERUP, local) == (height < -6)


def test_a_moment_without_zone_is_the_clock_of_the_place() -> None:
    """17:00 on a day in December is dark, 17:00 in June is not."""
    assert is_dark(BALLERUP, datetime(2025, 12, 1, 17))  # noqa: DTZ001 - that is the point
    assert not is_dark(BALLERUP, datetime(2025, 6, 1, 17))  # noqa: DTZ001 - that is the point
    assert is_dark(BALLERUP, datetime(2025, 12, 1, 16, tzinfo=UTC))


def test_the_minutes_of_a_year_are_counted_minute_by_minute() -> None:
    """The sum over the nights is what asking every ten minutes of the year gives."""
    step = timedelta(minutes=10)
    now, dark = datetime(2025, 1, 1, 0, 5, tzinfo=COPENHAGEN), 0
    while now.year == 2025:
        dark += 10 * (6 <= now.hour < 23 and is_dark(BALLERUP, now))
        now = (now.astimezone(UTC) + step).astimezone(COPENHAGEN)

    assert dark_minutes(2025) == pytest.approx(dark, rel=0.005)
    assert sum(monthly_hours(2025)) * 60 == pytest.approx(dark_minutes(2025))
    assert monthly_hours(2025)[11] > 8 * monthly_hours(2025)[5]
    assert len(nights(2024)) == 366


def test_far_north_there_are_days_without_darkness_and_without_light() -> None:
    """Polar day is never dark, polar night always, and neither fails."""
    svalbard = Spot(78.2, 15.6, "Arctic/Longyearbyen")

    assert night(date(2025, 6, 21), svalbard).minutes(6, 23) == 0
    assert night(date(2025, 12, 21), svalbard).minutes(6, 23) == 17 * 60
    skagen = night(date(2025, 6, 21), Spot(57.7, 10.6))
    assert skagen.minutes(6, 23) == 0


def test_a_dimming_profile_is_read_or_left_alone() -> None:
    """Shares by the hour, also over midnight and in percent; what is unclear dims nothing."""
    profile = "21:30-23:00=0.7; 23:00-05:30=40%"

    assert [share_at(profile, h) for h in (20, 21.5, 23, 2, 5.4, 5.5, 26)] == [
        *(1.0, 0.7, 0.4, 0.4, 0.4, 1.0, 0.4)
    ]
    for unclear in ("", "ja", "22:00-05:00=1.5", "25:00-05:00=0.5", "22:00-05:00=0.5;??"):
        assert spans(unclear) is None
        assert share_at(unclear, 2) == 1


def test_a_dimmed_lamp_gives_its_share_and_is_not_out(lamps: Layer) -> None:
    """At two o'clock half the light; at nine in the evening all of it; never a fault."""
    layer = lamps([(0, 0)], flux_lm=[1000], dimming=["22:00-05:00=0.5"], status=["on"])
    evening, late = (lamp_light(layer, hour=hour) for hour in (21.0, 2.0))

    assert late.lumens == pytest.approx(evening.lumens / 2)
    assert not late.out.any()
    assert operation(layer, late, None, "2026-01-01", 90).share == 1


def test_the_share_in_operation_counts_lamp_days(lamps: Layer) -> None:
    """45 of 90 days out on one lamp of two is three quarters; overlapping faults count once."""
    layer = lamps([(0, 0), (9, 0)], number=["A1", "A2"])
    faults = pd.DataFrame(
        {
            "lamp": ["A1", "A1", "l1", None],
            "reported_on": ["2025-10-01", "2025-10-15", "2025-01-01", "2025-12-01"],
            "closed_on": ["2025-11-15", "2025-11-01", "2025-02-01", None],
        }
    )
    found = operation(layer, lamp_light(layer), faults, "2025-12-30", 90)

    assert found.share == pytest.approx(1 - 45 / 180)
    assert found.coverage == 1
    assert operation(layer, lamp_light(layer), None, "2025-12-30", 90).share is None
    half = lamps([(0, 0), (9, 0)], status=["out", None])
    told = operation(half, lamp_light(half), None, "2025-12-30", 90)
    assert (told.share, told.coverage) == (0.0, 0.5)


def test_a_circuit_whose_lamps_are_all_out_is_one_fault(lamps: Layer) -> None:
    """Two of two is the cabinet; one of two, or a lamp alone on its circuit, is the lamp."""
    layer = lamps(
        [(x, 0) for x in range(5)],
        circuit=["A", "A", "B", "B", "C"],
        status=["out", "out", "out", "on", "out"],
    )

    assert circuits_out(layer, lamp_light(layer)) == {"A": 2}
