"""``/personale/marken/vandring``: plan a safety walk, and note on phones while it is walked."""

import secrets
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from api.answers import wants_json
from api.auth import OFFICE, Signed, staff
from api.dependencies import Services, ServicesHere
from api.field.drawing import corners_of, lines_of
from api.field.fields import NEW_STOP, note_of, stops_of
from api.field.ground import ground_of
from api.field.proposing import key_of, legs_of, proposed
from api.field.showing import is_shell, shown
from api.form.places import degrees, is_night
from api.office.fields import FormHere, Number, led_to, now
from api.routes.field import HOME
from api.routes.field_counts import SCRIPT_WORDS, facts_of
from api.routes.follow import department_names
from geo.model.errors import ReportError
from geo.model.walks import FEELINGS, RATING_MOST, Item, Walk, WalkDraft
from geo.reporting.field_book import Signature
from geo.reporting.walk_notes import note_down
from geo.reporting.walk_summaries import summaries
from geo.reporting.walks import one_walk, plan_walk

router = APIRouter(prefix=f"{HOME}/vandring", include_in_schema=False)

OfficeHere = Annotated[Signed, Depends(staff(*OFFICE))]
WalkersHere = Annotated[Signed, Depends(staff())]
"""A board walks too, on its own ground: it is those who live there whose walk it is."""


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
        got = plan_walk(held.book, form["key"], draft, signature(signed))
    except ReportError as error:
        return _plan_form(request, held, signed, department, error)
    return led_to(f"{HOME}/vandring/{got.id}")


@router.get("/{number}")
def walking(request: Request, held: ServicesHere, signed: WalkersHere, number: Number) -> Response:
    """Answer a walk as a phone shows it."""
    return _walk_page(request, held, signed, seen_walk(held, signed, number))


@router.get("/{number}/grund")
def ground(held: ServicesHere, signed: WalkersHere, number: Number) -> Response:
    """Answer the ground of a walk's department, for the map."""
    walk = seen_walk(held, signed, number)
    return JSONResponse(ground_of(held, walk.department), headers={"Cache-Control": "no-store"})


@router.post("/{number}/note")
def take(
    request: Request, held: ServicesHere, signed: WalkersHere, form: FormHere, number: Number
) -> Response:
    """Take a note in; a phone is told in JSON, and may send it again."""
    walk = seen_walk(held, signed, number)
    try:
        got = note_down(held.book, number, note_of(form), signature(signed))
    except ReportError as error:
        if wants_json(request):
            raise
        return _walk_page(request, held, signed, walk, error)
    if wants_json(request):
        return JSONResponse({"id": got.id, "again": got.again})
    return led_to(f"{HOME}/vandring/{number}?gemt=1")


def signature(signed: Signed) -> Signature:
    """Answer who signs what is done now."""
    return Signature(signed.account.by, now())


def seen_walk(held: Services, signed: Signed, number: int) -> Walk:
    """Answer a walk that the account may see; any other does not exist."""
    walk = one_walk(held.book, number)
    signed.must_see(walk.department)
    return walk


def name_of(held: Services, department: str) -> str:
    """Answer what a department is called; one that has gone is called by its id."""
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
        name=name_of(held, department),
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
    legs = legs_of(held, walk.department, walk.stops)
    # What a phone keeps shows the plan alone: nothing of what anybody noted.
    noted = [] if is_shell(request) else summaries(held.book, walk)
    chosen = request.query_params.get("stop", "")
    return shown(
        request,
        held,
        signed,
        "walk.html",
        status=200 if error is None else 422,
        walk=walk,
        name=name_of(held, walk.department),
        order=legs,
        new_stop=NEW_STOP,
        chosen=int(chosen) if chosen.isascii() and chosen.isdigit() else walk.stops[0].id,
        key="" if is_shell(request) else secrets.token_urlsafe(16),
        items=[item.value for item in Item],
        ratings=range(RATING_MOST + 1),
        feelings=range(1, FEELINGS + 1),
        dark=is_night(held, now()),
        saved="gemt" in request.query_params,
        error=error,
        facts={
            **facts_of(walk.id, "vandring", (*SCRIPT_WORDS, "stop.new", "error.new_stop")),
            "stops": [degrees(stop.x, stop.y) for stop in walk.stops],
            "lines": corners_of(lines_of(held, walk, noted)),
        },
    )
