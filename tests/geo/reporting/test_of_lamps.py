"""A lamp that trips is no blow: both kinds of sentences, and both in one text."""

import tomllib
from itertools import product
from pathlib import Path

import pytest

import geo.reporting.of_lamps as module
from geo.reporting.privacy import is_sensitive

OF_LAMPS = [
    "Lampen slår fra",
    "Lampen slår hele tiden fra",
    "Den slår til og fra hele tiden",
    "slår fra hver aften ved 22-tiden",
    "Lyset slår først til kl. 18",
    "Gadelyset slår ikke til om natten",
    "Belysningen er slået fra",
    "Lyset er ikke slået til endnu",
    "Kontakten er slået til, men lampen virker ikke",
    "Timeren slår fra kl. 22, selv om det er mørkt",
    "Lyset slås til for sent",
    "Relæet slog fra i går",
    "HFI-relæet slår ud, når det regner",
    "Sikringen er slået ud igen",
    "Det slår gnister fra masten",
    "Automatikken slår fejl",
    "Lynet slog ned i masten",
    "Grenene slår mod lampen, når det blæser",
    "Skærmen er slået i stykker",
    "Glasset på lampen er slået itu",
    "Min mor faldt på stien og slog sig",
    "Masten truer med at vælte",
    "Træet truer med at falde ned over lampen",
    "Et knivskarpt lys skinner ind i soveværelset",
    "For en gangs skyld virker lyset",
    "Stolen ved bænken er våd",
    "Тут темніше, ніж торік",
    "Світла менше ніж раніше",
    "Latarnia grozi zawaleniem",
    "Pæren er død, og der kommer røg fra stikket",
    "Der er brand i armaturet",
    "Pæren er sprængt",
]

OF_VIOLENCE = [
    "Han slår mig",
    "Han slår fra sig",
    "Hun blev slået",
    "De slår ham under lampen",
    "Min mand slår til mig, når lyset er slukket",
    "Tyvene slår til under lampen hver nat",
    "De slår til ved lampen",
    "De slår ud efter folk",
    "Nogen slår til lyset",
    "Ali slår til hver nat under lampen",
    "Der bliver slået til ved lampen",
    "En mand slog en kvinde ved lampen fra nr. 5",
    "Der slås fra kl. 22 til kl. 23",
    "Der slås ved lampen fra kl. 22",
    "De slås hver aften",
    "Der er slagsmål ved opgangen",
    "Han vil slå mig",
    "De vil slå ham ihjel",
    "Han slog ned på drengen",
    "De slog ham, så han faldt",
    "Min næse er slået i stykker ved lampen",
    "Naboen truer med at vælte masten",
    "Han truer med at slå lampen itu",
    "Han truer mig",
    "Der var skud i nat",
    "Nogen blev skudt",
    "Han har en kniv",
    "Der er vold hver weekend",
    "My bike was stolen",
    "The lamp was stolen",
    "У нього ніж",  # noqa: RUF001 - Ukrainian
    "Він має ніж біля лампи",
    "Grozi mi",
]


@pytest.mark.parametrize("text", OF_LAMPS)
def test_what_plainly_speaks_of_lamps_is_let_through(text: str) -> None:
    """Everyday reports of light keep their words."""
    assert not is_sensitive(text)
    assert not is_sensitive(text.upper())


@pytest.mark.parametrize("text", OF_VIOLENCE)
def test_violence_is_heard_also_beside_a_lamp(text: str) -> None:
    """Neither a lamp in the sentence nor a particle after the verb hides a blow."""
    assert is_sensitive(text)
    assert is_sensitive(text.upper())


@pytest.mark.parametrize("between", [". ", ", ", " og ", " – ", "\n", "! "])
def test_no_sentence_of_lamps_hides_one_of_violence(between: str) -> None:
    """Both in one text, in either order and with any mark between, lead to 112/114."""
    for lamp, blow in product(OF_LAMPS, OF_VIOLENCE):
        assert is_sensitive(lamp + between + blow), (lamp, blow)
        assert is_sensitive(blow + between + lamp), (blow, lamp)


def test_every_turn_is_of_a_word_that_counts_and_of_groups_that_are() -> None:
    """A turn that no word asks for, or a group nobody uses, would be a slip of the pen."""
    told = tomllib.loads(Path(module.__file__).with_name("of_lamps.toml").read_text("utf-8"))
    used = {
        name
        for turn in told["turn"]
        for key in ("lead", "needs", "clause", "sentence")
        for name in turn.get(key, ())
    }

    assert used == set(told["groups"])
    for turn in told["turn"]:
        assert all(is_sensitive(word.rstrip("*")) or not _asks(turn) for word in turn["word"])


def _asks(turn: dict[str, object]) -> bool:
    return len(turn) > 1
