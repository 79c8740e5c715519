"""A sheet for the noticeboard: the state of released cases, and a square code to the form."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
from markupsafe import Markup

from geo.scoring.profile import Profile
from maps.canvas import TEMPLATES, own_faces
from maps.legend import spoken
from maps.payload import column
from maps.qr import qr_path
from maps.words import say

CLOSED = ("fixed", "duplicate", "no_action")

MOST, MOST_DONE = 9, 5
"""So many open cases, and so many that were closed last, stand on one sheet."""


def noticeboard_sheet(
    profile: Profile, cases: gpd.GeoDataFrame, *, form: str, as_of: str | None = None
) -> str:
    """Answer the sheet as one HTML page that prints on A4.

    Parameters
    ----------
    profile
        Profile of the department the board hangs in.
    cases
        Cases as ``maps.case_table`` makes them; only those staff have released are shown, and of
        each only place, state and what comes next.
    form
        Address of the residents' form.
    as_of
        ISO date the sheet is printed for.
    """
    code = qr_path(form)
    rows = _rows(cases)
    under_way = [row for row in rows if row["status"] not in CLOSED]
    return TEMPLATES.get_template("noticeboard.html").render(
        name=profile.name,
        open=under_way[:MOST],
        more=max(0, len(under_way) - MOST),
        done=[row for row in rows if row["status"] in CLOSED][:MOST_DONE],
        form=form,
        code=code,
        date=spoken(as_of),
        faces=Markup(own_faces()),  # noqa: S704 – our own typeface
        say=say,
    )


def _rows(cases: gpd.GeoDataFrame) -> Sequence[dict[str, Any]]:
    names = ("number", "kind", "status", "place", "owner", "reason", "expected", "updated")
    columns = {name: column(cases, name) for name in (*names, "released")}
    told = zip(*columns.values(), strict=True)
    rows = [dict(zip(columns, values, strict=True)) for values in told]
    for row in rows:
        row["when"], row["by"] = spoken(row["updated"]), spoken(row["expected"])
    shown = [row for row in rows if row["released"]]
    return sorted(shown, key=lambda row: str(row["updated"]), reverse=True)
