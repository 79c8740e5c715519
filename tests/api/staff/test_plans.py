"""Plans on the web without a script: placed by forms, kept safe, refused in Danish."""

import json
import re
import time
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from geo.model.staff import Role
from geo.planning.changes import CHANGES
from geo.planning.plan import Plan
from geo.planning.shelf import FILE_BYTES

OWN, OTHER = "9001-01", "9001-09"
HOME = "/personale/planer"
HOSTILE = "{{7*191}} </script><script>alert(1)</script> \"'><img src=x onerror=alert(1)> ${x}"

FieldOf = Callable[[TestClient, str], str]


@pytest.fixture
def planner(house: Any) -> TestClient:
    """Answer a planner's browser."""
    client: TestClient = house.staff(Role.PLANNER)
    return client


def begun(client: TestClient, field_of: FieldOf, name: str = "Lys", department: str = OWN) -> str:
    """Begin a plan and answer its address."""
    token = field_of(client, HOME)
    answer = client.post(HOME, data={"csrf": token, "name": name, "department": department})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def hidden(client: TestClient, address: str) -> dict[str, str]:
    """Answer the hidden fields of the forms of a page."""
    page = client.get(address).text
    return {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)[1]  # type: ignore[index]
        for name in ("csrf", "version")
    }


def plan_at(client: TestClient, address: str) -> Plan:
    """Answer the plan that lies at an address."""
    return Plan.from_toml(client.get(f"{address}/plan.toml").text)


def put(client: TestClient, address: str, **fields: str) -> Any:
    """Send the form of a change."""
    return client.post(f"{address}/aendring", data={**hidden(client, address), **fields})


def middle(house: Any) -> tuple[float, float]:
    """Answer a place in the department."""
    spot = house.held.workspace.department(OWN).boundary.representative_point()
    return float(spot.x), float(spot.y)


def filled(house: Any, client: TestClient, address: str, kind: str) -> dict[str, str]:
    """Fill the form of a kind in as somebody without a map would: the first of every list."""
    page = client.get(f"{address}?tilfoej={kind}").text
    form = re.search(r'<form class="change".*?</form>', page, re.DOTALL)
    assert form, kind
    x, y = middle(house)
    fields = {"do": kind}
    for name in re.findall(r'<(?:input|textarea|select)[^>]* name="(\w+)"[^>]* required', form[0]):
        fields[name] = {"_x": f"{x:.1f}".replace(".", ","), "_y": f"{y:.1f}"}.get(name[-2:], "")
        options = re.search(rf'<select[^>]* name="{name}".*?</select>', form[0], re.DOTALL)
        if options:
            fields[name] = unescape(re.findall(r'<option value="([^"]+)"', options[0])[0])
        elif name == "line":
            fields[name] = f"{x:.1f} {y:.1f}\n{x + 20:.1f}; {y:.1f}"
        elif not fields[name]:
            given = re.search(rf' name="{name}"[^>]* value="([^"]+)"', form[0])
            fields[name] = given[1] if given else "1,1"
    return fields


def test_every_kind_of_change_is_placed_by_a_form_alone(
    house: Any, planner: TestClient, field_of: FieldOf
) -> None:
    """A list and two coordinates do for all that the map does; each has its price and agreement."""
    address = begun(planner, field_of)
    for kind in CHANGES:
        answer = put(planner, address, **filled(house, planner, address, kind))
        if kind == "open_gate":  # its path may have been closed meanwhile
            assert answer.status_code in {303, 422}
            continue
        assert answer.status_code == 303, (kind, answer.text[:2000])
    page = planner.get(address).text

    assert {change.kind for change in plan_at(planner, address).changes} >= set(CHANGES) - {
        "open_gate"
    }
    assert "eksempelpris" in page
    assert "pr. lejemål pr. måned" in page
    assert "Lampens ejer" in page


def test_two_planners_do_not_overwrite_each_other(
    house: Any, planner: TestClient, field_of: FieldOf
) -> None:
    """The second is told, sees what was typed again, and the first one's change stands."""
    address = begun(planner, field_of)
    old = hidden(planner, address)
    bench = filled(house, planner, address, "add_bench")
    put(planner, address, **bench)
    late = planner.post(f"{address}/aendring", data={**old, **bench, "note": "min bænk"})

    assert late.status_code == 409
    assert "En anden har ændret planen" in late.text
    assert "min bænk" in late.text
    assert len(plan_at(planner, address).changes) == 1
    for press in ("fjern", "slet", "navn"):
        data = {**old, "change": "1", "name": "Andet", "note": ""}
        assert planner.post(f"{address}/{press}", data=data).status_code == 409
    assert planner.post(f"{address}/slet", data=hidden(planner, address)).status_code == 303
    assert planner.get(address).status_code == 404


def test_what_is_typed_wrong_is_said_and_shown_again(
    house: Any, planner: TestClient, field_of: FieldOf
) -> None:
    """One Danish sentence with its remedy, status 422, nothing kept."""
    address = begun(planner, field_of)
    lamp = filled(house, planner, address, "add_lamp")
    wrong: list[dict[str, str]] = [
        {**lamp, "height_m": "-3"},
        {**lamp, "flux_lm": HOSTILE},
        {**lamp, "at_x": "1e999"},
        {**lamp, "at_x": "0", "at_y": "0"},
        {**lamp, "do": "__class__"},
        {**lamp, "note": "x" * 3_000},
    ]
    for fields in wrong:
        answer = put(planner, address, **fields)
        assert answer.status_code == 422, fields
        assert 'role="alert"' in answer.text
        assert "<script>alert" not in answer.text
        assert "Traceback" not in answer.text
    assert plan_at(planner, address).changes == ()


def test_hostile_words_stay_words(house: Any, planner: TestClient, field_of: FieldOf) -> None:
    """In the name, the reason, every text of a change: on the page, in its data and its file."""
    address = begun(planner, field_of, HOSTILE)
    bench = {**filled(house, planner, address, "add_bench"), "name": HOSTILE, "note": HOSTILE}
    assert put(planner, address, **bench).status_code == 303
    renamed = {**hidden(planner, address), "name": HOSTILE, "note": HOSTILE}
    assert planner.post(f"{address}/navn", data=renamed).status_code == 303
    page = planner.get(address).text
    data = re.search(
        r'<script type="application/json" id="plan-data">(.*?)</script>', page, re.DOTALL
    )

    for text in (page, planner.get(HOME).text):
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "1337" not in text
    assert data
    assert json.loads(data[1])["changes"][0]["kind"] == "add_bench"
    assert plan_at(planner, address).changes[0].told["name"] == HOSTILE
    assert planner.get(address).headers["content-security-policy"].startswith("default-src 'self'")


def test_a_plan_goes_out_and_in_as_a_file(planner: TestClient, field_of: FieldOf) -> None:
    """The same plan; a file that is none is refused with a sentence, whatever it holds."""
    address = begun(planner, field_of, "Frem og tilbage")
    content = planner.get(f"{address}/plan.toml").content

    def send(content: bytes) -> Any:
        files = {"file": ("plan.toml", content, "application/toml")}
        data = {"csrf": field_of(planner, HOME)}
        return planner.post(f"{HOME}/fil", data=data, files=files)

    back = send(content)
    assert plan_at(planner, back.headers["location"]) == plan_at(planner, address)
    for bad in (
        b"x" * (FILE_BYTES * 2),
        b"\xff\x00",
        b"",
        b'name = "a"\ndepartment = "findes-ikke"',
        f'name = "{"x" * 500}"\ndepartment = "{OWN}"'.encode(),
        f'name = "a"\ndepartment = "{OWN}"\n[[change]]\ndo = "import os"'.encode(),
        b"a = " + b"[" * 4_000,
    ):
        answer = send(bad)
        assert answer.status_code == 422, bad[:40]
        assert "Traceback" not in answer.text
    assert len(re.findall(r'<li class="card">', planner.get(HOME).text)) == 2


def test_own_prices_take_the_example_mark_away(
    house: Any, planner: TestClient, field_of: FieldOf
) -> None:
    """Fetched, written in, handed back: sums are the municipality's own."""
    address = begun(planner, field_of)
    put(planner, address, **filled(house, planner, address, "add_bench"))
    listed = planner.get(f"{HOME}/priser.toml").text
    assert "example = true" in listed
    own = listed.replace("example = true\n", "").replace("price = 9000,", "price = 12345,")
    files = {"file": ("priser.toml", own.encode(), "application/toml")}
    data = {"csrf": field_of(planner, HOME), "name": "Ramme 2026"}
    planner.post(f"{HOME}/priser", data=data, files=files)
    page = planner.get(address).text

    assert "12.345 kr." in page
    assert 'id="sum-example" hidden' in page


def test_a_board_reads_the_plans_of_its_own_department_only(
    house: Any, planner: TestClient, field_of: FieldOf
) -> None:
    """Others do not exist for it, and it changes nothing."""
    own, other = begun(planner, field_of), begun(planner, field_of, "Deres", OTHER)
    board = house.staff(Role.BOARD)
    page = board.get(own)

    assert page.status_code == 200
    assert "tilfoej=" not in page.text
    for part in ("", "/plan.toml", "/sammenlign", "/kort", "/papirer", "/papir/proposal.pdf"):
        assert board.get(other + part).status_code == 404
    assert "Deres" not in board.get(HOME).text
    assert board.get(f"{HOME}/forslag?afdeling={OTHER}&kr=1000").status_code == 404
    token = hidden(planner, own)["csrf"]
    assert board.post(f"{other}/regn", data={"csrf": token}).status_code == 403


def waited(client: TestClient, address: str) -> Any:
    """Ask until long work is done."""
    for _ in range(600):
        answer = client.get(address)
        if answer.status_code != 202:
            return answer
        time.sleep(0.2)
    raise AssertionError(address)


def test_a_lamp_is_scored_compared_and_written_about(
    house: Any, planner: TestClient, field_of: FieldOf
) -> None:
    """Live figures, the comparison, the map with both sides, and papers with what was filled in."""
    address = begun(planner, field_of, "Prøve <b>")
    lamp = filled(house, planner, address, "add_lamp")
    live = planner.post(f"{address}/regn", data={**hidden(planner, address), **lamp})
    assert live.status_code == 200, live.text
    told = live.json()
    assert plan_at(planner, address).changes == ()
    assert {"sums", "figures", "worse", "segments", "problems"} == set(told)
    assert all(row["before"]["interval"] for row in told["figures"] if row["before"]["value"])
    assert told["segments"]
    wrong = {**hidden(planner, address), **lamp, "height_m": "høj"}
    refused = planner.post(f"{address}/regn", data=wrong, headers={"accept": "application/json"})
    assert refused.status_code == 422
    assert refused.json()["error"]["remedy"]

    put(planner, address, **lamp)
    compared = waited(planner, f"{address}/sammenlign")
    assert "Bliver bedre" in compared.text
    assert "P5 eller bedre" in compared.text
    drawn = waited(planner, f"{address}/kort")
    assert "Pr\\u00f8ve \\u003cb\\u003e" in drawn.text
    assert "<b>" not in drawn.text.split("kort-data")[1].split("</script>")[0]


def test_a_plan_is_picked_on_the_staff_map(
    house: Any, planner: TestClient, field_of: FieldOf
) -> None:
    """All plans are listed, one is drawn beside today with everything else the map has."""
    here = begun(planner, field_of, HOSTILE[:60])
    there = begun(planner, field_of, "Ro", OTHER)
    put(planner, here, **filled(house, planner, here, "add_lamp"))
    number, other = (int(address.rsplit("/", 1)[1]) for address in (here, there))
    alone = planner.get("/personale/kort")
    listed = map_data(alone)["plans"]

    assert {one["number"]: one["name"] for one in listed} == {number: HOSTILE[:60], other: "Ro"}
    assert not any(one["drawn"] for one in listed)
    assert "alert(1)" not in alone.text.split("kort-data")[1].split("</script>")[1]
    drawn = waited(planner, f"/personale/kort?plan={number}")
    data = map_data(drawn)
    assert [one["number"] for one in data["plans"] if one["drawn"]] == [number]
    assert [side["name"] for side in data["sides"]] == [None, HOSTILE[:60]]
    assert data["staff"] is True
    assert data["eyes"] == map_data(alone)["eyes"]
    assert len(data["departments"]["records"]) == len(house.held.workspace.department_ids())
    assert drawn.headers["cache-control"].startswith("private")
    tag = drawn.headers["etag"]
    same = planner.get(f"/personale/kort?plan={number}", headers={"if-none-match": tag})
    assert same.status_code == 304

    house.report(x=639_980.0, y=6_150_455.0)
    after = waited(planner, f"/personale/kort?plan={number}")
    assert after.headers["etag"] != tag
    put(planner, here, **filled(house, planner, here, "add_bench"))
    assert waited(planner, f"/personale/kort?plan={number}").headers["etag"] != tag


@pytest.mark.parametrize("asked", ["0", "999999999", "9" * 30, "-1", "abc", "²", "1 OR 1=1"])
def test_a_plan_that_is_not_there_is_no_map(planner: TestClient, asked: str) -> None:
    """Whatever is asked for, the answer is that there is none."""
    assert planner.get("/personale/kort", params={"plan": asked}).status_code == 404


def test_the_public_map_knows_no_plans(house: Any, planner: TestClient, field_of: FieldOf) -> None:
    """Plans are drawn for the office alone; a board has no such map."""
    address = begun(planner, field_of, "Hemmelig plan")
    number = address.rsplit("/", 1)[1]
    anybody = house.anybody()

    assert map_data(anybody.get("/kort"))["plans"] is None
    assert "Hemmelig plan" not in anybody.get(f"/kort?plan={number}").text
    assert anybody.get(f"/personale/kort?plan={number}").status_code in {303, 401}
    assert house.staff(Role.BOARD).get(f"/personale/kort?plan={number}").status_code == 404


def map_data(answer: Any) -> dict[str, Any]:
    """Read what a map shows."""
    found = re.search(r'id="kort-data">(.*?)</script>', answer.text, re.DOTALL)
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


def test_the_papers_hold_what_people_filled_in(
    house: Any, planner: TestClient, field_of: FieldOf
) -> None:
    """As text, in every paper that has the field, as PDF and as Word."""
    address = begun(planner, field_of)
    put(planner, address, **filled(house, planner, address, "add_bench"))
    page = waited(planner, f"{address}/papirer")
    name = re.search(r'name="(felt-\w+)"', page.text)
    assert name
    data = {**hidden(planner, f"{address}/papirer"), name[1]: HOSTILE}
    assert planner.post(f"{address}/papirer", data=data).status_code == 303
    assert "&lt;/script&gt;" in waited(planner, f"{address}/papirer").text
    for kind in ("proposal", "attachment", "application"):
        for ending, magic in (("pdf", b"%PDF"), ("docx", b"PK")):
            paper = planner.get(f"{address}/papir/{kind}.{ending}")
            assert paper.content.startswith(magic), (kind, ending)
            assert paper.headers["content-disposition"].startswith("attachment")
    assert planner.get(f"{address}/papir/digt.pdf").status_code == 404


def test_a_proposal_is_opened_as_a_plan(planner: TestClient, field_of: FieldOf) -> None:
    """What the money buys is found once, and what is opened is that."""
    offers = waited(planner, f"{HOME}/forslag?afdeling={OWN}&kr=60.000")
    key = re.search(r'name="key" value="(\w+)"', offers.text)
    assert key
    fields = {"csrf": field_of(planner, HOME), "afdeling": OWN, "kr": "60.000", "key": key[1]}
    opened = planner.post(f"{HOME}/forslag", data=fields)
    assert plan_at(planner, opened.headers["location"]).changes


def test_what_each_krone_buys_is_drawn_told_and_opened_as_a_plan(
    house: Any, planner: TestClient, field_of: FieldOf
) -> None:
    """A dot and a row a plan; a picked one becomes a plan, doing nothing does not."""
    asked = f"{HOME}/afvejning?afdeling={OTHER}&kr=30.000"
    page = waited(planner, asked).text
    picks = re.findall(r"valg=([0-9a-f]{16})#valgt", page)
    rows = re.findall(r"<tr.*?</tr>", page.split("<tbody>")[1], re.DOTALL)

    assert page.count('<circle class="dot"') >= 2 * len(rows)
    assert len(set(picks)) == len(rows) > 2
    assert "point pr. 10.000" in page
    assert "0 kr." in rows[0]
    shown = waited(planner, f"{asked}&valg={picks[-1]}").text
    assert 'id="valgt"' in shown
    assert f"Valgt: plan {len(rows)}" in shown

    form = {"csrf": field_of(planner, HOME), "afdeling": OTHER, "kr": "30.000"}
    opened = planner.post(f"{HOME}/afvejning", data={**form, "valg": picks[-1]})
    assert plan_at(planner, opened.headers["location"]).changes
    for valg in (picks[0], "0" * 16, HOSTILE):
        answer = planner.post(f"{HOME}/afvejning", data={**form, "valg": valg})
        assert answer.status_code == 404
        assert "<script>alert" not in answer.text
    board = house.staff(Role.BOARD)
    assert board.get(asked).status_code == 404
    assert board.post(f"{HOME}/afvejning", data=form).status_code == 404


@pytest.mark.parametrize("asked", ["", "kr=1000", f"afdeling={OWN}", "kr=x"])
def test_half_a_trade_off_leads_to_where_it_is_asked_for(planner: TestClient, asked: str) -> None:
    """A department and an amount are asked for on the page of plans."""
    answer = planner.get(f"{HOME}/afvejning?{asked}", follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, HOME)


@pytest.mark.parametrize(
    ("asked", "status"),
    [(f"afdeling={OWN}&kr=0", 422), (f"afdeling={OWN}&kr=x", 422), ("afdeling=9&kr=1000", 404)],
)
def test_a_trade_off_that_cannot_be_answered_is_refused(
    planner: TestClient, asked: str, status: int
) -> None:
    """No such department, no money."""
    assert planner.get(f"{HOME}/afvejning?{asked}").status_code == status


def test_a_decided_plan_is_followed_up(house: Any, planner: TestClient, field_of: FieldOf) -> None:
    """Confirmed change by change by who did it, measured, and held beside its promise."""
    address = begun(planner, field_of)
    put(planner, address, **filled(house, planner, address, "add_lamp"))
    control = {**hidden(planner, address), "control": OTHER}
    followed = planner.post(f"{address}/opfoelgning", data=control).headers["location"]
    token = {"csrf": control["csrf"]}
    done = {**token, "change": "1", "on": "2026-01-02", "note": HOSTILE}
    assert planner.post(f"{followed}/bekraeft", data=done).status_code == 303
    future = planner.post(f"{followed}/bekraeft", data={**done, "on": "2999-01-01"})
    assert future.status_code == 422
    x, y = middle(house)
    reading = {**token, "x": f"{x}", "y": f"{y}", "lux": "4,5", "on": "2026-01-03", "area": ""}
    assert planner.post(f"{followed}/maalt", data=reading).status_code == 303
    wrong_reading = {**reading, "lux": "meget;1;1;1"}
    assert planner.post(f"{followed}/maalt", data=wrong_reading).status_code == 422
    told_page = planner.get(followed).text
    assert "1 af 1 ændringer er lavet" in told_page
    assert "1 måling er gemt" in told_page
    assert "<script>alert" not in told_page


@pytest.mark.parametrize(
    "asked",
    [
        f"afdeling={OWN}&kr=0",
        f"afdeling={OWN}&kr=nan",
        f"afdeling={OWN}&kr=-5",
        f"afdeling={OWN}&kr=1e999",
        f"afdeling={OWN}",
        "afdeling=%3Cscript%3E&kr=5",
        f"afdeling={OWN}&sp=__class__&kr=5",
        f"afdeling={OWN}&sp=lamps&antal=99999",
        f"afdeling={OWN}&sp=class&klasse=p99",
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(planner: TestClient, asked: str) -> None:
    """With a sentence; the model is never started."""
    answer = planner.get(f"{HOME}/forslag?{asked}")

    assert answer.status_code in {404, 422}
    assert "<script>" not in answer.text.replace("<script src", "")
