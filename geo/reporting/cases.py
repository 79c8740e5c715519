"""What may happen to a case, and what must be said with it.

Received → seen on the spot → planned, ordered or sent on → fixed, already reported, or nothing
more. A reason is compulsory for the last four. "Not ours" is a sending-on with a receipt, never an
end (forvaltningsloven § 7, 2). Anybody at the place may say that it is still dark.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from geo.model.errors import ReportError
from geo.model.reports import Case, Event, Status

OPEN = (Status.RECEIVED, Status.CHECKED, Status.PLANNED, Status.ORDERED, Status.FORWARDED)

NEXT: Mapping[Status, frozenset[Status]] = {
    Status.RECEIVED: frozenset(Status) - {Status.RECEIVED},
    Status.CHECKED: frozenset(Status) - {Status.RECEIVED, Status.CHECKED},
    Status.PLANNED: frozenset(Status) - {Status.RECEIVED},
    Status.ORDERED: frozenset(Status) - {Status.RECEIVED},
    Status.FORWARDED: frozenset(Status) - {Status.RECEIVED},
    Status.FIXED: frozenset({Status.RECEIVED, Status.CHECKED}),
    Status.DUPLICATE: frozenset({Status.RECEIVED, Status.CHECKED}),
    Status.NO_ACTION: frozenset({Status.RECEIVED, Status.CHECKED}),
}
"""A closed case is opened again before anything else happens to it. A planned or ordered one may
be planned or ordered anew with another date."""

REASONED = frozenset({Status.FIXED, Status.NO_ACTION, Status.DUPLICATE, Status.FORWARDED})

STATUS = "status"
STILL_DARK = "still_dark"
RESIDENT = "resident"

REASON_MOST = 500


@dataclass(frozen=True)
class Move:
    """A step staff want to take with a case.

    Parameters
    ----------
    to
        The new status.
    by
        Which account.
    reason
        In plain words; it is read by whoever reported.
    expected
        ISO date on which it is expected, or None.
    owner
        To whom it is sent on; only with ``forwarded``.
    """

    to: Status
    by: str
    reason: str = ""
    expected: str | None = None
    owner: str | None = None


def moved(case: Case, move: Move, now: datetime) -> tuple[Case, Event]:
    """Answer the case after a step, and the event to write down.

    Raises
    ------
    ReportError
        ``case.no_such_step``, ``case.reason_missing``, ``case.reason_long``,
        ``case.owner_missing`` or ``case.bad_date``.
    """
    reason = move.reason.strip()
    if move.to not in NEXT[case.status]:
        raise ReportError("case.no_such_step", status=case.status.value, to=move.to.value)
    if move.to in REASONED and not reason:
        raise ReportError("case.reason_missing", to=move.to.value)
    if len(reason) > REASON_MOST:
        raise ReportError("case.reason_long", most=REASON_MOST)
    if move.to is Status.FORWARDED and not (move.owner or "").strip():
        raise ReportError("case.owner_missing")
    _check_date(move.expected)
    after = replace(
        case,
        status=move.to,
        reason=reason or None,
        expected=move.expected,
        owner=move.owner.strip() if move.owner else case.owner,
        updated=now,
        closed=now if move.to.closed else None,
    )
    event = Event(now, STATUS, move.to, reason or None, move.expected, move.by, public=True)
    return after, event


def still_dark(case: Case, now: datetime) -> tuple[Case, Event]:
    """Answer the case after somebody at the place said that it is still dark.

    A closed case is open again; an open one keeps its status, and the event stands in its story.
    """
    if not case.status.closed:
        return replace(case, updated=now), _seen(now, None)
    after = replace(
        case, status=Status.RECEIVED, reason=None, expected=None, updated=now, closed=None
    )
    return after, _seen(now, Status.RECEIVED)


def _seen(now: datetime, status: Status | None) -> Event:
    return Event(now, STILL_DARK, status, None, None, RESIDENT, public=True)


def _check_date(text: str | None) -> None:
    if text is None:
        return
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ReportError("case.bad_date", date=text) from None
