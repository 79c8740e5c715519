"""Who may ask for what: one rule per route, written where the route is.

``Depends(staff(Role.PLANNER))`` lets planners in. Whoever is not signed in is led to the door;
whoever is, but may not see it, is told that there is no such page. A form must carry the hidden
field of its own session. A route under ``/personale`` without a rule fails a test.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from api.answers import wants_json
from api.dependencies import Services, services
from api.models import ErrorShape
from api.refusals import refusal, told_own
from geo.model.errors import NotFoundError
from geo.model.staff import Account, Role
from geo.reporting.sessions import form_token, is_form_token, session_of

COOKIE = "personale"
FIELD = "csrf"
DOOR = "/personale/log-ind"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

EVERYBODY = tuple(Role)
OFFICE = (Role.PLANNER, Role.OPERATIONS, Role.ADMINISTRATOR)
"""Those who may read what residents wrote: never a board, who are their neighbours."""


@dataclass(frozen=True)
class Signed:
    """Somebody of staff who is signed in.

    Parameters
    ----------
    account
        Who.
    token
        What the hidden field of every form on the page must be.
    """

    account: Account
    token: str

    def must_see(self, department: str | None) -> None:
        """Refuse what lies in another department than a board's own.

        Raises
        ------
        NotFoundError
            As if it did not exist.
        """
        if not self.account.sees(department):
            raise NotFoundError("case.unknown", case="–")


class SignInNeededError(Exception):
    """Nobody is signed in; the door is shown."""


class StaffRule:
    """A rule of a route: which roles may come in.

    Parameters
    ----------
    roles
        Those who may; nobody else is told that the route exists.
    """

    def __init__(self, roles: tuple[Role, ...]) -> None:
        self.roles = frozenset(roles)

    async def __call__(self, request: Request) -> AsyncIterator[Signed]:
        """Answer who is signed in, and refuse a form that came from elsewhere.

        Whatever a form brought along is let go of when the request has been answered.
        """
        held, cookie = services(request), request.cookies.get(COOKIE, "")
        account = await run_in_threadpool(signed_in, held, cookie)
        if account is None:
            raise SignInNeededError
        if account.role not in self.roles:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        try:
            await self.prove(request, held, cookie)
            yield Signed(account, form_token(held.register, cookie))
        finally:
            await request.close()

    async def prove(self, request: Request, held: Services, cookie: str) -> None:
        """Refuse a request that changes something and was not sent by a page of ours."""
        if request.method not in SAFE and not await self.is_ours(request, held, cookie):
            raise HTTPException(HTTPStatus.FORBIDDEN)

    async def is_ours(self, request: Request, held: Services, cookie: str) -> bool:
        """Tell whether a form carries the hidden field of its own session."""
        return is_form_token(held.register, cookie, await given_token(request))


def staff(*roles: Role) -> StaffRule:
    """Answer the rule that lets these roles in; without any, everybody of staff."""
    return StaffRule(roles or EVERYBODY)


def signed_in(held: Services, cookie: str) -> Account | None:
    """Answer who is signed in with a cookie."""
    return session_of(held.register, cookie, datetime.now(UTC)) if cookie else None


async def given_token(request: Request) -> str:
    """Answer the hidden field of a form, or the header a script of ours sends in its place."""
    header = request.headers.get("x-csrf")
    if header is not None:
        return header
    kind = request.headers.get("content-type", "")
    if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return ""
    value = (await request.form()).get(FIELD)
    return value if isinstance(value, str) else ""


def set_session(request: Request, held: Services, made: Response, token: str) -> Response:
    """Set the cookie of a session that has just begun."""
    made.set_cookie(
        COOKIE,
        token,
        path="/personale",
        secure=is_secure(request, held),
        httponly=True,
        samesite="lax",
    )
    return made


def is_secure(request: Request, held: Services) -> bool:
    """Tell whether the address outside is https, also where a proxy speaks http to us."""
    return request.url.scheme == "https" or held.settings.base_url.startswith("https://")


def add_door(app: FastAPI) -> None:
    """Lead whoever is not signed in to the door, and back to where they wanted to be."""
    app.add_exception_handler(SignInNeededError, _to_the_door)


async def _to_the_door(request: Request, _error: Exception) -> Response:
    if wants_json(request):
        shape: ErrorShape = told_own("page.sign_in")
        return refusal(request, HTTPStatus.UNAUTHORIZED, shape)
    target: Any = DOOR
    if request.method == "GET":
        target = f"{DOOR}?videre={quote(request.url.path, safe='/')}"
    return RedirectResponse(target, HTTPStatus.SEE_OTHER)
