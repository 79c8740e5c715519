"""``departments``: the departments of a workspace, in the order of a Danish directory."""

import typer

import geo
from api.cli import talk
from api.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, existing
from api.cli.tables import show
from api.language import say

verbs = typer.Typer()


@verbs.command("departments", help=say("cli.departments"))
def departments(
    *, workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False
) -> None:
    """List the departments."""
    from api.departments import listed  # noqa: PLC0415 - heavy, and not needed for --help

    with geo.Workspace(existing(workspace)) as place:
        found = listed(place)
    if as_json:
        talk.json_result([entry.to_dict() for entry in found])
        return
    rows = [
        (entry.id, entry.name, entry.organisation, entry.dwellings, say(entry.origin))
        for entry in found
    ]
    columns = ("column.id", "column.name", "column.organisation", "column.dwellings")
    show((*columns, "column.origin"), rows, (3,))
    if not found:
        talk.note("cli.no_departments")
