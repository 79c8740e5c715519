"""A delivery as the command line names it: the path, and what a person knows better."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

import geo
from api.cli.options import is_there
from api.language import say
from geo.model.errors import LayerError

DeliveryArgument = Annotated[Path, typer.Argument(metavar="LEVERANCE", help=say("cli.delivery"))]
DepartmentsOption = Annotated[
    Path | None, typer.Option("--departments", metavar="FIL", help=say("cli.departments_file"))
]
CrsOption = Annotated[
    list[str] | None,
    typer.Option("--crs", metavar="EPSG|FIL=EPSG", help=say("cli.crs")),
]
RoleOption = Annotated[
    list[str] | None, typer.Option("--role", metavar="FIL=LAG", help=say("cli.role"))
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="FIL:KOLONNE=NAVN", help=say("cli.column")),
]
SurfaceOption = Annotated[
    list[Path] | None, typer.Option("--dsm", metavar="FIL", help=say("cli.dsm"))
]
TerrainOption = Annotated[
    list[Path] | None, typer.Option("--dtm", metavar="FIL", help=say("cli.dtm"))
]
GmlOption = Annotated[bool, typer.Option("--gml", help=say("cli.gml"))]


def delivery(  # noqa: PLR0913 - one option of the command each
    path: Path,
    departments: Path | None,
    crs: Sequence[str] | None,
    roles: Sequence[str] | None,
    workspace: str,
    *,
    gml: bool,
    columns: Mapping[str, Mapping[str, str]] | None = None,
    surface: Sequence[Path] | None = None,
    terrain: Sequence[Path] | None = None,
) -> "geo.Delivery":
    """Read a delivery as the options say, and else as the workspace has read such before.

    Raises
    ------
    DeliveryError
        Where nothing of it can be understood.
    LayerError
        Where an option names a layer nobody knows, or cannot be read.
    """
    from geo.delivery import LOCAL, LOCAL_GML, Hints  # noqa: PLC0415 - heavy, and not needed for --help
    from geo.intake import Asked, read_for  # noqa: PLC0415 - heavy

    limits = LOCAL_GML if gml else LOCAL
    asked = Asked(
        crs=_systems(crs or ()),
        roles=dict(_pair(role) for role in roles or ()),
        departments=departments,
        columns=columns or {},
        surface=tuple(surface or ()),
        terrain=tuple(terrain or ()),
    )
    if is_there(workspace):
        with geo.Workspace(workspace) as place:
            return read_for(place, path, asked, limits=limits)
    # A delivery that is refused leaves no empty workspace behind.
    return geo.read(
        path,
        crs=asked.crs,
        roles=asked.roles,
        departments=departments,
        limits=limits,
        hints=Hints(columns=asked.columns, surface=asked.surface, terrain=asked.terrain),
    )


def chosen_columns(given: Sequence[str] | None) -> dict[str, dict[str, str]]:
    """Answer the delivered column by the model's column, by file.

    Raises
    ------
    LayerError
        Where an option is not ``FIL:KOLONNE=NAVN``.
    """
    found: dict[str, dict[str, str]] = {}
    for text in given or ():
        target, name = _pair(text)
        file, colon, column = target.rpartition(":")
        if not (file and colon and column):
            raise LayerError("option.not_a_column", text=text)
        found.setdefault(file, {})[column] = name
    return found


def _systems(given: Sequence[str]) -> str | Mapping[str, str] | None:
    """Answer one system for all, or one per file."""
    if not given:
        return None
    if len(given) == 1 and "=" not in given[0]:
        return given[0]
    return dict(_pair(text) for text in given)


def _pair(text: str) -> tuple[str, str]:
    """Split ``FIL=VÆRDI`` at the last sign of equality: a file's name may hold one."""
    name, equal, value = text.rpartition("=")
    if not (name and equal and value):
        raise LayerError("option.not_a_pair", text=text)
    return name, value
