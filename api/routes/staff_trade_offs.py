"""``/personale/planer/afvejning``: what each further krone buys, and one of the plans picked."""

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import Services, ServicesHere
from api.language import say
from api.office.fields import FormHere, led_to, now
from api.office.showing import shown
from api.plans.desk import Job, PlanDesk, PlanDeskHere
from api.plans.trading import Told, drawn, told_of
from api.routes.follow import department_names
from api.routes.staff_plan_compare import waited
from api.routes.staff_plans import EDITORS, HOME, EditorHere, ReaderHere
from api.routes.staff_proposals import money_of
from geo.model.errors import NotFoundError
from geo.planning.papers.wording import kroner

router = APIRouter(prefix=HOME, include_in_schema=False)


@router.get("/afvejning")
def trade_offs(
    request: Request, held: ServicesHere, desk: PlanDeskHere, signed: ReaderHere
) -> Response:
    """Draw plans by kroner, score and light; the first asker waits while they are found."""
    given = request.query_params
    if not (given.get("afdeling") and given.get("kr")):
        return led_to(HOME)  # where both are asked for
    department = given["afdeling"]
    signed.must_see(department)
    name = _name(held, department)
    money = money_of(given["kr"])
    job = _found(desk, department, money)
    title = say("trade.title")
    waiting = waited(request, signed, job, title)
    if waiting is not None:
        return waiting
    trades = job.done.result()
    told = told_of(trades)
    return shown(
        request,
        signed,
        "trade_offs.html",
        name=name,
        department=department,
        money=money,
        typed=given["kr"][:20],
        told=told,
        drawn=drawn(trades),
        picked=next((one for one in told if one.key == given.get("valg", "")), None),
        may_edit=signed.account.role in EDITORS,
    )


@router.post("/afvejning")
def take(held: ServicesHere, desk: PlanDeskHere, signed: EditorHere, form: FormHere) -> Response:
    """Open the plan that was picked, as a plan on the shelf."""
    _name(held, form["afdeling"])
    trades = _found(desk, form["afdeling"], money_of(form["kr"])).done.result()
    chosen: Told | None = next((one for one in told_of(trades) if one.key == form["valg"]), None)
    if chosen is None or not chosen.trade.plan.changes:
        raise NotFoundError("plan.no_such", number=form["valg"][:20])
    plan = chosen.trade.plan
    named = replace(plan, name=f"{plan.name} · {kroner(chosen.trade.kroner)}")
    return led_to(f"{HOME}/{desk.shelf.keep(named, signed.account.by, now()).number}")


def _found(desk: PlanDesk, department: str, money: float) -> Job:
    prices = desk.shelf.prices()
    key = ("traded", department, str(money), prices.fingerprint)
    return desk.job(key, lambda told: desk.traded(department, money, prices, told))


def _name(held: Services, department: str) -> str:
    names = department_names(held)
    if department not in names:
        raise NotFoundError("department.unknown", id=department[:80])
    return names[department]
