"""The one technical cookie: a random value by which a phone counts once on a case.

It is tied to nothing else, read by no script, and gone after thirty days.
"""

import re
import secrets

from fastapi import Request
from starlette.responses import Response

NAME = "melding"
DAYS = 30
_VALUE = re.compile(r"[A-Za-z0-9_-]{22}")


def device_of(request: Request) -> str | None:
    """Answer the value this browser sent back, or None where it keeps no cookies."""
    value = request.cookies.get(NAME, "")
    return value if _VALUE.fullmatch(value) else None


def is_secure(request: Request) -> bool:
    """Tell whether pages reach people over TLS, also where a box before us ends it."""
    base = request.app.state.services.settings.base_url
    return request.url.scheme == "https" or str(base).startswith("https:")


def remember(request: Request, made: Response) -> Response:
    """Set the cookie on a page that offers to count, where the browser has none yet."""
    if device_of(request) is None:
        made.set_cookie(
            NAME,
            secrets.token_urlsafe(16),
            max_age=DAYS * 86_400,
            path="/",
            secure=is_secure(request),
            httponly=True,
            samesite="lax",
        )
    return made
