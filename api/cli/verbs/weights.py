"""``weights``: keep a weight set that people decided, with who and when; or list the kept."""

from datetime import UTC, datetime
from typing import Annotated

import typer

import geo
from api.cli import talk
from api.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, existing
from api.language import say
from geo.model.errors import LayerError

verbs = typer.Typer()


@verbs.command("weights", help=say("cli.weights.verb"))
def weights(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAVN]", help=say("cli.weights.name"))
    ] = None,
    ratings: Annotated[
        list[str] | None, typer.Argument(metavar="[FAKTOR=TAL]…", help=say("cli.weights.ratings"))
    ] = None,
    *,
    by: Annotated[str, typer.Option("--by", metavar="HVEM", help=say("cli.weights.by"))] = "",
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATO", help=say("cli.weights.on"))
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Keep a weight set, or without a name list the kept ones."""
    from geo.scoring.weighting import Weighting  # noqa: PLC0415 - heavy, and not needed for --help

    with geo.Workspace(existing(workspace)) as place:
        if name is not None:
            day = on or datetime.now(UTC).date().isoformat()
            decided = Weighting(name, dict(rated(text) for text in ratings or ()), by, day)
            place.save_weighting(decided.to_dict())
        kept = place.weightings()
    if as_json:
        talk.json_result(kept)
        return
    for row in kept:
        shares = ", ".join(f"{key} {share:.0%}" for key, share in row["weights"].items())
        talk.line(f"{row['name']} ({row['decided_by']}, {row['decided_on']}): {shares}")


def rated(text: str) -> tuple[str, float]:
    """Read ``lighting=100``."""
    key, _, number = text.partition("=")
    try:
        return key.strip(), float(number)
    except ValueError as error:
        raise LayerError("weighting.unreadable", text=text) from error
