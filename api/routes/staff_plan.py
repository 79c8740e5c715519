"""``/personale/planer/{number}``: one plan – its map, its changes, its price and its figures."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import JSONResponse, Response

from api.auth import Signed
from api.language import say
from api.office.fields import Form, FormHere, Number, led_to, now
from api.office.showing import shown
from api.plans import asking, ground, telling
from api.plans.desk import PlanDesk, PlanDeskHere
from api.routes.staff_plans import EDITORS, HOME, EditorHere, ReaderHere, attachment
from geo.model.errors import ChangedMeanwhileError, PlanError
from geo.model.language import sentence
from geo.planning.changes import CHANGES, Change
from geo.planning.plan import Plan
from geo.planning.review import Review
from geo.planning.shelf import KeptPlan, checked
from maps.payload import escaped_json

router = APIRouter(prefix=HOME, include_in_schema=False)

MAP_WORDS = (
    "plan.js.scoring", "plan.js.failed", "plan.js.draft", "plan.js.place", "plan.js.line",
    "plan.js.pick", "plan.js.lux", "plan.js.from_to",
    "plan.js.target", "plan.js.model", "plan.js.change", "plan.js.draft_of", "plan.js.new_mark",
    "plan.js.zoom_in", "plan.js.zoom_out",
)  # fmt: skip
"""Words the map's script says."""


def read(desk: PlanDesk, signed: Signed, number: int) -> KeptPlan:
    """Answer a plan that an account may see."""
    kept = desk.shelf.get(number)
    signed.must_see(kept.plan.department)
    return kept


@router.get("/{number:int}")
def plan_page(request: Request, desk: PlanDeskHere, signed: ReaderHere, number: Number) -> Response:
    """Answer the page of a plan; ``tilfoej`` names the kind of change to add."""
    wanted = request.query_params.get("tilfoej", "")
    return _page(request, desk, signed, read(desk, signed, number), wanted=wanted)


@router.get("/{number:int}/plan.toml")
def plan_file(desk: PlanDeskHere, signed: ReaderHere, number: Number) -> Response:
    """Answer the file of a plan."""
    kept = read(desk, signed, number)
    name = f"plan-{kept.number}.toml"
    return attachment(kept.plan.to_toml(), name, "application/toml; charset=utf-8")


@router.post("/{number:int}/navn")
def rename(
    request: Request, desk: PlanDeskHere, signed: EditorHere, number: Number, form: FormHere
) -> Response:
    """Give a plan another name or reason."""
    kept = read(desk, signed, number)
    told = {**kept.plan.to_dict(), "name": form["name"], "note": form["note"]}
    try:
        _save(desk, signed, kept, form, Plan.from_dict(told, file=form["name"]))
    except PlanError as error:
        return _page(request, desk, signed, kept, error)
    return led_to(f"{HOME}/{number}")


@router.post("/{number:int}/aendring")
def put(
    request: Request, desk: PlanDeskHere, signed: EditorHere, number: Number, form: FormHere
) -> Response:
    """Add a change to a plan, or alter one that is there."""
    kept = read(desk, signed, number)
    try:
        _save(desk, signed, kept, form, _with_typed(desk, kept.plan, form))
    except PlanError as error:
        return _page(request, desk, signed, kept, error, form=form)
    return led_to(f"{HOME}/{number}#aendringer")


@router.post("/{number:int}/fjern")
def remove(
    request: Request, desk: PlanDeskHere, signed: EditorHere, number: Number, form: FormHere
) -> Response:
    """Take a change out of a plan."""
    kept = read(desk, signed, number)
    place = (form.number("change") or 0) - 1
    changes = tuple(one for k, one in enumerate(kept.plan.changes) if k != place)
    try:
        _save(desk, signed, kept, form, replace(kept.plan, changes=changes))
    except PlanError as error:
        return _page(request, desk, signed, kept, error)
    return led_to(f"{HOME}/{number}#aendringer")


@router.post("/{number:int}/kopi")
def copy(desk: PlanDeskHere, signed: EditorHere, number: Number) -> Response:
    """Put a copy on the shelf, to try something else beside it."""
    kept = read(desk, signed, number)
    name = say("plan.copy_of", name=kept.plan.name[:100])
    made = desk.shelf.keep(replace(kept.plan, name=name), signed.account.by, now())
    return led_to(f"{HOME}/{made.number}")


@router.post("/{number:int}/slet")
def drop(
    request: Request, desk: PlanDeskHere, signed: EditorHere, number: Number, form: FormHere
) -> Response:
    """Take a plan from the shelf."""
    kept = read(desk, signed, number)
    try:
        desk.shelf.drop(_seen(kept, form), signed.account.by, now())
    except ChangedMeanwhileError as error:
        return _page(request, desk, signed, kept, error)
    return led_to(HOME)


@router.post("/{number:int}/regn")
def score(desk: PlanDeskHere, signed: ReaderHere, number: Number, form: FormHere) -> Response:
    """Answer what a plan does to the place, with the change that somebody is just placing."""
    kept = read(desk, signed, number)
    plan = kept.plan
    if form["do"] and signed.account.role in EDITORS:
        plan = checked(_with_typed(desk, plan, form))
    found = desk.review(plan)
    moment = desk.moment(found.holding)
    return JSONResponse(
        {
            "sums": telling.sums(found.costing),
            "figures": telling.figures(moment.comparison),
            "worse": telling.worse(moment.comparison),
            "segments": ground.lit(desk.department(plan.department), moment.segments),
            "problems": telling.problems(found),
        },
        headers={"Cache-Control": "no-store"},
    )


def _with_typed(desk: PlanDesk, plan: Plan, form: Form) -> Plan:
    """Answer a plan with the change of a form added, or in the place it names."""
    kind = CHANGES.get(form["do"])
    if kind is None:
        raise PlanError("change.unknown", kind=form["do"][:40], known=", ".join(CHANGES))
    typed = {name: form[name] for name in _typed_names(kind)}
    change = Change(kind.key, asking.told_in(kind, typed))
    place = form.number("change") or 0
    before: tuple[Change, ...] = plan.changes
    after: tuple[Change, ...] = ()
    if 1 <= place <= len(plan.changes):
        before, after = plan.changes[: place - 1], plan.changes[place:]
    made = replace(plan, changes=(*before, change, *after))
    problem = desk.review(made).changes[len(before)].problem
    if problem is not None:
        raise problem
    return made


def _typed_names(kind: Any) -> list[str]:
    names = [*kind.fields, "note"]
    return [*names, *(f"{name}_{axis}" for name in names for axis in "xy")]


def _seen(kept: KeptPlan, form: Form) -> KeptPlan:
    """Answer the plan under the version that the form was made from."""
    return replace(kept, version=form.number("version") or 0)


def _save(desk: PlanDesk, signed: Signed, kept: KeptPlan, form: Form, plan: Plan) -> KeptPlan:
    return desk.shelf.change(_seen(kept, form), plan, signed.account.by, now())


def _page(  # noqa: PLR0913 - the page after a press that could not be taken
    request: Request,
    desk: PlanDesk,
    signed: Signed,
    kept: KeptPlan,
    error: PlanError | None = None,
    *,
    wanted: str = "",
    form: Form | None = None,
) -> Response:
    department = desk.department(kept.plan.department)
    found = desk.review(kept.plan)
    may_edit = signed.account.role in EDITORS
    moment = desk.known_moment(found.holding)
    kind = CHANGES.get(form["do"] if form is not None else wanted) if may_edit else None
    place = (form.number("change") or 0) if form is not None else 0
    typed = None
    if form is not None and kind is not None:
        typed = {name: form[name] for name in _typed_names(kind)}
    status = 200
    if error is not None:
        status = 409 if isinstance(error, ChangedMeanwhileError) else 422
    return shown(
        request,
        signed,
        "plan.html",
        status=status,
        kept=kept,
        department=department,
        found=found,
        rows=_rows(department, found, may_edit=may_edit, place=place, typed=typed),
        sums=telling.sums(found.costing),
        figures=None if moment is None else telling.figures(moment.comparison),
        worse=None if moment is None else telling.worse(moment.comparison),
        groups=asking.groups() if may_edit else [],
        kind=kind if place == 0 else None,
        fields=asking.asked(kind, department, typed=typed) if kind and place == 0 else [],
        may_edit=may_edit,
        controls=desk.comparable(kept.plan.department),
        error=error,
        data=Markup(escaped_json(_map_data(desk, kept, found))),  # noqa: S704 - holds no HTML
        signed_number=lambda value: telling.signed(value, 0),
        who_words=lambda who: sentence(f"agrees.{who}"),
    )


def _rows(
    department: Any,
    found: Review,
    *,
    may_edit: bool,
    place: int,
    typed: Mapping[str, str] | None,
) -> list[dict[str, Any]]:
    rows = []
    for number, one in enumerate(found.changes, 1):
        fields = asking.asked(
            one.change.of, department, one.change.told, typed if number == place else None
        )
        rows.append(
            {
                "number": number,
                "one": one,
                "fields": fields if may_edit else [],
                "said": _said(one.change, fields),
                "open": number == place,
            }
        )
    return rows


def _said(change: Change, fields: list[asking.Asked]) -> list[tuple[str, str]]:
    """Answer what a change was told, in words."""
    said = []
    for field in fields:
        if field.name not in change.told or field.name == "note":
            continue
        words = dict(field.choices).get(str(change.told[field.name]))
        if field.shape == "place":
            words = f"{field.value}; {field.second}"
        elif field.shape == "line":
            words = say("plan.corners", count=len(change.told[field.name]))
        value = words or asking.written(field.name, change.told[field.name])
        said.append((field.label, f"{value} {field.unit}".strip()))
    return said


def _map_data(desk: PlanDesk, kept: KeptPlan, found: Review) -> dict[str, Any]:
    department = desk.department(kept.plan.department)
    return {
        **ground.ground(department, desk.profile(kept.plan.department)),
        "changes": ground.placed_changes(department, found.changes),
        "ask": f"{HOME}/{kept.number}/regn",
        "words": {key.removeprefix("plan.js."): say(key) for key in MAP_WORDS},
    }
