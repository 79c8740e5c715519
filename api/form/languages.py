"""Which languages the residents' pages offer, and which of them no native reader has approved."""

import re
from functools import cache

from api.dependencies import Services
from api.language import LOCALES, chosen_language

FACE = "form.po"
"""The catalogue of the residents' pages; a language without it is not one of theirs."""

ORDER = ("da", "en", "ar", "tr", "ur", "so", "pl", "uk")
"""As they stand in the switch: Danish first."""

APPROVED = re.compile(r'^"X-Approved-By: [^"\\]{3,}', re.MULTILINE)
"""The line in a catalogue's head by which a native reader signs."""

ALL = "alle"

EXAMPLE = "eksempelkoebing"
"""Deliveries whose name begins so are invented: all languages are shown on them."""


@cache
def approved() -> frozenset[str]:
    """Answer the languages whose catalogue says who approved it."""
    return frozenset(code for code in ORDER if _is_approved(code))


def is_draft(language: str) -> bool:
    """Tell whether a language's sentences are a draft."""
    return language not in approved()


def offered(held: Services) -> tuple[str, ...]:
    """Answer the languages of the switch: the approved, and the drafts an operator let in."""
    wished = {code.strip() for code in held.settings.draft_languages.split(",")}
    every = ALL in wished or is_example(held)
    return tuple(code for code in ORDER if every or code in wished or code in approved())


def is_example(held: Services) -> bool:
    """Tell whether the workspace holds the invented example."""

    def found() -> bool:
        imports = held.workspace.imports()
        return any(str(row["name"]).startswith(EXAMPLE) for row in imports)

    return bool(held.kept(("form", "example"), found))


def spoken(held: Services, *asked: str | None) -> str:
    """Answer the language of a page: the first of those asked for that is offered."""
    return chosen_language(asked, offered(held))


def _is_approved(language: str) -> bool:
    path = LOCALES / language / FACE
    head = path.read_text("utf-8").partition("\n\n")[0] if path.exists() else ""
    return APPROVED.search(head) is not None
