"""One tile from the supplier: within limits of time and size, a picture, and no detour."""

import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

SECONDS = 6.0
LARGEST = 2 * 2**20
"""Bytes a tile may have; they are some 20 kB."""

PIECE = 64 * 2**10

KINDS = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/webp": (b"RIFF",),
    "image/gif": (b"GIF87a", b"GIF89a"),
}
"""What a tile may be, and how such a file begins."""

NOTHING_THERE = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND})


class NoTileError(Exception):
    """The supplier did not answer with a tile; the message names no address, a key may be in it."""


@dataclass(frozen=True)
class Tile:
    """A picture and its kind."""

    body: bytes
    kind: str


class _NoDetour(urllib.request.HTTPRedirectHandler):
    """A supplier answers itself; it sends us nowhere."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        """Refuse to follow."""


def fetch_tile(address: str) -> Tile | None:
    """Answer a tile, or None where the supplier has nothing there.

    Raises
    ------
    NoTileError
        Where it is down, too slow, too large or no picture.
    """
    ends = time.monotonic() + SECONDS
    opener = urllib.request.build_opener(_NoDetour)
    asked = urllib.request.Request(address, headers={"User-Agent": "Tryghedskort"})  # noqa: S310 - the address is the operator's, https by its own check
    try:
        with opener.open(asked, timeout=SECONDS) as answer:
            if answer.status in NOTHING_THERE:
                return None
            kind = str(answer.headers.get_content_type())
            body = _read(answer, ends)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in NOTHING_THERE:
            return None
        raise NoTileError(f"status {error.code}") from None
    except (OSError, ValueError) as error:
        raise NoTileError(type(error).__name__) from None
    if kind not in KINDS or not body.startswith(KINDS[kind]):
        raise NoTileError(f"not a picture: {kind[:40]}")
    return Tile(body, kind)


def _read(answer: Any, ends: float) -> bytes:
    """Read within the limits; a supplier that drips is cut off too."""
    body = b""
    while piece := answer.read1(PIECE):
        body += piece
        if len(body) > LARGEST:
            raise NoTileError("too large")
        if time.monotonic() > ends:
            raise NoTileError("too slow")
    return body
