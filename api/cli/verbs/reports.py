"""``reports list|export|purge``: residents' reports for those who run the product."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli import talk
from api.cli.exits import writing
from api.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, existing
from api.cli.tables import show
from api.language import say

verbs = typer.Typer()
group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
verbs.add_typer(group, name="reports", help=say("cli.reports"))

BY = "kommandolinje"
"""Who the audit names for a run from the command line."""


@contextmanager
def cases_of(workspace: str) -> Iterator[Any]:
    """Open the cases of a workspace that is there."""
    from geo.store.case_opening import open_cases  # noqa: PLC0415 - heavy

    database = open_cases(existing(workspace))
    try:
        yield database
    finally:
        database.close()


@group.command("list", help=say("cli.reports.list"))
def list_cases(
    *, workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False
) -> None:
    """List the open cases, newest first; no report's words are printed."""
    from geo.model.language import sentence  # noqa: PLC0415 - heavy
    from geo.reporting.staff import open_list  # noqa: PLC0415 - heavy

    with cases_of(workspace) as database:
        found = open_list(database)
    rows = [
        {
            "number": f"S{case.id}",
            "created": case.created.date().isoformat(),
            "kind": case.kind.value,
            "status": case.status.value,
            "department": case.department,
            "owner": case.owner,
            "least": case.counted,
            "released": case.released,
        }
        for case in found
    ]
    if as_json:
        talk.json_result(rows)
        return
    table = [
        (
            row["number"],
            row["created"],
            sentence(f"kind.{row['kind']}"),
            sentence(f"status.{row['status']}", {"owner": row["owner"] or "–"}),
            row["department"],
            row["least"],
        )
        for row in rows
    ]
    columns = ("column.number", "column.date", "column.kind", "column.status")
    show((*columns, "column.department", "column.least"), table, (5,))
    if not rows:
        talk.note("cli.reports.none")


@group.command("export", help=say("cli.reports.export"))
def export(
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FIL", help=say("cli.export.out"))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Write cases and reports to a GeoPackage in EPSG:25832; e-mail and pictures stay behind."""
    import pyogrio  # noqa: PLC0415 - heavy

    from geo.reporting.frames import case_frame, report_frame  # noqa: PLC0415 - heavy

    with cases_of(workspace) as database, writing(out):
        layers = {"sager": case_frame(database), "meldinger": report_frame(database)}
        out.unlink(missing_ok=True)
        for name, frame in layers.items():
            pyogrio.write_dataframe(frame, out, layer=name, driver="GPKG", geometry_type="Point")
    counts = {name: len(frame) for name, frame in layers.items()}
    if as_json:
        talk.json_result({"path": str(out), **counts})
    else:
        talk.line(say("cli.reports.export.done", path=out, n=counts["meldinger"]))


@group.command("purge", help=say("cli.reports.purge"))
def purge(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("cli.reports.dry_run"))] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Remove what has outlived its clock, or only say what that would be."""
    import geo  # noqa: PLC0415 - heavy
    from geo.reporting import retention  # noqa: PLC0415 - heavy

    now = datetime.now(UTC)
    with cases_of(workspace) as database, geo.Workspace(workspace) as place:
        if dry_run:
            found = retention.due(database, now)
        else:
            found = retention.purge(database, now, BY, place.layer("paths"))
    counts = dict(sorted(Counter(thing.what for thing in found).items()))
    if as_json:
        talk.json_result({"dry_run": dry_run, "removed": counts})
        return
    for what, count in counts.items():
        talk.line(say(f"cli.reports.outlived.{what}", n=count))
    talk.note("cli.reports.would" if dry_run else "cli.reports.done", n=len(found))
