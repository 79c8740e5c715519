"""``/tilgaengelighed``: how far everybody can use these pages, and whom to tell."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.pages import page

router = APIRouter(include_in_schema=False)


@router.get("/tilgaengelighed")
def accessibility(request: Request) -> Response:
    """Answer the statement."""
    return page(request, "accessibility.html")
