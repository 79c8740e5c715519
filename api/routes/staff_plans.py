"""``/personale/planer``: the plans of every department, a new one, files in and out, and prices."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.auth import Signed, staff
from api.dependencies import Services, ServicesHere
from api.office.fields import Form, FormHere, led_to, now
from api.office.showing import shown
from api.plans import asking
from api.plans.desk import PlanDesk, PlanDeskHere
from api.routes.follow import department_names
from geo.model.errors import NotFoundError, PlanError
from geo.model.staff import Role
from geo.planning.plan import Plan
from geo.planning.prices import example_prices
from geo.planning.shelf import FILE_BYTES, KeptPlan, plan_from_file, text_of_file

HOME = "/personale/planer"

EDITORS = (Role.PLANNER, Role.ADMINISTRATOR)
"""Those who plan; others of staff read, a board the plans of its own department."""

router = APIRouter(prefix=HOME, include_in_schema=False)

EditorHere = Annotated[Signed, Depends(staff(*EDITORS))]
ReaderHere = Annotated[Signed, Depends(staff())]

FORM_ROOM = 64 * 1024


def refuse_large(request: Request) -> None:
    """Refuse by its length what can be no plan, before it is read.

    Raises
    ------
    PlanError
        Where it is larger than a plan may be.
    """
    told = request.headers.get("content-length", "")
    if not told.isdigit() or int(told) > FILE_BYTES + FORM_ROOM:
        raise PlanError("plan.large", file="", most=FILE_BYTES // 1024)


@router.get("")
def overview(
    request: Request, held: ServicesHere, desk: PlanDeskHere, signed: ReaderHere
) -> Response:
    """List the plans per department."""
    return _page(request, held, desk, signed)


@router.post("")
def begin(
    request: Request, held: ServicesHere, desk: PlanDeskHere, signed: EditorHere, form: FormHere
) -> Response:
    """Begin an empty plan."""
    try:
        name = form["name"].strip()
        plan = Plan.from_dict({"name": name, "department": form["department"]}, file=name)
        kept = _keep(held, desk, signed, plan)
    except PlanError as error:
        return _page(request, held, desk, signed, error, form)
    return led_to(f"{HOME}/{kept.number}")


@router.post("/fil", dependencies=[Depends(refuse_large)])
def hand_in(
    request: Request, held: ServicesHere, desk: PlanDeskHere, signed: EditorHere, form: FormHere
) -> Response:
    """Put the plan of a file on the shelf."""
    try:
        kept = _keep(held, desk, signed, plan_from_file(_file(form), "plan.toml"))
    except (PlanError, NotFoundError) as error:
        return _page(request, held, desk, signed, error, form)
    return led_to(f"{HOME}/{kept.number}")


@router.post("/priser", dependencies=[Depends(refuse_large)])
def hand_in_prices(
    request: Request, held: ServicesHere, desk: PlanDeskHere, signed: EditorHere, form: FormHere
) -> Response:
    """Keep the municipality's own prices."""
    try:
        text = text_of_file(_file(form), "priser.toml")
        desk.shelf.keep_prices(text, form["name"] or "priser", signed.account.by, now())
    except PlanError as error:
        return _page(request, held, desk, signed, error, form)
    return led_to(f"{HOME}#priser")


@router.get("/priser.toml")
def prices(desk: PlanDeskHere, _signed: EditorHere) -> Response:
    """Answer the prices in use as a file, to be written in and handed back."""
    listed = desk.shelf.prices()
    lines = ["example = true\n"] if listed.example else []
    lines.append("[items]")
    lines += [
        f'{item} = {{ price = {price.kroner:g}, unit = "{price.unit}" }}'
        for item, price in listed.items.items()
    ]
    return attachment("\n".join(lines) + "\n", "priser.toml", "application/toml; charset=utf-8")


def attachment(content: str | bytes, name: str, media: str) -> Response:
    """Answer a file to be saved; no browser runs it and none keeps it."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(content, headers=headers, media_type=media)


def _keep(held: Services, desk: PlanDesk, signed: Signed, plan: Plan) -> KeptPlan:
    if plan.department not in department_names(held):
        raise PlanError("plan.department_unknown", department=plan.department)
    return desk.shelf.keep(plan, signed.account.by, now())


def _file(form: Form) -> bytes:
    files = form.files("file")
    if not files:
        raise PlanError("plan.no_file")
    return files[0]


def _page(
    request: Request,
    held: Services,
    desk: PlanDesk,
    signed: Signed,
    error: Exception | None = None,
    form: Form | None = None,
) -> Response:
    own = signed.account.department if signed.account.role is Role.BOARD else None
    names = department_names(held)
    names = {key: name for key, name in names.items() if own is None or key == own}
    rows: dict[str, list[dict[str, Any]]] = {}
    for kept in desk.shelf.all(own):
        rows.setdefault(kept.plan.department, []).append({"kept": kept, **_sum(desk, kept)})
    order = sorted(rows, key=lambda key: str(names.get(key, key)).casefold())
    return shown(
        request,
        signed,
        "plans.html",
        status=200 if error is None else 422,
        rows=[(key, names.get(key, key), rows[key]) for key in order],
        departments=sorted(names.items(), key=lambda item: item[1].casefold()),
        prices=desk.shelf.prices(),
        example_name=example_prices().name,
        may_edit=signed.account.role in EDITORS,
        choices=asking.choices(),
        error=error,
        typed={key: "" if form is None else form[key] for key in ("name", "department")},
    )


def _sum(desk: PlanDesk, kept: KeptPlan) -> dict[str, Any]:
    try:
        found = desk.review(kept.plan)
    except NotFoundError:
        return {"costing": None, "problems": 1}
    return {"costing": found.costing, "problems": len(found.problems)}
