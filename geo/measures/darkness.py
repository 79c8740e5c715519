"""When it is dark: hours of darkness through the year, crossed with when people are out.

Dark begins when the sun is 6° under the horizon (civil dusk) and ends at civil dawn. Where the
sun does not come so low it is never dark, where it does not rise so high it is dark all day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import astral
import astral.sun

TIMEZONE = "Europe/Copenhagen"
DEPRESSION = 6.0
"""Degrees of the sun under the horizon at which light is needed."""

MINUTES = 24 * 60


@dataclass(frozen=True)
class Spot:
    """A place on the globe in WGS84 degrees, and the clock people there live by."""

    latitude: float
    longitude: float
    timezone: str = TIMEZONE


BALLERUP = Spot(55.73, 12.36)


@dataclass(frozen=True)
class Night:
    """Darkness of one day by the clock: dark until ``ends`` in the morning, from ``begins`` on.

    Parameters
    ----------
    day
        The day.
    ends, begins
        Local times; None where it is not dark in the morning, or not in the evening.
    all_day
        True where the sun does not come up so far that it gets light.
    """

    day: date
    ends: datetime | None
    begins: datetime | None
    all_day: bool = False

    def minutes(self, start_hour: float, end_hour: float) -> float:
        """Answer the dark minutes of the day between two hours."""
        if self.all_day:
            return 60 * (end_hour - start_hour)
        start, end = 60 * start_hour, 60 * end_hour
        morning = 0.0 if self.ends is None else max(0.0, min(_minute(self.ends), end) - start)
        evening = 0.0
        if self.begins is not None:
            evening = max(0.0, end - max(_minute(self.begins, self.day), start))
        return min(morning + evening, end - start)


def night(day: date, spot: Spot = BALLERUP) -> Night:
    """Answer when it is dark on a day.

    >>> found = night(date(2025, 12, 21))
    >>> found.ends.strftime("%H:%M"), found.begins.strftime("%H:%M")
    ('07:51', '16:26')
    """
    return _night(day, spot)


@lru_cache(maxsize=2048)
def _night(day: date, spot: Spot) -> Night:
    zone = ZoneInfo(spot.timezone)
    observer = astral.Observer(spot.latitude, spot.longitude)
    ends, begins = (
        _moment(which, observer, day, zone) for which in (astral.sun.dawn, astral.sun.dusk)
    )
    if ends is None and begins is None:
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
        never_light = astral.sun.elevation(observer, noon.astimezone(UTC)) < -DEPRESSION
        return Night(day, None, None, all_day=bool(never_light))
    return Night(day, ends, begins)


def _moment(
    which: Callable[..., datetime], observer: astral.Observer, day: date, zone: ZoneInfo
) -> datetime | None:
    """Answer dawn or dusk, or None on a day that has none."""
    try:
        return which(observer, date=day, depression=DEPRESSION, tzinfo=zone)
    except ValueError:
        return None


def is_dark(spot: Spot, moment: datetime) -> bool:
    """Tell whether it was dark at a place and a moment: what a report's hour is held against.

    Parameters
    ----------
    spot
        The place.
    moment
        A moment; one without a timezone is taken as the clock of the place.
    """
    zone = ZoneInfo(spot.timezone)
    local = moment.replace(tzinfo=zone) if moment.tzinfo is None else moment
    observer = astral.Observer(spot.latitude, spot.longitude)
    return bool(astral.sun.elevation(observer, local.astimezone(UTC)) < -DEPRESSION)


def nights(year: int, spot: Spot = BALLERUP) -> tuple[Night, ...]:
    """Answer the darkness of every day of a year."""
    first = date(year, 1, 1)
    days = (date(year + 1, 1, 1) - first).days
    return tuple(night(first + timedelta(days=number), spot) for number in range(days))


def dark_minutes(
    year: int, spot: Spot = BALLERUP, *, start_hour: float = 6, end_hour: float = 23
) -> float:
    """Answer the minutes of a year in which it is dark while people are out.

    >>> round(dark_minutes(2025) / 60)
    1422
    """
    return sum(found.minutes(start_hour, end_hour) for found in nights(year, spot))


def monthly_hours(
    year: int, spot: Spot = BALLERUP, *, start_hour: float = 6, end_hour: float = 23
) -> tuple[float, ...]:
    """Answer the dark hours of each month while people are out, from January on."""
    minutes = [0.0] * 12
    for found in nights(year, spot):
        minutes[found.day.month - 1] += found.minutes(start_hour, end_hour)
    return tuple(total / 60 for total in minutes)


def typical_night(year: int, month: int, spot: Spot = BALLERUP) -> Night:
    """Answer the darkness of the middle of a month: "mørkt kl. 16–08 i december"."""
    return night(date(year, month, 15), spot)


def _minute(moment: datetime, day: date | None = None) -> float:
    """Answer minutes since midnight; dusk after midnight belongs to the day before."""
    minutes = moment.hour * 60 + moment.minute + moment.second / 60
    if day is not None and moment.date() > day:
        minutes += MINUTES
    return minutes
