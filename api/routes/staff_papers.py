"""``/personale/ny`` and ``/personale/ark``: for those without a phone, and papers to print."""

import secrets
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.auth import OFFICE, Signed, staff
from api.boards import NOTED
from api.dependencies import Services, ServicesHere
from api.form.fields import one_of
from api.form.languages import ORDER
from api.form.places import circumstances, grounds, placed
from api.language import words
from api.office.fields import Form, FormHere, now
from api.office.showing import shown
from api.papers.sheets import paper_form, stickers
from api.routes.follow import department_names
from api.routes.staff_accounts import root_of
from geo.model.errors import ReportError
from geo.model.reports import Draft, Hour, Kind, Located
from geo.reporting.codes import shown as code_shown
from geo.store.cases import insert_audit
from maps.qr import qr_path

router = APIRouter(include_in_schema=False)

OfficeHere = Annotated[Signed, Depends(staff(*OFFICE))]
PDF = "application/pdf"


@router.get("/personale/ny")
def new(request: Request, held: ServicesHere, signed: OfficeHere) -> Response:
    """Answer the short form for a resident at the counter or on the telephone."""
    return _form(request, held, signed)


@router.post("/personale/ny")
def take(request: Request, held: ServicesHere, signed: OfficeHere, form: FormHere) -> Response:
    """Take the report in and answer its slip; sending the form again answers the same slip."""
    ground = grounds(held)
    try:
        draft, owner = placed(held, ground, _draft(form))
        # In words as well as by its lamp: the number may be of none in the register.
        if draft.lamp is None and not draft.place_text:
            draft = replace(draft, place_text=draft.lamp_number)
        known = circumstances(held, ground, draft, owner, None)
        got = held.desk.receive(draft, known, now())
    except ReportError as error:
        return _form(request, held, signed, error)
    database = held.desk.database
    if not got.again:
        with database.writing() as connection:
            about = f"case {got.case}"
            insert_audit(
                connection, database.tables, signed.account.by, "for_a_resident", about, now()
            )
    code = code_shown(got.code)
    link = f"{root_of(request, held)}/sag/{code}"
    return shown(
        request,
        signed,
        "slip.html",
        number=got.case,
        code=code,
        address=link,
        qr=qr_path(link),
        kind=draft.kind.value,
    )


@router.get("/personale/ark")
def sheets(request: Request, held: ServicesHere, signed: OfficeHere) -> Response:
    """List the papers."""
    return shown(
        request,
        signed,
        "sheets.html",
        departments=department_names(held),
        languages=[words(code) for code in ORDER],
        noted=NOTED,
    )


@router.get("/personale/ark/skema.pdf")
def form_on_paper(request: Request, held: ServicesHere, _signed: OfficeHere) -> Response:
    """Answer the residents' form on paper."""
    return Response(paper_form(root_of(request, held)), media_type=PDF)


@router.get("/personale/ark/{kind}.pdf")
def sticker_sheet(
    request: Request,
    held: ServicesHere,
    _signed: OfficeHere,
    kind: Literal["lamper", "opgange"],
    afdeling: str = "",
) -> Response:
    """Answer a sheet of stickers for the lamps or doors of a department."""
    return Response(stickers(held, kind, afdeling, root_of(request, held)), media_type=PDF)


def _draft(form: Form) -> Draft:
    kind = one_of(Kind, form["kind"])
    if kind is None:
        raise ReportError("report.kind_missing")
    if not (form["place"] or form["lamp"]):
        raise ReportError("report.place_missing")
    return Draft(
        key=form["key"],
        kind=kind,
        located=Located.TEXT,
        place_text=form["place"],
        lamp_number=form["lamp"],
        hours=tuple(hour for hour in Hour if hour.value in form.all("hours")),
        text=form["text"],
    )


def _form(
    request: Request, held: Services, signed: Signed, error: ReportError | None = None
) -> Response:
    lamps = held.workspace.layer("lamps")
    numbers = [] if lamps is None else sorted(set(lamps["number"].dropna().astype(str)))
    return shown(
        request,
        signed,
        "new.html",
        status=200 if error is None else 422,
        key=secrets.token_urlsafe(16),
        kinds=[kind.value for kind in Kind],
        hours=[hour.value for hour in Hour],
        numbers=numbers if len(numbers) <= 2_000 else [],  # noqa: PLR2004 - more make the page slow
        error=error,
    )
