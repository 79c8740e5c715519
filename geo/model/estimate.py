"""A number that knows how sure it is. ``None`` is not zero: nothing was measured."""

from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Any

from geo.model.language import sentence


class Grade(StrEnum):
    """How good the data behind a number are; in people's words measured to missing."""

    A = "A"
    """Measured: a full register."""
    B = "B"
    """Registered, with the columns that matter."""
    C = "C"
    """Registered in part."""
    D = "D"
    """Estimated from something else."""
    E = "E"
    """Missing."""

    @property
    def uncertainty(self) -> float:
        """Default relative uncertainty of an indicator's range (methods §1.10, judged)."""
        return {"A": 0.05, "B": 0.15, "C": 0.30, "D": 0.60, "E": 1.0}[self.value]

    @property
    def words(self) -> str:
        """Say in Danish how well something is known: measured, registered, estimated, missing."""
        return sentence(f"known.{self.value.lower()}")

    def lower(self) -> "Grade":
        """Answer the grade one step worse."""
        order = list(Grade)
        return order[min(order.index(self) + 1, len(order) - 1)]


ROUNDING = 1e-9
"""A value outside its interval by less lies on its end."""


def worst(*grades: Grade) -> Grade:
    """Answer the worst of some grades; with none, E.

    >>> worst(Grade.A, Grade.C)
    <Grade.C: 'C'>
    """
    return max(grades, key=list(Grade).index, default=Grade.E)


@dataclass(frozen=True)
class Estimate:
    """A value with its interval, the share of its inputs that were there, and their grade.

    Parameters
    ----------
    value
        The point value, or None where nothing was measured.
    low, high
        The interval that holds the value; None with it.
    coverage
        Share of the wanted inputs that were there, 0–1.
    grade
        The worst input that mattered.
    """

    value: float | None
    low: float | None
    high: float | None
    coverage: float
    grade: Grade

    def __post_init__(self) -> None:
        if not 0 <= self.coverage <= 1:
            raise ValueError(f"coverage must lie in 0–1, not {self.coverage}")
        if self.value is None:
            if self.low is not None or self.high is not None:
                raise ValueError("an estimate without value has no interval")
        elif self.low is None or self.high is None:
            raise ValueError(f"{self.value} has no interval")
        elif not self.low - ROUNDING <= self.value <= self.high + ROUNDING:
            raise ValueError(f"{self.value} must lie in its interval {self.low}–{self.high}")
        else:
            # A mean of full scores may lie over 100 by its last bit.
            object.__setattr__(self, "value", min(max(self.value, self.low), self.high))

    @classmethod
    def missing(cls) -> "Estimate":
        """Answer the estimate of something defined but not measured."""
        return cls(value=None, low=None, high=None, coverage=0.0, grade=Grade.E)

    @classmethod
    def around(cls, value: float, half: float, coverage: float, grade: Grade) -> "Estimate":
        """Answer a 0–100 score with a symmetric interval cut to its scale."""
        return cls(value, max(0.0, value - half), min(100.0, value + half), coverage, grade)

    def _repr_html_(self) -> str:
        """Show itself in a notebook: value, interval, coverage and how it is known."""
        known = escape(self.grade.words)
        if self.value is None or self.low is None or self.high is None:
            return f"<span>{escape(sentence('standing.unknown'))} · {known}</span>"
        return (
            f"<span><b>{self.value:.0f}</b> ({self.low:.0f}–{self.high:.0f}) · {known} · "
            f"{100 * self.coverage:.0f} %</span>"
        )

    def to_dict(self) -> dict[str, Any]:
        """Answer the stable JSON shape."""
        return {
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "coverage": self.coverage,
            "grade": self.grade.value,
        }

    @classmethod
    def from_dict(cls, record: dict[str, Any]) -> "Estimate":
        """Read the stable JSON shape back."""
        return cls(**{**record, "grade": Grade(record["grade"])})
