"""Who may use the staff pages: nobody, until accounts say otherwise or the server is a developer's.

Accounts set ``app.state.staff_gate``: a function that answers the name of who asks, or raises. Here
stands only the door, which is shut by default.
"""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

Gate = Callable[[Request], str]

DEVELOPER = "udvikler"
"""Who asks on a server that is set to development."""

READING = frozenset({"GET", "HEAD"})


def staff(request: Request) -> str:
    """Answer the name of the member of staff who asks.

    Raises
    ------
    HTTPException
        403 where nobody may, or where another site sent the request.
    """
    if request.method not in READING and not own_site(request):
        raise HTTPException(403)
    gate: Gate | None = getattr(request.app.state, "staff_gate", None)
    if gate is not None:
        return gate(request)
    if request.app.state.services.settings.development:
        return DEVELOPER
    raise HTTPException(403)


def own_site(request: Request) -> bool:
    """Tell whether a page of ours sent a request that changes something."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


StaffHere = Annotated[str, Depends(staff)]
