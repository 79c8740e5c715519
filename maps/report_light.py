"""Report × light as a layer of the staff's map: which cell each piece of path lies in.

Never in the public product: where few have reported, a piece of path would tell who did.
"""

from typing import Any

import geopandas as gpd

from maps.packing import pack_codes, pack_numbers
from maps.payload import column


def packed(
    evidence: gpd.GeoDataFrame | None, segments: gpd.GeoDataFrame, *, staff: bool
) -> dict[str, Any] | None:
    """Answer cell and number of reports of each segment; None in public, or where none was asked.

    Parameters
    ----------
    evidence
        What ``geo.reporting.work_lists.stretch_cells`` answers.
    segments
        The segments as they are drawn.
    staff
        Whether the page is for staff only.
    """
    if evidence is None or not staff:
        return None
    rows = evidence.reindex(segments.index)
    return {
        "cell": pack_codes(column(rows, "cell")),
        "reports": pack_numbers(column(rows, "reports"), 0),
    }
