"""Whether it was dark when somebody wrote: the sun's height, whatever the clock was set to."""

from datetime import UTC, datetime

from astral import Observer
from astral.sun import elevation

from geo.measures.darkness import Spot
from geo.model.assumptions import Assumptions, default_assumptions


def sun_height(spot: Spot, moment: datetime) -> float:
    """Answer the degrees of the sun over the horizon.

    >>> from geo.measures.darkness import BALLERUP
    >>> round(sun_height(BALLERUP, datetime(2026, 6, 21, 11, 15, tzinfo=UTC)))
    58
    """
    observer = Observer(spot.latitude, spot.longitude)
    return float(elevation(observer, moment.astimezone(UTC), with_refraction=False))


def was_dark(spot: Spot, moment: datetime, assumptions: Assumptions | None = None) -> bool:
    """Tell whether it was dark; a report by day tells of another hour.

    >>> from geo.measures.darkness import BALLERUP
    >>> was_dark(BALLERUP, datetime(2026, 11, 24, 20, 0, tzinfo=UTC))
    True
    """
    dusk = (assumptions or default_assumptions())["reporting.dusk_deg"]
    return sun_height(spot, moment) < dusk
