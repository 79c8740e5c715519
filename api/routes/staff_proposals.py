"""``/personale/planer/forslag``: what can be done for a sum, and a proposal opened as a plan."""

import math
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import Services, ServicesHere
from api.language import say
from api.office.fields import FormHere, led_to, now
from api.office.showing import shown
from api.plans import telling
from api.plans.desk import Job, PlanDesk, PlanDeskHere
from api.routes.follow import department_names
from api.routes.staff_plan_compare import waited
from api.routes.staff_plans import EDITORS, HOME, EditorHere, ReaderHere
from geo.model.errors import NotFoundError, PlanError
from geo.planning.papers.wording import kroner, number
from geo.planning.proposals import Proposal

router = APIRouter(prefix=HOME, include_in_schema=False)


@router.get("/forslag")
def proposals(
    request: Request, held: ServicesHere, desk: PlanDeskHere, signed: ReaderHere
) -> Response:
    """Answer up to three priced proposals; the first asker waits while they are found."""
    department_id = request.query_params.get("afdeling", "")
    signed.must_see(department_id)
    name = department_names(held).get(department_id)
    if name is None:
        raise NotFoundError("department.unknown", id=department_id)
    money = money_of(request.query_params.get("kr", ""))
    title = say("plan.offer.title", kroner=kroner(money))
    job = asked(held, desk, department_id, money)
    waiting = waited(request, signed, job, title)
    if waiting is not None:
        return waiting
    return shown(
        request,
        signed,
        "proposals.html",
        title=title,
        name=name,
        department=department_id,
        money=money,
        offers=[_told(one) for one in job.done.result()],
        departments=sorted(department_names(held).items(), key=lambda item: item[1].casefold()),
        may_edit=signed.account.role in EDITORS,
    )


@router.post("/forslag")
def take(held: ServicesHere, desk: PlanDeskHere, signed: EditorHere, form: FormHere) -> Response:
    """Open a proposal as a plan on the shelf."""
    money = money_of(form["kr"])
    job = asked(held, desk, form["afdeling"], money)
    found: tuple[Proposal, ...] = job.done.result()
    chosen = next((one for one in found if one.key == form["key"]), None)
    if chosen is None:
        raise NotFoundError("plan.no_such", number=form["key"][:20])
    name = f"{chosen.plan.name} · {kroner(money)}"
    plan = replace(chosen.plan, name=name)
    return led_to(f"{HOME}/{desk.shelf.keep(plan, signed.account.by, now()).number}")


def asked(held: Services, desk: PlanDesk, department_id: str, money: float) -> Job:
    """Answer the job that finds the proposals for a sum at today's prices."""
    if department_id not in department_names(held):
        raise NotFoundError("department.unknown", id=department_id)
    key = ("proposed", department_id, f"{money:.2f}", desk.shelf.prices().fingerprint)
    return desk.job(key, lambda told: desk.proposed(department_id, money, told))


def money_of(text: str) -> float:
    """Answer a sum as Danes write it.

    >>> money_of("60.000"), money_of("1.250,50 kr.")
    (60000.0, 1250.5)

    Raises
    ------
    PlanError
        Where it is none.
    """
    plain = "".join(text.split()).removesuffix("kr.").removesuffix("kr")
    try:
        money = float(plain.replace(".", "").replace(",", "."))
    except ValueError:
        raise PlanError("plan.no_money", money=text[:20] or "0") from None
    if not math.isfinite(money) or not 0 < money <= MOST:
        raise PlanError("plan.no_money", money=text[:20])
    return money


MOST = 1e9
"""Kroner; beyond it nobody asks."""


def _told(one: Proposal) -> dict[str, Any]:
    changes: dict[str, int] = {}
    for change in one.plan.changes:
        changes[change.of.label] = changes.get(change.of.label, 0) + 1
    return {
        "key": one.key,
        "label": one.label,
        "sums": telling.sums(one.costing),
        "changes": list(changes.items()),
        "figures": [row for row in telling.figures(one.comparison) if row["way"] != "same"],
        "worse": telling.worse(one.comparison),
        "others": () if one.comparison.others is None else one.comparison.others.sentences,
        "assumed": one.assumed,
        "gap": number(100 * one.gap, 1),
    }
