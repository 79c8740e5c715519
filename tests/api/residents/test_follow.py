"""A code opens its case and nothing else; the public sees what staff released, and fives."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from geo.model.reports import Status, Verdict
from geo.reporting import removing, staff
from geo.reporting.cases import Move
from geo.reporting.codes import reply_code
from geo.reporting.verdicts import verdicts

Site = Any
NOW = datetime(2026, 11, 24, 21, tzinfo=UTC)


def code_of(answer: Any) -> str:
    found = re.search(r"/sag/([^?]+)\?", answer.headers["location"])
    assert found is not None
    return found[1]


def step(site: Site, number: str, to: Status, reason: str = "Ny pære", **rest: Any) -> None:
    move = Move(to, "driften", reason, **rest)
    staff.move(site.desk.database, int(number[1:]), move, NOW)


def test_the_holder_reads_the_story_and_nothing_of_others(site: Site) -> None:
    """Status, reason and day, with the code and its picture; neither words nor place are shown."""
    answer = site.send(**site.place, text="Sort som kul ved skuret")
    code = code_of(answer)
    (case,) = staff.all_cases(site.desk.database)
    step(site, f"S{case.id}", Status.ORDERED, "Elektrikeren kommer", expected="2026-12-12")

    text = site.client.get(f"/sag/{code.lower()}").text

    assert "Bestilt" in text
    assert "Elektrikeren kommer" in text
    assert "Ventes 12. december 2026" in text
    assert '<svg class="qr"' in text
    assert "Sort som kul" not in text
    assert "driften" not in text


@pytest.mark.parametrize("where", ["K7QM-3XTD", "S1", "S999", "S0", "s1", "nix", "S" + "9" * 30])
def test_what_is_not_released_does_not_exist(site: Site, where: str) -> None:
    """404, the same for a case that is there and one that is not."""
    site.send(**site.place)

    answer = site.client.get(f"/sag/{where}", params={"lang": "en"})

    assert answer.status_code == 404
    assert "The code does not fit any report" in answer.text
    told = site.client.get(f"/sag/{where}", headers={"accept": "application/json"})
    assert (told.status_code, "error" in told.json()) == (404, True)
    for act in ("enig", "moerkt"):
        assert site.client.post(f"/sag/{where}/{act}").status_code == 404


def test_a_released_case_is_public_under_staffs_words(site: Site) -> None:
    """Place, status and expected day, and no count under five."""
    number = site.released("Stien bag blok 7", text="Mine egne ord")
    step(site, number, Status.ORDERED, expected="2026-12-12")

    for path in (f"/sag/{number}", "/sager"):
        text = site.client.get(path).text
        assert "Stien bag blok 7" in text
        assert "Bestilt" in text
        assert "12. december 2026" in text
        assert "Mine egne ord" not in text
        assert "mindst" not in text
    assert "qr" not in site.client.get(f"/sag/{number}").text.split("<main")[1]


def test_forwarded_names_the_owner_and_promises_nothing(site: Site) -> None:
    """It says to whom it was sent, and why."""
    number = site.released()
    step(site, number, Status.FORWARDED, "Det er deres lampe", owner="Gf. Birken")

    assert "Sendt til Gf. Birken" in site.client.get(f"/sag/{number}").text


def test_i_see_it_too_counts_a_browser_once_and_never_without_a_cookie(site: Site) -> None:
    """The page that offers it gives the cookie; a second press and a bare client count nothing."""
    number = site.released(website="")
    site.client.cookies.clear()
    bare = site.client.post(f"/sag/{number}/enig")
    site.client.get(f"/sag/{number}")

    presses = [site.client.post(f"/sag/{number}/enig").headers["location"] for _ in range(2)]

    assert "tak=nej" in bare.headers["location"]
    assert ["tak=ja" in presses[0], "tak=igen" in presses[1]] == [True, True]
    assert "talt med" in site.client.get(presses[0]).text
    assert staff.all_cases(site.desk.database)[0].counted == 2


def test_the_one_cookie_is_technical(site: Site) -> None:
    """One, of ours, random, unread by scripts, thirty days, not sent from elsewhere."""
    cookies = [
        header
        for path in ("/indberet", "/sager")
        for header in site.client.get(path).headers.get_list("set-cookie")
    ]

    (cookie,) = cookies
    assert re.fullmatch(
        r"melding=[\w-]{22}; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax", cookie
    )


def test_still_dark_opens_a_closed_case_for_everybody(site: Site) -> None:
    """By the public number and by the secret code; the story tells it."""
    number = site.released()
    step(site, number, Status.FIXED)
    closed = site.client.get(f"/sag/{number}").text
    assert "Jeg ser det også" not in closed

    answer = site.client.post(f"/sag/{number}/moerkt", params={"lang": "da"})

    text = site.client.get(answer.headers["location"]).text
    assert "Tak. Sagen er åben." in text
    assert "En har meldt, at her stadig er mørkt" in text
    assert staff.all_cases(site.desk.database)[0].status is Status.RECEIVED


def test_whoever_reported_is_asked_whether_it_is_in_order(site: Site) -> None:
    """By the code and only after the repair; yes is kept once, stadig mørkt opens the case."""
    code = code_of(site.send(**site.place, seen="1"))
    case = staff.all_cases(site.desk.database)[0].id

    def events() -> list[str]:
        return [event.kind for event in staff.one_case(site.desk.database, case)[1]]

    assert "Er det i orden nu?" not in site.client.get(f"/sag/{code}").text
    site.client.post(f"/sag/{code}/orden")
    assert "in_order" not in events()
    step(site, f"S{case}", Status.FIXED)
    for language, question in (("da", "Er det i orden nu?"), ("tr", "Şimdi düzeldi mi?")):
        assert question in site.client.get(f"/sag/{code}", params={"lang": language}).text
    presses = [site.client.post(f"/sag/{code}/orden", params={"lang": "da"}) for _ in range(2)]
    page = site.client.get(presses[0].headers["location"]).text
    assert "Tak for dit svar." in page
    assert "Er det i orden nu?" not in page
    assert events().count("in_order") == 1
    assert site.client.post(f"/sag/S{case}/orden").status_code == 404

    said = verdicts(
        staff.one_case(site.desk.database, case)[1], staff.reports_of(site.desk.database, case)
    )
    assert (said.in_order, said.still_dark, said.asked) == (1, 0, 1)
    site.client.post(f"/sag/{code}/moerkt")
    assert staff.one_case(site.desk.database, case)[0].status is Status.RECEIVED
    said = verdicts(
        staff.one_case(site.desk.database, case)[1], staff.reports_of(site.desk.database, case)
    )
    assert (said.in_order, said.still_dark) == (0, 1)
    step(site, f"S{case}", Status.FIXED)
    assert "Er det i orden nu?" in site.client.get(f"/sag/{code}").text


def test_the_link_of_a_reply_opens_the_case_and_no_other(site: Site) -> None:
    """It answers like the code but shows none; a changed one opens nothing."""
    site.send(**site.place, seen="1")
    report = staff.all_reports(site.desk.database)[0].id
    link = reply_code(site.desk.secret, report)
    step(site, f"S{staff.all_cases(site.desk.database)[0].id}", Status.FIXED)

    page = site.client.get(f"/sag/{link}", params={"lang": "da"})
    assert page.status_code == 200
    assert "Er det i orden nu?" in page.text
    assert 'class="qr"' not in page.text
    for wrong in (link[:-1] + ("0" if link[-1] != "0" else "1"), f"svar-{report}-0", "svar-1"):
        assert site.client.get(f"/sag/{wrong}").status_code == 404
        assert site.client.post(f"/sag/{wrong}/orden").status_code == 404
    assert site.client.post(f"/sag/{link}/orden").status_code == 303
    assert staff.all_reports(site.desk.database)[0].verdict is Verdict.IN_ORDER


def test_no_address_is_asked_for_where_no_reply_can_be_sent(opened: Any) -> None:
    """Without a mail server the field is not there, and what a script sends of it is not kept."""
    bare = opened(smtp_host="")

    assert 'name="email"' not in bare.client.get("/indberet").text
    bare.send(place="ved porten", email="nabo@example.dk")
    case = staff.all_cases(bare.desk.database)[0].id
    assert staff.addresses(bare.desk.database, case) == []


def test_the_step_before_sending_offers_what_is_released_near_by(site: Site) -> None:
    """A page with the case and the way on; what was filled in goes along; a script gets JSON."""
    number = site.released("Stien bag blok 7")

    page = site.send(**site.place, text="Også her")
    told = site.send(json=True, **site.place).json()
    elsewhere = site.send(**site.place, kind="glare")

    assert page.status_code == 200
    assert "Er det allerede meldt?" in page.text
    assert f"/sag/{number}/enig" in page.text
    assert 'name="text" value="Også her"' in page.text
    assert told["nearby"][0] | {"metres": 0} == {
        "number": number,
        "place": "Stien bag blok 7",
        "kind": "lamp_out",
        "status": "Modtaget",
        "metres": 0,
    }
    assert elsewhere.status_code == 303
    assert site.send(**site.place, seen="1").status_code == 303


def test_a_released_picture_is_seen_and_a_withdrawn_case_takes_it_along(
    site: Site, picture: Any
) -> None:
    """Released with its case; hidden again with it."""
    number = site.released(photos=[picture()])
    case = int(number[1:])
    (name,) = staff.reports_of(site.desk.database, case)[0].photos
    removing.release_picture(site.desk.database, name, "driften", NOW)

    shown = site.client.get(f"/sag/{number}/billede/{name}")
    staff.hide(site.desk.database, case, "driften", NOW)

    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert site.client.get(f"/sag/{number}/billede/{name}").status_code == 404
    assert site.client.get(f"/sag/{number}").status_code == 404


def test_totals_come_in_fives_and_late(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing this week; "mindst 5 meldinger" of six when two weeks have gone, in words."""
    for _ in range(6):
        site.client.cookies.clear()
        site.send(**site.place, seen="1")
    assert "mindst" not in site.client.get("/sager").text

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> "Later":
            return cls.fromtimestamp((datetime.now(tz) + timedelta(days=16)).timestamp(), tz)

    monkeypatch.setattr("api.routes.follow.datetime", Later)
    text = site.client.get("/sager").text

    assert "mindst 5 meldinger" in text
    assert "Ingen indberetninger er ikke det samme som trygt" in text


def test_a_typed_code_leads_to_its_case(site: Site) -> None:
    """However it was typed; a wrong one is told beside the field."""
    code = code_of(site.send(place="Stien"))

    right = site.client.get("/sag", params={"kode": f" {code.replace('-', '').lower()} "})
    wrong = site.client.get("/sag", params={"kode": "K7QM-3XTD"})

    assert right.headers["location"].startswith(f"/sag/{code}?")
    assert "Koden passer ikke" in site.client.get(wrong.headers["location"]).text
