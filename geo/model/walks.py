"""A safety walk: stops in order, what was seen and felt there, and what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Light(StrEnum):
    """Whether a note tells of the day or of the dark."""

    DAY = "day"
    DARK = "dark"


class Item(StrEnum):
    """What is rated 0–3 at every stop, by day and in the dark: always the same ones."""

    LIGHT = "light"
    FACES = "faces"
    GLARE = "glare"
    OVERVIEW = "overview"
    PLANTS = "plants"
    WAYS_OUT = "ways_out"
    WINDOWS = "windows"
    WAYFINDING = "wayfinding"
    ENTRANCES = "entrances"
    UPKEEP = "upkeep"


RATING_MOST = 3
"""0 is bad, 3 is good."""

FEELINGS = 6
"""The feeling goes from 1, very unsafe, to 6, very safe."""


@dataclass(frozen=True)
class StopDraft:
    """A stop as planned.

    Parameters
    ----------
    x, y
        EPSG:25832 metres.
    place
        In words.
    dark_m, lux
        Metres and mean lux of the dark stretch it stands on; None where a person chose it.
    """

    x: float
    y: float
    place: str = ""
    dark_m: float | None = None
    lux: float | None = None


@dataclass(frozen=True)
class WalkDraft:
    """A walk as planned.

    Parameters
    ----------
    department
        Where.
    day
        ISO date.
    meeting
        Where one meets and when, in words.
    participants
        Roles, never names.
    stops
        In order.
    """

    department: str
    day: str
    meeting: str
    participants: str
    stops: tuple[StopDraft, ...]


@dataclass(frozen=True)
class Stop:
    """A stop of a walk as it is kept."""

    id: int
    position: int
    x: float
    y: float
    place: str | None
    dark_m: float | None
    lux: float | None


@dataclass(frozen=True)
class Walk:
    """A walk; ``held`` is when staff said that it was done."""

    id: int
    created: datetime
    department: str
    day: str
    meeting: str | None
    participants: str | None
    held: datetime | None
    stops: tuple[Stop, ...] = ()


@dataclass(frozen=True)
class NoteDraft:
    """What one phone hands in about a stop, before anything of it is kept.

    Parameters
    ----------
    key
        A random text made on the phone: sending it twice makes one note.
    stop
        Number of the stop; 0 where it was not planned.
    light
        Day or dark.
    ratings
        0–3 by item; what was not rated is not there.
    feelings
        How many of those present answered 1, 2, … 6: a count, nobody's answer.
    words
        At most 500 letters.
    decision, owner, deadline
        What was decided, who is to do it (a role or a body), and an ISO date; empty without.
    photos
        Up to three files as they came.
    at
        Where the walk stopped without a plan; None at a planned stop.
    """

    key: str
    stop: int
    light: Light
    ratings: Mapping[Item, int] = field(default_factory=dict)
    feelings: tuple[int, ...] = (0,) * FEELINGS
    words: str = ""
    decision: str = ""
    owner: str = ""
    deadline: str = ""
    photos: tuple[bytes, ...] = field(default=(), repr=False)
    at: StopDraft | None = None


@dataclass(frozen=True)
class Note:
    """A note as it is kept; ``case`` is what its decision became."""

    id: int
    stop: int
    created: datetime
    light: Light
    ratings: Mapping[Item, int]
    feelings: tuple[int, ...]
    words: str | None
    decision: str | None
    owner: str | None
    deadline: str | None
    photos: tuple[str, ...]
    case: int | None
