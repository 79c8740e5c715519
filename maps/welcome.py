"""Velkomstkort: one A4 per department in pictograms and the chosen languages (strategy 4.2.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import shapely
from markupsafe import Markup

from geo.model.errors import NotFoundError
from geo.scoring.profile import Profile
from maps.basemap import LayerStore
from maps.canvas import TEMPLATES, own_faces
from maps.drawing import Sheet, apart, plan_of
from maps.legend import date_of_data
from maps.lit_way import lit_ways
from maps.payload import column, plain
from maps.qr import qr_path
from maps.words import catalogue, say

LANGUAGES = ("da", "en", "ar", "pl", "so", "tr", "uk", "ur")
"""Languages a card can be printed in; the first chosen one is the largest."""

RIGHT_TO_LEFT = frozenset({"ar", "ur"})

SIGNS = {
    "sandpit": "play",
    "playground": "play",
    "ball_court": "sport",
    "skate": "sport",
    "table_tennis": "sport",
    "fitness": "sport",
    "youth_spot": "meet",
    "bench": "meet",
    "picnic_table": "meet",
    "petanque": "sport",
    "barbecue": "meet",
    "cafe": "meet",
    "terrace": "meet",
    "square": "meet",
    "common_garden": "meet",
    "common_room": "house",
    "common_house": "house",
    "laundry": "laundry",
    "stop": "stop",
    "station": "stop",
    "shop": "shop",
    "school": "school",
}
"""Pictogram of each kind of place; a kind that is not here is not shown."""

ORDER = ("house", "meet", "play", "sport", "laundry", "waste", "stop", "shop", "school")

NEAR_M = 400.0
"""How far outside the department a stop, a shop or a school is still shown."""

FARAWAY = frozenset({"stop", "shop", "school"})

SHOWN_M = 120.0
"""How far outside the department a place is drawn where it lies; beyond, its sign stands at the
edge with how far it is, so that the department itself stays large."""

SIGN_EDGE, SIGN_WIDE = 30.0, 48.0
"""Room of a sign on the plan: to its edge, and from one to the next."""

SIGN_ROOM_M = 18.0
"""Room round a sign at the edge of the plan."""

MOST_OF_A_KIND, MOST_FARAWAY = 6, 2
"""So many of each kind stand on the plan: those nearest the middle."""


@dataclass(frozen=True)
class _Place:
    sign: str
    name: str | None
    geometry: shapely.Geometry

    def is_near(self, boundary: shapely.Geometry) -> bool:
        """Tell whether the plan shows the place itself, and the way there."""
        return bool(shapely.dwithin(self.geometry, boundary, SHOWN_M))


def welcome_card(
    workspace: LayerStore,
    profile: Profile,
    *,
    languages: Sequence[str] = ("da", "en"),
    notes: Mapping[str, str] | None = None,
    form: str | None = None,
) -> str:
    """Answer the card as one HTML page that prints on A4.

    Parameters
    ----------
    workspace
        Where layers are read from.
    profile
        Profile of the department; the best lit way to the stop is drawn where light was measured.
    languages
        Codes of ``LANGUAGES``, the most important first.
    notes
        Lines that no layer knows, by sign: ``{"waste": "Miljøstationen ved P-pladsen"}``.
    form
        Address of the residents' form, printed as text and as a square code.

    Raises
    ------
    NotFoundError
        Where the department is not in the workspace.
    ValueError
        Where a language is not one of ``LANGUAGES``.
    """
    unknown = [code for code in languages if code not in LANGUAGES]
    if unknown or not languages:
        raise ValueError(f"languages must be among {', '.join(LANGUAGES)}, not {unknown}")
    row = _department(workspace, profile.id)
    boundary = row["geometry"]
    places = _places(workspace, boundary)
    doors = _inside(workspace.layer("entrances"), boundary)
    close = [place.geometry for place in places if place.is_near(boundary)]
    ways = lit_ways(profile, workspace.layer("paths"), doors, close)
    room = [shapely.buffer(place, SIGN_ROOM_M) for place in close]
    sheet, drawn = plan_of(workspace, boundary, [*room, *ways])
    code = None if form is None else qr_path(form)
    return TEMPLATES.get_template("welcome.html").render(
        name=plain(row.get("name")) or profile.id,
        organisation=plain(row.get("organisation")),
        languages=[_spoken(code, profile) for code in languages],
        signs=_signs(places, notes or {}, languages, drawn_way=bool(ways)),
        sheet=sheet,
        plan=drawn,
        way=sheet.trace(ways),
        doors=[sheet.point(shape) for shape in doors],
        marks=_marks(sheet, places, boundary),
        form=form,
        code=code,
        date=date_of_data(workspace.sources())[1],
        faces=Markup(own_faces()),  # noqa: S704 – our own typeface
        say=say,
    )


def _department(workspace: LayerStore, key: str) -> Mapping[Any, Any]:
    frame = workspace.departments()
    found = frame[frame["id"] == key]
    if not len(found):
        raise NotFoundError("department.unknown", id=key)
    row: Mapping[Any, Any] = found.iloc[0].to_dict()
    return row


def _spoken(code: str, profile: Profile) -> dict[str, str]:
    words = catalogue(code, "welcome")
    return {
        "code": code,
        "direction": "rtl" if code in RIGHT_TO_LEFT else "ltr",
        "welcome": words["Welcome to {name}"].replace("{name}", profile.name),
        "lead": words["This is where you live. Here are the places you may use."],
        "tell": words["Is it dark somewhere? Tell us."],
    }


def _signs(
    places: Sequence[_Place],
    notes: Mapping[str, str],
    languages: Sequence[str],
    *,
    drawn_way: bool,
) -> list[dict[str, Any]]:
    """Answer the key: each sign that stands on the plan, its words, and the names of its places."""
    names: dict[str, list[str]] = {}
    for place in places:
        names.setdefault(place.sign, [])
        if place.name and place.name not in names[place.sign]:
            names[place.sign].append(place.name)
    for sign, text in notes.items():
        names.setdefault(sign, []).insert(0, text)
    shown = [sign for sign in ORDER if sign in names]
    ways: list[str] = ["way"] if drawn_way else []
    return [
        {
            "sign": sign,
            "words": [
                (code, "rtl" if code in RIGHT_TO_LEFT else "ltr", catalogue(code, "welcome")[sign])
                for code in languages
            ],
            "names": names.get(sign, [])[:MOST_OF_A_KIND],
        }
        for sign in [*shown, "home", *ways]
    ]


def _places(workspace: LayerStore, boundary: shapely.Geometry) -> list[_Place]:
    found: list[_Place] = []
    for layer, reach in (("meeting_places", 0.0), ("destinations", NEAR_M)):
        near = _inside(workspace.layer(layer), shapely.buffer(boundary, reach), whole=True)
        for kind, name, shape in near:
            sign = SIGNS.get(kind)
            own = sign in FARAWAY or shapely.dwithin(shape, boundary, SIGN_ROOM_M)
            if sign is not None and own:
                found.append(_Place(sign, name, shapely.point_on_surface(shape)))
    middle = shapely.centroid(boundary)
    found.sort(key=lambda p: (ORDER.index(p.sign), shapely.distance(p.geometry, middle)))
    kept: dict[str, int] = {}
    chosen = []
    for place in found:
        kept[place.sign] = kept.get(place.sign, 0) + 1
        if kept[place.sign] <= (MOST_FARAWAY if place.sign in FARAWAY else MOST_OF_A_KIND):
            chosen.append(place)
    return chosen


def _marks(
    sheet: Sheet, places: Sequence[_Place], boundary: shapely.Geometry
) -> list[tuple[str, float, float, int | None]]:
    """Answer each sign, where it stands, and its metres from here where it is off the plan."""
    held = [sheet.kept_on(place.geometry, SIGN_EDGE) for place in places]
    stand = apart([(x, y) for x, y, _ in held], SIGN_WIDE)
    away = [round(float(shapely.distance(place.geometry, boundary)), -1) for place in places]
    return [
        (place.sign, x, y, int(metres) if off else None)
        for place, (x, y), (_, _, off), metres in zip(places, stand, held, away, strict=True)
    ]


def _inside(frame: gpd.GeoDataFrame | None, area: shapely.Geometry, *, whole: bool = False) -> Any:
    """Answer the shapes that meet an area, or with ``whole`` kind, name and shape of each."""
    if frame is None:
        return []
    inside = frame[frame.geometry.notna() & frame.geometry.intersects(area)]
    shapes = list(inside.geometry)
    if not whole:
        return shapes
    return list(zip(column(inside, "kind"), column(inside, "name"), shapes, strict=True))
