"""What anybody may read of a department: words, places and reasons.

No overall number, no hiding place and no blind stretch is here, and the total is not said even in
words where less than 60 % of its grounds were there.
"""

from typing import Any

import pandas as pd

import geo
from api.departments import Entry
from api.language import say
from api.models import (
    DarkStretch,
    DarkYearShape,
    FrameWords,
    LightShare,
    PublicEstimate,
    PublicFactor,
    PublicProfile,
    SourceShape,
)
from geo.model.language import sentence
from geo.scoring.aggregation import is_thin
from geo.scoring.dark_year import dark_year, rough_hours
from geo.scoring.factors import FACTORS
from geo.scoring.words import standing

LIGHT = ("dark", "under", "on_target", "over", "unknown")
"""Classes of light against a path's own target, darkest first."""


def public_profile(entry: Entry, profile: geo.Profile) -> PublicProfile:
    """Answer what may be said of a department."""
    return PublicProfile(
        **entry.to_dict(),
        as_of=profile.as_of,
        frame=FrameWords(
            day=_whole(profile.overall[geo.State.DAY]),
            dark=_whole(profile.overall[geo.State.DARK]),
        ),
        factors=[_factor(profile, key) for key in FACTORS],
        light=_light(profile),
        dark_stretches=_dark_stretches(profile),
        dark_year=DarkYearShape.model_validate(dark_year(profile).to_dict()),
        findings=[issue.message for issue in profile.findings],
        sources=[
            SourceShape(
                layer=name,
                label=sentence(f"layer.{name}"),
                dataset=source.dataset,
                licence=source.licence,
                date=source.date,
            )
            for name, source in sorted(
                profile.sources.items(), key=lambda pair: sentence(f"layer.{pair[0]}")
            )
        ],
        version=profile.version,
    )


def _whole(estimate: geo.Estimate) -> Any:
    """Answer where the place stands; the library gives no total on too little (decision 16)."""
    return standing(estimate.value).value


def _factor(profile: geo.Profile, key: str) -> PublicFactor:
    states = profile.results[key]
    day, dark = (
        _estimate(states[state].estimate) if state in states else None for state in geo.State
    )
    factor = FACTORS[key]
    return PublicFactor(key=key, label=factor.label, clause=factor.clause, day=day, dark=dark)


def _estimate(estimate: geo.Estimate) -> PublicEstimate:
    place = standing(estimate.value)
    return PublicEstimate(
        standing=place.value,
        words=place.words,
        value=_rounded(estimate.value),
        low=_rounded(estimate.low),
        high=_rounded(estimate.high),
        coverage=round(estimate.coverage, 2),
        data=say(f"data.{estimate.grade.value}"),
        thin=estimate.value is not None and is_thin(estimate.coverage),
    )


def _light(profile: geo.Profile) -> list[LightShare]:
    """Answer the metres of path in each class of light; empty where there is no path."""
    segments = profile.segments
    if not len(segments):
        return []
    classes = segments["light_class"].where(segments["light_class"].isin(LIGHT), "unknown")
    metres = segments["length_m"].astype("float64").groupby(classes.fillna("unknown")).sum()
    whole = float(metres.sum())
    return [
        LightShare(
            key=key,
            label=say(f"light.{key}"),
            metres=round(float(metres.get(key, 0.0)), 1),
            share=round(float(metres.get(key, 0.0)) / whole, 4) if whole else 0.0,
        )
        for key in LIGHT
    ]


def _dark_stretches(profile: geo.Profile) -> list[DarkStretch]:
    """Answer the dark stretches of the department, the longest first."""
    frame = profile.frames.get("dark_stretches")
    if frame is None:
        return []
    rows = [
        DarkStretch(
            name=_text(row.get("name")),
            metres=round(float(row["length_m"]), 1),
            lux=_decimal(row.get("lux")),
            target_lux=_decimal(row.get("target_lux")),
            cause=_text(row.get("cause")),
            lamp=_text(row.get("lamp_number")),
            owner=_text(row.get("lamp_owner")),
            walked_hours=rough_hours(row.get("walked_dark_minutes")),
        )
        for row in frame.to_dict("records")
    ]
    return sorted(rows, key=lambda row: (-row.metres, row.name or ""))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) or value == "" else str(value)


def _decimal(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else round(float(value), 2)
