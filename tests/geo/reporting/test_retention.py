"""Each field goes when its own clock runs out, first shown and then done; nothing goes before."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model.crs import METRES
from geo.model.reports import Draft, Status
from geo.reporting import staff
from geo.reporting.cases import Move
from geo.reporting.desk import Desk
from geo.reporting.receiving import Circumstances
from geo.reporting.retention import coarse_point, due, purge

Write = Callable[..., Draft]
HOUR = timedelta(hours=1)


def closed_case(desk: Desk, told: Draft, now: datetime) -> int:
    got = desk.receive(told, Circumstances("afd-1"), now)
    staff.move(desk.database, got.case, Move(Status.FIXED, "driften", "Ny pære"), now)
    return got.case


def what(desk: Desk, now: datetime) -> list[str]:
    return sorted(thing.what for thing in due(desk.database, now))


@pytest.mark.parametrize(
    ("days", "gone"),
    [
        (29.9, []),
        (30.1, ["device", "email"]),
        (182.9, ["device", "email"]),
        (183.1, ["device", "email", "photo"]),
        (364.9, ["device", "email", "photo"]),
        (365.1, ["device", "email", "photo", "text"]),
        (729.9, ["device", "email", "photo", "text"]),
        (730.1, ["device", "email", "photo", "point", "text"]),
    ],
)
def test_every_field_has_its_clock(
    desk: Desk,
    draft: Write,
    now: datetime,
    picture: Callable[..., bytes],
    days: float,
    gone: list[str],
) -> None:
    """E-mail 30 days after closing, pictures 6 months, words 12, point 24; marks after 30 days."""
    told = draft(3, 4, text="Sort", email="a@b.dk", photos=(picture(),), device="d1")
    closed_case(desk, told, now)

    assert what(desk, now + timedelta(days=days)) == gone


def test_an_open_case_keeps_its_words(desk: Desk, draft: Write, now: datetime) -> None:
    """The clocks start at closing, and stop again when it is opened."""
    case = closed_case(desk, draft(text="Sort"), now)
    desk.receive(draft(900, 0, text="Også sort"), Circumstances(), now)
    staff.move(desk.database, case, Move(Status.CHECKED, "driften"), now + HOUR)

    assert what(desk, now + timedelta(days=3000)) == []


def test_a_dry_run_changes_nothing_and_the_run_does_what_it_said(
    desk: Desk, draft: Write, now: datetime, picture: Callable[..., bytes]
) -> None:
    """Shown, done, and done again: the second run finds nothing; counts and kind stay."""
    told = draft(3, 4, text="Ordene", email="a@b.dk", photos=(picture(),), device="d1", lamp="L")
    case = closed_case(desk, told, now)
    later = now + timedelta(days=800)
    first, second = due(desk.database, later), due(desk.database, later)
    assert first == second
    assert staff.reports_of(desk.database, case)[0].text == "Ordene"

    done = purge(desk.database, later, "natjob")

    assert done == first
    assert due(desk.database, later) == []
    (report,) = staff.reports_of(desk.database, case)
    kept, _, _ = staff.one_case(desk.database, case)
    assert (report.text, report.photos, report.lamp, report.accuracy_m) == (None, (), None, None)
    assert (report.x, report.y) == (kept.x, kept.y) == (710_012.5, 6_180_012.5)
    assert (report.kind, kept.counted, kept.department) == (told.kind, 1, "afd-1")
    assert staff.addresses(desk.database, case) == []
    assert desk.database.photos is not None
    assert list(desk.database.photos.iterdir()) == []
    for file in Path(desk.database.place).iterdir():
        if file.is_file():
            assert b"Ordene" not in file.read_bytes()
    with desk.database.reading() as connection:
        told_of = connection.scalars(sa.select(desk.database.tables.audit.c.about)).all()
    assert told_of[-1] == "device=1 email=1 photo=1 point=1 text=1"


def test_a_mark_that_is_gone_may_count_again(desk: Desk, draft: Write, now: datetime) -> None:
    """After thirty days "jeg ser det også" is new evidence; the count was never lost."""
    got = desk.receive(draft(device="d1"), Circumstances(), now)
    staff.release(desk.database, got.case, "Stien", "driften", now)
    later = now + timedelta(days=31)

    purge(desk.database, later, "natjob")

    assert desk.agree(f"S{got.case}", "d1", later)
    assert staff.one_case(desk.database, got.case)[0].counted == 2


def test_a_picture_without_a_report_is_swept(
    desk: Desk, draft: Write, now: datetime, picture: Callable[..., bytes]
) -> None:
    """What a dying process left goes after a day; what is just landing stays."""
    desk.receive(draft(photos=(picture(),)), Circumstances(), now)
    folder = desk.database.photos
    assert folder is not None
    left, landing = folder / "left.jpg", folder / ".landing.jpg.part"
    for file, age in ((left, 25 * 3600), (landing, 60)):
        file.write_bytes(b"x")
        os.utime(file, (now.timestamp() - age, now.timestamp() - age))

    assert [thing.id for thing in due(desk.database, now)] == ["left.jpg"]
    purge(desk.database, now, "natjob")

    assert not left.exists()
    assert landing.exists()
    assert len(list(folder.glob("*.jpg"))) == 1


@given(st.floats(0, 200), st.floats(-25, 25))
@settings(max_examples=40, deadline=None)
def test_a_point_moves_to_the_middle_of_its_piece(x: float, y: float) -> None:
    """Every point of one 25 m piece of path becomes the same one; twice changes nothing."""
    paths = gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (200, 0)])], crs=METRES)
    coarse = coarse_point(paths, 25.0)

    there = coarse(x, y)

    assert there[1] == pytest.approx(0)
    assert min(abs(there[0] - (12.5 + 25 * n)) for n in range(8)) == pytest.approx(0, abs=1e-6)
    assert abs(there[0] - x) <= 12.5 + 1e-6
    assert coarse(*there) == pytest.approx(there)
