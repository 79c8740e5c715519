"""Machines are held up, people are not; nobody is turned away unheard."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.reporting.spam import (
    ENOUGH_OF_ALL,
    ENOUGH_PER_ADDRESS,
    LEAST_S,
    MOST_S,
    TOO_MANY_PER_ADDRESS,
    WINDOW_S,
    Attempt,
    Passage,
    filling_time,
    form_stamp,
    passage,
    truncated,
)


@pytest.mark.parametrize(
    ("attempt", "expected"),
    [
        (Attempt("", 20.0, [], []), Passage.TAKEN),
        (Attempt("http://", 20.0, [], []), Passage.AGAIN),
        (Attempt("", None, [], []), Passage.AGAIN),
        (Attempt("", LEAST_S - 0.1, [], []), Passage.AGAIN),
        (Attempt("", MOST_S + 1, [], []), Passage.AGAIN),
        (Attempt("", 20.0, [99.0] * ENOUGH_PER_ADDRESS, []), Passage.QUEUED),
        (Attempt("", 20.0, [], [99.0] * ENOUGH_OF_ALL), Passage.QUEUED),
        (Attempt("", 20.0, [99.0] * TOO_MANY_PER_ADDRESS, []), Passage.REFUSED),
        (Attempt("", 20.0, [99.0 - WINDOW_S] * TOO_MANY_PER_ADDRESS, []), Passage.TAKEN),
    ],
)
def test_each_sign_has_its_answer(attempt: Attempt, expected: Passage) -> None:
    """Shown again, queued, or refused in a storm; what lies ten minutes back is forgotten."""
    assert passage(attempt, now=100.0) is expected


def test_two_hundred_from_one_block_are_all_taken_in() -> None:
    """A whole block behind one address may report at once: queued at most, never refused."""
    seen: list[float] = []
    answers = set()
    for _ in range(200):
        answers.add(passage(Attempt("", 10.0, seen, seen), now=1.0))
        seen = [*seen, 1.0]

    assert answers == {Passage.TAKEN, Passage.QUEUED}


@given(st.ip_addresses())
@settings(max_examples=60, deadline=None)
def test_a_truncated_address_is_no_address(address: object) -> None:
    """The last part is gone, and truncating again changes nothing."""
    network = truncated(str(address))

    assert network.endswith(("/24", "/48"))
    assert truncated(network.partition("/")[0]) == network


def test_a_stamp_tells_its_age_and_cannot_be_forged() -> None:
    """Another key, another moment or no seal at all is no stamp."""
    stamp = form_stamp(b"k", 1000.0)

    assert filling_time(b"k", stamp, 1042.0) == 42.0
    assert filling_time(b"other", stamp, 1042.0) is None
    assert filling_time(b"k", stamp.replace("1000", "0900"), 1042.0) is None
    for broken in ("", ".", "1000", "1000.", "²000.x", "æ.æ", "-1.x"):
        assert filling_time(b"k", broken, 1042.0) is None
