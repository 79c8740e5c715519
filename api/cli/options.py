"""Options that several verbs share."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.talk import remember_json
from api.language import say
from geo.model.errors import WorkspaceError

DEFAULT_WORKSPACE = "tryghed"

WorkspaceOption = Annotated[
    str,
    typer.Option(
        "--workspace",
        envvar="TRYGHED_WORKSPACE",
        metavar="MAPPE|URL",
        help=say("cli.option.workspace"),
    ),
]

JsonOption = Annotated[
    bool, typer.Option("--json", callback=remember_json, help=say("cli.option.json"))
]

DepartmentIds = Annotated[
    list[str] | None, typer.Argument(metavar="[ID]…", help=say("cli.option.ids"))
]

OutOption = Annotated[Path, typer.Option("--out", metavar="FIL", help=say("cli.option.out"))]


def existing(workspace: str) -> str:
    """Answer the place of a workspace that is there; a verb that only reads makes no new one.

    Raises
    ------
    WorkspaceError
        Where the folder holds no workspace yet.
    """
    if not is_there(workspace):
        raise WorkspaceError("workspace.missing", place=workspace)
    return workspace


def is_there(workspace: str) -> bool:
    """Tell whether there is a workspace; a server and a file are for the store to judge."""
    folder = Path(workspace)
    return "://" in workspace or folder.is_file() or (folder / "kort.gpkg").exists()
