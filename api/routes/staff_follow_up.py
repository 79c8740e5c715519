"""``/personale/opfoelgning``: a decided plan, confirmed change by change, beside its promise."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.auth import OFFICE, Signed, staff
from api.dependencies import Services, ServicesHere
from api.office.fields import Form, FormHere, Number, led_to, now
from api.office.showing import shown
from api.plans import asking
from api.plans.desk import PlanDesk, PlanDeskHere
from api.routes.follow import department_names
from api.routes.staff_plan import read
from api.routes.staff_plans import HOME as PLANS
from api.routes.staff_plans import EditorHere, ReaderHere, refuse_large
from geo.model.errors import PlanError
from geo.model.staff import Role
from geo.planning.follow_up.account import Account
from geo.planning.follow_up.book import FollowUp, FollowUps, Reading
from geo.planning.follow_up.gathering import gathered_account
from geo.planning.follow_up.readings import day_of, readings_from
from geo.planning.papers.wording import number as words_of
from geo.planning.shelf import text_of_file
from geo.scoring.factors import FACTORS

HOME = "/personale/opfoelgning"

router = APIRouter(include_in_schema=False)

OfficeHere = Annotated[Signed, Depends(staff(*OFFICE))]

NOTE_LETTERS = 400


@router.get(HOME)
def overview(request: Request, held: ServicesHere, signed: ReaderHere) -> Response:
    """List what is being followed up."""
    own = signed.account.department if signed.account.role is Role.BOARD else None
    return shown(
        request,
        signed,
        "follow_ups.html",
        found=FollowUps(held.desk.database).all(own),
        names=department_names(held),
    )


@router.post(PLANS + "/{number:int}/opfoelgning")
def begin(
    held: ServicesHere, desk: PlanDeskHere, signed: EditorHere, number: Number, form: FormHere
) -> Response:
    """Keep a decided plan with what the model promises of it."""
    kept = read(desk, signed, number)
    if form["control"] not in department_names(held):
        raise PlanError("plan.department_unknown", department=form["control"][:80])
    plan = desk.review(kept.plan).holding
    promise = desk.promised(plan)
    begun = FollowUps(held.desk.database).begin(
        plan, promise, form["control"], signed.account.by, now()
    )
    return led_to(f"{HOME}/{begun.number}")


@router.get(HOME + "/{number:int}")
def page(
    request: Request, held: ServicesHere, desk: PlanDeskHere, signed: ReaderHere, number: Number
) -> Response:
    """Answer what is done, measured, walked and reported beside what was promised."""
    return _page(request, held, desk, signed, _read(held, signed, number))


@router.post(HOME + "/{number:int}/bekraeft")
def confirm(
    request: Request,
    held: ServicesHere,
    desk: PlanDeskHere,
    signed: OfficeHere,
    number: Number,
    form: FormHere,
) -> Response:
    """Say that a change was carried out on a day, or that it was not."""
    found = _read(held, signed, number)
    try:
        day: date | None = None if form["undone"] else day_of(form["on"])
        FollowUps(held.desk.database).confirm(
            number,
            (form.number("change") or 0) - 1,
            signed.account.by,
            now(),
            on=day,
            note=form["note"][:NOTE_LETTERS],
        )
    except PlanError as error:
        return _page(request, held, desk, signed, found, error)
    return led_to(f"{HOME}/{number}")


@router.post(HOME + "/{number:int}/maalt", dependencies=[Depends(refuse_large)])
def measure(
    request: Request,
    held: ServicesHere,
    desk: PlanDeskHere,
    signed: OfficeHere,
    number: Number,
    form: FormHere,
) -> Response:
    """Take in lux that was measured: one reading, or a table of them."""
    found = _read(held, signed, number)
    try:
        readings = list(_readings(form))
        FollowUps(held.desk.database).measure(number, readings, signed.account.by, now())
    except PlanError as error:
        return _page(request, held, desk, signed, found, error)
    return led_to(f"{HOME}/{number}#maalt")


def _readings(form: Form) -> list[Reading]:
    files = form.files("file")
    if files:
        return list(readings_from(text_of_file(files[0], "maalinger.csv"), "maalinger.csv"))
    head = "x;y;lux;measured_on;area"
    row = ";".join(form[name].replace(";", " ") for name in ("x", "y", "lux", "on", "area"))
    return list(readings_from(f"{head}\n{row}", "-"))


def _read(held: Services, signed: Signed, number: int) -> FollowUp:
    found = FollowUps(held.desk.database).get(number)
    signed.must_see(found.plan.department)
    return found


def _account(held: Services, desk: PlanDesk, found: FollowUp) -> Account:
    known = department_names(held)

    def audits(name: str) -> Any:
        return desk.department(name).layer("audits") if name in known else None

    return gathered_account(found, now(), held.desk.database, audits)


def _page(
    request: Request,
    held: Services,
    desk: PlanDesk,
    signed: Signed,
    found: FollowUp,
    error: PlanError | None = None,
) -> Response:
    account = _account(held, desk, found)
    if signed.account.role is Role.BOARD:
        account = account.public()
    names = department_names(held)
    return shown(
        request,
        signed,
        "follow_up.html",
        status=200 if error is None else 422,
        found=found,
        account=account,
        place=names.get(found.plan.department, found.plan.department),
        control=names.get(found.control, found.control),
        changes=[
            (k + 1, change, asking.briefly(change), found.steps.get(k))
            for k, change in enumerate(found.plan.changes)
        ],
        promised=_promised(found),
        today=now().date().isoformat(),
        may_confirm=signed.account.role in OFFICE,
        error=error,
    )


def _promised(found: FollowUp) -> list[tuple[str, str, str]]:
    """Answer what was promised of each factor that was to move: name, before, after."""
    rows = []
    for key, (before, after) in found.promise.factors.items():
        factor, _, state = key.partition(" ")
        if before is not None and after is not None and abs(after - before) >= MOVES:
            label = FACTORS[factor].label if factor in FACTORS else factor
            rows.append((f"{label} ({state})", words_of(before, 1), words_of(after, 1)))
    return rows


MOVES = 0.05
"""Points: what was to move by less was not promised."""
