"""One measure before and after, in the place and in the control area, and the difference of both.

What moved in the control area would have moved here too, as far as the two are alike: it is taken
off. What is left may have other causes than the plan, and no sentence says that it has not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from scipy import stats

from geo.model.language import sentence

SURE = 0.95
"""Share of intervals made like this that hold the true difference."""

LEAST = 2
"""Measurements on each of the four sides without which there is no interval."""

ALIKE = 1e-18
"""Variance of values that are all alike but for rounding."""

MONTH_DAYS = 30.4375


@dataclass(frozen=True)
class Strand:
    """One measure on four sides.

    Parameters
    ----------
    key
        ``lux``, ``walk`` or ``reports``.
    here, control
        Mean before and after, or reports a month; None where nobody measured.
    counts
        How many measurements or reports: here before and after, control before and after.
    difference
        What moved here more than in the control area (reports: how many times as many); None
        where a side is missing.
    low, high
        Its 95 % interval, or None where there are too few measurements.
    promised
        What the model promised the difference to be, or None.
    """

    key: str
    here: tuple[float | None, float | None]
    control: tuple[float | None, float | None]
    counts: tuple[int, int, int, int]
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    promised: float | None = field(default=None)

    @property
    def told(self) -> str:
        """Say in Danish what moved, how sure that is, and nothing of its cause."""
        said = [sentence(f"strand.{self.key}", self._facts)]
        if self.difference is None:
            said.append(sentence("strand.missing"))
        elif self.low is None or self.high is None:
            said.append(sentence("strand.few", self._facts))
        else:
            reports = self.key == "reports"
            still = 1.0 if reports else 0.0
            key = "unclear" if self.low <= still <= self.high else "clear"
            said.append(sentence(f"strand.{'times_' if reports else ''}{key}", self._facts))
        if self.promised is not None:
            said.append(sentence("strand.promised", self._facts))
        return " ".join(said)

    @property
    def _facts(self) -> dict[str, Any]:
        names = ("before", "after", "control_before", "control_after")
        values = (*self.here, *self.control)
        return {
            **{name: _number(value) for name, value in zip(names, values, strict=True)},
            "difference": _number(self.difference),
            "low": _number(self.low),
            "high": _number(self.high),
            "promised": _number(self.promised),
        }

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "key": self.key,
            "here": list(self.here),
            "control": list(self.control),
            "counts": list(self.counts),
            "difference": self.difference,
            "low": self.low,
            "high": self.high,
            "promised": self.promised,
            "told": self.told,
        }


Dated = Sequence[tuple[date, float]]
"""Measurements with their day."""


def measured_strand(
    key: str, here: Dated, control: Dated, work: tuple[date, date], promised: float | None = None
) -> Strand:
    """Answer the difference in differences of measured values (Welch's interval).

    What was measured while the work was under way counts on neither side.

    >>> day = date.fromisoformat
    >>> old, new = day("2026-01-01"), day("2026-03-01")
    >>> here = [(old, 1.0), (old, 3.0), (new, 6.0), (new, 8.0)]
    >>> control = [(old, 2.0), (old, 2.0), (new, 3.0), (new, 3.0)]
    >>> measured_strand("lux", here, control, (day("2026-02-01"), day("2026-02-02"))).difference
    4.0
    """
    sides = [*_sides(here, work), *_sides(control, work)]
    means = [float(np.mean(side)) if len(side) else None for side in sides]
    counts = (len(sides[0]), len(sides[1]), len(sides[2]), len(sides[3]))
    before, after, control_before, control_after = means
    pairs = (before, after), (control_before, control_after)
    strand = Strand(key, *pairs, counts, promised=promised)
    if before is None or after is None or control_before is None or control_after is None:
        return strand
    difference = (after - before) - (control_after - control_before)
    half = _half_width(sides)
    if half is None:
        return replace(strand, difference=difference)
    low, high = difference - half, difference + half
    return replace(strand, difference=difference, low=low, high=high)


def reported_strand(
    here: Sequence[date], control: Sequence[date], work: tuple[date, date], since: date, now: date
) -> Strand:
    """Answer how many times as many reports came as would have, had it gone as in the control area.

    Rates are reports a month from ``since`` to the first day of work, and from the last to
    ``now``. The interval is that of a ratio of four counts, half a report added to each.
    """
    months = [
        max((end - start).days, 1) / MONTH_DAYS for start, end in ((since, work[0]), (work[1], now))
    ]
    counted = [
        count
        for days in (here, control)
        for count in (
            sum(since <= day < work[0] for day in days),
            sum(work[1] < day <= now for day in days),
        )
    ]
    rates = [count / months[k % 2] for k, count in enumerate(counted)]
    padded = [(count + 0.5) / months[k % 2] for k, count in enumerate(counted)]
    log = np.log(padded[1] / padded[0]) - np.log(padded[3] / padded[2])
    half = stats.norm.ppf((1 + SURE) / 2) * np.sqrt(sum(1 / (count + 0.5) for count in counted))
    known = sum(counted) > 0
    return Strand(
        "reports",
        (rates[0], rates[1]),
        (rates[2], rates[3]),
        (counted[0], counted[1], counted[2], counted[3]),
        float(np.exp(log)) if known else None,
        float(np.exp(log - half)) if known else None,
        float(np.exp(log + half)) if known else None,
    )


def _sides(values: Dated, work: tuple[date, date]) -> tuple[list[float], list[float]]:
    before = [value for day, value in values if day < work[0]]
    return before, [value for day, value in values if day > work[1]]


def _half_width(sides: Sequence[Sequence[float]]) -> float | None:
    """Answer half the interval of a sum of four means, each with its own spread."""
    if any(len(side) < LEAST for side in sides):
        return None
    parts = np.array([np.var(side, ddof=1) / len(side) for side in sides])
    total = float(parts.sum())
    if total <= ALIKE:
        return 0.0
    shares = parts / total
    free = 1 / sum(share**2 / (len(side) - 1) for share, side in zip(shares, sides, strict=True))
    return float(stats.t.ppf((1 + SURE) / 2, free) * np.sqrt(total))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}".replace(".", ",").replace("-", "−")
