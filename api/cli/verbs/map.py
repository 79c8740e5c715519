"""``map``: the planner's map as one file that opens anywhere, also without a network."""

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
    OutOption,
    WorkspaceOption,
    existing,
)
from api.cli.verbs.score import profiles_of
from api.language import say

verbs = typer.Typer()


@verbs.command("map", help=say("cli.map"))
def draw(
    ids: DepartmentIds = None,
    *,
    out: OutOption = Path("kort.html"),
    staff: Annotated[bool, typer.Option("--staff", help=say("cli.staff"))] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Draw the departments named, or all."""
    import maps  # noqa: PLC0415 - heavy, and not needed for --help

    with geo.Workspace(existing(workspace)) as place:
        profiles = profiles_of(place, ids, None, keeping=False)
        with talk.steps(["cli.step.draw"]) as step:
            next(step)
            with writing(out):
                target = maps.planner_map(place, profiles, staff=staff).save(out)
    if as_json:
        talk.json_result({"path": str(target), "bytes": target.stat().st_size})
    else:
        talk.line(say("cli.map.done", path=target, size=f"{target.stat().st_size / 1e6:.1f}"))
