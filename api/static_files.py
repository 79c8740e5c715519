"""Our own style sheets, pictures and typeface; each is asked for by its content's hash."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

import maps

STATIC = Path(__file__).with_name("static")
ASSETS = Path(maps.__file__).parent / "assets"
FONTS, LEAFLET = ASSETS / "fonts", ASSETS / "leaflet"


class LastingFiles(StaticFiles):
    """Files that a browser keeps for a year when it asked for them by their hash."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer a file; one asked for without its hash is asked for again each time."""
        answer = await super().get_response(path, scope)
        lasting = b"v=" in scope["query_string"]
        answer.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if lasting else "no-cache"
        )
        return answer


class TwoWeights(LastingFiles):
    """The typeface of the design system, in the two weights that we ship.

    Its style sheet, which is kept unmodified, names eighteen files. A browser that lays the page
    out before our own sheet has come asks for some of them.
    """

    def lookup_path(self, path: str) -> tuple[str, Any]:
        """Answer the nearer of our two weights for whatever file is named."""
        heavy = any(weight in path for weight in ("Bold", "Medium"))
        weight = "SemiBold" if heavy else "Regular"
        return super().lookup_path(f"IBMPlexSans-{weight}-Latin1.woff2")


def add_static_files(app: FastAPI) -> None:
    """Serve the typeface the maps use too, and our own files."""
    app.mount("/static/fonts", LastingFiles(directory=FONTS), name="fonts")
    app.mount("/static/vendor/fonts", TwoWeights(directory=FONTS), name="typeface")
    app.mount("/static/leaflet", LastingFiles(directory=LEAFLET), name="leaflet")
    app.mount("/static", LastingFiles(directory=STATIC), name="static")


@cache
def asset(name: str) -> str:
    """Answer the address of a file of ours.

    >>> asset("site.css").startswith("/static/site.css?v=")
    True
    """
    return f"/static/{name}?v={_hash(STATIC / name)}"


def _hash(path: Path) -> Any:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
