"""The tree drawn in geo/model/errors.py is the real tree."""

import inspect
import re

import pytest

from geo.model import errors
from geo.model.errors import TryghedError
from geo.model.language import sentence

LINE = re.compile(r"^(?P<lead>[│├└─ ]*)(?P<name>\w+Error)(?: \((?P<kind>\w+)\))?")


def drawn(text: str) -> dict[str, tuple[str | None, str | None]]:
    """Read a drawn tree: name to the name above it and the standard kind it says it is."""
    above: list[tuple[int, str]] = []
    tree: dict[str, tuple[str | None, str | None]] = {}
    for line in text.splitlines():
        match = LINE.match(line)
        if match is None:
            continue
        depth, name = len(match["lead"]), match["name"]
        above = [entry for entry in above if entry[0] < depth]
        tree[name] = (above[-1][1] if above else None, match["kind"])
        above.append((depth, name))
    return tree


def real() -> dict[str, tuple[str | None, str | None]]:
    """Answer the same of the classes themselves."""
    tree: dict[str, tuple[str | None, str | None]] = {}
    for name, kind in inspect.getmembers(errors, inspect.isclass):
        if kind.__module__ != errors.__name__ or not issubclass(kind, TryghedError):
            continue
        ours = [base.__name__ for base in kind.__bases__ if issubclass(base, TryghedError)]
        theirs = [base.__name__ for base in kind.__bases__ if not issubclass(base, TryghedError)]
        standard = theirs[0] if theirs and theirs[0] != "Exception" else None
        tree[name] = (ours[0] if ours else None, standard)
    return tree


def test_the_drawn_tree_is_the_real_tree() -> None:
    """Every error stands in the drawing, under its parent, with its standard kind."""
    assert drawn(errors.__doc__ or "") == real()


def test_a_wrong_drawing_would_be_seen() -> None:
    """A child drawn under the wrong parent, or forgotten, is not equal."""
    text = (errors.__doc__ or "").replace("│   ├── RefusedFileError", "├── RefusedFileError")

    assert drawn(text) != real()
    assert drawn("TryghedError\n└── LayerError (ValueError)") != real()


@pytest.mark.parametrize("name", sorted(real()))
def test_every_error_tells_its_sentence_and_keeps_its_facts(name: str) -> None:
    """Raised with a rule and facts it says the Danish sentence and the remedy in one line."""
    error = getattr(errors, name)("layer.unknown", name="lygter", known="lamps")

    assert (error.rule, error.facts["name"]) == ("layer.unknown", "lygter")
    assert str(error) == "Laget »lygter« kendes ikke. Brug et af disse: lamps."


def test_a_fact_that_is_missing_never_breaks_a_sentence() -> None:
    """The sentence is shown with a question mark rather than a second error."""
    assert sentence("layer.unknown", {}) == "Laget »?« kendes ikke."
