"""A place on the web is degrees, inside it is metres; and what the workspace knows of it."""

from dataclasses import replace
from datetime import UTC, datetime

import shapely

from api.degrees import into_degrees, into_metres
from api.dependencies import Services
from geo.measures.darkness import Spot
from geo.model.reports import Draft
from geo.reporting.daylight import sun_height, was_dark
from geo.reporting.ownership import Owner
from geo.reporting.receiving import Circumstances
from geo.reporting.surroundings import Grounds, grounds_of, owner_of, with_lamp

WEST, SOUTH, EAST, NORTH = 3.0, 54.0, 16.0, 71.5
"""Degrees that a place may lie within; beyond it zone 32 makes no sense of a pin."""

REACH_M = 60.0
"""How far round the place lamps are read."""

DEFAULT = (710_000.0, 6_180_000.0)
"""Where the sun is looked up when a workspace holds no department yet: west of Copenhagen."""


def metres(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    """Answer a pin in metres, or None where there is none or it cannot be one of ours.

    >>> metres(55.73, 12.36) is None, metres(0.0, 0.0) is None
    (False, True)
    """
    if latitude is None or longitude is None:
        return None
    if not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST):
        return None
    x, y = into_metres(longitude, latitude)
    return float(x), float(y)


def degrees(x: float, y: float) -> tuple[float, float]:
    """Answer latitude and longitude of a place in metres, to a tenth of a metre."""
    longitude, latitude = into_degrees(x, y)
    return round(float(latitude), 6), round(float(longitude), 6)


def middle(held: Services) -> tuple[float, float]:
    """Answer where the little map opens: in the middle of the departments."""

    def found() -> tuple[float, float]:
        frame = held.workspace.departments()
        if frame.empty:
            return DEFAULT
        centre = shapely.centroid(shapely.union_all(frame.geometry.to_numpy()))
        near = min(frame.geometry, key=centre.distance).representative_point()
        return float(near.x), float(near.y)

    place: tuple[float, float] = held.kept(("form", "middle"), found)
    return place


def spot(held: Services) -> Spot:
    """Answer where the workspace is on the globe: the sun is the same for all of it."""
    found: Spot = held.kept(("form", "spot"), lambda: Spot(*degrees(*middle(held))))
    return found


def is_night(held: Services, now: datetime) -> bool:
    """Tell whether the sun is down where the workspace is: the pages are dark then."""
    return sun_height(spot(held), now) < 0


def grounds(held: Services) -> Grounds:
    """Answer whose and which ground is where, read once per state of the workspace."""
    found: Grounds = held.kept(("form", "grounds"), lambda: grounds_of(held.workspace))
    return found


def placed(held: Services, ground: Grounds, draft: Draft) -> tuple[Draft, Owner | None]:
    """Answer the draft with its lamp found, and who is to act there."""
    box = None
    if draft.x is not None and draft.y is not None:
        box = (draft.x - REACH_M, draft.y - REACH_M, draft.x + REACH_M, draft.y + REACH_M)
    wanted = draft.lamp is not None or bool(draft.lamp_number)
    lamps = held.workspace.layer("lamps", bbox=box) if wanted else None
    found = with_lamp(draft, lamps)
    known = replace(found, lamp=found.lamp if lamps is not None else None)
    return known, owner_of(ground, known, lamps)


def circumstances(
    held: Services, ground: Grounds, draft: Draft, owner: Owner | None, queued: str | None
) -> Circumstances:
    """Answer what the product knows of a report beside what was written."""
    if draft.x is None or draft.y is None:
        return Circumstances(held=queued)
    return Circumstances(
        department=ground.department_at(draft.x, draft.y),
        owner=owner,
        dark=was_dark(spot(held), datetime.now(UTC)),
        held=queued,
    )
