"""What a phone sent, as entries and notes; a place is degrees there and metres here."""

import re
from dataclasses import replace

from api.form.fields import one_of
from api.form.places import metres
from api.office.fields import Form
from geo.model.errors import ReportError
from geo.model.field import Entry, LampState, LampType, Place, Thing
from geo.model.walks import FEELINGS, Item, Light, NoteDraft, StopDraft

PAIR = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,17})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,17})?)\s*")
NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,3})?")
POINTS_READ = 200

NEW_STOP = "ny"
"""What a form sends for a stop that nobody planned."""


def places_of(text: str) -> tuple[Place, ...]:
    """Answer places written as ``latitude,longitude`` with semicolons between.

    Raises
    ------
    ReportError
        Where one of them is no place of ours.
    """
    found: list[Place] = []
    for part in text.split(";")[: POINTS_READ + 1]:
        if not part.strip():
            continue
        pair = PAIR.fullmatch(part)
        place = None if pair is None else metres(float(pair[1]), float(pair[2]))
        if place is None:
            raise ReportError("count.no_place")
        found.append(place)
    return tuple(found)


def measure(text: str) -> float | None:
    """Answer a measure as Danes write it, or None where there is none.

    >>> measure("1,8"), measure(""), measure("høj")
    (1.8, None, -1.0)
    """
    if not text.strip():
        return None
    return float(text.strip().replace(",", ".")) if NUMBER.fullmatch(text.strip()) else -1.0


def accuracy_of(form: Form) -> float | None:
    """Answer the radius a phone gave; what cannot be read is not known."""
    found = measure(form["accuracy"])
    return None if found is None or found < 0 else found


def entry_of(form: Form) -> Entry:
    """Answer what was counted.

    Raises
    ------
    ReportError
        ``count.bad_thing`` or ``count.no_place``.
    """
    thing = one_of(Thing, form["thing"])
    if thing is None:
        raise ReportError("count.bad_thing")
    return Entry(
        key=form["key"],
        thing=thing,
        points=places_of(form["points"]),
        accuracy_m=accuracy_of(form),
        lamp_type=one_of(LampType, form["lamp_type"]),
        state=one_of(LampState, form["state"]),
        number=form["number"],
        height_m=measure(form["height"]),
        words=form["words"],
        photo=next(iter(form.files("photos")), None),
    )


def note_of(form: Form) -> NoteDraft:
    """Answer what was noted at a stop, or at a place that becomes one.

    Raises
    ------
    ReportError
        ``walk.bad_rating``, ``walk.bad_feeling``, ``walk.no_place`` or ``count.no_place``.
    """
    ratings = {
        item: _whole(form[f"item_{item.value}"], "walk.bad_rating")
        for item in Item
        if form[f"item_{item.value}"]
    }
    feelings = tuple(
        _whole(form[f"feeling_{step}"] or "0", "walk.bad_feeling")
        for step in range(1, FEELINGS + 1)
    )
    if form["stop"] == NEW_STOP and not form["points"]:
        raise ReportError("walk.no_place")
    new = stops_of(form["points"]) if form["stop"] == NEW_STOP else []
    return NoteDraft(
        key=form["key"],
        stop=form.number("stop") or 0,
        at=replace(new[0], place=form["place"]) if new else None,
        light=one_of(Light, form["light"]) or Light.DARK,
        ratings=ratings,
        feelings=feelings,
        words=form["words"],
        decision=form["decision"],
        owner=form["owner"],
        deadline=form["deadline"],
        photos=form.files("photos"),
    )


def stops_of(text: str) -> list[StopDraft]:
    """Answer stops that were put on the map."""
    return [StopDraft(x, y) for x, y in places_of(text)]


def _whole(text: str, rule: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 3):  # noqa: PLR2004 - no count of ours is longer
        raise ReportError(rule, most=3 if rule == "walk.bad_rating" else FEELINGS)
    return int(text)
