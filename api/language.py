"""Words of the api's faces: what a terminal, a page or a form says, from gettext catalogues.

``api/locales/<language>/<face>.po`` holds one face each (``cli``, ``web``, …). Keys are ids such as
``overview.title``; what a language does not say yet is said in Danish. A new language is a new
folder, and nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po

LOCALES = Path(__file__).with_name("locales")

DANISH = "da"
"""The language of the product, and the one the others fall back to."""


@dataclass(frozen=True)
class Words:
    """What is said in one language.

    Parameters
    ----------
    language
        Code such as ``da``; also the ``lang`` of a page.
    singular
        Sentence per key.
    plural
        Forms per key of a sentence that counts, in the order of the language's plural rule.
    """

    language: str
    singular: Mapping[str, str]
    plural: Mapping[str, tuple[str, ...]]

    @property
    def direction(self) -> str:
        """Answer ``rtl`` for a language written from the right, else ``ltr``."""
        return Locale.parse(self.language).text_direction

    @property
    def own_name(self) -> str:
        """Answer what the language calls itself."""
        return str(Locale.parse(self.language).get_display_name(self.language))

    def say(self, key: str, /, **facts: Any) -> str:
        """Answer a sentence with its facts filled in; one nobody has written answers its key.

        >>> words().say("nav.map")
        'Kort'
        """
        text = self.singular.get(key)
        if text is None:
            return key if self.language == DANISH else words(DANISH).say(key, **facts)
        return text.format_map(_Facts(facts)) if facts else text

    def day(self, iso: str) -> str:
        """Answer a date as people write it.

        >>> words().day("2026-11-02")
        '2. november 2026'
        """
        return format_date(date.fromisoformat(iso), "long", locale=self.language)

    def count(self, key: str, number: int, /, **facts: Any) -> str:
        """Answer a sentence in the form its number asks for; ``{n}`` is the number.

        >>> words().count("unit.dwellings", 1), words().count("unit.dwellings", 214)
        ('1 bolig', '214 boliger')
        """
        forms = self.plural.get(key)
        if forms is None:
            return key if self.language == DANISH else words(DANISH).count(key, number, **facts)
        order = plural_forms(self.language)
        form = forms[
            min(order.index(Locale.parse(self.language).plural_form(number)), len(forms) - 1)
        ]
        return form.format_map(_Facts({"n": number, **facts}))


class _Facts(dict[str, Any]):
    """Facts of a sentence; one that is missing shows as a question mark, never as an error."""

    def __missing__(self, key: str) -> str:
        return "?"


def plural_forms(language: str) -> list[str]:
    """List the plural forms of a language in the order of gettext: zero, one, two, few, many."""
    known = Locale.parse(language).plural_form.tags | {"other"}
    return [form for form in ("zero", "one", "two", "few", "many", "other") if form in known]


@cache
def words(language: str = DANISH) -> Words:
    """Answer what all faces say in a language; one we do not speak answers Danish."""
    folder = LOCALES / language
    if language not in languages():
        return words(DANISH)
    singular: dict[str, str] = {}
    plural: dict[str, tuple[str, ...]] = {}
    for catalogue in sorted(folder.glob("*.po")):
        with catalogue.open("rb") as lines:
            for message in read_po(lines, locale=language):
                key, text = message.id, message.string
                if isinstance(key, tuple):
                    if isinstance(text, tuple) and all(text):
                        plural[str(key[0])] = tuple(str(form) for form in text)
                elif key and text:
                    singular[str(key)] = str(text)
    return Words(language, singular, plural)


def say(key: str, /, **facts: Any) -> str:
    """Answer a Danish sentence; for the faces that speak nothing else."""
    return words().say(key, **facts)


@cache
def languages() -> tuple[str, ...]:
    """List the languages there is a catalogue for, Danish first."""
    found = sorted(path.name for path in LOCALES.iterdir() if path.is_dir())
    return (DANISH, *(name for name in found if name != DANISH))


def chosen_language(asked: Iterable[str | None], known: Iterable[str] | None = None) -> str:
    """Answer the first language we speak of those asked for, in order; Danish if none.

    Each may be a code (``ar``), or a browser's list (``pl-PL,pl;q=0.9,en;q=0.8``). A face that
    speaks only some languages says which it knows.

    >>> chosen_language([None, "xx, da;q=0.5"])
    'da'
    """
    spoken = set(languages() if known is None else known)
    for wish in asked:
        for code in _by_preference(wish or ""):
            if code in spoken:
                return code
    return DANISH


def _by_preference(wish: str) -> list[str]:
    ranked = []
    for place, part in enumerate(wish.split(",")[:20]):
        code, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            weight = 0.0
        ranked.append((-weight, place, code.partition("-")[0].lower()))
    return [code for weight, _, code in sorted(ranked) if weight]
