"""``/sag/…`` and ``/sager``: what became of a report, for its holder and for everybody."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response

from api.answers import wants_json
from api.dependencies import Services, ServicesHere
from api.form.cookie import device_of
from api.form.showing import language_of, shown
from api.language import words
from geo.model.errors import NotFoundError
from geo.model.reports import Event, Status
from geo.reporting.codes import read_code
from geo.reporting.codes import shown as code_shown
from geo.reporting.desk import PublicCase
from geo.reporting.standing import is_number
from geo.reporting.verdicts import has_answered
from maps.qr import qr_path

router = APIRouter(include_in_schema=False)

THANKS = {
    "ja": "form.agreed",
    "igen": "form.agreed.before",
    "nej": "form.agreed.not",
    "moerkt": "form.still_dark.done",
    "orden": "form.in_order.done",
}
"""What a page says after a press, by what stands in its address."""


@router.get("/sager")
def cases(request: Request, held: ServicesHere) -> Response:
    """Answer the cases that staff have released, and totals of five and more."""
    return list_page(request, held, "forkert" in request.query_params, HTTPStatus.OK)


def list_page(request: Request, held: Services, wrong: object, status: HTTPStatus) -> Response:
    """Answer the list; ``wrong`` says that a code fitted nothing."""
    now = datetime.now(UTC)
    totals = held.desk.public_totals(now)
    names = department_names(held)
    return shown(
        request,
        held,
        "cases.html",
        found=held.desk.public_cases(now),
        totals=sorted(
            ((names.get(key, key), count) for key, count in totals.items()),
            key=lambda pair: pair[0].casefold(),
        ),
        wrong=bool(wrong),
        status=status,
    )


@router.get("/sag")
def look_up(request: Request, held: ServicesHere, kode: str = "") -> Response:
    """Lead whoever typed a code to its case."""
    language = language_of(request, held)
    code = read_code(kode)
    target = None
    if code is not None:
        with suppress(NotFoundError):
            held.desk.follow(code)
            target = f"/sag/{code_shown(code)}"
    asked = {"lang": language} | ({} if target else {"forkert": "1"})
    return RedirectResponse(f"{target or '/sager'}?{urlencode(asked)}", HTTPStatus.SEE_OTHER)


@router.get("/sag/{where}")
def case(request: Request, held: ServicesHere, where: str) -> Response:
    """Answer a case: to everybody by its number when it is released, to a holder by the code.

    Whatever is neither is told as a code that does not fit, in the language of whoever asks.
    """
    try:
        if is_number(where):
            return public_page(request, held, held.desk.public_case(where, datetime.now(UTC)))
        return holders_page(request, held, where)
    except NotFoundError as error:
        if wants_json(request):
            raise
        return list_page(request, held, error, HTTPStatus.NOT_FOUND)


@router.post("/sag/{where}/enig")
def agree(request: Request, held: ServicesHere, where: str) -> Response:
    """Note "jeg ser det også"."""
    device, now = device_of(request), datetime.now(UTC)
    open_gate(request, held)
    number = held.desk.public_case(where, now).number
    if device is None:
        return back(request, held, number, "nej")
    return back(request, held, number, "ja" if held.desk.agree(number, device, now) else "igen")


@router.post("/sag/{where}/moerkt")
def still_dark(request: Request, held: ServicesHere, where: str) -> Response:
    """Note that it is still dark there: a closed case is open again."""
    open_gate(request, held)
    held.desk.still_dark(where, device_of(request), datetime.now(UTC))
    return back(request, held, where, "moerkt")


@router.post("/sag/{where}/orden")
def in_order(request: Request, held: ServicesHere, where: str) -> Response:
    """Note that whoever reported says that a repair is in order; the code is the proof."""
    open_gate(request, held)
    asked = held.desk.in_order(where, datetime.now(UTC))
    return back(request, held, where, "orden" if asked else "")


@router.get("/sag/{where}/billede/{name}")
def picture(held: ServicesHere, where: str, name: str) -> Response:
    """Answer a picture that staff have released; any other does not exist."""
    photos = held.desk.database.photos
    if photos is None or name not in held.desk.public_case(where, datetime.now(UTC)).photos:
        raise NotFoundError("photo.unknown", name=name)
    return FileResponse(photos / name, media_type="image/jpeg")


def holders_page(request: Request, held: Services, where: str) -> Response:
    """Answer the page that a code or the link of a reply opens; only a code is shown again."""
    followed = held.desk.follow(where)
    typed = read_code(where)
    code = code_shown(typed) if typed else None
    here = code or where
    fresh = "ny" in request.query_params
    root = held.settings.base_url.rstrip("/") or str(request.base_url).rstrip("/")
    found = followed.case
    asks = found.status is Status.FIXED and not has_answered(followed.report, found.closed)
    return shown(
        request,
        held,
        "case.html",
        case=found,
        reported=followed.report.created.date().isoformat(),
        least=None,
        border=found.border,
        photos=[],
        received_photos=len(followed.report.photos),
        events=events_of(followed.events, found.owner),
        code=code,
        qr=qr_path(f"{root}/sag/{code}") if code else None,
        fresh=fresh,
        thanks=thanks(request, held, "form.received" if fresh else None),
        agree_at=None,
        owner_kind=found.owner_kind,
        dark_at=addressed(request, held, f"/sag/{here}/moerkt"),
        order_at=addressed(request, held, f"/sag/{here}/orden") if asks else None,
    )


def public_page(request: Request, held: Services, found: PublicCase) -> Response:
    """Answer a released case."""
    agrees = f"/sag/{found.number}/enig"
    return shown(
        request,
        held,
        "case.html",
        case=found,
        reported=None,
        least=found.least,
        border=False,
        received_photos=0,
        photos=[f"/sag/{found.number}/billede/{quote(name)}" for name in found.photos],
        events=events_of(found.events, found.owner),
        code=None,
        qr=None,
        fresh=False,
        thanks=thanks(request, held, None),
        agree_at=None if found.status.closed else addressed(request, held, agrees),
        owner_kind=None,
        dark_at=addressed(request, held, f"/sag/{found.number}/moerkt"),
        order_at=None,
    )


def events_of(events: Sequence[Event], owner: str | None) -> list[dict[str, Any]]:
    """Answer the steps of a case as the page tells them; who took one is not told."""
    return [
        {
            "created": event.created,
            "kind": event.kind,
            "status": event.status,
            "reason": event.reason,
            "owner": owner,
        }
        for event in events
    ]


def thanks(request: Request, held: Services, default: str | None) -> str | None:
    """Answer what the page says after a press."""
    key = THANKS.get(request.query_params.get("tak", ""), default)
    return words(language_of(request, held)).say(key) if key else None


def open_gate(request: Request, held: Services) -> None:
    """Refuse a storm of presses from one network.

    Raises
    ------
    HTTPException
        429 with the seconds to wait.
    """
    address = request.client.host if request.client else ""
    if not held.gate.touch(address):
        raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": "600"})


def back(request: Request, held: Services, where: str, said: str) -> Response:
    """Lead back to the case after a press, so that a reload presses nothing again."""
    asked = urlencode({"lang": language_of(request, held), "tak": said})
    return RedirectResponse(f"/sag/{quote(where, safe='')}?{asked}", HTTPStatus.SEE_OTHER)


def addressed(request: Request, held: Services, path: str) -> str:
    """Answer an address of ours in the language of the page."""
    return f"{path}?{urlencode({'lang': language_of(request, held)})}"


def department_names(held: Services) -> dict[str, str]:
    """Answer the departments' names by their ids."""

    def found() -> dict[str, str]:
        frame = held.workspace.departments()
        names = frame["name"].fillna(frame["id"])
        return dict(zip(frame["id"].astype(str), names.astype(str), strict=True))

    names: dict[str, str] = held.kept(("form", "departments"), found)
    return names
