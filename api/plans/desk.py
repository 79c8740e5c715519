"""Where plans are worked on: departments kept warm, answers kept a while, long work in the back.

Both are bounded: the department asked for longest ago is let go of first.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from threading import Lock, RLock
from typing import Annotated, Any, TypeVar, cast

from fastapi import Depends, Request

from api.dependencies import Services
from api.plan_papers import gathered
from api.scorings import decided
from geo.model.department import Department
from geo.model.errors import PlanError
from geo.planning.comparison import Comparison, compare_plan
from geo.planning.follow_up.promise import Promise, promise_of
from geo.planning.moment import Moment, moment_of
from geo.planning.papers.matter import Matter
from geo.planning.pareto import Trade, trade_offs
from geo.planning.plan import Plan
from geo.planning.prices import PriceList
from geo.planning.proposals import Proposal, propose
from geo.planning.questions import Terms, answer
from geo.planning.review import Review, review
from geo.planning.shelf import Shelf
from geo.scoring.profile import Profile
from geo.scoring.rescoring import Rescoring
from geo.store.plan_tables import prepare_plans

log = logging.getLogger("tryghedskort")

DEPARTMENTS_WARM = 3
ANSWERS_KEPT = 32
JOBS_KEPT = 16

Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class Warm:
    """A department ready to be scored again and again; one asker at a time."""

    again: Rescoring
    before: Profile
    turn: Lock = field(default_factory=Lock, repr=False)


@dataclass(eq=False)
class Job:
    """Long work in the back, and how far it has come.

    Parameters
    ----------
    step
        Key of the words for what is being done.
    done
        Its answer, once it is there.
    """

    step: str = "plan.step.waiting"
    done: "Future[Any]" = field(default_factory=Future)

    @property
    def busy(self) -> bool:
        """Tell whether it is still being worked on."""
        return not self.done.done()


class PlanDesk:
    """The plans of one workspace, being worked on.

    Parameters
    ----------
    held
        What the application holds.
    """

    def __init__(self, held: Services) -> None:
        self._held = held
        self._lock = RLock()
        self._warm: OrderedDict[tuple[str, str], Warm] = OrderedDict()
        self._kept: OrderedDict[tuple[str, ...], Any] = OrderedDict()
        self._jobs: OrderedDict[tuple[str, ...], Job] = OrderedDict()
        self._hand = ThreadPoolExecutor(max_workers=1, thread_name_prefix="plan")

    @cached_property
    def shelf(self) -> Shelf:
        """Open the shelf; it lies beside the cases."""
        database = self._held.desk.database
        return Shelf(database, prepare_plans(database))

    def department(self, department_id: str) -> Department:
        """Answer a department, read once per state of the workspace."""
        key = ("department", self._held.workspace.revision(), department_id)
        return self._once(key, lambda: self._held.workspace.department(department_id))

    def warm(self, department_id: str) -> Warm:
        """Answer a department ready to be scored again."""
        key = (self._held.workspace.revision(), department_id)
        with self._lock:
            if key not in self._warm:
                weights = decided(self._held.workspace, "A")
                again = Rescoring(self.department(department_id), {"weights": weights})
                self._warm[key] = Warm(again, again.before())
            self._warm.move_to_end(key)
            while len(self._warm) > DEPARTMENTS_WARM:
                self._warm.popitem(last=False)
            return self._warm[key]

    def comparable(self, department_id: str) -> list[tuple[str, str]]:
        """Answer the other departments, one of which may be a control area."""
        frame = self._held.workspace.departments()
        names = frame["name"].fillna(frame["id"]).astype(str)
        rows = zip(frame["id"].astype(str), names, strict=True)
        found = [(key, name) for key, name in rows if key != department_id]
        return sorted(found, key=lambda row: row[1].casefold())

    def profile(self, department_id: str) -> Profile:
        """Answer the scoring of a department as it stands: warm, else the one the house keeps."""
        with self._lock:
            warm = self._warm.get((self._held.workspace.revision(), department_id))
        return self._held.profile(department_id) if warm is None else warm.before

    def review(self, plan: Plan) -> Review:
        """Answer a plan looked through at today's prices."""
        return review(self.department(plan.department), plan, self.shelf.prices())

    def known_moment(self, plan: Plan) -> Moment | None:
        """Answer what a plan does to the place where that is known already."""
        with self._lock:
            return cast("Moment | None", self._kept.get(self._key("moment", plan)))

    def moment(self, plan: Plan) -> Moment:
        """Answer what a plan does to the place, by the whole model."""
        key = self._key("moment", plan)
        with self._lock:
            if key in self._kept:
                return cast("Moment", self._once(key, lambda: None))
        warm = self.warm(plan.department)
        with warm.turn:
            return self._once(key, lambda: moment_of(warm.again, warm.before, plan))

    def compared(self, plan: Plan) -> Comparison:
        """Answer the comparison of a plan with the chance that each factor is better."""
        key = self._key("compared", plan)
        warm = self.warm(plan.department)
        with warm.turn:
            return self._once(
                key, lambda: compare_plan(warm.again, plan.apply(warm.again.department))
            )

    def matter(self, plan: Plan) -> Matter:
        """Answer what the papers of a plan are written from, reports and follow-up of today."""
        prices, day = self.shelf.prices(), datetime.now(UTC).date()
        warm, cases = self.warm(plan.department), self._held.desk.database
        key = ("matter", self._held.workspace.revision(), plan.to_toml(), prices.fingerprint)
        with warm.turn:
            return self._once(
                (*key, day.isoformat()), lambda: gathered(warm.again, plan, prices, cases, day)
            )

    def promised(self, plan: Plan) -> Promise:
        """Answer what the model promises of a plan that is decided."""
        compared, warm = self.compared(plan), self.warm(plan.department)
        with warm.turn:
            return promise_of(warm.again, plan.apply(warm.again.department), compared)

    def proposed(
        self, department_id: str, question: str, terms: Terms, told: Callable[[str], None]
    ) -> tuple[Proposal, ...]:
        """Answer a question with plans: without one, the priced proposals for the money."""
        told("plan.step.scoring")
        warm = self.warm(department_id)
        told("plan.step.proposing")
        with warm.turn:
            if question:
                found = answer(warm.again, question, terms)
                return (found,) if found.plan.changes or found.told else ()
            if terms.money is None:
                raise PlanError("plan.no_money", money=0)
            return propose(warm.again.department, terms.money, terms.prices, rescoring=warm.again)

    def traded(
        self, department_id: str, money: float, prices: PriceList, told: Callable[[str], None]
    ) -> tuple[Trade, ...]:
        """Answer plans for the light of which none beats another in everything."""
        told("plan.step.scoring")
        warm = self.warm(department_id)
        told("plan.step.trading")
        with warm.turn:
            return trade_offs(warm.again, money, prices)

    def job(self, key: tuple[str, ...], work: Callable[[Callable[[str], None]], Any]) -> Job:
        """Answer the job of a key; the first asker starts it."""
        whole = (self._held.workspace.revision(), *key)
        with self._lock:
            known = self._jobs.get(whole)
            if known is None or (known.done.done() and known.done.exception() is not None):
                known = self._jobs[whole] = Job()
                self._hand.submit(_run, known, work)
            self._jobs.move_to_end(whole)
            while len(self._jobs) > JOBS_KEPT:
                self._jobs.popitem(last=False)
            return known

    @staticmethod
    def content_of(plan: Plan) -> str:
        """Answer what of a plan its figures rest on: its changes, not its name."""
        return replace(plan, name="-", note="").to_toml()

    def _key(self, what: str, plan: Plan) -> tuple[str, ...]:
        return (what, self._held.workspace.revision(), self.content_of(plan))

    def _once(self, key: tuple[str, ...], make: Callable[[], Made]) -> Made:
        """Answer what was made under a key; made outside the lock, so that others go on."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast("Made", self._kept[key])
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > ANSWERS_KEPT:
                self._kept.popitem(last=False)
        return made


def _run(job: Job, work: Callable[[Callable[[str], None]], Any]) -> None:
    """Work a job; whatever goes wrong is the job's answer, so that its page can tell."""

    def told(step: str) -> None:
        job.step = step

    try:
        job.done.set_result(work(told))
    except Exception as error:  # noqa: BLE001 - told on the page that waits for it
        job.done.set_exception(error)


def plan_desk(request: Request) -> PlanDesk:
    """Answer where plans are worked on; made when first asked for."""
    state = request.app.state
    found: PlanDesk | None = getattr(state, "plan_desk", None)
    if found is None:
        found = state.plan_desk = PlanDesk(state.services)
    return found


PlanDeskHere = Annotated[PlanDesk, Depends(plan_desk)]
