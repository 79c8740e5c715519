"""The queue of cases: filtered, brought up when they have lain too long, and drawn as points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import floor

import geopandas as gpd
import shapely

from api.auth import Signed
from api.dependencies import Services
from geo.model.reports import Case, Kind, Status
from geo.reporting.desk import PublicCase, as_shown
from geo.reporting.reminders import reminder
from geo.reporting.staff import all_cases

COARSE_M = 25.0
"""A board is shown the square of this size that a case lies in."""


@dataclass(frozen=True)
class Line:
    """A case in the queue, and why it is brought up."""

    case: Case
    reminder: str | None
    x: float | None
    y: float | None


@dataclass(frozen=True)
class Drawing:
    """The queue as an overview: outlines of departments and a point per case, in a view box.

    Parameters
    ----------
    box
        ``viewBox`` of the picture.
    grounds
        Path of each department's outline.
    points
        Line, across and down of each case that has a place.
    radius
        Of a point.
    """

    box: str
    grounds: tuple[str, ...]
    points: tuple[tuple[Line, float, float], ...]
    radius: float


FILTERS = ("status", "kind", "department", "owner", "why")
CHOICES: Mapping[str, Sequence[str]] = {
    "status": ("open", "closed", *(status.value for status in Status)),
    "kind": tuple(kind.value for kind in Kind),
}


def lines(held: Services, signed: Signed, asked: Mapping[str, str], now: datetime) -> list[Line]:
    """Answer the cases an account may see under some filters, those brought up first."""
    found = [
        _line(case, signed, now)
        for case in all_cases(held.desk.database)
        if signed.account.sees(case.department) and _is_wanted(case, asked)
    ]
    if asked.get("why"):
        found = [one for one in found if one.reminder is not None]
    return sorted(found, key=lambda one: (one.reminder is None, -one.case.id))


def _line(case: Case, signed: Signed, now: datetime) -> Line:
    x, y = case.x, case.y
    if signed.account.department is not None and x is not None and y is not None:
        x, y = ((floor(value / COARSE_M) + 0.5) * COARSE_M for value in (x, y))
    return Line(case, reminder(case, now), x, y)


def _is_wanted(case: Case, asked: Mapping[str, str]) -> bool:
    status = asked.get("status") or "open"
    right = {"open": not case.status.closed, "closed": case.status.closed, "all": True}
    return (
        right.get(status, case.status.value == status)
        and asked.get("kind", "") in {"", case.kind.value}
        and asked.get("department", "") in {"", case.department}
        and asked.get("owner", "") in {"", case.owner}
    )


def drawing(departments: gpd.GeoDataFrame, found: Sequence[Line]) -> Drawing | None:
    """Answer the overview, or None where there is nothing to draw."""
    shapes = list(departments.geometry)
    points = [
        (one, shapely.Point(one.x, one.y))
        for one in found
        if one.x is not None and one.y is not None
    ]
    whole = [*shapes, *(point for _, point in points)]
    if not whole:
        return None
    west, south, east, north = shapely.total_bounds(whole)
    wide = max(east - west, north - south, 50.0)
    edge = wide * 0.04
    west, north = west - edge, north + edge
    box = f"0 0 {east - west + edge:.0f} {north - south + edge:.0f}"
    outlines = tuple(
        _path(ring, west, north)
        for shape in shapes
        for part in shapely.get_parts(shape)
        for ring in (part.exterior,)
    )
    placed = tuple(
        (one, round(point.x - west, 1), round(north - point.y, 1)) for one, point in points
    )
    return Drawing(box, outlines, placed, round(wide / 90, 1))


def _path(ring: shapely.LinearRing, west: float, north: float) -> str:
    steps = [f"{x - west:.0f} {north - y:.0f}" for x, y in shapely.get_coordinates(ring)]
    return "M" + "L".join(steps) + "Z"


def as_place(case: Case) -> PublicCase:
    """Answer a case as the staff's map takes it: where it is, to the metre."""
    return as_shown(case, case.counted, lambda x, y: (x, y))
