"""Ansøgning til den boligsociale pulje: what the fund asks for, and nothing made up."""

from geo.model.language import sentence
from geo.planning.papers.attachment import method, reports
from geo.planning.papers.blocks import Block, Bullets, Gap, Heading, Paper, Text
from geo.planning.papers.matter import (
    Matter,
    expected,
    place_today,
    what_is_done,
    who_agrees,
    who_pays,
)
from geo.planning.papers.wording import day

FOCUS = {
    "lamps": ("safety", "health"),
    "boundaries": ("safety",),
    "meeting_places": ("community", "health"),
    "destinations": ("safety", "community"),
    "paths": ("safety", "health"),
}
"""Which of the strategy's three focus areas a change of a layer serves."""

ORDER = ("community", "safety", "health")


def application(matter: Matter) -> Paper:
    """Write the application: focus area, purpose, the place, plan, effect, method, follow-up."""
    facts = {"name": matter.department.name, "plan": matter.plan.name, "date": day(matter.date)}
    return Paper(
        sentence("paper.title.application", facts),
        sentence("paper.subtitle.application", facts),
        (
            Gap(sentence("paper.gap.applicant")),
            *_focus(matter),
            *_purpose(matter),
            *place_today(matter),
            *reports(matter),
            *what_is_done(matter),
            *who_pays(matter),
            *expected(matter),
            *who_agrees(matter),
            *_follow_up(matter),
            *method(matter),
        ),
    )


def _focus(matter: Matter) -> list[Block]:
    served = {area for change in matter.plan.changes for area in FOCUS[change.of.layer]}
    said = tuple(sentence(f"paper.focus.{area}") for area in ORDER if area in served)
    return [Heading(sentence("paper.focus")), Bullets(said)]


def _purpose(matter: Matter) -> list[Block]:
    own = [Text(matter.plan.note)] if matter.plan.note else []
    return [Heading(sentence("paper.purpose")), *own, Gap(sentence("paper.gap.purpose"))]


def _follow_up(matter: Matter) -> list[Block]:
    """Tell how it will be followed up, and what is known already where the work has begun."""
    steps = ("confirmed", "measured", "reported", "walked", "control")
    blocks: list[Block] = [
        Heading(sentence("paper.follow_up")),
        Bullets(tuple(sentence(f"paper.follow_up.{step}") for step in steps)),
    ]
    if matter.followed:
        blocks += [Text(sentence("paper.followed")), Bullets(matter.followed)]
    return [*blocks, Gap(sentence("paper.gap.follow_up"))]
