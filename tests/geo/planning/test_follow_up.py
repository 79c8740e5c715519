"""Follow-up: kept whole, held against a control area, and never a claim of cause."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from geo.model.department import Department
from geo.model.errors import NotFoundError, PlanError
from geo.model.walks import Item, Light, NoteDraft, StopDraft, WalkDraft
from geo.planning.changes import Change
from geo.planning.comparison import compare_plan
from geo.planning.follow_up.account import KEYS, account_of
from geo.planning.follow_up.book import FollowUp, FollowUps, Reading
from geo.planning.follow_up.gathering import delivered_ratings, gathered_account
from geo.planning.follow_up.promise import Promise, promise_of
from geo.planning.follow_up.strands import measured_strand, reported_strand
from geo.planning.plan import Plan, apply
from geo.reporting.field_book import FieldBook, Signature
from geo.reporting.walk_notes import note_down
from geo.reporting.walks import one_walk, plan_walk
from geo.scoring.rescoring import Rescoring
from geo.store.case_opening import open_cases
from geo.store.field_tables import prepare_field
from geo.testing import EAST, NORTH, layer

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WORK = (date(2026, 6, 1), date(2026, 6, 10))
REPAIR = Change("repair_lamp", {"lamp": "L"})
OLD, NEW = date(2026, 3, 1), date(2026, 9, 1)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[FollowUps]:
    """Open the follow-ups of a new workspace."""
    database = open_cases(tmp_path)
    yield FollowUps(database)
    database.close()


@pytest.fixture(scope="module")
def decided() -> Plan:
    """Plan a repair and a bench."""
    return Plan(
        "Lys og en bænk",
        "9001-01",
        (
            Change("repair_lamp", {"lamp": "L2"}),
            Change("add_bench", {"at": [EAST + 40, NORTH + 4], "seats": 3}),
        ),
    )


@pytest.fixture
def promise() -> Promise:
    """Answer a promise of light at one place."""
    points = np.array([[EAST + 60, NORTH + 0.0, 0.5, 5.5]])
    return Promise(points, {"lighting mørke": (40.0, 55.0)}, "1", "abc")


@pytest.fixture
def begun(book: FollowUps, decided: Plan, promise: Promise) -> FollowUp:
    """Begin following it up."""
    return book.begin(decided, promise, "9001-09", "Ane", NOW)


def test_a_promise_is_light_where_it_was_to_change(street: Department, decided: Plan) -> None:
    """Around the lamp that is repaired more light was promised, far from it nothing."""
    again = Rescoring(street, {"assumptions": {"uncertainty.draws": 0.0}})
    changed = apply(street, decided)
    promise = promise_of(again, changed, compare_plan(again, changed))
    near, far = promise.at(np.array([[EAST + 60, NORTH + 0.0], [EAST + 60, NORTH + 300.0]]))

    assert near[1] > near[0] + 1
    assert np.isnan(far).all()
    assert Promise.from_dict(promise.to_dict()).to_dict() == promise.to_dict()


def test_a_follow_up_is_read_as_it_was_begun(book: FollowUps, begun: FollowUp) -> None:
    """Plan, promise, control area, who and when."""
    kept = book.get(begun.number)

    assert kept.plan == begun.plan
    assert kept.promise.to_dict() == begun.promise.to_dict()
    assert (kept.control, kept.by, kept.begun) == ("9001-09", "Ane", NOW)
    assert kept.span is None
    assert not kept.whole
    assert [one.number for one in book.all("9001-01")] == [begun.number]
    assert book.all("9002-01") == []


def test_changes_are_confirmed_one_by_one_and_a_slip_is_mended(
    book: FollowUps, begun: FollowUp
) -> None:
    """The last word on a change holds; the first and last day of work are known."""
    book.confirm(begun.number, 0, "Ane", NOW, on=WORK[0], note="Ny driver")
    book.confirm(begun.number, 1, "Bo", NOW, on=date(2026, 5, 1))
    book.confirm(begun.number, 1, "Bo", NOW)
    half = book.get(begun.number)
    whole = book.confirm(begun.number, 1, "Bo", NOW, on=WORK[1])

    assert (half.done, half.whole, half.steps[0].note) == ((0,), False, "Ny driver")
    assert (whole.done, whole.whole, whole.span) == ((0, 1), True, WORK)


@pytest.mark.parametrize(
    ("rule", "change", "on"),
    [("follow_up.change", 2, WORK[0]), ("follow_up.future", 0, NOW.date() + timedelta(days=1))],
)
def test_what_cannot_be_confirmed_leaves_everything_as_it_was(
    book: FollowUps, begun: FollowUp, rule: str, change: int, on: date
) -> None:
    """A change that is not there, a day that has not come."""
    with pytest.raises(PlanError) as refused:
        book.confirm(begun.number, change, "Ane", NOW, on=on)

    assert refused.value.rule == rule
    assert book.get(begun.number).steps == {}


def test_measurements_land_together_or_not_at_all(book: FollowUps, begun: FollowUp) -> None:
    """One that cannot be keeps all of them out."""
    fine = Reading(EAST, NORTH, 2.5, OLD)
    with pytest.raises(PlanError, match="Måling 2"):
        book.measure(begun.number, [fine, Reading(EAST, NORTH, -1, OLD)], "Ane", NOW)
    assert book.get(begun.number).readings == ()

    kept = book.measure(
        begun.number, [fine, Reading(EAST, NORTH, 3, NEW, control=True)], "Ane", NOW
    )
    assert kept.readings == (fine, Reading(EAST, NORTH, 3, NEW, control=True))


def test_a_follow_up_that_is_not_there_is_said_to_be_none(book: FollowUps) -> None:
    """By its number."""
    with pytest.raises(NotFoundError):
        book.get(7)


@pytest.mark.parametrize(
    ("rule", "plan", "control"),
    [
        ("follow_up.empty", Plan("x", "9001-01"), "9001-09"),
        (
            "follow_up.control",
            Plan("x", "9001-01", (Change("repair_lamp", {"lamp": "L"}),)),
            "9001-01",
        ),
    ],
)
def test_what_cannot_be_followed_up_is_refused(
    book: FollowUps, promise: Promise, rule: str, plan: Plan, control: str
) -> None:
    """Nothing to do, or nothing to hold it against."""
    with pytest.raises(PlanError) as refused:
        book.begin(plan, promise, control, "Ane", NOW)

    assert refused.value.rule == rule


def dated(day: date, values: list[float]) -> list[tuple[date, float]]:
    """Answer values of one day."""
    return [(day, value) for value in values]


numbers = st.lists(st.floats(0, 50), min_size=2, max_size=6)


@settings(max_examples=40)
@given(numbers, numbers, numbers, numbers, st.floats(-5, 5))
def test_what_moves_everywhere_moves_no_difference(
    a: list[float], b: list[float], c: list[float], d: list[float], shift: float
) -> None:
    """A brighter autumn in both areas is taken off, and lies inside the interval that held."""
    plain = measured_strand(
        "lux", dated(OLD, a) + dated(NEW, b), dated(OLD, c) + dated(NEW, d), WORK
    )
    moved = measured_strand(
        "lux",
        dated(OLD, a) + dated(NEW, [x + shift for x in b]),
        dated(OLD, c) + dated(NEW, [x + shift for x in d]),
        WORK,
    )

    assert moved.difference == pytest.approx(plain.difference, abs=1e-9)
    assert plain.low is not None
    assert plain.high is not None
    assert plain.difference is not None
    assert plain.low <= plain.difference <= plain.high


def test_the_interval_is_welchs_where_the_control_area_stands_still() -> None:
    """With a control area that never moves, scipy's own test of two means gives the same."""
    before, after = [1.0, 2.0, 2.5, 3.0], [4.0, 6.5, 5.0]
    here = dated(OLD, before) + dated(NEW, after)
    strand = measured_strand("lux", here, dated(OLD, [2.0, 2.0]) + dated(NEW, [2.0, 2.0]), WORK)
    oracle = stats.ttest_ind(after, before, equal_var=False).confidence_interval(0.95)

    assert (strand.low, strand.high) == pytest.approx((oracle.low, oracle.high))
    assert "mere end tilfældet" in strand.told


def test_one_measurement_a_side_gives_a_difference_and_no_interval() -> None:
    """Too few to say how sure it is, and that is what is said."""
    strand = measured_strand(
        "walk", dated(OLD, [1.0]) + dated(NEW, [2.0]), dated(OLD, [1.0]) + dated(NEW, [1.0]), WORK
    )

    assert (strand.difference, strand.low, strand.high) == (1.0, None, None)
    assert "for få" in strand.told


def test_what_was_measured_during_the_work_counts_on_neither_side() -> None:
    """Neither before nor after."""
    during = dated(date(2026, 6, 5), [99.0])
    strand = measured_strand("lux", [*during, *dated(OLD, [1.0])], [], WORK)

    assert strand.counts == (1, 0, 0, 0)
    assert strand.difference is None
    assert "mangler" in strand.told


def test_reports_that_fall_alike_in_both_areas_tell_of_no_difference() -> None:
    """Half as many everywhere is no effect: the ratio is near one and may be chance."""
    days = [OLD + timedelta(days=k) for k in range(20)]
    later = [NEW + timedelta(days=k) for k in range(10)]
    strand = reported_strand(days + later, days + later, WORK, date(2026, 1, 1), date(2026, 11, 1))

    assert strand.difference == pytest.approx(1.0)
    assert strand.low is not None
    assert strand.high is not None
    assert strand.low < 1 < strand.high
    assert "tilfældigt" in strand.told


def test_an_account_stands_beside_its_promise_and_claims_no_cause(
    book: FollowUps, begun: FollowUp
) -> None:
    """Lux, walks and reports each with the control area; few reports are not told outside."""
    assert "ikke bekræftet" in account_of(begun, NOW).sentences[1]
    for change, day in enumerate(WORK):
        book.confirm(begun.number, change, "Ane", NOW, on=day)
    at = (EAST + 60, NORTH)
    book.measure(
        begun.number,
        [
            *(
                Reading(*at, lux, day)
                for day, lux in ((OLD, 0.4), (OLD, 0.6), (NEW, 6.0), (NEW, 7.0))
            ),
            *(Reading(*at, 1.0, day, control=True) for day in (OLD, OLD, NEW, NEW)),
        ],
        "Ane",
        NOW,
    )
    audits = layer(
        "audits",
        [shapely.Point(0, 0)] * 2,
        rating=[1.0, 3.0],
        rated_on=[OLD.isoformat(), NEW.isoformat()],
    )
    seen = [("9001-01", NOW - timedelta(days=k)) for k in (300, 290, 10)]
    walked = delivered_ratings(audits)
    account = account_of(book.get(begun.number), NOW, sightings=seen, walks=(walked, walked))
    by_key = {strand.key: strand for strand in account.strands}

    assert tuple(by_key) == KEYS
    assert by_key["lux"].difference == pytest.approx(6.0)
    assert by_key["lux"].promised is not None
    assert "lovede" in by_key["lux"].told
    assert by_key["walk"].difference == 0
    assert [strand.key for strand in account.public().strands] == ["lux", "walk"]
    assert any("ikke det samme som trygt" in line for line in account.public().sentences)
    for said in (account.sentences, account.public().sentences):
        assert "ikke hvorfor" in said[-1]
        assert not any("på grund af" in line or "skyldes" in line for line in said)
    assert account.to_dict()["whole"]


def test_the_next_walk_stands_beside_the_promise(book: FollowUps, begun: FollowUp) -> None:
    """Walks noted on phones count by stop, with those that came as a delivery; elsewhere none."""
    field = FieldBook(book.database, prepare_field(book.database), b"k" * 32)
    for change, day in enumerate(WORK):
        book.confirm(begun.number, change, "Ane", NOW, on=day)
    for number, (day, rating) in enumerate(((OLD, 1), (NEW, 3))):
        stops = (StopDraft(EAST, NORTH, "Stien"), StopDraft(EAST + 50, NORTH, "Porten"))
        walk = plan_walk(
            field,
            f"vandring-{number:04}",
            WalkDraft("9001-01", day.isoformat(), "", "", stops),
            Signature("account 1", NOW),
        ).id
        for stop in one_walk(field, walk).stops:
            draft = NoteDraft(
                f"note-{number:04}-{stop.id:04}", stop.id, Light.DARK, {Item.LIGHT: rating}
            )
            note_down(field, walk, draft, Signature("account 1", NOW))

    def audits(name: str) -> gpd.GeoDataFrame:
        days = [OLD.isoformat(), None, NEW.isoformat()]
        return layer(
            "audits", [shapely.Point(0, 0)] * 3, rating=[1.0, 2.0, 1.0], rated_on=days
        ).iloc[: 3 if name == "9001-01" else 0]

    account = gathered_account(book.get(begun.number), NOW, book.database, audits)
    walk_strand = next(strand for strand in account.strands if strand.key == "walk")

    assert walk_strand.here[0] == 1.0
    assert walk_strand.here[1] == pytest.approx(7 / 3)
    assert walk_strand.counts == (3, 3, 0, 0)
    assert walk_strand.difference is None
