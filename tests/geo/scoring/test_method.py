"""The method page says what the code does: every formula, anchor, source and judged number."""

import re

import pytest

from geo.measures.anchors import MEAN_LUX
from geo.model.assumptions import default_assumptions
from geo.model.language import sentences
from geo.scoring.factors import FACTORS
from geo.scoring.method import (
    ANCHORS,
    anchors_in_words,
    as_markdown,
    figure,
    filled,
    method,
    named,
)

CHOSEN = default_assumptions()
INDICATORS = [row.key for factor in FACTORS.values() for row in factor.indicators]


def test_every_indicator_has_its_formula_and_no_formula_is_of_nothing() -> None:
    """A new indicator without a formula, or a formula left behind, is found here."""
    said = {key.removeprefix("formula.") for key in sentences() if key.startswith("formula.")}

    assert said == set(INDICATORS)


@pytest.mark.parametrize("key", INDICATORS)
def test_every_number_a_formula_names_is_there(key: str) -> None:
    """A number that was renamed cannot leave its formula behind."""
    for name in named(f"formula.{key}"):
        assert name in CHOSEN or name in ANCHORS
    assert "{" not in filled(f"formula.{key}", CHOSEN)


def test_a_number_that_changes_in_the_code_changes_on_the_page() -> None:
    """The page is made from the assumptions, not beside them."""
    other = CHOSEN.with_values({"boundaries.near_m": 37, "upkeep.faults_per_km": 4.5})
    page = as_markdown(method(other))

    assert "mere end 37 m fra indgang" in page
    assert "vægt pr. km/4,5" in page
    assert "mere end 25 m fra indgang" in as_markdown()


def test_anchors_are_printed_as_the_code_has_them() -> None:
    """All pairs of the mean light stand in its formula."""
    formula = filled("formula.1a", CHOSEN)

    assert anchors_in_words(MEAN_LUX) in formula
    assert formula.count("lx giver") == len(MEAN_LUX[0])


def test_every_judged_number_stands_there_with_value_range_and_source() -> None:
    """Whoever doubts a number finds it, its range and where it comes from."""
    page = as_markdown()
    for key in CHOSEN:
        entry = CHOSEN.entry(key)
        (row,) = [
            line for line in page.splitlines()
            if line.startswith(f"| {sentences()[f'assumption.{key}']} |")
            and f"| {figure(entry.value)} {entry.unit} |" in line
        ][:1]  # fmt: skip
        if entry.low != entry.high:
            assert f"{figure(entry.low)}–{figure(entry.high)}" in row
        assert ("vores skøn" if entry.source == "judged" else entry.source) in row


def test_clauses_weights_and_what_is_not_measured_stand_there() -> None:
    """Seven factors with their clause, three weight sets, ten statements no map can measure."""
    page = as_markdown()

    for factor in FACTORS.values():
        assert f"## {factor.label}" in page
        assert f"punkt {factor.clause}" in page
    assert "A 20 %, B 25 %, C 14,286 %" in page
    assert page.count("* Ensomhed (2.1)") == 1
    assert not re.search(r"\bNone\b|\bnan\b", page)
