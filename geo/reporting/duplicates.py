"""Find what is perhaps reported already: same kind, open, near; at most five.

A step of its own before sending, and a suggestion in the staff's list. The resident may always go
on: two lamps can stand side by side.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.reports import Case, Kind, Setting

AT_MOST = 5

RADIUS: Mapping[Kind, str] = {
    Kind.LAMP_OUT: "reporting.duplicate_lamp_m",
    Kind.BLINKING: "reporting.duplicate_lamp_m",
    Kind.GLARE: "reporting.duplicate_lamp_m",
    Kind.HIDDEN_BY_LEAVES: "reporting.duplicate_lamp_m",
    Kind.SEVERAL_LAMPS_OUT: "reporting.duplicate_stretch_m",
    Kind.NO_LAMP: "reporting.duplicate_stretch_m",
    Kind.HARD_TO_SEE: "reporting.duplicate_stretch_m",
    Kind.MISSING_SOMETHING: "reporting.duplicate_stretch_m",
    Kind.OTHER: "reporting.duplicate_stretch_m",
}
"""What concerns one lamp is looked for round the lamp, the rest along the stretch."""

OUT_IN_THE_OPEN = frozenset({Setting.OUTDOORS})


@dataclass(frozen=True)
class Duplicate:
    """A case that is perhaps the same, and how far away it lies; 0 where it is the same lamp."""

    case: Case
    metres: float
    same_lamp: bool


def radius_m(kind: Kind, setting: Setting, assumptions: Assumptions | None = None) -> float:
    """Answer how far away the same may have been reported; 0 looks for nothing.

    >>> radius_m(Kind.LAMP_OUT, Setting.OUTDOORS), radius_m(Kind.NO_LAMP, Setting.TUNNEL)
    (50.0, 25.0)
    """
    numbers = assumptions or default_assumptions()
    open_air = numbers[RADIUS[kind]]
    if setting in OUT_IN_THE_OPEN or open_air == 0:
        return open_air
    return min(open_air, numbers["reporting.duplicate_passage_m"])


@dataclass(frozen=True)
class Place:
    """What is being reported, and where in metres; ``lamp`` is the id of the one picked."""

    kind: Kind
    x: float
    y: float
    lamp: str | None = None


def duplicates(
    cases: Iterable[Case], place: Place, radius: float, most: int | None = AT_MOST
) -> list[Duplicate]:
    """Answer open cases of the same kind within a radius, nearest first, the newer of two equal.

    Parameters
    ----------
    cases
        Cases to look through: the released ones for a resident, all for staff.
    place
        What is being reported, and where. The same lamp is the same place however the pin was put.
    radius
        Metres; 0 answers nothing.
    most
        How many to answer; None for all.
    """
    if radius <= 0:
        return []
    found = []
    for case in cases:
        if case.kind is not place.kind or case.status.closed or case.merged_into is not None:
            continue
        if case.x is None or case.y is None:
            continue
        same_lamp = place.lamp is not None and case.lamp == place.lamp
        metres = math.hypot(case.x - place.x, case.y - place.y)
        if same_lamp or metres <= radius:
            found.append(Duplicate(case, 0.0 if same_lamp else metres, same_lamp))
    found.sort(key=lambda one: (one.metres, -one.case.created.timestamp(), -one.case.id))
    return found[:most]
