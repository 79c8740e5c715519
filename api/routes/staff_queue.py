"""``/personale`` and ``/personale/kort``: the queue with map and list, and the staff's map."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

import maps
from api.auth import OFFICE, Signed, staff
from api.dependencies import Services, ServicesHere
from api.office.fields import now
from api.office.light_lists import evidence_of
from api.office.queue import CHOICES, FILTERS, as_place, drawing, lines
from api.office.showing import shown
from api.routes.follow import department_names
from api.routes.maps import MapPage, map_page, sent
from geo.model.staff import Role
from geo.reporting.staff import all_cases, open_reports, waiting
from geo.scoring.eyes_surface import eyes_surfaces

router = APIRouter(include_in_schema=False)


@router.get("/personale")
def queue(
    request: Request, held: ServicesHere, signed: Annotated[Signed, Depends(staff())]
) -> Response:
    """Answer the cases an account may see, those that have lain too long first."""
    asked = {name: request.query_params.get(name, "")[:80] for name in FILTERS}
    found = lines(held, signed, asked, now())
    names = department_names(held)
    frame = held.workspace.departments()
    is_board = signed.account.role is Role.BOARD
    if is_board:
        frame = frame[frame["id"] == signed.account.department]
        names = {key: name for key, name in names.items() if key == signed.account.department}
    everything = [one.case for one in lines(held, signed, {"status": "all"}, now())]
    return shown(
        request,
        signed,
        "queue.html",
        found=found,
        drawing=drawing(frame, found),
        asked=asked,
        choices=CHOICES,
        departments=names,
        owners=sorted({case.owner for case in everything if case.owner}, key=str.casefold),
        held_back=0 if is_board else len(waiting(held.desk.database)),
        is_board=is_board,
    )


@router.get("/personale/kort")
def staff_map(
    request: Request, held: ServicesHere, _signed: Annotated[Signed, Depends(staff(*OFFICE))]
) -> Response:
    """Answer the staff's map: hiding places, blind stretches, overall numbers, cases and cells."""
    made = sent(request, drawn(held))
    made.headers["Cache-Control"] = "private, no-cache"
    return made


def drawn(held: Services) -> MapPage:
    """Draw the staff's map; only the newest is kept, until a case moves or an import lands."""
    cases = [as_place(case) for case in all_cases(held.desk.database) if not case.status.closed]
    reports = open_reports(held.desk.database)
    moves = [(case.number, case.updated) for case in cases]
    state = repr((moves, [(report.id, report.x, report.y) for report in reports]))
    kept: dict[str, MapPage] = held.kept(("map", "staff"), dict)
    if state not in kept:
        frame = maps.case_frame(cases)
        profiles = held.profiles()
        evidence = evidence_of(profiles, reports)
        eyes = held.kept(
            ("eyes",), lambda: eyes_surfaces(held.workspace, [one.id for one in profiles])
        )
        made = maps.planner_map(
            held.workspace,
            profiles,
            staff=True,
            cases=frame,
            evidence=evidence,
            eyes=tuple(eyes.values()),
            background=held.tiles.background,
        )
        kept.clear()
        kept[state] = map_page(made.html())
    return kept[state]
