"""The same desk on a PostgreSQL server, in its schema `sager`: every answer is the folder's."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from geo.model.field import Entry, Thing
from geo.model.reports import Draft, Kind, Setting, Status
from geo.model.walks import Item, Light, NoteDraft, StopDraft, WalkDraft
from geo.reporting import removing, staff
from geo.reporting.cases import Move
from geo.reporting.desk import Desk
from geo.reporting.duplicates import Place
from geo.reporting.field_book import FieldBook, Signature
from geo.reporting.field_counts import begin_count, count_in, one_count
from geo.reporting.receiving import Circumstances
from geo.reporting.retention import due, purge
from geo.reporting.walk_decisions import case_of_decision
from geo.reporting.walk_notes import note_down
from geo.reporting.walk_summaries import summaries
from geo.reporting.walks import one_walk, plan_walk
from geo.store.case_opening import open_cases
from geo.store.field_tables import prepare_field
from tests.postgres import private_server

pytestmark = pytest.mark.postgis


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Answer the address of a private server."""
    with private_server() as address:
        yield address


def story(desk: Desk, draft: Callable[..., Draft], picture: bytes, now: datetime) -> list[Any]:
    """Do one of everything and answer all that can be seen."""
    where = Circumstances("afd-1", dark=True)
    told = draft(text="Sort", email="a@b.dk", photos=(picture,), device="d1")
    first = desk.receive(told, where, now)
    resent = desk.receive(told, where, now)
    second = desk.receive(draft(8, 0, device="d2"), where, now)
    staff.release(desk.database, first.case, "Stien", "driften", now)
    offered = desk.nearby(Place(Kind.LAMP_OUT, told.x or 0, told.y or 0), Setting.OUTDOORS)
    agreed = [desk.agree(f"S{first.case}", one, now) for one in ("d1", "d3", "d3", None)]
    staff.merge(desk.database, second.case, first.case, "driften", now)
    sent = Move(Status.FORWARDED, "driften", "ikke vores", owner="Gf. Birken")
    staff.move(desk.database, first.case, sent, now)
    staff.move(desk.database, first.case, Move(Status.FIXED, "driften", "Ny pære"), now)
    seen = desk.follow(first.code)
    later = now + timedelta(days=800)
    gone = [thing.what for thing in due(desk.database, later)]
    opened = desk.still_dark(first.code, "d9", now)
    staff.move(desk.database, first.case, Move(Status.FIXED, "driften", "Igen"), now)
    purged = [thing.what for thing in purge(desk.database, later, "natjob")]
    (left, *_) = staff.reports_of(desk.database, first.case)
    removing.remove_report(desk.database, left.id, "driften", "spøg", later)
    rest = staff.one_case(desk.database, first.case)
    return [
        (first, resent, second, offered, agreed, seen.events, gone, opened.status, purged),
        (left.text, left.x, rest[0], rest[1], len(rest[2]), desk.public_cases(later)),
        desk.public_totals(later),
    ]


def test_both_stores_tell_the_same_story(
    server: str, tmp_path: Path, draft: Callable[..., Draft], picture: Callable[..., bytes],
    now: datetime,
) -> None:  # fmt: skip
    """Reports, codes, cases, marks, merges, clocks and removals, on either."""
    told: dict[str, Draft] = {}

    def same(*place: Any, **rest: Any) -> Draft:
        return told.setdefault(str((place, rest.get("device"))), draft(*place, **rest))

    answers = []
    for where, photos in ((server, tmp_path / "billeder"), (tmp_path / "ws", None)):
        database = open_cases(where, photos)
        answers.append(story(Desk(database, b"k" * 32), same, picture(), now))
        database.close()

    assert answers[0] == answers[1]


def walk(book: FieldBook, now: datetime, picture: bytes) -> list[Any]:
    """Hold a walk and a count, and answer all that can be seen of them."""
    signed = Signature("account 1", now)
    stops = (StopDraft(710_000.0, 6_180_000.0, "Stien"),)
    planned = WalkDraft("afd-1", "2026-12-01", "", "bestyrelse", stops)
    number = plan_walk(book, "formular-felt", planned, signed).id
    (stop,) = one_walk(book, number).stops
    told = NoteDraft(
        "telefon-felt", stop.id, Light.DARK, {Item.LIGHT: 1}, (1, 0, 0, 0, 0, 2), "Sort",
        "Klip hækken", "Driften", "2027-01-01", (picture,),
    )  # fmt: skip
    landed = [note_down(book, number, told, signed) for _ in range(2)]
    about = (Kind.HIDDEN_BY_LEAVES, None)
    cases = {case_of_decision(book, number, landed[0].id, about, signed) for _ in range(2)}
    count = begin_count(book, "afd-1", signed)
    entry = Entry("telefon-lampe", Thing.LAMP, ((710_000.0, 6_180_000.0),), photo=picture)
    got = [count_in(book, count, entry, signed) for _ in range(2)]
    gone = Counter(one.what for one in due(book.database, now + timedelta(days=800)))
    purge(book.database, now + timedelta(days=800), "natjob")
    (left,) = summaries(book, one_walk(book, number))
    ((_, entries), note) = one_count(book, count), left.notes[0]
    seen = (note.words, note.photos, note.feelings, dict(note.ratings), entries[0].photo)
    again = [one.again for one in (*landed, *got)]
    return [again, len(cases), gone["field_photo"], gone["field_text"], seen]


def test_counts_and_walks_are_the_same_on_either(
    server: str, tmp_path: Path, picture: Callable[..., bytes], now: datetime
) -> None:
    """Plan, note, resend, decide, count, and what the clocks leave."""
    answers = []
    for where, photos in ((server, tmp_path / "billeder"), (tmp_path / "ws", None)):
        database = open_cases(where, photos)
        book = FieldBook(database, prepare_field(database), b"k" * 32)
        answers.append(walk(book, now, picture()))
        database.close()

    assert answers[0] == answers[1]
    assert answers[0][0] == [False, True, False, True]


def test_many_at_once_lose_and_double_nothing_on_a_server(
    server: str, draft: Callable[..., Draft], now: datetime
) -> None:
    """Eight hands send twenty forms, each of them twice."""
    database = open_cases(server)
    desk = Desk(database, b"k" * 32)
    before = len(staff.all_reports(database))
    forms = [draft(9000 + 200 * n, 0, key=f"mange-{n:04d}", device=f"t{n}") for n in range(20)] * 2

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda form: desk.receive(form, Circumstances(), now), forms))

    assert len({one.code for one in got}) == 20
    assert sum(one.again for one in got) == 20
    assert len(staff.all_reports(database)) == before + 20
    with database.reading() as connection:
        assert set(sa.inspect(connection).get_schema_names()) >= {"sager"}
    database.close()
