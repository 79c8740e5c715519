"""``/personale/marken``: what is done in the field, and what its pages share."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import FileResponse, JSONResponse, Response

from api.auth import OFFICE, Signed, staff
from api.dependencies import Services, ServicesHere
from api.field.ground import ground_of
from api.field.showing import shown
from api.field.worker import FIELD, worker
from api.routes.follow import department_names
from geo.model.errors import NotFoundError
from geo.reporting.field_counts import all_counts, one_count
from geo.reporting.walk_pictures import looked_at
from geo.reporting.walk_summaries import summaries
from geo.reporting.walks import all_walks

router = APIRouter(include_in_schema=False)

EverybodyHere = Annotated[Signed, Depends(staff())]
HOME = "/personale/marken"


@router.get(HOME)
def overview(request: Request, held: ServicesHere, signed: EverybodyHere) -> Response:
    """List counts and walks; a board sees the walks of its own department."""
    return overview_page(request, held, signed)


def overview_page(
    request: Request, held: Services, signed: Signed, error: Any = None, status: int = 200
) -> Response:
    """Answer the list, with what is wrong with what was asked."""
    may_count = signed.account.role in OFFICE
    walks = [one for one in all_walks(held.book) if signed.account.sees(one.department)]
    return shown(
        request,
        held,
        signed,
        "overview.html",
        status=status,
        names=department_names(held),
        counts=all_counts(held.book) if may_count else [],
        walks=walks,
        may_count=may_count,
        error=error,
    )


@router.get(HOME + "/adgang")
def access(signed: EverybodyHere) -> Response:
    """Answer what a phone needs to send what it kept: the hidden field of this session."""
    return JSONResponse({"csrf": signed.token}, headers={"Cache-Control": "no-store"})


@router.get(HOME + "/arbejder.js")
def script(_signed: EverybodyHere) -> Response:
    """Answer the worker that keeps these pages for when there is no signal."""
    return worker(FIELD)


@router.get(HOME + "/grund")
def ground(
    held: ServicesHere, _signed: Annotated[Signed, Depends(staff(*OFFICE))], afdeling: str = ""
) -> Response:
    """Answer the ground of a department, for the plan of a walk."""
    return JSONResponse(ground_of(held, afdeling), headers={"Cache-Control": "no-store"})


@router.get(HOME + "/foto/{name}")
def photo(held: ServicesHere, signed: EverybodyHere, name: str) -> Response:
    """Answer a picture of a count or of a walk one may see."""
    folder = held.book.database.photos
    if folder is None or name not in seen_by(held, signed):
        raise NotFoundError("photo.unknown", name=name[:60])
    headers = {"Cache-Control": "private, no-store"}
    return FileResponse(folder / name, media_type="image/jpeg", headers=headers)


def seen_by(held: Services, signed: Signed) -> set[str]:
    """Answer the names of the pictures an account may see."""
    names: set[str] = set()
    for walk in all_walks(held.book):
        if signed.account.sees(walk.department):
            stops = summaries(held.book, walk)
            names |= {name for stop in stops for note in stop.notes for name in note.photos}
    if signed.account.role not in OFFICE:
        return names & looked_at(held.book)  # neighbours see what somebody has looked at
    for count in all_counts(held.book):
        _, entries = one_count(held.book, count.id)
        names |= {entry.photo for entry in entries if entry.photo}
    return names
