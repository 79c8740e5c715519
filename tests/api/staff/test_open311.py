"""Open311 GeoReport v2: the contract in both formats, and the privacy profile."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from pydantic import SecretStr

from api.settings import Settings
from geo.model.reports import Kind, Status
from geo.reporting.cases import Move
from geo.reporting.staff import move, release, reports_of

BASE = "/open311/v2"
KEY = "partnerens-nøgle"
FORM = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
REQUEST = {
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime",
    "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
}  # fmt: skip


def plain(element: Element) -> Any:
    """Answer XML as the standard maps it to JSON: lists by their wrapper, the rest by name."""
    lists = {"services", "service_requests", "errors", "endpoints", "formats", "attributes"}
    if element.tag in {*lists, "values"}:
        return [plain(child) for child in element]
    if len(element):
        return {child.tag: plain(child) for child in element}
    return element.text


def texts(shape: Any) -> Any:
    """Answer JSON with every value as XML writes it."""
    if isinstance(shape, dict):
        return {key: texts(value) for key, value in shape.items()}
    if isinstance(shape, list):
        return [texts(value) for value in shape]
    if isinstance(shape, bool):
        return str(shape).lower()
    return None if shape is None else str(shape)


@pytest.fixture
def client(house: Any) -> Any:
    """Answer a program; a partner's key is set, and one case is released."""
    house.held.settings = Settings(
        workspace=str(house.workspace), open311_keys=SecretStr(f"x, {KEY}")
    )
    number, _ = house.report(text="min nabo lister rundt", email="a@example.dk")
    database, now = house.held.desk.database, datetime.now(UTC)
    release(database, number, "Stien & <vaskeriet>", "test", now)
    house.report(Kind.GLARE.value)
    return house.anybody()


@pytest.mark.parametrize(
    "path",
    ["discovery", "services", "services/lamp_out", "requests", "requests/S1", "requests/S2"],
)
def test_both_formats_say_the_same(client: Any, path: str) -> None:
    """The XML has its head and type; read back it is the JSON."""
    xml, json = client.get(f"{BASE}/{path}.xml"), client.get(f"{BASE}/{path}.json")

    assert xml.headers["content-type"] == "text/xml; charset=utf-8"
    assert json.headers["content-type"] == "application/json; charset=utf-8"
    assert xml.text.startswith('<?xml version="1.0" encoding="utf-8"?>')
    assert xml.status_code == json.status_code
    assert plain(fromstring(xml.text)) == texts(json.json())


def test_discovery_names_everything(client: Any) -> None:
    """All fields are compulsory, in both formats."""
    told = client.get(f"{BASE}/discovery.json").json()
    (endpoint,) = told["endpoints"]

    assert set(told) == {"changeset", "contact", "key_service", "endpoints"}
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["changeset"] == told["changeset"]
    assert {part.split(";")[0] for part in endpoint["formats"]} == {"text/xml", "application/json"}


def test_every_kind_is_a_service_with_a_definition(client: Any) -> None:
    """Their codes are ours; an attribute has what the standard asks."""
    told = client.get(f"{BASE}/services.json").json()

    assert [one["service_code"] for one in told] == [kind.value for kind in Kind]
    for one in told:
        assert one["metadata"] is True
        made = client.get(f"{BASE}/services/{one['service_code']}.json").json()
        assert [(part["order"], part["datatype"]) for part in made["attributes"]] == [
            (1, "multivaluelist")
        ]


def test_only_what_is_released_is_there(client: Any, house: Any) -> None:
    """A coarse place and staff's words; the report's words, person and point are nowhere."""
    (told,) = client.get(f"{BASE}/requests.json").json()
    whole = client.get(f"{BASE}/requests.xml").text

    assert set(told) == REQUEST
    assert told["address"] == "Stien & <vaskeriet>"
    assert told["status"] == "open"
    assert told["description"] is None
    assert "nabo" not in whole
    assert "example.dk" not in whole
    assert client.get(f"{BASE}/requests/S2.json").status_code == 404
    assert client.get(f"{BASE}/requests/S999.json").status_code == 404
    assert client.get(f"{BASE}/requests.json?service_request_id=S2").json() == []
    assert told["requested_datetime"].endswith("T00:00:00+00:00")
    assert client.get(f"{BASE}/requests/S1.json").json() == [told]
    (report,) = reports_of(house.held.desk.database, 1)
    from api.form.places import degrees  # noqa: PLC0415 - the point that must not be there

    assert report.x is not None
    assert report.y is not None
    assert (told["lat"], told["long"]) != degrees(report.x, report.y)


def test_lists_are_filtered_as_the_standard_says(client: Any, house: Any) -> None:
    """Status, service, dates with zone, at most ninety days; ids override the rest."""

    def asked(query: str) -> Any:
        return client.get(f"{BASE}/requests.json?{query}")

    assert len(asked("status=open").json()) == 1
    assert asked("status=closed").json() == []
    assert len(asked("service_code=lamp_out,glare").json()) == 1
    assert asked("service_code=glare").json() == []
    assert len(asked("service_request_id=S1&status=closed").json()) == 1
    old = datetime.now(UTC) - timedelta(days=60)
    assert asked(f"end_date={old:%Y-%m-%dT%H:%M:%SZ}").json() == []
    for wrong in ("start_date=i+går", "start_date=2026-01-01", "status=halvt"):
        assert asked(wrong).status_code == 400
    assert asked("start_date=2020-01-01T00:00:00Z&end_date=2026-01-01T00:00:00Z").status_code == 400
    assert asked("end_date=0001-01-01T00:00:00Z").status_code == 400
    assert asked("jurisdiction_id=andeby.dk").status_code == 404
    step = Move(Status.FORWARDED, "test", reason="jeres", owner="Naboen")
    move(house.held.desk.database, 1, step, datetime.now(UTC))
    assert [one["status"] for one in asked("").json()] == ["closed"]


def test_a_partner_hands_in_and_follows(client: Any, house: Any) -> None:
    """A key, a code, a place; a token until staff look, then a number; people are dropped."""
    values = {
        "api_key": KEY,
        "service_code": "lamp_out",
        "lat": "55.7326",
        "long": "12.3577",
        "description": "Mørkt ved skuret",
        "first_name": "Mette",
        "last_name": "Hansen",
        "phone": "12345678",
        "device_id": "telefon",
        "attribute[HOURS][]": ["evening", "nonsens"],
    }
    answer = client.post(f"{BASE}/requests.xml", data=values)
    (told,) = plain(fromstring(answer.text))
    token = told["token"]

    assert answer.status_code == 200
    assert "service_request_id" not in told
    case = house.held.desk.follow(token).case.id
    assert client.get(f"{BASE}/tokens/{token}.json").json()[0]["service_request_id"] is None
    database = house.held.desk.database
    release(database, case, "Ved skuret", "test", datetime.now(UTC))
    assert client.get(f"{BASE}/tokens/{token}.json").json() == [
        {"service_request_id": f"S{case}", "token": token}
    ]
    (report,) = reports_of(database, case)
    assert [hour.value for hour in report.hours] == ["evening"]
    kept = b"".join(file.read_bytes() for file in house.workspace.glob("sager.db*"))
    assert not re.search(b"Mette|Hansen|12345678|telefon", kept)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"api_key": "forkert"}, 403),
        ({"api_key": ""}, 403),
        ({"service_code": ""}, 400),
        ({"service_code": "hul_i_vejen"}, 404),
        ({"lat": "", "long": ""}, 400),
        ({"media_url": "http://169.254.169.254/latest"}, 400),
        ({"description": "CPR 010190-1234"}, 400),
        ({"jurisdiction_id": "andeby.dk"}, 404),
    ],
)
def test_what_cannot_be_taken_is_told(client: Any, change: dict[str, str], status: int) -> None:
    """A list of errors with a code and a sentence, and nothing is kept."""
    values = {"api_key": KEY, "service_code": "lamp_out", "lat": "55.73", "long": "12.36"}
    answer = client.post(f"{BASE}/requests.json", data={**values, **change})
    (error,) = answer.json()

    assert answer.status_code == error["code"] == status
    assert error["description"]
    assert client.get(f"{BASE}/requests/S3.json").status_code == 404


def test_a_body_that_is_no_form_is_refused(client: Any) -> None:
    """JSON, a flood, or a body of unknown length."""
    url = f"{BASE}/requests.json"

    assert client.post(url, json={"api_key": KEY}).status_code == 400
    assert client.post(url, content=b"a=" + b"x" * 200_000, headers=FORM).status_code == 400
    assert client.post(url, content=iter([b"a=b"]), headers=FORM).status_code == 400


def test_without_keys_nobody_hands_in(client: Any, house: Any) -> None:
    """An empty setting is no empty key."""
    house.held.settings = Settings(workspace=str(house.workspace))
    values = {"api_key": "", "service_code": "lamp_out", "lat": "55.73", "long": "12.36"}

    assert client.post(f"{BASE}/requests.json", data=values).status_code == 403
