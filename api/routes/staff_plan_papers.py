"""``…/papirer`` and ``…/papir/<paper>.<ending>``: the three papers of a plan and their fields."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.auth import Signed
from api.language import say
from api.office.fields import FormHere, Number, led_to, now
from api.office.showing import shown
from api.plans.desk import Job, PlanDesk, PlanDeskHere
from api.routes.staff_plan import read
from api.routes.staff_plan_compare import waited
from api.routes.staff_plans import EDITORS, HOME, EditorHere, ReaderHere, attachment
from geo.model.errors import PlanError
from geo.model.language import sentence
from geo.planning.papers.blocks import Paper
from geo.planning.papers.filling import fields_of, filled
from geo.planning.papers.matter import Matter
from geo.planning.papers.written import ENDINGS, WRITERS
from geo.planning.shelf import KeptPlan

router = APIRouter(prefix=HOME, include_in_schema=False)

MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@router.get("/{number:int}/papirer")
def papers(request: Request, desk: PlanDeskHere, signed: ReaderHere, number: Number) -> Response:
    """Answer the papers of a plan with the fields that people fill in."""
    kept = read(desk, signed, number)
    job = _job(desk, kept)
    waiting = waited(request, signed, job, kept.plan.name)
    return waiting or _page(request, desk, signed, kept)


@router.post("/{number:int}/papirer")
def fill(
    request: Request,
    desk: PlanDeskHere,
    signed: EditorHere,
    number: Number,
    form: FormHere,
) -> Response:
    """Keep what was filled in."""
    kept = read(desk, signed, number)
    answers = {field: form[name_of(field)] for field in fields_of(*_papers(desk, kept))}
    seen = replace(kept, version=form.number("version") or 0)
    try:
        desk.shelf.fill(seen, answers, signed.account.by, now())
    except PlanError as error:
        return _page(request, desk, signed, replace(kept, answers=answers), error)
    return led_to(f"{HOME}/{number}/papirer#hent")


@router.get("/{number:int}/papir/{name}")
def paper(desk: PlanDeskHere, signed: ReaderHere, number: Number, name: str) -> Response:
    """Answer one paper as a file."""
    kept = read(desk, signed, number)
    kind, _, ending = name.partition(".")
    if kind not in WRITERS or ending not in ENDINGS:
        raise HTTPException(404)
    written = filled(WRITERS[kind](_matter(desk, kept)), kept.answers)
    label = say(f"plan.paper.{kind}.file")
    return attachment(ENDINGS[ending](written), f"{label}-{number}.{ending}", MEDIA[ending])


def name_of(field: str) -> str:
    """Answer the name of a field in the form."""
    return f"felt-{hashlib.sha256(field.encode()).hexdigest()[:12]}"


def _page(
    request: Request,
    desk: PlanDesk,
    signed: Signed,
    kept: KeptPlan,
    error: PlanError | None = None,
) -> Response:
    written = dict(zip(WRITERS, _papers(desk, kept), strict=True))
    fields = fields_of(*written.values())
    return shown(
        request,
        signed,
        "plan_papers.html",
        status=200 if error is None else 409,
        kept=kept,
        department=desk.department(kept.plan.department),
        papers=[
            (kind, len(fields_of(filled(paper, kept.answers)))) for kind, paper in written.items()
        ],
        fields=[
            (
                name_of(field),
                field,
                kept.answers.get(field, ""),
                [kind for kind, paper in written.items() if field in paper.gaps],
            )
            for field in fields
        ],
        example=any(sentence("paper.example_prices") in paper.gaps for paper in written.values()),
        may_edit=signed.account.role in EDITORS,
        error=error,
    )


def _job(desk: PlanDesk, kept: KeptPlan) -> Job:
    def work(told: Callable[[str], None]) -> Matter:
        told("plan.step.comparing")
        return _matter(desk, kept)

    return desk.job(("papers", kept.plan.to_toml(), desk.shelf.prices().fingerprint), work)


def _papers(desk: PlanDesk, kept: KeptPlan) -> list[Paper]:
    matter = _matter(desk, kept)
    return [write(matter) for write in WRITERS.values()]


def _matter(desk: PlanDesk, kept: KeptPlan) -> Matter:
    return desk.matter(desk.review(kept.plan).holding)
