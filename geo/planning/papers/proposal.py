"""Forslag til afdelingsmødet: one page that a meeting can vote on."""

from dataclasses import replace

from geo.model.language import sentence
from geo.planning.papers.blocks import Gap, Heading, Paper, Text
from geo.planning.papers.matter import Matter, what_is_done, who_agrees, who_pays
from geo.planning.papers.wording import day, moved
from geo.scoring.factors import FACTORS

FIGURE_MM = 66.0
"""Height of the drawing: the meeting votes on one page."""

ROWS = 5
"""Changes that are listed one by one; more are gathered by what they are."""


def proposal(matter: Matter) -> Paper:
    """Write the proposal: the place, what is done, kroner per dwelling and month, who pays."""
    facts = {"name": matter.department.name, "plan": matter.plan.name, "date": day(matter.date)}
    better = [
        f"{FACTORS[key].label} ({sentence(f'paper.state.{state.name.lower()}')}): {moved(d)}"
        for (key, state), d in matter.comparison.factors.items()
        if d.change is not None and d.change >= 1
    ]
    effect = "; ".join(better) if better else sentence("paper.no_change")
    return Paper(
        sentence("paper.title.proposal", facts),
        sentence("paper.subtitle.proposal", facts),
        (
            Heading(sentence("paper.why")),
            *([Text(matter.plan.note)] if matter.plan.note else [Gap(sentence("paper.gap.why"))]),
            *([] if matter.figure is None else [replace(matter.figure, height_mm=FIGURE_MM)]),
            *what_is_done(matter, most=ROWS),
            Heading(sentence("paper.expected")),
            Text(sentence("paper.effect", {"effect": effect})),
            *who_pays(matter),
            *who_agrees(matter),
            Gap(sentence("paper.gap.vote")),
        ),
    )
