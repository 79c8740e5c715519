"""``/metode``: how the numbers come about, made from the registry and the assumptions."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.pages import page
from geo.model.assumptions import Assumption
from geo.model.language import sentence
from geo.scoring.method import figure
from geo.scoring.method import method as described

router = APIRouter(include_in_schema=False)


@router.get("/metode")
def method(request: Request) -> Response:
    """Answer every formula, anchor and judged number, as the code has them."""
    whole = described()
    return page(
        request,
        "method.html",
        method=whole,
        assumptions=[(sentence(f"assumption.{row.key}"), row) for row in whole.assumptions],
        figure=figure,
        span=span,
    )


def span(entry: Assumption) -> str:
    """Answer the range of an assumption, or nothing where it has none."""
    return "" if entry.low == entry.high else f"{figure(entry.low)}–{figure(entry.high)}"
