"""``/personale/marken/vandring/{number}/referat``: what a walk saw, and what is done about it."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.auth import OFFICE, Signed
from api.dependencies import Services, ServicesHere
from api.field.drawing import in_words, lines_of
from api.field.fields import stops_of
from api.field.pictures import names_of
from api.field.proposing import legs_of
from api.field.showing import shown
from api.field.telling import felt, files_of
from api.form.fields import one_of
from api.form.places import degrees, grounds
from api.office.boxes import boxes_of
from api.office.fields import Form, FormHere, Number, led_to
from api.routes.field import HOME
from api.routes.field_counts import SCRIPT_WORDS, facts_of
from api.routes.field_walks import (
    OfficeHere,
    WalkersHere,
    name_of,
    seen_walk,
    signature,
)
from geo.model.errors import NotFoundError, ReportError
from geo.model.reports import Kind
from geo.model.walks import Item, Light, Walk
from geo.reporting.walk_decisions import case_of_decision
from geo.reporting.walk_lines import agree_to_line, line_agreed, take_line_back
from geo.reporting.walk_notes import remove_note
from geo.reporting.walk_pictures import (
    cover_picture,
    drop_picture,
    hide_picture,
    looked_at,
    only_shown,
    picture_size,
    show_picture,
)
from geo.reporting.walk_summaries import StopSummary, summaries
from geo.reporting.walks import change_stops, mark_held, one_walk

router = APIRouter(prefix=f"{HOME}/vandring", include_in_schema=False)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = {"pdf": "application/pdf", "docx": WORD, "svg": "image/svg+xml"}

PICTURE_ACTS = {"vis": show_picture, "skjul": hide_picture, "slet": drop_picture}
"""What may be said of a picture, besides covering parts of it."""


@router.get("/{number}/referat")
def minutes(request: Request, held: ServicesHere, signed: WalkersHere, number: Number) -> Response:
    """Answer what was seen, felt and decided; to the office with what may be done about it."""
    return _minutes(request, held, signed, seen_walk(held, signed, number))


@router.post("/{number}/stop")
def stops(
    request: Request, held: ServicesHere, signed: OfficeHere, form: FormHere, number: Number
) -> Response:
    """Put the stops in another order, name them, leave some out, add some."""

    def change() -> None:
        places = _places(one_walk(held.book, number), form)
        added = stops_of(form["points"])
        change_stops(held.book, number, places, added, signature(signed))

    return _done(request, held, signed, number, change)


@router.post("/{number}/afholdt")
def held_it(request: Request, held: ServicesHere, signed: OfficeHere, number: Number) -> Response:
    """Note that a walk was held."""
    return _done(
        request, held, signed, number, lambda: mark_held(held.book, number, signature(signed))
    )


@router.post("/{number}/linje")
def line(
    request: Request, held: ServicesHere, signed: OfficeHere, form: FormHere, number: Number
) -> Response:
    """Note whether those who took part agreed that the order of their stops is drawn."""
    act = agree_to_line if form["enige"] else take_line_back
    return _done(request, held, signed, number, lambda: act(held.book, number, signature(signed)))


@router.post("/{number}/sag")
def case(
    request: Request, held: ServicesHere, signed: OfficeHere, form: FormHere, number: Number
) -> Response:
    """Make a case of a decision, once."""

    def decide() -> str:
        walk, note = one_walk(held.book, number), form.number("note") or 0
        kind = one_of(Kind, form["kind"]) or Kind.OTHER
        told = summaries(held.book, walk)
        at = next((one.stop for one in told if note in {each.id for each in one.notes}), None)
        owner = None if at is None else grounds(held).owner_at(at.x, at.y, None)
        made = case_of_decision(held.book, number, note, (kind, owner), signature(signed))
        return f"/personale/sager/{made}"

    return _done(request, held, signed, number, decide)


@router.post("/{number}/slet")
def delete(
    request: Request, held: ServicesHere, signed: OfficeHere, form: FormHere, number: Number
) -> Response:
    """Delete a note that was a mistake."""
    note = form.number("note") or 0
    return _done(
        request, held, signed, number,
        lambda: remove_note(held.book, number, note, signature(signed)),
    )  # fmt: skip


@router.post("/{number}/billede/{name}/daek")
def cover(
    request: Request,
    held: ServicesHere,
    signed: OfficeHere,
    form: FormHere,
    number: Number,
    name: str,
) -> Response:
    """Draw black boxes over parts of a picture; the uncovered one is gone."""

    def draw() -> str:
        boxes = boxes_of(form, picture_size(held.book, number, name))
        covered = cover_picture(held.book, number, name, boxes, signature(signed))
        return f"{HOME}/vandring/{number}/referat#foto-{covered}"

    return _done(request, held, signed, number, draw)


@router.post("/{number}/billede/{name}/{act}")
def picture(
    request: Request, held: ServicesHere, signed: OfficeHere, number: Number, name: str, act: str
) -> Response:
    """Let a picture into the minutes, take it out again, or delete it."""
    if act not in PICTURE_ACTS:
        raise NotFoundError("photo.unknown", name=name[:60])

    def say() -> str:
        PICTURE_ACTS[act](held.book, number, name, signature(signed))
        return f"{HOME}/vandring/{number}/referat" + (f"#foto-{name}" if act != "slet" else "")

    return _done(request, held, signed, number, say)


@router.get("/{number}/{paper}.{ending}")
def paper_of(
    held: ServicesHere, signed: WalkersHere, number: Number, paper: str, ending: str
) -> Response:
    """Answer the minutes as PDF or Word, the map of the walk, or the sheet of paper for it."""
    walk = seen_walk(held, signed, number)
    made = files_of(held, walk, paper, ending)
    if made is None:
        raise NotFoundError("walk.unknown", walk=number)
    name = f"tryghedsvandring-{walk.day}-{paper}.{ending}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"
    }  # fmt: skip
    return Response(made, media_type=KINDS[ending], headers=headers)


def _done(
    request: Request,
    held: Services,
    signed: Signed,
    number: int,
    act: Callable[[], str | None],
) -> Response:
    """Do something about a walk and lead on; what cannot be is told on its minutes.

    Parameters
    ----------
    act
        Answers where it leads; None leads back to the minutes.
    """
    try:
        path = act()
    except ReportError as error:
        return _minutes(request, held, signed, one_walk(held.book, number), error)
    return led_to(path or f"{HOME}/vandring/{number}/referat")


def _places(walk: Walk, form: Form) -> list[tuple[int, str]]:
    """Answer the stops that stay, in the order of the form.

    One that a phone added after the form was opened is not in it: it stays as it is, walked last.
    """
    kept: list[tuple[int, int, str]] = []
    for stop in walk.stops:
        order = form.number(f"order_{stop.id}")
        if not form[f"leave_{stop.id}"]:
            asked = bool(form[f"order_{stop.id}"])
            words = form[f"place_{stop.id}"] if asked else stop.place or ""
            kept.append((len(walk.stops) if order is None else order, stop.id, words))
    return [(stop, words) for _, stop, words in sorted(kept)]


def _told(held: Services, walk: Walk, *, signed: Signed) -> list[StopSummary]:
    """Answer what was noted; who lives there sees only pictures that were looked at."""
    told = summaries(held.book, walk)
    if signed.account.role in OFFICE:
        return told
    ready = looked_at(held.book)
    return [only_shown(one, ready) for one in told]


def _minutes(
    request: Request,
    held: Services,
    signed: Signed,
    walk: Walk,
    error: ReportError | None = None,
) -> Response:
    told = _told(held, walk, signed=signed)
    rows, scatter = felt(held, walk, told)
    return shown(
        request,
        held,
        signed,
        "minutes.html",
        status=200 if error is None else 422,
        walk=walk,
        name=name_of(held, walk.department),
        stops=told,
        order=legs_of(held, walk.department, walk.stops),
        lights=list(Light),
        items=[item.value for item in Item],
        kinds=[kind.value for kind in Kind],
        rows=rows,
        scatter=scatter,
        error=error,
        photos=names_of(told),
        seen=in_words(lines_of(held, walk, told)),
        ready=looked_at(held.book),
        agreed=line_agreed(held.book, walk.id),
        may_change=signed.account.role in OFFICE,
        facts={
            **facts_of(walk.id, "vandring", SCRIPT_WORDS),
            "stops": [degrees(stop.x, stop.y) for stop in walk.stops],
            "plan": True,
        },
    )
