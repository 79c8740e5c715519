"""What came in with a form, as a draft; what is no choice of ours is left out, never guessed."""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from starlette.datastructures import FormData, UploadFile

from api.form.places import metres
from geo.model.reports import Draft, Hour, Kind, Located, Setting

Choice = TypeVar("Choice", bound=StrEnum)

PHOTOS_READ = 4
"""One more than may be sent, so that a fourth is told of and a hundredth is not read."""

_NUMBER = re.compile(r"-?\d{1,3}(\.\d{1,12})?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Fields:
    """A form as it was filled in, so that it can be shown again.

    Parameters
    ----------
    values
        Text of each field; unknown fields are not here.
    hours
        Hours that were ticked.
    photos
        Files that came with it.
    """

    values: Mapping[str, str]
    hours: tuple[str, ...]
    photos: tuple[bytes, ...]

    def __getitem__(self, name: str) -> str:
        """Answer the text of a field, empty where it was not sent."""
        return self.values.get(name, "")


NAMES = (
    "key", "stamp", "website", "seen", "kind", "lat", "lon", "accuracy", "located", "place",
    "setting", "text", "lamp", "lamp_number", "email",
)  # fmt: skip


def blank() -> Fields:
    """Answer a new form with a key of its own."""
    return Fields({"key": secrets.token_urlsafe(16)}, (), ())


async def read(form: FormData) -> Fields:
    """Read a form; files are read whole, and no more of them than can be told of."""
    values = {name: _text(form.get(name)) for name in NAMES}
    hours = tuple(_text(value) for value in form.getlist("hours")[: len(Hour)])
    files = [file for file in form.getlist("photos") if isinstance(file, UploadFile)]
    contents = [await file.read() for file in files[:PHOTOS_READ]]
    return Fields(values, hours, tuple(content for content in contents if content))


def draft_of(fields: Fields, language: str, device: str | None) -> Draft:
    """Answer the draft of a form.

    Raises
    ------
    KeyError
        ``kind`` where what is wrong was not chosen.
    """
    kind = one_of(Kind, fields["kind"])
    if kind is None:
        raise KeyError("kind")
    point = metres(number(fields["lat"]), number(fields["lon"]))
    accuracy = number(fields["accuracy"])
    return Draft(
        key=fields["key"],
        kind=kind,
        x=point[0] if point else None,
        y=point[1] if point else None,
        accuracy_m=accuracy if accuracy is not None and accuracy > 0 else None,
        located=(one_of(Located, fields["located"]) or Located.HAND) if point else Located.TEXT,
        place_text=fields["place"],
        setting=one_of(Setting, fields["setting"]) or Setting.OUTDOORS,
        hours=_hours(fields.hours),
        text=fields["text"],
        lamp=fields["lamp"] or None,
        lamp_number=fields["lamp_number"],
        language=language,
        email=fields["email"] or None,
        photos=fields.photos,
        device=device,
    )


def one_of(kind: type[Choice], text: str) -> Choice | None:
    """Answer a choice by its code, or None."""
    return next((choice for choice in kind if choice.value == text), None)


def number(text: str) -> float | None:
    """Answer a plain decimal, or None.

    >>> number("55.7"), number("1e3"), number("")
    (55.7, None, None)
    """
    return float(text) if _NUMBER.fullmatch(text) else None


def _hours(codes: Iterable[str]) -> tuple[Hour, ...]:
    chosen: Sequence[str] = list(codes)
    return tuple(hour for hour in Hour if hour.value in chosen)


def _text(value: object) -> str:
    """Answer what was typed, with plain line ends and without control signs."""
    if not isinstance(value, str):
        return ""
    return _CONTROL.sub("", value.replace("\r\n", "\n")).strip()
