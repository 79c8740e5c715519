"""*Er det i orden nu?* What those who reported say of a repair, beside what the model says.

An answer is given by the code or the link of a reply, once per report and repair; who changes
their mind is heard again. "Stadig mørkt" by anybody opens the case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from geo.model.reports import Event, Report, Status, Verdict

IN_ORDER, STILL_DARK = Verdict.IN_ORDER.value, Verdict.STILL_DARK.value
"""Kinds of the two events."""


@dataclass(frozen=True)
class Verdicts:
    """Answers since the last repair.

    Parameters
    ----------
    in_order
        Reports whose sender says that it is in order.
    still_dark
        How often somebody at the place has said that it is not.
    asked
        Reports whose sender was asked.
    newest
        When the last answer came, or None.
    """

    in_order: int
    still_dark: int
    asked: int
    newest: datetime | None


def verdicts(events: Sequence[Event], reports: Sequence[Report]) -> Verdicts:
    """Answer what was said of the last repair; before any repair nobody has been asked.

    Parameters
    ----------
    events
        The story of a case.
    reports
        Its reports.
    """
    repairs = [event.created for event in events if event.status is Status.FIXED]
    if not repairs:
        dark = [event.created for event in events if event.kind == STILL_DARK]
        return Verdicts(0, len(dark), 0, max(dark, default=None))
    since = repairs[-1]
    good = [
        one.verdict_on
        for one in reports
        if one.verdict is Verdict.IN_ORDER and one.verdict_on and one.verdict_on >= since
    ]
    last = max(place for place, event in enumerate(events) if event.status is Status.FIXED)
    dark = [event.created for event in events[last:] if event.kind == STILL_DARK]
    return Verdicts(len(good), len(dark), len(reports), max([*good, *dark], default=None))


def has_answered(report: Report, closed: datetime | None) -> bool:
    """Tell whether the sender of a report has said that this repair is in order."""
    said = report.verdict_on if report.verdict is Verdict.IN_ORDER else None
    return said is not None and closed is not None and said >= closed
