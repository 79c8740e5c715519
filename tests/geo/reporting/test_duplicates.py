"""The same kind, open, within the radius of the kind; at most five; zero looks for nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model.assumptions import default_assumptions
from geo.model.reports import Case, Kind, Setting, Status
from geo.reporting.duplicates import AT_MOST, Place, duplicates, radius_m

NOW = datetime(2026, 11, 24, tzinfo=UTC)
HERE = Place(Kind.LAMP_OUT, 0.0, 0.0)
METRES = st.floats(-200, 200)


def case(number: int, x: float, y: float = 0.0, status: Status = Status.RECEIVED) -> Case:
    return Case(
        id=number,
        created=NOW + timedelta(hours=number),
        updated=NOW,
        kind=Kind.LAMP_OUT,
        status=status,
        x=x,
        y=y,
        place=None,
        setting=Setting.OUTDOORS,
        lamp=None,
        department=None,
        owner=None,
        owner_kind=None,
        border=False,
        reason=None,
        expected=None,
        counted=1,
        released=True,
        closed=None,
        merged_into=None,
    )


@pytest.mark.parametrize(
    ("kind", "setting", "metres"),
    [
        (Kind.LAMP_OUT, Setting.OUTDOORS, 50),
        (Kind.GLARE, Setting.OUTDOORS, 50),
        (Kind.NO_LAMP, Setting.OUTDOORS, 100),
        (Kind.SEVERAL_LAMPS_OUT, Setting.OUTDOORS, 100),
        (Kind.NO_LAMP, Setting.TUNNEL, 25),
        (Kind.LAMP_OUT, Setting.STEPS, 25),
        (Kind.OTHER, Setting.LAUNDRY, 25),
    ],
)
def test_the_radius_follows_the_kind(kind: Kind, setting: Setting, metres: float) -> None:
    """Fifty for a lamp, a hundred for a stretch, twenty-five where walls are near (R6)."""
    assert radius_m(kind, setting) == metres


def test_zero_looks_for_nothing() -> None:
    """A kind that is switched off finds nothing, even on the spot."""
    off = default_assumptions().with_values({"reporting.duplicate_lamp_m": 0})

    assert radius_m(Kind.LAMP_OUT, Setting.TUNNEL, off) == 0
    assert duplicates([case(1, 0)], HERE, 0) == []


def test_only_open_cases_of_the_kind_are_found() -> None:
    """Closed, merged, of another kind, without a point or a centimetre too far: not found."""
    cases = [
        case(1, 50.0),
        case(2, 50.01),
        case(3, 1, status=Status.FIXED),
        replace(case(4, 1), merged_into=1),
        replace(case(5, 1), kind=Kind.GLARE),
        replace(case(6, 1), x=None, y=None),
    ]

    assert [found.case.id for found in duplicates(cases, HERE, 50)] == [1]


def test_the_same_lamp_is_the_same_place() -> None:
    """However far off the pin was put."""
    far = replace(case(1, 400), lamp="L-1")

    (found,) = duplicates([far, case(2, 3)], replace(HERE, lamp="L-1"), 50, most=1)

    assert (found.case.id, found.metres, found.same_lamp) == (1, 0.0, True)
    assert duplicates([far], HERE, 50) == []


@given(st.lists(st.tuples(METRES, METRES), max_size=12), st.floats(0.1, 300))
@settings(max_examples=60, deadline=None)
def test_the_nearest_come_first_and_no_more_than_five(
    places: list[tuple[float, float]], radius: float
) -> None:
    """In order of distance, each within the radius, and none left out for a farther one."""
    cases = [case(number, x, y) for number, (x, y) in enumerate(places)]

    found = duplicates(cases, HERE, radius)

    inside = sorted((x * x + y * y) ** 0.5 for x, y in places if (x * x + y * y) ** 0.5 <= radius)
    assert len(found) == min(AT_MOST, len(inside))
    assert [one.metres for one in found] == pytest.approx(inside[:AT_MOST])
    assert all(a.metres <= b.metres for a, b in pairwise(found))


def test_of_two_equally_near_the_newer_comes_first() -> None:
    """It is the likelier one."""
    assert [found.case.id for found in duplicates([case(1, 9), case(2, -9)], HERE, 50)] == [2, 1]
