"""``/personale/brugere``: an administrator makes, resets and closes accounts."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.auth import Signed, staff
from api.dependencies import Services, ServicesHere
from api.office.fields import FormHere, led_to, now
from api.office.showing import shown
from api.routes.follow import department_names
from geo.model.errors import AccountError
from geo.model.staff import Role

router = APIRouter(include_in_schema=False)

SignedHere = Annotated[Signed, Depends(staff(Role.ADMINISTRATOR))]


@router.get("/personale/brugere")
def accounts(request: Request, held: ServicesHere, signed: SignedHere) -> Response:
    """List the accounts, with a form for a new one."""
    return _page(request, held, signed)


@router.post("/personale/brugere")
def add(request: Request, held: ServicesHere, signed: SignedHere, form: FormHere) -> Response:
    """Make an account and show its one-time link, once."""
    try:
        role = role_of(form["role"])
        department = form["department"] or None
        account, token = held.register.add(form["name"], role, department, signed.account.by, now())
    except AccountError as error:
        return _page(request, held, signed, error=error)
    return _page(request, held, signed, fresh=(account.name, link_of(request, held, token)))


@router.post("/personale/brugere/nulstil")
def reset(request: Request, held: ServicesHere, signed: SignedHere, form: FormHere) -> Response:
    """Show a one-time link by which the account chooses a new password."""
    token = held.register.reset(form["name"], signed.account.by, now())
    return _page(request, held, signed, fresh=(form["name"], link_of(request, held, token)))


@router.post("/personale/brugere/luk")
def disable(held: ServicesHere, signed: SignedHere, form: FormHere) -> Response:
    """Close an account at once."""
    held.register.disable(form["name"], signed.account.by, now())
    return led_to("/personale/brugere")


def role_of(text: str) -> Role:
    """Answer a role by its code.

    Raises
    ------
    AccountError
        ``account.bad_role``.
    """
    if text not in set(Role):
        raise AccountError("account.bad_role", name=text)
    return Role(text)


def root_of(request: Request, held: Services) -> str:
    """Answer the address from outside, without a slash at its end."""
    return held.settings.base_url.rstrip("/") or str(request.base_url).rstrip("/")


def link_of(request: Request, held: Services, token: str) -> str:
    """Answer a one-time link as it is sent to its person."""
    return f"{root_of(request, held)}/personale/adgangskode/{token}"


def _page(
    request: Request,
    held: Services,
    signed: Signed,
    *,
    fresh: tuple[str, str] | None = None,
    error: AccountError | None = None,
) -> Response:
    return shown(
        request,
        signed,
        "accounts.html",
        status=200 if error is None else 422,
        accounts=held.register.all(),
        departments=department_names(held),
        roles=[role.value for role in Role],
        fresh=fresh,
        error=error,
    )
