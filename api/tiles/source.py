"""What an operator has set, as an address of the supplier that stays on the server."""

from dataclasses import dataclass, field

from api.settings import Settings
from geo.model.errors import TryghedError
from maps import Background
from maps.tiles import TilesError, keys_of

ROUTE = "/fliser/{z}/{x}/{y}"
"""Where the map asks for its tiles: here, and we ask the supplier."""

TOKEN, BOX = "{token}", "{bbox}"
HALF = 20_037_508.342789244
"""Metres from the middle of the web's projection to its edge."""

DEEPEST = 22


class BasemapError(TryghedError, ValueError):
    """A basemap that cannot be used as it was set."""


@dataclass(frozen=True)
class TileSource:
    """A supplier of tiles.

    Parameters
    ----------
    template
        Its address with ``{z}``, ``{x}``, ``{y}``, or with ``{bbox}`` for a WMS in the web's
        projection; ``{s}`` is one of three subdomains, ``{token}`` the key.
    attribution
        The line that must stand on the map.
    max_zoom
        Deepest zoom it is made for.
    token
        The key; it is put in here and nowhere else.
    """

    template: str = field(repr=False)
    attribution: str
    max_zoom: int
    token: str = field(default="", repr=False)

    def address(self, z: int, x: int, y: int) -> str:
        """Answer where the supplier has a tile."""
        side = 2 * HALF / 2**z
        west, north = -HALF + x * side, HALF - y * side
        box = f"{west:.3f},{north - side:.3f},{west + side:.3f},{north:.3f}"
        facts = {"{z}": z, "{x}": x, "{y}": y, "{s}": "abc"[(x + y) % 3], "{r}": "", BOX: box}
        told = self.template
        for place, value in {**facts, TOKEN: self.token}.items():
            told = told.replace(place, str(value))
        return told

    def holds(self, z: int, x: int, y: int) -> bool:
        """Tell whether there can be such a tile at all."""
        return 0 <= z <= min(self.max_zoom, DEEPEST) and 0 <= x < 2**z and 0 <= y < 2**z


def source_of(settings: Settings) -> TileSource | None:
    """Answer the supplier an operator has set, or None where nobody shall be asked.

    Raises
    ------
    BasemapError
        Where what was set cannot be used.
    """
    wished = settings.basemap.strip()
    if not wished:
        return None
    token = settings.basemap_token.get_secret_value()
    try:
        found = _addressed(settings, wished, token) if "{" in wished else _named(wished, token)
    except TilesError as error:
        raise BasemapError("basemap.unusable") from error
    if TOKEN in found.template and not token:
        raise BasemapError("basemap.no_token")
    return found


def _named(name: str, token: str) -> TileSource:
    known = Background.named(name, **dict.fromkeys(keys_of(name), TOKEN))
    return TileSource(known.template, known.attribution, known.max_zoom, token)


def _addressed(settings: Settings, address: str, token: str) -> TileSource:
    # A box stands for the three numbers of a tile.
    plain = address.replace(BOX, "{z}{x}{y}").replace(TOKEN, "x")
    known = Background(plain, settings.basemap_attribution, settings.basemap_max_zoom)
    if known.origin == "'self'":
        raise TilesError("tiles come from a supplier, over https")
    return TileSource(address, known.attribution, known.max_zoom, token)


def background_of(found: TileSource | None) -> Background | None:
    """Answer what our own pages lay under the map: our route, never the supplier."""
    return None if found is None else Background(ROUTE, found.attribution, found.max_zoom)


def background_in_files(settings: Settings) -> Background | None:
    """Answer what a map in a file lays under itself, where an operator allows that it asks.

    Raises
    ------
    BasemapError
        Where the key would have to stand in the file.
    """
    found = source_of(settings)
    if found is None or not settings.basemap_in_files:
        return None
    if settings.base_url:
        there = settings.base_url.rstrip("/") + ROUTE
    elif TOKEN in found.template or BOX in found.template:
        raise BasemapError("basemap.no_base_url")
    else:
        there = found.template
    return Background(there, found.attribution, found.max_zoom)
