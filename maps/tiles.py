"""Tiles an operator may lay under the map. None by default: the page then asks nobody.

A template with ``{z}``, ``{x}`` and ``{y}`` serves both XYZ and WMTS (in the web's projection). A
token belongs on the server: let the template point at a route that adds it.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from xyzservices import providers

NEEDED = ("{z}", "{x}", "{y}")


class TilesError(ValueError):
    """A template of tiles that cannot be used; the message says why."""


@dataclass(frozen=True)
class Background:
    """Tiles to lie under the map.

    Parameters
    ----------
    template
        Address with ``{z}``, ``{x}``, ``{y}``: ``/fliser/daempet/{z}/{x}/{y}`` on one's own
        server, or an ``https`` address.
    attribution
        The line that must stand on the map; never empty.
    max_zoom
        Deepest zoom the tiles are made for.
    origin
        What the page's policy allows images from; told from the template.
    """

    template: str
    attribution: str
    max_zoom: int = 19
    origin: str = field(init=False)

    def __post_init__(self) -> None:
        missing = [part for part in NEEDED if part not in self.template]
        if missing:
            raise TilesError(f"a template of tiles needs {', '.join(missing)}")
        if not self.attribution.strip():
            raise TilesError("tiles need an attribution")
        object.__setattr__(self, "origin", _origin(self.template))

    @classmethod
    def named(cls, name: str, **keys: str) -> "Background":
        """Answer tiles by their xyzservices name: ``OpenStreetMap.Mapnik``.

        Parameters
        ----------
        name
            Name of the provider.
        keys
            Keys it asks for, such as ``apikey``; they stand readable in the page.
        """
        known = _provider(name)(**keys)
        if known.requires_token():
            raise TilesError(f"{name} needs a key")
        return cls(
            template=known.build_url("{x}", "{y}", "{z}", scale_factor=""),
            attribution=str(known["attribution"]),
            max_zoom=int(known.get("max_zoom", 19)),
        )

    def to_dict(self) -> dict[str, Any]:
        """Answer what the page needs."""
        return {
            "template": self.template,
            "attribution": self.attribution,
            "max_zoom": self.max_zoom,
            "origin": self.origin,
        }


def keys_of(name: str) -> list[str]:
    """Answer the keys that tiles ask for by their xyzservices name.

    >>> keys_of("Thunderforest.Landscape"), keys_of("OpenStreetMap.Mapnik")
    (['apikey'], [])
    """
    return [str(key) for key, value in _provider(name).items() if str(value).startswith("<insert")]


def _provider(name: str) -> Any:
    try:
        return providers.query_name(name)
    except ValueError as error:
        raise TilesError(f"no tiles are called {name!r}") from error


def _origin(template: str) -> str:
    """Answer the source a policy may name; anything but our own server or https is refused."""
    address = urlsplit(template.replace("{s}", "s"))
    if not address.scheme and not address.netloc:
        return "'self'"
    local = address.hostname in {"localhost", "127.0.0.1"}
    if address.scheme != "https" and not (address.scheme == "http" and local):
        raise TilesError("tiles come from one's own server or over https")
    if any(letter in address.netloc for letter in " ;,'\"{}"):
        raise TilesError("the address of the tiles names no host")
    host = template.split("/")[2].replace("{s}", "*")
    return f"{address.scheme}://{host}"
