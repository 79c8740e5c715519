"""The cases a map shows: in public those staff have released, for staff every open one."""

from datetime import UTC, datetime, timedelta

import geopandas as gpd

import maps
from api.office.queue import as_place
from geo.reporting.desk import Desk, PublicCase
from geo.reporting.staff import all_cases
from geo.store.case_opening import has_cases, open_cases

CLOSED_FOR = timedelta(days=90)
"""So long a closed case still stands on a map: whoever asked for a lamp shall see that it came."""


def released_cases(desk: Desk, paths: gpd.GeoDataFrame | None = None) -> list[PublicCase]:
    """Answer the released cases to draw, each in the middle of its 25 m of path, never its point.

    Parameters
    ----------
    desk
        Where cases lie.
    paths
        Paths of the workspace; without them a case stands in the middle of a square of 25 m.
    """
    now = datetime.now(UTC)
    return [
        case
        for case in desk.public_cases(now, paths)
        if not case.status.closed or now - case.updated < CLOSED_FOR
    ]


def cases_in(where: str, paths: gpd.GeoDataFrame | None, *, staff: bool) -> gpd.GeoDataFrame | None:
    """Answer the cases of a workspace as a map takes them, or None where it holds none.

    Parameters
    ----------
    where
        The workspace; nothing is made in it.
    paths
        Its paths.
    staff
        Whether the map is for staff.
    """
    if not has_cases(where):
        return None
    database = open_cases(where)
    try:
        # Nothing here is marked or counted, so no key is needed.
        desk = Desk(database, b"")
        if staff:
            found = [as_place(case) for case in all_cases(database) if not case.status.closed]
        else:
            found = released_cases(desk, paths)
    finally:
        database.close()
    return maps.case_frame(found) if found else None
