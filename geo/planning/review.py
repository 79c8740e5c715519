"""Look a plan through: what each change costs, who must agree, and which no longer can be made.

A plan outlives the data it was drawn on. A change whose lamp is gone is told and left out, so that
the rest can still be talked over.
"""

from dataclasses import dataclass, field, replace

import numpy as np
import shapely

from geo.model.department import Department
from geo.model.errors import PlanError
from geo.planning.changes import Change
from geo.planning.costing import Costing, costing
from geo.planning.fields import line_of
from geo.planning.plan import Plan
from geo.planning.prices import CostLine, PriceList

FAR_M = 1_000.0
"""How far from a department a change may lie: beyond it a coordinate is mistaken."""

BEYOND_M = 1e8
"""No coordinate of the earth is larger."""


@dataclass(frozen=True)
class ReviewedChange:
    """One change as it stands today.

    Parameters
    ----------
    change
        The change.
    lines
        What it costs.
    kwh
        What it uses a year more than today; None where not known.
    problem
        Why it cannot be made, or None.
    """

    change: Change
    lines: tuple[CostLine, ...] = ()
    kwh: float | None = None
    problem: PlanError | None = None

    @property
    def kroner(self) -> float:
        """Answer its price."""
        return float(sum(line.kroner for line in self.lines))


@dataclass(frozen=True)
class Review:
    """A plan looked through.

    Parameters
    ----------
    changes
        Every change in the plan's order.
    holding
        The plan without what cannot be made.
    costing
        What that costs.
    """

    changes: tuple[ReviewedChange, ...]
    holding: Plan
    costing: Costing = field(repr=False)

    @property
    def problems(self) -> tuple[PlanError, ...]:
        """Answer why some changes cannot be made."""
        return tuple(one.problem for one in self.changes if one.problem is not None)


def review(department: Department, plan: Plan, prices: PriceList) -> Review:
    """Answer a plan looked through, whatever has become of the place since."""
    here, holding, problems = department, list[Change](), list[PlanError | None]()
    for change in plan.changes:
        try:
            must_be_near(department, change)
            here = change.apply(here)
        except PlanError as error:
            problems.append(error)
        else:
            problems.append(None)
            holding.append(change)
    holds = replace(plan, changes=tuple(holding))
    cost = costing(department, holds, prices)
    told = iter(zip(cost.lines, cost.kwh, strict=True))
    rows = [
        ReviewedChange(change, problem=problem)
        if problem is not None
        else ReviewedChange(change, *next(told))
        for change, problem in zip(plan.changes, problems, strict=True)
    ]
    return Review(tuple(rows), holds, cost)


def must_be_near(department: Department, change: Change) -> None:
    """Refuse a change that does not lie at the department.

    Raises
    ------
    PlanError
        Where it lies far away, or its line has no length.
    """
    told = change.told
    corners = [told[name] for name in ("at", "to") if name in told] + list(told.get("line", ()))
    if not corners:
        return
    # Clipped first: of a number beyond all maps no distance can be computed.
    clipped = np.clip(np.array(corners, dtype=float), -BEYOND_M, BEYOND_M)
    away = shapely.distance(shapely.points(clipped), department.boundary)
    if (away > FAR_M).any():
        raise PlanError("change.far", kind=change.kind, most=round(FAR_M))
    if "line" in told and line_of(told["line"]).length == 0:
        raise PlanError("change.line", kind=change.kind, field="line")
