"""Dimming profiles: what share of its light a lamp gives at an hour of the night.

A register writes ``22:00-05:00=0.5;05:00-06:00=0.7``; outside its spans a lamp burns in full. What
is dimmed by such a plan is no fault.
"""

import re
from dataclasses import dataclass

HOURS = 24.0

_SPAN = re.compile(
    r"(\d{1,2})[:.](\d{2})\s*-\s*(\d{1,2})[:.](\d{2})\s*=\s*(\d+(?:[.,]\d+)?)\s*(%?)"
)


@dataclass(frozen=True)
class Span:
    """A share of the light between two hours; the later may lie after midnight."""

    start: float
    end: float
    share: float

    def holds(self, hour: float) -> bool:
        """Tell whether an hour lies in it; the first minute does, the last does not."""
        hour %= HOURS
        if self.start <= self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end


def spans(profile: str) -> tuple[Span, ...] | None:
    """Read a profile; None where it cannot be understood, so that nothing is guessed.

    >>> spans("22:00-05:00=0.5")
    (Span(start=22.0, end=5.0, share=0.5),)
    >>> spans("natsænkning") is None
    True
    """
    parts = [part.strip() for part in profile.split(";") if part.strip()]
    found = [_span(part) for part in parts]
    known = tuple(span for span in found if span is not None)
    return known if known and len(known) == len(parts) else None


def share_at(profile: str, hour: float) -> float:
    """Answer the share of light at an hour; 1 where nothing is planned or understood.

    >>> [share_at("21:30-23:00=0.7;23:00-05:30=0.4", hour) for hour in (21.0, 22.0, 2.0, 6.0)]
    [1.0, 0.7, 0.4, 1.0]
    """
    now = [span.share for span in spans(profile) or () if span.holds(hour)]
    return min(now, default=1.0)


def _span(text: str) -> Span | None:
    match = _SPAN.fullmatch(text)
    if match is None:
        return None
    first, minutes, last, over, number, percent = match.groups()
    share = float(number.replace(",", ".")) / (100 if percent else 1)
    hours = (int(first) + int(minutes) / 60, int(last) + int(over) / 60)
    if not 0 <= share <= 1 or max(hours) > HOURS or max(int(minutes), int(over)) > 59:  # noqa: PLR2004
        return None
    return Span(hours[0] % HOURS, hours[1] % HOURS, share)
