"""``check``: what is in a delivery, and every finding; nothing is taken in."""

import typer

import geo
from api.cli import talk
from api.cli.exits import Exit, as_finding, exit_of
from api.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption
from api.cli.reading import (
    CrsOption,
    DeliveryArgument,
    DepartmentsOption,
    GmlOption,
    RoleOption,
    SurfaceOption,
    TerrainOption,
    delivery,
)
from api.cli.tables import show_counts, show_findings
from api.language import say, words
from geo.model.errors import DeliveryError

verbs = typer.Typer()


@verbs.command("check", help=say("cli.check"))
def check(
    path: DeliveryArgument,
    *,
    departments: DepartmentsOption = None,
    crs: CrsOption = None,
    role: RoleOption = None,
    gml: GmlOption = False,
    dsm: SurfaceOption = None,
    dtm: TerrainOption = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Read a delivery and list its findings, errors first."""
    try:
        with talk.steps(["cli.step.read"]) as step:
            next(step)
            found = delivery(
                path, departments, crs, role, workspace, gml=gml, surface=dsm, terrain=dtm
            )
    except DeliveryError as error:
        if not as_json:
            raise
        talk.json_result([as_finding(error)])
        raise typer.Exit(Exit.UNREADABLE) from error
    issues = geo.check(found)
    if as_json:
        talk.json_result([issue.to_dict() for issue in issues])
    else:
        show_counts(found.counts)
        show_findings(issues)
        talk.line(
            words().count("cli.check.done", len(issues)) if issues else say("cli.check.clean")
        )
    raise typer.Exit(exit_of(issues))
