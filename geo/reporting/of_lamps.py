"""Words that sound of violence and plainly speak of a lamp where they stand.

"Slår" is a blow, but a lamp that "slår fra" has tripped. What is plain is told in
``of_lamps.toml``; everything else stays as grave as it sounds.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

BETWEEN_MOST = 3
"""Words that may stand between a word and what makes it plain."""


@dataclass(frozen=True)
class Pattern:
    """Words as they stand, beginnings that take any ending, and endings with any beginning."""

    whole: frozenset[str] = frozenset()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()

    def fits(self, word: str) -> bool:
        """Tell whether a word is one of them."""
        return word in self.whole or word.startswith(self.starts) or word.endswith(self.ends)

    def among(self, words: Iterable[str]) -> bool:
        """Tell whether one of the words is one of them."""
        return any(map(self.fits, words))


@dataclass(frozen=True)
class Heard:
    """A word where it stands.

    Parameters
    ----------
    clause
        The words between two commas.
    place
        Where the word stands in it.
    sentence
        All words between two full stops.
    """

    clause: tuple[str, ...]
    place: int
    sentence: tuple[str, ...]


@dataclass(frozen=True)
class Turn:
    """A turn of phrase that is plain; what each part asks is told in ``of_lamps.toml``."""

    word: Pattern
    lead: Pattern | None = None
    between: Pattern = field(default_factory=Pattern)
    follows: Pattern | None = None
    needs: tuple[Pattern, ...] = ()
    clause: tuple[Pattern, ...] = ()
    sentence: tuple[Pattern, ...] = ()

    def holds(self, heard: Heard) -> bool:
        """Tell whether a word stands in this turn."""
        return (
            self.word.fits(heard.clause[heard.place])
            and self._is_led(heard)
            and self._is_followed(heard)
            and all(group.among(heard.sentence) for group in self.needs)
            and not any(group.among(heard.clause) for group in self.clause)
            and not any(group.among(heard.sentence) for group in self.sentence)
        )

    def _is_led(self, heard: Heard) -> bool:
        if self.lead is None:
            return True
        # "Темніше, ніж учора": a comma may part the two.
        before = heard.clause[: heard.place] or _before(heard)
        return bool(before) and self.lead.fits(before[-1])

    def _is_followed(self, heard: Heard) -> bool:
        if self.follows is None:
            return True
        after = heard.clause[heard.place + 1 :]
        for count, word in enumerate(after[: BETWEEN_MOST + 1]):
            if self.follows.fits(word) and all(map(self.between.fits, after[:count])):
                return True
        return False


def is_of_lamps(heard: Heard) -> bool:
    """Tell whether a word plainly speaks of lamps, plants or a fall where it stands."""
    return any(turn.holds(heard) for turn in _turns())


def pattern(words: Iterable[str]) -> Pattern:
    """Read words, of which a star takes any ending or beginning."""
    listed = tuple(words)
    return Pattern(
        frozenset(word for word in listed if "*" not in word),
        tuple(sorted({word[:-1] for word in listed if word.endswith("*")})),
        tuple(sorted({word[1:] for word in listed if word.startswith("*")})),
    )


def _before(heard: Heard) -> tuple[str, ...]:
    """Answer the words of the sentence before the clause."""
    count = len(heard.clause)
    for start in range(len(heard.sentence) - count + 1):
        if heard.sentence[start : start + count] == heard.clause:
            return heard.sentence[:start]
    return ()


@cache
def _turns() -> tuple[Turn, ...]:
    told = tomllib.loads(Path(__file__).with_name("of_lamps.toml").read_text("utf-8"))
    groups = {name: pattern(words) for name, words in told["groups"].items()}
    lists = {name: tuple(words) for name, words in told["groups"].items()}
    return tuple(_turn(turn, groups, lists) for turn in told["turn"])


def _turn(
    told: Mapping[str, Any],
    groups: Mapping[str, Pattern],
    lists: Mapping[str, tuple[str, ...]],
) -> Turn:
    lead = [word for name in told.get("lead", ()) for word in lists[name]]
    return Turn(
        word=pattern(told["word"]),
        lead=pattern(lead) if lead else None,
        between=pattern(told.get("between", ())),
        follows=pattern(told["follows"]) if "follows" in told else None,
        needs=tuple(groups[name] for name in told.get("needs", ())),
        clause=tuple(groups[name] for name in told.get("clause", ())),
        sentence=tuple(groups[name] for name in told.get("sentence", ())),
    )
