"""The papers of a safety walk: its minutes, and a sheet to fill in by hand on the same walk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from babel.dates import format_date

from geo.model.language import sentence
from geo.model.walks import FEELINGS, RATING_MOST, Item, Light, Note, Walk
from geo.planning.papers.blocks import (
    Block,
    Bullets,
    Figure,
    Heading,
    Paper,
    Photo,
    Photos,
    Table,
    Text,
)
from geo.planning.papers.wording import number
from geo.reporting.walk_light import FeltAndComputed
from geo.reporting.walk_summaries import StopSummary

UNKNOWN = "–"
BOXES = "  ".join(str(value) for value in range(RATING_MOST + 1))
STEPS = "  ".join(str(value) for value in range(1, FEELINGS + 1))


@dataclass(frozen=True)
class Pictured:
    """What minutes show beside words.

    Parameters
    ----------
    map
        The drawing of the walk.
    photos
        By name, only those that a person has looked at and let through.
    """

    map: Figure | None = None
    photos: Mapping[str, Photo] = field(default_factory=dict)


def minutes_of(
    walk: Walk,
    name: str,
    stops: Sequence[StopSummary],
    rows: Sequence[FeltAndComputed],
    length_m: float,
    pictured: Pictured | None = None,
) -> Paper:
    """Write the minutes: stop by stop, then decisions, then feelings beside the light.

    Parameters
    ----------
    walk, name
        The walk and its department.
    stops, rows
        What was noted at its stops, and felt beside computed, in order.
    length_m
        Metres of the whole walk.
    pictured
        Its map and the photographs that may be told further; without either if None.
    """
    seen = pictured or Pictured()
    facts = {"metres": number(length_m), "stops": len(walk.stops)}
    blocks: list[Block] = [Text(sentence("walk.paper.lead", facts)), *_frame(walk)]
    if seen.map is not None:
        blocks.append(seen.map)
    for place, one in enumerate(stops, 1):
        blocks += _stop(place, one, seen.photos)
    blocks += [*_decisions(stops), *_felt(rows)]
    return Paper(sentence("walk.paper.minutes", {"name": name}), _day(walk.day), tuple(blocks))


def sheet_of(walk: Walk, name: str, legs_m: Sequence[float]) -> Paper:
    """Write the sheet: the same stops and items, with room to write."""
    blocks: list[Block] = [Text(sentence("walk.paper.how")), *_frame(walk)]
    for place, stop in enumerate(walk.stops, 1):
        head = sentence("walk.paper.stop", {"n": place, "place": stop.place or UNKNOWN})
        blocks.append(Heading(head))
        if place > 1:
            blocks.append(Text(sentence("walk.paper.leg", {"metres": number(legs_m[place - 2])})))
        columns = ("item", "day", "dark")
        head_row = tuple(sentence(f"walk.paper.{column}") for column in columns)
        items = tuple((sentence(f"walk.item.{item.value}"), BOXES, BOXES) for item in Item)
        feeling = (sentence("walk.paper.feeling"), STEPS, STEPS)
        blocks.append(Table(head_row, (*items, feeling)))
        blocks += [Text(sentence(f"walk.paper.write.{line}")) for line in ("seen", "decision")]
    return Paper(sentence("walk.paper.sheet", {"name": name}), _day(walk.day), tuple(blocks))


def _frame(walk: Walk) -> list[Block]:
    told = [("meeting", walk.meeting), ("participants", walk.participants)]
    lines = tuple(
        sentence(f"walk.paper.{key}", {"text": text}) for key, text in told if text is not None
    )
    return [Bullets(lines)] if lines else []


def _stop(place: int, one: StopSummary, known: Mapping[str, Photo]) -> list[Block]:
    stop = one.stop
    blocks: list[Block] = [
        Heading(sentence("walk.paper.stop", {"n": place, "place": stop.place or UNKNOWN}))
    ]
    if stop.dark_m is not None and stop.lux is not None:
        facts = {"metres": number(stop.dark_m), "lux": number(stop.lux, 1)}
        blocks.append(Text(sentence("walk.paper.dark_stretch", facts)))
    rows = tuple(
        (sentence(f"walk.item.{item.value}"), *(_rated(one, light, item) for light in Light))
        for item in Item
        if any(item in one.ratings[light] for light in Light)
    )
    if rows:
        head = tuple(sentence(f"walk.paper.{column}") for column in ("item", "day", "dark"))
        blocks.append(Table(head, rows))
    words = tuple(note.words for note in one.notes if note.words)
    if words:
        blocks.append(Bullets(words))
    named = [name for note in one.notes for name in note.photos]
    photos = tuple(known[name] for name in named if name in known)
    if photos:
        blocks.append(Photos(photos))
    left = len(named) - len(photos)
    if left:
        key = "walk.paper.photo_left" if left == 1 else "walk.paper.photos_left"
        blocks.append(Text(sentence(key, {"count": left})))
    if not one.notes:
        blocks.append(Text(sentence("walk.paper.nothing")))
    return blocks


def _rated(one: StopSummary, light: Light, item: Item) -> str:
    if item not in one.ratings[light]:
        return UNKNOWN
    middle, n = one.ratings[light][item]
    return sentence("walk.paper.rated", {"value": number(middle, int(middle % 1 > 0)), "n": n})


def _decisions(stops: Sequence[StopSummary]) -> list[Block]:
    rows = tuple(
        (note.decision or "", note.owner or UNKNOWN, _deadline(note), str(place), _case(note))
        for place, one in enumerate(stops, 1)
        for note in one.notes
        if note.decision
    )
    heading = Heading(sentence("walk.paper.decisions"))
    if not rows:
        return [heading, Text(sentence("walk.paper.no_decisions"))]
    columns = ("decision", "owner", "deadline", "at", "case")
    return [heading, Table(tuple(sentence(f"walk.paper.{name}") for name in columns), rows)]


def _felt(rows: Sequence[FeltAndComputed]) -> list[Block]:
    columns = ("at", "felt_dark", "felt_day", "lux", "target")
    table = tuple(
        (
            str(row.number),
            _mean(row.dark, row.dark_n),
            _mean(row.day, row.day_n),
            UNKNOWN if row.lux is None else number(row.lux, 1),
            UNKNOWN if row.target_lux is None else number(row.target_lux, 1),
        )
        for row in rows
    )
    return [
        Heading(sentence("walk.paper.felt")),
        Text(sentence("walk.paper.felt.about")),
        Table(tuple(sentence(f"walk.paper.{name}") for name in columns), table, (3, 4)),
    ]


def _mean(value: float | None, n: int) -> str:
    if value is None:
        return UNKNOWN
    return sentence("walk.paper.rated", {"value": number(value, 1), "n": n})


def _deadline(note: Note) -> str:
    return _day(note.deadline) if note.deadline else UNKNOWN


def _case(note: Note) -> str:
    return f"S{note.case}" if note.case else UNKNOWN


def _day(iso: str) -> str:
    return format_date(date.fromisoformat(iso), "long", locale="da")
