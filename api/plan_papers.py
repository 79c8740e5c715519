"""Gather what the papers of a plan are written from, for the command line and the pages alike."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from geo.model.language import sentence
from maps.plan_figure import plan_figure

if TYPE_CHECKING:
    from geo.planning.papers.blocks import Figure
    from geo.planning.papers.matter import Matter
    from geo.planning.plan import Plan
    from geo.planning.prices import PriceList
    from geo.scoring.profile import Profile
    from geo.scoring.rescoring import Rescoring
    from geo.store.case_opening import CaseDatabase


def gathered(
    again: "Rescoring",
    plan: "Plan",
    prices: "PriceList | None",
    cases: "CaseDatabase | None",
    day: date,
) -> "Matter":
    """Answer everything the papers of a plan are written from.

    Parameters
    ----------
    again
        The department as it stands.
    plan, prices
        What is done; the example prices if None.
    cases
        Where reports and follow-ups lie; None leaves both out.
    day
        The day that stands on the paper.
    """
    from geo.planning.comparison import compare_plan  # noqa: PLC0415 - heavy
    from geo.planning.costing import costing  # noqa: PLC0415 - heavy
    from geo.planning.papers.matter import Matter  # noqa: PLC0415 - heavy
    from geo.planning.proposals import assumed_of  # noqa: PLC0415 - heavy

    department = again.department
    changed = plan.apply(department)
    before, after = again.before(), again.after(changed)
    return Matter(
        department=department,
        plan=plan,
        costing=costing(department, plan, prices, again.scene.assumptions),
        profile=before,
        comparison=compare_plan(again, changed),
        date=day.isoformat(),
        figure=figure_of(before, after, again, plan),
        reported=None if cases is None else _reported(cases, department.id),
        assumed=assumed_of(again.scene, plan),
        followed=() if cases is None else _followed(cases, plan),
    )


def figure_of(before: "Profile", after: "Profile", again: "Rescoring", plan: "Plan") -> "Figure":
    """Answer the drawing of the place before and after, with what it shows in words."""
    from geo.planning.papers.blocks import Figure  # noqa: PLC0415 - heavy
    from geo.planning.papers.wording import number  # noqa: PLC0415 - heavy

    facts = {"today": number(_dark_metres(before)), "after": number(_dark_metres(after))}
    return Figure(
        plan_figure(before, after, again.department, plan),
        sentence("paper.figure.alternative", facts),
        sentence("paper.figure.caption"),
    )


def _dark_metres(profile: "Profile") -> float:
    segments = profile.segments
    return float(segments.loc[segments["light_class"] == "dark", "length_m"].sum())


def _reported(cases: "CaseDatabase", department: str) -> str | None:
    """Say how many reports there are at least, or None where they are too few to be told."""
    from geo.reporting.counting import public_counts  # noqa: PLC0415 - heavy
    from geo.store.cases import sightings  # noqa: PLC0415 - heavy

    with cases.reading() as connection:
        seen = sightings(connection, cases.tables)
    least = public_counts(seen, datetime.now(UTC)).get(department)
    return None if least is None else sentence("paper.reported.least", {"count": least})


def _followed(cases: "CaseDatabase", plan: "Plan") -> tuple[str, ...]:
    """Say what is known of the same plan since it was decided, as anybody may read it."""
    from geo.planning.follow_up.book import FollowUps  # noqa: PLC0415 - heavy
    from geo.planning.follow_up.gathering import gathered_account  # noqa: PLC0415 - heavy

    same = [one for one in FollowUps(cases).all(plan.department) if one.plan == plan]
    if not same:
        return ()
    return gathered_account(same[0], datetime.now(UTC), cases).public().sentences
