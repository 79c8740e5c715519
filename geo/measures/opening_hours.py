"""Opening hours as people and registers write them, so that a place in the evening can be found.

``man-fre 10-21; lør 10-14``, ``alle dage 9-22``, ``Mo-Fr 10:00-21:00`` and ``24/7`` are understood;
what is not understood answers None, never closed.
"""

import re
from collections.abc import Iterator

DAYS = ("man", "tir", "ons", "tor", "fre", "lør", "søn")
FOREIGN = ("mo", "tu", "we", "th", "fr", "sa", "su")
EVERY = ("alle dage", "dagligt", "daglig", "hver dag", "24/7", "døgnåben", "døgnåbent", "døgn")
ALWAYS = ("24/7", "døgnåben", "døgnåbent", "døgn", "ja")
CLOSED = ("lukket", "off", "closed")
DAY_HOURS = 24.0
HOURS = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[:.](\d{2}))?")
EVENING = (2, 20.0)
"""Wednesday at eight: when *et sted om aftenen* is meant and no time is said."""


def is_open(text: str | None, weekday: int, hour: float) -> bool | None:
    """Tell whether a place is open; None where the hours are not given or not understood.

    Parameters
    ----------
    text
        The hours as delivered.
    weekday
        0 is Monday.
    hour
        Hour of the day, 20.5 for half past eight.

    Examples
    --------
    >>> (
    ...     is_open("man-fre 10-21", 2, 20),
    ...     is_open("man-fre 10-21", 6, 20),
    ...     is_open("efter aftale", 2, 20),
    ... )
    (True, False, None)
    """
    if not isinstance(text, str) or not text.strip():
        return None
    spans = list(_spans(text.strip().lower()))
    if any(span is None for span in spans) or not spans:
        return None
    known = [span for span in spans if span is not None]
    return any(
        (weekday in days and start <= hour < end)
        or ((weekday - 1) % len(DAYS) in days and hour < end - DAY_HOURS)
        for days, start, end in known
    )


def open_in_the_evening(text: str | None) -> bool | None:
    """Tell whether a place is open on a Wednesday evening at eight.

    >>> open_in_the_evening("alle dage 9-22"), open_in_the_evening("man-tor 16-20")
    (True, False)
    """
    return is_open(text, *EVENING)


def _spans(text: str) -> Iterator[tuple[frozenset[int], float, float] | None]:
    """Answer days, opening and closing of each part; None for a part that is not understood."""
    if text in ALWAYS:
        yield frozenset(range(len(DAYS))), 0.0, DAY_HOURS
        return
    for part in (part.strip() for part in text.replace(" og ", ";").split(";")):
        hours = list(HOURS.finditer(part))
        days = _days(part[: hours[0].start()] if hours else part)
        if days is None or (not hours and not part.endswith(CLOSED)):
            yield None
        for match in hours:
            start, end = (_hour(match[first], match[first + 1]) for first in (1, 3))
            yield (days, start, end + DAY_HOURS * (end <= start)) if days is not None else None
        if days is not None and not hours and part.endswith(CLOSED):
            yield frozenset(), 0.0, 0.0


def _hour(hours: str, minutes: str | None) -> float:
    return int(hours) + int(minutes or 0) / 60


def _days(text: str) -> frozenset[int] | None:
    """Answer the days a text names; all of them where it names none."""
    words = text.strip(" ,:.").removesuffix("kl").strip(" ,:.")
    for word in CLOSED:
        words = words.removesuffix(word).strip()
    if not words or words in EVERY:
        return frozenset(range(len(DAYS)))
    found: set[int] = set()
    for part in re.split(r"[,+]", words):
        ends = [_day(end) for end in re.split(r"[-–]", part)]
        if None in ends or len(ends) > 2:  # noqa: PLR2004 - from one day to another
            return None
        first, last = ends[0] or 0, ends[-1] or 0
        found |= {(first + step) % len(DAYS) for step in range((last - first) % len(DAYS) + 1)}
    return frozenset(found)


def _day(text: str) -> int | None:
    word = text.strip(" .")
    for names in (DAYS, FOREIGN):
        for number, name in enumerate(names):
            if word == name or (
                len(name) > len(FOREIGN[0]) and word.startswith(name) and word.endswith("dag")
            ):
                return number
    return None
