"""``/rute``: the brightest and the shortest walk between two places, and bright rounds."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

import geo
from api.answers import HTML, answer, wants_json
from api.dependencies import ServicesHere
from api.models import ErrorAnswer
from api.pages import page
from api.ways import WaysShape, same_way, shaped, sketch
from geo.model.errors import NotFoundError

router = APIRouter()

Place = Annotated[str, Query(max_length=200)]


@router.get("/rute", response_model=WaysShape, responses={**HTML, 404: {"model": ErrorAnswer}})
def route(
    request: Request,
    held: ServicesHere,
    fra: Place = "",
    til: Place = "",
    underlag: Annotated[str, Query(pattern="^(any|level)$")] = "any",
) -> Response:
    """Answer the ways between two places, or the form that asks for them."""
    asked: dict[str, Any] = {"fra": fra, "til": til, "underlag": underlag}
    if not (fra.strip() and til.strip()) and not wants_json(request):
        return page(request, "route.html", it=None, refused=None, **asked)
    try:
        ways = geo.route(held.workspace, fra, til, footing=underlag)
        rounds = geo.winter_walks(held.workspace, fra, footing=underlag)
    except NotFoundError as error:
        if wants_json(request):
            raise
        return page(request, "route.html", status=404, it=None, refused=error, **asked)
    return answer(
        request,
        shaped(ways, rounds),
        "route.html",
        sketch=sketch(held.workspace, ways),
        same=same_way(ways),
        refused=None,
        **asked,
    )
