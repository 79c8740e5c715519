"""``/personale/log-ind`` and around it: signing in and out, and choosing a password."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.auth import COOKIE, DOOR, FIELD, Signed, is_secure, set_session, staff
from api.dependencies import Services, ServicesHere
from api.office.fields import FormHere, led_to, now
from api.office.oidc import is_set_up
from api.office.showing import shown
from geo.model.errors import AccountError, NotFoundError
from geo.reporting.codes import mark
from geo.reporting.sessions import begin_session, end_session

router = APIRouter(include_in_schema=False)

BEFORE = "personale_door"
"""Cookie of the door: a form to sign in came from a page of ours too."""

HOME = "/personale"


@router.get(DOOR)
def door(request: Request, held: ServicesHere, videre: str = "") -> Response:
    """Answer the form to sign in."""
    return door_page(request, held, videre)


@router.post(DOOR)
def sign_in(request: Request, held: ServicesHere, form: FormHere) -> Response:
    """Begin a session with a token of its own; whatever cookie there was counts for nothing."""
    _own_form(request, held, form[FIELD])
    try:
        account = held.register.check(form["name"], form["password"], now())
    except AccountError as error:
        return door_page(request, held, form["videre"], error)
    made = led_to(own_path(form["videre"]))
    made.delete_cookie(BEFORE, path=HOME)
    return set_session(request, held, made, begin_session(held.register, account, now()))


@router.post("/personale/log-ud")
def sign_out(
    request: Request, held: ServicesHere, _signed: Annotated[Signed, Depends(staff())]
) -> Response:
    """End the session at the server and in the browser."""
    end_session(held.register, request.cookies.get(COOKIE, ""))
    made = led_to(f"{DOOR}?ud=1")
    made.delete_cookie(COOKIE, path=HOME)
    return made


@router.get("/personale/adgangskode/{token}")
def reset(request: Request, held: ServicesHere, token: str) -> Response:
    """Answer the form to choose a password, where the link still holds."""
    if not held.register.reset_holds(token, now()):
        raise NotFoundError("account.no_such_link")
    return _password(request, held, token)


@router.post("/personale/adgangskode/{token}")
def choose(request: Request, held: ServicesHere, form: FormHere, token: str) -> Response:
    """Use the link up; the new password is asked for once more at the door."""
    _own_form(request, held, form[FIELD])
    try:
        held.register.choose_password(token, form["password"], now())
    except AccountError as error:
        return _password(request, held, token, error)
    return led_to(DOOR)


def own_path(text: str) -> str:
    """Answer where to go on, which is never another site.

    >>> own_path("/personale/sager/7"), own_path("//ondt.example"), own_path("/personale//x")
    ('/personale/sager/7', '/personale', '/personale')
    """
    plain = text.startswith(HOME) and not set(text) & set("\\?#\n\r\t") and "//" not in text
    return text if plain and text.removeprefix(HOME)[:1] in {"", "/"} else HOME


def door_page(
    request: Request, held: Services, onward: str, error: AccountError | None = None
) -> Response:
    """Answer the form to sign in, with what went wrong; the municipality's own way where set."""
    facts: dict[str, object] = {
        "onward": own_path(onward),
        "error": error,
        "elsewhere": held.settings.oidc_label if is_set_up(held.settings) else "",
        "signed_out": "ud" in request.query_params,
    }
    return _with_field(request, held, "door.html", facts)


def _password(
    request: Request, held: Services, token: str, error: AccountError | None = None
) -> Response:
    return _with_field(request, held, "password.html", {"one_time": token, "error": error})


def _with_field(
    request: Request, held: Services, template: str, facts: dict[str, object]
) -> Response:
    value = request.cookies.get(BEFORE) or secrets.token_urlsafe(24)
    field = mark(held.desk.secret, "door", value)[:32]
    status = 200 if facts["error"] is None else 422
    made = shown(request, None, template, status=status, field=field, **facts)
    made.set_cookie(
        BEFORE,
        value,
        path=HOME,
        secure=is_secure(request, held),
        httponly=True,
        samesite="strict",
    )
    return made


def _own_form(request: Request, held: Services, given: str) -> None:
    value = request.cookies.get(BEFORE, "")
    field = mark(held.desk.secret, "door", value)[:32]
    if not value or not secrets.compare_digest(field.encode(), given.encode()):
        raise HTTPException(403)
