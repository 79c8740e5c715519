"""Catch what must never be stored, before anything is.

Two gates. *Personal*: numbers and addresses that point at a person; the resident is asked to take
them out. *Sensitive*: crime and violence, which a lighting tool has no ground to receive
(databeskyttelsesloven § 8); the resident is shown 112 and 114. Neither gate writes anything down.

They see patterns and words, not meaning: a name slips through, which is why every text waits for a
person before the public sees it.
"""

import re
import tomllib
import unicodedata
from datetime import date
from functools import cache
from pathlib import Path

from geo.reporting.of_lamps import Heard, Pattern, is_of_lamps, pattern

DIGITS = re.compile(r"(?<!\w)\+?\d(?:[ .\-–]?\d)*(?!\w)")
"""A run of digits as people write numbers, with single marks between."""

DAY, MONTH, YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:(?:19|20)?\d{2})"
CLOCK = r"(?:,? (?:kl\.? ?)?\d{1,2}[.:]\d{2})?"
DATE = re.compile(
    rf"(?<![\d.+-])(?:{DAY}[./-]{MONTH}[./-]{YEAR}|(?:19|20)\d{{2}}-{MONTH}-{DAY}){CLOCK}"
    r"(?![ .-]?\d)"
)
"""A day, perhaps with its hour: many digits, and no one's number."""

EMAIL = re.compile(r"[^\s@]+\s?(?:@|\(at\)|\[at\])\s?[^\s@.]+(?:\.[^\s@.]+)+", re.IGNORECASE)
PLATE = re.compile(r"\b(?!NR)[A-ZÆØÅ]{2}[ .-]?\d{2}[ .-]?\d{3}\b|\b(?!nr)[a-zæøå]{2}\d{5}\b")
CPR = re.compile(r"(?<!\d)(\d{2})[ .]?(\d{2})[ .]?(\d{2})[ \-–]{0,3}(\d{4})(?!\d)")

WORD = re.compile(r"\w+")
SENTENCE = re.compile(r"[.!?;\n\u061f\u06d4]+")
CLAUSE = re.compile(r"[,:\u060c()]+")

PHONE_LEAST, PHONE_MOST = 8, 15
"""Digits of a Danish number, and of any number there is (ITU-T E.164)."""


def personal(text: str) -> tuple[str, ...]:
    """Answer what a text holds that points at a person: ``cpr``, ``phone``, ``email``, ``plate``.

    Digits of any script are read, and full-width and combining forms are folded first.

    >>> personal("Lampen ved opgang 7 er slukket siden 24.11.2026")
    ()
    >>> personal("Ring til mig på 44 77 20 00")
    ('phone',)
    """
    plain = folded(text)
    found = [
        ("cpr", _has_cpr(plain)),
        ("phone", _has_phone(plain)),
        ("email", EMAIL.search(plain) is not None),
        ("plate", PLATE.search(plain) is not None),
    ]
    return tuple(name for name, there in found if there)


def is_sensitive(text: str) -> bool:
    """Tell whether a text speaks of crime or violence, in any of the languages of the form.

    A word that plainly speaks of a lamp where it stands does not count.

    >>> is_sensitive("De sælger hash under lampen")
    True
    >>> is_sensitive("Lampen på Voldgade er slukket")
    False
    >>> is_sensitive("Lampen slår fra hele tiden")
    False
    >>> is_sensitive("Han slår fra sig")
    True
    """
    grave, phrases = _words()
    for said in SENTENCE.split(folded(text).casefold()):
        sentence = tuple(WORD.findall(said))
        line = f" {' '.join(sentence)} "
        if any(f" {phrase} " in line for phrase in phrases):
            return True
        for part in CLAUSE.split(said):
            clause = tuple(WORD.findall(part))
            for place, word in enumerate(clause):
                if grave.fits(word) and not is_of_lamps(Heard(clause, place, sentence)):
                    return True
    return False


def folded(text: str) -> str:
    """Answer the text with every digit as 0–9 and without invisible marks.

    >>> folded("٤٤٧٧")
    '4477'
    """
    plain = unicodedata.normalize("NFKC", text)
    seen = (letter for letter in plain if unicodedata.category(letter) != "Cf")
    return "".join(str(unicodedata.digit(x)) if x.isdigit() else x for x in seen)


def _has_cpr(text: str) -> bool:
    """Tell whether ten digits begin with a day that exists; the check digit is no longer used."""
    for day, month, year, _ in CPR.findall(text):
        for century in ("19", "20"):
            try:
                date(int(century + year), int(month), int(day))
            except ValueError:
                continue
            return True
    return False


def _has_phone(text: str) -> bool:
    without_dates = DATE.sub(" ", text)
    counts = (sum(map(str.isdigit, run)) for run in DIGITS.findall(without_dates))
    return any(PHONE_LEAST <= count <= PHONE_MOST for count in counts)


@cache
def _words() -> tuple[Pattern, tuple[str, ...]]:
    """Answer the words that count, and the phrases of several words."""
    lists = tomllib.loads(Path(__file__).with_name("sensitive.toml").read_text("utf-8"))
    words = [folded(word).casefold() for language in lists.values() for word in language]
    return pattern(w for w in words if " " not in w), tuple(w for w in words if " " in w)
