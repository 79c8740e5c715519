"""Count what was reported without pretending: a lower bound, an interval, or no evidence.

A tenth of those who report write most of the reports, and where it is worst fewest report. So a
number stands beside the score with its interval and never in it, and none is not *safe*.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from scipy.special import gammaincinv

from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.reports import Case

NOT_SAFE = "evidence.none_is_not_safe"
"""Key of *Ingen indberetninger er ikke det samme som trygt*; printed wherever n is."""

TAIL = 0.05
MONTH_DAYS = 30.4375


@dataclass(frozen=True)
class Evidence:
    """How often a place was reported.

    Parameters
    ----------
    least
        Reports of different devices, at least this many ("mindst n meldinger").
    months
        How long there has been a way to report.
    low, high
        5–95 % of the reports a month that would make such a number (exact Poisson interval).
    note
        Key of the sentence that must stand beside it.
    """

    least: int
    months: float
    low: float
    high: float
    note: str = NOT_SAFE


def evidence(cases: Iterable[Case], since: datetime, now: datetime) -> Evidence:
    """Answer the evidence of one place from its cases.

    A device counts once a case however often it sends: doubling changes nothing. A merged case
    brings its count with it and is not counted beside.

    Parameters
    ----------
    cases
        Cases of the place.
    since
        When residents could first report here.
    now
        The moment of counting.
    """
    count = sum(case.counted for case in cases if case.merged_into is None)
    months = max((now - since) / timedelta(days=MONTH_DAYS), 1e-9)
    low = float(gammaincinv(count, TAIL)) / months if count else 0.0
    high = float(gammaincinv(count + 1, 1 - TAIL)) / months
    return Evidence(count, months, low, high)


def public_counts(
    sightings: Iterable[tuple[str, datetime]],
    now: datetime,
    assumptions: Assumptions | None = None,
) -> Mapping[str, int]:
    """Answer *mindst n meldinger* per department, or nothing at all of it.

    Only whole weeks that ended at least seven days ago are counted, and a count is cut down to a
    multiple of five: two releases never differ by fewer than five, so nobody can be found in the
    difference. Departments stand in the order of their ids, never by number.

    Parameters
    ----------
    sightings
        Department and moment of every report that counted: one per device and case.
    now
        The moment of asking.
    """
    numbers = assumptions or default_assumptions()
    least = int(numbers["reporting.public_least"])
    end = last_release(now, numbers["reporting.public_delay_days"])
    totals = Counter(department for department, moment in sightings if moment < end)
    return {
        department: total // least * least
        for department, total in sorted(totals.items())
        if total >= least
    }


def last_release(now: datetime, delay_days: float) -> datetime:
    """Answer the Monday midnight (UTC) up to which reports are counted in public."""
    then = now - timedelta(days=delay_days)
    midnight = then.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=midnight.weekday())
