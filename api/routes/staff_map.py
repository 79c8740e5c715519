"""``/personale/kort``: the staff's map, with a plan beside today where one is picked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import geopandas as gpd
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

import maps
from api.auth import OFFICE, Signed, staff
from api.dependencies import Services, ServicesHere
from api.office.light_lists import evidence_of
from api.office.queue import as_place
from api.plans.desk import PlanDesk, PlanDeskHere
from api.plans.drawing import beside_today
from api.routes.follow import department_names
from api.routes.maps import MapPage, map_page, sent
from api.routes.staff_plan import read
from api.routes.staff_plan_compare import waited
from geo.model.reports import Report
from geo.planning.shelf import KeptPlan
from geo.reporting.staff import all_cases, open_reports
from geo.scoring.eyes_surface import eyes_surfaces
from geo.scoring.profile import Profile
from maps.plan_choice import PlanChoice
from maps.sides import Alternative

router = APIRouter(include_in_schema=False)

DIGITS_MOST = 9
"""Digits of a plan's number, so that any database holds it."""


@dataclass(frozen=True)
class Ground:
    """What lies on the staff's map besides the layers, and what it is known by."""

    cases: gpd.GeoDataFrame
    reports: list[Report]
    plans: tuple[PlanChoice, ...]
    state: str


@router.get("/personale/kort")
def staff_map(
    request: Request,
    held: ServicesHere,
    desk: PlanDeskHere,
    signed: Annotated[Signed, Depends(staff(*OFFICE))],
) -> Response:
    """Answer the staff's map: hiding places, blind stretches, overall numbers, cases and cells.

    With ``?plan=7`` that plan is drawn beside today; the first asker waits while it is scored.
    """
    asked = request.query_params.get("plan", "")
    if not asked:
        return _private(sent(request, drawn(held, desk)))
    known = asked.isascii() and asked.isdecimal() and len(asked) <= DIGITS_MOST
    kept = read(desk, signed, int(asked) if known else 0)
    ground = _ground(held, desk, kept.number)
    content = desk.content_of(kept.plan)
    key = ("staff map", str(kept.number), kept.plan.name, content, ground.state)
    job = desk.job(key, lambda told: _with_plan(held, desk, ground, kept, told))
    waiting = waited(request, signed, job, kept.plan.name)
    return _private(sent(request, job.done.result())) if waiting is None else waiting


def drawn(held: Services, desk: PlanDesk) -> MapPage:
    """Draw the staff's map of today; only the newest is kept, until something on it moves."""
    ground = _ground(held, desk, None)
    kept: dict[str, MapPage] = held.kept(("map", "staff"), dict)
    if ground.state not in kept:
        made = _drawn(held, ground, held.profiles(), None)
        kept.clear()
        kept[ground.state] = made
    return kept[ground.state]


def _with_plan(
    held: Services, desk: PlanDesk, ground: Ground, kept: KeptPlan, told: Callable[[str], None]
) -> MapPage:
    before, side = beside_today(held, desk, kept, told)
    profiles = [before if profile.id == before.id else profile for profile in held.profiles()]
    return _drawn(held, ground, profiles, side)


def _drawn(
    held: Services, ground: Ground, profiles: list[Profile], side: Alternative | None
) -> MapPage:
    eyes = held.kept(("eyes",), lambda: eyes_surfaces(held.workspace, [one.id for one in profiles]))
    made = maps.planner_map(
        held.workspace,
        profiles,
        staff=True,
        compare=side,
        cases=ground.cases,
        evidence=evidence_of(profiles, ground.reports),
        eyes=tuple(eyes.values()),
        background=held.tiles.background,
        plans=ground.plans,
    )
    return map_page(made.html())


def _ground(held: Services, desk: PlanDesk, number: int | None) -> Ground:
    cases = [as_place(case) for case in all_cases(held.desk.database) if not case.status.closed]
    reports = open_reports(held.desk.database)
    names = department_names(held)
    plans = tuple(
        PlanChoice(kept.number, kept.plan.name, names[place], drawn=kept.number == number)
        for kept in desk.shelf.all()
        if (place := kept.plan.department) in names
    )
    moves = [(case.number, case.updated) for case in cases]
    state = repr((moves, [(report.id, report.x, report.y) for report in reports], plans))
    return Ground(maps.case_frame(cases), reports, plans, state)


def _private(made: Response) -> Response:
    made.headers["Cache-Control"] = "private, no-cache"
    return made
