"""``papers``: the welcome card and the noticeboard sheet of each department, to print."""

from pathlib import Path
from typing import Annotated

import typer

import geo
from api.cli import talk
from api.cli.exits import writing
from api.cli.options import (
    DEFAULT_WORKSPACE,
    DepartmentIds,
    JsonOption,
    WorkspaceOption,
    existing,
)
from api.cli.verbs.score import profiles_of
from api.language import say

verbs = typer.Typer()


@verbs.command("papers", help=say("cli.papers"))
def papers(
    ids: DepartmentIds = None,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="MAPPE", help=say("cli.papers.out"))] = Path(
        "ark"
    ),
    languages: Annotated[
        str, typer.Option("--languages", metavar="KODER", help=say("cli.papers.languages"))
    ] = "da,en",
    waste: Annotated[
        str, typer.Option("--waste", metavar="TEKST", help=say("cli.papers.waste"))
    ] = "",
    address: Annotated[
        str,
        typer.Option(
            "--address",
            envvar="TRYGHED_BASE_URL",
            metavar="URL",
            help=say("cli.papers.address"),
        ),
    ] = "",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Write two pages per department; a page is one sheet of A4 and asks nobody for anything."""
    from api.boards import sheets  # noqa: PLC0415 - heavy, and not needed for --help
    from maps.welcome import LANGUAGES  # noqa: PLC0415 - heavy

    chosen = [code.strip() for code in languages.split(",") if code.strip()]
    if not chosen or any(code not in LANGUAGES for code in chosen):
        raise typer.BadParameter(", ".join(LANGUAGES), param_hint="--languages")
    if not address.startswith(("https://", "http://")):
        raise typer.BadParameter(say("cli.papers.no_address"), param_hint="--address")
    with geo.Workspace(existing(workspace)) as place:
        profiles = profiles_of(place, ids, None, keeping=False)
        pages = sheets(place, workspace, profiles, chosen, (address.rstrip("/"), waste))
        with writing(out):
            out.mkdir(parents=True, exist_ok=True)
            for name, text in pages:
                (out / name).write_text(text, "utf-8")
    if as_json:
        talk.json_result({"path": str(out), "pages": [name for name, _ in pages]})
    else:
        talk.line(say("cli.papers.done", count=len(pages), path=out))
