"""``/hvorfor/{id}``: what pulls a department down, in words, and what has changed since last time.

A public page: it says words and names paths, never the total nor a hiding place. The numbers are in
``tryghedskort explain ID --json``.
"""

from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from starlette.responses import Response

import geo
from api.dependencies import ServicesHere
from api.pages import page
from api.scorings import change_of
from geo.model.language import sentence
from geo.scoring.dark_year import dark_year
from geo.scoring.unmeasured import unmeasured
from geo.scoring.why import Loss, why
from geo.scoring.words import in_words

router = APIRouter(include_in_schema=False)

KEY_OF_LIGHT = "lighting"
"""Factor beside which it is told when it is dark."""

NAMED = frozenset({"lighting", "routes"})
"""Factors whose weak paths may be named to anybody: where nobody sees is for staff."""


@dataclass(frozen=True)
class Reason:
    """One factor as the page tells it."""

    label: str
    words: str
    clause: str
    indicators: tuple[tuple[str, str], ...]
    paths: tuple[str, ...]
    inputs: tuple[tuple[str, str], ...]
    assumptions: tuple[str, ...]
    aside: str = ""


@router.get("/hvorfor/{department_id:path}")
def reasons(request: Request, held: ServicesHere, department_id: str) -> Response:
    """Answer the reasons of one department."""
    profile = held.profile(department_id)
    newest = held.workspace.scorings(department_id)[:1]
    key = ("change", department_id, *(str(row["stored"]["id"]) for row in newest))
    change = held.kept(key, lambda: change_of(held.workspace, department_id))
    aside = {KEY_OF_LIGHT: dark_year(profile).text()}
    states = {
        state.value: [
            replace(told(loss), aside=aside.get(loss.reasons.factor, ""))
            for loss in why(profile, state).losses
        ]
        for state in geo.State
    }
    return page(
        request,
        "why.html",
        department=profile,
        states=states,
        change=change,
        unmeasured=unmeasured(),
    )


def told(loss: Loss) -> Reason:
    """Answer a loss in words: indicators from the dearest, paths by name, data as people say it."""
    reasons = loss.reasons
    rows = {row.key: row for row in reasons.indicators}
    order = [*loss.indicators, *(key for key in rows if key not in loss.indicators)]
    named = loss.stretches if reasons.factor in NAMED else ()
    return Reason(
        label=reasons.label,
        words=reasons.words,
        clause=reasons.clause,
        indicators=tuple(
            (sentence(f"indicator.{key}"), in_words(rows[key].score.value))
            for key in order
            if rows[key].weight > 0
        ),
        paths=tuple(dict.fromkeys(stretch.name for stretch in named if stretch.name)),
        inputs=tuple(
            (sentence(f"layer.{layer}"), (geo.Grade.E if source is None else source.grade).words)
            for layer, source in reasons.sources.items()
        ),
        assumptions=tuple(sentence(f"assumption.{entry.key}") for entry in reasons.assumptions),
    )
