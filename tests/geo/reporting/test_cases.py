"""What may happen to a case: nothing closes without a word."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model.errors import ReportError
from geo.model.language import sentence
from geo.model.reports import Case, Kind, Setting, Status
from geo.reporting.cases import NEXT, REASONED, Move, moved, still_dark

NOW = datetime(2026, 11, 24, tzinfo=UTC)
STATUS = st.sampled_from(Status)


def case(status: Status = Status.RECEIVED) -> Case:
    return Case(
        id=1,
        created=NOW - timedelta(days=9),
        updated=NOW - timedelta(days=9),
        kind=Kind.LAMP_OUT,
        status=status,
        x=None,
        y=None,
        place=None,
        setting=Setting.OUTDOORS,
        lamp=None,
        department=None,
        owner="Boligforeningen",
        owner_kind="housing",
        border=False,
        reason=None,
        expected=None,
        counted=1,
        released=False,
        closed=NOW if status.closed else None,
        merged_into=None,
    )


@given(STATUS, STATUS, st.sampled_from(["", "  ", "Ny pære"]))
@settings(max_examples=120, deadline=None)
def test_every_step_is_allowed_and_reasoned_or_changes_nothing(
    start: Status, to: Status, reason: str
) -> None:
    """A step is in the table, has its reason where one is compulsory, and says who gets it."""
    step = Move(to, "driften", reason, owner="Ejeren" if to is Status.FORWARDED else None)
    right = to in NEXT[start] and (to not in REASONED or bool(reason.strip()))

    if not right:
        with pytest.raises(ReportError):
            moved(case(start), step, NOW)
        return
    after, event = moved(case(start), step, NOW)

    assert (after.status, event.status, event.public) == (to, to, True)
    assert (after.closed is not None) == to.closed
    assert after.updated == NOW


@given(st.lists(STATUS, max_size=8))
@settings(max_examples=60, deadline=None)
def test_whatever_happened_a_closed_case_can_be_opened_by_anybody(path: list[Status]) -> None:
    """After any allowed steps "stadig mørkt" leaves an open case, and open ones as they are."""
    now = case()
    for to in path:
        if to in NEXT[now.status]:
            now, _ = moved(now, Move(to, "driften", "fordi", owner="Ejeren"), NOW)

    opened, event = still_dark(now, NOW)

    assert not opened.status.closed
    assert opened.closed is None
    assert opened.status == (Status.RECEIVED if now.status.closed else now.status)
    assert event.by == "resident"


@pytest.mark.parametrize(
    ("step", "rule"),
    [
        (Move(Status.RECEIVED, "d"), "case.no_such_step"),
        (Move(Status.NO_ACTION, "d"), "case.reason_missing"),
        (Move(Status.FIXED, "d", "a" * 501), "case.reason_long"),
        (Move(Status.FORWARDED, "d", "ikke vores"), "case.owner_missing"),
        (Move(Status.FORWARDED, "d", "ikke vores", owner=" "), "case.owner_missing"),
        (Move(Status.ORDERED, "d", expected="snart"), "case.bad_date"),
    ],
)
def test_a_wrong_step_is_told_by_its_rule(step: Move, rule: str) -> None:
    """Each has its own sentence."""
    with pytest.raises(ReportError) as refused:
        moved(case(), step, NOW)

    assert refused.value.rule == rule
    assert refused.value.remedy != f"{rule}/remedy"


def test_sent_on_is_not_closed() -> None:
    """Not ours is a sending-on with a receipt; the case stays open until the owner acts."""
    after, _ = moved(case(), Move(Status.FORWARDED, "d", "Gf.s lampe", owner="Gf. Birken"), NOW)

    assert after.owner == "Gf. Birken"
    assert not after.status.closed


def test_every_status_is_said_in_the_words_of_the_house() -> None:
    """Seen on the spot, sent to a named owner, and no end without its because."""
    said = {
        status: sentence(f"status.{status.value}", {"owner": "Gf. Birken"}) for status in Status
    }

    assert said[Status.CHECKED] == "Set på stedet"
    assert said[Status.FORWARDED] == "Sendt til Gf. Birken"
    assert said[Status.NO_ACTION].startswith("Vi gør ikke mere, fordi")
    assert not [status for status, words in said.items() if words.startswith("status.")]
