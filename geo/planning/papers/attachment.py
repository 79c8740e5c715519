"""Bilag til styringsdialogen: the place, the plan and what is known about both."""

from geo.model.language import sentence
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
from geo.scoring.unmeasured import unmeasured


def attachment(matter: Matter) -> Paper:
    """Write the attachment that a housing organisation and the municipality talk over."""
    facts = {
        "name": matter.department.name,
        "organisation": matter.department.organisation or sentence("paper.unknown_organisation"),
        "date": day(matter.date),
    }
    return Paper(
        sentence("paper.title.attachment", facts),
        sentence("paper.subtitle.attachment", facts),
        (
            *place_today(matter),
            *reports(matter),
            *what_is_done(matter),
            *expected(matter),
            *who_pays(matter),
            *who_agrees(matter),
            *method(matter),
            Gap(sentence("paper.gap.agreed")),
        ),
    )


def reports(matter: Matter) -> list[Block]:
    """Tell what residents report, or that no report is no proof of safety."""
    said = matter.reported or sentence("paper.no_reports")
    return [Heading(sentence("paper.reported")), Text(said)]


def method(matter: Matter) -> list[Block]:
    """Tell how it was computed, what was assumed, and what no map can measure."""
    facts = {
        "version": matter.profile.version,
        "weights": matter.profile.weights,
        "as_of": matter.profile.as_of or sentence("paper.no_date"),
        "assumptions": matter.profile.assumptions.fingerprint,
    }
    sources = tuple(
        f"{source.dataset}{f' ({source.licence})' if source.licence else ''}"
        for source in {s.dataset: s for s in matter.profile.sources.values()}.values()
    )
    return [
        Heading(sentence("paper.method")),
        Text(sentence("paper.method.text", facts)),
        *([Bullets(matter.assumed)] if matter.assumed else []),
        Text(sentence("paper.sources", {"sources": "; ".join(sources)})),
        Heading(sentence("paper.unmeasured")),
        Text("; ".join(f"{row.text} ({row.clause})" for row in unmeasured()) + "."),
    ]
