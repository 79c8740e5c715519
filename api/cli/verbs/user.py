"""``user``: accounts of staff, made before anybody can sign in to make them."""

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import talk
from api.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, existing
from api.cli.tables import show
from api.language import say

if TYPE_CHECKING:
    from geo.reporting.accounts import Register

verbs = typer.Typer()
user = typer.Typer(help=say("cli.user"), no_args_is_help=True)
verbs.add_typer(user, name="user")

NameArgument = Annotated[str, typer.Argument(metavar="NAVN", help=say("cli.user.name"))]
BY = "command line"


@user.command("add", help=say("cli.user.add"))
def add(
    name: NameArgument,
    *,
    role: Annotated[str, typer.Option("--role", metavar="ROLLE", help=say("cli.user.role"))],
    department: Annotated[
        str | None, typer.Option("--department", metavar="ID", help=say("cli.user.department"))
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Make an account and say its one-time link."""
    from api.office.fields import now  # noqa: PLC0415 - heavy
    from api.routes.staff_accounts import role_of  # noqa: PLC0415 - heavy

    register = _register(workspace)
    account, token = register.add(name, role_of(role), department, BY, now())
    _tell(account.name, token, as_json=as_json)


@user.command("list", help=say("cli.user.list"))
def listed(*, workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """List the accounts."""
    accounts = _register(workspace).all()
    if as_json:
        shape = [
            {
                "name": one.name,
                "role": one.role.value,
                "department": one.department,
                "disabled": one.disabled,
                "ready": one.ready,
            }
            for one in accounts
        ]
        talk.json_result(shape)
        return
    rows = [
        (
            one.name,
            say(f"role.{one.role.value}"),
            one.department or "",
            say("staff.account.closed" if one.disabled else "staff.account.open"),
        )
        for one in accounts
    ]
    show(("column.account", "column.role", "column.department", "column.state"), rows, ())


@user.command("reset", help=say("cli.user.reset"))
def reset(
    name: NameArgument,
    *,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Say a one-time link that chooses a new password."""
    from api.office.fields import now  # noqa: PLC0415 - heavy

    _tell(name, _register(workspace).reset(name, BY, now()), as_json=as_json)


@user.command("disable", help=say("cli.user.disable"))
def disable(name: NameArgument, *, workspace: WorkspaceOption = DEFAULT_WORKSPACE) -> None:
    """Close an account and end what it has open."""
    from api.office.fields import now  # noqa: PLC0415 - heavy

    _register(workspace).disable(name, BY, now())
    talk.note("cli.user.disabled", name=name)


def _register(workspace: str) -> "Register":
    from api.dependencies import Services  # noqa: PLC0415 - heavy
    from api.settings import Settings  # noqa: PLC0415 - heavy

    return Services(Settings(workspace=existing(workspace))).register


def _tell(name: str, token: str, *, as_json: bool) -> None:
    from api.settings import Settings  # noqa: PLC0415 - heavy

    path = f"/personale/adgangskode/{token}"
    link = Settings().base_url.rstrip("/") + path
    if as_json:
        talk.json_result({"name": name, "link": link})
        return
    talk.note("cli.user.link", name=name, link=link)
