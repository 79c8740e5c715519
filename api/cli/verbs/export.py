"""``export``: a copy of the workspace for QGIS, quiet also on a network share."""

from pathlib import Path
from typing import Annotated

import typer

import geo
from api.cli import talk
from api.cli.exits import writing
from api.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, existing
from api.language import say

verbs = typer.Typer()


@verbs.command("export", help=say("cli.export"))
def export(
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FIL.gpkg", help=say("cli.export.out"))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Write the copy."""
    with geo.Workspace(existing(workspace)) as place, writing(out):
        target = place.export(out)
    if as_json:
        talk.json_result({"path": str(target), "bytes": target.stat().st_size})
    else:
        talk.line(say("cli.export.done", path=target))
