"""``/personale/planer/forslag``: a question answered with plans, one of which may be opened."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
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
from geo.planning.papers.wording import kroner
from geo.planning.proposals import Proposal
from geo.planning.questions import QUESTIONS, Terms, question_name

router = APIRouter(prefix=HOME, include_in_schema=False)

MOST = 1e9
"""Kroner; beyond it nobody asks."""

MOST_COUNTED = 200


@dataclass(frozen=True)
class Question:
    """What was asked: a department, a question (none: three proposals) and its terms."""

    department: str
    key: str
    terms: Terms
    texts: dict[str, str]

    @property
    def title(self) -> str:
        """Answer the question in words."""
        if self.key:
            return question_name(self.key, self.terms)
        return say("plan.offer.title", kroner=kroner(self.terms.money or 0.0))


@router.get("/forslag")
def proposals(
    request: Request, held: ServicesHere, desk: PlanDeskHere, signed: ReaderHere
) -> Response:
    """Answer a question with plans; the first asker waits while they are found."""
    signed.must_see(request.query_params.get("afdeling", ""))
    asked = question_of(held, desk, lambda name: request.query_params.get(name, ""))
    job = found(desk, asked)
    waiting = waited(request, signed, job, asked.title)
    if waiting is not None:
        return waiting
    return shown(
        request,
        signed,
        "proposals.html",
        asked=asked,
        name=department_names(held)[asked.department],
        offers=[_told(one) for one in job.done.result()],
        may_edit=signed.account.role in EDITORS,
    )


@router.post("/forslag")
def take(held: ServicesHere, desk: PlanDeskHere, signed: EditorHere, form: FormHere) -> Response:
    """Open a proposal as a plan on the shelf."""
    asked = question_of(held, desk, lambda name: form[name])
    offers: tuple[Proposal, ...] = found(desk, asked).done.result()
    chosen = next((one for one in offers if one.key == form["key"]), None)
    if chosen is None:
        raise NotFoundError("plan.no_such", number=form["key"][:20])
    name = chosen.plan.name
    if not asked.key:
        name = f"{name} · {kroner(asked.terms.money or 0.0)}"
    plan = replace(chosen.plan, name=name)
    return led_to(f"{HOME}/{desk.shelf.keep(plan, signed.account.by, now()).number}")


def found(desk: PlanDesk, asked: Question) -> Job:
    """Answer the job that finds what was asked for, at today's prices."""
    terms = asked.terms
    key = (
        "proposed", asked.department, asked.key, str(terms.money), str(terms.count), terms.p_class,
        terms.prices.fingerprint,
    )  # fmt: skip
    return desk.job(key, lambda told: desk.proposed(asked.department, asked.key, terms, told))


def question_of(held: Services, desk: PlanDesk, given: Callable[[str], str]) -> Question:
    """Answer what was asked, from the address or a form.

    Raises
    ------
    NotFoundError, PlanError
        Where there is no such department or question, or a number is none.
    """
    texts = {name: given(name)[:40] for name in ("sp", "kr", "antal", "klasse")}
    department = given("afdeling")
    if department not in department_names(held):
        raise NotFoundError("department.unknown", id=department[:80])
    if texts["sp"] and texts["sp"] not in QUESTIONS:
        raise PlanError("plan.question", question=texts["sp"], known=", ".join(QUESTIONS))
    money = money_of(texts["kr"]) if texts["kr"] or not texts["sp"] else None
    count = texts["antal"]
    if count and not (count.isascii() and count.isdigit() and 0 < int(count) <= MOST_COUNTED):
        raise PlanError("plan.no_count", count=count)
    terms = Terms(
        prices=desk.shelf.prices(),
        money=money,
        count=int(count) if count else None,
        p_class=texts["klasse"] or "p5",
    )
    return Question(department, texts["sp"], terms, texts)


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
        raise PlanError("plan.no_money", money=text or "0") from None
    if not math.isfinite(money) or not 0 < money <= MOST:
        raise PlanError("plan.no_money", money=text)
    return money


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
        "lifted": [row for row in telling.lifted(one.comparison) if row["change"] != "0"],
        "worse": telling.worse(one.comparison),
        "others": () if one.comparison.others is None else one.comparison.others.sentences,
        "said": [*one.told, *one.assumed],
    }
