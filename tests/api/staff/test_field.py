"""Counting and walking over the web: by form and by phone, for those who may, once each."""

import json
import re
import time
from io import BytesIO
from typing import Any

import docx
import pytest
import shapely
from PIL import Image

from api.field.proposing import key_of, proposed
from api.field.worker import FIELD, RESIDENTS, script
from api.form.places import degrees
from geo.model.staff import Role
from geo.reporting.field_counts import all_counts, one_count
from geo.reporting.staff import one_case
from geo.reporting.walk_summaries import summaries
from geo.reporting.walks import all_walks, one_walk

JSON = {"accept": "application/json"}
OWN, OTHER = "9001-01", "9002-07"
HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}",
    "'; DROP TABLE walks;--",    "\u202eabc", "= cmd|' /C calc'!A0",
]  # fmt: skip


def token(client: Any) -> str:
    found: str = client.get("/personale/marken/adgang").json()["csrf"]
    return found


def spot(house: Any) -> str:
    frame = house.held.workspace.departments()
    place = frame.loc[frame["id"] == OWN].geometry.iloc[0].representative_point()
    return "{},{}".format(*degrees(place.x, place.y))


def begun(client: Any) -> str:
    form = {"csrf": token(client), "department": OWN}
    answer = client.post("/personale/marken/taelling", data=form)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def planned(house: Any, client: Any, department: str = OWN, **rest: str) -> str:
    form = {
        "csrf": token(client), "key": f"formular-{department}", "department": department,
        "day": "2026-12-01", "participants": "bestyrelse", "points": spot(house), **rest,
    }  # fmt: skip
    answer = client.post("/personale/marken/vandring", data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def worst(house: Any, place: str = "") -> dict[str, str]:
    """Answer the form's fields that take the first proposed stop."""
    key = key_of(proposed(house.held, OWN)[0][0])
    return {f"take_{key}": "1", f"place_{key}": place}


def photo() -> bytes:
    written = BytesIO()
    Image.new("RGB", (40, 30), (9, 9, 9)).save(written, "JPEG")
    return written.getvalue()


def test_a_count_is_handed_over_looked_at_landed_and_undone(house: Any) -> None:
    """A plain form, a resend, a preview that names one new lamp; undo takes it out again."""
    client = house.staff(Role.PLANNER)
    path = begun(client)
    before = len(house.held.workspace.layer("lamps"))
    lat, lon = (float(part) for part in spot(house).split(","))
    thing = {
        "csrf": token(client), "key": "telefon-0001", "thing": "lamp", "state": "on",
        "points": f"{lat + 0.0004},{lon}", "lamp_type": "bollard", "number": "NY-1",
    }  # fmt: skip
    files = {"photos": ("a.jpg", photo(), "image/jpeg")}
    first = client.post(f"{path}/ting", data=thing, files=files, headers=JSON).json()
    again = client.post(f"{path}/ting", data=thing, files=files, headers=JSON).json()
    assert (first["again"], again["again"], again["id"]) == (False, True, first["id"])
    assert "NY-1" in client.get(f"{path}/status").text
    counted = one_count(house.held.book, all_counts(house.held.book)[0].id)[1]
    assert client.get(f"/personale/marken/foto/{counted[0].photo}").status_code == 200
    assert client.get("/personale/marken/foto/..%2Fsager.db").status_code == 404

    led = client.post(f"{path}/aflever", data={"csrf": token(client)}).headers["location"]
    told: dict[str, Any] = {"state": "waiting"}
    while told["state"] in {"waiting", "reading", "comparing"}:
        time.sleep(0.1)
        told = client.get(led, headers=JSON).json()
    assert told["state"] == "ready"
    assert told["receipt"]["changes"]["lamps"]["new"] == 1
    assert "count.assumed_light" in {one["rule"] for one in told["receipt"]["issues"]}
    assert "registreret i marken" in client.get(led).text or "optælling" in client.get(led).text
    client.post(f"{led}/godkend", data={"csrf": token(client), "ja": "ja"})
    lamps = house.held.workspace.layer("lamps")
    assert len(lamps) == before + 1
    assert lamps.set_index("number").loc["NY-1", "source"] == "registreret i marken"
    client.post("/personale/leverancer/fortryd", data={"csrf": token(client)})
    assert len(house.held.workspace.layer("lamps")) == before


def test_a_known_number_is_place_enough(house: Any) -> None:
    """Without a map the number of a lamp on the ground says where; an unknown one is refused."""
    client = house.staff(Role.OPERATIONS)
    path = begun(client)
    frame = house.held.workspace.departments()
    shape = frame.loc[frame["id"] == OWN].geometry.iloc[0]
    lamps = house.held.workspace.layer("lamps")
    number = lamps[lamps.within(shape)]["number"].dropna().iloc[0]
    form = {"csrf": token(client), "thing": "lamp", "state": "out"}

    good = client.post(f"{path}/ting", data={**form, "key": "a" * 8, "number": number})
    bad = client.post(f"{path}/ting", data={**form, "key": "b" * 8, "number": "findes ikke"})

    assert (good.status_code, bad.status_code) == (303, 422)
    assert client.get(good.headers["location"]).status_code == 200
    (entry,) = one_count(house.held.book, all_counts(house.held.book)[0].id)[1]
    known = lamps.set_index("number").loc[number].geometry
    assert shapely.distance(known, shapely.Point(entry.points[0])) < 0.1


def test_a_walk_from_its_plan_to_minutes_and_case(house: Any) -> None:
    """Stops are proposed on the dark, a note lands once, a decision is one case, papers say it."""
    client = house.staff(Role.PLANNER)
    page = client.get(f"/personale/marken/vandring/ny?afdeling={OWN}").text
    assert "mørk sti" in page
    path = planned(house, client, **worst(house, "Stien ved porten"))
    walk = all_walks(house.held.book)[0]
    assert [stop.place for stop in walk.stops] == ["Stien ved porten", None]
    assert walk.stops[0].dark_m is not None
    note = {
        "csrf": token(client), "key": "telefon-0001", "stop": str(walk.stops[0].id),
        "light": "dark", "item_light": "0", "feeling_1": "2", "feeling_4": "1",
        "words": "Helt sort", "decision": "Sæt en lampe", "owner": "Kommunen",
        "deadline": "2027-02-01",
    }  # fmt: skip
    files = [("photos", (f"{n}.jpg", photo(), "image/jpeg")) for n in range(2)]
    first = client.post(f"{path}/note", data=note, files=files, headers=JSON).json()
    again = client.post(f"{path}/note", data=note, files=files, headers=JSON).json()
    assert (first["again"], again["again"]) == (False, True)

    case = {"csrf": token(client), "note": str(first["id"]), "kind": "no_lamp"}
    led = [client.post(f"{path}/sag", data=case).headers["location"] for _ in range(2)]
    assert led[0] == led[1]
    found, _, _ = one_case(house.held.desk.database, int(led[0].rsplit("/", 1)[1]))
    assert (found.owner, found.expected, found.department) == ("Kommunen", "2027-02-01", OWN)
    assert client.get(led[0]).status_code == 200

    minutes = client.get(f"{path}/referat").text
    assert "2,0 (n = 3)" in minutes
    assert "<circle" in minutes
    assert client.get(f"{path}/referat.pdf").content[:4] == b"%PDF"
    assert client.get(f"{path}/ark.pdf").content[:4] == b"%PDF"
    word = docx.Document(BytesIO(client.get(f"{path}/referat.docx").content))
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    assert {"Sæt en lampe", "Kommunen", "1. februar 2027", "2,0 (n = 3)"} <= cells
    assert client.get(f"{path}/andet.pdf").status_code == 404
    client.post(f"{path}/afholdt", data={"csrf": token(client)})
    assert one_walk(house.held.book, walk.id).held is not None


def noted(house: Any, client: Any, path: str, **rest: str) -> dict[str, Any]:
    """Hand in a note with a picture at the first stop."""
    stop = str(all_walks(house.held.book)[0].stops[0].id)
    note = {"csrf": token(client), "key": "telefon-0001", "stop": stop, "words": "Mørkt", **rest}
    files = [("photos", ("a.jpg", photo(), "image/jpeg"))]
    answer = client.post(f"{path}/note", data=note, files=files, headers=JSON)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def pictures_in(paper: bytes) -> list[str]:
    """Answer what the pictures of a Word document say to those who do not see them."""
    document = docx.Document(BytesIO(paper))
    return [shape._inline.docPr.get("descr", "") for shape in document.inline_shapes]


def test_a_picture_stands_in_the_papers_only_when_it_was_looked_at(  # noqa: PLR0915 - one story
    house: Any,
) -> None:
    """Not as it came and not covered; looked at, with words for those who do not see it."""
    client, board = house.staff(Role.PLANNER), house.staff(Role.BOARD)
    path = planned(house, client, **worst(house, "Porten"))
    noted(house, client, path)
    csrf = token(client)

    def name() -> str:
        walk = all_walks(house.held.book)[0]
        return str(summaries(house.held.book, walk)[0].notes[0].photos[0])

    def papers() -> tuple[int, str]:
        told = pictures_in(client.get(f"{path}/referat.docx").content)
        return len(told), " ".join(told)

    first = name()
    assert papers()[0] == 1  # the map
    assert board.get(f"/personale/marken/foto/{first}").status_code == 404
    assert first not in board.get(f"{path}/referat").text
    assert client.get(f"/personale/marken/foto/{first}").status_code == 200
    assert "før nogen har set efter" in client.get(f"{path}/referat").text

    bad = client.post(f"{path}/billede/{first}/daek", data={"csrf": csrf, "boxes": "æ"})
    led = client.post(f"{path}/billede/{first}/daek", data={"csrf": csrf, "boxes": "0,0,500,500"})
    covered = name()
    assert (bad.status_code, led.status_code) == (422, 303)
    assert covered != first
    assert led.headers["location"].endswith(f"#foto-{covered}")
    assert client.get(f"/personale/marken/foto/{first}").status_code == 404
    assert papers()[0] == 1

    assert client.post(f"{path}/billede/{covered}/vis", data={"csrf": csrf}).status_code == 303
    count, words = papers()
    assert count == 2
    assert "Billede 1 fra stop 1, i mørke: Mørkt" in words
    assert 'alt="Billede 1 fra stop 1, i mørke: Mørkt"' in board.get(f"{path}/referat").text
    assert board.get(f"/personale/marken/foto/{covered}").status_code == 200
    assert client.get(f"{path}/referat.pdf").content[:4] == b"%PDF"

    client.post(f"{path}/billede/{covered}/skjul", data={"csrf": csrf})
    assert papers()[0] == 1
    assert client.post(f"{path}/billede/{covered}/andet", data={"csrf": csrf}).status_code == 404
    client.post(f"{path}/billede/{covered}/slet", data={"csrf": csrf})
    assert client.get(f"/personale/marken/foto/{covered}").status_code == 404
    assert client.post(f"{path}/billede/{covered}/vis", data={"csrf": csrf}).status_code == 404


def test_a_walk_stops_where_nobody_planned_it(house: Any) -> None:
    """A note with a place makes a stop; without one it is refused, and so is a place abroad."""
    client = house.staff(Role.PLANNER)
    path = planned(house, client, **worst(house))
    lat, lon = (float(part) for part in spot(house).split(","))
    away = f"{lat + 0.0006},{lon}"

    noted(house, client, path, stop="ny", points=away, place="Cykelskuret")
    noted(house, client, path, stop="ny", points=away, place="Cykelskuret", key="telefon-0002")

    walk = all_walks(house.held.book)[0]
    assert [stop.place for stop in walk.stops][-1] == "Cykelskuret"
    assert len(walk.stops) == 3
    for points in ("", "0,0", "æ"):
        note = {
            "csrf": token(client), "key": "telefon-0003", "stop": "ny", "words": "x",
            "points": points,
        }  # fmt: skip
        answer = client.post(f"{path}/note", data=note, headers=JSON)
        assert answer.status_code == 422, points
        assert answer.json()["error"]["remedy"]
    assert len(one_walk(house.held.book, walk.id).stops) == 3


def test_a_stop_that_a_phone_added_meanwhile_stays(house: Any) -> None:
    """A form of stops that was opened before knows nothing of it: its name and place stand."""
    client = house.staff(Role.PLANNER)
    path = planned(house, client, **worst(house, "Porten"))
    first, second = all_walks(house.held.book)[0].stops
    lat, lon = (float(part) for part in spot(house).split(","))
    noted(house, client, path, stop="ny", points=f"{lat + 0.0006},{lon}", place="Skuret")
    form = {
        "csrf": token(client), f"order_{first.id}": "2", f"order_{second.id}": "1",
        f"place_{first.id}": "Porten", f"place_{second.id}": "", "points": f"{lat},{lon + 0.001}",
    }  # fmt: skip

    assert client.post(f"{path}/stop", data=form).status_code == 303
    places = [stop.place for stop in all_walks(house.held.book)[0].stops]
    assert places == [None, "Porten", "Skuret", None]


def test_the_walked_line_is_drawn_where_it_was_agreed(house: Any) -> None:
    """The plan always, what was walked by consent; a phone's kept page never has it."""
    client = house.staff(Role.PLANNER)
    path = planned(house, client, **worst(house))
    walk = all_walks(house.held.book)[0]
    for key, stop in zip(("telefon-0001", "telefon-0002"), walk.stops[::-1], strict=True):
        noted(house, client, path, key=key, stop=str(stop.id), light="dark")

    def drawn() -> tuple[bool, bool]:
        svg = client.get(f"{path}/kort.svg")
        assert svg.headers["content-type"] == "image/svg+xml"
        return "Planlagt vej" in svg.text, "Gået i mørke" in svg.text

    def on_the_phone(query: str = "") -> set[str]:
        found = re.search(r'id="page-facts">(.*?)</script>', client.get(path + query).text)
        assert found is not None
        return set(json.loads(found[1])["lines"])

    assert drawn() == (True, False)
    assert on_the_phone() == {"planned"}
    client.post(f"{path}/linje", data={"csrf": token(client), "enige": "1"})
    assert drawn() == (True, True)
    assert on_the_phone() == {"planned", "dark"}
    assert on_the_phone("?skal=1") == {"planned"}
    assert "forbundet i den rækkefølge" in client.get(f"{path}/referat").text
    client.post(f"{path}/linje", data={"csrf": token(client)})
    assert drawn() == (True, False)


def test_a_board_walks_on_its_own_ground_only(house: Any) -> None:
    """Its own walk, notes and papers; another department's does not exist, nor may it decide."""
    planner, board = house.staff(Role.PLANNER), house.staff(Role.BOARD)
    own, other = planned(house, planner), planned(house, planner, OTHER)
    stop = str(all_walks(house.held.book)[1].stops[0].id)
    csrf = token(board)
    note = {"csrf": csrf, "key": "telefon-0001", "stop": stop, "words": "Mørkt"}

    assert board.post(f"{own}/note", data=note, headers=JSON).status_code == 200
    assert other not in board.get("/personale/marken").text
    for path in ("", "/referat", "/grund", "/referat.pdf", "/ark.pdf", "/kort.svg"):
        assert board.get(own + path).status_code == 200, path
        assert board.get(other + path).status_code == 404, path
    assert board.post(f"{other}/note", data=note, headers=JSON).status_code == 404
    for act in ("sag", "linje", "stop", "billede/x.jpg/vis", "billede/x.jpg/daek"):
        assert board.post(f"{own}/{act}", data={"csrf": csrf, "note": "1"}).status_code == 404
    assert board.get("/personale/marken/taelling/1").status_code == 404
    assert "Opret som sag" not in board.get(f"{own}/referat").text


def test_hostile_words_stay_words(house: Any) -> None:
    """In every field of a note, a plan and a thing, and on every page and paper that shows them."""
    client = house.staff(Role.PLANNER)
    every = " ".join(HOSTILE)
    path = planned(house, client, meeting=every, participants=every, **worst(house, HOSTILE[1]))
    stop = str(all_walks(house.held.book)[0].stops[0].id)
    count = begun(client)
    for number, text in enumerate(HOSTILE):
        note = {
            "csrf": token(client), "key": f"telefon-{number:04d}", "stop": stop, "words": text,
            "decision": text, "owner": text, "light": text,
        }  # fmt: skip
        assert client.post(f"{path}/note", data=note, headers=JSON).status_code == 200
        thing = {
            "csrf": token(client), "key": f"telefon-{number:04d}", "thing": "sign",
            "points": spot(house), "words": text, "number": text[:20], "lamp_type": text,
        }  # fmt: skip
        assert client.post(f"{count}/ting", data=thing, headers=JSON).status_code == 200

    for page in (path, f"{path}/referat", f"{count}/status", "/personale/marken"):
        shown = client.get(page)
        assert shown.status_code == 200
        assert "<script>alert" not in shown.text
        assert "<img src=x" not in shown.text
    for paper in ("referat.pdf", "referat.docx", "ark.pdf"):
        assert client.get(f"{path}/{paper}").status_code == 200


WRONG = [
    ("points", "æ"), ("points", "0,0"), ("points", "1e9,1e9"), ("thing", "menneske"),
    ("height", "-3"), ("height", "høj"), ("key", "x"), ("words", "ring 44 77 20 00"),
]  # fmt: skip


def test_a_phone_is_told_what_is_wrong(house: Any) -> None:
    """422 with a sentence and a remedy; nothing of it is kept."""
    client = house.staff(Role.PLANNER)
    path = begun(client)
    thing = {"key": "telefon-0001", "thing": "hedge", "points": spot(house), "height": "2"}
    sent = {**thing, "csrf": token(client)}
    for field, value in WRONG:
        answer = client.post(f"{path}/ting", data={**sent, field: value}, headers=JSON)

        assert answer.status_code == 422, (field, value)
        error = answer.json()["error"]
        assert error["message"] not in {"", error["rule"]}
        assert error["remedy"] not in {"", f"{error['rule']}/remedy"}
    assert one_count(house.held.book, all_counts(house.held.book)[0].id)[1] == []


def test_stops_are_put_in_order_and_a_note_is_deleted(house: Any) -> None:
    """Turned round by their numbers; a note goes with its press, once."""
    client = house.staff(Role.PLANNER)
    path = planned(house, client, **worst(house))
    walk = all_walks(house.held.book)[0]
    first, second = (stop.id for stop in walk.stops)
    form = {
        "csrf": token(client), f"order_{first}": "2", f"order_{second}": "1",
        f"place_{second}": "Porten",
    }  # fmt: skip
    assert client.post(f"{path}/stop", data=form).status_code == 303
    assert [stop.id for stop in one_walk(house.held.book, walk.id).stops] == [second, first]
    assert "Porten" in client.get(f"{path}/referat").text
    note = {"csrf": token(client), "key": "telefon-0001", "stop": str(first), "words": "Mørkt"}
    landed = client.post(f"{path}/note", data=note, headers=JSON).json()["id"]
    away = {"csrf": token(client), "note": str(landed)}
    assert client.post(f"{path}/slet", data=away).status_code == 303
    assert client.post(f"{path}/slet", data=away).status_code == 404
    assert not summaries(house.held.book, one_walk(house.held.book, walk.id))[1].notes


def test_a_shell_holds_nobody(house: Any) -> None:
    """What a phone keeps has no session, no key and no name; the page itself has both."""
    client = house.staff(Role.PLANNER)
    path = begun(client)
    walk = planned(house, client)
    csrf = token(client)

    for page in (path, walk):
        shell, whole = client.get(f"{page}?skal=1"), client.get(page)
        assert csrf in whole.text
        for hidden in (csrf, "planner@example", "account"):
            assert hidden not in shell.text
        assert 'name="key" value=""' in shell.text
        assert {shell.headers["cache-control"], whole.headers["cache-control"]} == {"no-store"}


@pytest.mark.parametrize("kept", [FIELD, RESIDENTS])
def test_a_worker_names_files_that_are_there_and_changes_with_them(house: Any, kept: Any) -> None:
    """Each answers, and the version is a hash of them all."""
    client = house.anybody()
    text = script(kept)
    files = re.search(r'"files": \[(.*?)\]', text)
    assert files is not None
    for name in re.findall(r'"([^"]+)"', files[1]):
        assert client.get(name).status_code == 200, name
    assert re.search(r'"version": "[0-9a-f]{12}"', text)
