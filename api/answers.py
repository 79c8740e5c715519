"""One answer, two forms: the page a person reads and the JSON a program does, from one object."""

from typing import Any

from fastapi import Request
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from api.pages import page

HTML: dict[int | str, dict[str, Any]] = {200: {"content": {"text/html": {}}}}
"""What ``openapi.json`` says of a route that has a page too."""


def wants_json(request: Request) -> bool:
    """Tell whether a program asks: JSON is accepted, and preferred to a page."""
    weights = accepted(request.headers.get("accept", ""))
    json = weights.get("application/json", 0.0)
    return json > max(weights.get("text/html", 0.0), 0.0)


def accepted(header: str) -> dict[str, float]:
    """Answer the weight of each media type a header names.

    >>> accepted("text/html, application/json;q=0.5")
    {'text/html': 1.0, 'application/json': 0.5}
    """
    weights: dict[str, float] = {}
    for part in header.split(",")[:50]:
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            weights[kind] = float(quality)
        except ValueError:
            weights[kind] = 0.0
    return weights


def answer(
    request: Request, shape: BaseModel, template: str, /, *, status: int = 200, **more: Any
) -> Response:
    """Answer an object as JSON or as a page, whichever was asked for.

    Parameters
    ----------
    shape
        The object; the template knows it as ``it``.
    template
        File in ``api/templates``.
    status
        Status of the answer.
    **more
        What only the page needs.
    """
    if wants_json(request):
        made: Response = JSONResponse(shape.model_dump(mode="json", by_alias=True), status)
    else:
        made = page(request, template, status=status, it=shape, **more)
    made.headers["Vary"] = "Accept"
    return made
