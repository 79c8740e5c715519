"""``/ejer/{token}``: an owner looks at one case and answers once, without signing in."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import Services, ServicesHere
from api.office.fields import FormHere, led_to, now
from api.office.sending import lamp_number, picture_of
from api.office.showing import shown
from api.office.telling import told
from api.routes.staff_accounts import root_of
from geo.reporting.owners import answered, opened

router = APIRouter(include_in_schema=False)


@router.get("/ejer/{token}")
def case(request: Request, held: ServicesHere, token: str) -> Response:
    """Answer the place, the lamp and two buttons; looking answers nothing."""
    return _page(request, held, token)


@router.get("/ejer/{token}/kort.png")
def picture(held: ServicesHere, token: str) -> Response:
    """Answer the little map."""
    found = opened(held.register, token, now())
    headers = {"Cache-Control": "private, no-store"}
    return Response(picture_of(held, found.case), media_type="image/png", headers=headers)


@router.post("/ejer/{token}")
def reply(request: Request, held: ServicesHere, form: FormHere, token: str) -> Response:
    """Take the one answer; the link itself is the proof, there is no session to abuse."""
    number = opened(held.register, token, now()).case.id
    told(
        held,
        number,
        root_of(request, held),
        lambda: answered(held.register, token, form["answer"], now()),
    )
    return led_to(f"/ejer/{token}")


def _page(request: Request, held: Services, token: str) -> Response:
    found = opened(held.register, token, now())
    return shown(
        request, None, "owner.html", one_time=token, found=found, lamp=lamp_number(held, found.case)
    )
