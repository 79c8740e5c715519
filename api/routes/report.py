"""``/indberet``: a resident reports a dark place, with or without JavaScript."""

from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.answers import wants_json
from api.dependencies import Services, ServicesHere
from api.field.showing import is_shell
from api.field.worker import RESIDENTS, worker
from api.form.answering import field_and_sentence
from api.form.cookie import device_of, remember
from api.form.fields import NAMES, Fields, blank, draft_of, read
from api.form.ground import ground, stepped
from api.form.places import circumstances, degrees, grounds, metres, middle, placed
from api.form.replying import takes_email
from api.form.showing import language_of, shown
from api.language import Words, words
from geo.model.errors import ReportError
from geo.model.reports import Draft, Hour, Kind, Setting
from geo.reporting.codes import shown as code_shown
from geo.reporting.duplicates import Duplicate, Place
from geo.reporting.lamp_suggestion import suggest_lamps
from geo.reporting.spam import Passage
from geo.reporting.surroundings import surroundings

router = APIRouter(include_in_schema=False)

BYTES_MOST = 50_000_000
"""A form with three pictures as phones take them; more is not read."""

SCRIPT_WORDS = (
    "where.finding", "where.found", "where.failed", "map.hint", "map.near", "map.zoom_in",
    "map.zoom_out", "lamps.unknown", "lamps.one", "lamps.nameless", "lamps.owner", "lamps.border",
    "lamps.out", "remembered", "remembered.saved", "text.left", "photos.remove", "sending",
    "offline", "waiting", "errors", "error.place", "error.kind", "error.unknown", "agree",
    "nearby.metres", "error.refused", "agreed", "owner.municipality", "owner.housing",
    "owner.homeowners", "owner.state",
)  # fmt: skip
"""Sentences the page's scripts say; they come with the page, so that it works off line."""


@router.get("/indberet")
def form(request: Request, held: ServicesHere) -> Response:
    """Answer an empty form; a sticker on a mast or a door may have filled in the place.

    With ``skal`` it is the shell a phone keeps for when there is no signal: without key and stamp,
    which the phone makes and fetches itself when something is sent.
    """
    new = blank()
    if is_shell(request):
        return form_page(request, held, Fields({**new.values, "key": ""}, (), ()), {})
    asked = {"lamp_number": "lampe", "place": "sted"}
    filled = {name: request.query_params.get(query, "")[:160] for name, query in asked.items()}
    return form_page(request, held, Fields({**new.values, **filled}, (), ()), {})


@router.post("/indberet")
async def hand_in(request: Request, held: ServicesHere) -> Response:
    """Take a report in; what is missing is said beside its field, and nothing is kept then."""
    length = request.headers.get("content-length", "")
    if not length.isascii() or not length.isdigit() or int(length) > BYTES_MOST:
        return await run_in_threadpool(refused, request, held, blank(), {"photos": "size"})
    async with request.form(max_files=20, max_fields=60) as sent:
        fields = await read(sent)
    return await run_in_threadpool(taken, request, held, fields)


def taken(request: Request, held: Services, fields: Fields) -> Response:
    """Answer what became of a form."""
    address = request.client.host if request.client else ""
    passed = held.gate.ask(address, fields["website"], fields["stamp"])
    if passed in {Passage.REFUSED, Passage.AGAIN}:
        storm = passed is Passage.REFUSED
        status = HTTPStatus.TOO_MANY_REQUESTS if storm else HTTPStatus.UNPROCESSABLE_ENTITY
        return refused(request, held, fields, {"text": passed.value}, status)
    language, now = language_of(request, held), datetime.now(UTC)
    try:
        draft = draft_of(fields, language, device_of(request))
        if not takes_email(held):
            draft = replace(draft, email=None)
    except KeyError:
        return refused(request, held, fields, {"kind": "kind"})
    ground_here = grounds(held)
    draft, owner = placed(held, ground_here, draft)
    queued = "burst" if passed is Passage.QUEUED else None
    try:
        found = [] if fields["seen"] else nearby(held, draft)
        if found:
            return already(request, held, fields, found)
        known = circumstances(held, ground_here, draft, owner, queued)
        got = held.desk.receive(draft, known, now)
    except ReportError as error:
        field, sentence = field_and_sentence(error)
        return refused(request, held, fields, {field: sentence.removeprefix("form.error.")})
    code = code_shown(got.code)
    target = f"/sag/{code}?{urlencode({'lang': language, 'ny': 1})}"
    if wants_json(request):
        return remember(
            request,
            JSONResponse(
                {"code": code, "url": target, "kind": draft.kind, "photos": len(draft.photos)}
            ),
        )
    return RedirectResponse(target, HTTPStatus.SEE_OTHER)


@router.get("/indberet/omkring")
def around(held: ServicesHere, lat: float, lon: float) -> Response:
    """Answer the ground round a place, for the little map."""
    x, y = stepped(*(metres(lat, lon) or middle(held)))
    found = held.kept(("form", "ground", f"{x:.0f} {y:.0f}"), lambda: ground(held.workspace, x, y))
    return JSONResponse(found, headers={"Cache-Control": "private, max-age=600"})


@router.get("/indberet/lamper")
def lamps(held: ServicesHere, lat: float, lon: float) -> Response:
    """Answer up to three lamps that may be meant, with number, state and owner."""
    place = metres(lat, lon)
    found = [] if place is None else suggest_lamps(surroundings(held.workspace, *place), *place)
    shapes = [
        {
            "id": one.lamp,
            "number": one.number,
            "status": one.status,
            "owner": one.owner,
            "owner_kind": one.owner_kind,
            "border": one.border,
            "metres": round(min(one.metres, 999)),
        }
        for one in found
    ]
    return JSONResponse({"lamps": shapes}, headers={"Cache-Control": "no-store"})


@router.get("/indberet/arbejder.js")
def script() -> Response:
    """Answer the worker that keeps the form for when there is no signal."""
    return worker(RESIDENTS)


@router.get("/indberet/stempel")
def stamp(held: ServicesHere) -> Response:
    """Answer a new stamp for a report that waited on a phone without connection."""
    return JSONResponse({"stamp": held.gate.stamp()}, headers={"Cache-Control": "no-store"})


def nearby(held: Services, draft: Draft) -> list[Duplicate]:
    """Answer what is perhaps reported already, in the public's sight."""
    if draft.x is None or draft.y is None:
        return []
    place = Place(draft.kind, draft.x, draft.y, draft.lamp)
    return held.desk.nearby(place, draft.setting)


def already(request: Request, held: Services, fields: Fields, found: list[Duplicate]) -> Response:
    """Answer the step before sending, where one says whether it is one of these."""
    said = words(language_of(request, held))
    shapes = [_case_shape(said, one) for one in found]
    if wants_json(request):
        return JSONResponse({"nearby": shapes})
    names = [name for name in NAMES if name not in {"website", "seen"}]
    return shown(
        request,
        held,
        "nearby.html",
        found=shapes,
        fields=fields,
        names=names,
        had_photos=bool(fields.photos),
    )


def _case_shape(said: Words, one: Duplicate) -> dict[str, Any]:
    case = one.case
    return {
        "number": f"S{case.id}",
        "place": case.place,
        "kind": case.kind,
        "status": said.say(f"form.status.{case.status}", owner=case.owner or "–"),
        # In tens: the exact point is for staff.
        "metres": max(10, round(one.metres / 10) * 10),
    }


def refused(
    request: Request,
    held: Services,
    fields: Fields,
    wrong: dict[str, str],
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> Response:
    """Answer the form again with what is missing, or the same to a script."""
    said = words(language_of(request, held))
    errors = {field: said.say(f"form.error.{key}") for field, key in wrong.items()}
    if wants_json(request):
        made: Response = JSONResponse(
            {"errors": errors, "stamp": held.gate.renewed(fields["stamp"])}, status
        )
    else:
        made = form_page(request, held, fields, errors, status)
    if status is HTTPStatus.TOO_MANY_REQUESTS:
        made.headers["Retry-After"] = "600"
    return made


def form_page(
    request: Request,
    held: Services,
    fields: Fields,
    errors: dict[str, str],
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """Answer the form as a page."""
    said = words(language_of(request, held))
    facts = {
        "language": said.language,
        "middle": degrees(*middle(held)),
        "words": {key: said.say(f"form.{key}") for key in SCRIPT_WORDS},
        "kinds": {kind.value: said.say(f"form.kind.{kind}") for kind in Kind},
        "wrong": bool(errors),
        "shell": is_shell(request),
    }
    return shown(
        request,
        held,
        "form.html",
        status=status,
        fields=fields,
        errors=errors,
        stamp="" if is_shell(request) else held.gate.renewed(fields["stamp"]),
        kinds=[kind.value for kind in Kind],
        hours=[hour.value for hour in Hour],
        settings=[setting.value for setting in Setting],
        facts=facts,
        takes_email=takes_email(held),
    )
