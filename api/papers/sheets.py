"""What stands on the papers: the lamps and doors of a department, and the questions of the form."""

import re
from urllib.parse import urlencode

import geopandas as gpd
import shapely

from api.dependencies import Services
from api.language import say
from api.papers.setting import code_picture, set_paper
from geo.model.errors import NotFoundError
from geo.model.reports import Hour, Kind

MOST = 420
"""Stickers of one sheet set: twenty pages."""

BESIDE_M = 5.0
"""A lamp that stands this near a department's ground is among its own."""

LAYERS = {"lamper": "lamps", "opgange": "entrances"}
"""Layer of each kind of sticker."""


def stickers(held: Services, kind: str, department_id: str, root: str) -> bytes:
    """Answer a PDF with a sticker per lamp or door of a department.

    Raises
    ------
    NotFoundError
        Where there is no such department, or it has none of these.
    """
    frame = held.workspace.departments()
    ground = frame.loc[frame["id"] == department_id]
    if ground.empty:
        raise NotFoundError("department.unknown", id=department_id)
    shape = shapely.buffer(ground.geometry.to_numpy()[0], BESIDE_M)
    layer = held.workspace.layer(LAYERS[kind], bbox=shape.bounds)
    names = [] if layer is None else _names(layer[layer.intersects(shape)], kind)
    if not names:
        raise NotFoundError("sheet.empty")
    field = "lampe" if kind == "lamper" else "sted"
    content = {
        "title": say(f"sheet.{kind}"),
        "ask": say("sheet.ask"),
        "how": say("sheet.how"),
        "stickers": [
            {
                "name": name,
                "alt": say("sheet.code", name=name),
                "code": code_picture(f"{root}/indberet?{urlencode({field: name})}"),
            }
            for name in names[:MOST]
        ],
    }
    return set_paper("stickers.typ", content)


def _names(frame: gpd.GeoDataFrame, kind: str) -> list[str]:
    """Answer what is printed on each: the mast's number or the door's address, once."""
    column = "number" if kind == "lamper" else "address"
    names = {str(name).strip()[:60] for name in frame[column].dropna()}
    return sorted(names - {""}, key=as_on_the_street)


def as_on_the_street(name: str) -> list[tuple[int, str]]:
    """Answer the key that sorts 3 before 11.

    >>> sorted(["Vej 11", "Vej 3"], key=as_on_the_street)
    ['Vej 3', 'Vej 11']
    """
    parts = re.findall(r"\d+|\D+", name.casefold())
    return [(int(part[:15]), "") if part.isdecimal() else (-1, part) for part in parts]


def paper_form(root: str) -> bytes:
    """Answer the residents' form as a PDF."""
    content = {
        "title": say("sheet.form"),
        "about": say("sheet.form.about"),
        "place": say("sheet.form.place"),
        "lamp": say("staff.lamp"),
        "what": say("sheet.form.what"),
        "kinds": [say(f"form.kind.{kind.value}") for kind in Kind],
        "hours": say("open311.hours"),
        "times": [say(f"form.hours.{hour.value}") for hour in Hour],
        "text": say("sheet.form.text"),
        "emergency": say("sheet.form.emergency"),
        "hand_in": say("sheet.form.hand_in"),
        "code": code_picture(f"{root}/indberet"),
        "alt": say("sheet.code", name=say("sheet.form")),
    }
    return set_paper("form.typ", content)
