"""``import``: a delivery into the workspace, whole or not at all; or the last one out again."""

from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

import geo
from api.cli import talk
from api.cli.exits import Exit, as_finding
from api.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, existing
from api.cli.reading import CrsOption, DepartmentsOption, GmlOption, RoleOption, delivery
from api.cli.tables import show_counts, show_findings
from api.language import say
from geo.model.errors import DeliveryError, LayerError

verbs = typer.Typer()


@verbs.command("import", help=say("cli.import"))
def import_(
    path: Annotated[
        Path | None, typer.Argument(metavar="LEVERANCE", help=say("cli.delivery"))
    ] = None,
    *,
    departments: DepartmentsOption = None,
    crs: CrsOption = None,
    role: RoleOption = None,
    gml: GmlOption = False,
    accept: Annotated[bool, typer.Option("--accept", help=say("cli.accept"))] = False,
    undo: Annotated[bool, typer.Option("--undo", help=say("cli.undo"))] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Import, and answer the receipt."""
    if (path is None) is not undo:
        raise LayerError("option.delivery_or_undo")
    if path is None:
        with geo.Workspace(existing(workspace)) as place:
            _answer(place.undo(), "cli.import.undone", as_json=as_json)
    try:
        with talk.steps(["cli.step.read", "cli.step.save"]) as step:
            next(step)
            found = delivery(path, departments, crs, role, workspace, gml=gml)
            next(step)
            with geo.Workspace(workspace) as place:
                receipt = place.add(found, accept=accept)
    except DeliveryError as error:
        if not as_json:
            raise
        talk.json_result(_refused(error))
        raise typer.Exit(Exit.UNREADABLE) from error
    done = "cli.import.done" if receipt.committed else "cli.import.not_done"
    _answer(receipt, done, as_json=as_json)


def _answer(receipt: "geo.Receipt", done: str, *, as_json: bool) -> NoReturn:
    """Print a receipt and end as it says."""
    if as_json:
        talk.json_result(receipt.to_dict())
    else:
        show_counts(receipt.layers)
        show_findings(receipt.issues)
        talk.line(say(done))
    raise typer.Exit(Exit.FINE if receipt.clean else Exit.FINDINGS)


def _refused(error: DeliveryError) -> dict[str, Any]:
    """Answer the receipt of a delivery that could not be read."""
    blank = geo.Receipt({}, (), committed=False).to_dict()
    return {**blank, "issues": [as_finding(error)]}
