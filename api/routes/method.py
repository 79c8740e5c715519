"""``/metode``: how the numbers come about, made from the registry and the assumptions."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.pages import page
from geo.model.assumptions import Assumption, default_assumptions
from geo.model.language import sentence
from geo.scoring.factors import FACTORS

router = APIRouter(include_in_schema=False)


@router.get("/metode")
def method(request: Request) -> Response:
    """Answer the factors with their indicators, and every judged number."""
    defaults = default_assumptions()
    return page(
        request,
        "method.html",
        factors=list(FACTORS.values()),
        assumptions=[(sentence(f"assumption.{key}"), defaults.entry(key)) for key in defaults],
        figure=figure,
        span=span,
    )


def figure(value: float) -> str:
    """Answer a number as a Danish reader writes it.

    >>> figure(2.5), figure(1 / 3), figure(2000.0)
    ('2,5', '0,333', '2000')
    """
    return f"{value:.3f}".rstrip("0").rstrip(".").replace(".", ",")


def span(entry: Assumption) -> str:
    """Answer the range of an assumption, or nothing where it has none."""
    return "" if entry.low == entry.high else f"{figure(entry.low)}–{figure(entry.high)}"
