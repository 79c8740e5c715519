"""A report lands once and whole; what may not be kept is in no file; a code opens its case."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from geo.model.errors import NotFoundError, ReportError
from geo.model.reports import Draft, Hour, Kind, Setting, Status
from geo.reporting import staff, standing
from geo.reporting.cases import Move
from geo.reporting.desk import Desk
from geo.reporting.duplicates import Place
from geo.reporting.ownership import Owner
from geo.reporting.receiving import Circumstances

Write = Callable[..., Draft]
NOTHING = Circumstances()


def everything_on_disk(desk: Desk) -> bytes:
    """Answer every byte of the workspace: database, log, pictures."""
    folder = Path(desk.database.place)
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def test_a_report_is_kept_as_it_was_told(desk: Desk, draft: Write, now: datetime) -> None:
    """Every field comes back, on a case with department and owner, and nothing else is known."""
    told = draft(
        text="Der er helt sort ved cykelskuret",
        place_text="Bag blok 7",
        setting=Setting.GALLERY,
        hours=(Hour.EVENING, Hour.NIGHT),
        accuracy_m=12.5,
        lamp="L-7",
        language="ar",
    )
    owner = Owner("Boligforeningen", "housing", 4.0, "Kommunen", 0.6, border=True)

    got = desk.receive(told, Circumstances("0151-007", owner, dark=True, held="burst"), now)

    (report,) = staff.reports_of(desk.database, got.case)
    assert (report.text, report.place_text, report.hours) == (
        told.text,
        told.place_text,
        told.hours,
    )
    assert (report.x, report.y, report.accuracy_m) == (told.x, told.y, 12.5)
    assert (report.language, report.dark, report.held) == ("ar", True, "burst")
    case, events, sent = staff.one_case(desk.database, got.case)
    assert (case.department, case.owner, case.border) == ("0151-007", "Boligforeningen", True)
    assert (case.status, case.released, case.counted) == (Status.RECEIVED, False, 1)
    assert [event.kind for event in events] == ["received"]
    assert sent == []


def test_sending_it_again_makes_no_second_report(
    desk: Desk, draft: Write, now: datetime, picture: Callable[..., bytes]
) -> None:
    """The same form answers the same code, and leaves no second picture behind."""
    told = draft(photos=(picture(),), email="nabo@example.dk", device="d1")

    first = desk.receive(told, NOTHING, now)
    again = desk.receive(told, NOTHING, now + timedelta(minutes=5))

    assert (first.again, again.again) == (False, True)
    assert again.code == first.code
    assert len(staff.all_reports(desk.database)) == 1
    assert desk.database.photos is not None
    assert len(list(desk.database.photos.iterdir())) == 1


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"key": "kort"}, "report.bad_key"),
        ({"key": "../../../etc/passwd"}, "report.bad_key"),
        ({"x": None}, "report.place_missing"),
        ({"x": None, "place_text": "   "}, "report.place_missing"),
        ({"x": float("nan")}, "report.place_missing"),
        ({"text": "a" * 501}, "report.too_long"),
        ({"place_text": "a" * 161}, "report.too_long"),
        ({"photos": (b"", b"", b"", b"")}, "report.too_many_photos"),
        ({"photos": (b"not a picture",)}, "photo.unreadable"),
        ({"email": "ikke en adresse"}, "report.bad_email"),
        ({"text": "Hemmeligt: 010190-1234"}, "report.personal"),
        ({"place_text": "Hemmeligt: ring 44 77 20 00"}, "report.personal"),
        ({"lamp_number": "0101901234"}, "report.personal"),
        ({"text": "Hemmeligt: de sælger hash"}, "report.sensitive"),
    ],
)
def test_what_is_refused_leaves_no_trace(
    desk: Desk, draft: Write, now: datetime, change: dict[str, Any], rule: str
) -> None:
    """No row, no picture, and none of the words in any file of the workspace."""
    with pytest.raises(ReportError) as refused:
        desk.receive(draft(**change), NOTHING, now)

    assert refused.value.rule == rule
    assert "Hemmeligt" not in str(refused.value)
    assert staff.all_reports(desk.database) == []
    assert staff.all_cases(desk.database) == []
    assert b"Hemmeligt" not in everything_on_disk(desk)


def test_one_bad_picture_keeps_none(
    desk: Desk, draft: Write, now: datetime, picture: Callable[..., bytes]
) -> None:
    """Two good ones before a bad third are not left behind."""
    with pytest.raises(ReportError, match="kan ikke læses"):
        desk.receive(draft(photos=(picture(), picture(), b"torn")), NOTHING, now)

    assert desk.database.photos is not None
    assert not desk.database.photos.exists()


def test_neither_code_nor_key_nor_device_is_in_the_file(
    desk: Desk, draft: Write, now: datetime
) -> None:
    """Who reads the database can neither resend, follow nor recognise."""
    told = draft(key="nøglen-abc".replace("ø", "o"), device="telefonens-vaerdi")

    code = desk.receive(told, NOTHING, now).code

    kept = everything_on_disk(desk)
    for secret in (code, told.key, told.device):
        assert secret is not None
        assert secret.encode() not in kept


def test_a_code_opens_its_case_and_no_other(desk: Desk, draft: Write, now: datetime) -> None:
    """The holder reads the case's story; a wrong code is not found."""
    first = desk.receive(draft(), NOTHING, now)
    second = desk.receive(draft(500, 0, kind=Kind.GLARE), NOTHING, now)

    followed = desk.follow(f"{first.code[:4].lower()}-{first.code[4:]}")

    assert followed.case.id == first.case != second.case
    assert followed.report.kind is Kind.LAMP_OUT
    for wrong in ("K7QM-3XTD", "S1", "", "'; DROP TABLE cases"):
        with pytest.raises(NotFoundError, match="Koden passer ikke"):
            desk.follow(wrong)


def test_a_code_that_was_taken_gets_another_turn(
    desk: Desk, draft: Write, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two forms whose codes fall together get two codes, and each resend its own."""
    codes = {0: "AAAAAAAA", 1: "BBBBBBBB"}
    monkeypatch.setattr(
        "geo.reporting.receiving.code_of", lambda _secret, _key, turn=0: codes[turn]
    )
    first, second = draft(), draft(900, 0)

    got = [desk.receive(one, NOTHING, now).code for one in (first, second, first, second)]

    assert got == ["AAAAAAAA", "BBBBBBBB", "AAAAAAAA", "BBBBBBBB"]


def test_the_same_device_counts_once_a_place(desk: Desk, draft: Write, now: datetime) -> None:
    """A second report of one phone joins its first case and changes no count."""
    first = desk.receive(draft(device="d1"), NOTHING, now)
    again = desk.receive(draft(10, 0, device="d1"), NOTHING, now)
    other = desk.receive(draft(10, 0, device="d2"), NOTHING, now)
    elsewhere = desk.receive(draft(300, 0, device="d1"), NOTHING, now)

    assert again.case == first.case
    assert len({first.case, other.case, elsewhere.case}) == 3
    assert len(staff.reports_of(desk.database, first.case)) == 2
    assert staff.one_case(desk.database, first.case)[0].counted == 1


def test_only_released_open_cases_are_offered(desk: Desk, draft: Write, now: datetime) -> None:
    """Before staff have released it, a resident is not told that anybody reported."""
    got = desk.receive(draft(), NOTHING, now)
    place = Place(Kind.LAMP_OUT, draft().x or 0, draft().y or 0)
    assert desk.nearby(place, Setting.OUTDOORS) == []
    with pytest.raises(NotFoundError):
        desk.public_case(f"S{got.case}", now)

    staff.release(desk.database, got.case, "Stien bag blok 7", "driften", now)

    (found,) = desk.nearby(place, Setting.OUTDOORS)
    assert found.case.place == "Stien bag blok 7"
    staff.move(desk.database, got.case, Move(Status.FIXED, "driften", "Ny pære"), now)
    assert desk.nearby(place, Setting.OUTDOORS) == []


def test_i_see_it_too_counts_a_device_once(desk: Desk, draft: Write, now: datetime) -> None:
    """Once for each phone, not for the one that reported it, never without a cookie."""
    got = desk.receive(draft(device="d1"), NOTHING, now)
    number = f"S{got.case}"
    staff.release(desk.database, got.case, "Stien", "driften", now)

    answers = [desk.agree(number, device, now) for device in ("d1", "d2", "d2", None, "d3")]

    assert answers == [False, True, False, False, True]
    assert staff.one_case(desk.database, got.case)[0].counted == 3
    assert desk.is_counted(got.case, "d2")
    assert not desk.is_counted(got.case, "d4")


def test_still_dark_opens_a_closed_case(desk: Desk, draft: Write, now: datetime) -> None:
    """The holder of a code or anybody at a released place may say so; the story keeps it."""
    got = desk.receive(draft(), NOTHING, now)
    staff.release(desk.database, got.case, "Stien", "driften", now)
    staff.move(desk.database, got.case, Move(Status.FIXED, "driften", "Ny pære"), now)

    for where in (got.code, f"S{got.case}"):
        opened = desk.still_dark(where, None, now)
        assert opened.status is Status.RECEIVED
        staff.move(desk.database, got.case, Move(Status.FIXED, "driften", "Igen"), now)

    kinds = [event.kind for event in desk.public_case(f"S{got.case}", now).events]
    assert kinds == ["received", "status", "still_dark", "status", "still_dark", "status"]


def test_the_public_sees_places_and_fives(desk: Desk, draft: Write, now: datetime) -> None:
    """A released case shows its 25 m and no count under five; totals come in fives, later."""
    where = Circumstances("afd-1")
    got = desk.receive(draft(3, 4, device="d0"), where, now)
    staff.release(desk.database, got.case, "Stien", "driften", now)
    for number in range(1, 4):
        desk.agree(f"S{got.case}", f"d{number}", now)

    later = now + timedelta(days=15)
    (seen,) = desk.public_cases(later)
    assert (seen.x, seen.y) == (710_012.5, 6_180_012.5)
    assert seen.least is None
    for number in (4, 5):
        desk.agree(f"S{got.case}", f"d{number}", now)
    assert [case.least for case in desk.public_cases(now)] == [None]
    assert [case.least for case in desk.public_cases(later)] == [5]
    assert desk.public_case(f"S{got.case}", later).least == 5
    assert desk.public_totals(now) == {}
    assert desk.public_totals(later) == {"afd-1": 5}


def test_a_number_is_not_a_code() -> None:
    """`S12` is a case's number; a code that begins with S is a code."""
    assert standing.is_number("S12")
    assert not standing.is_number("SAAA-BBBB")
    assert not standing.is_number("S²")
