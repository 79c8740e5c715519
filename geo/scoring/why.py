"""Why a department stands where it stands: the points each part costs, down to the stretch of path.

The points of the factors sum to what is missing up to 100, those of the indicators to the factor's,
those of the stretches to the factor's too: nothing is lost on the way down (methods §7.9).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.model.estimate import Estimate
from geo.model.language import sentence
from geo.scoring import record
from geo.scoring.explanation import Explanation, explain, lost
from geo.scoring.measurement import IndicatorResult, State
from geo.scoring.profile import Profile

TOP = 3
"""Factors that are explained: more is a list, not a reason."""

STRETCHES = 5


@dataclass(frozen=True)
class Stretch:
    """What the segments of one path cost.

    Parameters
    ----------
    name
        Name of the path, or None.
    segments
        Ids of its segments that cost anything, dearest first.
    metres
        Their length.
    points
        What they cost the total.
    """

    name: str | None
    segments: tuple[str, ...]
    metres: float
    points: float

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "name": self.name,
            "segments": list(self.segments),
            "metres": record.number(self.metres),
            "points": record.number(self.points),
        }


@dataclass(frozen=True)
class Loss:
    """What one factor costs the total.

    Parameters
    ----------
    points
        Points of the 100.
    indicators
        Points per indicator, dearest first; they sum to ``points``.
    stretches
        The dearest paths; empty where the factor is not measured along paths.
    reasons
        Inputs, grades, assumptions and clause.
    """

    points: float
    indicators: Mapping[str, float]
    stretches: tuple[Stretch, ...]
    reasons: Explanation

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "points": record.number(self.points),
            "indicator_points": {key: record.number(p) for key, p in self.indicators.items()},
            "stretches": [stretch.to_dict() for stretch in self.stretches],
            **self.reasons.to_dict(),
        }


@dataclass(frozen=True)
class Why:
    """Why a total is what it is.

    Parameters
    ----------
    department, state
        Of which department, when.
    total
        The total; without value where too little is known, and then nothing is explained.
    losses
        The dearest factors.
    rest
        Points that the other factors cost.
    """

    department: str
    state: State
    total: Estimate
    losses: tuple[Loss, ...]
    rest: float

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "department": self.department,
            "state": self.state.value,
            "total": record.estimate(self.total),
            "losses": [loss.to_dict() for loss in self.losses],
            "rest": record.number(self.rest),
        }

    def text(self) -> str:
        """Say in one Danish sentence what costs most; empty where nothing is explained."""
        if not self.losses:
            return ""
        named = [loss.reasons.label for loss in self.losses if loss.points > 0]
        return sentence("why.most", {"factors": ", ".join(named)}) if named else ""


def why(profile: Profile, state: State | str, top: int = TOP) -> Why:
    """Explain the total of a profile by day or in the dark.

    Parameters
    ----------
    profile
        The profile.
    state
        ``dag`` or ``mørke``.
    top
        How many factors are explained.
    """
    when = State(state)
    costs = lost(profile, when)
    dearest = list(costs)[:top]
    return Why(
        department=profile.id,
        state=when,
        total=profile.overall[when],
        losses=tuple(_loss(profile, key, when, costs[key]) for key in dearest),
        rest=math.fsum(costs[key] for key in costs if key not in dearest),
    )


def _loss(profile: Profile, key: str, state: State, points: float) -> Loss:
    reasons = explain(profile, key, state)
    return Loss(
        points=points,
        indicators=indicator_points(reasons.indicators, points),
        stretches=_stretches(profile.segments, f"{key}.score", points),
        reasons=reasons,
    )


def indicator_points(rows: tuple[IndicatorResult, ...], points: float) -> dict[str, float]:
    """Share a factor's points among its indicators by weight times what each misses up to 100.

    Within a factor the mean is arithmetic, so the shares are exact; a missing one costs nothing.
    """
    missing = {
        row.key: row.weight * (100 - row.score.value)
        for row in rows
        if row.score.value is not None and row.weight > 0
    }
    whole = math.fsum(missing.values())
    shares = {key: points * part / whole if whole else 0.0 for key, part in missing.items()}
    return dict(sorted(shares.items(), key=lambda row: (-row[1], row[0])))


def _stretches(segments: pd.DataFrame, column: str, points: float) -> tuple[Stretch, ...]:
    """Share a factor's points among paths by walked metres times what each misses up to 100."""
    if column not in segments.columns:
        return ()
    walked = segments["length_m"] * segments["exposure"]
    missing = ((100 - segments[column].astype("float64")) * walked).fillna(0.0).clip(lower=0.0)
    whole = math.fsum(missing)
    if not whole:
        return ()
    rows = pd.DataFrame(
        {
            "points": points * missing / whole,
            "metres": segments["length_m"],
            "path": segments["name"].fillna(segments["path"].astype(str)),
            "named": segments["name"],
        }
    )
    rows = (
        rows[rows["points"] > 0].sort_index().sort_values("points", ascending=False, kind="stable")
    )
    found = [
        Stretch(
            name=None if part["named"].isna().all() else str(part["named"].iloc[0]),
            segments=tuple(str(label) for label in part.index),
            metres=math.fsum(part["metres"]),
            points=math.fsum(part["points"]),
        )
        for _, part in rows.groupby("path", sort=True)
    ]
    found.sort(key=lambda stretch: (-stretch.points, stretch.name or ""))
    return tuple(found[:STRETCHES])
