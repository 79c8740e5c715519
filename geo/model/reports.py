"""What a resident reports, and the case that a place becomes: the words of `sager.db`.

A report carries no name, no account, no address of a device. An optional e-mail lies in a table of
its own and is not part of these values.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum


class Kind(StrEnum):
    """What is wrong. People gathering is never a kind."""

    LAMP_OUT = "lamp_out"
    SEVERAL_LAMPS_OUT = "several_lamps_out"
    BLINKING = "blinking"
    GLARE = "glare"
    NO_LAMP = "no_lamp"
    HIDDEN_BY_LEAVES = "hidden_by_leaves"
    HARD_TO_SEE = "hard_to_see"
    MISSING_SOMETHING = "missing_something"
    OTHER = "other"


class Located(StrEnum):
    """How the place was given; it says how far the point may be trusted."""

    GPS = "gps"
    HAND = "hand"
    LAMP = "lamp"
    TEXT = "text"


class Setting(StrEnum):
    """What sort of place it is; the half-indoor ones lie in no path layer."""

    OUTDOORS = "outdoors"
    TUNNEL = "tunnel"
    STEPS = "steps"
    STAIRWELL = "stairwell"
    GALLERY = "gallery"
    BASEMENT = "basement"
    LAUNDRY = "laundry"
    WASTE_SHED = "waste_shed"


class Hour(StrEnum):
    """When it is dark."""

    MORNING = "morning"
    EVENING = "evening"
    NIGHT = "night"
    ALWAYS = "always"


class Verdict(StrEnum):
    """What whoever reported says of a repair."""

    IN_ORDER = "in_order"
    STILL_DARK = "still_dark"


class Status(StrEnum):
    """Where a case stands; the Danish words lie in the catalogue under ``status.<code>``."""

    RECEIVED = "received"
    CHECKED = "checked"
    PLANNED = "planned"
    ORDERED = "ordered"
    FORWARDED = "forwarded"
    FIXED = "fixed"
    DUPLICATE = "duplicate"
    NO_ACTION = "no_action"

    @property
    def closed(self) -> bool:
        """Tell whether nothing more is expected; anybody at the place may open it again."""
        return self in {Status.FIXED, Status.DUPLICATE, Status.NO_ACTION}


@dataclass(frozen=True)
class Draft:
    """What a resident hands in, before anything of it is kept.

    Parameters
    ----------
    key
        A random text of the form that was filled in: sending it twice makes one report.
    kind
        What is wrong.
    x, y
        Place in EPSG:25832 metres, or None where it was told in words only.
    accuracy_m
        Radius the phone gave, or None.
    located
        How the place was given.
    place_text
        The place in words: path, landmark, stairwell.
    setting
        What sort of place.
    hours
        When it is dark; empty where it was not said.
    text
        Free words, at most 500 letters.
    lamp
        Id of the lamp that was picked, or None.
    lamp_number
        Number read off a mast, or None.
    language
        Language of the form, for the reply; forgotten after it.
    email
        Where to reply, or None.
    photos
        Up to three files as they came.
    device
        Random value of the one cookie, or None.
    """

    key: str
    kind: Kind
    x: float | None = None
    y: float | None = None
    accuracy_m: float | None = None
    located: Located = Located.TEXT
    place_text: str = ""
    setting: Setting = Setting.OUTDOORS
    hours: tuple[Hour, ...] = ()
    text: str = ""
    lamp: str | None = None
    lamp_number: str = ""
    language: str = "da"
    email: str | None = None
    photos: tuple[bytes, ...] = field(default=(), repr=False)
    device: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Report:
    """A report as it is kept; text and point are null once their clock has run out."""

    id: int
    case: int
    created: datetime
    kind: Kind
    x: float | None
    y: float | None
    accuracy_m: float | None
    located: Located
    place_text: str | None
    setting: Setting
    hours: tuple[Hour, ...]
    text: str | None
    lamp: str | None
    lamp_number: str | None
    language: str | None
    dark: bool | None
    held: str | None
    photos: tuple[str, ...] = ()
    verdict: Verdict | None = None
    verdict_on: datetime | None = None


@dataclass(frozen=True)
class Case:
    """One place with all that was reported of it.

    Parameters
    ----------
    id
        Number in the workspace.
    counted
        Reports of different devices, at least one: a lower bound, said as "mindst n".
    place
        The place in staff's words; public only when ``released``.
    released
        Whether staff have let the public see it.
    border
        Whether the owner is uncertain because the place lies near a border.
    """

    id: int
    created: datetime
    updated: datetime
    kind: Kind
    status: Status
    x: float | None
    y: float | None
    place: str | None
    setting: Setting
    lamp: str | None
    department: str | None
    owner: str | None
    owner_kind: str | None
    border: bool
    reason: str | None
    expected: str | None
    counted: int
    released: bool
    closed: datetime | None
    merged_into: int | None


@dataclass(frozen=True)
class Event:
    """One step in the life of a case; ``public`` ones are read by whoever follows it."""

    created: datetime
    kind: str
    status: Status | None
    reason: str | None
    expected: str | None
    by: str
    public: bool


def stamp(moment: datetime) -> str:
    """Write a moment as UTC to the second, so that stored times sort as text.

    >>> from datetime import timedelta, timezone
    >>> stamp(datetime(2026, 11, 24, 23, 15, tzinfo=timezone(timedelta(hours=1))))
    '2026-11-24T22:15:00Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """Read what ``stamp`` wrote."""
    return datetime.fromisoformat(text)
