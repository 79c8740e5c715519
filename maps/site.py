"""A folder that any web server can show: an index, the whole map, and a page per department."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
from markupsafe import Markup

from geo.scoring.eyes_surface import EyesSurface
from geo.scoring.profile import Profile
from maps.basemap import LayerStore
from maps.canvas import TEMPLATES, own_faces
from maps.legend import date_of_data
from maps.planner_map import planner_map
from maps.tiles import Background
from maps.words import say

PAGES = "afdelinger"


def save_site(  # noqa: PLR0913 – the keywords of ``planner_map``, passed on
    workspace: LayerStore,
    profiles: Sequence[Profile],
    folder: Path | str,
    *,
    staff: bool = False,
    past: Sequence[Profile] = (),
    cases: gpd.GeoDataFrame | None = None,
    evidence: gpd.GeoDataFrame | None = None,
    background: Background | None = None,
    eyes: Mapping[str, EyesSurface] | None = None,
) -> list[Path]:
    """Write the site and answer its files, the index first.

    Every page is whole in itself; the index links to the others by relative names, so that the
    folder may be put anywhere. Pages of departments that are no longer there are taken away.

    Parameters
    ----------
    workspace, profiles
        What to draw.
    folder
        Where the site is written; made where it is not there.
    staff, past, cases, evidence, background
        As for ``planner_map``.
    eyes
        Who sees the ground, by department; drawn for staff only.
    """
    target = Path(folder)
    (target / PAGES).mkdir(parents=True, exist_ok=True)
    said: dict[str, Any] = {
        "staff": staff,
        "past": past,
        "cases": cases,
        "evidence": evidence,
        "background": background,
    }
    seen = eyes or {}
    whole = tuple(seen[profile.id] for profile in profiles if profile.id in seen)
    names = {profile.id: page_name(profile.id) for profile in profiles}
    written = [
        _write(target / "kort.html", planner_map(workspace, profiles, eyes=whole, **said).html())
    ]
    by_id = {profile.id: profile for profile in profiles}
    order = [key for key in workspace.departments()["id"] if key in by_id]
    for key in order:
        own = (seen[key],) if key in seen else ()
        page = planner_map(workspace, [by_id[key]], eyes=own, **said).html()
        written.append(_write(target / PAGES / names[key], page))
    for old in (target / PAGES).glob("*.html"):
        if old not in written:
            old.unlink()
    index = TEMPLATES.get_template("site.html").render(
        departments=[_entry(by_id[key], f"{PAGES}/{names[key]}") for key in order],
        date=date_of_data(workspace.sources())[1],
        faces=Markup(own_faces()),  # noqa: S704 – our own typeface
        say=say,
    )
    return [_write(target / "index.html", index), *written]


def page_name(key: str) -> str:
    """Answer the file name of a department: its id where that is harmless, else a hash of it.

    >>> page_name("9001-01")
    '9001-01.html'
    >>> page_name("../../etc")
    'afdeling-74ccf3c5b4.html'
    """
    if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,60}", key):
        return f"{key}.html"
    return f"afdeling-{hashlib.sha256(key.encode()).hexdigest()[:10]}.html"


def _entry(profile: Profile, page: str) -> dict[str, Any]:
    lit = profile["lighting"]["mørke"].value is not None
    return {"name": profile.name, "page": page, "light": say(_LIGHT[lit])}


_LIGHT = {True: "light is measured", False: "light is not measured"}


def _write(path: Path, text: str) -> Path:
    """Write a page beside its place and move it there: nobody ever reads half a page."""
    part = path.with_suffix(".ny")
    part.write_text(text, "utf-8")
    part.replace(path)
    return path
