"""What a plan does to the place, as soon as it is asked for: figures, and light along the paths."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.planning.comparison import Comparison, compare
from geo.planning.plan import Plan
from geo.scoring.profile import Profile
from geo.scoring.rescoring import Rescoring

SEEN_LUX = 0.05
"""What moves by less looks the same."""

LUX = "lighting.mean_lux"


@dataclass(frozen=True)
class LitSegment:
    """One segment of path before and after; what is not there on one side has None for it.

    Parameters
    ----------
    id
        Id of the segment.
    name
        Name of the path, or None.
    line
        Where it lies, in metres.
    lux
        Mean on the ground in the evening, before and after.
    light
        Class of its light against its target, before and after.
    """

    id: str
    name: str | None
    length_m: float
    line: shapely.LineString = field(repr=False)
    lux: tuple[float | None, float | None]
    light: tuple[str | None, str | None]


@dataclass(frozen=True)
class Moment:
    """A department under a plan.

    Parameters
    ----------
    before, after
        The two scorings.
    comparison
        Factor by factor; without the chance of being better, which is drawn on its own page.
    segments
        Segments whose light changes, with those that come and go.
    """

    before: Profile = field(repr=False)
    after: Profile = field(repr=False)
    comparison: Comparison = field(repr=False)
    segments: tuple[LitSegment, ...] = field(repr=False)


def moment_of(again: Rescoring, before: Profile, plan: Plan) -> Moment:
    """Answer a department under a plan, scored by the whole model.

    Parameters
    ----------
    again
        The department as it stands.
    before
        What ``again.before()`` answered.
    plan
        What is done.
    """
    after = again.after(plan.apply(again.department)) if plan.changes else before
    return Moment(
        before, after, compare(before, after), lit_segments(before.segments, after.segments)
    )


def lit_segments(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> tuple[LitSegment, ...]:
    """Answer the segments whose light is not the same before and after, in a steady order."""
    old, new = _rows(before), _rows(after)
    found = []
    for key in sorted({*old, *new}):
        sides = old.get(key), new.get(key)
        row = sides[1] or sides[0]
        assert row is not None
        lux = tuple(None if side is None else _number(side.get(LUX)) for side in sides)
        light = tuple(None if side is None else _text(side.get("light_class")) for side in sides)
        if None not in sides and light[0] == light[1] and not _moved(*lux):
            continue
        found.append(
            LitSegment(
                key,
                _text(row.get("name")),
                float(row["length_m"]),
                row["geometry"],
                (lux[0], lux[1]),
                (light[0], light[1]),
            )
        )
    return tuple(found)


def _rows(frame: gpd.GeoDataFrame) -> dict[str, Mapping[str, Any]]:
    names = [name for name in ("name", "length_m", LUX, "light_class") if name in frame.columns]
    columns = {name: frame[name].tolist() for name in names}
    shapes = frame.geometry.to_numpy()
    return {
        str(key): {"geometry": shapes[k], **{name: columns[name][k] for name in names}}
        for k, key in enumerate(frame.index)
    }


def _moved(before: float | None, after: float | None) -> bool:
    if before is None or after is None:
        return before is not after
    return abs(after - before) >= SEEN_LUX


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and np.isfinite(value) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
