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
    out: Annotated[Path, typer.Option("--out", metavar="FIL", help=say("cli.export.out"))],
    format_: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=say("cli.export.format"))
    ] = "gpkg",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Write the copy."""
    with geo.Workspace(existing(workspace)) as place, writing(out):
        target = place.export(out, format_)
    if as_json:
        talk.json_result({"path": str(target), "bytes": _size(target)})
    else:
        talk.line(say("cli.export.done", path=target))


def _size(path: Path) -> int:
    """Answer the bytes of a file, or of all files of a folder."""
    files = [path] if path.is_file() else list(path.iterdir())
    return sum(file.stat().st_size for file in files)
