"""``explain``: what stands behind the numbers of one department."""

from typing import Annotated

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


@verbs.command("explain", help=say("cli.explain"))
def explain(
    department_id: Annotated[str, typer.Argument(metavar="ID", help=say("cli.option.id"))],
    *,
    factor: Annotated[
        str | None, typer.Option("--factor", metavar="NØGLE", help=say("cli.factor"))
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Explain every factor of a department, or one."""
    from api.scorings import scored  # noqa: PLC0415 - heavy, and not needed for --help

    with geo.Workspace(existing(workspace)) as place:
        profile = scored(place, department_id).profile
    if factor is not None and factor not in profile.results:
        raise NotFoundError("factor.unknown", name=factor, known=", ".join(profile.results))
    reasons = [
        geo.explain(profile, key, state)
        for key, by_state in profile.results.items()
        for state in by_state
        if factor in {None, key}
    ]
    if as_json:
        talk.json_result([reason.to_dict() for reason in reasons])
        return
    for reason in reasons:
        state = say(f"state.{reason.state.value}")
        told = " ".join(part for part in in_figures(reason.estimate) if part)
        talk.line(f"{reason.label} · {state} · {told}")
        rows = [
            (
                sentence(f"indicator.{row.key}"),
                None if row.raw is None else f"{row.raw:.4g} {row.unit}".rstrip(),
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
