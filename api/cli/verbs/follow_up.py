"""``follow-up begin|confirm|measure|list|show``: what became of a plan that was decided."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import geo
from api.cli import talk
from api.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, existing
from api.cli.tables import show
from api.language import say
from geo.model.errors import PlanError

if TYPE_CHECKING:
    from geo.planning.follow_up.account import Account
    from geo.planning.follow_up.book import FollowUps, Reading

verbs = typer.Typer()
group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
verbs.add_typer(group, name="follow-up", help=say("cli.follow_up"))

Number = Annotated[int, typer.Argument(metavar="NUMMER", help=say("cli.follow_up.number"))]
ByOption = Annotated[str, typer.Option("--by", metavar="HVEM", help=say("cli.follow_up.by"))]


@contextmanager
def book_of(workspace: str) -> "Iterator[FollowUps]":
    """Open the follow-ups of a workspace that is there."""
    from geo.planning.follow_up.book import FollowUps  # noqa: PLC0415 - heavy
    from geo.store.case_opening import open_cases  # noqa: PLC0415 - heavy

    database = open_cases(existing(workspace))
    try:
        yield FollowUps(database)
    finally:
        database.close()


@group.command("begin", help=say("cli.follow_up.begin"))
def begin(
    plan_file: Annotated[Path, typer.Argument(metavar="PLAN", help=say("cli.option.plan"))],
    *,
    control: Annotated[
        str, typer.Option("--control", metavar="ID", help=say("cli.follow_up.control"))
    ],
    by: ByOption,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Keep a decided plan with what the model promises of it."""
    from geo.planning.comparison import compare_plan  # noqa: PLC0415 - heavy
    from geo.planning.follow_up.promise import promise_of  # noqa: PLC0415 - heavy
    from geo.planning.plan import Plan  # noqa: PLC0415 - heavy
    from geo.scoring.rescoring import Rescoring  # noqa: PLC0415 - heavy

    decided = Plan.read(plan_file)
    with geo.Workspace(existing(workspace)) as place:
        department = place.department(decided.department)
        place.department(control)
    again = Rescoring(department)
    changed = decided.apply(department)
    promise = promise_of(again, changed, compare_plan(again, changed))
    with book_of(workspace) as book:
        kept = book.begin(decided, promise, control, by, datetime.now(UTC))
    talk.line(say("cli.follow_up.begun", number=kept.number))


@group.command("confirm", help=say("cli.follow_up.confirm"))
def confirm(
    number: Number,
    change: Annotated[int, typer.Argument(metavar="ÆNDRING", help=say("cli.follow_up.change"))],
    *,
    by: ByOption,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATO", help=say("cli.follow_up.on"))
    ] = None,
    undone: Annotated[bool, typer.Option("--undone", help=say("cli.follow_up.undone"))] = False,
    note: Annotated[
        str, typer.Option("--note", metavar="TEKST", help=say("cli.follow_up.note"))
    ] = "",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Say that a change was carried out, or that it was not after all."""
    now = datetime.now(UTC)
    day = None if undone else (now.date() if on is None else _day(on))
    with book_of(workspace) as book:
        found = book.confirm(number, change - 1, by, now, on=day, note=note)
    talk.line(say("cli.follow_up.done", done=len(found.done), count=len(found.plan.changes)))


@group.command("measure", help=say("cli.follow_up.measure"))
def measure(
    number: Number,
    file: Annotated[Path, typer.Argument(metavar="FIL", help=say("cli.follow_up.file"))],
    *,
    by: ByOption,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Take in lux that was measured: a table with x, y, lux, measured_on and area."""
    readings = list(_readings(file))
    with book_of(workspace) as book:
        book.measure(number, readings, by, datetime.now(UTC))
    talk.line(say("cli.follow_up.measured", count=len(readings)))


@group.command("list", help=say("cli.follow_up.list"))
def list_follow_ups(
    *, workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False
) -> None:
    """List the follow-ups, newest first."""
    with book_of(workspace) as book:
        found = book.all()
    rows = [
        {
            "number": one.number,
            "plan": one.plan.name,
            "department": one.plan.department,
            "control": one.control,
            "done": len(one.done),
            "changes": len(one.plan.changes),
        }
        for one in found
    ]
    if as_json:
        talk.json_result(rows)
        return
    columns = ("column.number", "column.plan", "column.department", "column.done")
    table = [
        (row["number"], row["plan"], row["department"], f"{row['done']}/{row['changes']}")
        for row in rows
    ]
    show(columns, table, (0,))


@group.command("show", help=say("cli.follow_up.show"))
def show_follow_up(
    number: Number,
    *,
    public: Annotated[bool, typer.Option("--public", help=say("cli.follow_up.public"))] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Tell what is done, measured, reported and walked beside what was promised."""
    account = account_from(workspace, number)
    if public:
        account = account.public()
    if as_json:
        talk.json_result(account.to_dict())
        return
    for line in account.sentences:
        talk.line(line)


def account_from(workspace: str, number: int) -> "Account":
    """Answer the account of a follow-up from all that the workspace knows."""
    from geo.planning.follow_up.gathering import gathered_account  # noqa: PLC0415 - heavy

    with book_of(workspace) as book, geo.Workspace(existing(workspace)) as place:
        known = set(place.department_ids())

        def audits(name: str) -> Any:
            return place.department(name).layer("audits") if name in known else None

        return gathered_account(book.get(number), datetime.now(UTC), book.database, audits)


def _readings(file: Path) -> "Iterator[Reading]":
    from geo.planning.follow_up.readings import readings_from  # noqa: PLC0415 - heavy

    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PlanError("follow_up.file", file=file.name, reason=str(error)) from error
    return readings_from(text, file.name)


def _day(text: str) -> date:
    from geo.planning.follow_up.readings import day_of  # noqa: PLC0415 - heavy

    return day_of(text)
