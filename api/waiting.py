"""What a page says while its scorings are being made: how far the work is, when to look again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.answers import wants_json
from api.pages import page
from api.refusals import refusal, told_own
from api.scorer import ScoringUnderWayError

AGAIN_S = 4
"""Seconds until the page looks again by itself."""


def add_waiting(app: FastAPI) -> None:
    """Let the application say that it is still scoring."""
    app.add_exception_handler(ScoringUnderWayError, _under_way)


@asynccontextmanager
async def resting_scorer(app: FastAPI) -> AsyncIterator[None]:
    """Let the department that is being scored land before the application ends."""
    yield
    await run_in_threadpool(app.state.services.scorer.stop)


async def _under_way(request: Request, error: Exception) -> Response:
    assert isinstance(error, ScoringUnderWayError)
    if wants_json(request):
        made = refusal(request, HTTPStatus.SERVICE_UNAVAILABLE, told_own("scoring.under_way"))
    else:
        made = page(
            request,
            "scoring.html",
            status=HTTPStatus.ACCEPTED,
            done=error.done,
            total=error.total,
        )
        # As a header: the page itself stays one that does not move under whoever reads it.
        made.headers["Refresh"] = str(AGAIN_S)
    made.headers["Retry-After"] = str(AGAIN_S)
    made.headers["Cache-Control"] = "no-store"
    return made
