"""``explain``: what stands behind the numbers of one department."""

from typing import Annotated, Any

import typer

import geo
from api.cli import talk
from api.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, existing
from api.cli.tables import show
from api.cli.verbs.score import in_figures
from api.language import say
from geo.model.errors import NotFoundError
from geo.model.language import sentence

verbs = typer.Typer()

STRETCHES = 5
"""Dark stretches that are told of: those that are walked most."""


def _with_points(profile: "geo.Profile", reason: Any) -> dict[str, Any]:
    """Answer a reason with the points of its indicators and of the paths it is measured along."""
    from geo.scoring.why import why  # noqa: PLC0415 - heavy, and not needed for --help

    losses = why(profile, reason.state, top=len(profile.results)).losses
    loss = {loss.reasons.factor: loss for loss in losses}.get(reason.factor)
    nothing: dict[str, Any] = {"points": None, "indicator_points": {}, "stretches": []}
    told = {**nothing, **reason.to_dict()} if loss is None else loss.to_dict()
    if reason.factor != "lighting":
        return told
    from geo.scoring.dark_year import dark_year  # noqa: PLC0415 - heavy, and not needed for --help

    return {**told, "dark_year": dark_year(profile).to_dict()}


def _dark_year(profile: "geo.Profile") -> None:
    """Say when it is dark, month by month, and how long each dark stretch is walked in."""
    from geo.scoring.dark_year import dark_year, rough_hours  # noqa: PLC0415 - heavy

    year = dark_year(profile)
    talk.line(year.text())
    months = [(month.name, month.clock or "–", f"{month.hours:.0f}") for month in year.months]
    show(("column.month", "column.dark_clock", "column.dark_hours"), months, (2,))
    frame = profile.frames.get("dark_stretches")
    if frame is None or "walked_dark_minutes" not in frame:
        return
    walked = [
        (
            row["name"] or say("stretch.nameless"),
            f"{row['length_m']:.0f} m",
            f"{hours:g}".replace(".", ","),
        )
        for row in frame.head(STRETCHES).to_dict("records")
        if (hours := rough_hours(row["walked_dark_minutes"])) is not None
    ]
    if walked:
        show(("column.stretch", "column.length", "column.walked_hours"), walked, (1, 2))


@verbs.command("explain", help=say("cli.explain"))
def explain(
    department_id: Annotated[str, typer.Argument(metavar="ID", help=say("cli.option.id"))],
    *,
    factor: Annotated[
        str | None, typer.Option("--factor", metavar="NØGLE", help=say("cli.factor"))
    ] = None,
    narrow: Annotated[bool, typer.Option("--narrow", help=say("cli.narrow"))] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Explain every factor of a department, or one."""
    from api.scorings import change_of, scored  # noqa: PLC0415 - heavy, and not needed for --help

    with geo.Workspace(existing(workspace)) as place:
        profile = scored(place, department_id).profile
        change = change_of(place, department_id)
        headlines = _headlines(profile, change)
        if narrow:
            headlines += _narrowing(place.department(department_id))
    if factor is not None and factor not in profile.results:
        raise NotFoundError("factor.unknown", name=factor, known=", ".join(profile.results))
    reasons = [
        geo.explain(profile, key, state)
        for key, by_state in profile.results.items()
        for state in by_state
        if factor in {None, key}
    ]
    if as_json:
        talk.json_result([_with_points(profile, reason) for reason in reasons])
        return
    for text in headlines:
        talk.line(text)
    for reason in reasons:
        _told(reason)
        if reason.factor == "lighting":
            _dark_year(profile)


def _told(reason: Any) -> None:
    """Print one factor in one state: its indicators and what they rest on."""
    state = say(f"state.{reason.state.value}")
    told = " ".join(part for part in in_figures(reason.estimate) if part)
    talk.line(f"{reason.label} · {state} · {told}")
    rows = [
        (
            sentence(f"indicator.{row.key}"),
            None if row.raw is None else f"{row.raw:.4g} {row.unit}".rstrip().replace(".", ","),
            *in_figures(row.score),
            f"{row.weight:.0%}".replace("%", " %"),
        )
        for row in reason.indicators
    ]
    if rows:
        columns = ("column.indicator", "column.measured", "column.score", "column.standing")
        show((*columns, "column.weight"), rows, (1, 2, 4))
    inputs = ", ".join(
        f"{sentence(f'layer.{layer}')} ({source.dataset if source else say('missing')})"
        for layer, source in reason.sources.items()
    )
    if inputs:
        talk.line(say("cli.explain.inputs", inputs=inputs, clause=reason.clause))


def _headlines(profile: "geo.Profile", change: Any) -> list[str]:
    """Say what costs most by day and in the dark, and what has changed since last time."""
    from geo.scoring.why import why  # noqa: PLC0415 - heavy, and not needed for --help

    said = [
        f"{say(f'state.{state.value}')}: {text}"
        for state in geo.State
        if (text := why(profile, state).text())
    ]
    if profile.uncertainty is not None:
        said += [
            say(
                "cli.explain.sure",
                state=say(f"state.{state.value}"),
                low=f"{spread.low:.0f}",
                median=f"{spread.median:.0f}",
                high=f"{spread.high:.0f}",
                missed=f"{100 * spread.under_target:.0f}",
            )
            for state in geo.State
            if (spread := profile.uncertainty.overall.get(state.value)) is not None
        ]
    if change is None:
        return said
    return [*said, change.words, *(f"  {row.words}" for row in change.differences)]


def _narrowing(department: "geo.Department") -> list[str]:
    """Say what would narrow the intervals most, and how much no data can narrow."""
    from geo.scoring.narrowing import narrowing  # noqa: PLC0415 - heavy, and on demand

    found = narrowing(department)
    return [line for state, lines in found.items() for line in _said(state, lines)]


def _said(state: "geo.State", lines: list[str]) -> list[str]:
    return [say("cli.narrow.state", state=say(f"state.{state.value}")), *(f"  {x}" for x in lines)]
