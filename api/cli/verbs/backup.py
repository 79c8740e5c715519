"""``backup`` and ``restore``: everything of a workspace in one file, and back again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import talk
from api.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption
from api.language import say

if TYPE_CHECKING:
    from geo.reporting.backup import Copied

verbs = typer.Typer()


@verbs.command("backup", help=say("cli.backup"))
def backup(
    target: Annotated[Path, typer.Argument(metavar="FIL", help=say("cli.backup.target"))],
    *,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Write a backup while the workspace is in use."""
    from geo.reporting.backup import back_up  # noqa: PLC0415 - heavy, and not needed for --help

    _tell("cli.backup.done", back_up(workspace, target, private_folder()), as_json=as_json)


@verbs.command("restore", help=say("cli.restore"))
def restore(
    source: Annotated[Path, typer.Argument(metavar="FIL", help=say("cli.restore.source"))],
    *,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Lay a backup out as a workspace that is not there yet."""
    from geo.reporting.backup import restore as lay_out  # noqa: PLC0415 - heavy

    _tell("cli.restore.done", lay_out(source, workspace, private_folder()), as_json=as_json)


def private_folder() -> str:
    """Answer the folder of key and pictures of a workspace on a server: the one ``serve`` uses."""
    from api.settings import Settings  # noqa: PLC0415 - heavy

    return Settings().private or "privat"


def _tell(key: str, copied: "Copied", *, as_json: bool) -> None:
    if as_json:
        shape = {
            "path": str(copied.path),
            "files": len(copied.files),
            "counts": dict(copied.counts),
        }
        talk.json_result(shape)
        return
    rows = sum(copied.counts.values())
    talk.note(key, path=str(copied.path), files=len(copied.files), rows=rows)
