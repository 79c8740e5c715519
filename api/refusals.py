"""Errors told: the same sentence and remedy as JSON to a program and as a page to a person."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.answers import answer
from api.errors import STANDARDS, status_of, told
from api.language import say
from api.models import ErrorAnswer, ErrorShape
from geo.model.errors import TryghedError

log = logging.getLogger("tryghedskort")


def add_refusals(app: FastAPI) -> None:
    """Let the application tell whatever it cannot do."""
    app.add_exception_handler(TryghedError, _refused)
    app.add_exception_handler(HTTPException, _not_served)
    app.add_exception_handler(RequestValidationError, _misasked)
    app.add_exception_handler(Exception, _failed)


def refusal(request: Request, status: int, error: ErrorShape) -> Response:
    """Answer an error as JSON or as a page."""
    return answer(request, ErrorAnswer(error=error), "error.html", status=status)


def told_own(key: str) -> ErrorShape:
    """Answer an error of the web side's own."""
    return ErrorShape(rule=key, message=say(key), remedy=say(f"{key}/remedy"))


async def _refused(request: Request, error: Exception) -> Response:
    """Tell what geo refuses."""
    assert isinstance(error, TryghedError)
    status = status_of(error, request.url.path)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("%s: %s", error.rule, error)
    return refusal(request, status, ErrorShape(**told(error)))


async def _not_served(request: Request, error: Exception) -> Response:
    """Tell that there is no such page, or that it takes no such request."""
    assert isinstance(error, HTTPException)
    keys = {403: "page.forged", 404: "page.not_found", 405: "page.no_such_method"}
    key = keys.get(error.status_code, "page.refused")
    made = refusal(request, error.status_code, told_own(key))
    made.headers.update(error.headers or {})
    return made


async def _misasked(request: Request, error: Exception) -> Response:
    """Tell that a value of the request cannot be understood."""
    assert isinstance(error, RequestValidationError)
    standard = request.url.path.startswith(STANDARDS)
    status = HTTPStatus.BAD_REQUEST if standard else HTTPStatus.UNPROCESSABLE_ENTITY
    names = ", ".join(".".join(map(str, entry["loc"][1:])) for entry in error.errors())
    shape = ErrorShape(
        rule="request.invalid",
        message=say("request.invalid", names=names),
        remedy=say("request.invalid/remedy"),
    )
    return refusal(request, status, shape)


async def _failed(request: Request, error: Exception) -> Response:
    """Say that the mistake is ours; what it was stands in the log and not on the page."""
    # The pattern, not the path: a code or a link may stand in the path.
    route = getattr(request.scope.get("route"), "path", "-")
    log.error("a request failed: %s", route, exc_info=error)
    return refusal(request, HTTPStatus.INTERNAL_SERVER_ERROR, told_own("program.failed"))
