"""Then and now: the place's change is shown, the method's never as the place's."""

from pathlib import Path
from typing import Any

import pytest

import geo
from geo.model.department import Department
from geo.scoring.then_and_now import Kind, last_change, set_against, under_the_method_of_now
from geo.store import department_fingerprint
from geo.testing import lit_street


def kept(department: Department, **terms: Any) -> dict[str, Any]:
    """Answer a scoring as the workspace keeps it."""
    record = geo.score(department, **terms).to_record()
    return {**record, "stored": {"fingerprint": department_fingerprint(department)}}


@pytest.fixture(scope="module")
def before() -> Department:
    return lit_street(200, 25)


@pytest.fixture(scope="module")
def after(before: Department) -> Department:
    lamps = before.layers["lamps"]
    return before.with_layer("lamps", lamps.assign(flux_lm=lamps["flux_lm"] / 4))


def test_nothing_changed_is_nothing(before: Department) -> None:
    """The same place under the same method has no difference."""
    found = set_against(kept(before), kept(before))

    assert (found.kind, found.differences, found.method) == (Kind.NOTHING, (), ())


def test_a_darker_place_is_shown_as_darker(before: Department, after: Department) -> None:
    """A quarter of the light: points are lost by the light, and by no other measured factor."""
    found = set_against(kept(before), kept(after))
    light = next(row for row in found.differences if row.factor == "lighting")

    assert found.kind is Kind.PLACE
    assert (light.points or 0) < -10
    assert "Stedet" in found.to_dict()["words"]


@pytest.mark.parametrize(
    ("terms", "what"),
    [
        ({"assumptions": {"lighting.target_score": 80}}, "lighting.target_score"),
        ({"weights": "B"}, "weights"),
    ],
)
def test_a_change_of_method_is_never_a_change_of_the_place(
    before: Department, after: Department, terms: dict[str, Any], what: str
) -> None:
    """Neither alone nor together with a change of the place is a difference shown."""
    for place, kind in ((before, Kind.METHOD), (after, Kind.BOTH)):
        found = set_against(kept(before), kept(place, **terms))
        assert found.kind is kind
        assert found.method == (what,)
        assert found.differences == ()
        assert "kan ikke sammenlignes" in kind.words


def test_the_last_scoring_under_the_same_method_is_taken(
    before: Department, after: Department, tmp_path: Path
) -> None:
    """One under other weights in between does not stand in the way; one alone has no past."""
    workspace = geo.Workspace(tmp_path / "w")
    for place, weights in ((before, "A"), (before, "B"), (after, "A")):
        record = geo.score(place, weights=weights).to_record()
        workspace.save_scoring(record, department_fingerprint(place))
    records = workspace.scorings("lille")
    found = last_change(records)

    assert found is not None
    assert found.kind is Kind.PLACE
    assert last_change(records[:1]) is None


def test_under_a_new_method_the_place_of_then_is_scored_again(
    before: Department, after: Department
) -> None:
    """A new judged number on the same place shows nothing; on a darker place only the darkness."""
    terms: dict[str, Any] = {"assumptions": {"lighting.target_score": 80}}
    then, same, darker = kept(before), kept(before, **terms), kept(after, **terms)

    found = under_the_method_of_now(then, same, before)
    assert (found.kind, found.differences, found.rescored) == (Kind.NOTHING, (), True)
    moved = under_the_method_of_now(then, darker, before)
    plain = set_against(kept(before, **terms), darker)
    assert moved.kind is Kind.PLACE
    assert moved.differences == plain.differences
    assert "igen med dagens metode" in moved.words
    assert all(row.words for row in moved.differences)


def test_two_departments_are_never_set_against_each_other(before: Department) -> None:
    """There is no ranking to be had here."""
    other = Department(**{**vars(before), "id": "anden"})

    with pytest.raises(ValueError, match="never"):
        set_against(kept(before), kept(other))
