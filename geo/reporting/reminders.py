"""Which open cases have lain too long, and why they are brought up. Nothing is promised by it."""

from datetime import date, datetime, timedelta

from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.reports import Case, Status

UNSEEN, OVERDUE, UNANSWERED, RESTING = "unseen", "overdue", "unanswered", "resting"
"""Keys of why a case is brought up, ``staff.reminder.<key>``."""


def reminder(case: Case, now: datetime, assumptions: Assumptions | None = None) -> str | None:
    """Answer why a case should be looked at again, or None.

    Parameters
    ----------
    case
        Any case; a closed or merged one is never brought up.
    now
        The moment of asking.
    assumptions
        ``staff.unseen_days`` and its neighbours; the defaults if None.
    """
    if case.status.closed or case.merged_into is not None:
        return None
    numbers = assumptions or default_assumptions()
    still = now - case.updated
    if case.expected is not None and date.fromisoformat(case.expected) < now.date():
        return OVERDUE
    if case.status is Status.RECEIVED and still > timedelta(days=numbers["staff.unseen_days"]):
        return UNSEEN
    sent = case.status is Status.FORWARDED
    if sent and still > timedelta(days=numbers["staff.unanswered_days"]):
        return UNANSWERED
    return RESTING if still > timedelta(days=numbers["staff.resting_days"]) else None
