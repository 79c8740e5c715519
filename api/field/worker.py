"""The script that keeps a form for when there is no signal: one file, set up for each of its ways.

It keeps our own files under their hashes, and the shells a page asks it to keep: forms without any
answer, name or key in them. Its version is the hash of all it keeps, so a new one is picked up.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from starlette.responses import Response

from api.static_files import STATIC, asset

LEAFLET = ("/static/leaflet/leaflet.css", "/static/leaflet/leaflet.js")
FONTS = tuple(
    f"/static/fonts/IBMPlexSans-{weight}-Latin1.woff2" for weight in ("Regular", "SemiBold")
)


@dataclass(frozen=True)
class Kept:
    """What a worker keeps.

    Parameters
    ----------
    name
        Of its cache.
    scope
        Path its pages begin with.
    files
        Names of files of ours.
    data
        Ending of paths whose newest answer is kept for when there is no signal; empty for none.
    """

    name: str
    scope: str
    files: tuple[str, ...]
    data: str = ""


FIELD = Kept(
    "marken",
    "/personale/marken",
    (
        *("vendor/dkfds/dkfds.min.css", "resident.css", "field.css", "icon.svg"),
        *(
            "form_photos.js",
            "waiting.js",
            "field.js",
            "field_map.js",
            "field_count.js",
            "field_walk.js",
        ),
        *(f"lamps/{name}.svg" for name in ("post_top", "shade", "arm")),
        *(f"lamps/{name}.svg" for name in ("bollard", "wall", "floodlight")),
    ),
    data="/grund",
)

RESIDENTS = Kept(
    "melding",
    "/indberet",
    (
        *("vendor/dkfds/dkfds.min.css", "resident.css", "icon.svg", "form.js"),
        *("waiting.js", "form_kept.js", "form_photos.js", "form_place.js"),
    ),
)


def worker(kept: Kept) -> Response:
    """Answer the script of a worker; its own address is asked for again each time."""
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": kept.scope}
    return Response(script(kept), media_type="text/javascript", headers=headers)


@cache
def script(kept: Kept) -> str:
    """Answer the text: what it keeps, then what it does."""
    own = (STATIC / "worker.js").read_text("utf-8")
    files = [*(asset(name) for name in kept.files), *LEAFLET, *FONTS]
    setup = {
        "name": kept.name,
        "version": version([*files, own]),
        "scope": kept.scope,
        "files": files,
        "data": kept.data,
    }
    return f'"use strict";\nconst SETUP = {json.dumps(setup)};\n{own}'


def version(parts: Sequence[str]) -> str:
    """Answer a hash of what is kept; addresses of files hold the hashes of their content."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
