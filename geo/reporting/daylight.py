"""Whether it was dark when somebody wrote: the sun's height, whatever the clock was set to."""

from datetime import UTC, datetime

import pyproj
from astral import Observer
from astral.sun import elevation

from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.crs import DEGREES, METRES

_TO_DEGREES = pyproj.Transformer.from_crs(METRES, DEGREES, always_xy=True)


def sun_height(x: float, y: float, moment: datetime) -> float:
    """Answer the degrees of the sun over the horizon at a place in metres.

    >>> round(sun_height(710_000, 6_180_000, datetime(2026, 6, 21, 11, 15, tzinfo=UTC)))
    58
    """
    east, north = _TO_DEGREES.transform(x, y)
    observer = Observer(latitude=north, longitude=east)
    return float(elevation(observer, moment.astimezone(UTC), with_refraction=False))


def was_dark(x: float, y: float, moment: datetime, assumptions: Assumptions | None = None) -> bool:
    """Tell whether it was dark at a place and moment; a report by day tells of another hour.

    >>> was_dark(710_000, 6_180_000, datetime(2026, 11, 24, 20, 0, tzinfo=UTC))
    True
    """
    dusk = (assumptions or default_assumptions())["reporting.dusk_deg"]
    return sun_height(x, y, moment) < dusk
