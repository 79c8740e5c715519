"""``/personale/leverancer``: hand over, look, answer, take in or throw away; staff only."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

import geo
from api.answers import wants_json
from api.auth import Signed, staff
from api.deliveries import preview, receipt
from api.deliveries.inbox import Inbox, Sent
from api.deliveries.job import FAILED, LANDED, READY, Job
from api.deliveries.working import Desk
from api.dependencies import Services, ServicesHere
from api.pages import page
from geo.delivery import UPLOAD
from geo.delivery.files import KINDS
from geo.model.errors import LayerError
from geo.model.layers import LAYERS
from geo.model.staff import Role

HOME = "/personale/leverancer"

STAFF = staff(Role.PLANNER, Role.ADMINISTRATOR)
"""A board hands over no registers, nor does who mends lamps."""

StaffHere = Annotated[Signed, Depends(STAFF)]

router = APIRouter(prefix=HOME, include_in_schema=False)

IMPORTS_SHOWN = 20
"""Imports listed on the page; all of them are in the workspace."""

FORM_ROOM = 2**20
"""Bytes a form may need besides the files it carries."""


def desk(request: Request) -> Desk:
    """Answer where uploads are worked on; made when first asked for."""
    held: Services = request.app.state.services
    found: Desk | None = getattr(request.app.state, "desk", None)
    if found is None:
        found = Desk(held.workspace, Inbox(_inbox(held)))
        request.app.state.desk = found
    return found


def _inbox(held: Services) -> Path:
    """Answer the folder of uploads: as set, else beside the key."""
    inbox = held.settings.inbox
    return Path(inbox) if inbox else held.folder / "indbakke"


DeskHere = Annotated[Desk, Depends(desk)]


@router.get("")
def overview(request: Request, who: StaffHere, held: ServicesHere, here: DeskHere) -> Response:
    """Answer the form, what is on its way, what came before, and the standing sources."""
    imports = held.workspace.imports()
    standing = [one for one in imports if one["undone"] is None]
    return page(
        request,
        "deliveries.html",
        signed=who,
        jobs=here.inbox.jobs(),
        imports=imports[:IMPORTS_SHOWN],
        last=standing[0] if standing else None,
        sources=sorted(held.workspace.standing().items()),
        endings=", ".join(sorted(KINDS)),
        labels=_labels(),
    )


def refuse_large(request: Request) -> None:
    """Refuse by its length what is too large, before a byte of it is read."""
    told = request.headers.get("content-length", "")
    if not told.isdigit():
        raise HTTPException(411)
    if UPLOAD.input_size is not None and int(told) > UPLOAD.input_size + FORM_ROOM:
        raise HTTPException(413)


@router.post("", dependencies=[Depends(refuse_large)])
async def hand_over(request: Request, here: DeskHere, who: StaffHere) -> Response:
    """Take files; a person is led to the upload, a program waits for what was found."""
    async with request.form(max_files=250, max_fields=50) as form:
        sent: list[Sent] = [
            (part.filename or "", part.file)
            for _, part in form.multi_items()
            if isinstance(part, UploadFile) and part.filename
        ]
        job = await run_in_threadpool(here.inbox.take, sent, who.account.name)
        given = str(form.get("crs") or "").strip()
    job = replace(job, crs=given or None)
    working = here.start(job)
    if wants_json(request):
        done = await run_in_threadpool(working.result)
        return _as_json(done)
    return RedirectResponse(f"{HOME}/{job.token}", 303)


@router.post("/fortryd")
def undo(request: Request, who: StaffHere, held: ServicesHere) -> Response:
    """Take the last import out again."""
    del who
    answer = held.workspace.undo()
    if wants_json(request):
        return JSONResponse(answer.to_dict())
    return RedirectResponse(HOME, 303)


@router.get("/{token}")
def upload(
    request: Request, who: StaffHere, held: ServicesHere, here: DeskHere, token: str
) -> Response:
    """Answer an upload: how far it is, what it holds, what landing it would change."""
    job = here.inbox.job(token)
    if wants_json(request):
        return _as_json(job)
    facts = _facts(held, here, job)
    status = 422 if job.state == FAILED else 200
    shown = {"signed": who, "job": job, "home": HOME, "columns": _column_label, **facts}
    return page(request, "delivery.html", status=status, **shown)


def _column_label(layer: str, column: str) -> str:
    return LAYERS[layer].column_label(column)


def _facts(held: Services, here: Desk, job: Job) -> dict[str, Any]:
    """Answer what the page shows besides the upload itself."""
    facts: dict[str, Any] = {
        "drawing": None, "samples": [], "look": None, "layers": [], "labels": _labels(),
    }  # fmt: skip
    if job.state == READY:
        delivery = here.delivery(job)
        foreseen = held.workspace.foresee(delivery)
        names = {*delivery.layers, "departments"}
        standing = {
            name: frame for name in names if (frame := held.workspace.layer(name)) is not None
        }
        facts["drawing"] = preview.drawing(delivery, foreseen, standing)
        facts["samples"] = preview.samples(delivery)
    if job.state == FAILED:
        facts["look"] = here.look(job)
    facts["layers"] = sorted(facts["labels"].items(), key=lambda pair: pair[1])
    return facts


def _labels() -> dict[str, str]:
    return {name: spec.label for name, spec in LAYERS.items() if spec.geometry}


def _as_json(job: Job) -> Response:
    """Answer an upload to a program; one that cannot be read is 422."""
    return JSONResponse(
        {"token": job.token, "confirm": job.confirm, **receipt.record(job)},
        422 if job.state == FAILED else 200,
    )


@router.post("/{token}/svar")
async def answers(request: Request, who: StaffHere, here: DeskHere, token: str) -> Response:
    """Read again with what a person said: the system, and the layer of each file."""
    del who
    job = here.inbox.job(token)
    if job.state not in {READY, FAILED}:
        return RedirectResponse(f"{HOME}/{token}", 303)
    async with request.form(max_files=0, max_fields=500) as form:
        said = {key: str(value).strip() for key, value in form.multi_items()}
    roles = {key.removeprefix("lag:"): value for key, value in said.items() if key[:4] == "lag:"}
    roles = {name: layer for name, layer in roles.items() if layer}
    for layer in roles.values():
        if layer not in LAYERS:
            raise LayerError("layer.unknown", name=layer, known=", ".join(sorted(LAYERS)))
    here.start(replace(job, crs=said.get("crs") or None, roles={**job.roles, **roles}))
    return RedirectResponse(f"{HOME}/{token}", 303)


@router.post("/{token}/godkend")
async def accept(request: Request, who: StaffHere, here: DeskHere, token: str) -> Response:
    """Land an upload; what was assumed lands only with a yes."""
    del who
    async with request.form(max_files=0, max_fields=10) as form:
        yes = form.get("ja") == "ja"
    job = await run_in_threadpool(lambda: here.land(token, accept=yes))
    if wants_json(request):
        return JSONResponse(receipt.record(job), 200 if job.state == LANDED else 422)
    return RedirectResponse(f"{HOME}/{token}", 303)


@router.post("/{token}/kasser")
def throw_away(request: Request, who: StaffHere, here: DeskHere, token: str) -> Response:
    """Delete an upload that has not landed."""
    del who
    job = here.throw_away(token)
    if wants_json(request):
        return JSONResponse(receipt.record(job))
    return RedirectResponse(HOME, 303)


@router.get("/{token}/kvittering.{form}", dependencies=[Depends(STAFF)])
def receipt_file(here: DeskHere, token: str, form: str) -> Response:
    """Answer the receipt to keep, as text or JSON."""
    job = here.inbox.job(token)
    if form not in {"txt", "json"}:
        raise HTTPException(404)
    if form == "json":
        body = json.dumps(receipt.record(job), ensure_ascii=False, indent=2)
        return _download(body.encode(), "kvittering.json", "application/json")
    return _download(receipt.text(job).encode(), "kvittering.txt", "text/plain; charset=utf-8")


@router.get("/{token}/fund.gpkg", dependencies=[Depends(STAFF)])
def findings(here: DeskHere, held: ServicesHere, token: str) -> Response:
    """Answer the findings as a layer to click in QGIS."""
    job = here.inbox.job(token)
    if job.state not in {READY, LANDED}:
        raise HTTPException(404)
    delivery = here.delivery(job)
    issues: tuple[geo.Issue, ...] = held.workspace.foresee(delivery).issues
    body = preview.findings_layer(delivery, issues)
    return _download(body, "fund.gpkg", "application/geopackage+sqlite3")


def _download(body: bytes, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=kind, headers=headers)
