"""What is counted in the field: lamps, benches, hedges and signs that stand in no register."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Place = tuple[float, float]
"""East and north in metres."""


class Thing(StrEnum):
    """What was counted; the Danish words lie in the catalogue under ``field.thing.<code>``."""

    LAMP = "lamp"
    BENCH = "bench"
    HEDGE = "hedge"
    SIGN = "sign"


class LampType(StrEnum):
    """One of six pictures: what a lamp looks like from the ground."""

    POST_TOP = "post_top"
    SHADE = "shade"
    ARM = "arm"
    BOLLARD = "bollard"
    WALL = "wall"
    FLOODLIGHT = "floodlight"


class LampState(StrEnum):
    """Whether it burned; a lamp seen by day has no state."""

    ON = "on"
    OUT = "out"


@dataclass(frozen=True)
class Entry:
    """Something counted, before anything of it is kept.

    Parameters
    ----------
    key
        A random text made on the phone: sending it twice makes one entry.
    thing
        What it is.
    points
        Where, in EPSG:25832 metres: one place, or the corners of a hedge in order.
    accuracy_m
        Radius the phone gave, or None.
    lamp_type, state
        Of a lamp; None where it was not said.
    number
        Read off a mast; empty where there is none.
    height_m
        Of a hedge, or of a lamp somebody measured.
    words
        What a sign says, or a remark; at most 200 letters.
    photo
        A file as it came, or None.
    """

    key: str
    thing: Thing
    points: tuple[Place, ...]
    accuracy_m: float | None = None
    lamp_type: LampType | None = None
    state: LampState | None = None
    number: str = ""
    height_m: float | None = None
    words: str = ""
    photo: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Counted:
    """An entry as it is kept.

    Parameters
    ----------
    id
        Number in the workspace.
    name
        Id that the thing has in its layer where it is new there: the same whenever it lands.
    photo
        Name of its picture, or None.
    """

    id: int
    name: str
    created: datetime
    thing: Thing
    points: tuple[Place, ...]
    accuracy_m: float | None
    lamp_type: LampType | None
    state: LampState | None
    number: str | None
    height_m: float | None
    words: str | None
    photo: str | None


@dataclass(frozen=True)
class FieldCount:
    """A count of a department's ground.

    Parameters
    ----------
    department
        Whose ground.
    job
        The delivery it was last handed over as, or None.
    """

    id: int
    created: datetime
    department: str
    job: str | None
