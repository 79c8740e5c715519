"""``/``, ``/afdelinger`` and ``/afdelinger/{id}``: the planner's overview and one department."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.answers import HTML, answer
from api.departments import listed
from api.dependencies import Services, ServicesHere
from api.form.languages import offered
from api.language import words
from api.models import ErrorAnswer, PublicList, PublicProfile
from api.pages import page
from api.public import public_profile
from geo.model.errors import NotFoundError

router = APIRouter()

STRETCHES_SHOWN = 8
"""Dark stretches on the overview: what a meeting can talk about."""


@router.get("/", include_in_schema=False)
def overview(request: Request, held: ServicesHere) -> Response:
    """Answer the planner's overview: places first, departments by name."""
    found = gathered(held)
    if not found.departments:
        return page(request, "empty.html", layers=sorted(held.workspace.layers()))
    stretches = sorted(
        ((stretch, entry) for entry in found.departments for stretch in entry.dark_stretches),
        key=lambda pair: (-pair[0].metres, pair[1].name),
    )
    return page(
        request,
        "overview.html",
        departments=found.departments,
        stretches=stretches[:STRETCHES_SHOWN],
        more=max(0, len(stretches) - STRETCHES_SHOWN),
    )


@router.get("/afdelinger", response_model=PublicList, responses=HTML)
def departments(request: Request, held: ServicesHere) -> Response:
    """List the departments by name, each in words."""
    return answer(request, gathered(held), "departments.html")


@router.get(
    "/afdelinger/{department_id:path}",
    response_model=PublicProfile,
    responses={**HTML, 404: {"model": ErrorAnswer}},
)
def department(request: Request, held: ServicesHere, department_id: str) -> Response:
    """Answer what may be said of one department."""
    spoken = [words(code) for code in offered(held)]
    return answer(request, one(held, department_id), "department.html", languages=spoken)


def gathered(held: Services) -> PublicList:
    """Answer every department as anybody may read it."""
    profiles = {profile.id: profile for profile in held.profiles()}
    return PublicList(
        departments=[
            public_profile(entry, profiles[entry.id])
            for entry in listed(held.workspace)
            if entry.id in profiles
        ]
    )


def one(held: Services, department_id: str) -> PublicProfile:
    """Answer one department as anybody may read it."""
    for entry in listed(held.workspace):
        if entry.id == department_id:
            return public_profile(entry, held.profile(department_id))
    raise NotFoundError("department.unknown", id=department_id)
