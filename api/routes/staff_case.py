"""``/personale/sager/{number}``: one case from its first report to its verified repair."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.auth import OFFICE, Signed, staff
from api.dependencies import Services, ServicesHere
from api.form.places import grounds
from api.office.fields import Form, FormHere, Number, led_to, now
from api.office.light import held_against, light_of, repair_of
from api.office.sending import Sending, lamp_number, picture_of, send_all
from api.office.showing import shown
from api.office.telling import told
from api.routes.follow import department_names
from api.routes.staff_accounts import root_of
from geo.model.errors import ReportError, TryghedError, WorkspaceError
from geo.model.reports import Case, Status
from geo.model.staff import Role
from geo.reporting.answers import all_answers
from geo.reporting.cases import NEXT, REASONED, Move
from geo.reporting.confirming import confirm_place, lamp_named
from geo.reporting.owners import all_owners
from geo.reporting.ownership import Owner
from geo.reporting.reminders import reminder
from geo.reporting.removing import REASONS
from geo.reporting.staff import hide, merge, move, one_case, perhaps_the_same, release, reports_of
from geo.reporting.verdicts import verdicts

router = APIRouter(include_in_schema=False)

OfficeHere = Annotated[Signed, Depends(staff(*OFFICE))]
NEARBY_SHOWN = 8


@router.get("/personale/sager/{number}")
def case_page(
    request: Request,
    held: ServicesHere,
    signed: Annotated[Signed, Depends(staff())],
    number: Number,
) -> Response:
    """Answer a case: to a board its story, to the office what was reported too."""
    return _page(request, held, signed, number)


@router.get("/personale/sager/{number}/kort.png")
def picture(held: ServicesHere, _signed: OfficeHere, number: Number) -> Response:
    """Answer the little map of a case."""
    case, _, _ = one_case(held.desk.database, number)
    headers = {"Cache-Control": "private, no-store"}
    return Response(picture_of(held, case), media_type="image/png", headers=headers)


@router.post("/personale/sager/{number}/status")
def step(
    request: Request, held: ServicesHere, signed: OfficeHere, form: FormHere, number: Number
) -> Response:
    """Take a step; a chosen sentence is the reason where none is written."""
    try:
        wanted = _move(form, signed)
        failed = told(
            held,
            number,
            root_of(request, held),
            lambda: move(held.desk.database, number, wanted, now()),
        )
    except ReportError as error:
        return _page(request, held, signed, number, error)
    return _back(number, failed)


@router.post("/personale/sager/{number}/sted")
def place(
    request: Request, held: ServicesHere, signed: OfficeHere, form: FormHere, number: Number
) -> Response:
    """Keep which lamp it is and whose."""
    try:
        lamp = lamp_named(held.workspace.layer("lamps"), form["lamp"])
    except ReportError as error:
        return _page(request, held, signed, number, error)
    owner = form["owner"] or None
    confirm_place(held.desk.database, number, lamp, owner, signed.account.by, now())
    return _back(number)


@router.post("/personale/sager/{number}/saml")
def together(
    request: Request, held: ServicesHere, signed: OfficeHere, form: FormHere, number: Number
) -> Response:
    """Lay this case into another: they are one place."""
    into = form.number("into") or 0
    try:
        merge(held.desk.database, number, into, signed.account.by, now())
    except ReportError as error:
        return _page(request, held, signed, number, error)
    return _back(into)


@router.post("/personale/sager/{number}/send")
def forward(
    request: Request, held: ServicesHere, signed: OfficeHere, form: FormHere, number: Number
) -> Response:
    """Mail the case to its owner, and to the neighbour where the border is unsure."""
    root = root_of(request, held)
    owners = [name for name in form.all("owner") if name][:2]
    try:
        if not owners:
            raise ReportError("case.owner_missing")  # noqa: TRY301 - told like what the rest refuses
        sendings = [Sending(number, one, form["reason"], root, signed.account.by) for one in owners]
        failed = told(held, number, root, lambda: send_all(held, sendings, now()))
    except (ReportError, WorkspaceError) as error:
        return _page(request, held, signed, number, error)
    return _back(number, failed)


@router.post("/personale/sager/{number}/vis")
def show(
    request: Request, held: ServicesHere, signed: OfficeHere, form: FormHere, number: Number
) -> Response:
    """Let the public see the case under words of the staff's own, or take it out of sight."""
    try:
        if form["place"]:
            release(held.desk.database, number, form["place"], signed.account.by, now())
        else:
            hide(held.desk.database, number, signed.account.by, now())
    except ReportError as error:
        return _page(request, held, signed, number, error)
    return _back(number)


def _move(form: Form, signed: Signed) -> Move:
    if form["status"] not in set(Status):
        raise ReportError("case.no_such_step", status="–", to=form["status"][:20])
    return Move(
        Status(form["status"]),
        signed.account.by,
        reason=form["reason"] or form["answer"],
        expected=form["expected"] or None,
        owner=form["owner"] or None,
    )


def _back(number: int, failed: int = 0) -> Response:
    """Lead back to a case, and say there that a reply could not be sent."""
    return led_to(f"/personale/sager/{number}{'?svar=ikke-sendt' if failed else ''}")


def _page(
    request: Request,
    held: Services,
    signed: Signed,
    number: int,
    error: TryghedError | None = None,
) -> Response:
    case, events, forwards = one_case(held.desk.database, number)
    signed.must_see(case.department)
    facts: dict[str, Any] = {
        "case": case,
        "department": department_names(held).get(case.department or ""),
        "reminder": reminder(case, now()),
        "error": error,
        "status": 200 if error is None else 422,
    }
    if signed.account.role is Role.BOARD:
        story = [event for event in events if event.public]
        return shown(request, signed, "case_board.html", events=story, **facts)
    reports = reports_of(held.desk.database, number)
    light, asked = light_of(held, case), "lys" in request.query_params
    return shown(
        request,
        signed,
        "case.html",
        events=events,
        forwards=forwards,
        reports=reports,
        lamp=lamp_number(held, case),
        light=light,
        against=held_against(reports, light),
        asked=asked,
        repair=repair_of(held, case) if asked else None,
        steps=_steps(case),
        reasoned=sorted(status.value for status in REASONED),
        answers=all_answers(held.register),
        owners=all_owners(held.register),
        near=perhaps_the_same(held.desk.database, number)[:NEARBY_SHOWN],
        removals=REASONS,
        said=verdicts(events, reports),
        ground=_ground(held, case),
        unsent="svar" in request.query_params,
        **facts,
    )


def _ground(held: Services, case: Case) -> Owner | None:
    """Answer whose ground a case lies on and who the neighbour is, where the border is near."""
    if not case.border or case.x is None or case.y is None:
        return None
    return grounds(held).owner_at(case.x, case.y, None)


def _steps(case: Case) -> list[str]:
    return [status.value for status in Status if status in NEXT[case.status]]
