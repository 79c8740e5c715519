"""A walk's minutes, its sheet of paper, and its feelings beside the computed light."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from api.dependencies import Services
from api.field.drawing import figure_of
from api.field.pictures import photos_of
from api.field.proposing import legs_of
from api.routes.follow import department_names
from geo.model.errors import NotFoundError
from geo.model.walks import Walk
from geo.planning.papers.pdf import to_pdf
from geo.planning.papers.walks import Pictured, minutes_of, sheet_of
from geo.planning.papers.word import to_word
from geo.reporting.computed_light import stretches
from geo.reporting.walk_light import FeltAndComputed, felt_and_computed
from geo.reporting.walk_pictures import looked_at
from geo.reporting.walk_summaries import StopSummary, summaries

LUX_MOST = 20.0
"""Lux at the right edge of the drawing; more lies on it."""


@dataclass(frozen=True)
class Dot:
    """A stop in the drawing; larger where more answered."""

    number: int
    x: float
    y: float
    r: float


def felt(
    held: Services, walk: Walk, stops: Sequence[StopSummary]
) -> tuple[list[FeltAndComputed], list[Dot]]:
    """Answer the rows of the table, and the dots of those felt in the dark and computed."""
    try:
        profile = held.profile(walk.department)
    except NotFoundError:
        rows = felt_and_computed(None, stops)  # its department has gone; what was felt stands
    else:
        dark = profile.frames.get("dark_stretches")
        rows = felt_and_computed(stretches(profile.segments), stops, dark)
    dots = [
        Dot(
            row.number,
            round(40 + 350 * math.sqrt(min(row.lux, LUX_MOST) / LUX_MOST), 1),
            round(230 - (row.dark - 1) * 40, 1),
            round(min(5 + math.sqrt(row.dark_n), 12), 1),
        )
        for row in rows
        if row.dark is not None and row.lux is not None
    ]
    return rows, dots


def files_of(held: Services, walk: Walk, paper: str, ending: str) -> bytes | None:
    """Answer a paper of a walk, or None where there is no such one."""
    name = department_names(held).get(walk.department, walk.department)
    metres = legs_of(held, walk.department, walk.stops)
    if (paper, ending) == ("kort", "svg"):
        return figure_of(held, walk, summaries(held.book, walk)).svg.encode()
    if (paper, ending) == ("ark", "pdf"):
        return to_pdf(sheet_of(walk, name, metres.legs_m))
    if paper != "referat" or ending not in {"pdf", "docx"}:
        return None
    stops = summaries(held.book, walk)
    rows, _ = felt(held, walk, stops)
    shown = looked_at(held.book)
    pictured = Pictured(figure_of(held, walk, stops), photos_of(held, stops, shown))
    made = minutes_of(walk, name, stops, rows, metres.length_m, pictured)
    return to_pdf(made) if ending == "pdf" else to_word(made)
