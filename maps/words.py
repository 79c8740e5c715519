"""Words people read on a map: English in the code, Danish from the catalogue."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LOCALES = Path(__file__).with_name("locales")


@cache
def catalogue(language: str = "da", domain: str = "maps") -> Mapping[str, str]:
    """Answer every translated sentence of a language, by its English msgid."""
    with (LOCALES / language / f"{domain}.po").open("rb") as lines:
        return {
            str(message.id): str(message.string)
            for message in read_po(lines, locale=language)
            if message.id and message.string
        }


def say(msgid: str, /, language: str = "da", **facts: object) -> str:
    """Answer a sentence with its facts filled in; one without translation speaks English.

    >>> say("Dark")
    'Mørkt'
    """
    return catalogue(language).get(msgid, msgid).format(**facts)
