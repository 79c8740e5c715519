"""What people felt beside what the model says: shown next to each other, never fitted."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.walks import Light, Stop
from geo.reporting.walk_summaries import StopSummary, mean_feeling


@dataclass(frozen=True)
class FeltAndComputed:
    """One stop: the feeling in the dark and by day with how many answered, and the model's light.

    Parameters
    ----------
    number
        Of the stop on the walk, from 1.
    lux, target_lux
        Mean of the evening on the dark stretch it stands on, else on the nearest piece of path,
        and what its class asks for; None where nothing is known.
    """

    number: int
    place: str | None
    dark: float | None
    dark_n: int
    day: float | None
    day_n: int
    lux: float | None
    target_lux: float | None


def felt_and_computed(
    light: gpd.GeoDataFrame | None,
    stops: Sequence[StopSummary],
    dark: gpd.GeoDataFrame | None = None,
    assumptions: Assumptions | None = None,
) -> list[FeltAndComputed]:
    """Set the feelings of each stop beside the computed light there.

    Parameters
    ----------
    light
        What ``geo.reporting.computed_light.stretches`` answers, or None without a profile.
    stops
        Stops in order.
    dark
        Dark stretches with ``lux`` and ``target_lux``, or None.
    assumptions
        ``field.light_m`` and ``field.dark_m``; the defaults if None.
    """
    chosen = assumptions or default_assumptions()
    looked_at = [(dark, chosen["field.dark_m"]), (light, chosen["field.light_m"])]
    found = []
    for number, one in enumerate(stops, 1):
        near = (_nearest(frame, one.stop, reach) for frame, reach in looked_at)
        lux, target = next((found for found in near if found is not None), (None, None))
        night, day = one.feelings[Light.DARK], one.feelings[Light.DAY]
        found.append(
            FeltAndComputed(
                number, one.stop.place, mean_feeling(night), sum(night), mean_feeling(day),
                sum(day), lux, target,
            )
        )  # fmt: skip
    return found


def _nearest(
    frame: gpd.GeoDataFrame | None, stop: Stop, reach: float
) -> tuple[float | None, float | None] | None:
    """Answer lux and target of the nearest of some stretches, or None where none is near."""
    if frame is None or frame.empty:
        return None
    metres = shapely.distance(frame.geometry.to_numpy(), shapely.Point(stop.x, stop.y))
    row = int(np.argmin(metres))
    if metres[row] > reach:
        return None
    return _known(frame["lux"].iloc[row]), _known(frame["target_lux"].iloc[row])


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
