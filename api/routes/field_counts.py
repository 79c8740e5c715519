"""``/personale/marken/taelling``: count lamps, benches, hedges and signs."""

import secrets
from dataclasses import replace
from typing import Annotated, Any

import shapely
from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from api.answers import wants_json
from api.auth import OFFICE, Signed, staff
from api.dependencies import Services, ServicesHere
from api.field.fields import entry_of
from api.field.ground import ground_of, lamps_of, shape_of
from api.field.handing_over import file_of
from api.field.showing import is_shell, shown
from api.language import say
from api.office.fields import Form, FormHere, Number, led_to, now
from api.papers.sheets import as_on_the_street
from api.routes.deliveries import HOME as DELIVERIES
from api.routes.deliveries import DeskHere
from api.routes.field import HOME, overview_page
from api.routes.follow import department_names
from geo.model.errors import NotFoundError, ReportError
from geo.model.field import Entry, LampType, Thing
from geo.model.staff import Role
from geo.reporting.field_book import Signature
from geo.reporting.field_counts import begin_count, count_in, handed_over, one_count, take_out
from geo.reporting.field_progress import progress

router = APIRouter(prefix=f"{HOME}/taelling", include_in_schema=False)

OfficeHere = Annotated[Signed, Depends(staff(*OFFICE))]
HANDS_OVER = (Role.PLANNER, Role.ADMINISTRATOR)

LISTED = 60
"""Lamps that remain, listed by number; all of them are on the map."""

SCRIPT_WORDS = (
    "offline", "online", "waiting", "kept", "sign_in", "unsent.failed", "delete", "here.finding",
    "here.found", "here.failed", "points.n", "map.hint", "saved.n", "error.place", "error.kept",
    "forgotten", "wrong", "mend",
)  # fmt: skip


@router.post("")
def begin(request: Request, held: ServicesHere, signed: OfficeHere, form: FormHere) -> Response:
    """Begin a count of a department."""
    try:
        shape_of(held, form["department"])
    except NotFoundError as error:
        return overview_page(request, held, signed, error, 404)
    number = begin_count(held.book, form["department"], Signature(signed.account.by, now()))
    return led_to(f"{HOME}/taelling/{number}")


@router.get("/{number}")
def counting(request: Request, held: ServicesHere, signed: OfficeHere, number: Number) -> Response:
    """Answer the form of a count, as a phone shows it."""
    return _form(request, held, signed, number)


@router.get("/{number}/grund")
def ground(held: ServicesHere, _signed: OfficeHere, number: Number) -> Response:
    """Answer the ground of a count's department, for the map."""
    count, _ = one_count(held.book, number)
    return JSONResponse(ground_of(held, count.department), headers={"Cache-Control": "no-store"})


@router.post("/{number}/ting")
def take(
    request: Request, held: ServicesHere, signed: OfficeHere, form: FormHere, number: Number
) -> Response:
    """Take one thing in; a phone is told in JSON, and may send it again."""
    try:
        count, _ = one_count(held.book, number)
        entry = _placed(held, count.department, form)
        got = count_in(held.book, number, entry, Signature(signed.account.by, now()))
    except ReportError as error:
        if wants_json(request):
            raise
        return _form(request, held, signed, number, error)
    if wants_json(request):
        return JSONResponse({"id": got.id, "again": got.again})
    return led_to(f"{HOME}/taelling/{number}?gemt=1")


@router.get("/{number}/status")
def status(request: Request, held: ServicesHere, signed: OfficeHere, number: Number) -> Response:
    """Answer what was counted, what remains, and the way to the deliveries."""
    return _status(request, held, signed, number)


@router.post("/{number}/slet")
def delete(held: ServicesHere, signed: OfficeHere, form: FormHere, number: Number) -> Response:
    """Delete what was counted by mistake."""
    take_out(held.book, number, form.number("entry") or 0, signed.account.by, now())
    return led_to(f"{HOME}/taelling/{number}/status")


@router.post("/{number}/aflever")
def hand_over(
    request: Request,
    held: ServicesHere,
    here: DeskHere,
    signed: Annotated[Signed, Depends(staff(*HANDS_OVER))],
    number: Number,
) -> Response:
    """Hand a count over as a delivery, and lead to its preview."""
    count, entries = one_count(held.book, number)
    try:
        sent = file_of(count.department, entries, now())
    except ReportError as error:
        return _status(request, held, signed, number, error)
    job = replace(here.inbox.take([sent], signed.account.name), counted=True)
    here.start(job)
    handed_over(held.book, number, job.token)
    return led_to(f"{DELIVERIES}/{job.token}")


def facts_of(number: int, way: str, words: tuple[str, ...]) -> dict[str, Any]:
    """Answer what the scripts of a page know: nothing of anybody."""
    path = f"{HOME}/{way}/{number}"
    return {
        "path": path,
        "ground": f"{path}/grund",
        "worker": f"{HOME}/arbejder.js",
        "scope": HOME,
        "words": {key: say(f"field.{key}") for key in words},
    }


def _placed(held: Services, department: str, form: Form) -> Entry:
    """Answer an entry; without a place it stands where the lamp of its number does."""
    entry = entry_of(form)
    if entry.points or entry.thing is not Thing.LAMP or not entry.number:
        return entry
    lamps = lamps_of(held, department)
    meant = lamps[lamps["number"].fillna("").str.upper() == entry.number.upper()]
    if len(meant) != 1:
        return entry
    x, y = shapely.get_coordinates(shapely.centroid(meant.geometry.to_numpy()))[0]
    return replace(entry, points=((float(x), float(y)),))


def _form(
    request: Request,
    held: Services,
    signed: Signed,
    number: int,
    error: ReportError | None = None,
) -> Response:
    count, _ = one_count(held.book, number)
    shell = is_shell(request)
    return shown(
        request,
        held,
        signed,
        "count.html",
        status=200 if error is None else 422,
        number=number,
        name=department_names(held).get(count.department, count.department),
        key="" if shell else secrets.token_urlsafe(16),
        things=[thing.value for thing in Thing],
        lamp_types=[kind.value for kind in LampType],
        saved="gemt" in request.query_params,
        error=error,
        facts={
            **facts_of(number, "taelling", SCRIPT_WORDS),
            "labels": {thing.value: say(f"field.thing.{thing.value}") for thing in Thing},
        },
    )


def _status(
    request: Request,
    held: Services,
    signed: Signed,
    number: int,
    error: ReportError | None = None,
) -> Response:
    count, entries = one_count(held.book, number)
    lamps = lamps_of(held, count.department)
    told = progress(lamps, entries)
    names = told.remaining["number"].fillna(told.remaining["id"]).astype(str)
    return shown(
        request,
        held,
        signed,
        "status.html",
        status=200 if error is None else 422,
        number=number,
        name=department_names(held).get(count.department, count.department),
        told=told,
        known=len(lamps),
        remaining=sorted(names, key=as_on_the_street),
        most=LISTED,
        entries=entries[::-1],
        job=count.job,
        may_hand_over=signed.account.role in HANDS_OVER,
        error=error,
    )
