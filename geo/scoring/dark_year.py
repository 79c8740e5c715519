"""The dark of a year beside the factor light: how many hours, month by month, and on which clock.

It says what the light is for: "mørkt kl. 16–08 i december". The sun's is the same everywhere in a
municipality, so it is told of Ballerup's.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from geo.measures.darkness import monthly_hours, typical_night
from geo.model.assumptions import Assumptions
from geo.model.language import sentence
from geo.scoring.profile import Profile

DEFAULT_YEAR = 2025
"""Year whose nights are counted where no source is dated: they differ by minutes."""

MONTHS = range(1, 13)

DARKEST, LIGHTEST = 12, 6


@dataclass(frozen=True)
class DarkMonth:
    """The dark of one month.

    Parameters
    ----------
    number
        1 for January.
    hours
        Hours of the month in which it is dark while people are out.
    begins, ends
        When it gets dark, and light again, in the middle of the month: ``HH:MM``; None where it
        does not.
    """

    number: int
    hours: float
    begins: str | None
    ends: str | None

    @property
    def name(self) -> str:
        """Answer its Danish name."""
        return sentence(f"month.{self.number}")

    @property
    def clock(self) -> str:
        """Answer the clock in words, in whole hours: ``kl. 16–08``; empty where it never is."""
        if self.begins is None or self.ends is None:
            return ""
        return sentence("dark_year.clock", {"begins": _hour(self.begins), "ends": _hour(self.ends)})

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "month": self.number,
            "name": self.name,
            "hours": round(self.hours, 1),
            "begins": self.begins,
            "ends": self.ends,
            "clock": self.clock,
        }


@dataclass(frozen=True)
class DarkYear:
    """The dark of a year, crossed with when people are out.

    Parameters
    ----------
    year
        Whose nights were counted.
    out_from, out_until
        Hours of the day between which people are out.
    months
        The twelve months.
    """

    year: int
    out_from: float
    out_until: float
    months: tuple[DarkMonth, ...]

    @property
    def hours(self) -> float:
        """Answer the hours of the year in which it is dark while people are out."""
        return sum(month.hours for month in self.months)

    def text(self) -> str:
        """Say it in Danish: the year's hours, and the clock in December and in June."""
        clocks = {
            name: self.months[number - 1].clock or sentence("dark_year.never")
            for name, number in (("darkest", DARKEST), ("lightest", LIGHTEST))
        }
        facts = {
            "hours": f"{round(self.hours):,}".replace(",", "."),
            "year": self.year,
            "out_from": f"{self.out_from:g}",
            "out_until": f"{self.out_until:g}",
        }
        return sentence("dark_year.text", {**facts, **clocks})

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "year": self.year,
            "out_from": self.out_from,
            "out_until": self.out_until,
            "hours": round(self.hours, 1),
            "text": self.text(),
            "months": [month.to_dict() for month in self.months],
        }


def dark_year(profile: Profile) -> DarkYear:
    """Answer the dark of the year a profile speaks of, under its own assumptions."""
    return dark_year_of(profile.as_of, profile.assumptions)


def dark_year_of(as_of: str | None, assumptions: Assumptions) -> DarkYear:
    """Answer the dark of the year of an ISO date.

    Parameters
    ----------
    as_of
        The date, or None where no source is dated.
    assumptions
        ``lighting.out_from_hour`` and ``lighting.out_until_hour``.
    """
    start, end = (assumptions[f"lighting.out_{name}_hour"] for name in ("from", "until"))
    return _counted(year_of(as_of), start, end)


def rough_hours(minutes: float | None) -> float | None:
    """Answer minutes as hours with two figures: a guess is not told to the minute.

    >>> rough_hours(12345.0), rough_hours(40.0), rough_hours(None)
    (210.0, 0.67, None)
    """
    if minutes is None or not math.isfinite(minutes):
        return None
    return float(f"{minutes / 60:.2g}")


def year_of(as_of: str | None) -> int:
    """Answer the year whose nights are counted."""
    return DEFAULT_YEAR if as_of is None else int(as_of[:4])


@lru_cache(maxsize=32)
def _counted(year: int, start: float, end: float) -> DarkYear:
    hours = monthly_hours(year, start_hour=start, end_hour=end)
    months = []
    for number, total in zip(MONTHS, hours, strict=True):
        night = typical_night(year, number)
        months.append(DarkMonth(number, total, _clock(night.begins), _clock(night.ends)))
    return DarkYear(year, start, end, tuple(months))


def _clock(moment: datetime | None) -> str | None:
    return None if moment is None else moment.strftime("%H:%M")


def _hour(clock: str) -> str:
    """Answer the nearest whole hour of a clock: ``16:26`` is 16."""
    return (datetime.strptime(clock, "%H:%M") + timedelta(minutes=30)).strftime("%H")  # noqa: DTZ007 - a clock, no date
