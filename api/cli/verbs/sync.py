"""``sync``: the sources an operator configured, read when they are due; for cron or a timer."""

from pathlib import Path
from typing import Annotated

import typer

import geo
from api.cli import talk
from api.cli.exits import Exit
from api.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption
from api.language import say

verbs = typer.Typer()


@verbs.command("sync", help=say("cli.sync"))
def sync(
    config: Annotated[Path, typer.Argument(metavar="KILDER.toml", help=say("cli.sync.config"))],
    *,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Read what is due, and tell of every source how it went."""
    from geo.intake import standing_sources  # noqa: PLC0415 - heavy
    from geo.intake import sync as read_due  # noqa: PLC0415 - heavy

    sources = standing_sources(config)
    with geo.Workspace(workspace) as place:
        outcomes = read_due(place, sources)
    if as_json:
        talk.json_result([outcome.to_dict() for outcome in outcomes])
    else:
        for outcome in outcomes:
            talk.line(outcome.message)
            for finding in outcome.findings:
                talk.line(f"  {finding}")
    raise typer.Exit(Exit.FINE if all(one.fine for one in outcomes) else Exit.FINDINGS)
