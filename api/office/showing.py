"""The frame of every page of staff: who is signed in, where they may go, and nothing kept."""

from typing import Any

from fastapi import Request
from starlette.responses import Response

from api.auth import OFFICE, Signed
from api.pages import page
from geo.model.staff import Role

WAYS: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("/personale", "staff.nav.queue", tuple(Role)),
    ("/personale/kort", "staff.nav.map", OFFICE),
    ("/personale/planer", "staff.nav.plans", tuple(Role)),
    ("/personale/lys", "staff.nav.light", OFFICE),
    ("/personale/ny", "staff.nav.new", OFFICE),
    ("/personale/marken", "staff.nav.field", tuple(Role)),
    ("/personale/ejere", "staff.nav.owners", OFFICE),
    ("/personale/ark", "staff.nav.sheets", OFFICE),
    ("/personale/leverancer", "staff.nav.deliveries", (Role.PLANNER, Role.ADMINISTRATOR)),
    ("/personale/vaegtning", "staff.nav.weighting", (Role.PLANNER, Role.ADMINISTRATOR)),
    ("/personale/brugere", "staff.nav.accounts", (Role.ADMINISTRATOR,)),
)
"""Where the head of a page leads, and whom."""


def shown(
    request: Request,
    signed: Signed | None,
    template: str,
    /,
    *,
    status: int = 200,
    **facts: Any,
) -> Response:
    """Answer a page of staff; no browser keeps it.

    Parameters
    ----------
    signed
        Who reads it; None at the door.
    template
        File in ``api/templates/staff``; it has ``signed`` and ``ways`` besides what every page has.
    status
        Status of the answer.
    **facts
        What the template shows.
    """
    ways = [
        (path, key)
        for path, key, roles in WAYS
        if signed is not None and signed.account.role in roles
    ]
    made = page(request, f"staff/{template}", status=status, signed=signed, ways=ways, **facts)
    made.headers["Cache-Control"] = "no-store"
    return made
