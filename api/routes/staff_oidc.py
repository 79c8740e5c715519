"""``/personale/oidc``: signing in the way one does at the municipality, where it is set up."""

from hmac import compare_digest
from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from api.auth import DOOR, is_secure, set_session
from api.dependencies import Services, ServicesHere
from api.office.fields import led_to, now
from api.office.oidc import Attempt, address, identified, is_set_up, leaving
from api.routes.staff_accounts import root_of
from api.routes.staff_door import HOME, door_page, own_path
from geo.model.errors import AccountError
from geo.reporting.identities import account_of, begin_attempt, use_attempt
from geo.reporting.sessions import begin_session

router = APIRouter(include_in_schema=False)

START = "/personale/oidc"
BROWSER = "personale_oidc"
"""Cookie that binds an attempt to the browser it began in."""


@router.get(START)
def start(request: Request, held: ServicesHere, videre: str = "") -> Response:
    """Send the browser to the municipality's door."""
    _set_up(held)
    state = begin_attempt(held.register, own_path(videre), now())
    try:
        target = address(held.settings, Attempt(state, held.desk.secret), _back(request, held))
    except AccountError as error:
        return door_page(request, held, videre, error)
    made = RedirectResponse(target, HTTPStatus.SEE_OTHER)
    made.headers["Cache-Control"] = "no-store"
    made.set_cookie(
        BROWSER,
        state,
        max_age=600,
        path=START,
        secure=is_secure(request, held),
        httponly=True,
        samesite="lax",  # the way back comes from another site
    )
    return made


@router.get(f"{START}/svar")
def answer(
    request: Request, held: ServicesHere, state: str = "", code: str = "", iss: str = ""
) -> Response:
    """Take the browser back: the attempt is used up, whatever becomes of it."""
    _set_up(held)
    own = compare_digest(request.cookies.get(BROWSER, "").encode(), state.encode())
    onward = use_attempt(held.register, state, now()) if state and own else None
    try:
        if onward is None or not code or iss not in {"", held.settings.oidc_issuer}:
            raise AccountError("oidc.failed")  # noqa: TRY301 - told like what the issuer refuses
        attempt = Attempt(state, held.desk.secret)
        who = identified(held.settings, attempt, code, _back(request, held))
        account = account_of(held.register, who, now())
    except AccountError as error:
        made = door_page(request, held, onward or "", error)
    else:
        made = led_to(own_path(onward))
        set_session(request, held, made, begin_session(held.register, account, now()))
    made.delete_cookie(BROWSER, path=START)
    return made


@router.get(f"{START}/ud")
def leave(request: Request, held: ServicesHere) -> Response:
    """Lead on to sign out at the municipality too; here one is out already."""
    _set_up(held)
    try:
        target = leaving(held.settings, f"{root_of(request, held)}{DOOR}")
    except AccountError as error:
        return door_page(request, held, HOME, error)
    return RedirectResponse(target or DOOR, HTTPStatus.SEE_OTHER)


def _back(request: Request, held: Services) -> str:
    return f"{root_of(request, held)}{START}/svar"


def _set_up(held: Services) -> None:
    if not is_set_up(held.settings):
        raise HTTPException(HTTPStatus.NOT_FOUND)
