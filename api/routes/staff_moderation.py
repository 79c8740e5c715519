"""What residents wrote and pictured: looked at, covered, let through, or taken out for good."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import FileResponse, Response

from api.auth import OFFICE, Signed, staff
from api.dependencies import Services, ServicesHere
from api.office.boxes import boxes_of
from api.office.fields import Form, FormHere, Number, led_to, now
from api.office.showing import shown
from geo.model.errors import NotFoundError, ReportError
from geo.model.reports import Report
from geo.reporting.removing import (
    REASONS,
    cover_picture,
    picture_size,
    release_picture,
    remove_picture,
    remove_report,
    remove_words,
)
from geo.reporting.staff import let_in, one_report, waiting

router = APIRouter(include_in_schema=False)

OfficeHere = Annotated[Signed, Depends(staff(*OFFICE))]


@router.get("/personale/venter")
def held_back(request: Request, held: ServicesHere, signed: OfficeHere) -> Response:
    """List the reports that came in a burst."""
    return shown(request, signed, "waiting.html", reports=waiting(held.desk.database))


@router.post("/personale/meldinger/{report}/luk-ind")
def admit(held: ServicesHere, signed: OfficeHere, report: Number) -> Response:
    """Take a report out of the burst queue."""
    let_in(held.desk.database, _report(held, report).id, signed.account.by, now())
    return led_to("/personale/venter")


@router.post("/personale/meldinger/{report}/slet-ord")
def words(held: ServicesHere, signed: OfficeHere, form: FormHere, report: Number) -> Response:
    """Delete the words of a report for good."""
    found = _report(held, report)
    remove_words(held.desk.database, found.id, signed.account.by, _why(form), now())
    return led_to(f"/personale/sager/{found.case}")


@router.post("/personale/meldinger/{report}/slet")
def whole(held: ServicesHere, signed: OfficeHere, form: FormHere, report: Number) -> Response:
    """Delete a report with its pictures and e-mail for good."""
    found = _report(held, report)
    remove_report(held.desk.database, found.id, signed.account.by, _why(form), now())
    return led_to(f"/personale/sager/{found.case}")


@router.get("/personale/billeder/{name}")
def picture(held: ServicesHere, _signed: OfficeHere, name: str) -> Response:
    """Answer a picture as it is kept."""
    photos = held.desk.database.photos
    picture_size(held.desk.database, name)
    if photos is None:
        raise NotFoundError("photo.unknown", name=name)
    headers = {"Cache-Control": "private, no-store"}
    return FileResponse(photos / name, media_type="image/jpeg", headers=headers)


@router.post("/personale/billeder/{name}/vis")
def show(held: ServicesHere, signed: OfficeHere, form: FormHere, name: str) -> Response:
    """Let the public see a picture."""
    picture_size(held.desk.database, name)
    release_picture(held.desk.database, name, signed.account.by, now())
    return _to_case(form)


@router.post("/personale/billeder/{name}/daek")
def cover(held: ServicesHere, signed: OfficeHere, form: FormHere, name: str) -> Response:
    """Draw black boxes over parts of a picture; the uncovered one is gone."""
    boxes = boxes_of(form, picture_size(held.desk.database, name))
    cover_picture(held.desk.database, name, boxes, signed.account.by, now())
    return _to_case(form)


@router.post("/personale/billeder/{name}/slet")
def drop(held: ServicesHere, signed: OfficeHere, form: FormHere, name: str) -> Response:
    """Delete a picture for good."""
    picture_size(held.desk.database, name)
    remove_picture(held.desk.database, name, signed.account.by, _why(form), now())
    return _to_case(form)


def _report(held: Services, number: int) -> Report:
    return one_report(held.desk.database, number)


def _why(form: Form) -> str:
    """Answer why something goes: one of a few codes, so that no content slips into the audit."""
    if form["why"] not in REASONS:
        raise ReportError("report.no_reason")
    return form["why"]


def _to_case(form: Form) -> Response:
    number = form.number("case")
    return led_to(f"/personale/sager/{number}" if number else "/personale")
