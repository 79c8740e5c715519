"""Staff move, send on, merge and remove; the audit tells that, never what."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from geo.model.errors import NotFoundError, ReportError
from geo.model.reports import Draft, Kind, Status
from geo.reporting import removing, staff
from geo.reporting.cases import Move
from geo.reporting.desk import Desk
from geo.reporting.receiving import Circumstances

Write = Callable[..., Draft]
NOTHING = Circumstances()
BY = "driften"


def audit(desk: Desk) -> list[str]:
    with desk.database.reading() as connection:
        rows = connection.execute(sa.select(desk.database.tables.audit)).all()
    return [f"{row.by} {row.what} {row.about}" for row in rows]


def on_disk(desk: Desk) -> bytes:
    folder = Path(desk.database.place)
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


def test_sending_on_is_logged_with_its_receipt(desk: Desk, draft: Write, now: datetime) -> None:
    """To whom, when, by whom and why, and when they took it (forvaltningsloven § 7, 2)."""
    got = desk.receive(draft(language="so"), NOTHING, now)
    step = Move(Status.FORWARDED, BY, "Lampen er grundejerforeningens", owner="Gf. Birken")

    staff.move(desk.database, got.case, step, now)

    case, events, (sent,) = staff.one_case(desk.database, got.case)
    assert (case.status, case.owner, case.closed) == (Status.FORWARDED, "Gf. Birken", None)
    assert events[-1].reason == "Lampen er grundejerforeningens"
    assert (sent["owner"], sent["by"], sent["accepted"]) == ("Gf. Birken", BY, None)
    staff.accepted(desk.database, sent["fid"], BY, now)
    assert staff.one_case(desk.database, got.case)[2][0]["accepted"] is not None
    assert staff.reports_of(desk.database, got.case)[0].language is None


def test_a_step_that_is_refused_changes_nothing(desk: Desk, draft: Write, now: datetime) -> None:
    """Without a reason the case stands where it stood, and no event or audit is written."""
    got = desk.receive(draft(), NOTHING, now)

    with pytest.raises(ReportError, match="begrundelse"):
        staff.move(desk.database, got.case, Move(Status.FIXED, BY), now)

    case, events, _ = staff.one_case(desk.database, got.case)
    assert (case.status, len(events), audit(desk)) == (Status.RECEIVED, 1, [])


def test_merged_cases_are_one_place(desk: Desk, draft: Write, now: datetime) -> None:
    """Reports and counts hang on one case; a device that was counted is not counted again."""
    first = desk.receive(draft(device="d1"), NOTHING, now)
    second = desk.receive(draft(5, 0, device="d2"), NOTHING, now)
    third = desk.receive(draft(9, 0, device="d3"), NOTHING, now)
    (near, nearer) = (
        [one.case.id for one in staff.perhaps_the_same(desk.database, case)]
        for case in (first.case, third.case)
    )
    assert (near, nearer) == ([second.case, third.case], [second.case, first.case])

    staff.merge(desk.database, third.case, second.case, BY, now)
    staff.merge(desk.database, second.case, first.case, BY, now)

    (case,) = staff.all_cases(desk.database)
    assert (case.id, case.counted) == (first.case, 3)
    assert len(staff.reports_of(desk.database, first.case)) == 3
    assert desk.follow(third.code).case.id == first.case
    staff.release(desk.database, first.case, "Stien", BY, now)
    assert [desk.agree(f"S{first.case}", one, now) for one in ("d3", "d2", "d9")] == [
        False,
        False,
        True,
    ]
    for case_, into in ((first.case, first.case), (second.case, first.case)):
        with pytest.raises(ReportError):
            staff.merge(desk.database, case_, into, BY, now)


def test_released_words_are_staffs_own_and_clean(desk: Desk, draft: Write, now: datetime) -> None:
    """A case is released under a name of the place, which passes the same gates."""
    got = desk.receive(draft(), NOTHING, now)

    for words, rule in (
        (" ", "case.place_missing"),
        ("Ring 44 77 20 00", "report.personal"),
        ("Hash her", "report.sensitive"),
    ):
        with pytest.raises(ReportError) as refused:
            staff.release(desk.database, got.case, words, BY, now)
        assert refused.value.rule == rule
    staff.release(desk.database, got.case, "Stien", BY, now)
    assert desk.public_case(f"S{got.case}", now).place == "Stien"
    staff.hide(desk.database, got.case, BY, now)
    with pytest.raises(NotFoundError):
        desk.public_case(f"S{got.case}", now)


def test_removed_words_are_in_no_file(desk: Desk, draft: Write, now: datetime) -> None:
    """Neither in the table nor in the log; the audit keeps that and why."""
    got = desk.receive(draft(text="Ordene der skal vaek"), NOTHING, now)
    (report,) = staff.reports_of(desk.database, got.case)
    assert b"skal vaek" in on_disk(desk)

    removing.remove_words(desk.database, report.id, BY, "navn", now)

    assert staff.reports_of(desk.database, got.case)[0].text is None
    assert b"skal vaek" not in on_disk(desk)
    assert audit(desk) == [f"{BY} remove_words report {report.id}: navn"]


def test_a_removed_report_takes_all_of_its_own_along(
    desk: Desk, draft: Write, now: datetime, picture: Callable[..., bytes]
) -> None:
    """E-mail, pictures and files go with it; its code opens nothing; the case stays."""
    told = draft(email="nabo@example.dk", photos=(picture(), picture()))
    got = desk.receive(told, NOTHING, now)
    assert staff.addresses(desk.database, got.case) == ["nabo@example.dk"]
    (report,) = staff.reports_of(desk.database, got.case)

    removing.remove_report(desk.database, report.id, BY, "spøg", now)

    assert staff.addresses(desk.database, got.case) == []
    assert desk.database.photos is not None
    assert list(desk.database.photos.iterdir()) == []
    assert b"nabo@example.dk" not in on_disk(desk)
    with pytest.raises(NotFoundError):
        desk.follow(got.code)
    assert staff.one_case(desk.database, got.case)[0].id == got.case


def test_a_picture_is_private_until_it_is_released_and_covered(
    desk: Desk, draft: Write, now: datetime, picture: Callable[..., bytes]
) -> None:
    """Covering makes a new file, takes the old away and waits for a release again."""
    got = desk.receive(draft(photos=(picture(),)), NOTHING, now)
    number = f"S{got.case}"
    staff.release(desk.database, got.case, "Stien", BY, now)
    (name,) = staff.reports_of(desk.database, got.case)[0].photos
    assert desk.public_case(number, now).photos == ()
    removing.release_picture(desk.database, name, BY, now)
    assert desk.public_case(number, now).photos == (name,)

    covered = removing.cover_picture(desk.database, name, ((0, 0, 9, 9),), BY, now)

    assert desk.public_case(number, now).photos == ()
    assert desk.database.photos is not None
    assert [file.name for file in desk.database.photos.iterdir()] == [covered]
    with pytest.raises(NotFoundError):
        removing.cover_picture(desk.database, "../sager.db", (), BY, now)
    removing.remove_picture(desk.database, covered, BY, "ansigt", now)
    assert list(desk.database.photos.iterdir()) == []


def test_a_burst_waits_for_a_person(desk: Desk, draft: Write, now: datetime) -> None:
    """It is kept and may be followed; somebody lets it in."""
    got = desk.receive(draft(kind=Kind.OTHER), Circumstances(held="burst"), now)
    (waiting,) = staff.waiting(desk.database)
    assert desk.follow(got.code).case.id == got.case

    staff.let_in(desk.database, waiting.id, BY, now)

    assert staff.waiting(desk.database) == []
    assert len(staff.open_list(desk.database)) == 1
