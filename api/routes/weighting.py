"""``/vaegtning``: find weights together – rank the lifts, rate them, see what follows.

The page computes and changes nothing: whoever may keeps the set at ``/personale/vaegtning`` or with
the command it shows, with a name and a date, and everything that was decided before stays.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.dependencies import ServicesHere
from api.pages import page
from geo.model.errors import TryghedError
from geo.scoring.factors import FACTORS
from geo.scoring.method import figure
from geo.scoring.weighting import swing_weights

router = APIRouter(include_in_schema=False)


@router.get("/vaegtning")
def weighting(
    request: Request,
    held: ServicesHere,
    rating: Annotated[list[float] | None, Query()] = None,
) -> Response:
    """Answer the form, and the weights that follow from the ratings in the address."""
    given = rating if rating is not None and len(rating) == len(FACTORS) else None
    ratings = dict(zip(FACTORS, given or [0.0] * len(FACTORS), strict=True))
    weights, refusal = None, None
    if given is not None:
        try:
            weights = swing_weights(ratings)
        except TryghedError as error:
            refusal = f"{error.message} {error.remedy}"
    command = " ".join(f"{key}={figure(value).replace(',', '.')}" for key, value in ratings.items())
    return page(
        request,
        "weighting.html",
        factors=list(FACTORS.values()),
        ratings=ratings,
        weights=weights,
        refusal=refusal,
        command=f'tryghedskort weights "NAVN" {command} --by "HVEM"',
        decided=held.workspace.weightings(),
        figure=figure,
    )
