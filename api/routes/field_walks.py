"""``/personale/marken/vandring``: plan a safety walk, note on phones, tell it in minutes."""

import secrets
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from api.answers import wants_json
from api.auth import OFFICE, Signed, staff
from api.dependencies import Services, ServicesHere
from api.field.fields import note_of, stops_of
from api.field.ground import ground_of
from api.field.proposing import key_of, legs_of, proposed
from api.field.showing import is_shell, shown
from api.field.telling import felt, files_of
from api.form.fields import one_of
from api.form.places import degrees, grounds, is_night
from api.office.fields import FormHere, Number, led_to, now
from api.routes.field import HOME
from api.routes.field_counts import SCRIPT_WORDS, facts_of
from api.routes.follow import department_names
from geo.model.errors import NotFoundError, ReportError
from geo.model.reports import Kind
from geo.model.walks import FEELINGS, RATING_MOST, Item, Light, Walk, WalkDraft
from geo.reporting.field_book import Signature
from geo.reporting.walk_decisions import case_of_decision
from geo.reporting.walks import (
    change_stops,
    mark_held,
    note_down,
    one_walk,
    plan_walk,
    remove_note,
    summaries,
)

router = APIRouter(prefix=f"{HOME}/vandring", include_in_schema=False)

OfficeHere = Annotated[Signed, Depends(staff(*OFFICE))]
WalkersHere = Annotated[Signed, Depends(staff())]
"""A board walks too, on its own ground: it is those who live there whose walk it is."""

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = {"pdf": "application/pdf", "docx": WORD}


@router.get("/ny")
def new(request: Request, held: ServicesHere, signed: OfficeHere, afdeling: str = "") -> Response:
    """Answer the plan of a walk: stops on the worst dark stretches, in a short order."""
    return _plan_form(request, held, signed, afdeling)


@router.post("")
def plan(request: Request, held: ServicesHere, signed: OfficeHere, form: FormHere) -> Response:
    """Keep a walk; what is unticked is left out, what was put on the map comes last."""
    department = form["department"]
    try:
        stops, _ = proposed(held, department)
        chosen = [
            replace(stop, place=form[f"place_{key_of(stop)}"])
            for stop in stops
            if form[f"take_{key_of(stop)}"]
        ]
        draft = WalkDraft(
            department=department,
            day=form["day"],
            meeting=form["meeting"],
            participants=form["participants"],
            stops=(*chosen, *stops_of(form["points"])),
        )
        got = plan_walk(held.book, form["key"], draft, _signature(signed))
    except ReportError as error:
        return _plan_form(request, held, signed, department, error)
    return led_to(f"{HOME}/vandring/{got.id}")


@router.get("/{number}")
def walking(request: Request, held: ServicesHere, signed: WalkersHere, number: Number) -> Response:
    """Answer a walk as a phone shows it."""
    return _walk_page(request, held, signed, _seen(held, signed, number))


@router.get("/{number}/grund")
def ground(held: ServicesHere, signed: WalkersHere, number: Number) -> Response:
    """Answer the ground of a walk's department, for the map."""
    walk = _seen(held, signed, number)
    return JSONResponse(ground_of(held, walk.department), headers={"Cache-Control": "no-store"})


@router.post("/{number}/note")
def take(
    request: Request, held: ServicesHere, signed: WalkersHere, form: FormHere, number: Number
) -> Response:
    """Take a note in; a phone is told in JSON, and may send it again."""
    walk = _seen(held, signed, number)
    try:
        got = note_down(held.book, number, note_of(form), _signature(signed))
    except ReportError as error:
        if wants_json(request):
            raise
        return _walk_page(request, held, signed, walk, error)
    if wants_json(request):
        return JSONResponse({"id": got.id, "again": got.again})
    return led_to(f"{HOME}/vandring/{number}?gemt=1")


@router.post("/{number}/stop")
def stops(
    request: Request, held: ServicesHere, signed: OfficeHere, form: FormHere, number: Number
) -> Response:
    """Put the stops in another order, name them, leave some out, add some."""
    walk = one_walk(held.book, number)
    places = [
        (form.number(f"order_{stop.id}") or 0, stop.id, form[f"place_{stop.id}"])
        for stop in walk.stops
        if not form[f"leave_{stop.id}"]
    ]
    try:
        change_stops(
            held.book,
            number,
            [(stop, words) for _, stop, words in sorted(places)],
            stops_of(form["points"]),
            _signature(signed),
        )
    except ReportError as error:
        return _minutes(request, held, signed, walk, error)
    return led_to(f"{HOME}/vandring/{number}/referat")


@router.get("/{number}/referat")
def minutes(request: Request, held: ServicesHere, signed: WalkersHere, number: Number) -> Response:
    """Answer what was seen, felt and decided; to the office with what may be done about it."""
    return _minutes(request, held, signed, _seen(held, signed, number))


@router.post("/{number}/afholdt")
def held_it(held: ServicesHere, signed: OfficeHere, number: Number) -> Response:
    """Note that a walk was held."""
    mark_held(held.book, number, _signature(signed))
    return led_to(f"{HOME}/vandring/{number}/referat")


@router.post("/{number}/sag")
def case(
    request: Request, held: ServicesHere, signed: OfficeHere, form: FormHere, number: Number
) -> Response:
    """Make a case of a decision, once."""
    walk = one_walk(held.book, number)
    note = form.number("note") or 0
    kind = one_of(Kind, form["kind"]) or Kind.OTHER
    at = {one.id: stop.stop for stop in summaries(held.book, walk) for one in stop.notes}.get(note)
    owner = None if at is None else grounds(held).owner_at(at.x, at.y, None)
    try:
        made = case_of_decision(held.book, number, note, (kind, owner), _signature(signed))
    except ReportError as error:
        return _minutes(request, held, signed, walk, error)
    return led_to(f"/personale/sager/{made}")


@router.post("/{number}/slet")
def delete(held: ServicesHere, signed: OfficeHere, form: FormHere, number: Number) -> Response:
    """Delete a note that was a mistake."""
    remove_note(held.book, number, form.number("note") or 0, _signature(signed))
    return led_to(f"{HOME}/vandring/{number}/referat")


@router.get("/{number}/{paper}.{ending}")
def paper_of(
    held: ServicesHere, signed: WalkersHere, number: Number, paper: str, ending: str
) -> Response:
    """Answer the minutes as PDF or Word, or the sheet of paper for the same walk."""
    walk = _seen(held, signed, number)
    made = files_of(held, walk, paper, ending)
    if made is None:
        raise NotFoundError("walk.unknown", walk=number)
    name = f"tryghedsvandring-{walk.day}-{paper}.{ending}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"
    }  # fmt: skip
    return Response(made, media_type=KINDS[ending], headers=headers)


def _signature(signed: Signed) -> Signature:
    return Signature(signed.account.by, now())


def _seen(held: Services, signed: Signed, number: int) -> Walk:
    """Answer a walk that the account may see; any other does not exist."""
    walk = one_walk(held.book, number)
    signed.must_see(walk.department)
    return walk


def _name(held: Services, department: str) -> str:
    return department_names(held).get(department, department)


def _plan_form(
    request: Request,
    held: Services,
    signed: Signed,
    department: str,
    error: ReportError | None = None,
) -> Response:
    found, order = proposed(held, department)
    points = [degrees(stop.x, stop.y) for stop in found]
    return shown(
        request,
        held,
        signed,
        "plan.html",
        status=200 if error is None else 422,
        department=department,
        name=_name(held, department),
        key=secrets.token_urlsafe(16),
        today=now().date().isoformat(),
        stops=found,
        keys=[key_of(stop) for stop in found],
        order=order,
        error=error,
        facts={
            **facts_of(0, "vandring", SCRIPT_WORDS),
            "ground": f"{HOME}/grund?{urlencode({'afdeling': department})}",
            "stops": points,
            "plan": True,
        },
    )


def _walk_page(
    request: Request,
    held: Services,
    signed: Signed,
    walk: Walk,
    error: ReportError | None = None,
) -> Response:
    told = legs_of(held, walk.department, walk.stops)
    chosen = request.query_params.get("stop", "")
    return shown(
        request,
        held,
        signed,
        "walk.html",
        status=200 if error is None else 422,
        walk=walk,
        name=_name(held, walk.department),
        order=told,
        chosen=int(chosen) if chosen.isascii() and chosen.isdigit() else walk.stops[0].id,
        key="" if is_shell(request) else secrets.token_urlsafe(16),
        items=[item.value for item in Item],
        ratings=range(RATING_MOST + 1),
        feelings=range(1, FEELINGS + 1),
        dark=is_night(held, now()),
        saved="gemt" in request.query_params,
        error=error,
        facts={
            **facts_of(walk.id, "vandring", SCRIPT_WORDS),
            "stops": [degrees(stop.x, stop.y) for stop in walk.stops],
        },
    )


def _minutes(
    request: Request,
    held: Services,
    signed: Signed,
    walk: Walk,
    error: ReportError | None = None,
) -> Response:
    told = summaries(held.book, walk)
    rows, scatter = felt(held, walk, told)
    may: dict[str, Any] = {"may_change": signed.account.role in OFFICE}
    return shown(
        request,
        held,
        signed,
        "minutes.html",
        status=200 if error is None else 422,
        walk=walk,
        name=_name(held, walk.department),
        stops=told,
        order=legs_of(held, walk.department, walk.stops),
        lights=list(Light),
        items=[item.value for item in Item],
        kinds=[kind.value for kind in Kind],
        rows=rows,
        scatter=scatter,
        error=error,
        **may,
    )
