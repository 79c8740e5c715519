"""Pages from templates: every text is escaped, every word comes from a catalogue."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from api.language import DANISH, words
from api.static_files import asset

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

NAVIGATION = (
    ("/", "nav.overview"),
    ("/kort", "nav.map"),
    ("/rute", "nav.route"),
    ("/metode", "nav.method"),
    ("/indberet", "nav.report"),
)
"""Where the head of every page leads."""

FOOTER = (("/tilgaengelighed", "nav.accessibility"), ("/openapi.json", "nav.openapi"))
"""Where the foot of every page leads."""


def page(
    request: Request,
    template: str,
    /,
    *,
    status: int = 200,
    language: str = DANISH,
    **facts: Any,
) -> HTMLResponse:
    """Answer a page.

    Parameters
    ----------
    template
        File in ``api/templates``; it has ``say``, ``count``, ``words``, ``asset``, ``link`` and
        ``path`` besides its facts.
    status
        Status of the answer.
    language
        Language of its words.
    **facts
        What the template shows; escaped, never read as template.
    """
    spoken = words(language)
    text = TEMPLATES.get_template(template).render(
        say=spoken.say,
        count=spoken.count,
        words=spoken,
        asset=asset,
        link=link,
        path=request.url.path,
        navigation=NAVIGATION,
        footer=FOOTER,
        **facts,
    )
    return HTMLResponse(text, status)


def link(*parts: str) -> str:
    """Answer a path of ours; an id may hold any letter.

    >>> link("afdelinger", "a/b æ")
    '/afdelinger/a%2Fb%20%C3%A6'
    """
    return "/" + "/".join(quote(part, safe="") for part in parts)
