"""JSON or a page, whichever is asked for; and errors as the standard tells them."""

import json
import logging
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from api.answers import accepted
from api.errors import status_of
from api.language import say
from api.ogc.asking import AskedError
from api.pages import page
from geo.model.errors import TryghedError

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Expose-Headers": "Content-Crs, Link",
    "Vary": "Accept",
}
"""What is public may be read by any page, also by a map of somebody else's."""

FORMS = ("json", "html")

log = logging.getLogger("tryghedskort")


def base_of(request: Request) -> str:
    """Answer the address of the service as the outside knows it."""
    outside = str(request.app.state.services.settings.base_url)
    return (outside or str(request.base_url)).rstrip("/") + "/ogc"


def wants_html(request: Request) -> bool:
    """Tell whether a page is asked for: by ``f``, else by what is accepted; JSON is the default.

    Raises
    ------
    AskedError
        Where ``f`` is another form.
    """
    form = request.query_params.get("f")
    if form is not None:
        if form not in FORMS:
            raise AskedError("ogc.format", value=form, known=", ".join(FORMS))
        return form == "html"
    weights = accepted(request.headers.get("accept", ""))
    kinds = ("application/json", "application/geo+json", "application/schema+json")
    return weights.get("text/html", 0.0) > max(weights.get(kind, 0.0) for kind in kinds)


def shown(request: Request, shape: Any, template: str, kind: str, **more: Any) -> Response:
    """Answer an object as JSON of a kind, or as a page."""
    if wants_html(request):
        made: Response = page(request, template, it=shape, **more)
    else:
        made = Response(json.dumps(shape, ensure_ascii=False), media_type=kind)
    made.headers.update(OPEN)
    return made


class OgcRoute(APIRoute):
    """A route whose errors are told as OGC API tells them: a code and a description."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Answer the handler with its refusals caught."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await inner(request)
            except TryghedError as error:
                status = status_of(error, request.url.path)
                if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    log.exception("%s", error.rule)
                return refused(status, error.rule, str(error))
            except Exception:
                log.exception("a request failed: %s", request.url.path)
                status = HTTPStatus.INTERNAL_SERVER_ERROR
                return refused(status, "program.failed", say("program.failed"))

        return handle


def refused(status: int, code: str, description: str) -> Response:
    """Answer an error."""
    body = json.dumps({"code": code, "description": description}, ensure_ascii=False)
    return Response(body, status, media_type="application/json", headers=OPEN)
