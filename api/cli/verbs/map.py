"""``map``: the planner's map as one file that opens anywhere, also without a network."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

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
from api.cli.verbs.reports import cases_of
from api.cli.verbs.score import profiles_of
from api.language import say

verbs = typer.Typer()


@verbs.command("map", help=say("cli.map"))
def draw(
    ids: DepartmentIds = None,
    *,
    out: OutOption = Path("kort.html"),
    staff: Annotated[bool, typer.Option("--staff", help=say("cli.staff"))] = False,
    site: Annotated[bool, typer.Option("--all", help=say("cli.map.all"))] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Draw the departments named, or all; with ``--all`` a site with a page for each."""
    import maps  # noqa: PLC0415 - heavy, and not needed for --help
    from api.released import cases_in  # noqa: PLC0415 - heavy
    from api.settings import Settings  # noqa: PLC0415 - heavy
    from api.tiles.source import background_in_files  # noqa: PLC0415 - heavy
    from geo.scoring.eyes_surface import eyes_surfaces  # noqa: PLC0415 - heavy
    from maps.site import save_site  # noqa: PLC0415 - heavy

    target, pages = out, list[Path]()
    background = background_in_files(Settings())
    with geo.Workspace(existing(workspace)) as place:
        profiles = profiles_of(place, ids, None, keeping=False)
        told: dict[str, Any] = {
            "staff": staff,
            "background": background,
            "cases": cases_in(workspace, place.layer("paths"), staff=staff),
            "evidence": _evidence(workspace, profiles) if staff else None,
        }
        with talk.steps(["cli.step.draw"]) as step:
            next(step)
            eyes = eyes_surfaces(place, [profile.id for profile in profiles] if staff else [])
            with writing(out):
                if site:
                    pages = save_site(place, profiles, out, eyes=eyes, **told)
                else:
                    seen = tuple(eyes.values())
                    target = maps.planner_map(place, profiles, eyes=seen, **told).save(out)
    if site:
        _tell_site(pages, as_json=as_json)
    elif as_json:
        talk.json_result({"path": str(target), "bytes": target.stat().st_size})
    else:
        talk.line(say("cli.map.done", path=target, size=f"{target.stat().st_size / 1e6:.1f}"))


def _evidence(workspace: str, profiles: "Sequence[geo.Profile]") -> Any:
    """Answer report × light, or None where the workspace has no reports."""
    from api.office.light_lists import evidence_of  # noqa: PLC0415 - heavy
    from geo.reporting.staff import open_reports  # noqa: PLC0415 - heavy
    from geo.store.case_opening import has_cases  # noqa: PLC0415 - heavy

    if not has_cases(workspace):
        return None
    with cases_of(workspace) as database:
        return evidence_of(profiles, open_reports(database))


def _tell_site(pages: Sequence[Path], *, as_json: bool) -> None:
    """Say where the site begins and how many pages it has."""
    if as_json:
        talk.json_result({"path": str(pages[0]), "pages": len(pages)})
    else:
        talk.line(say("cli.map.site", path=pages[0], count=len(pages)))
