"""What people felt beside what the model says: shown next to each other, never fitted."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.walks import Light
from geo.reporting.walks import StopSummary, mean_feeling


@dataclass(frozen=True)
class FeltAndComputed:
    """One stop: the feeling in the dark and by day with how many answered, and the model's light.

    Parameters
    ----------
    number
        Of the stop on the walk, from 1.
    lux, target_lux
        Mean of the evening on the nearest stretch of path and what its class asks for; None
        where nothing is known.
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
    assumptions: Assumptions | None = None,
) -> list[FeltAndComputed]:
    """Set the feelings of each stop beside the computed light there.

    Parameters
    ----------
    light
        What ``geo.reporting.computed_light.stretches`` answers, or None without a profile.
    stops
        Stops in order.
    assumptions
        ``field.light_m``; the defaults if None.
    """
    reach = (assumptions or default_assumptions())["field.light_m"]
    tree = None if light is None or light.empty else shapely.STRtree(light.geometry.to_numpy())
    found = []
    for number, one in enumerate(stops, 1):
        lux = target = None
        if tree is not None and light is not None:
            spot = shapely.Point(one.stop.x, one.stop.y)
            rows = tree.query_nearest(spot, max_distance=reach)
            if len(rows):
                lux, target = (_known(light[name].iloc[rows[0]]) for name in ("lux", "target_lux"))
        dark, day = one.feelings[Light.DARK], one.feelings[Light.DAY]
        found.append(
            FeltAndComputed(
                number, one.stop.place, mean_feeling(dark), sum(dark), mean_feeling(day),
                sum(day), lux, target,
            )
        )  # fmt: skip
    return found


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
