"""``demo``: the invented example from its files to a map, in one command."""

from pathlib import Path
from typing import Annotated

import typer

import geo
from api.cli import talk
from api.cli.exits import writing
from api.cli.verbs.score import profiles_of
from api.language import say

verbs = typer.Typer()


@verbs.command("demo", help=say("cli.demo"))
def demo(
    *,
    out: Annotated[Path, typer.Option("--out", metavar="MAPPE", help=say("cli.demo.out"))] = Path(
        "out/demo"
    ),
    workspace: Annotated[
        str | None,
        typer.Option("--workspace", metavar="MAPPE|URL", help=say("cli.demo.workspace")),
    ] = None,
) -> None:
    """Import, score and draw the example; a second time changes nothing."""
    import maps  # noqa: PLC0415 - heavy, and not needed for --help

    page = out / "index.html"
    with geo.Workspace(workspace or out / "tryghed") as place:
        with talk.steps(["cli.step.read", "cli.step.save"]) as step:
            next(step)
            delivery = geo.read(geo.example())
            next(step)
            place.add(delivery, accept=True)
        profiles = profiles_of(place, None, None, keeping=True)
        with talk.steps(["cli.step.draw"]) as step, writing(page):
            next(step)
            maps.planner_map(place, profiles).save(page)
    talk.line(say("cli.demo.done", page=page))
