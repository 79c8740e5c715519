"""``trade-offs``: score against kroner against light, and a small drawing of it."""

from pathlib import Path
from typing import Annotated

import typer

import geo
from api.cli import talk
from api.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, existing
from api.cli.tables import show
from api.language import say

verbs = typer.Typer()


@verbs.command("trade-offs", help=say("cli.trade_offs"))
def trade_offs(
    department_id: Annotated[str, typer.Argument(metavar="ID", help=say("cli.option.id"))],
    *,
    budget: Annotated[float, typer.Option("--budget", metavar="KR", help=say("cli.plan.budget"))],
    figure: Annotated[
        Path | None, typer.Option("--figure", metavar="FIL", help=say("cli.trade_offs.figure"))
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="MAPPE", help=say("cli.trade_offs.out"))
    ] = None,
    prices: Annotated[
        Path | None, typer.Option("--prices", metavar="FIL", help=say("cli.option.prices"))
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """List plans for the light of which none beats another in everything."""
    from geo.planning.papers.wording import number  # noqa: PLC0415 - heavy
    from geo.planning.pareto import trade_offs as traded  # noqa: PLC0415 - heavy
    from geo.planning.prices import read_prices  # noqa: PLC0415 - heavy
    from geo.scoring.rescoring import Rescoring  # noqa: PLC0415 - heavy
    from maps.trade_figure import trade_figure  # noqa: PLC0415 - heavy

    with geo.Workspace(existing(workspace)) as place:
        department = place.department(department_id)
    listed = None if prices is None else read_prices(prices)
    found = traded(Rescoring(department), budget, listed)
    if figure is not None:
        figure.write_text(trade_figure(found), "utf-8")
    for place_of, trade in enumerate(found if out is not None else (), 1):
        trade.plan.save((out or Path()) / f"plan-{place_of}.toml")
    if as_json:
        talk.json_result([trade.to_dict() for trade in found])
        return
    rows = [
        (
            trade.plan.name,
            number(trade.kroner),
            number(trade.score, 1),
            number(trade.lumens),
        )
        for trade in found
    ]
    columns = ("column.plan", "column.kroner", "column.light_score", "column.lumens")
    show(columns, rows, (1, 2, 3))
    if any(trade.costing.example for trade in found):
        talk.note("cli.plan.example_prices")
