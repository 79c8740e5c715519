"""A score in words: what a public page and a printed brief say instead of a number."""

from enum import StrEnum

from geo.model.language import sentence

REACHED = 75.0
"""Score from which a place lives up to its target."""

PARTLY = 50.0
"""Score from which it does so in part."""


class Standing(StrEnum):
    """Where a score stands against its target."""

    REACHED = "reached"
    PARTLY = "partly"
    MISSED = "missed"
    UNKNOWN = "unknown"

    @property
    def words(self) -> str:
        """Answer the words people read."""
        return sentence(f"standing.{self.value}")


def standing(value: float | None) -> Standing:
    """Answer where a score stands: the target is reached from 75, partly from 50.

    >>> standing(75), standing(None)
    (<Standing.REACHED: 'reached'>, <Standing.UNKNOWN: 'unknown'>)
    """
    if value is None:
        return Standing.UNKNOWN
    if value >= REACHED:
        return Standing.REACHED
    return Standing.PARTLY if value >= PARTLY else Standing.MISSED


def in_words(value: float | None) -> str:
    """Say in Danish where a score stands.

    >>> in_words(60)
    'lever delvist op'
    """
    return standing(value).words
