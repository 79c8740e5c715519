"""A weight set of one's own: pure arithmetic, kept with who and when, used like the others."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import geo
from geo.model.errors import LayerError
from geo.scoring.factors import FACTORS
from geo.scoring.weighting import Weighting, swing_weights
from geo.testing import lit_street

RATINGS = {"lighting": 100.0, "eyes": 80.0, "meeting_places": 20.0}


def local(**changes: object) -> Weighting:
    given_ = {
        "name": "Beboermøde 2026",
        "ratings": RATINGS,
        "decided_by": "Afdelingsbestyrelsen",
        "decided_on": "2026-11-02",
    }
    return Weighting(**{**given_, **changes})  # type: ignore[arg-type]


@given(st.dictionaries(st.sampled_from(list(FACTORS)), st.floats(0, 100), min_size=1))
def test_weights_keep_the_ratios_and_sum_to_one(ratings: dict[str, float]) -> None:
    """Twice the worth is twice the weight."""
    ratings = {**ratings, "lighting": 100.0}
    weights = swing_weights(ratings)

    assert sum(weights.values()) == pytest.approx(1)
    for key, value in ratings.items():
        assert weights[key] == pytest.approx(weights["lighting"] * value / 100)


def test_the_hand_vector() -> None:
    """100, 80 and 20 are a half, two fifths and a tenth."""
    weights = swing_weights(RATINGS)

    assert [weights[key] for key in RATINGS] == pytest.approx([0.5, 0.4, 0.1])


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"name": "A"}, "weighting.name"),
        ({"decided_by": " "}, "weighting.nobody"),
        ({"decided_on": "i går"}, "as_of.unreadable"),
        ({"ratings": {"lighting": 90}}, "weighting.no_greatest"),
        ({"ratings": {"lighting": 101}}, "weighting.outside"),
        ({"ratings": {"lys": 100}}, "factor.unknown"),
    ],
)
def test_a_set_without_name_person_date_or_sense_is_refused(
    changes: dict[str, object], rule: str
) -> None:
    """Who decided and when is not to be left out."""
    with pytest.raises(LayerError) as refused:
        local(**changes)

    assert refused.value.rule == rule


def test_it_is_kept_with_who_and_when_and_nothing_is_overwritten(tmp_path: Path) -> None:
    """The newest of a name comes first, the older one stays."""
    workspace = geo.Workspace(tmp_path / "w")
    workspace.save_weighting(local().to_dict())
    workspace.save_weighting(local(ratings={"eyes": 100.0}).to_dict())
    kept = [Weighting.from_dict(row) for row in workspace.weightings()]

    assert kept[0].weights["eyes"] == 1
    assert kept[1] == local()
    assert kept[1].decided_by == "Afdelingsbestyrelsen"


def test_a_department_is_scored_under_it() -> None:
    """The profile names the set, keeps its weights through the store, and differs from A."""
    street = lit_street(100, 25)
    own = geo.score(street, weights=local())
    again = geo.Profile.from_record(own.to_record())

    assert own.weights == again.weights == "Beboermøde 2026"
    assert again.factor_weights == pytest.approx(local().weights)
    assert own.coverage != geo.score(street).coverage
