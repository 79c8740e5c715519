"""The model is whole: everything with a name, and every rule, is said in Danish."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from geo.model.assumptions import default_assumptions
from geo.model.errors import LayerError
from geo.model.estimate import Estimate, Grade, worst
from geo.model.language import LOCALES, sentences
from geo.model.layers import LAYERS, layer_spec
from geo.scoring.factors import FACTORS
from geo.store.tables import RESULTS

ROOT = Path(__file__).resolve().parent.parent
GRADES = st.sampled_from(Grade)
UNIT = st.floats(0, 1)
RULE = re.compile(r"[a-z_0-9]+\.[a-z_0-9]+")


def labels() -> list[str]:
    """Answer the key of every label a person may read."""
    return [
        *(f"layer.{name}" for name in LAYERS),
        *(f"column.{name}.{column}" for name, spec in LAYERS.items() for column in spec.columns),
        *(f"column.{column}" for column in ("id", "source", "department_id", "as_of")),
        *(f"column.{name}.{column}" for name, columns in RESULTS.items() for column in columns),
        *(f"assumption.{key}" for key in default_assumptions()),
        *(f"factor.{key}" for key in FACTORS),
        *(f"indicator.{i.key}" for factor in FACTORS.values() for i in factor.indicators),
    ]


def rules(source: str) -> Iterator[str]:
    """Find the rule of every finding and every error that a source file makes."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id == "Issue":
            arguments = node.args[1:2]
        elif node.func.id.endswith("Error"):
            arguments = node.args[:1]
        else:
            continue
        for rule in arguments:
            if isinstance(rule, ast.Constant) and RULE.fullmatch(str(rule.value)):
                yield str(rule.value)


def test_everything_with_a_name_has_a_danish_label() -> None:
    """No layer, column, assumption, factor or indicator is shown by its code."""
    assert [key for key in labels() if key not in sentences()] == []


def test_no_sentence_is_written_twice() -> None:
    """Two catalogues that say one key differently would depend on the alphabet."""
    counts: Counter[str] = Counter()
    for catalogue in sorted((LOCALES / "da").glob("*.po")):
        with catalogue.open("rb") as lines:
            counts.update(str(message.id) for message in read_po(lines) if message.id)

    assert [key for key, count in counts.items() if count > 1] == []


def test_every_assumption_of_a_catalogue_exists() -> None:
    """A label of an assumption, layer or factor that is gone is gone too."""
    kinds = ("assumption.", "layer.", "column.", "indicator.")
    # A finding such as column.ambiguous has a remedy beside it; a label has none.
    remedies = {key for key in sentences() if key.endswith("/remedy")}
    findings = remedies | {key.removesuffix("/remedy") for key in remedies}
    said = {key for key in sentences() if key.startswith(kinds)} - findings

    assert sorted(said - set(labels())) == []


@pytest.mark.parametrize("key", sorted(default_assumptions()))
def test_an_assumption_lies_in_its_range_and_names_its_source(key: str) -> None:
    """Low ≤ value ≤ high, and where the number comes from is said."""
    entry = default_assumptions().entry(key)

    assert entry.low <= entry.value <= entry.high
    assert entry.source


def test_changing_an_assumption_changes_the_fingerprint_and_nothing_else() -> None:
    """New values answer new assumptions; the defaults stay as they are."""
    before = default_assumptions()

    after = before.with_values({"department.storeys": 4})

    assert after["department.storeys"] == 4
    assert before["department.storeys"] == 3
    assert after.fingerprint != before.fingerprint
    assert after.with_values({"department.storeys": 3}).fingerprint == before.fingerprint
    with pytest.raises(LayerError, match=r"»department.attic« kendes ikke"):
        before.with_values({"department.attic": 1})


@pytest.mark.parametrize("name", sorted(LAYERS))
def test_a_layer_says_what_it_needs_of_a_number(name: str) -> None:
    """Every measured column has a believable range; choices are codes without blanks."""
    for column in LAYERS[name].columns.values():
        assert column.kind in {"text", "integer", "real", "date"}
        if column.kind in {"integer", "real"}:
            assert column.minimum is not None, column.name
            assert column.maximum is not None, column.name
            assert column.minimum < column.maximum
        assert all(choice == choice.strip() and " " not in choice for choice in column.choices)


def test_an_unknown_layer_is_told_with_the_known() -> None:
    """The sentence lists what could have been meant."""
    with pytest.raises(LayerError, match=r"»lygter«.*lamps"):
        layer_spec("lygter")


def test_every_rule_has_its_sentence_and_its_remedy() -> None:
    """Whatever geo refuses or finds is said in Danish, with what to do about it."""
    said = sentences()
    found = {
        (str(path.relative_to(ROOT)), rule)
        for path in sorted((ROOT / "geo").rglob("*.py"))
        for rule in rules(path.read_text("utf-8"))
    }

    assert len(found) > 5
    assert [where for where in sorted(found) if where[1] not in said] == []
    assert [where for where in sorted(found) if f"{where[1]}/remedy" not in said] == []


def test_the_search_for_rules_can_find() -> None:
    """An error and a finding are seen, a standard error with a plain text is not."""
    source = """
raise LayerError("a.rule", x=1)
Issue(Severity.ERROR, "b.rule")
raise ValueError("not a rule.")
"""

    assert set(rules(source)) == {"a.rule", "b.rule"}


@given(st.floats(0, 100), st.floats(0, 200), UNIT, GRADES)
def test_an_estimate_lies_in_its_interval(
    value: float, half: float, coverage: float, grade: Grade
) -> None:
    """Around a value the interval holds it and stays on the scale; JSON brings it back."""
    estimate = Estimate.around(value, half, coverage, grade)

    assert estimate.low is not None
    assert estimate.high is not None
    assert 0 <= estimate.low <= value <= estimate.high <= 100
    assert Estimate.from_dict(estimate.to_dict()) == estimate


@given(st.floats(0, 100), st.floats(0.001, 100), UNIT, GRADES)
def test_an_interval_beside_its_value_is_refused(
    value: float, away: float, coverage: float, grade: Grade
) -> None:
    """Low above the value or high below it is a mistake, and so is half an interval."""
    for low, high in ((value + away, value + 2 * away), (value - 2 * away, value - away)):
        with pytest.raises(ValueError, match="interval"):
            Estimate(value, low, high, coverage, grade)
    with pytest.raises(ValueError, match="interval"):
        Estimate(value, None, value + away, coverage, grade)
    with pytest.raises(ValueError, match="interval"):
        Estimate(None, 0, value, coverage, grade)


@given(st.floats(allow_nan=False).filter(lambda share: not 0 <= share <= 1))
def test_a_coverage_outside_nought_to_one_is_refused(coverage: float) -> None:
    """Coverage is a share."""
    with pytest.raises(ValueError, match="coverage"):
        Estimate(1, 1, 1, coverage, Grade.A)


def test_missing_is_not_zero() -> None:
    """Nothing measured: no value, no interval, no coverage, grade E."""
    missing = Estimate.missing()

    assert (missing.value, missing.low, missing.high) == (None, None, None)
    assert (missing.coverage, missing.grade) == (0, Grade.E)
    assert missing != Estimate(0, 0, 0, 0, Grade.E)
    assert Estimate.from_dict(missing.to_dict()) == missing


@given(st.lists(GRADES, min_size=1), GRADES)
def test_the_worst_grade_is_no_better_than_any(grades: list[Grade], more: Grade) -> None:
    """The worst of some is among them, and one more never makes it better."""
    order = list(Grade).index

    assert worst(*grades) in grades
    assert order(worst(*grades, more)) >= order(worst(*grades))
    assert order(more.lower()) >= order(more)
    assert more.uncertainty <= more.lower().uncertainty


def test_a_full_score_with_a_last_bit_too_much_is_full() -> None:
    """Rounding is no error; a score that really lies outside its scale is one."""
    assert Estimate.around(100.00000000000004, 15, 1, Grade.B).value == 100.0
    with pytest.raises(ValueError, match="must lie in its interval"):
        Estimate.around(101, 15, 1, Grade.B)
