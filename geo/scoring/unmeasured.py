"""What the strategy says and no map can measure, each with its clause: printed beside every score.

The strategy puts community first. A score of places that kept silent about it would claim more
than it knows.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from geo.model.language import sentence

WHOLE = "ramme"
"""Clause of what the strategy says as a whole."""


@dataclass(frozen=True)
class Unmeasured:
    """A statement of the strategy that is not spatial and not measured."""

    key: str
    clause: str

    @property
    def text(self) -> str:
        """Say in Danish what it is."""
        return sentence(f"unmeasured.{self.key}")

    def to_dict(self) -> dict[str, str]:
        """Answer a JSON shape."""
        return {"key": self.key, "clause": self.clause, "text": self.text}


@cache
def unmeasured() -> tuple[Unmeasured, ...]:
    """Answer every statement that is not measured, by clause.

    >>> [row.key for row in unmeasured() if row.clause == "4.2.2"]
    ['language', 'welcome_events']
    """
    rows = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return tuple(
        Unmeasured(key, clause)
        for key, clause in sorted(rows.items(), key=lambda row: (row[1] == WHOLE, row[1], row[0]))
    )
