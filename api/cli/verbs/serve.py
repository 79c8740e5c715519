"""``serve``: the web side on this machine."""

from typing import Annotated

import typer

from api.cli import talk
from api.cli.options import DEFAULT_WORKSPACE, WorkspaceOption
from api.language import say

verbs = typer.Typer()


@verbs.command("serve", help=say("cli.serve"))
def serve(
    *,
    port: Annotated[
        int,
        typer.Option(
            "--port", envvar="TRYGHED_PORT", min=0, max=65_535, metavar="TAL", help=say("cli.port")
        ),
    ] = 8000,
    host: Annotated[
        str, typer.Option("--host", envvar="TRYGHED_HOST", metavar="ADRESSE", help=say("cli.host"))
    ] = "127.0.0.1",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Serve until somebody stops it."""
    import uvicorn  # noqa: PLC0415 - heavy, and not needed for --help

    from api.app import create_app  # noqa: PLC0415 - heavy
    from api.logs import write_lines  # noqa: PLC0415 - heavy
    from api.settings import Settings  # noqa: PLC0415 - heavy

    write_lines()
    settings = Settings(workspace=workspace, host=host, port=port)
    app = create_app(settings)
    talk.note("cli.serve.open", address=f"http://{host}:{port}/", workspace=workspace)
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)
