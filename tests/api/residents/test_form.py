"""The form without JavaScript: whole, kind, and silent about what it refused."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from geo.model.reports import Hour, Kind, Located, Setting
from geo.reporting import staff

Site = Any


def reports(site: Site) -> list[Any]:
    return list(staff.all_reports(site.desk.database))


def test_the_first_tile_is_a_lamp_and_none_is_of_people(site: Site) -> None:
    """Nine tiles, none of which is somebody; 112 and 114 stand before the free words."""
    text = site.client.get("/indberet").text

    assert re.findall(r'name="kind" value="(\w+)"', text) == [kind.value for kind in Kind]
    assert text.index('href="tel:114"') < text.index('name="text"')
    for start in ("start-here", "start-map", "start-words"):
        assert text.count(f'id="{start}"') == 1
    assert "Husk stedet – skriv resten hjemme" in text
    assert text.index('id="keep"') < text.index('id="start-here"')


def test_a_report_in_words_lands_and_leads_to_its_case(site: Site) -> None:
    """Without a map, a position or a script: 303 to the page its code opens."""
    answer = site.send(place="Bag vaskeriet", setting="laundry", hours=["evening", "night"])

    assert answer.status_code == 303
    page = site.client.get(answer.headers["location"])
    assert "Tak, meldingen er modtaget" in page.text
    code = re.search(r"/sag/([A-Z2-9]{4}-[A-Z2-9]{4})\?", answer.headers["location"])
    assert code is not None
    assert f">{code[1]}<" in page.text
    assert page.headers["cache-control"] == "no-store"
    (report,) = reports(site)
    assert (report.place_text, report.setting) == ("Bag vaskeriet", Setting.LAUNDRY)
    assert (report.hours, report.located) == ((Hour.EVENING, Hour.NIGHT), Located.TEXT)


def test_a_report_from_where_one_stands_knows_its_ground(site: Site) -> None:
    """Position and accuracy are kept; department and owner come from the layers."""
    site.send(**site.place)

    (report,) = reports(site)
    case, _, _ = staff.one_case(site.desk.database, report.case)
    assert (report.located, report.accuracy_m) == (Located.GPS, 9.0)
    assert case.department is not None
    assert case.owner is not None
    assert report.dark in {True, False}


def test_a_lamp_number_is_a_place(site: Site) -> None:
    """A number off the mast is enough; it finds the lamp and who owns it."""
    lamps = site.services.workspace.layer("lamps")
    lamp = lamps[lamps["number"].notna()].iloc[3]

    assert site.send(lamp_number=str(lamp["number"]).lower()).status_code == 303

    (report,) = reports(site)
    assert (report.lamp, report.located) == (lamp["id"], Located.LAMP)


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({}, "place", "Sig, hvor det er"),
        ({"place": "x", "kind": ""}, "kind", "Vælg, hvad der er galt"),
        ({"place": "x", "kind": "crowd"}, "kind", "Vælg, hvad der er galt"),
        ({"place": "x", "text": "Hemmelig: 010190-1234"}, "text", "cpr-nummer"),
        ({"place": "Hemmelig: ring 44 77 20 00"}, "place", "telefonnummer"),
        ({"place": "x", "text": "Hemmelig: de sælger hash"}, "text", "Ring 114"),
        ({"place": "x", "email": "Hemmelig"}, "email", "E-mailadressen"),
        ({"place": "x", "photos": [b"Hemmelig"]}, "photos", "Billedet kan ikke læses"),
        ({"place": "x", "photos": [b"a"] * 4}, "photos", "højst sendes tre"),
        ({"place": "x", "text": "a" * 501}, "text", "for lang"),
        ({"place": "x", "website": "http://spam"}, "text", "en gang til"),
        ({"place": "x", "stamp": "forged"}, "text", "en gang til"),
        ({"lat": "0", "lon": "0"}, "place", "Sig, hvor det er"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_kept(
    site: Site, own_workspace: Path, fields: dict[str, Any], field: str, sentence: str
) -> None:
    """422, a summary that leads there, the field marked, and no byte of it in the workspace."""
    answer = site.send(**fields)

    text = unescape(answer.text)
    assert answer.status_code == 422
    assert "Noget mangler: " in text
    assert f'href="#{field}"' in text
    assert f'id="{field}-error"' in text
    assert sentence in text
    assert reports(site) == []
    kept = [file.read_bytes() for file in own_workspace.rglob("sager*") if file.is_file()]
    assert not any(b"Hemmelig" in content for content in kept)
    assert not (own_workspace / "billeder").exists()


def test_what_was_written_comes_back_in_the_form(site: Site) -> None:
    """Nobody has to write it twice; as text, whatever it looks like."""
    hostile = "<script>alert(1)</script>\"'{{7*7}}"

    text = site.send(text=hostile, place="", hours=["night"]).text

    assert "<script>alert" not in text
    assert hostile in unescape(text)
    assert 'value="lamp_out" checked' in text
    assert 'value="night" checked' in text


def test_a_form_sent_too_fast_is_shown_again_and_then_taken(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own stamp stays, so that a person who presses again is let through."""
    site = opened()
    form = {**site.hidden(), "kind": "glare", "place": "Stien"}
    monkeypatch.setattr("geo.reporting.spam.LEAST_S", 60.0)

    first = site.client.post("/indberet", data=form)
    again = dict(re.findall(r'name="(\w+)" value="([^"]*)"', first.text))
    assert (first.status_code, again["stamp"]) == (422, form["stamp"])
    monkeypatch.setattr("geo.reporting.spam.LEAST_S", -1.0)
    second = site.client.post("/indberet", data=form)

    assert second.status_code == 303
    assert len(reports(site)) == 1


def test_sending_the_same_form_twice_makes_one_report(site: Site) -> None:
    """As a page or by script, the same key answers the same code."""
    form = {**site.hidden(), "kind": "glare", "place": "Stien"}

    first = site.client.post("/indberet", data=form)
    again = site.client.post("/indberet", data=form, headers={"accept": "application/json"})

    assert again.json()["code"] in first.headers["location"]
    assert again.json() | {"code": "", "url": ""} == {
        "code": "",
        "url": "",
        "kind": "glare",
        "photos": 0,
    }
    assert len(reports(site)) == 1


def test_pictures_are_kept_bare_and_private(
    site: Site, picture: Callable[[], bytes], own_workspace: Path
) -> None:
    """Three land redrawn; the public sees one only when staff have released it."""
    number = site.released(photos=[picture(), picture(), picture()])

    files = list((own_workspace / "billeder").iterdir())
    assert len(files) == 3
    (report,) = reports(site)
    assert len(report.photos) == 3
    assert all(b"HEMMELIGT" not in file.read_bytes() for file in files)
    assert site.client.get(f"/sag/{number}/billede/{files[0].name}").status_code == 404
    assert "/billede/" not in site.client.get(f"/sag/{number}").text


def test_a_hundred_files_are_not_read(site: Site) -> None:
    """Too many parts or too many bytes are refused in words, not by a broken page."""
    many = site.client.post(
        "/indberet", data=site.hidden(), files=[("photos", ("a.jpg", b"x"))] * 100
    )
    huge = site.client.post(
        "/indberet",
        content=b"",
        headers={"content-length": "99999999999", "content-type": "text/x"},
    )

    assert many.status_code in {400, 413, 422}
    assert huge.status_code == 422
    assert "fylder for meget" in huge.text
    assert reports(site) == []


def test_a_burst_is_taken_in_and_waits(site: Site) -> None:
    """After ten from one network reports wait for a person; none is turned away."""
    answers = [site.send(place=f"Sted {number}") for number in range(14)]

    assert {answer.status_code for answer in answers} == {303}
    assert len(reports(site)) == 14
    assert len(staff.waiting(site.desk.database)) == 4


def test_a_storm_is_told_to_wait(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """429 with the seconds, in words, with what was written; small acts as well."""
    number = site.released()
    monkeypatch.setattr("geo.reporting.spam.TOO_MANY_PER_ADDRESS", 1)
    monkeypatch.setattr("api.form.gate.TOO_MANY_PER_ADDRESS", 1)

    answer = site.send(place="Mit sted")

    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "600"
    assert 'value="Mit sted"' in answer.text
    assert site.client.post(f"/sag/{number}/enig").status_code == 429


def test_no_address_of_a_person_is_kept(site: Site, own_workspace: Path) -> None:
    """Neither the client's address nor its browser is in any file."""
    site.client.post(
        "/indberet",
        data={**site.hidden(), "kind": "glare", "place": "Stien"},
        headers={"user-agent": "Telefon-77", "x-forwarded-for": "203.0.113.9"},
    )

    kept = b"".join(file.read_bytes() for file in own_workspace.rglob("sager*"))
    assert len(reports(site)) == 1
    for trace in (b"Telefon-77", b"203.0.113", b"testclient"):
        assert trace not in kept


def test_the_ground_and_the_lamps_are_answered_in_degrees(site: Site) -> None:
    """The little map gets houses, paths, doors and lamps, nothing of reports, and no more."""
    site.released()
    at = {"lat": site.place["lat"], "lon": site.place["lon"]}

    ground = site.client.get("/indberet/omkring", params=at).json()
    lamps = site.client.get("/indberet/lamper", params=at).json()["lamps"]

    assert set(ground) == {"middle", "houses", "greens", "paths", "doors", "lamps"}
    latitude, longitude = ground["houses"][0][0]
    assert (round(latitude), round(longitude)) == (round(float(at["lat"])), round(float(at["lon"])))
    assert all(len(lamp) == 5 for lamp in ground["lamps"])
    assert 1 <= len(lamps) <= 3
    told = {"id", "number", "status", "owner", "owner_kind", "border", "metres"}
    assert set(lamps[0]) == told
    assert site.client.get("/indberet/omkring", params={"lat": "x", "lon": "1"}).status_code == 422
    far = site.client.get("/indberet/lamper", params={"lat": 0, "lon": 0}).json()
    assert far == {"lamps": []}


def test_a_sticker_fills_in_the_place(site: Site) -> None:
    """A code on a mast or in a stairwell opens the form with its number or words."""
    text = site.client.get("/indberet", params={"lampe": "B-17", "sted": 'Opgang "7"'}).text

    assert 'name="lamp_number" maxlength="20" dir="ltr" autocomplete="off" value="B-17"' in text
    assert 'value="Opgang &#34;7&#34;"' in text


@pytest.mark.usefixtures("quick")
def test_an_empty_workspace_takes_reports_too(tmp_path: Path) -> None:
    """A municipality without a single layer yet has a form that works."""
    client = TestClient(
        create_app(Settings(workspace=str(tmp_path / "ny"))), follow_redirects=False
    )
    page = client.get("/indberet").text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)">', page))

    answer = client.post("/indberet", data={**hidden, "kind": "other", "place": "Stien"})

    assert answer.status_code == 303
    assert client.get("/indberet/omkring", params={"lat": 55.7, "lon": 12.3}).status_code == 200


def test_the_first_view_is_light(site: Site) -> None:
    """Page, styles, scripts and two weights of the typeface: under 100 kB as they travel."""
    page = site.client.get("/indberet")
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
    fonts = [
        f"/static/fonts/IBMPlexSans-{weight}-Latin1.woff2" for weight in ("Regular", "SemiBold")
    ]

    weights = {}
    for path in ["/indberet", *sorted(files), *fonts]:
        with site.client.stream("GET", path, headers={"accept-encoding": "gzip"}) as answer:
            weights[path] = sum(len(chunk) for chunk in answer.iter_raw())

    assert len(files) >= 6
    assert sum(weights.values()) < 100_000, weights
