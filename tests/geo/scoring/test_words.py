"""A score in words."""

import pytest

from geo.scoring.words import in_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (100.0, "lever op til målet"),
        (75.0, "lever op til målet"),
        (74.9, "lever delvist op"),
        (50.0, "lever delvist op"),
        (49.9, "lever ikke op"),
        (0.0, "lever ikke op"),
        (None, "ikke opgjort"),
    ],
)
def test_a_score_is_said_against_its_target(value: float | None, words: str) -> None:
    """75 reaches the target, 50 does in part, and what was not measured is said so."""
    assert in_words(value) == words
