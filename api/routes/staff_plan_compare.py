"""``…/sammenlign`` and ``…/kort``: a plan before and after, in figures and on the map."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

import maps
from api.answers import wants_json
from api.auth import OFFICE, Signed
from api.dependencies import Services, ServicesHere
from api.language import say
from api.office.fields import Number
from api.office.showing import shown
from api.plans import telling
from api.plans.desk import Job, PlanDesk, PlanDeskHere
from api.plans.drawing import Told, beside_today, compared
from api.routes.maps import MapPage, map_page, sent
from api.routes.staff_plan import read
from api.routes.staff_plans import HOME, ReaderHere
from geo.planning.comparison import Comparison
from geo.planning.shelf import KeptPlan

router = APIRouter(prefix=HOME, include_in_schema=False)


@router.get("/{number:int}/sammenlign")
def compare(request: Request, desk: PlanDeskHere, signed: ReaderHere, number: Number) -> Response:
    """Answer a plan before and after; the first asker waits while it is scored."""
    kept = read(desk, signed, number)
    key = ("compared", desk.content_of(kept.plan))
    job = desk.job(key, lambda told: compared(desk, kept, told))
    return waited(request, signed, job, kept.plan.name) or _page(request, desk, signed, kept, job)


@router.get("/{number:int}/kort")
def plan_map(
    request: Request, held: ServicesHere, desk: PlanDeskHere, signed: ReaderHere, number: Number
) -> Response:
    """Answer the map with today and the plan: a curtain, two maps, and what reaches its target.

    A board sees what the public sees of hiding places and numbers: nothing.
    """
    kept = read(desk, signed, number)
    office = signed.account.role in OFFICE
    key = ("map", str(office), kept.plan.name, desk.content_of(kept.plan))
    job = desk.job(key, lambda told: _drawn(held, desk, kept, told, staff=office))
    waiting = waited(request, signed, job, kept.plan.name)
    if waiting is not None:
        return waiting
    made = sent(request, job.done.result())
    made.headers["Cache-Control"] = "private, no-cache"
    return made


def waited(request: Request, signed: Signed, job: Job, name: str) -> Response | None:
    """Answer the page that waits for a job, or None when it is done.

    Raises
    ------
    TryghedError
        Where the job could not be done.
    """
    if wants_json(request) and job.busy:
        return JSONResponse({"busy": True, "step": say(job.step)})
    if not job.busy:
        error = job.done.exception()
        if error is not None:
            raise error
        return JSONResponse({"busy": False}) if wants_json(request) else None
    again = f"{request.url.path}?{request.url.query}"
    return shown(request, signed, "plan_waiting.html", status=202, job=job, name=name, again=again)


def _page(request: Request, desk: PlanDesk, signed: Signed, kept: KeptPlan, job: Job) -> Response:
    comparison: Comparison = job.done.result()
    found = desk.review(kept.plan)
    moment = desk.moment(found.holding)
    return shown(
        request,
        signed,
        "plan_compare.html",
        kept=kept,
        department=desk.department(kept.plan.department),
        found=found,
        sums=telling.sums(found.costing),
        figures=telling.figures(comparison),
        worse=telling.worse(comparison),
        lifted=telling.lifted(comparison),
        paths=telling.paths(moment.segments),
        others=() if comparison.others is None else comparison.others.sentences,
    )


def _drawn(held: Services, desk: PlanDesk, kept: KeptPlan, told: Told, *, staff: bool) -> MapPage:
    before, side = beside_today(held, desk, kept, told)
    return map_page(maps.planner_map(held.workspace, [before], staff=staff, compare=side).html())
