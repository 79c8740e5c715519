"""The frame of every page of residents: its language, its links, day or night, its cookie."""

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date
from fastapi import Request
from starlette.responses import Response

from api.dependencies import Services
from api.form.cookie import remember
from api.form.languages import approved, is_draft, offered, spoken
from api.form.places import is_night
from api.language import words
from api.pages import page

PRIVATE = "no-store"
"""A page that a code opens is kept by no browser and no box on the way."""


def language_of(request: Request, held: Services) -> str:
    """Answer the language of a request: the address says it, else the browser."""
    wish = request.query_params.get("lang")
    if wish is not None and wish in approved():
        return wish
    return spoken(held, wish, request.headers.get("accept-language"))


def shown(
    request: Request, held: Services, template: str, /, *, status: int = 200, **facts: Any
) -> Response:
    """Answer a page of residents in its language.

    Parameters
    ----------
    template
        File in ``api/templates/resident``; it has ``here``, ``in_language`` and ``languages``
        besides what every page has.
    status
        Status of the answer.
    **facts
        What the template shows.
    """
    language = language_of(request, held)

    def here(path: str) -> str:
        return f"{path}?{urlencode({'lang': language})}"

    def in_language(code: str) -> str:
        # A page that answers a POST has no address of its own to switch on.
        path = request.url.path if request.method == "GET" else "/indberet"
        return f"{path}?{urlencode({'lang': code})}"

    made = page(
        request,
        f"resident/{template}",
        status=status,
        language=language,
        here=here,
        day=lambda iso: format_date(date.fromisoformat(iso), "long", locale=language),
        in_language=in_language,
        languages=[words(code) for code in offered(held)],
        draft_language=is_draft(language),
        night=is_night(held, datetime.now(UTC)),
        **facts,
    )
    made.headers["Cache-Control"] = PRIVATE
    made.headers["Vary"] = "Accept-Language, Cookie"
    return remember(request, made)
