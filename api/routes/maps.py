"""``/kort`` and ``/kort/{id}``: the public map, drawn once per state of the workspace."""

import base64
import gzip
import hashlib
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

import geo
import maps
from api.dependencies import Services, ServicesHere
from api.released import released_cases

router = APIRouter(include_in_schema=False)

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"')
_IMAGES = re.compile(r"img-src ([^;]*)")
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


@dataclass(frozen=True)
class MapPage:
    """A drawn map, ready to be sent.

    Parameters
    ----------
    body
        The page, compressed.
    policy
        What the page may run: its own scripts, each named by its hash, and nothing else.
    tag
        Hash of the page, by which a browser asks whether it has changed.
    """

    body: bytes
    policy: str
    tag: str


@router.get("/kort")
def whole_map(request: Request, held: ServicesHere) -> Response:
    """Answer the map of every department, with the cases staff have released."""
    return sent(request, public_map(held, ("map",), held.profiles()))


@router.get("/kort/{department_id:path}")
def department_map(request: Request, held: ServicesHere, department_id: str) -> Response:
    """Answer the map of one department."""
    profile = held.profile(department_id)
    return sent(request, public_map(held, ("map", department_id), [profile]))


def public_map(held: Services, key: tuple[str, ...], profiles: Sequence[geo.Profile]) -> MapPage:
    """Answer the public map of some departments; it is drawn anew when a released case moves."""
    state = repr(released_cases(held.desk))
    made: MapPage = held.kept(key, lambda: drawn(held, profiles), state=state)
    return made


def drawn(held: Services, profiles: Sequence[geo.Profile]) -> MapPage:
    """Draw the public map of some departments."""
    cases = released_cases(held.desk, held.workspace.layer("paths"))
    chosen = maps.planner_map(
        held.workspace,
        profiles,
        cases=maps.case_frame(cases) if cases else None,
        background=held.tiles.background,
    )
    return map_page(chosen.html())


def map_page(text: str) -> MapPage:
    """Make a drawn map ready to be sent under a policy of its own."""
    # A browser reads every end of line as one sign before it takes the hash.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    raw = text.encode()
    return MapPage(gzip.compress(raw, mtime=0), map_policy(text), hashlib.sha256(raw).hexdigest())


def map_policy(text: str) -> str:
    """Answer the policy of a map: it runs its own scripts and asks nobody for anything.

    Only pictures may come from where the page itself says: nowhere, or our own route of tiles.
    """
    hashes = " ".join(f"'sha256-{_hash(script)}'" for script in _SCRIPT.findall(text))
    own = _POLICY.search(text)
    said = _IMAGES.search(html.unescape(own[1])) if own else None
    images = said[1] if said else "data: blob:"
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
        f"img-src {images}; font-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")


def sent(request: Request, made: MapPage) -> Response:
    """Answer a map, or that the browser has it already."""
    headers = {
        "ETag": f'"{made.tag}"',
        "Cache-Control": "no-cache",
        "Content-Security-Policy": made.policy,
        "Vary": "Accept-Encoding",
    }
    if f'"{made.tag}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(made.body, headers=headers, media_type="text/html")
    return Response(gzip.decompress(made.body), headers=headers, media_type="text/html")
