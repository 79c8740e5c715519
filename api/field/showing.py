"""The frame of the pages of the field: dark by night, and the shell that a phone may keep."""

from typing import Any

from fastapi import Request
from starlette.responses import Response

from api.auth import Signed
from api.dependencies import Services
from api.form.places import is_night
from api.office.fields import now
from api.pages import page

SHELL = "skal"


def is_shell(request: Request) -> bool:
    """Tell whether a phone asks for the form to keep: nobody's name and no session in it."""
    return SHELL in request.query_params


def shown(
    request: Request,
    held: Services,
    signed: Signed,
    template: str,
    /,
    *,
    status: int = 200,
    **facts: Any,
) -> Response:
    """Answer a page of the field; only its shell is ever kept, and only by our own worker.

    Parameters
    ----------
    signed
        Who reads it; a shell does not say who.
    template
        File in ``api/templates/staff/field``.
    """
    shell = is_shell(request)
    made = page(
        request,
        f"staff/field/{template}",
        status=status,
        signed=None if shell else signed,
        shell=shell,
        night=is_night(held, now()),
        **facts,
    )
    made.headers["Cache-Control"] = "no-store"
    return made
