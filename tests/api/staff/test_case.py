"""A case in the hands of staff: seen, confirmed, merged, sent on, answered, reopened, taken out."""

import email
import re
import socketserver
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.policy import default
from io import BytesIO
from threading import Thread
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
from PIL import Image

from api.settings import Settings
from geo.model.errors import ReportError
from geo.model.reports import Draft, Kind, Status
from geo.model.staff import Role
from geo.reporting.cases import Move
from geo.reporting.owners import Owner, keep_owner
from geo.reporting.ownership import Owner as Ground
from geo.reporting.receiving import Circumstances
from geo.reporting.reminders import OVERDUE, RESTING, UNANSWERED, UNSEEN, reminder
from geo.reporting.staff import move, one_case, reports_of

FieldOf = Callable[[Any, str], str]


class Postbox(socketserver.StreamRequestHandler):
    """A mail server that keeps what it gets: enough of SMTP for one sender."""

    letters: ClassVar[list[str]] = []

    def handle(self) -> None:
        self.wfile.write(b"220 localhost\r\n")
        while line := self.rfile.readline().strip().upper():
            if line == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                letter = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    letter += part
                self.letters.append(letter.decode())
            self.wfile.write(b"221 bye\r\n" if line == b"QUIT" else b"250 fine\r\n")
            if line == b"QUIT":
                return


@contextmanager
def postbox() -> Iterator[tuple[int, list[str]]]:
    """Answer the port of a mail server, and what it has been given."""
    Postbox.letters.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Postbox) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], Postbox.letters
        server.shutdown()


@pytest.fixture
def client(house: Any) -> Any:
    """Answer a browser of operations."""
    return house.staff(Role.OPERATIONS)


def press(client: Any, field_of: FieldOf, number: int, what: str, **values: Any) -> Any:
    """Fill in a form of a case."""
    field = field_of(client, f"/personale/sager/{number}")
    return client.post(f"/personale/sager/{number}/{what}", data={"csrf": field, **values})


def case_of(house: Any, number: int) -> Any:
    """Answer a case as it stands."""
    return one_case(house.held.desk.database, number)[0]


def test_a_board_sees_its_own_cases_and_no_words(house: Any, client: Any) -> None:
    """A board reads the story; another department's case and neighbours' words are not there."""
    own, _ = house.report(text="hemmeligt om hækken")
    other, _ = house.report("9001-09")
    nowhere, _ = house.report(None, x=None, y=None, place_text="ved porten")
    board = house.staff(Role.BOARD)

    assert "hemmeligt" in client.get(f"/personale/sager/{own}").text
    page = board.get(f"/personale/sager/{own}")
    assert page.status_code == 200
    assert "hemmeligt" not in page.text
    assert "710050" not in page.text
    queue = board.get("/personale").text
    assert f"/personale/sager/{own}" in queue
    for hidden in (other, nowhere):
        assert board.get(f"/personale/sager/{hidden}").status_code == 404
        assert f"/personale/sager/{hidden}" not in queue
    missing = board.get("/personale/sager/99999")
    assert missing.status_code == 404


def test_the_last_four_steps_need_a_reason(house: Any, client: Any, field_of: FieldOf) -> None:
    """Without one the case stays and the page says why; a chosen sentence is one."""
    number, _ = house.report()
    for status in ("fixed", "no_action", "duplicate", "forwarded"):
        answer = press(client, field_of, number, "status", status=status, owner="Naboen")
        assert answer.status_code == 422
        assert case_of(house, number).status is Status.RECEIVED
    values = {"status": "planned", "expected": "2026-12-24"}
    assert press(client, field_of, number, "status", **values).status_code == 303
    assert case_of(house, number).expected == "2026-12-24"
    press(client, field_of, number, "status", status="fixed", answer="Lampen er lavet.")
    assert case_of(house, number).reason == "Lampen er lavet."
    assert press(client, field_of, number, "status", status="nonsens").status_code == 422


def test_lamp_and_owner_are_confirmed(house: Any, client: Any, field_of: FieldOf) -> None:
    """By the number on the mast; a lamp nobody has is refused."""
    number, _ = house.report()

    assert press(client, field_of, number, "sted", lamp="X-0", owner="").status_code == 422
    press(client, field_of, number, "sted", lamp="m1001", owner="Boligselskabet")
    found = case_of(house, number)
    assert (found.lamp, found.owner, found.border) == ("M1001", "Boligselskabet", False)


def test_two_cases_become_one_place(house: Any, client: Any, field_of: FieldOf) -> None:
    """Their reports hang on one; the other leads there and cannot be merged again."""
    first, _ = house.report()
    second, code = house.report(x=710_060.0)
    assert f"S{first}" in client.get(f"/personale/sager/{second}").text
    answer = press(client, field_of, second, "saml", into=first)

    assert answer.headers["location"] == f"/personale/sager/{first}"
    assert len(reports_of(house.held.desk.database, first)) == 2
    assert house.held.desk.follow(code).case.id == first
    assert press(client, field_of, first, "saml", into=first).status_code == 422
    assert press(client, field_of, first, "saml", into="x").status_code == 404


def told(house: Any, port: int, **rest: Any) -> None:
    """Set the mail server and an owner."""
    settings = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
    house.held.settings = Settings(
        workspace=str(house.workspace), smtp_from="kort@example.dk", **{**settings, **rest}
    )
    owner = Owner("Boligselskabet", "drift@example.dk", "")
    keep_owner(house.held.register, owner, "test", datetime.now(UTC))


def test_an_owner_gets_a_mail_and_answers_once(house: Any, client: Any, field_of: FieldOf) -> None:
    """Lamp number, place, map and link; looking changes nothing, done closes, dark reopens."""
    number, code = house.report(lamp="M1001", text="min nabo er fra Ballerup", x=639_980.0)
    with postbox() as (port, letters):
        told(house, port)
        answer = press(
            client, field_of, number, "send", owner=["Boligselskabet", ""], reason="Lampen er jeres"
        )
    assert answer.status_code == 303
    (letter,) = letters
    link = re.sub(r"=\r?\n", "", letter)
    (token,) = re.findall(r"/ejer/([\w-]+)", link)
    assert "M1001" in letter
    assert "image/png" in letter
    assert "nabo" not in letter
    anybody = house.anybody()

    assert case_of(house, number).status is Status.FORWARDED
    page = anybody.get(f"/ejer/{token}")
    assert "Boligselskabet" in page.text
    assert anybody.get(f"/ejer/{token}/kort.png").content[:4] == b"\x89PNG"
    assert case_of(house, number).status is Status.FORWARDED
    assert anybody.post(f"/ejer/{token}", data={"answer": "måske"}).status_code == 422
    anybody.post(f"/ejer/{token}", data={"answer": "done"})
    assert case_of(house, number).status is Status.FIXED
    anybody.post(f"/ejer/{token}", data={"answer": "not_ours"})
    assert case_of(house, number).status is Status.FIXED
    assert anybody.get("/ejer/forkert").status_code == 404
    (sent,) = one_case(house.held.desk.database, number)[2]
    assert (sent["owner"], sent["accepted"] is not None) == ("Boligselskabet", True)
    anybody.post(f"/sag/{code}/moerkt")
    assert case_of(house, number).status is Status.RECEIVED


def test_not_ours_comes_back_to_staff(house: Any, client: Any, field_of: FieldOf) -> None:
    """It is no end: the case is with staff again, and its story says so."""
    number, _ = house.report()
    with postbox() as (port, letters):
        told(house, port)
        press(client, field_of, number, "send", owner="Boligselskabet", reason="Jeres?")
    (token,) = re.findall(r"/ejer/([\w-]+)", re.sub(r"=\r?\n", "", letters[0]))
    house.anybody().post(f"/ejer/{token}", data={"answer": "not_ours"})

    assert case_of(house, number).status is Status.CHECKED
    assert "ikke er deres" in client.get(f"/personale/sager/{number}").text


def test_what_was_not_sent_is_not_logged(house: Any, client: Any, field_of: FieldOf) -> None:
    """No server, no address, no reason: the case stays where it is and the page says why."""
    number, _ = house.report()
    told(house, 1)
    wanted = {"owner": "Boligselskabet", "reason": "Jeres?"}

    assert press(client, field_of, number, "send", **wanted).status_code == 422
    assert press(client, field_of, number, "send", owner="", reason="x").status_code == 422
    unknown = press(client, field_of, number, "send", owner="Ukendt", reason="x")
    assert unknown.status_code == 422
    case, _, sent = one_case(house.held.desk.database, number)
    assert (case.status, sent) == (Status.RECEIVED, [])
    with house.held.register.database.reading() as connection:
        assert connection.scalars(sa.select(house.held.register.tables.owner_links)).all() == []


def test_a_border_case_names_both_owners_and_what_they_are(
    house: Any, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Owner and kind to staff and to whoever reported; the neighbour is the second to be asked."""
    owner = Ground(
        "Boligforeningen", "housing", 3.0, "Kommunen", 0.6, border=True, other_kind="municipality"
    )
    monkeypatch.setattr("geo.reporting.surroundings.Grounds.owner_at", lambda *_: owner)
    for name in ("Boligforeningen", "Kommunen"):
        known = Owner(name, "drift@example.dk", "")
        keep_owner(house.held.register, known, "test", datetime.now(UTC))
    draft = Draft(key="formular-00000001", kind=Kind.GLARE, x=710_050.0, y=6.18e6)
    got = house.held.desk.receive(
        draft, Circumstances(department="9001-01", owner=owner), datetime.now(UTC)
    )

    page = client.get(f"/personale/sager/{got.case}").text
    assert "Boligforeningen (boligorganisation)" in page
    assert "Naboen er Kommunen (kommunen), 3 m væk; 60 % sikkert" in page
    assert '<option value="Kommunen" selected>' in page
    resident = house.anybody().get(f"/sag/{got.code}?lang=da").text
    assert "Ejer: Boligforeningen (boligorganisation)" in resident
    assert "Det kan være en anden ejer" in resident


def test_a_case_that_lies_too_long_is_brought_up(house: Any) -> None:
    """Unseen, overdue, unanswered and resting, each at its own day; a closed one never."""
    database = house.held.desk.database
    number, _ = house.report()
    case = case_of(house, number)

    def after(days: float) -> str | None:
        now = case_of(house, number)
        return reminder(now, now.updated + timedelta(days=days))

    assert (after(2), after(4)) == (None, UNSEEN)
    move(database, number, Move(Status.CHECKED, "test"), case.updated)
    assert (after(29), after(31)) == (None, RESTING)
    expected = (case.updated + timedelta(days=3)).date().isoformat()
    move(database, number, Move(Status.PLANNED, "test", expected=expected), case.updated)
    assert (after(2), after(5)) == (None, OVERDUE)
    step = Move(Status.FORWARDED, "test", reason="jeres", owner="Naboen")
    move(database, number, step, case.updated)
    assert (after(13), after(15)) == (None, UNANSWERED)
    move(database, number, Move(Status.FIXED, "test", reason="lavet"), case.updated)
    assert after(400) is None


def picture() -> bytes:
    """Answer a white picture."""
    written = BytesIO()
    Image.new("RGB", (200, 100), (255, 255, 255)).save(written, "JPEG")
    return written.getvalue()


def test_words_and_pictures_go_for_good(house: Any, client: Any, field_of: FieldOf) -> None:
    """What is deleted is in no file any more, and the audit holds who and why, never what."""
    secret = "nabokonen på anden sal"  # noqa: S105 - words of a resident
    number, _ = house.report(text=secret, photos=(picture(),))
    database = house.held.desk.database
    (report,) = reports_of(database, number)
    field = field_of(client, f"/personale/sager/{number}")
    path, name = f"/personale/meldinger/{report.id}", report.photos[0]

    assert client.get(f"/personale/billeder/{name}").status_code == 200
    refused = client.post(f"{path}/slet-ord", data={"csrf": field, "why": secret})
    assert refused.status_code == 422
    client.post(f"{path}/slet-ord", data={"csrf": field, "why": "personal"})
    client.post(f"{path}/slet", data={"csrf": field, "why": "asked_for"})
    assert reports_of(database, number) == []
    assert client.get(f"/personale/billeder/{name}").status_code == 404
    kept = b"".join(file.read_bytes() for file in house.workspace.rglob("*") if file.is_file())
    assert secret.encode() not in kept
    with database.reading() as connection:
        notes = str(connection.execute(sa.select(database.tables.audit)).all())
    assert "asked_for" in notes
    assert secret not in notes


def test_a_face_is_covered_before_it_is_shown(house: Any, client: Any, field_of: FieldOf) -> None:
    """The box is black, the rest is not, the uncovered file is gone; only a release shows it."""
    number, _ = house.report(photos=(picture(),))
    database = house.held.desk.database
    (before,) = reports_of(database, number)[0].photos
    field = field_of(client, f"/personale/sager/{number}")
    box = {"left": 0, "top": 0, "width": 50, "height": 100}
    form = {"csrf": field, "case": number}

    empty = client.post(f"/personale/billeder/{before}/daek", data={**form, **box, "width": 0})
    assert empty.status_code == 422
    client.post(f"/personale/billeder/{before}/daek", data={**form, **box})
    (after,) = reports_of(database, number)[0].photos
    assert not (database.photos / before).exists()
    with Image.open(database.photos / after) as covered:
        grey = covered.convert("L").tobytes()
    assert grey[50 * 200 + 40] < 20
    assert grey[50 * 200 + 160] > 235
    press(client, field_of, number, "vis", place="Stien ved vaskeriet")
    public = f"/sag/S{number}/billede/{after}"
    assert house.anybody().get(public).status_code == 404
    client.post(f"/personale/billeder/{after}/vis", data=form)
    assert house.anybody().get(public).status_code == 200


def test_boxes_are_drawn_all_or_none(house: Any, client: Any, field_of: FieldOf) -> None:
    """Several at once; one that cannot be understood covers nothing and shows nothing."""
    number, _ = house.report(photos=(picture(),))
    database = house.held.desk.database
    (before,) = reports_of(database, number)[0].photos
    form = {"csrf": field_of(client, f"/personale/sager/{number}"), "case": number}
    path = f"/personale/billeder/{before}/daek"

    for wrong in ("1,1,1", "0,0,0,10", "a,b,c,d", "0,0,100,100;", "-1,0,9,9", "0,0,9,9;" * 25):
        assert client.post(path, data={**form, "boxes": wrong}).status_code == 422, wrong
    assert client.post(path, data={**form, "left": "x"}).status_code == 422
    assert reports_of(database, number)[0].photos == (before,)
    client.post(path, data={**form, "boxes": "0,0,250,1000;755,0,9999,500"})
    (after,) = reports_of(database, number)[0].photos
    with Image.open(database.photos / after) as covered:
        grey = covered.convert("L").tobytes()
        wide = covered.width
    assert max(grey[50 * wide : 50 * wide + 48]) < 30
    assert grey[50 * wide + 100] > 235
    assert max(grey[20 * wide + 154 : 20 * wide + 200]) < 30
    assert grey[80 * wide + 180] > 235


def test_a_picture_that_could_not_be_covered_is_shown_no_longer(
    house: Any, client: Any, field_of: FieldOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Released, then to be covered: whatever fails on the way, the public sees it no more."""
    number, _ = house.report(photos=(picture(),))
    (name,) = reports_of(house.held.desk.database, number)[0].photos
    form = {"csrf": field_of(client, f"/personale/sager/{number}"), "case": number}
    press(client, field_of, number, "vis", place="Stien ved vaskeriet")
    client.post(f"/personale/billeder/{name}/vis", data=form)
    public = f"/sag/S{number}/billede/{name}"
    assert house.anybody().get(public).status_code == 200

    def fails(*_: Any) -> bytes:
        raise ReportError("photo.unreadable")

    monkeypatch.setattr("geo.reporting.removing.boxed", fails)
    answer = client.post(f"/personale/billeder/{name}/daek", data={**form, "boxes": "0,0,9,9"})
    assert answer.status_code == 422
    assert house.anybody().get(public).status_code == 404


def test_a_burst_waits_for_a_person(house: Any, client: Any, field_of: FieldOf) -> None:
    """The queue says how many wait, and one is let in by a press."""
    number, _ = house.report()
    database = house.held.desk.database
    (report,) = reports_of(database, number)
    with database.writing() as connection:
        connection.execute(sa.update(database.tables.reports).values(held="burst"))

    assert "1 melding kom i en byge" in client.get("/personale").text
    field = field_of(client, "/personale/venter")
    client.post(f"/personale/meldinger/{report.id}/luk-ind", data={"csrf": field})
    assert "byge" not in client.get("/personale").text


def test_filters_leave_what_was_asked_for(house: Any, client: Any) -> None:
    """Status, kind and department; a value that is none of ours finds nothing."""
    number, _ = house.report()
    line = f'href="/personale/sager/{number}"'

    for asked in ("", "?kind=lamp_out", "?department=9001-01", "?status=received", "?status=all"):
        assert line in client.get(f"/personale{asked}").text
    for asked in ("?kind=glare", "?department=9001-09", "?status=closed", "?why=ja", "?owner=<b>"):
        assert line not in client.get(f"/personale{asked}").text


def test_a_repair_is_shown_by_its_light(house: Any, client: Any) -> None:
    """Lamp out and lamp on: a lamp never makes it darker, and the residents' word stands beside."""
    lamps = house.held.workspace.layer("lamps")
    lamp = lamps[lamps["id"] == "M1001"].geometry.iloc[0]
    number, code = house.report(lamp="M1001", x=lamp.x, y=lamp.y)
    house.held.desk.still_dark(code, None, datetime.now(UTC))
    page = client.get(f"/personale/sager/{number}?lys=1").text
    compare = page.split('class="compare"')[1].split("</section>")[0]
    out, lit = (float(text.replace(",", ".")) for text in re.findall(r"<b>([\d,]+) lx", compare))

    assert out < lit
    assert "Stadig mørkt" in compare


def test_sentences_and_owners_are_kept(house: Any, client: Any, field_of: FieldOf) -> None:
    """Staff's own answers join ours; a bad address is refused; without one the owner goes."""
    field = field_of(client, "/personale/ejere")
    owner = {"csrf": field, "name": "Naboen", "email": "drift@example.dk", "response": "10 dage"}
    number, _ = house.report()

    assert client.post("/personale/ejere", data={**owner, "email": "nix"}).status_code == 422
    client.post("/personale/ejere", data=owner)
    assert "10 dage" in client.get(f"/personale/sager/{number}").text
    client.post("/personale/ejere", data={**owner, "email": ""})
    assert "10 dage" not in client.get("/personale/ejere").text
    answer = {"csrf": field, "status": "planned", "words": "Vi ser på det i foråret."}
    client.post("/personale/svar", data=answer)
    assert "i foråret" in client.get(f"/personale/sager/{number}").text
    assert client.post("/personale/svar", data={**answer, "status": "nix"}).status_code == 422
    client.post("/personale/svar/slet", data={"csrf": field, "answer": 1})
    assert "i foråret" not in client.get("/personale/ejere").text


def test_the_staff_map_is_the_staff_map(house: Any, client: Any) -> None:
    """It says so to the page's scripts, is kept by no shared cache, and follows the cases."""
    first = client.get("/personale/kort")

    assert '"staff":true' in first.text.replace(" ", "")
    assert first.headers["cache-control"].startswith("private")
    house.report(x=639_980.0, y=6_150_455.0)
    assert client.get("/personale/kort").headers["etag"] != first.headers["etag"]


def test_who_asked_for_a_reply_gets_each_step_and_is_asked_at_the_end(
    house: Any, client: Any, field_of: FieldOf
) -> None:
    """A mail in the language of the form to one address; its link asks *er det i orden nu?*."""
    with postbox() as (port, letters):
        told(house, port, draft_languages="alle")
        number, _ = house.report(language="pl", email="nabo@example.dk")
        press(client, field_of, number, "status", status="ordered", expected="2026-12-20")
        press(client, field_of, number, "status", status="ordered", expected="2026-12-20")
        press(client, field_of, number, "status", status="fixed", reason="Ny pære")
        ordered, fixed = (email.message_from_string(one, policy=default) for one in letters)
    assert (ordered["To"], fixed["To"]) == ("nabo@example.dk", "nabo@example.dk")
    assert "Zamówione" in ordered.get_content()
    assert "Czy teraz jest w porządku?" in fixed.get_content()
    assert "Ny pære" in fixed.get_content()
    assert reports_of(house.held.desk.database, number)[0].language is None
    link = re.search(r"/sag/svar-\S+", fixed.get_content())
    assert link
    resident = house.anybody()
    assert "Czy teraz jest w porządku?" in resident.get(link[0]).text
    resident.post(link[0].split("?")[0] + "/orden")
    page = client.get(f"/personale/sager/{number}").text
    assert "1 svar: i orden" in page
    assert "nabo@example.dk" not in page


def test_a_step_stands_though_its_reply_was_not_sent(
    house: Any, client: Any, field_of: FieldOf
) -> None:
    """The page says so; nobody is told that it was sent."""
    told(house, 9)
    number, _ = house.report(email="nabo@example.dk")
    answer = press(client, field_of, number, "status", status="planned")

    assert case_of(house, number).status is Status.PLANNED
    assert "kunne ikke sendes" in client.get(answer.headers["location"]).text
