"""``score``: every factor by day and in the dark, and how sure each number is."""

from collections.abc import Sequence
from math import ceil, floor
from typing import Annotated

import typer

import geo
from api.cli import talk
from api.cli.options import (
    DEFAULT_WORKSPACE,
    DepartmentIds,
    JsonOption,
    WorkspaceOption,
    existing,
)
from api.cli.tables import show
from api.language import say

verbs = typer.Typer()


@verbs.command("score", help=say("cli.score"))
def score(
    ids: DepartmentIds = None,
    *,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATO", help=say("cli.as_of"))
    ] = None,
    weights: Annotated[
        str, typer.Option("--weights", metavar="A|B|C", help=say("cli.weights"))
    ] = "A",
    seed: Annotated[int, typer.Option("--seed", metavar="TAL", help=say("cli.seed"))] = 0,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, metavar="TAL", help=say("cli.workers"))
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", metavar="ADRESSE", help=say("cli.scheduler"))
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Score the departments named, or all, and keep the scorings in the workspace's history."""
    from api.scorings import Terms  # noqa: PLC0415 - heavy, and not needed for --help

    terms = Terms(as_of=as_of, weights=weights, seed=seed)
    if workers is not None or scheduler is not None:
        _at_once(existing(workspace), ids, terms, (workers, scheduler), as_json=as_json)
        return
    with geo.Workspace(existing(workspace)) as place:
        profiles = profiles_of(place, ids, terms, keeping=True)
    if as_json:
        talk.json_result([profile.to_json() for profile in profiles])
        return
    for profile in profiles:
        _show(profile)
    if not profiles:
        talk.note("cli.no_departments")


def _at_once(
    where: str,
    ids: Sequence[str] | None,
    terms: object,
    who: tuple[int | None, str | None],
    *,
    as_json: bool,
) -> None:
    """Score on several workers; what fails is told, and the rest is kept."""
    from api.cli.at_once import chosen_workers, score_at_once  # noqa: PLC0415 - heavy
    from api.scorings import Terms  # noqa: PLC0415 - heavy

    assert isinstance(terms, Terms)
    with geo.Workspace(where) as place:
        entries, tally = score_at_once(place, where, ids, terms, chosen_workers(*who))
    if as_json:
        talk.json_result(entries)
    else:
        talk.line(say("cli.at_once.done", scored=tally.scored, failed=tally.failed))
        talk.line(tally.said())
    if tally.failed:
        raise typer.Exit(1)


def profiles_of(
    place: "geo.Workspace", ids: Sequence[str] | None, terms: object, *, keeping: bool
) -> "list[geo.Profile]":
    """Answer the profiles of the departments named, or of all, with progress on the way."""
    from api.scorings import DEFAULT_TERMS, Terms, keep, scored  # noqa: PLC0415 - heavy

    chosen = terms if isinstance(terms, Terms) else DEFAULT_TERMS
    wanted = list(dict.fromkeys(ids)) if ids else place.department_ids()
    profiles = []
    with talk.counting("cli.step.score", len(wanted)) as begin:
        for department_id in wanted:
            begin(department_id)
            scoring = scored(place, department_id, chosen)
            if keeping:
                keep(place, scoring)
            profiles.append(scoring.profile)
    return profiles


def _show(profile: "geo.Profile") -> None:
    """Print one profile: a row per factor; by day, and in the dark."""
    from geo.scoring.factors import FACTORS  # noqa: PLC0415 - heavy

    talk.line(f"{profile.name} ({profile.id})")
    measured = {FACTORS[key].label: profile[key] for key in FACTORS}
    whole = {state.value: profile.overall[state] for state in geo.State}
    rows = [
        (label, *(cell for state in geo.State for cell in in_figures(by_state.get(state.value))))
        for label, by_state in {**measured, say("frame"): whole}.items()
    ]
    columns = ("column.factor", "column.day", "column.standing", "column.dark", "column.standing")
    show(columns, rows, (1, 3))


def in_figures(estimate: "geo.Estimate | None") -> tuple[str | None, str | None]:
    """Answer value with interval, and the words; None where the state is not defined."""
    from geo.scoring.words import in_words  # noqa: PLC0415 - heavy

    if estimate is None:
        return None, None
    words = in_words(estimate.value)
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return None, words
    # Rounded down, so that 74.6 is not shown as 75 beside words that say it is under 75.
    return f"{floor(estimate.value)} ({floor(estimate.low)}–{ceil(estimate.high)})", words
