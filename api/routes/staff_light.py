"""``/personale/lys``: reports held against the light, as the lists staff work from."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.auth import OFFICE, Signed, staff
from api.dependencies import ServicesHere
from api.office.light_lists import work_lists
from api.office.showing import shown
from api.routes.follow import department_names

router = APIRouter(include_in_schema=False)


@router.get("/personale/lys")
def light(
    request: Request, held: ServicesHere, signed: Annotated[Signed, Depends(staff(*OFFICE))]
) -> Response:
    """Answer the four cells; the advice is always to go and look."""
    return shown(
        request, signed, "light.html", lists=work_lists(held), departments=department_names(held)
    )
