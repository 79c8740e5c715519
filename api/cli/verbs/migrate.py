"""``migrate``: everything to PostGIS, or into a folder, with equal counts and checksums."""

from dataclasses import asdict
from typing import Annotated

import typer

from api.cli import talk
from api.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, existing
from api.cli.tables import show
from api.cli.verbs.backup import private_folder
from api.language import say

verbs = typer.Typer()

SHOWN = 12
"""Letters of a checksum that a person compares."""


@verbs.command("migrate", help=say("cli.migrate"))
def migrate(
    *,
    to: Annotated[str, typer.Option("--to", metavar="MAPPE|URL", help=say("cli.migrate.to"))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Move, and answer rows and checksum of every table."""
    from geo.reporting.moving import move_workspace  # noqa: PLC0415 - heavy, not needed for --help

    source = existing(workspace)
    with talk.steps(["cli.step.move"]) as step:
        next(step)
        moved = move_workspace(source, to, private_folder())
    if as_json:
        tables = [asdict(copy) for copy in moved.tables]
        talk.json_result({"tables": tables, "files": moved.files})
        return
    rows = [(copy.table, copy.rows, copy.checksum[:SHOWN]) for copy in moved.tables if copy.rows]
    show(("column.table", "column.rows", "column.checksum"), rows, (1,))
    talk.line(say("cli.migrate.done", files=moved.files))
