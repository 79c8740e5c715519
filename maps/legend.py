"""What the map owes: sources, licences and the dates the data describe."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

from geo.model.layers import LAYERS
from geo.model.provenance import Source
from maps.palette import GRADE_WORDS


def credits_of(sources: Mapping[str, Source], *, private: bool) -> list[dict[str, Any]]:
    """Answer who the data come from, once per source, with the layers it gave."""
    found: dict[tuple[str | None, ...], list[str]] = {}
    for layer in (name for name in LAYERS if name in sources):
        if LAYERS[layer].public or private:
            s = sources[layer]
            owed = "yes" if s.attribution or s.licence else None
            key = (s.attribution or s.dataset, s.licence, s.date, GRADE_WORDS[s.grade], owed)
            found.setdefault(key, []).append(LAYERS[layer].label)
    return [
        {
            "text": text,
            "licence": licence,
            "date": spoken(date),
            "grade": grade,
            "owed": owed is not None,
            "layers": layers,
        }
        for (text, licence, date, grade, owed), layers in found.items()
    ]


def date_of_data(sources: Mapping[str, Source]) -> tuple[str | None, str | None]:
    """Answer the oldest and the newest date the data describe, None where none was stated."""
    dates = sorted(source.date for source in sources.values() if source.date)
    return (spoken(dates[0]), spoken(dates[-1])) if dates else (None, None)


def spoken(day: str | None) -> str | None:
    """Answer an ISO date as it is said; what is no date stays as it came.

    >>> spoken("2026-11-02"), spoken("foråret 2026"), spoken(None)
    ('2. november 2026', 'foråret 2026', None)
    """
    try:
        return None if day is None else format_date(date.fromisoformat(day), "long", locale="da")
    except ValueError:
        return day
