"""Report × light as the staff's work lists: every stretch in its cell, and every open case.

Each report is held against the light of its own hour. Lists are never ordered by how many have
reported; the model closes, delays and downgrades nothing.
"""

from collections.abc import Mapping, Sequence

import geopandas as gpd

from geo.model.assumptions import Assumptions
from geo.model.reports import Report
from geo.reporting.computed_light import REACH_M, held_reports, is_late, stretches
from geo.reporting.evidence import Advice, Cell, Held, four_cells


def stretch_cells(
    segments: gpd.GeoDataFrame, reports: Sequence[Report], assumptions: Assumptions | None = None
) -> gpd.GeoDataFrame:
    """Sort every segment of some profiles into its cell.

    A stretch without reports is told by its evening; one with reports by the hours they tell of,
    and it is *dark and reported* as soon as one of them was in the dark.

    Parameters
    ----------
    segments
        Segments of one or more profiles; a segment that two of them share stands once.
    reports
        Reports of open cases.
    assumptions
        As in ``geo.reporting.evidence.hold``.

    Returns
    -------
    GeoDataFrame
        On the segments' index: ``cell``, ``reports`` (*meldinger*, shown and never ranked by),
        ``advice``, ``lux`` and ``target_lux`` in the evening.
    """
    once = segments[~segments.index.duplicated(keep="first")]
    light = stretches(once)
    late = [report for report in reports if is_late(report)]
    rest = [report for report in reports if not is_late(report)]
    evening = four_cells(light, rest, REACH_M, assumptions)
    at_night = light.assign(lux=light["night_lux"], target_lux=light["night_target_lux"])
    night = four_cells(at_night, late, REACH_M, assumptions)
    told = night["reports"] > 0
    by_night = told & ((evening["reports"] == 0) | (night["cell"] == Cell.DARK_REPORTED.value))
    cell = evening["cell"].where(~by_night, night["cell"])
    advice = evening["advice"].where(~told, Advice.LOOK.value)
    return gpd.GeoDataFrame(
        {
            "cell": cell,
            "reports": evening["reports"] + night["reports"],
            "advice": advice,
            "lux": light["lux"],
            "target_lux": light["target_lux"],
        },
        geometry=light.geometry,
        crs=light.crs,
    )


FIRST = (Cell.DARK_REPORTED, Cell.LIT_REPORTED, Cell.UNKNOWN_REPORTED)
"""Which of its reports a case is told by: what is dark for one of them is dark."""


def case_cells(
    segments: gpd.GeoDataFrame, reports: Sequence[Report], assumptions: Assumptions | None = None
) -> Mapping[int, Held]:
    """Answer, by the number of each case that has a report, what the model says of it.

    Parameters
    ----------
    segments, reports, assumptions
        As in ``stretch_cells``.
    """
    held = held_reports(stretches(segments), reports, assumptions)
    found: dict[int, Held] = {}
    for report in reports:
        one = held[report.id]
        before = found.get(report.case)
        if before is None or FIRST.index(one.cell) <= FIRST.index(before.cell):
            found[report.case] = one
    return found
