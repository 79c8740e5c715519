"""``/velkomst/{id}`` and ``/opslag/{id}``: papers of a department, to print."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.auth import OFFICE, Signed, staff
from api.boards import NOTED, POLICY, board, card
from api.dependencies import ServicesHere
from api.form.languages import ORDER, offered
from api.released import released_cases
from api.routes.staff_accounts import root_of

router = APIRouter(include_in_schema=False)

Languages = Annotated[list[str] | None, Query(alias="sprog", max_length=len(ORDER))]


@router.get("/velkomst/{department_id:path}")
def welcome(
    request: Request, held: ServicesHere, department_id: str, languages: Languages = None
) -> Response:
    """Answer the welcome card in the languages that are offered to everybody."""
    profile = held.profile(department_id)
    known = offered(held)
    chosen = [code for code in _asked(languages) if code in known] or known[:2]
    return _paper(card(held.workspace, profile, chosen, root_of(request, held)))


@router.get("/opslag/{department_id:path}")
def noticeboard(request: Request, held: ServicesHere, department_id: str) -> Response:
    """Answer the sheet with the released cases of a department."""
    profile = held.profile(department_id)
    return _paper(board(profile, released_cases(held.desk), root_of(request, held)))


@router.get("/personale/velkomst")
def own_welcome(
    request: Request,
    held: ServicesHere,
    _signed: Annotated[Signed, Depends(staff(*OFFICE))],
    afdeling: str = "",
    languages: Languages = None,
) -> Response:
    """Answer the welcome card with words of staff, in any of its languages; nothing is kept."""
    notes = {sign: request.query_params.get(sign, "").strip() for sign in NOTED}
    profile = held.profile(afdeling)
    made = _paper(card(held.workspace, profile, _asked(languages), root_of(request, held), notes))
    made.headers["Cache-Control"] = "no-store"
    return made


def _asked(languages: list[str] | None) -> list[str]:
    """Answer the languages that were asked for and are known, each once, in the order asked."""
    return [code for code in dict.fromkeys(languages or ()) if code in ORDER]


def _paper(text: str) -> Response:
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
    return Response(text, media_type="text/html", headers=headers)
