"""``import``: a delivery into the workspace, whole or not at all; or the last one out again."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

import geo
from api.cli import talk
from api.cli.exits import Exit, as_finding
from api.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, existing
from api.cli.reading import (
    ColumnOption,
    CrsOption,
    DepartmentsOption,
    GmlOption,
    RoleOption,
    SurfaceOption,
    TerrainOption,
    chosen_columns,
    delivery,
)
from api.cli.tables import show_changes, show_counts, show_findings
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
    column: ColumnOption = None,
    gml: GmlOption = False,
    dsm: SurfaceOption = None,
    dtm: TerrainOption = None,
    register: Annotated[
        list[Path] | None,
        typer.Option("--register", metavar="FIL", help=say("cli.register")),
    ] = None,
    accept: Annotated[bool, typer.Option("--accept", help=say("cli.accept"))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("cli.dry_run"))] = False,
    undo: Annotated[bool, typer.Option("--undo", help=say("cli.undo"))] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Import, and answer the receipt."""
    if [path is not None, bool(register), undo].count(True) != 1:
        raise LayerError("option.delivery_or_undo")
    if undo:
        with geo.Workspace(existing(workspace)) as place:
            _answer(place.undo(), "cli.import.undone", as_json=as_json)
    try:
        with talk.steps(["cli.step.read", "cli.step.save"]) as step:
            next(step)
            if register:
                found = joined(register)
            else:
                assert path is not None
                columns = chosen_columns(column)
                found = delivery(
                    path, departments, crs, role, workspace,
                    gml=gml, columns=columns, surface=dsm, terrain=dtm,
                )  # fmt: skip
            next(step)
            with geo.Workspace(workspace) as place:
                receipt = place.foresee(found) if dry_run else place.add(found, accept=accept)
    except DeliveryError as error:
        if not as_json:
            raise
        talk.json_result(_refused(error))
        raise typer.Exit(Exit.UNREADABLE) from error
    done = "cli.import.done" if receipt.committed else "cli.import.not_done"
    _answer(receipt, "cli.import.foreseen" if dry_run else done, as_json=as_json)


def joined(registers: Sequence[Path]) -> "geo.Delivery":
    """Join registers to departments."""
    from geo.intake import departments_from_registers  # noqa: PLC0415 - heavy

    return departments_from_registers(registers)


def _answer(receipt: "geo.Receipt", done: str, *, as_json: bool) -> NoReturn:
    """Print a receipt and end as it says."""
    if as_json:
        talk.json_result(receipt.to_dict())
    else:
        show_counts(receipt.layers)
        show_changes(receipt.changes)
        show_findings(receipt.issues)
        talk.line(say(done))
    raise typer.Exit(Exit.FINE if receipt.clean else Exit.FINDINGS)


def _refused(error: DeliveryError) -> dict[str, Any]:
    """Answer the receipt of a delivery that could not be read."""
    blank = geo.Receipt({}, (), committed=False).to_dict()
    return {**blank, "issues": [as_finding(error)]}
