"""``route``: the brightest and the shortest walk between two places, and bright rounds."""

from typing import Annotated, Any

import typer

import geo
from api.cli import talk
from api.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, existing
from api.cli.tables import show
from api.language import say

verbs = typer.Typer()


@verbs.command("route", help=say("cli.route"))
def route(
    origin: Annotated[str, typer.Argument(metavar="FRA", help=say("cli.route.place"))],
    destination: Annotated[str, typer.Argument(metavar="TIL", help=say("cli.route.place"))],
    *,
    level: Annotated[bool, typer.Option("--level", help=say("cli.route.level"))] = False,
    rounds: Annotated[bool, typer.Option("--rounds", help=say("cli.route.rounds"))] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Find the ways between two places."""
    from geo.scoring.finding_way import way_record  # noqa: PLC0415 - heavy, not needed for --help

    footing = "level" if level else "any"
    with geo.Workspace(existing(workspace)) as place:
        ways = geo.route(place, origin, destination, footing=footing)
        proposed = geo.winter_walks(place, origin, footing=footing) if rounds else []
    if as_json:
        proposals = [way_record(way) for way in proposed]
        talk.json_result({**ways.to_json(), **({"rounds": proposals} if rounds else {})})
        return
    talk.line(say("cli.route.found", origin=ways.origin.name, destination=ways.destination.name))
    rows = [_row("route.shortest", ways.shortest)]
    if ways.brightest is None:
        talk.note("cli.route.no_lamps")
    else:
        rows.insert(0, _row("route.brightest", ways.brightest))
    rows += [_row("route.round", way) for way in proposed]
    show(("column.way", "column.length", "column.in_dark", "column.steps"), rows, (1, 2, 3))


def _row(key: str, way: Any) -> tuple[str, str, str | None, str]:
    """Answer one way as a row: whole metres, and nothing where nobody knows what is lit."""
    dark = None if way.dark_m is None else f"{way.dark_m:.0f} m"
    return say(key), f"{way.length_m:.0f} m", dark, f"{way.steps_m:.0f} m"
