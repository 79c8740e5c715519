"""Safety walks: planned once, noted at by many, told in aggregate, decided into cases."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from PIL import Image

from geo.measures.network import build_network
from geo.measures.walk_order import legs, walk_order
from geo.model.errors import NotFoundError, ReportError
from geo.model.reports import Kind, Status
from geo.model.walks import Item, Light, NoteDraft, StopDraft, WalkDraft
from geo.reporting.field_book import FieldBook, Signature
from geo.reporting.staff import one_case
from geo.reporting.walk_decisions import DECIDED, case_of_decision
from geo.reporting.walk_light import felt_and_computed
from geo.reporting.walk_lines import agree_to_line, line_agreed, take_line_back, walked_stops
from geo.reporting.walk_notes import note_down, remove_note
from geo.reporting.walk_pictures import (
    cover_picture,
    drop_picture,
    hide_picture,
    looked_at,
    only_shown,
    show_picture,
)
from geo.reporting.walk_summaries import summaries
from geo.reporting.walks import change_stops, one_walk, plan_walk
from geo.store.case_opening import open_cases
from geo.store.field_tables import prepare_field

NOW = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
SIGNED = Signature("account 1", NOW)
EAST, NORTH = 710_000.0, 6_180_000.0


@pytest.fixture
def book(tmp_path: Path) -> Iterator[FieldBook]:
    """Answer an empty book."""
    database = open_cases(tmp_path / "ws")
    yield FieldBook(database, prepare_field(database), b"k" * 32)
    database.close()


def planned(book: FieldBook, **rest: Any) -> int:
    filled: dict[str, Any] = {
        "department": "9001-01",
        "day": "2026-12-01",
        "meeting": "Fælleshuset kl. 17",
        "participants": "bestyrelse, varmemester, SSP",
        "stops": (StopDraft(EAST, NORTH, "Stien"), StopDraft(EAST + 50, NORTH, "Porten")),
    }
    return plan_walk(book, "formular-0001", WalkDraft(**{**filled, **rest}), SIGNED).id


def note(stop: int, key: str = "telefon-0001", **rest: Any) -> NoteDraft:
    filled: dict[str, Any] = {"light": Light.DARK, "ratings": {Item.LIGHT: 1}}
    return NoteDraft(key, stop, **{**filled, **rest})


def test_a_walk_is_planned_once(book: FieldBook) -> None:
    """The same form sent twice is one walk, with its stops in order."""
    first, again = planned(book), planned(book)

    walk = one_walk(book, first)
    assert first == again
    assert [stop.place for stop in walk.stops] == ["Stien", "Porten"]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"stops": ()}, "walk.no_stops"),
        ({"day": "i morgen"}, "case.bad_date"),
        ({"participants": "Ole, 44 77 20 00"}, "report.personal"),
        ({"meeting": "x" * 201}, "report.too_long"),
        ({"stops": (StopDraft(float("inf"), 0.0),)}, "walk.no_stops"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(
    book: FieldBook, changed: dict[str, Any], rule: str
) -> None:
    """The rule says which."""
    with pytest.raises(ReportError) as told:
        planned(book, **changed)

    assert told.value.rule == rule


def test_stops_are_put_in_order_and_one_with_notes_stays(book: FieldBook) -> None:
    """Turned round, one added, one left out; a stop that was noted at cannot go."""
    walk = planned(book)
    first, second = (stop.id for stop in one_walk(book, walk).stops)

    change_stops(book, walk, [(second, "Ny port"), (first, "")], [StopDraft(EAST, NORTH)], SIGNED)
    assert [stop.place for stop in one_walk(book, walk).stops] == ["Ny port", None, None]

    note_down(book, walk, note(first), SIGNED)
    with pytest.raises(ReportError) as told:
        change_stops(book, walk, [(second, "Ny port")], [], SIGNED)
    assert told.value.rule == "walk.has_notes"
    assert len(one_walk(book, walk).stops) == 3


def new_note(key: str, x: float, y: float = NORTH, **rest: Any) -> NoteDraft:
    return note(0, key, at=StopDraft(x, y, "Cykelskuret"), **rest)


def test_a_note_at_a_new_place_makes_a_stop_of_it_once(book: FieldBook) -> None:
    """Sent twice it is one stop, walked last; a second note within 3 m is at the same stop."""
    walk = planned(book)
    first = note_down(book, walk, new_note("telefon-0001", EAST + 20), SIGNED)
    again = note_down(book, walk, new_note("telefon-0001", EAST + 20), SIGNED)
    note_down(book, walk, new_note("telefon-0002", EAST + 22.9), SIGNED)
    note_down(book, walk, new_note("telefon-0003", EAST + 50.5), SIGNED)

    told = summaries(book, one_walk(book, walk))
    assert (first.again, again.again, again.id) == (False, True, first.id)
    assert [(one.stop.place, len(one.notes)) for one in told] == [
        ("Stien", 0), ("Porten", 1), ("Cykelskuret", 2),
    ]  # fmt: skip


def test_a_new_place_that_cannot_be_leaves_nothing(book: FieldBook) -> None:
    """Nowhere, with a telephone number for a name, or one stop too many: no stop and no note."""
    walk = planned(book, stops=tuple(StopDraft(EAST + 10 * k, NORTH) for k in range(40)))
    for draft, rule in [
        (new_note("telefon-0001", float("nan")), "walk.no_stops"),
        (new_note("telefon-0002", EAST, NORTH + 50), "walk.no_stops"),
        (note(0, "telefon-0003", at=StopDraft(EAST, NORTH + 50, "44 77 20 00")), "walk.no_stops"),
    ]:
        with pytest.raises(ReportError) as told:
            note_down(book, walk, draft, SIGNED)
        assert told.value.rule == rule
    assert all(not one.notes for one in summaries(book, one_walk(book, walk)))
    assert len(one_walk(book, walk).stops) == 40
    small = plan_walk(
        book,
        "formular-0002",
        WalkDraft("9001-01", "2026-12-01", "", "", (StopDraft(0, 0),)),
        SIGNED,
    ).id
    with pytest.raises(ReportError) as said:
        note_down(book, small, note(0, "telefon-0004", at=StopDraft(9, 9, "44 77 20 00")), SIGNED)
    assert said.value.rule == "report.personal"
    assert len(one_walk(book, small).stops) == 1


def test_the_walked_line_needs_consent_and_follows_the_first_notes(book: FieldBook) -> None:
    """Second stop noted at first: it comes first; by day apart; consent can be taken back."""
    walk = planned(book)
    first, second = (stop.id for stop in one_walk(book, walk).stops)
    for key, stop, light in [
        ("telefon-0001", second, Light.DARK), ("telefon-0002", first, Light.DARK),
        ("telefon-0003", second, Light.DARK), ("telefon-0004", first, Light.DAY),
    ]:  # fmt: skip
        note_down(book, walk, note(stop, key, light=light), SIGNED)

    told = summaries(book, one_walk(book, walk))
    assert [stop.id for stop in walked_stops(told, Light.DARK)] == [second, first]
    assert [stop.id for stop in walked_stops(told, Light.DAY)] == [first]
    assert not line_agreed(book, walk)
    agree_to_line(book, walk, SIGNED)
    agree_to_line(book, walk, SIGNED)
    assert line_agreed(book, walk)
    take_line_back(book, walk, SIGNED)
    assert not line_agreed(book, walk)
    with pytest.raises(NotFoundError):
        agree_to_line(book, walk + 1, SIGNED)


def picture() -> bytes:
    written = BytesIO()
    Image.new("RGB", (100, 50), (250, 250, 250)).save(written, "JPEG")
    return written.getvalue()


def pictured(book: FieldBook, walk: int, key: str = "telefon-0001") -> str:
    stop = one_walk(book, walk).stops[0].id
    note_down(book, walk, note(stop, key, photos=(picture(),)), SIGNED)
    return summaries(book, one_walk(book, walk))[0].notes[-1].photos[0]


def test_a_picture_is_shown_only_when_somebody_has_looked_at_it(book: FieldBook) -> None:
    """Not as it came, not after it was covered, and never as one of another walk."""
    walk = planned(book)
    name = pictured(book, walk)
    assert looked_at(book) == frozenset()
    show_picture(book, walk, name, SIGNED)
    show_picture(book, walk, name, SIGNED)
    assert looked_at(book) == {name}

    covered = cover_picture(book, walk, name, ((10, 10, 60, 40),), SIGNED)

    folder = book.database.photos
    assert folder is not None
    assert looked_at(book) == frozenset()
    assert not (folder / name).exists()
    with Image.open(folder / covered) as drawn:
        assert drawn.size == (100, 50)
        grey = np.asarray(drawn.convert("L"))
    assert grey[12:38, 12:58].max() < 20
    assert grey[:, 80:].min() > 200
    told = summaries(book, one_walk(book, walk))[0]
    assert told.notes[0].photos == (covered,)
    assert only_shown(told, looked_at(book)).notes[0].photos == ()
    show_picture(book, walk, covered, SIGNED)
    assert only_shown(told, looked_at(book)).notes[0].photos == (covered,)
    hide_picture(book, walk, covered, SIGNED)
    assert looked_at(book) == frozenset()
    for act in (show_picture, hide_picture, drop_picture):
        with pytest.raises(NotFoundError):
            act(book, walk, name, SIGNED)


def test_a_picture_that_cannot_be_covered_is_out_of_the_minutes(
    book: FieldBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The drawing fails half way: the note keeps its picture, and nobody is shown it."""
    walk = planned(book)
    name = pictured(book, walk)
    show_picture(book, walk, name, SIGNED)

    def fails(*_: object) -> bytes:
        raise OSError("no room")

    monkeypatch.setattr("geo.reporting.walk_pictures.boxed", fails)
    with pytest.raises(OSError, match="no room"):
        cover_picture(book, walk, name, ((0, 0, 9, 9),), SIGNED)
    assert looked_at(book) == frozenset()
    assert summaries(book, one_walk(book, walk))[0].notes[0].photos == (name,)


def test_a_deleted_picture_is_gone_and_its_note_stands(book: FieldBook) -> None:
    """File, name and permission go; a note that is deleted takes its permissions with it."""
    walk = planned(book)
    name, other = pictured(book, walk), pictured(book, walk, "telefon-0002")
    for one in (name, other):
        show_picture(book, walk, one, SIGNED)
    drop_picture(book, walk, name, SIGNED)

    notes = summaries(book, one_walk(book, walk))[0].notes
    assert [len(one.photos) for one in notes] == [0, 1]
    assert looked_at(book) == {other}
    assert book.database.photos is not None
    assert not (book.database.photos / name).exists()
    remove_note(book, walk, notes[1].id, SIGNED)
    assert looked_at(book) == frozenset()


def test_two_phones_at_one_stop_overwrite_nothing(book: FieldBook) -> None:
    """Ratings are told as their median with n, feelings are added up, every note is there once."""
    walk = planned(book)
    stop = one_walk(book, walk).stops[0].id

    def send(phone: int) -> None:
        for number in range(5):
            for _ in range(2):  # each is sent twice
                feelings = (phone, 0, 0, 0, 0, 1)
                key = f"telefon-{phone}-{number}"
                draft = note(stop, key, ratings={Item.LIGHT: phone}, feelings=feelings)
                note_down(book, walk, draft, SIGNED)

    phones = [threading.Thread(target=send, args=(phone,)) for phone in (1, 3)]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()

    told = summaries(book, one_walk(book, walk))[0]
    assert len(told.notes) == 10
    assert told.ratings[Light.DARK][Item.LIGHT] == (2.0, 10)
    assert told.ratings[Light.DAY] == {}
    assert told.feelings[Light.DARK] == (20, 0, 0, 0, 0, 10)


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"ratings": {Item.LIGHT: 4}}, "walk.bad_rating"),
        ({"feelings": (1, 2)}, "walk.bad_feeling"),
        ({"feelings": (-1, 0, 0, 0, 0, 0)}, "walk.bad_feeling"),
        ({"feelings": (0, 0, 0, 0, 0, 999)}, "walk.bad_feeling"),
        ({"words": "skriv til ole@example.dk"}, "report.personal"),
        ({"decision": "tal med 010190-1234"}, "report.personal"),
        ({"decision": "ok", "owner": "Ole 44 77 20 00"}, "report.personal"),
        ({"decision": "ok", "deadline": "snart"}, "case.bad_date"),
        ({"ratings": {}}, "walk.empty_note"),
        ({"photos": (b"x",)}, "photo.unreadable"),
        ({"photos": (b"x",) * 4}, "report.too_many_photos"),
    ],
)
def test_a_note_that_cannot_be_is_refused(
    book: FieldBook, changed: dict[str, Any], rule: str
) -> None:
    """The rule says which, and nothing of it is kept."""
    walk = planned(book)
    stop = one_walk(book, walk).stops[0].id

    with pytest.raises(ReportError) as told:
        note_down(book, walk, note(stop, **changed), SIGNED)

    assert told.value.rule == rule
    assert summaries(book, one_walk(book, walk))[0].notes == ()


def test_a_note_belongs_to_a_stop_of_its_own_walk(book: FieldBook) -> None:
    """The number of another walk's stop is not found, neither for noting nor for deleting."""
    walk = planned(book)
    stop = one_walk(book, walk).stops[0].id
    other = plan_walk(
        book, "formular-0002",
        WalkDraft("9001-02", "2026-12-01", "", "", (StopDraft(EAST, NORTH),)), SIGNED,
    ).id  # fmt: skip
    landed = note_down(book, walk, note(stop), SIGNED)

    with pytest.raises(NotFoundError):
        note_down(book, other, note(stop, "telefon-0002"), SIGNED)
    with pytest.raises(NotFoundError):
        remove_note(book, other, landed.id, SIGNED)


def test_a_decision_becomes_one_case(book: FieldBook, picture: Callable[..., bytes]) -> None:
    """With a deadline it is planned; asked twice it is one; it is not in the public's sight."""
    walk = planned(book)
    stop = one_walk(book, walk).stops[0].id
    draft = note(
        stop, decision="Klip hækken", owner="Driften", deadline="2027-01-15",
        photos=(picture(),),
    )  # fmt: skip
    landed = note_down(book, walk, draft, SIGNED)
    about = (Kind.HIDDEN_BY_LEAVES, None)

    case = case_of_decision(book, walk, landed.id, about, SIGNED)
    again = case_of_decision(book, walk, landed.id, about, SIGNED)

    assert case == again
    found, events, _ = one_case(book.database, case)
    assert (found.status, found.owner, found.expected) == (Status.PLANNED, "Driften", "2027-01-15")
    assert (found.released, found.department, found.place) == (False, "9001-01", "Stien")
    assert [(one.kind, one.reason, one.public) for one in events] == [
        (DECIDED, "Klip hækken", False)
    ]
    plain = note_down(book, walk, note(stop, "telefon-0009"), SIGNED)
    with pytest.raises(ReportError):
        case_of_decision(book, walk, plain.id, about, SIGNED)


def test_feelings_stand_beside_the_light_with_n(book: FieldBook) -> None:
    """Means of counts, the nearest stretch within 25 m; nothing known is None, not zero."""
    walk = planned(book)
    first = one_walk(book, walk).stops[0].id
    note_down(book, walk, note(first, feelings=(2, 0, 0, 0, 0, 2)), SIGNED)
    light = gpd.GeoDataFrame(
        {"lux": [0.4], "target_lux": [3.0]},
        geometry=[shapely.LineString([(EAST - 5, NORTH + 3), (EAST + 5, NORTH + 3)])],
        crs=25832,
    )

    one, two = felt_and_computed(light, summaries(book, one_walk(book, walk)))

    assert (one.dark, one.dark_n, one.day, one.day_n) == (3.5, 4, None, 0)
    assert (one.lux, one.target_lux) == (0.4, 3.0)
    assert (two.dark, two.lux, two.target_lux) == (None, None, None)


def test_a_walk_follows_the_paths() -> None:
    """Round a U the neighbours in the air are far apart on foot; by hand 40 + 30 + 40."""
    line = shapely.LineString([(0, 0), (0, 100), (30, 100), (30, 0)])
    network = build_network(gpd.GeoDataFrame({"id": ["u"]}, geometry=[line], crs=25832))
    places = [(0.0, 60.0), (30.0, 60.0), (0.0, 0.0), (30.0, 0.0)]

    found = walk_order(network, places)

    assert found.order == (2, 0, 1, 3)
    assert found.legs_m == pytest.approx((60.0, 110.0, 60.0))
    assert found.joined == (True, True, True)
    turned = legs(network, [places[2], places[3]])
    assert turned.legs_m == pytest.approx((230.0,))


CHILD = """
import sys
from datetime import UTC, datetime
from geo.model.walks import Item, Light, NoteDraft
from geo.reporting.field_book import FieldBook, Signature
from geo.reporting.walk_notes import note_down
from geo.store import case_opening
from geo.store.field_tables import prepare_field
from tests.dying import dying_at

place, walk, stop, kill_at = sys.argv[1], *map(int, sys.argv[2:5])
steps = dying_at(case_opening, kill_at, 20)
database = case_opening.open_cases(place)
book = FieldBook(database, prepare_field(database), b"k" * 32)
steps.begin()
signed = Signature("account 1", datetime.now(UTC))
for number in range(3):
    draft = NoteDraft(f"telefon-{number:04d}", stop, Light.DARK, {Item.LIGHT: 2})
    print(note_down(book, walk, draft, signed).again, flush=True)
print("steps", steps.taken, flush=True)
"""


def sync(place: Path, walk: int, stop: int, kill_at: int) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", CHILD, str(place), *map(str, (walk, stop, kill_at))]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.slow
def test_killed_in_the_middle_of_a_sync_a_note_is_whole_or_absent(
    book: FieldBook, tmp_path: Path
) -> None:
    """Kill -9 between any two statements; the phone sends again, and each is there once."""
    walk = planned(book)
    stop = one_walk(book, walk).stops[0].id
    book.database.close()
    rehearsal = tmp_path / "prøve"
    rehearsal.mkdir()
    for name in ("sager.db",):
        (rehearsal / name).write_bytes((tmp_path / "ws" / name).read_bytes())
    steps = int(sync(rehearsal, walk, stop, 0).stdout.split()[-1])
    assert steps > 10

    said: list[str] = []
    for share in (0.1, 0.5, 0.9):
        done = sync(tmp_path / "ws", walk, stop, max(1, int(steps * share)))
        assert done.returncode == -signal.SIGKILL
        said += done.stdout.split()
        with sqlite3.connect(tmp_path / "ws" / "sager.db") as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            (there,) = raw.execute("SELECT count(*) FROM walk_notes").fetchone()
            (noted,) = raw.execute(
                "SELECT count(*) FROM audit WHERE about LIKE 'walk_notes%'"
            ).fetchone()
        assert there == noted
        assert there >= said.count("False")
    assert sync(tmp_path / "ws", walk, stop, 0).returncode == os.EX_OK
    told = summaries(book, replace(one_walk(book, walk)))[0]
    assert len(told.notes) == 3
