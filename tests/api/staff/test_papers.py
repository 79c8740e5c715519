"""For those without a phone: a slip with a code, stickers that fill the place in, a paper form."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from api.papers.setting import set_paper
from api.papers.sheets import paper_form, stickers
from geo.model.errors import NotFoundError
from geo.model.staff import Role
from geo.reporting.staff import reports_of

EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
FieldOf = Callable[[Any, str], str]


def text_of(pdf: bytes, folder: Path) -> str:
    """Answer the words of a PDF as another program reads them."""
    (folder / "ark.pdf").write_bytes(pdf)
    made = subprocess.run(
        ["pdftotext", "-layout", str(folder / "ark.pdf"), "-"], capture_output=True, check=True
    )
    return made.stdout.decode()


def filled(client: Any, field_of: FieldOf, **values: Any) -> dict[str, Any]:
    page = client.get("/personale/ny").text
    (key,) = re.findall(r'name="key" value="([^"]+)"', page)
    return {"csrf": field_of(client, "/personale/ny"), "key": key, "kind": "lamp_out", **values}


def test_a_resident_gets_a_slip_with_a_code(house: Any, field_of: FieldOf) -> None:
    """The lamp's number is enough; the code works for anybody who holds the slip."""
    client = house.staff(Role.OPERATIONS)
    form = filled(client, field_of, lamp="m1001", hours=["evening"])
    slip = client.post("/personale/ny", data=form).text
    (code,) = re.findall(r'class="code">([\w-]+)<', slip)
    case = house.held.desk.follow(code).case
    (report,) = reports_of(house.held.desk.database, case.id)

    assert "<svg" in slip
    assert (case.lamp, report.lamp) == ("M1001", "M1001")
    assert case.owner is not None
    assert case.counted == 1
    assert house.anybody().get(f"/sag/{code}").status_code == 200


def test_the_same_form_makes_one_case(house: Any, field_of: FieldOf) -> None:
    """A press too many answers the same slip."""
    client = house.staff(Role.OPERATIONS)
    form = filled(client, field_of, place="Stien ved vaskeriet")
    slips = [client.post("/personale/ny", data=form).text for _ in range(2)]

    assert slips[0] == slips[1]
    assert len(reports_of(house.held.desk.database, 1)) == 1
    assert client.get("/personale/sager/2").status_code == 404


@pytest.mark.parametrize(
    "values",
    [{"kind": ""}, {"place": "", "lamp": ""}, {"place": "x", "text": "Ring til mig på 20123456"}],
)
def test_what_is_missing_or_personal_is_told(
    house: Any, field_of: FieldOf, values: dict[str, str]
) -> None:
    """No kind, no place, a telephone number: nothing is kept."""
    client = house.staff(Role.OPERATIONS)
    answer = client.post("/personale/ny", data=filled(client, field_of, **values))

    assert answer.status_code == 422
    assert client.get("/personale/sager/1").status_code == 404


def test_a_sheet_has_a_sticker_per_lamp_and_per_door(house: Any, tmp_path: Path) -> None:
    """The numbers of the department's own lamps, and the addresses of its doors."""
    client = house.staff(Role.PLANNER)
    lamps = client.get("/personale/ark/lamper.pdf?afdeling=9001-01")
    doors = client.get("/personale/ark/opgange.pdf?afdeling=9001-01")
    numbers = set(re.findall(r"M\d{4}", text_of(lamps.content, tmp_path)))

    assert lamps.headers["content-type"] == "application/pdf"
    assert {"M1082"} <= numbers
    assert len(numbers) < 333
    addresses = house.held.workspace.layer("entrances")["address"].dropna()
    assert any(name in text_of(doors.content, tmp_path) for name in addresses)
    assert client.get("/personale/ark/lamper.pdf?afdeling=andeby").status_code == 404
    assert client.get("/personale/ark/biler.pdf?afdeling=9001-01").status_code == 422


def test_a_sticker_leads_to_the_form_with_its_place(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The link of the code, asked for as a phone would, has the lamp's number in its field."""
    links: list[str] = []

    def note(link: str) -> str:
        links.append(link)
        return EMPTY

    monkeypatch.setattr("api.papers.sheets.code_picture", note)
    stickers(house.held, "lamper", "9001-01", "https://kort.example.dk")
    link = next(link for link in links if "M1082" in link)
    asked = urlsplit(link)

    assert parse_qs(asked.query) == {"lampe": ["M1082"]}
    assert 'value="M1082"' in house.anybody().get(f"{asked.path}?{asked.query}").text


def test_the_paper_form_asks_for_places_only(tmp_path: Path) -> None:
    """Kinds, hours and 112, and no line for a name."""
    text = text_of(paper_form("https://kort.example.dk"), tmp_path)

    assert "Lampen er slukket" in text
    assert "112" in text
    assert "Navn" not in text


def test_content_is_never_typst(tmp_path: Path) -> None:
    """A name that is typst's own language is printed as it stands, and reads no file."""
    evil = '#read("/etc/passwd") *fed* $x$ #sys.inputs'
    sticker = {
        "name": evil,
        "alt": "x",
        "code": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
    }
    content = {"title": "x", "ask": "x", "how": "x", "stickers": [sticker]}
    text = text_of(set_paper("stickers.typ", content), tmp_path)

    assert "root:" not in text
    assert "*fed*" in text


def test_a_department_without_numbers_says_so(house: Any) -> None:
    """Nothing to print is a sentence, not an empty paper."""
    with house.held.workspace as workspace:
        workspace.undo()
    with pytest.raises(NotFoundError):
        stickers(house.held, "lamper", "9001-01", "https://kort.example.dk")


def test_a_welcome_card_says_what_no_layer_knows(house: Any) -> None:
    """Staff's words stand on the sheet, are kept by nobody, and run nothing."""
    client = house.staff(Role.PLANNER)
    page = client.get("/personale/ark").text
    words = {"waste": "Skuret <b>ved</b> P", "laundry": "x" * 500}
    asked = {"afdeling": "9001-01", "sprog": "ur", **words}
    answer = client.get("/personale/velkomst", params=asked)

    assert 'action="/personale/velkomst"' in page
    assert 'href="/opslag/9001-01"' in page
    assert answer.headers["cache-control"] == "no-store"
    assert "Skuret &lt;b&gt;ved&lt;/b&gt; P" in answer.text
    assert "x" * 81 not in answer.text
    assert '<html lang="ur" dir="rtl">' in answer.text
    assert client.get("/personale/velkomst").status_code == 404
