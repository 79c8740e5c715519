"""Sentences for rule ids and labels.

The library carries rule ids and facts; what people read lies in gettext catalogues under
``geo/locales/<language>/*.po``, one file per room. A missing sentence answers its key, which a
test turns into a failure.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

LOCALES = Path(__file__).resolve().parent.parent / "locales"


@cache
def sentences(folder: Path = LOCALES, language: str = "da") -> Mapping[str, str]:
    """Answer every translated sentence of a language, by its key."""
    found: dict[str, str] = {}
    for catalogue in sorted((folder / language).glob("*.po")):
        with catalogue.open("rb") as lines:
            for message in read_po(lines, locale=language):
                if message.id and message.string:
                    found[str(message.id)] = str(message.string)
    return found


def sentence(key: str, facts: Mapping[str, Any] | None = None, language: str = "da") -> str:
    """Answer the sentence of a key with its facts filled in.

    >>> sentence("layer.lamps")
    'Lamper'
    """
    text = sentences(language=language).get(key, key)
    return text.format_map(_Facts(facts or {}))


class _Facts(dict[str, Any]):
    """Facts of a sentence; one that is missing shows as a question mark, never as an error."""

    def __missing__(self, key: str) -> str:
        return "?"
