"""``/personale``: the queue with map and list."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.auth import Signed, staff
from api.dependencies import ServicesHere
from api.office.fields import now
from api.office.queue import CHOICES, FILTERS, drawing, lines
from api.office.showing import shown
from api.routes.follow import department_names
from geo.model.staff import Role
from geo.reporting.staff import waiting

router = APIRouter(include_in_schema=False)


@router.get("/personale")
def queue(
    request: Request, held: ServicesHere, signed: Annotated[Signed, Depends(staff())]
) -> Response:
    """Answer the cases an account may see, those that have lain too long first."""
    asked = {name: request.query_params.get(name, "")[:80] for name in FILTERS}
    found = lines(held, signed, asked, now())
    names = department_names(held)
    frame = held.workspace.departments()
    is_board = signed.account.role is Role.BOARD
    if is_board:
        frame = frame[frame["id"] == signed.account.department]
        names = {key: name for key, name in names.items() if key == signed.account.department}
    everything = [one.case for one in lines(held, signed, {"status": "all"}, now())]
    return shown(
        request,
        signed,
        "queue.html",
        found=found,
        drawing=drawing(frame, found),
        asked=asked,
        choices=CHOICES,
        departments=names,
        owners=sorted({case.owner for case in everything if case.owner}, key=str.casefold),
        held_back=0 if is_board else len(waiting(held.desk.database)),
        is_board=is_board,
    )
