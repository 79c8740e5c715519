"""A plan beside today, as a map draws it."""

from collections.abc import Callable

from api.dependencies import Services
from api.plans import telling
from api.plans.desk import PlanDesk
from geo.planning.comparison import Comparison
from geo.planning.shelf import KeptPlan
from geo.scoring.profile import Profile
from maps.plan_side import plan_side
from maps.sides import Alternative

Told = Callable[[str], None]


def compared(desk: PlanDesk, kept: KeptPlan, told: Told) -> Comparison:
    """Answer a plan compared with today, telling how far the work has come."""
    told("plan.step.scoring")
    desk.warm(kept.plan.department)
    told("plan.step.comparing")
    return desk.compared(desk.review(kept.plan).holding)


def beside_today(
    held: Services, desk: PlanDesk, kept: KeptPlan, told: Told
) -> tuple[Profile, Alternative]:
    """Answer the department as it is today, and the plan to set beside it."""
    comparison = compared(desk, kept, told)
    told("plan.step.drawing")
    found = desk.review(kept.plan)
    moment = desk.moment(found.holding)
    department = desk.warm(kept.plan.department).again.department
    side = plan_side(
        kept.plan.name,
        held.workspace,
        department,
        found.holding.apply(department),
        moment.after,
        telling.difference_words(comparison, found.costing),
    )
    return moment.before, side
