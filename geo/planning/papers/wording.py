"""Numbers as Danish readers write them, and scores in words: no overall number is printed."""

from datetime import date

from babel.dates import format_date

from geo.model.estimate import Grade
from geo.model.language import sentence
from geo.planning.comparison import Difference
from geo.scoring.words import in_words

CERTAIN = 0.99
"""Beyond this a probability is not told to the percent."""


def number(value: float, decimals: int = 0) -> str:
    """Answer a number with a comma and points between thousands.

    >>> number(29960), number(2.5, 1), number(-1234.5, 1)
    ('29.960', '2,5', '-1.234,5')
    """
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def chance(share: float) -> str:
    """Answer a probability from draws; no number of draws makes anything certain.

    >>> chance(0.873), chance(1.0), chance(0.0)
    ('87 %', 'over 99 %', 'under 1 %')
    """
    if share > CERTAIN:
        return sentence("paper.chance.over", {"percent": number(100 * CERTAIN)})
    if share < 1 - CERTAIN:
        return sentence("paper.chance.under", {"percent": number(100 * (1 - CERTAIN))})
    return f"{number(100 * share)} %"


def kroner(value: float) -> str:
    """Answer kroner.

    >>> kroner(29960)
    '29.960 kr.'
    """
    return f"{number(value)} kr."


def day(text: str) -> str:
    """Answer an ISO date as it is read.

    >>> day("2026-11-24")
    '24. november 2026'
    """
    return format_date(date.fromisoformat(text), "d. MMMM y", locale="da")


def data_words(grade: Grade) -> str:
    """Say how good data are: measured, registered, estimated or missing."""
    return sentence(f"data.{grade.value.lower()}")


def moved(difference: Difference) -> str:
    """Say how a score stands before and after, in words.

    >>> from geo.model.estimate import Estimate
    >>> moved(Difference(Estimate.around(40, 5, 1, Grade.B), Estimate.around(80, 5, 1, Grade.B)))
    'lever ikke op → lever op til målet'
    """
    before, after = (in_words(e.value) for e in (difference.before, difference.after))
    return before if before == after else f"{before} → {after}"


def points(difference: Difference) -> str:
    """Say by how many points a score moves, with the intervals before and after."""
    if difference.change is None:
        return sentence("paper.unknown")
    change = round(difference.change, 1)
    sign = "" if change == 0 else "+" if change > 0 else "−"
    low, high = difference.after.low, difference.after.high
    interval = "" if low is None or high is None else f" ({number(low)}–{number(high)})"
    return f"{sign}{number(abs(change), 1)}{interval}"
