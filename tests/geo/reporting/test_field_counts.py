"""A count taken in, matched to what is known, landed as a delivery and taken out again."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

import geo
from geo.model.assumptions import default_assumptions
from geo.model.errors import NotFoundError, ReportError
from geo.model.field import Counted, Entry, LampState, LampType, Thing
from geo.reporting.field_book import FieldBook, Signature
from geo.reporting.field_counts import begin_count, count_in, one_count, take_out
from geo.reporting.field_delivery import OPTICS, count_delivery, empty_layer
from geo.reporting.field_progress import progress
from geo.reporting.retention import due, purge
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


def entry(key: str = "telefon-0001", x: float = 0.0, y: float = 0.0, **rest: Any) -> Entry:
    filled: dict[str, Any] = {
        "thing": Thing.LAMP, "points": ((EAST + x, NORTH + y),), "lamp_type": LampType.POST_TOP,
    }  # fmt: skip
    return Entry(key=key, **{**filled, **rest})


def counted(id_: int, x: float = 0.0, y: float = 0.0, **rest: Any) -> Counted:
    filled: dict[str, Any] = {
        "thing": Thing.LAMP, "points": ((EAST + x, NORTH + y),), "accuracy_m": None,
        "lamp_type": LampType.POST_TOP, "state": LampState.ON, "number": None, "height_m": None,
        "words": None, "photo": None,
    }  # fmt: skip
    return Counted(id=id_, name=f"felt-{id_:012d}", created=NOW, **{**filled, **rest})


def lamps(*rows: tuple[str, str | None, float]) -> gpd.GeoDataFrame:
    like = empty_layer("lamps")
    nothing = {name: [None] * len(rows) for name in like.columns if name != "geometry"}
    known = {"id": [id_ for id_, _, _ in rows], "number": [number for _, number, _ in rows]}
    places = [shapely.Point(EAST + x, NORTH) for _, _, x in rows]
    frame = gpd.GeoDataFrame({**nothing, **known}, geometry=places, crs=25832)
    return frame.astype({name: kind for name, kind in like.dtypes.items() if name != "geometry"})


def test_an_entry_lands_once_however_often_it_is_sent(book: FieldBook) -> None:
    """The second answer names the first; another key is another thing."""
    count = begin_count(book, "9001-01", SIGNED)

    first = count_in(book, count, entry(), SIGNED)
    again = count_in(book, count, entry(), SIGNED)
    other = count_in(book, count, entry("telefon-0002"), SIGNED)

    assert (first.again, again.again, other.again) == (False, True, False)
    assert first.id == again.id != other.id
    assert [one.id for one in one_count(book, count)[1]] == [first.id, other.id]


def test_two_phones_at_once_lose_and_double_nothing(book: FieldBook) -> None:
    """Each sends its own and one that both have: every key is there once."""
    count = begin_count(book, "9001-01", SIGNED)
    keys = [[f"faelles-{k:04d}" for k in range(8)] + [f"egen-{p}-{k:04d}" for k in range(8)]
            for p in range(2)]  # fmt: skip

    def send(mine: list[str]) -> None:
        for key in mine:
            count_in(book, count, entry(key), SIGNED)

    threads = [threading.Thread(target=send, args=(mine,)) for mine in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(one_count(book, count)[1]) == 24


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"words": "ring 44 77 20 00"}, "report.personal"),
        ({"number": "010190-1234"}, "report.personal"),
        ({"words": "de sælger hash her"}, "report.sensitive"),
        ({"words": "x" * 201}, "report.too_long"),
        ({"points": ()}, "count.no_place"),
        ({"points": ((float("nan"), 1.0),)}, "count.no_place"),
        ({"height_m": 0.0}, "count.bad_height"),
        ({"photo": b"GIF89a not a picture"}, "photo.unreadable"),
        ({"key": "kort"}, "report.bad_key"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    book: FieldBook, changed: dict[str, Any], rule: str
) -> None:
    """The rule says which; the count stays empty and so does the folder of pictures."""
    count = begin_count(book, "9001-01", SIGNED)

    with pytest.raises(ReportError) as told:
        count_in(book, count, entry(**changed), SIGNED)

    assert told.value.rule == rule
    assert one_count(book, count)[1] == []
    assert book.database.photos is not None
    assert not list(book.database.photos.glob("*"))


def test_a_picture_stays_until_its_clock_and_goes_with_its_entry(
    book: FieldBook, picture: Callable[..., bytes]
) -> None:
    """A purge the day after keeps it, one after half a year takes it, a deletion at once."""
    count = begin_count(book, "9001-01", SIGNED)
    folder = book.database.photos
    assert folder is not None
    count_in(book, count, entry(photo=picture()), SIGNED)
    purge(book.database, datetime(2026, 11, 27, tzinfo=UTC), "test")
    assert len(list(folder.glob("*.jpg"))) == 1

    listed = due(book.database, datetime(2027, 11, 27, tzinfo=UTC))
    gone = purge(book.database, datetime(2027, 11, 27, tzinfo=UTC), "test")
    assert [one.what for one in listed] == [one.what for one in gone] == ["field_photo"]
    assert not list(folder.glob("*.jpg"))
    assert one_count(book, count)[1][0].photo is None

    second = count_in(book, count, entry("telefon-0009", photo=picture()), SIGNED)
    take_out(book, count, second.id, "account 1", NOW)
    assert not list(folder.glob("*.jpg"))
    with pytest.raises(NotFoundError):
        take_out(book, count, second.id, "account 1", NOW)


def test_known_lamps_are_updated_and_strangers_are_new() -> None:
    """By number across 40 m, by nearness within reach, else new with what its picture says."""
    standing = lamps(("a", "L1", 0.0), ("b", None, 30.0), ("c", "L3", 60.0))
    entries = [
        counted(1, 40.0, number="l1", state=LampState.OUT),
        counted(2, 33.0, lamp_type=LampType.ARM),
        counted(3, 90.0, number="L9", lamp_type=LampType.BOLLARD),
    ]

    made = count_delivery({"lamps": standing}, {}, entries, ("optælling", "f"))

    frame = made.layers["lamps"].set_index("id")
    chosen = default_assumptions()
    assert set(frame.index) == {"a", "b", "c", entries[2].name}
    assert frame.loc["a", "status"] == "out"
    assert frame.loc["b", "power_w"] == chosen["field.arm_power_w"]
    for what, unit in (("height", "m"), ("power", "w")):
        known = chosen.entry(f"field.arm_{what}_{unit}")
        ends = [frame.loc["b", f"{what}_{end}_{unit}"] for end in ("low", "high")]
        assert ends == [known.low, known.high]
        assert frame[f"{what}_low_{unit}"].isna().tolist() == [False, False, True, False]
    assert frame.loc["c", "source"] is None or frame.loc["c"].isna()["source"]
    new = frame.loc[entries[2].name]
    assert (new["number"], new["height_m"]) == ("L9", chosen["field.bollard_height_m"])
    assert new["luminaire"] == OPTICS[LampType.BOLLARD]
    assert new["source"] == "registreret i marken"
    assert made.sources["lamps"].grade is geo.Grade.C
    assert "count.assumed_light" in {issue.rule for issue in made.issues}


def test_a_register_is_never_overwritten() -> None:
    """Height, lumens and number that are known stay; only whether it burns is new."""
    standing = lamps(("a", "L1", 0.0))
    standing = standing.assign(height_m=5.5, flux_lm=3000.0, source="register")

    made = count_delivery(
        {"lamps": standing}, {}, [counted(1, 1.0, state=LampState.OUT)], ("o", "f")
    )

    row = made.layers["lamps"].iloc[0]
    assert (row["height_m"], row["flux_lm"], row["number"]) == (5.5, 3000.0, "L1")
    assert row["power_w"] != row["power_w"]
    assert row[["height_low_m", "height_high_m", "power_low_w", "power_high_w"]].isna().all()
    assert (row["status"], row["source"]) == ("out", "register + registreret i marken")


def test_another_number_at_the_same_place_is_another_lamp_and_told() -> None:
    """A mast read as L2 beside L1 is not L1; a number far away is told too."""
    standing = lamps(("a", "L1", 0.0), ("b", "L2", 500.0))

    made = count_delivery({"lamps": standing}, {}, [counted(1, 1.0, number="L2")], ("o", "f"))

    assert len(made.layers["lamps"]) == 3
    assert {issue.rule for issue in made.issues} >= {
        "count.another_number", "count.number_elsewhere",
    }  # fmt: skip


def test_the_newest_of_two_entries_of_one_thing_counts() -> None:
    """Same number, or the same spot: the later one, and it is told."""
    entries = [counted(1, 0.0, state=LampState.ON), counted(2, 1.0, state=LampState.OUT)]

    made = count_delivery({}, {}, entries, ("o", "f"))

    assert made.layers["lamps"]["status"].tolist() == ["out"]
    assert [issue.rule for issue in made.issues if issue.rule == "count.again"] == ["count.again"]


def test_a_hedge_needs_two_ends_unless_it_is_known() -> None:
    """One point near a known hedge gives its height; alone it is refused, two make a line."""
    line = shapely.LineString([(EAST, NORTH), (EAST + 9, NORTH)])
    row = {"id": "h", "kind": "hedge", "height_m": 1.0, "opaque": None, "source": "register"}
    known = gpd.GeoDataFrame([row], geometry=[line], crs=25832)
    hedge: dict[str, Any] = {"thing": Thing.HEDGE, "lamp_type": None, "state": None}
    ends = ((EAST, NORTH + 50), (EAST + 10, NORTH + 50))
    entries = [
        counted(1, 4.0, 2.0, height_m=2.2, **hedge),
        counted(2, 99.0, height_m=1.5, **hedge),
        counted(3, height_m=1.8, points=ends, **hedge),
    ]  # fmt: skip

    made = count_delivery({"boundaries": known}, {}, entries, ("o", "f"))

    frame = made.layers["boundaries"].set_index("id")
    assert frame["height_m"].to_dict() == {"h": 2.2, entries[2].name: 1.8}
    assert made.counts["boundaries"].refused == 1
    assert [i.rule for i in made.issues] == ["count.needs_line"]


def test_landed_again_it_changes_nothing_and_undone_it_is_gone(tmp_path: Path) -> None:
    """The entry keeps its id, so that a second landing is the same state; undo takes it out."""
    with geo.Workspace(tmp_path / "eksempel") as workspace:
        workspace.add(geo.read(geo.example()), accept=True)
        before = workspace.layer("lamps")
        assert before is not None
        (east, north), *_ = shapely.get_coordinates(before.geometry.to_numpy())
        entries = [
            counted(1, east - EAST + 300.0, north - NORTH + 900.0),
            counted(2, east - EAST, north - NORTH, state=LampState.OUT),
            counted(3, east - EAST, north - NORTH, thing=Thing.BENCH, lamp_type=None),
        ]

        def deliver(fingerprint: str) -> Any:
            names = ("lamps", "meeting_places")
            standing = {n: f for n in names if (f := workspace.layer(n)) is not None}
            made = count_delivery(standing, workspace.sources(), entries, ("talt", fingerprint))
            return made, workspace.foresee(made)

        made, foreseen = deliver("første")
        assert len(foreseen.changes["lamps"].new) == 1
        assert len(foreseen.changes["lamps"].changed) == 1
        assert workspace.add(made, accept=True).committed
        after = workspace.layer("lamps")
        assert after is not None
        assert len(after) == len(before) + 1

        _, again = deliver("anden")
        assert not again.changes["lamps"].new
        assert not again.changes["lamps"].changed

        workspace.undo()
        back = workspace.layer("lamps")
        assert back is not None
        assert back["id"].tolist() == before["id"].tolist()
        assert back["status"].fillna("").tolist() == before["status"].fillna("").tolist()


def test_progress_names_what_remains() -> None:
    """Two lamps are known, one was counted, one stands in no register."""
    standing = lamps(("a", "L1", 0.0), ("b", "L2", 30.0))

    told = progress(standing, [counted(1, 1.0), counted(2, 90.0)])

    assert told.found == {"a"}
    assert told.remaining["id"].tolist() == ["b"]
    assert (told.fresh, told.counted[Thing.LAMP], told.counted[Thing.BENCH]) == (1, 2, 0)
