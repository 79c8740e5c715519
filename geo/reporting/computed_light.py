"""The computed light of the spot and hour a report tells of, out of a profile's segments."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import shapely

from geo.measures.darkness import TIMEZONE
from geo.measures.lighting_class import night_classes, target_lux
from geo.model.assumptions import Assumptions
from geo.model.reports import Hour, Report
from geo.reporting.evidence import Held, hold

REACH_M = 25.0
"""A report belongs to its nearest stretch of path within this."""

MORNING = 6
"""Until this hour of the local clock a report without hours tells of the night."""


def stretches(segments: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Answer the segments of a profile with their light and target, evening and night.

    Parameters
    ----------
    segments
        ``Profile.segments``; without the columns of the light factor nothing is known.

    Returns
    -------
    GeoDataFrame
        On the same index: ``lux``, ``target_lux`` (evening), ``night_lux``, ``night_target_lux``.
    """
    count = len(segments)

    def numbers(name: str) -> Any:
        if name not in segments:
            return np.full(count, np.nan)
        return segments[name].astype("float64").to_numpy()

    evening = night = np.full(count, np.nan)
    if "target_class" in segments:
        evening, _ = target_lux(segments["target_class"])
        night, _ = target_lux(night_classes(segments["target_class"]))
    return gpd.GeoDataFrame(
        {
            "lux": numbers("lighting.mean_lux"),
            "target_lux": evening,
            "night_lux": numbers("lighting.night_lux"),
            "night_target_lux": night,
        },
        geometry=segments.geometry.to_numpy(),
        index=segments.index,
        crs=segments.crs,
    )


def is_late(report: Report) -> bool:
    """Tell whether a report tells of the night, when lamps are dimmed, rather than the evening."""
    if report.hours:
        return Hour.NIGHT in report.hours and Hour.EVENING not in report.hours
    return report.created.astimezone(ZoneInfo(TIMEZONE)).hour < MORNING


def held_reports(
    light: gpd.GeoDataFrame, reports: Iterable[Report], assumptions: Assumptions | None = None
) -> dict[int, Held]:
    """Hold each report against the light of its spot and hour; keyed by the report's number.

    Parameters
    ----------
    light
        What ``stretches`` answered.
    reports
        Reports; one without a point, or far from every path, is held against nothing known.
    assumptions
        As in ``hold``.
    """
    tree = shapely.STRtree(light.geometry.to_numpy())
    found = {}
    for report in reports:
        row = _nearest(tree, report)
        lux, target = (None, None) if row is None else _light(light, row, report)
        found[report.id] = hold(report, lux, target, assumptions)
    return found


def _nearest(tree: shapely.STRtree, report: Report) -> int | None:
    if report.x is None or report.y is None:
        return None
    rows = tree.query_nearest(shapely.Point(report.x, report.y), max_distance=REACH_M)
    return int(rows[0]) if len(rows) else None


def _light(light: gpd.GeoDataFrame, row: int, report: Report) -> tuple[float | None, float | None]:
    names = ("night_lux", "night_target_lux") if is_late(report) else ("lux", "target_lux")
    lux, target = (float(light[name].iloc[row]) for name in names)
    return (None if np.isnan(lux) else lux, None if np.isnan(target) else target)
