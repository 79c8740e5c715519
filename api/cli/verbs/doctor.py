"""``doctor``: whether this machine is fit for the work, and what to do where it is not."""

import typer

from api.cli import talk
from api.cli.exits import Exit
from api.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption
from api.cli.tables import show
from api.language import say

verbs = typer.Typer()


@verbs.command("doctor", help=say("cli.doctor"))
def doctor(*, workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """Examine the machine and the workspace."""
    from api.examination import examine  # noqa: PLC0415 - heavy, and not needed for --help

    checks = examine(workspace)
    if as_json:
        talk.json_result([check.to_dict() for check in checks])
    else:
        rows = [(say(f"doctor.{check.state}"), check.label, check.message) for check in checks]
        show(("column.state", "column.check", "column.found"), rows)
    poor = any(check.state == "poor" for check in checks)
    raise typer.Exit(Exit.FINDINGS if poor else Exit.FINE)
