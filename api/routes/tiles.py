"""``/fliser/{z}/{x}/{y}``: the operator's basemap, asked for by us so that no reader has to."""

import base64
import math
from http import HTTPStatus

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.dependencies import Services, ServicesHere
from api.tiles.fetching import NoTileError
from geo.model.crs import to_degrees

router = APIRouter(include_in_schema=False)

NOTHING = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)
"""One transparent pixel: there is no map here, and that is no fault."""

ROUND_DEGREES = 0.5
"""So far round the departments tiles are fetched: the key is for this municipality's map."""

Box = tuple[float, float, float, float]


@router.get("/fliser/{z}/{x}/{y}")
def tile(held: ServicesHere, z: int, x: int, y: int) -> Response:
    """Answer a tile of the basemap; 404 where none is set, 502 where its supplier fails."""
    source = held.tiles.source
    if source is None or not source.holds(z, x, y):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    if not _touches(_box(z, x, y), _area(held)):
        return _sent(held, NOTHING, "image/png")
    try:
        found = held.tiles.tile((z, x, y))
    except NoTileError:
        # Short and without a page: it is asked for by the dozen, and by no person.
        headers = {"Cache-Control": "no-store"}
        return Response(status_code=HTTPStatus.BAD_GATEWAY, headers=headers)
    if found is None:
        return _sent(held, NOTHING, "image/png")
    return _sent(held, found.body, found.kind)


def _sent(held: Services, body: bytes, kind: str) -> Response:
    headers = {"Cache-Control": "public, max-age=604800"}
    if held.settings.basemap_in_files:
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return Response(body, media_type=kind, headers=headers)


def _area(held: Services) -> Box | None:
    """Answer the degrees round the departments, or None where there are none."""

    def found() -> Box | None:
        frame = held.workspace.departments()
        if frame.empty:
            return None
        west, south, east, north = (float(edge) for edge in to_degrees(frame).total_bounds)
        room = ROUND_DEGREES
        return west - room, south - room, east + room, north + room

    area: Box | None = held.kept(("tiles", "area"), found)
    return area


def _box(z: int, x: int, y: int) -> Box:
    """Answer the degrees of a tile.

    >>> [round(edge, 2) for edge in _box(1, 1, 0)]
    [0.0, 0.0, 180.0, 85.05]
    """
    count = 2**z

    def latitude(row: int) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / count))))

    return x / count * 360 - 180, latitude(y + 1), (x + 1) / count * 360 - 180, latitude(y)


def _touches(one: Box, other: Box | None) -> bool:
    if other is None:
        return True
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
