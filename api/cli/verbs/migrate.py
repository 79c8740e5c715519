"""``migrate``: everything to PostGIS, or back into a folder, with equal counts and checksums."""

from dataclasses import asdict
from typing import Annotated

import typer

import geo
from api.cli import talk
from api.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, existing
from api.cli.tables import show
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
    with geo.Workspace(existing(workspace)) as place, talk.steps(["cli.step.move"]) as step:
        next(step)
        copies = place.move_to(to)
    if as_json:
        talk.json_result({"tables": [asdict(copy) for copy in copies]})
        return
    rows = [(copy.table, copy.rows, copy.checksum[:SHOWN]) for copy in copies if copy.rows]
    show(("column.table", "column.rows", "column.checksum"), rows, (1,))
    talk.line(say("cli.migrate.done"))
