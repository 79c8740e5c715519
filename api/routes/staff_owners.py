"""``/personale/ejere`` and ``/personale/svar``: whom staff write to, and in which words."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.auth import OFFICE, Signed, staff
from api.dependencies import Services, ServicesHere
from api.office.fields import FormHere, led_to, now
from api.office.showing import shown
from geo.model.errors import ReportError
from geo.model.reports import Status
from geo.reporting.answers import all_answers, drop_answer, keep_answer
from geo.reporting.owners import Owner, all_owners, keep_owner

router = APIRouter(include_in_schema=False)

OfficeHere = Annotated[Signed, Depends(staff(*OFFICE))]


@router.get("/personale/ejere")
def owners(request: Request, held: ServicesHere, signed: OfficeHere) -> Response:
    """List the owners with their addresses, and the sentences staff use again."""
    return _page(request, held, signed)


@router.post("/personale/ejere")
def keep(request: Request, held: ServicesHere, signed: OfficeHere, form: FormHere) -> Response:
    """Keep an owner's address; without one it is forgotten."""
    try:
        wanted = Owner(form["name"], form["email"], form["response"])
        keep_owner(held.register, wanted, signed.account.by, now())
    except ReportError as error:
        return _page(request, held, signed, error)
    return led_to("/personale/ejere")


@router.post("/personale/svar")
def add(request: Request, held: ServicesHere, signed: OfficeHere, form: FormHere) -> Response:
    """Keep a sentence."""
    try:
        keep_answer(held.register, form["status"], form["words"], signed.account.by, now())
    except ReportError as error:
        return _page(request, held, signed, error)
    return led_to("/personale/ejere")


@router.post("/personale/svar/slet")
def drop(held: ServicesHere, signed: OfficeHere, form: FormHere) -> Response:
    """Forget a sentence."""
    drop_answer(held.register, form.number("answer") or 0, signed.account.by, now())
    return led_to("/personale/ejere")


def _page(
    request: Request, held: Services, signed: Signed, error: ReportError | None = None
) -> Response:
    return shown(
        request,
        signed,
        "owners.html",
        status=200 if error is None else 422,
        owners=all_owners(held.register),
        answers=all_answers(held.register),
        statuses=[status.value for status in Status],
        known=_known(held),
        error=error,
    )


def _known(held: Services) -> list[str]:
    """Answer the owners the registers name, so that nobody has to spell them."""
    names: set[str] = set()
    for layer in ("owner_areas", "lamps"):
        frame = held.workspace.layer(layer)
        if frame is not None:
            names |= set(frame["owner"].dropna().astype(str))
    return sorted(names, key=str.casefold)
